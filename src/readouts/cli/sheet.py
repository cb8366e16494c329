"""One answer in three forms: a table on a terminal, JSON, CSV."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import typer

from readouts.cli.session import USAGE, say, write

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows with named columns. ``shown`` are those of the table and their headings; CSV and JSON have all of them.

    ``empty`` is what a person reads where there are no rows.
    """

    columns: Sequence[str]
    shown: Mapping[str, str]
    rows: Sequence[Row]
    empty: str
    title: str = ""


def form_of(as_json: bool, as_csv: bool) -> str:
    """``table`` on a terminal and ``json`` in a pipe, unless one was asked for; both asked for is wrong usage."""
    if as_json and as_csv:
        say("readouts: give --json or --csv, not both")
        raise typer.Exit(USAGE)
    return "json" if as_json else "csv" if as_csv else "table" if sys.stdout.isatty() else "json"


def give(sheet: Sheet, form: str) -> None:
    """Write a sheet in the form that was asked for."""
    if form == "json":
        write(json_text([{c: row.get(c) for c in sheet.columns} for row in sheet.rows]))
    elif form == "csv":
        write(as_csv(sheet))
    else:
        _table(sheet)


def json_text(value: Any) -> str:
    """Indented JSON that ends with a newline.

    >>> json_text([])
    '[]\\n'
    """
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def as_csv(sheet: Sheet) -> str:
    """A heading and one line a row, as RFC 4180 has it; several values in one cell are parted by ``; ``.

    >>> as_csv(Sheet(["party", "said"], {}, [{"party": "Port Ane", "said": ["yes", "no"]}], ""))
    'party,said\\r\\nPort Ane,yes; no\\r\\n'
    """
    out = io.StringIO()
    sheet_writer = csv.writer(out)
    sheet_writer.writerow(sheet.columns)
    for row in sheet.rows:
        sheet_writer.writerow([_cell(row.get(c)) for c in sheet.columns])
    return out.getvalue()


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return "; ".join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else value


def _table(sheet: Sheet) -> None:
    from rich.console import Console  # noqa: PLC0415 - JSON and CSV need none of it
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    from readouts.cli.terminal import STANCE_STYLE, STATUS_STYLE, clean  # noqa: PLC0415

    out = Console(highlight=False)
    if sheet.title:
        out.print(Text(clean(sheet.title), style="bold"))
    if not sheet.rows:
        out.print(Text(sheet.empty))
        return
    styles = {"state": STATUS_STYLE, "stance": STANCE_STYLE}
    table = Table(pad_edge=False)
    for c, heading in sheet.shown.items():
        number = all(isinstance(row.get(c), int | float | None) for row in sheet.rows)
        wide = c in ("label", "quote", "note")
        table.add_column(heading, justify="right" if number else "left", ratio=1 if wide else None, overflow="fold")
    for row in sheet.rows:
        cells = []
        for c in sheet.shown:
            words = _cell(row.get(c))
            words = f"{words:.3f}" if isinstance(words, float) else clean(words)
            cells.append(Text(words, style=styles.get(c, {}).get(str(row.get(c)).partition(" ")[0], "")))
        table.add_row(*cells)
    out.print(table)
