"""``readouts export``: a record or a kept ledger, or a part of it, in the form another tool reads."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from readouts.cli.ask import AsOf, Machine, OfStatus, Party, Since, Source, Stance, Where, asked, day
from readouts.cli.session import NOTHING, USAGE, interruptible, say, write
from readouts.errors import ExportError, ReadError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from readouts.model import Document, Evidence

_CODES = (
    "Exit codes: 0 written; 1 there is no such record, ledger or id, or it cannot be written; 2 wrong usage; "
    "130 interrupted; 141 the reader of the pipe left."
)
_EXAMPLE = "readouts export --ledger deal.ledger --to csv --columns party,stance,quote --out deal.csv"


class To(StrEnum):
    """The forms there are, as ``readouts.export.FORMATS`` names them."""

    csv = "csv"
    jsonl = "jsonl"
    parquet = "parquet"
    graphml = "graphml"
    gexf = "gexf"
    dna = "dna"
    annotation = "annotation"
    prov = "prov"
    claim = "claim"
    plover = "plover"
    sheet = "sheet"


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(epilog=f"Example: {_EXAMPLE}\n\n{_CODES}")(export)


def export(  # noqa: PLR0913, PLR0917 - one parameter an option: Typer reads the signature
    ctx: typer.Context,
    record: Annotated[
        str | None, typer.Argument(metavar="[RECORD.json]", help="What `readouts compare --json` printed, or - for standard input.")
    ] = None,
    to: Annotated[To | None, typer.Option("--to", help="The form. docs/exports.md describes each.")] = None,
    ledger: Where = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write here, whole or not at all; without it to standard output.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file of --out if it is there.")] = False,
    documents: Annotated[
        list[str] | None,
        typer.Option("--documents", metavar="PATH", help="The documents that RECORD.json was made from. Repeatable."),
    ] = None,
    agreement: Annotated[
        list[str] | None, typer.Option("--agreement", metavar="ID", help="This agreement only; the beginning of its id will do. Repeatable.")
    ] = None,
    status: OfStatus = None,
    party: Party = None,
    stance: Annotated[Stance | None, typer.Option("--stance", help="Accounts with this stance only.")] = None,
    source: Source = None,
    since: Since = None,
    until: Annotated[str | None, typer.Option("--until", metavar="DATE", help="Published on that day or earlier.")] = None,
    words: Annotated[
        str | None, typer.Option("--words", metavar="WORDS", help="Accounts with these words only, as `readouts search` finds them.")
    ] = None,
    document: Annotated[
        list[str] | None, typer.Option("--document", metavar="KEY", help="Accounts in this document only. Repeatable.")
    ] = None,
    as_of: AsOf = None,
    machine: Machine = False,
    rejected: Annotated[
        bool, typer.Option("--rejected", help="csv, jsonl, parquet: rows that reviewers rejected too, marked so.")
    ] = False,
    columns: Annotated[
        str | None, typer.Option("--columns", metavar="A,B,...", help="csv, parquet: these columns; `all`; `help` lists them.")
    ] = None,
    bom: Annotated[bool, typer.Option("--bom", help="csv: begin with a byte order mark, by which Excel knows UTF-8.")] = False,
    window: Annotated[
        int | None, typer.Option("--window", metavar="DAYS", min=1, help="graphml, gexf: a weight for each so many days as well.")
    ] = None,
    projection: Annotated[
        bool, typer.Option("--projection", help="graphml, gexf: parties to parties, in conflict or concord.")
    ] = False,
) -> None:  # fmt: skip
    """Write a record, or a kept ledger, in a form that other tools read.

    A table, a network, a database of Discourse Network Analyzer, linked data, events, or a sheet to print. Filters narrow
    a kept ledger; people's judgements are laid over it unless --machine is given.
    """
    if columns == "help":
        _list_columns()
        return
    given = {"agreement": agreement, "status": status, "party": party, "stance": stance, "source": source, "from": since,
             "until": until, "words": words, "document": document, "as-of": as_of, "machine": machine}  # fmt: skip
    told = ctx.get_parameter_source("ledger")
    by_hand = told is not None and told.name != "ENVIRONMENT"
    if to is None:
        _wrong(f"give --to, one of {', '.join(To)}")
    if not record and not ledger:
        _wrong("give RECORD.json, or a ledger with --ledger FILE")
    _check_input(record, ledger if by_hand else None, documents, [f"--{k}" for k, v in given.items() if v])
    options: dict[str, Any] = {"bom": bom, "rejected": rejected, "window": window, "projection": projection}
    if columns:
        options["columns"] = tuple(c.strip() for c in columns.split(",") if c.strip())
    with interruptible():
        try:
            _make(
                to, out, force, options,
                lambda: _of_record(record, documents or ()) if record else _of_ledger(ledger, as_of, machine, _selection(given)),
            )  # fmt: skip
        except (ExportError, ReadError) as error:
            say(f"readouts: export: {error}" if isinstance(error, ExportError) else f"readouts: {error}")
            raise typer.Exit(NOTHING) from None


def _wrong(why: str) -> NoReturn:
    say(f"readouts: export: {why}")
    raise typer.Exit(USAGE)


def _check_input(
    record: str | None, ledger: str | None, documents: Sequence[str] | None, filters: Sequence[str]
) -> None:
    if record and ledger:
        _wrong("give a record or --ledger, not both")
    if record and filters:
        _wrong(f"{', '.join(filters)}: filters narrow a kept ledger: give --ledger in place of the record")
    if documents and not record:
        _wrong("--documents goes with a record: a ledger has its documents")


def _make(to: To, out: Path | None, force: bool, options: dict[str, Any], bring: Any) -> None:
    """Check where it goes, bring what it is made of, make it, and only then write."""
    from readouts.cli import files  # noqa: PLC0415
    from readouts.export import FORMATS, Options  # noqa: PLC0415

    chosen = Options(**options)
    try:
        FORMATS[to].check(chosen)
    except ExportError as error:
        _wrong(str(error))
    if out is None and not FORMATS[to].text:
        _wrong(f"{to} is no text that a pipe could show: name a file with --out")
    if out is not None:
        files.check(out, force=force)
    evidence: Evidence = bring()
    content = FORMATS[to].write(evidence, chosen)
    if not evidence.ledger.accounts:
        say("readouts: export: no account fits: what is written is empty")
    if out is None:
        write(content.decode("utf-8"))
    else:
        files.put(out, content, force=force)


def _of_record(record: str, sources: Sequence[str]) -> Evidence:
    from readouts.cli import chain  # noqa: PLC0415
    from readouts.cli.explanation import load_all  # noqa: PLC0415
    from readouts.export import evidence_of  # noqa: PLC0415
    from readouts.model import Document  # noqa: PLC0415

    documents: list[Document] = []
    for item in chain.read(sources) if sources else ():
        if not isinstance(item, Document):
            raise ExportError(f"{item.where}: {item.why}")
        documents.append(item)
    return evidence_of(load_all(record), documents)


def _of_ledger(ledger: str | None, as_of: str | None, machine: bool, wanted: dict[str, Any]) -> Evidence:
    with asked(ledger, as_of, machine) as inquiry:
        from readouts.engine.gathering import Selection, gather  # noqa: PLC0415

        wanted |= {k: day(wanted[k]) for k in ("since", "until")}
        return gather(inquiry, Selection(**wanted), as_of=as_of)


def _selection(given: dict[str, Any]) -> dict[str, Any]:
    return {
        "agreements": tuple(given["agreement"] or ()), "documents": tuple(given["document"] or ()), "since": given["from"],
        **{k: given[k] for k in ("status", "party", "stance", "source", "until", "words")},
    }  # fmt: skip


def _list_columns() -> None:
    from readouts.export.rows import COLUMNS  # noqa: PLC0415

    wide = max(len(c.name) for c in COLUMNS)
    for c in COLUMNS:
        write(f"{'*' if c.usual else ' '} {c.name:{wide}}  {c.about}\n")
    write("Those with a star are there when no columns are named.\n")
