"""Who a source is: a surname, a pronoun or a description resolved to somebody the document names, or nobody."""

from __future__ import annotations

from readouts.extract.attribution.frames import Found
from readouts.model import Document, Parse, Span, Speaker


class Speakers:
    """Resolves the sources of one document."""

    def __init__(self, document: Document, parse: Parse) -> None:
        self.document, self.parse = document, parse

    def of(self, source: tuple[Span, ...], found: Found) -> Speaker | None:
        """The speaker of an attribution, None where no source is given."""
        if not source:
            return None
        return Speaker(source[0].of(self.parse.text), "person", None, source[0])
