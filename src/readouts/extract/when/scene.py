"""The time at which a story stands: what it named last before some words, and the day after that."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache

from readouts.extract.when.when import find, published_day, reaches
from readouts.model.types import Document, Span, When
from readouts.text.quotes import quotations

# A story that named no time for so many characters may have moved on.
_REACH = 2500
_NEXT = re.compile(r"\b(?:the (?:next|following) day|a day later|the day after)\b", re.I)
_SPOKEN = re.compile(r"\b(?:today|tonight|this (?:morning|afternoon|evening))\b", re.I)


def named_before(document: Document, offset: int) -> When | None:
    """The time that the text named last before an offset, in its own words and not in a quotation; None for a time to come.

    >>> doc = Document(id="d", text="They met in Brod last week. The talks were long.", published="2031-03-12")
    >>> (w := named_before(doc, 28)) and (w.earliest, w.latest)
    ('2031-03-03', '2031-03-09')
    """
    day = published_day(document)
    if day is None:
        return None
    area = Span(max(0, offset - _REACH), offset)
    quoted = _quoted(document.text)
    times = [w for w in find(area, document) if w.span and not reaches(document.text, w)]
    past = [w for w in times if w.earliest <= day.isoformat() and not any(q.overlaps(w.span) for q in quoted if w.span)]
    return past[-1] if past else None


def day_after(document: Document, area: Span) -> When | None:
    """The day after the time named before, where the words say "the next day".

    >>> doc = Document(id="d", text="They met last week. Yet the next day the port denied it.", published="2031-03-12")
    >>> (w := day_after(doc, Span(20, 56))) and (w.earliest, w.latest, w.rule, w.surface)
    ('2031-03-04', '2031-03-10', 'day_after_named', 'the next day')
    """
    m = _NEXT.search(document.text, area.start, area.end)
    if m is None or in_quotation(document.text, Span(m.start(), m.end())):
        return None
    base, day = named_before(document, m.start()), published_day(document)
    if base is None or day is None:
        return None
    first, last = (date.fromisoformat(d) + timedelta(days=1) for d in (base.earliest, base.latest))
    if first > day:
        return None
    latest = min(last, day).isoformat()
    return When(first.isoformat(), latest, base.precision, "day_after_named", m.group(), Span(m.start(), m.end()))


def spoken(document: Document, times: Sequence[When]) -> When | None:
    """The day on which somebody said "today": the time that the story stands at, else the day of publication.

    >>> doc = Document(id="d", text='They met last week. "We agreed today," Ruiz said.', published="2031-03-12")
    >>> (w := spoken(doc, find(Span(20, 49), doc))) and (w.earliest, w.latest, w.rule)
    ('2031-03-03', '2031-03-09', 'day_of_speaking')
    """
    said = next((w for w in times if _SPOKEN.fullmatch(w.surface or "")), None)
    if said is None or said.span is None:
        return None
    story = named_before(document, said.span.start)
    if story is None or story.latest >= said.earliest:
        return said
    return replace(story, rule="day_of_speaking", surface=said.surface, span=said.span)


def in_quotation(text: str, where: Span) -> bool:
    """True for words that stand inside quotation marks."""
    return any(q.covers(where) for q in _quoted(text))


@lru_cache(maxsize=8)
def _quoted(text: str) -> tuple[Span, ...]:
    return tuple(quotations(text))
