"""When somebody said something: a time in the sentence outside what was said, the time a story stands at, or publication."""

from __future__ import annotations

from readouts.extract.when.scene import day_after, in_quotation, spoken
from readouts.extract.when.when import find, published_day, reaches
from readouts.model.syntax import Parse
from readouts.model.types import Attribution, Document, Span, When


def statement_time(document: Document, where: Attribution | Span, parse: Parse) -> When | None:
    """When somebody said it: a time in the sentence but outside what was said; else the day of publication.

    "The next day" counts from the time the story named before; "today" in a quotation is the day it was said.

    >>> from readouts.encoders.parse import parse
    >>> doc = Document(id="d", text="Ruiz said on Tuesday that it was off.", published="2014-10-16")
    >>> statement_time(doc, Span(0, 37), parse(doc.text)).earliest
    '2014-10-14'
    """
    content: tuple[Span, ...] = where.content if isinstance(where, Attribution) else ()
    spans = [*where.cue, *where.source] if isinstance(where, Attribution) else [where]
    spans = spans or list(content)
    touched = {t.start: t.end for s in spans for t in parse.sentences_over(s.start, s.end)}
    for start, end in sorted(touched.items()):
        area = Span(start, end)
        times = [w for w in find(area, document) if w.span and not any(c.overlaps(w.span) for c in content)]
        times = [w for w in times if not reaches(document.text, w)]
        past = [w for w in times if not document.published or w.earliest <= document.published[:10]]
        # What a quotation names is when things happened, not when it was said.
        loose = [w for w in past if w.span and not in_quotation(document.text, w.span)]
        if loose:
            anchor = spans[0].start
            return min(loose, key=lambda w: abs((w.span.start if w.span else 0) - anchor))
        if told := day_after(document, area) or spoken(document, past):
            return told
    base = published_day(document)
    return When(base.isoformat(), base.isoformat(), "day", "published") if base else None
