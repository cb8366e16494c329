"""One's own account and tokens; for admins, everybody's accounts and the audit log."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from readouts.api.people import Person, need
from readouts.api.problems import Problem
from readouts.api.register_rows import Line, Member, Token
from readouts.api.roles import ROLES, SCOPES, Role
from readouts.api.session import address_of, log, register_of
from readouts.errors import ReadoutsError
from readouts.web.pages import show, twin

router = APIRouter(include_in_schema=False)
READER, ADMIN = Depends(need("reader")), Depends(need("admin"))
_PAGE = 100
_Word = Annotated[str, Form(max_length=2000)]


@dataclass(frozen=True, slots=True)
class AccountPage:
    """One's own account. ``secret`` is a new token's, shown this once; ``scopes`` are those one may give away."""

    name: str
    role: str
    blind: bool
    tokens: tuple[Token, ...]
    scopes: tuple[str, ...]
    secret: str | None = None
    did: str | None = None
    why: str | None = None


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """Everybody's accounts."""

    people: tuple[Member, ...]
    roles: tuple[str, ...]
    why: str | None = None


@dataclass(frozen=True, slots=True)
class LogPage:
    """A page of the audit log, the latest first; ``next`` is where the following one begins."""

    lines: tuple[Line, ...]
    person: str | None
    next: int | None


def _own(request: Request, *, status: int = 200, secret: str | None = None, did: str | None = None, why: str | None = None) -> Response:
    person: Person = request.state.person
    tokens = tuple(t for t in register_of(request).tokens(person.name) if t.revoked is None)
    scopes = tuple(s for s in SCOPES if person.may(s))
    view = AccountPage(person.name, person.role, person.blind, tokens, scopes, secret, did, why)
    return show(request, "account.html", view, status=status)


@twin(router, "/account", dependencies=[READER])
def account(request: Request) -> Response:
    """One's own account."""
    return _own(request)


@router.post("/account/password", dependencies=[READER])
def password(request: Request, old: _Word = "", new: _Word = "") -> Response:
    """Give oneself another password; every session ends."""
    person, register = _by_session(request), register_of(request)
    if seconds := register.wait(person.name, address_of(request)):
        raise Problem(429, f"too many attempts: try again in {seconds // 60 + 1} minutes")
    if register.knows(person.name, old) is None:
        register.failed(person.name, address_of(request))
        return _own(request, status=403, why="that is not your password now")
    if why := _refused(lambda: register.set_password(person.name, new)):
        return _own(request, status=422, why=why)
    log(request, "password changed", person.name, person=person)
    return RedirectResponse("/login", 303)


@router.post("/account/tokens", dependencies=[READER])
def make_token(
    request: Request, label: _Word = "", scopes: Annotated[list[str] | None, Form()] = None, days: Annotated[str, Form()] = "90"
) -> Response:
    """Make an API token; its secret is shown on this page and never again."""
    person, register = _by_session(request), register_of(request)
    if not days.strip().isdigit():
        return _own(request, status=422, why="say for how many days it is good")
    try:
        made, secret = register.make_token(person.name, label, scopes or (), int(days))
    except ReadoutsError as error:
        return _own(request, status=422, why=str(error))
    log(request, "token made", made.id, " ".join(made.scopes), person=person)
    return _own(request, secret=secret)


@router.post("/account/tokens/revoke", dependencies=[READER])
def revoke(request: Request, token: _Word = "") -> Response:
    """Make one of one's own tokens good for nothing."""
    person = _by_session(request)
    if register_of(request).revoke(token, of=person.name) is None:
        return _own(request, status=404, why="there is no such token of yours")
    log(request, "token revoked", token, person=person)
    return _own(request, did="the token is good for nothing now")


@twin(router, "/people", dependencies=[ADMIN])
def people(request: Request) -> Response:
    """Everybody's accounts."""
    return _everybody(request)


def _everybody(request: Request, why: str | None = None) -> Response:
    view = PeoplePage(tuple(register_of(request).members()), ROLES, why)
    return show(request, "people.html", view, status=422 if why else 200)


@router.post("/people", dependencies=[ADMIN])
def add(request: Request, name: _Word = "", role: _Word = "reader", password: _Word = "", blind: bool = Form(False)) -> Response:
    """Make an account with a first password."""
    register = register_of(request)
    if why := _refused(lambda: register.add(name, _role(role), password, blind=blind)):
        return _everybody(request, why)
    log(request, "person added", name, f"{role}{' blind' if blind else ''}", person=request.state.person)
    return RedirectResponse("/people", 303)


@router.post("/people/change", dependencies=[ADMIN])
def change(
    request: Request, name: _Word = "", what: _Word = "change", role: _Word = "", password: _Word = "", blind: bool = Form(False)
) -> Response:
    """Give an account another role or password, set it blind or seeing, or close it."""
    register = register_of(request)
    actions: dict[str, tuple[str, Callable[[], object]]] = {
        "change": ("person changed", lambda: register.change(name, role=_role(role), blind=blind)),
        "password": ("password set", lambda: register.set_password(name, password)),
        "remove": ("person removed", lambda: register.remove(name)),
    }
    if what not in actions:
        raise Problem(422, f"{what}: one of {', '.join(actions)}")
    said, work = actions[what]
    if why := _refused(work):
        return _everybody(request, why)
    log(request, said, name, person=request.state.person)
    return RedirectResponse("/people", 303)


@twin(router, "/log", dependencies=[ADMIN])
def audit(
    request: Request, who: Annotated[str | None, Query(max_length=80)] = None,
    before: Annotated[int | None, Query(ge=1, le=2**53)] = None,
) -> Response:  # fmt: skip
    """Who did what: logins, judgements, documents added, exports, changes of accounts."""
    lines = register_of(request).log(before=before, limit=_PAGE, person=who or None)
    view = LogPage(tuple(lines), who or None, lines[-1].n if len(lines) == _PAGE else None)
    return show(request, "log.html", view)


def _by_session(request: Request) -> Person:
    person: Person = request.state.person
    if person.by == "token":
        raise Problem(403, "a token cannot change an account: log in")
    return person


def _role(role: str) -> Role:
    for known in ROLES:
        if role == known:
            return known
    raise ReadoutsError(f"{role}: no such role: there are {', '.join(ROLES)}")


def _refused(work: Callable[[], object]) -> str | None:
    """Do something with the register; why it will not do, or None."""
    try:
        work()
    except ReadoutsError as error:
        return str(error)
    return None
