"""The table as Parquet: the same columns as the CSV, with their types, and lists as lists."""

from __future__ import annotations

from typing import Any

from readouts import columns as table
from readouts.errors import ExportError, ReadoutsError
from readouts.export.formats import Options
from readouts.export.rows import chosen, told, without_surrogates
from readouts.model import Evidence


def write(evidence: Evidence, options: Options) -> bytes:
    """The table, with a line about each column in its metadata.

    Raises:
        ExportError: pyarrow is not installed.
    """
    try:
        table.arrow()
    except ReadoutsError as error:
        raise ExportError(f"{error}, or export to csv") from None
    columns = chosen(options.columns)
    rows = list(told(evidence, rejected=options.rejected))
    given: dict[str, tuple[table.Kind, list[Any]]] = {
        c.name: (c.kind, [_kept(c.value(row)) for row in rows]) for c in columns
    }
    return table.packed(given, about={c.name: c.about for c in columns})


def _kept(value: Any) -> Any:
    if isinstance(value, str):
        return without_surrogates(value)
    return [without_surrogates(str(v)) for v in value] if isinstance(value, list | tuple) else value
