"""What was found in a text with its lines joined, put back into the text as it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from readouts.model import Anchor, Document

T = TypeVar("T")


def restored(rows: Iterable[T], document: Document) -> list[T]:
    """The rows with every anchor quoting the document itself: its offsets are the same, its line breaks are not.

    >>> joined = Document(id="d", text="They had agreed to share it.")
    >>> [a] = restored([Anchor.at(joined, 5, 15)], Document(id="d", text="They had\\nagreed to share it."))
    >>> a.quote
    'had\\nagreed'
    """
    return [_back(row, document) for row in rows]


def _back(value: Any, document: Document) -> Any:
    if isinstance(value, Anchor):
        if value.field != "text" or value.doc != document.id:
            return value
        return replace(Anchor.at(document, value.start, value.end), state=value.state)
    if isinstance(value, tuple):
        return tuple(_back(v, document) for v in value)
    if is_dataclass(value) and not isinstance(value, type):
        given = {f.name: getattr(value, f.name) for f in fields(value)}
        fresh = {k: _back(v, document) for k, v in given.items()}
        changed = {k: v for k, v in fresh.items() if v is not given[k] and v != given[k]}
        return replace(value, **changed) if changed else value
    return value
