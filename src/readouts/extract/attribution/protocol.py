"""The seam between whoever finds attributions (rules, a trained tagger) and everything after."""

from __future__ import annotations

from typing import Protocol

from readouts.model import Attribution, Document, Parse


class AttributionEngine(Protocol):
    """Finds who said what in one document.

    Every span refers to ``document.text``. ``name`` says which engine and version spoke, as ``rules/1``.
    Nested attributions name the one they stand inside in ``parent``.
    """

    name: str

    def foresee(self, text: str) -> None:
        """Hear that the attributions of this text will be asked for, once it is parsed: an engine may begin, or not."""
        ...

    def attribute(self, document: Document, parse: Parse) -> list[Attribution]:
        """All attributions of a document, in the order of their first word."""
        ...
