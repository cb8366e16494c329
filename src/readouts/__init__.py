"""Readouts reads what each side says was agreed, and shows who claims what, for whom, and where the accounts part.

>>> import readouts
>>> note = "The union said the port had agreed to a pay rise. The port denied that there was any deal."
>>> ledger = readouts.compare([readouts.Document(id="note", text=note)])
>>> all(note[a.anchor.start:a.anchor.end] == a.anchor.quote for a in ledger.accounts)
True
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from readouts.model import (
    Account,
    Agreement,
    Anchor,
    Attribution,
    Contradiction,
    Document,
    Ledger,
    Party,
    Span,
    Speaker,
    from_record,
    to_record,
)

if TYPE_CHECKING:
    from readouts.engine.inline import Inline

__version__ = "0.1.0"
# The first import of a subpackage binds its name here. Done now, so that the functions below keep theirs.
for _name in ("read", "extract", "compare"):
    import_module(f"readouts.{_name}")
__all__ = [
    "Account", "Agreement", "Anchor", "Attribution", "Contradiction", "Document", "Ledger", "Party", "Span", "Speaker",
    "attributions", "compare", "extract", "from_record", "read", "to_record",
]  # fmt: skip


@lru_cache(maxsize=4)
def _engine(name: str, actors_file: str | None, threshold: float | None = None) -> Inline:
    from readouts.engine.inline import Inline, actors_from  # noqa: PLC0415 - spaCy and onnxruntime load when first used

    return Inline(name, actors_from(actors_file), threshold)


def read(sources: Iterable[str | Path] | str | Path, **options: Any) -> Any:
    """Read files, folders, globs, URLs or ``-`` into documents; what cannot be read comes out as a ``Failure``.

    See ``readouts.read.read`` for the options. The result is an iterator.
    """
    from readouts.read import read as read_all  # noqa: PLC0415

    return read_all([sources] if isinstance(sources, str | Path) else sources, **options)


def attributions(document: Document, *, engine: str | None = None) -> tuple[Attribution, ...]:
    """Who said what in one document: source, cue and content spans, with the speaker where the text shows him.

    >>> import readouts
    >>> [a] = readouts.attributions(readouts.Document(id="d", text="Ana Ruiz said the port had agreed to the terms."))[:1]
    >>> a.speaker.surface
    'Ana Ruiz'
    """
    return _engine(engine or "auto", None).attributions(document)


def extract(
    document: Document, *, engine: str | None = None, actors_file: str | Path | None = None, threshold: float | None = None
) -> tuple[Account, ...]:
    """The accounts of one document, not yet grouped: whose stance, which one, and the words.

    ``threshold`` (0..1) is the least chance of a stance: higher gives fewer and surer accounts; None takes the shipped one.

    >>> import readouts
    >>> found = readouts.extract(readouts.Document(id="d", text="The union refused to sign the deal with the port, its president said."))
    >>> {a.stance for a in found} <= {"affirms", "denies", "refuses", "conditions", "hedges", "withdraws"}
    True
    """
    return tuple(_engine(engine or "auto", _path(actors_file), threshold).extract(document).accounts)


def compare(
    documents: Iterable[Document],
    *,
    story: str = "",
    engine: str | None = None,
    actors_file: str | Path | None = None,
    threshold: float | None = None,
    progress: Callable[[int, int, str], None] | None = None,
) -> Ledger:
    """Show who claims that what was agreed, and where the accounts part, over all the documents together.

    ``threshold`` is as for ``extract``.

    Raises:
        ReadoutsError: the installation lacks its weights, or the actors file is not readable.
    """
    return _engine(engine or "auto", _path(actors_file), threshold).compare(documents, story, progress)


def _path(file: str | Path | None) -> str | None:
    return str(file) if file else None
