"""A table as CSV (RFC 4180), one account a line, that no spreadsheet takes for formulas."""

from __future__ import annotations

import csv
import io
from typing import Any

from readouts.export.formats import Options
from readouts.export.rows import chosen, told, without_surrogates
from readouts.model import Evidence

# What Excel, LibreOffice and Google Sheets read as the beginning of a formula, also in full width, and the blanks
# that they take away before they look.
_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def write(evidence: Evidence, options: Options) -> bytes:
    """The table as UTF-8, with a byte order mark where asked for."""
    columns = chosen(options.columns)
    out = io.StringIO()
    sheet = csv.writer(out)
    sheet.writerow([c.name for c in columns])
    for row in told(evidence, rejected=options.rejected):
        sheet.writerow([cell(c.value(row)) for c in columns])
    return without_surrogates(("\ufeff" if options.bom else "") + out.getvalue()).encode()


def cell(value: Any) -> Any:
    """One cell: numbers stay numbers, several values are parted by ``; ``, and no text begins a formula.

    A text that would gets an apostrophe in front, which spreadsheets do not run.

    >>> cell("=1+1"), cell(-3), cell("-3"), cell(["a", "b"]), cell(None), cell(True)
    ("'=1+1", -3, "'-3", 'a; b', '', 'true')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return value
    text = "; ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    return f"'{text}" if text.startswith(_STARTS) or text.lstrip().startswith(_STARTS) else text
