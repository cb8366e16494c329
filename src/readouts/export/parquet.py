"""The table as Parquet: the same columns as the CSV, with their types, and lists as lists."""

from __future__ import annotations

import io
from typing import Any

from readouts.errors import ExportError
from readouts.export.formats import Options
from readouts.export.rows import Kind, chosen, told, without_surrogates
from readouts.model import Evidence


def write(evidence: Evidence, options: Options) -> bytes:
    """The table, with a line about each column in its metadata.

    Raises:
        ExportError: pyarrow is not installed.
    """
    try:
        import pyarrow as pa  # noqa: PLC0415 - heavy, and nothing else needs it
        import pyarrow.parquet as pq  # noqa: PLC0415
    except ImportError:
        raise ExportError('Parquet needs pyarrow: pip install "readouts[parquet]", or export to csv') from None
    types: dict[Kind, Any] = {
        "text": pa.string(), "integer": pa.int64(), "number": pa.float64(), "texts": pa.list_(pa.string()),
        "boolean": pa.bool_(),
    }  # fmt: skip
    columns = chosen(options.columns)
    rows = list(told(evidence, rejected=options.rejected))
    arrays = [pa.array([_kept(c.value(row)) for row in rows], types[c.kind]) for c in columns]
    fields = [pa.field(c.name, types[c.kind], metadata={"about": c.about}) for c in columns]
    out = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(arrays, schema=pa.schema(fields)), out)
    return out.getvalue()


def _kept(value: Any) -> Any:
    if isinstance(value, str):
        return without_surrogates(value)
    return [without_surrogates(str(v)) for v in value] if isinstance(value, list | tuple) else value
