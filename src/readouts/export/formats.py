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


@dataclass(frozen=True, slots=True)
class Format:
    """One format. ``text`` is False where its bytes are none that a terminal could show."""

    name: str
    about: str
    media_type: str
    suffix: str
    module: str
    takes: frozenset[str] = frozenset()
    text: bool = True

    def write(self, evidence: Evidence, options: Options = Options()) -> bytes:
        """The export as bytes.

        Raises:
            ExportError: an option is given that this format has no use for, a part is missing, or a needed package.
        """
        plain = Options()
        for f in fields(Options):
            if getattr(options, f.name) != getattr(plain, f.name) and f.name not in self.takes:
                able = ", ".join(n for n, other in FORMATS.items() if f.name in other.takes)
                raise ExportError(f"{self.name} takes no {f.name}: leave it out, or export to {able}")
        writer: Callable[[Evidence, Options], bytes] = import_module(f"readouts.export.{self.module}").write
        return writer(evidence, options)


@dataclass(frozen=True, slots=True)
class Export:
    """An export that was made: its bytes, what a browser is told it is, and what to call the file."""

    content: bytes
    media_type: str
    file_name: str


_TABLE = frozenset({"columns", "rejected"})
_GRAPH = frozenset({"window", "projection"})
_JSON_LD = "application/ld+json"
FORMATS: dict[str, Format] = {
    f.name: f
    for f in (
        Format("csv", "a table, one account a line, safe in spreadsheets", "text/csv; charset=utf-8", ".csv", "csv", _TABLE | {"bom"}),
        Format("jsonl", "one account a line, with its anchor and judgement", "application/jsonl", ".jsonl", "jsonl", frozenset({"rejected"})),
        Format("parquet", "the same table, typed, for pandas, DuckDB, R", "application/vnd.apache.parquet", ".parquet", "parquet", _TABLE, text=False),
        Format("graphml", "parties and agreements as a network", "application/graphml+xml", ".graphml", "graphml", _GRAPH),
        Format("gexf", "the same network for Gephi", "application/gexf+xml", ".gexf", "gexf", _GRAPH),
        Format("dna", "documents and statements as a database of Discourse Network Analyzer 3", "application/vnd.sqlite3", ".dna", "dna", text=False),
        Format("annotation", "W3C Web Annotations", f'{_JSON_LD}; profile="http://www.w3.org/ns/anno.jsonld"', ".annotation.jsonld", "annotation", frozenset({"at"})),
        Format("prov", "who said, quoted, derived and judged what: PROV-O", _JSON_LD, ".prov.jsonld", "prov", frozenset({"at"})),
        Format("claim", "schema.org claims", _JSON_LD, ".claim.jsonld", "claim"),
        Format("plover", "event records in the manner of PLOVER, each marked as a claim", "application/jsonl", ".plover.jsonl", "plover"),
        Format("sheet", "an evidence sheet, one page for screen and paper", "text/html; charset=utf-8", ".html", "sheet", frozenset({"at"})),
    )
}  # fmt: skip


def export(evidence: Evidence, to: str, **options: Any) -> Export:
    """Write evidence in one of ``FORMATS``; ``options`` are the fields of ``Options``.

    Raises:
        ExportError: there is no such format or option, or it cannot be made of this evidence.

    >>> from readouts.model import Ledger
    >>> made = export(Evidence(Ledger("night shift", ("d",))), to="csv", columns=("party", "quote"))
    >>> made.content, made.media_type, made.file_name
    (b'party,quote\\r\\n', 'text/csv; charset=utf-8', 'night-shift.csv')
    """
    if to not in FORMATS:
        raise ExportError(f"{to}: no such format: there are {', '.join(FORMATS)}")
    unknown = options.keys() - {f.name for f in fields(Options)}
    if unknown:
        raise ExportError(
            f"{', '.join(sorted(unknown))}: no such option: there are {', '.join(f.name for f in fields(Options))}"
        )
    chosen = FORMATS[to]
    return Export(chosen.write(evidence, Options(**options)), chosen.media_type, file_name(evidence, chosen))


def file_name(evidence: Evidence, chosen: Format) -> str:
    """A name for the file, of letters that every system takes: the one agreement's label, else the story.

    >>> from readouts.model import Ledger
    >>> file_name(Evidence(Ledger("Ärger: 1/2", ())), FORMATS["prov"])
    'rger-1-2.prov.jsonld'
    """
    agreements = evidence.ledger.agreements
    said = agreements[0].label if len(agreements) == 1 else evidence.ledger.story
    return (re.sub(r"[^a-z0-9]+", "-", said.lower()).strip("-")[:60].strip("-") or "readouts") + chosen.suffix
