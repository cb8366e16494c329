"""Rows to Parquet and back: the one place that knows pyarrow, which loads when a table is read or written."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from typing import IO, Any, Literal

from readouts.errors import ReadoutsError

Kind = Literal["text", "texts", "integer", "number", "boolean", "bytes"]
_BATCH = 64


def arrow() -> Any:
    """The package itself.

    Raises:
        ReadoutsError: it is not installed.
    """
    try:
        import pyarrow  # noqa: PLC0415 - heavy, and only tables need it
        import pyarrow.parquet  # noqa: PLC0415
    except ImportError:
        raise ReadoutsError('Parquet needs pyarrow: pip install "readouts[parquet]"') from None
    return pyarrow


def version() -> str:
    """Which pyarrow writes the tables: another one may write other bytes for the same rows."""
    return str(arrow().__version__)


def packed(
    columns: Mapping[str, tuple[Kind, Sequence[Any]]],
    *,
    about: Mapping[str, str] | None = None,
    notes: Mapping[str, str] | None = None,
    compression: str = "snappy",
) -> bytes:
    """A table as the bytes of a Parquet file; the same columns give the same bytes.

    Args:
        columns: name -> kind and values.
        about: a line about each column, kept in its metadata.
        notes: what is kept with the table as a whole.
        compression: how the pages are packed.

    >>> [row["n"] for row in rows(io.BytesIO(packed({"n": ("integer", [1, 2])})))]
    [1, 2]
    """
    pa = arrow()
    types: dict[Kind, Any] = {
        "text": pa.string(), "integer": pa.int64(), "number": pa.float64(), "texts": pa.list_(pa.string()),
        "boolean": pa.bool_(), "bytes": pa.binary(),
    }  # fmt: skip
    arrays = [pa.array(values, types[kind]) for kind, values in columns.values()]
    lines = about or {}
    fields = [
        pa.field(name, types[kind], metadata={"about": lines[name]} if name in lines else None)
        for name, (kind, _) in columns.items()
    ]
    out = io.BytesIO()
    schema = pa.schema(fields, metadata=dict(notes) if notes else None)
    pa.parquet.write_table(pa.Table.from_arrays(arrays, schema=schema), out, compression=compression)
    return out.getvalue()


def count(file: IO[bytes]) -> int:
    """How many rows a Parquet file says it has.

    Raises:
        ValueError: it is no Parquet file, or a damaged one.
    """
    pa = arrow()
    try:
        return int(pa.parquet.ParquetFile(file).metadata.num_rows)
    except (pa.ArrowException, OSError) as error:
        raise ValueError(_short(error)) from None


def rows(file: IO[bytes], first: int = 0, last: int | None = None) -> Iterator[dict[str, Any]]:
    """The rows of a Parquet file from ``first`` up to, without, ``last``; only a few are in memory at a time.

    Raises:
        ValueError: it is no Parquet file, or a damaged one.
    """
    pa = arrow()
    at = 0
    try:
        for batch in pa.parquet.ParquetFile(file).iter_batches(batch_size=_BATCH):
            end = at + batch.num_rows
            if end > first and (last is None or at < last):
                begin = max(0, first - at)
                stop = batch.num_rows if last is None else min(batch.num_rows, last - at)
                yield from batch.slice(begin, stop - begin).to_pylist()
            at = end
            if last is not None and at >= last:
                return
    except (pa.ArrowException, OSError) as error:
        raise ValueError(_short(error)) from None


def notes(file: IO[bytes]) -> dict[str, str]:
    """What was kept with the table as a whole.

    Raises:
        ValueError: it is no Parquet file, or a damaged one.
    """
    pa = arrow()
    try:
        found = pa.parquet.ParquetFile(file).schema_arrow.metadata or {}
    except (pa.ArrowException, OSError) as error:
        raise ValueError(_short(error)) from None
    return {k.decode(): v.decode() for k, v in found.items()}


def _short(error: BaseException) -> str:
    return " ".join(str(error).split())[:120].lower()
