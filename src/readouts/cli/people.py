"""``readouts people``: who may log in to a served ledger, and what each may do."""

from __future__ import annotations

import getpass
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from readouts.cli.options import Json
from readouts.cli.session import NOTHING, USAGE, interruptible, say, write

if TYPE_CHECKING:
    from readouts.api.register import Register

people = typer.Typer(
    name="people",
    help="Who may log in to a served ledger: add, list, role, password, token, remove.",
    no_args_is_help=True,
)
_CODES = "Exit codes: 0 done; 1 it could not be done; 2 wrong usage; 130 interrupted."


class RoleName(StrEnum):
    """What somebody may do: a reader reads, a reviewer also judges and adds documents, an admin also looks after people."""

    reader = "reader"
    reviewer = "reviewer"
    admin = "admin"


class ScopeName(StrEnum):
    """What a token may do, of what its owner may."""

    read = "read"
    judge = "judge"
    add = "add"
    admin = "admin"


Where = Annotated[
    str | None,
    typer.Option("--ledger", metavar="FILE|URL", envvar="READOUTS_DB_URL", help="The ledger whose people they are."),
]
At = Annotated[
    str | None,
    typer.Option("--people", metavar="FILE|URL", help="Where accounts are kept. Without it beside the ledger."),
]
Name = Annotated[
    str, typer.Argument(metavar="NAME", help="The name, which is also the author of what that person judges.")
]
Generate = Annotated[bool, typer.Option("--generate", help="Make a password up and print it.")]


@contextmanager
def _register(ledger: str | None, where: str | None, *, create: bool = False) -> Iterator[Register]:
    """The register beside the ledger named; whatever is wrong is one line."""
    from readouts.api.register import beside, open_register  # noqa: PLC0415
    from readouts.errors import ReadoutsError  # noqa: PLC0415

    if not ledger and not where:
        say("readouts: no ledger is named: give --ledger FILE, or set READOUTS_DB_URL")
        raise typer.Exit(USAGE)
    with interruptible():
        try:
            if not where:
                _there(str(ledger))
            register = open_register(beside(str(ledger), where), create=create)
            if register is None:
                raise ReadoutsError(
                    "there are no accounts yet: `readouts people add NAME --role admin` makes the first"
                )
            try:
                yield register
            finally:
                register.close()
        except ReadoutsError as error:
            say(f"readouts: people: {error}")
            raise typer.Exit(NOTHING) from None


def _there(ledger: str) -> None:
    """A register beside a ledger that is not there would be one of a mistyped name."""
    from readouts.ledger import open_store  # noqa: PLC0415

    open_store(ledger, create=False).close()


def _note(register: Register, action: str, target: str, detail: str = "") -> None:
    try:
        who = getpass.getuser()
    except (OSError, KeyError, ImportError):
        who = ""
    register.note(who, "command line", action, target, detail)


def _password(generate: bool) -> str:
    """A password that is typed twice, piped in as one line, or made up."""
    if generate:
        made = "-".join(secrets.token_hex(3) for _ in range(4))
        write(f"{made}\n")
        return made
    if sys.stdin is not None and sys.stdin.isatty():
        typed: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
        return typed
    return (sys.stdin.readline() if sys.stdin else "").rstrip("\r\n")


@people.command(epilog=f"Example: readouts people add holt --role reviewer --blind --ledger talks.ledger\n\n{_CODES}")
def add(
    name: Name,
    role: Annotated[RoleName, typer.Option("--role", help="What the person may do.")] = RoleName.reader,
    ledger: Where = None,
    blind: Annotated[bool, typer.Option("--blind", help="Sees nobody else's judgements.")] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Somebody who was removed comes back under the same name.")
    ] = False,
    generate: Generate = False,
    at: At = None,
) -> None:
    """Make an account. The password is asked for, or read as one line from a pipe."""
    with _register(ledger, at, create=True) as register:
        made = register.add(name, role.value, _password(generate), blind=blind, again=again)
        _note(register, "person added", made.name, f"{role.value}{' blind' if blind else ''}")
        say(f"readouts: {made.name} is {role.value}{', and blind' if blind else ''}")


@people.command("list", epilog=f"Example: readouts people list --ledger talks.ledger\n\n{_CODES}")
def list_(
    ledger: Where = None,
    removed: Annotated[bool, typer.Option("--removed", help="Also those that were removed.")] = False,
    as_json: Json = False,
    at: At = None,
) -> None:
    """List accounts, with their roles."""
    import json  # noqa: PLC0415
    from dataclasses import asdict  # noqa: PLC0415

    with _register(ledger, at) as register:
        for m in register.members(everybody=removed):
            words = [
                m.name,
                m.role,
                *(["blind"] if m.blind else []),
                *([f"removed {m.removed[:10]}"] if m.removed else []),
            ]
            write((json.dumps(asdict(m), ensure_ascii=False) if as_json else "  ".join(words)) + "\n")


@people.command(epilog=f"Example: readouts people role holt admin --ledger talks.ledger\n\n{_CODES}")
def role(
    name: Name,
    given: Annotated[RoleName | None, typer.Argument(metavar="[ROLE]", help="The new role.")] = None,
    ledger: Where = None,
    blind: Annotated[
        bool | None, typer.Option("--blind/--seeing", help="Hide or show other people's judgements.")
    ] = None,
    at: At = None,
) -> None:
    """Give an account another role, or set it blind or seeing."""
    if given is None and blind is None:
        say("readouts: people: say which role, or --blind or --seeing")
        raise typer.Exit(USAGE)
    with _register(ledger, at) as register:
        made = register.change(name, role=given.value if given else None, blind=blind)
        _note(register, "person changed", made.name, f"{made.role}{' blind' if made.blind else ''}")
        say(f"readouts: {made.name} is {made.role}{', and blind' if made.blind else ''}")


@people.command(epilog=f"Example: readouts people password holt --ledger talks.ledger\n\n{_CODES}")
def password(name: Name, ledger: Where = None, generate: Generate = False, at: At = None) -> None:
    """Set an account's password; its sessions end."""
    with _register(ledger, at) as register:
        register.set_password(name, _password(generate))
        _note(register, "password set", name)
        say(f"readouts: {name} has a new password, and is logged out everywhere")


@people.command(epilog=f"Example: readouts people token holt --scope read --days 90 --ledger talks.ledger\n\n{_CODES}")
def token(
    name: Name,
    ledger: Where = None,
    scope: Annotated[list[ScopeName] | None, typer.Option("--scope", help="What the token may do. Repeatable. Without it read.")] = None,
    days: Annotated[int, typer.Option("--days", min=1, max=3650, help="How long it is good.")] = 90,
    label: Annotated[str, typer.Option("--label", help="What it is for.")] = "command line",
    listed: Annotated[bool, typer.Option("--list", help="List the person's tokens, and make none.")] = False,
    revoke: Annotated[str | None, typer.Option("--revoke", metavar="ID", help="Make this token good for nothing.")] = None,
    at: At = None,
) -> None:  # fmt: skip
    """Make an API token and print it, once; or list or revoke the tokens of a person."""
    from readouts.errors import ReadoutsError  # noqa: PLC0415

    with _register(ledger, at) as register:
        if listed:
            for t in register.tokens(name):
                state = "revoked" if t.revoked else f"until {t.until[:10]}" if t.until else "without end"
                write(f"{t.id}  {' '.join(t.scopes)}  {state}  {t.label}\n")
        elif revoke:
            if register.revoke(revoke, of=name) is None:
                raise ReadoutsError(f"{name} has no token {revoke}: --list names them")
            _note(register, "token revoked", revoke)
            say(f"readouts: {revoke} is good for nothing now")
        else:
            made, secret = register.make_token(name, label, [s.value for s in scope or [ScopeName.read]], days)
            _note(register, "token made", made.id, " ".join(made.scopes))
            write(f"{secret}\n")
            say(
                f"readouts: token {made.id} of {made.person}, {', '.join(made.scopes)}, for {days} days: keep it, it is not shown again"
            )


@people.command(epilog=f"Example: readouts people remove holt --ledger talks.ledger\n\n{_CODES}")
def remove(name: Name, ledger: Where = None, at: At = None) -> None:
    """Close an account: its sessions end, its tokens are revoked, what it judged stays under its name."""
    with _register(ledger, at) as register:
        register.remove(name)
        _note(register, "person removed", name)
        say(f"readouts: {name} is removed; what {name} judged stays")
