"""Every way out of the program by name: what it is called, what a browser calls it, and what writes it.

One module a format. To add one, write a module with ``write(evidence, options) -> bytes`` and a line here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from importlib import import_module
from typing import Any

from readouts.errors import ExportError
from readouts.export.rows import chosen
from readouts.model import Evidence


@dataclass(frozen=True, slots=True)
class Options:
    """What can be chosen of an export; each format takes some of it, see ``Format.takes``.

    Args:
        columns: which columns, in which order; none means the usual ones.
        bom: begin with a byte order mark, by which Excel knows UTF-8.
        rejected: rows of accounts that people hold to be none as well, marked so.
        window: cut time into windows of so many days.
        projection: parties to parties, in place of parties to agreements.
        at: when the export is made, ISO 8601; now where it is not given.
    """

    columns: tuple[str, ...] = ()
    bom: bool = False
    rejected: bool = False
    window: int | None = None
    projection: bool = False
    at: str | None = None


_PLAIN = Options()


@dataclass(frozen=True, slots=True)
class Format:
    """One format. ``text`` is False where its bytes are none that a terminal could show.

    ``writer`` is the module in this package and the function in it, loaded when it is first used.
    """

    name: str
    about: str
    media_type: str
    suffix: str
    writer: str
    takes: frozenset[str] = frozenset()
    text: bool = True

    def check(self, options: Options) -> None:
        """Say what is wrong with options before anything is made.

        Raises:
            ExportError: an option is given that this format has no use for, or one that makes no sense.
        """
        for f in fields(Options):
            if getattr(options, f.name) != getattr(_PLAIN, f.name) and f.name not in self.takes:
                able = ", ".join(n for n, other in FORMATS.items() if f.name in other.takes)
                raise ExportError(f"{self.name} takes no {f.name}: leave it out, or export to {able}")
        if options.window is not None and options.window < 1:
            raise ExportError(f"a window of {options.window} days is none: give 1 or more")
        chosen(options.columns)

    def write(self, evidence: Evidence, options: Options = _PLAIN) -> bytes:
        """The export as bytes.

        Raises:
            ExportError: as ``check`` does; or what the format needs is missing, a text or a package.
        """
        self.check(options)
        module, _, function = self.writer.partition(":")
        made: Callable[[Evidence, Options], bytes] = getattr(import_module(f"readouts.export.{module}"), function)
        return made(evidence, options)


@dataclass(frozen=True, slots=True)
class Export:
    """An export that was made: its bytes, what a browser is told it is, and what to call the file."""

    content: bytes
    media_type: str
    file_name: str


_TABLE = frozenset({"columns", "rejected"})
_GRAPH = frozenset({"window", "projection"})
_DATED = frozenset({"at"})
_LD, _LINES = "application/ld+json", "application/jsonl"
_ANNOTATION = f'{_LD}; profile="http://www.w3.org/ns/anno.jsonld"'


def _format(name: str, suffix: str, media_type: str, takes: frozenset[str], about: str, **more: Any) -> Format:
    return Format(name, about, media_type, suffix, more.pop("writer", f"{name}:write"), takes, **more)


FORMATS: dict[str, Format] = {
    f.name: f
    for f in (
        _format("csv", ".csv", "text/csv; charset=utf-8", _TABLE | {"bom"},
                "a table, one account a line, safe in spreadsheets"),
        _format("jsonl", ".jsonl", _LINES, frozenset({"rejected"}),
                "one account a line, with its anchor and judgement"),
        _format("parquet", ".parquet", "application/vnd.apache.parquet", _TABLE,
                "the same table, typed, for pandas, DuckDB and R", text=False),
        _format("graphml", ".graphml", "application/graphml+xml", _GRAPH,
                "parties and agreements as a network", writer="graph:graphml"),
        _format("gexf", ".gexf", "application/gexf+xml", _GRAPH,
                "the same network for Gephi", writer="graph:gexf"),
        _format("dna", ".dna", "application/vnd.sqlite3", frozenset(),
                "documents and statements as a database of Discourse Network Analyzer 3.0", text=False),
        _format("annotation", ".annotation.jsonld", _ANNOTATION, _DATED,
                "W3C Web Annotations"),
        _format("prov", ".prov.jsonld", _LD, _DATED,
                "who said, quoted, derived and judged what: PROV-O"),
        _format("claim", ".claim.jsonld", _LD, frozenset(),
                "schema.org claims"),
        _format("plover", ".plover.jsonl", _LINES, frozenset(),
                "events in the manner of PLOVER, each one marked as a claim"),
        _format("sheet", ".html", "text/html; charset=utf-8", _DATED,
                "an evidence sheet, one page for screen and paper"),
    )
}  # fmt: skip


def export(evidence: Evidence, to: str, **options: Any) -> Export:
    """Write evidence in one of ``FORMATS``; ``options`` are the fields of ``Options``.

    Raises:
        ExportError: there is no such format or option, or it cannot be made of this evidence.

    >>> from readouts.model import Ledger
    >>> made = export(Evidence(Ledger("night shift", ("d",))), to="csv", columns=("party", "quote"))
    >>> made.content, made.media_type, made.file_name
    (b'"party","quote"\\r\\n', 'text/csv; charset=utf-8', 'night-shift.csv')
    """
    if to not in FORMATS:
        raise ExportError(f"{to}: no such format: there are {', '.join(FORMATS)}")
    unknown = options.keys() - {f.name for f in fields(Options)}
    if unknown:
        raise ExportError(
            f"{', '.join(sorted(unknown))}: no such option: there are {', '.join(f.name for f in fields(Options))}"
        )
    form = FORMATS[to]
    return Export(form.write(evidence, Options(**options)), form.media_type, file_name(evidence, form))


def file_name(evidence: Evidence, form: Format) -> str:
    """A name for the file, of letters that every system takes: the one agreement's label, else the story.

    >>> from readouts.model import Ledger
    >>> file_name(Evidence(Ledger("Ärger: 1/2", ())), FORMATS["prov"])
    'rger-1-2.prov.jsonld'
    """
    agreements = evidence.ledger.agreements
    said = agreements[0].label if len(agreements) == 1 else evidence.ledger.story
    return (re.sub(r"[^a-z0-9]+", "-", said.lower()).strip("-")[:60].strip("-") or "readouts") + form.suffix
