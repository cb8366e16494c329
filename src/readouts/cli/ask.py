"""Questions to a kept ledger: ``agreements``, ``show``, ``timeline``, ``search``, ``diff``, ``reliability``, ``adjudication``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from readouts.cli.options import Json
from readouts.cli.session import NOTHING, USAGE, interruptible, say, write
from readouts.cli.sheet import form_of, give, json_text
from readouts.errors import LedgerError

if TYPE_CHECKING:
    from readouts.engine.asking import Inquiry
    from readouts.ledger import Store

CODES = (
    "Exit codes: 0 answered, if only that there is none; 1 no such ledger or id, or it cannot be read; 2 wrong usage."
)

Where = Annotated[
    str | None,
    typer.Option(
        "--ledger", metavar="FILE|URL", envvar="READOUTS_DB_URL", help="The ledger: a file, or a database's address."
    ),
]
Csv = Annotated[bool, typer.Option("--csv", help="CSV: a heading, then one line a row.")]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of", metavar="DATE", help="The ledger as it stood at the end of that day, or at that time (UTC)."
    ),
]
Machine = Annotated[bool, typer.Option("--machine", help="The machine's rows alone, without people's judgements.")]
Party = Annotated[str | None, typer.Option("--party", metavar="NAME", help="Of this party only: its name or its id.")]
Source = Annotated[
    str | None, typer.Option("--source", metavar="TEXT", help="Of publishers, URLs or paths with this in it.")
]
Since = Annotated[str | None, typer.Option("--from", metavar="DATE", help="Published on that day or later.")]
Until = Annotated[str | None, typer.Option("--to", metavar="DATE", help="Published on that day or earlier.")]


class StatusName(StrEnum):
    """What an agreement's accounts come to."""

    corroborated = "corroborated"
    disputed = "disputed"
    refused = "refused"
    one_sided = "one_sided"
    conditional = "conditional"
    withdrawn = "withdrawn"
    open = "open"
    not_assessed = "not_assessed"


class Stance(StrEnum):
    """What a party's account comes to."""

    affirms = "affirms"
    denies = "denies"
    refuses = "refuses"
    conditions = "conditions"
    hedges = "hedges"
    withdraws = "withdraws"


OfStatus = Annotated[StatusName | None, typer.Option("--status", help="Of agreements with this status only.")]


@contextmanager
def opened(ledger: str | None) -> Iterator[Store]:
    """The ledger named, which must be there; whatever is wrong with it or with an answer is one line."""
    from readouts.ledger import open_store  # noqa: PLC0415

    if not ledger:
        say("readouts: no ledger is named: give --ledger FILE, or set READOUTS_DB_URL")
        raise typer.Exit(USAGE)
    store = None
    with interruptible():
        try:
            store = open_store(ledger, create=False)
            yield store
        except LedgerError as error:
            say(f"readouts: {error}")
            raise typer.Exit(NOTHING) from None
        finally:
            if store is not None:
                with suppress(LedgerError):
                    store.close()


@contextmanager
def asked(ledger: str | None, as_of: str | None, machine: bool = False) -> Iterator[Inquiry]:
    """Questions to the ledger named, as it stands or stood."""
    from readouts.engine.asking import Inquiry  # noqa: PLC0415 - spaCy's words load with the comparison

    with opened(ledger) as store, store.reading(as_of) as reading:
        yield Inquiry(reading, judged=not machine)


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    examples: dict[Callable[..., None], str] = {
        agreements: "readouts agreements --ledger deal.ledger --status disputed",
        show: "readouts show 3f2a --ledger deal.ledger --as-of 2031-03-04",
        timeline: 'readouts timeline --party "Port Ane" --ledger deal.ledger --csv',
        search: "readouts search '\"night shift\" -fares' --stance denies --ledger deal.ledger",
        diff: "readouts diff --since 2031-03-01 --ledger deal.ledger",
        reliability: "readouts reliability --ledger deal.ledger",
        adjudication: "readouts adjudication --ledger deal.ledger --json",
        accepted_annotations: "readouts annotations --ledger deal.ledger --documents documents.jsonl > accepted.jsonl",
    }
    for command, example in examples.items():
        app.command(example.split()[1], epilog=f"Example: {example}\n\n{CODES}")(command)


def agreements(
    ledger: Where = None, status: OfStatus = None, party: Party = None, as_of: AsOf = None, machine: Machine = False,
    as_json: Json = False, as_csv: Csv = False,
) -> None:  # fmt: skip
    """List the agreements of a ledger: who is bound, the status, and how many articles and origins it rests on."""
    form = form_of(as_json, as_csv)
    with asked(ledger, as_of, machine) as inquiry:
        from readouts.cli import answers  # noqa: PLC0415

        found = [
            d for d in inquiry.dossiers()
            if (status is None or d.agreement.status == status) and (party is None or _has(d, party))
        ]  # fmt: skip
        give(answers.agreements(found), form)


def _has(dossier: Any, party: str) -> bool:
    name = party.strip().lower()
    parties = [j.account.party for j in dossier.standing]
    return any(name in (p.name.lower(), (p.id or "").lower()) for p in parties)


def show(
    agreement: Annotated[str, typer.Argument(metavar="ID", help="An agreement's id, or the beginning of it.")],
    ledger: Where = None, as_of: AsOf = None, machine: Machine = False,
    offsets: Annotated[bool, typer.Option("--offsets", help="Show the character offsets of each quote.")] = False,
    as_json: Json = False, as_csv: Csv = False,
) -> None:  # fmt: skip
    """Show one agreement: what each party says, in which words, where they part, and what reviewers said.

    The JSON is the record that `readouts compare` gives, with the judgements beside it; the CSV has one line an account.
    """
    form = form_of(as_json, as_csv)
    with asked(ledger, as_of, machine) as inquiry:
        from readouts.cli import answers  # noqa: PLC0415
        from readouts.model import to_record  # noqa: PLC0415

        dossier = inquiry.dossier(agreement)
        if form == "csv":
            give(answers.accounts(dossier), form)
        elif form == "json":
            ids = {j.machine.id for j in dossier.accounts} | {dossier.id}
            said = [to_record_of(j) for j in inquiry.judgements if j.target in ids]
            sources = [_plain(h) for h in dossier.ledger_headings()]
            write(json_text(to_record(dossier.ledger()) | {"sources": sources, "judgements": said}))
        else:
            from readouts.cli.terminal import clean, show_ledger  # noqa: PLC0415

            show_ledger(dossier.ledger(), offsets=offsets)
            for line in answers.judged(dossier):
                write(f"{clean(line)}\n")


def to_record_of(judgement: Any) -> dict[str, Any]:
    """A judgement as JSON values, its id included."""
    return {"id": judgement.id, **_plain(judgement)}


def _plain(row: Any) -> dict[str, Any]:
    value = {name: getattr(row, name) for name in row.__slots__ if name != "seq"}
    return {k: dict(v) if hasattr(v, "keys") else v for k, v in value.items()}


def timeline(
    agreement: Annotated[str | None, typer.Argument(metavar="[ID]", help="One agreement; without it all of a party.")] = None,
    ledger: Where = None, party: Party = None, as_of: AsOf = None, machine: Machine = False, as_json: Json = False,
    as_csv: Csv = False,
) -> None:  # fmt: skip
    """Show what each party held from when to when: a later word supersedes an earlier one, and both stay in sight."""
    form = form_of(as_json, as_csv)
    if agreement is None and party is None:
        say("readouts: timeline: give an agreement's id, or --party NAME")
        raise typer.Exit(USAGE)
    with asked(ledger, as_of, machine) as inquiry:
        from readouts.cli import answers  # noqa: PLC0415
        from readouts.engine.timeline import positions  # noqa: PLC0415

        found = [inquiry.dossier(agreement)] if agreement else [d for d in inquiry.dossiers() if _has(d, party or "")]
        held = [(d, [p for p in positions(d) if party is None or _is(p, party)]) for d in found]
        give(answers.timeline(held), form)


def _is(position: Any, party: str) -> bool:
    name = party.strip().lower()
    a = position.accounts[0]
    return name in (a.party.name.lower(), (a.party.id or "").lower())


def search(  # noqa: PLR0913, PLR0917 - one parameter an option
    words: Annotated[str, typer.Argument(metavar="[WORDS]", help='All of these; "a phrase", -not, begin*. None: filters only.')] = "",
    ledger: Where = None, party: Party = None,
    stance: Annotated[Stance | None, typer.Option("--stance", help="Accounts with this stance only.")] = None,
    status: OfStatus = None, source: Source = None, since: Since = None, until: Until = None,
    documents: Annotated[bool, typer.Option("--documents", help="Search titles and whole texts; one row a document.")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000, help="At most so many.")] = 20,
    offset: Annotated[int, typer.Option("--offset", min=0, help="Leave out the first so many.")] = 0,
    as_of: AsOf = None, machine: Machine = False, as_json: Json = False, as_csv: Csv = False,
) -> None:  # fmt: skip
    """Search the words of all accounts, or with --documents of all texts, with filters; the best first."""
    form = form_of(as_json, as_csv)
    if documents and status:
        say("readouts: search: a document has no status: leave out --documents or --status")
        raise typer.Exit(USAGE)
    with asked(ledger, as_of, machine) as inquiry:
        from readouts.cli import answers  # noqa: PLC0415
        from readouts.ledger.search import Search  # noqa: PLC0415

        days = [day(d) for d in (since, until)]
        wanted = Search(
            words, party, stance.value if stance else None, source, days[0], days[1], limit=limit, offset=offset
        )
        if documents:
            hits = [h.id for h in inquiry.reading.search_documents(wanted)]
            headings = inquiry.reading.headings(hits)
            give(answers.documents(headings[h] for h in hits), form)
        else:
            give(answers.findings(inquiry.search(wanted, status=status.value if status else None)), form)


def day(said: str | None) -> str | None:
    """A day as it was typed, checked."""
    import datetime as dt  # noqa: PLC0415

    try:
        return dt.date.fromisoformat(said).isoformat() if said else None
    except ValueError:
        raise LedgerError(f"{said!r} is no date: write it as 2014-10-22") from None


def diff(
    since: Annotated[str, typer.Option("--since", metavar="DATE", help="What is new from the beginning of that day, or that time (UTC).")],
    ledger: Where = None, as_of: AsOf = None, machine: Machine = False, as_json: Json = False, as_csv: Csv = False,
) -> None:  # fmt: skip
    """Say what changed in a ledger: new accounts, new disputes, shifts, other statuses, judgements, documents.

    It goes by when the ledger learnt of a thing, not by when it was published.
    """
    form = form_of(as_json, as_csv)
    with opened(ledger) as store:
        from readouts.cli import answers  # noqa: PLC0415
        from readouts.engine.asking import Inquiry  # noqa: PLC0415
        from readouts.engine.changes import changes, moment_before  # noqa: PLC0415

        with store.reading(moment_before(since)) as old, store.reading(as_of) as new:
            if old.seq > new.seq:
                raise LedgerError(f"diff: --since {since} is later than --as-of {as_of}: nothing lies between")
            found = changes(Inquiry(old, judged=not machine), Inquiry(new, judged=not machine))
            give(answers.changes(found), form)


def reliability(ledger: Where = None, as_of: AsOf = None, as_json: Json = False, as_csv: Csv = False) -> None:
    """Say how far reviewers agree: Krippendorff's alpha and Cohen's kappa, overall and for each stance."""
    form = form_of(as_json, as_csv)
    with asked(ledger, as_of) as inquiry:
        from readouts.cli import answers  # noqa: PLC0415

        give(answers.reliability(inquiry.concords()), form)


def adjudication(ledger: Where = None, as_of: AsOf = None, as_json: Json = False, as_csv: Csv = False) -> None:
    """List what reviewers differ on, or left open, until somebody settles it with `readouts review --settle`."""
    form = form_of(as_json, as_csv)
    with asked(ledger, as_of) as inquiry:
        from readouts.cli import answers  # noqa: PLC0415
        from readouts.ledger.review_view import overlay  # noqa: PLC0415

        found = inquiry.adjudication()
        rows = inquiry.reading.accounts(ids=[d.target for d in found if d.kind == "account"])
        known = {j.machine.id: j for j in overlay((k.account for k in rows), inquiry.judgements).accounts}
        give(answers.differences(found, known), form)


def accepted_annotations(
    ledger: Where = None,
    documents: Annotated[
        Path | None, typer.Option("--documents", help="Also write the documents here, one a line, by the same ids.")
    ] = None,
    complete: Annotated[
        bool, typer.Option("--complete", help="Only documents of which every account was judged.")
    ] = False,
    as_of: AsOf = None,
) -> None:
    """Print what reviewers accepted, as corrected, to train on: one ledger a story, one a line.

    What is unjudged, rejected, or differed on is left out; statuses follow from what was accepted.
    """
    with asked(ledger, as_of) as inquiry:
        from readouts import export  # noqa: PLC0415
        from readouts.engine.accepted import accepted  # noqa: PLC0415

        found = accepted(inquiry, complete=complete)
        if documents is not None:
            _write_documents(inquiry, documents, {d for book in found for d in book.docs})
        for book in found:
            write(export.dump_line(book))
        if not found:
            say("readouts: annotations: nothing is accepted yet")


def _write_documents(inquiry: Inquiry, path: Path, keys: set[str]) -> None:
    from dataclasses import replace  # noqa: PLC0415

    from readouts.export import dump_line  # noqa: PLC0415

    try:
        with path.open("w", encoding="utf-8") as out:
            for kept in inquiry.reading.documents(sorted(keys)):
                out.write(dump_line(replace(kept.document, id=kept.key)))
    except OSError as error:
        raise LedgerError(f"{path}: the documents cannot be written: {error.strerror}") from None
