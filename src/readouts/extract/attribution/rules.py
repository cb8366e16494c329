"""Who said what, by rules over the dependency parse and the quotation marks."""

from __future__ import annotations

import re
from collections.abc import Iterable

from readouts.extract.attribution.frames import Found, find, spans_of
from readouts.extract.attribution.nested import light_left, one_a_head, parents, settle
from readouts.extract.attribution.quoted import Quotes, attach, within
from readouts.extract.attribution.signed import signed_and_headed
from readouts.extract.attribution.speakers import Speakers
from readouts.extract.attribution.transcripts import turns
from readouts.model import Attribution, Document, Parse, Span, Speaker, Voice

_WORD = re.compile(r"\w+")


class RulesEngine:
    """Finds attributions by cue words and their frames, quotations and layouts.

    >>> from readouts.encoders.parse import parse
    >>> text = "Dome's minister said the union had agreed to a truce."
    >>> found = RulesEngine().attribute(Document(id="d", text=text), parse(text))
    >>> [(a.cue[0].of(text), a.parent) for a in found]
    [('said', None), ('had agreed to', 'd#a1')]
    """

    name = "rules/1"

    def foresee(self, text: str) -> None:
        """Nothing to begin: the rules stand on the parse."""

    def attribute(self, document: Document, parse: Parse) -> list[Attribution]:
        """All attributions of a document, in the order of their first word."""
        quotes = Quotes(parse)
        spoken = turns(parse)
        layout = [*spoken, *signed_and_headed(parse, transcript=bool(spoken))]
        found = light_left(parse, one_a_head([*layout, *find(parse), *within(quotes)]))
        found = [f if f.spans else quotes.whole(f) for f in found]
        found = attach(quotes, found)
        found = [f for f in found if f.content and not _in_furniture(parse, f, document.furniture)]
        found.sort(key=lambda f: (min(parse.tokens[min((*f.cue, *f.source))].start, f.content[0].start), f.head))
        inside = parents(parse, found)
        speakers = Speakers(document, parse)
        ids = [f"{document.id}#a{n}" for n in range(1, len(found) + 1)]
        out: list[Attribution] = []
        for n, f in enumerate(found):
            source = (f.spans[0],) if f.spans else spans_of(parse, list(f.source), ())
            holder = inside[n]
            out.append(
                Attribution(
                    id=ids[n],
                    doc=document.id,
                    source=source,
                    cue=_cue_spans(parse, f),
                    content=f.content,
                    voice=_voice(quotes, f),
                    speaker=speakers.of(source, _speaker_of(out, holder)),
                    parent=ids[holder] if holder is not None else None,
                    negated=f.negated,
                    engine=self.name,
                    reasons=(f"frame:{f.frame}", f"cue:{parse.tokens[f.head].lemma.lower()}"),
                )
            )
        return settle(parse, out)


def _speaker_of(done: list[Attribution], holder: int | None) -> Speaker | None:
    return done[holder].speaker if holder is not None and holder < len(done) else None


def _cue_spans(parse: Parse, f: Found) -> tuple[Span, ...]:
    if f.spans:
        return (f.spans[1],)
    return spans_of(parse, list(f.cue), ())


def _in_furniture(parse: Parse, f: Found, furniture: Iterable[Span]) -> bool:
    at = parse.tokens[f.head].start
    return any(s.start <= at < s.end for s in furniture)


def _voice(quotes: Quotes, f: Found) -> Voice:
    """Direct when all content words stand in quotation marks, mixed when some do."""
    if f.frame in ("turn", "issued"):
        return "direct"
    total = quoted = 0
    for s in f.content:
        for m in _WORD.finditer(quotes.text, s.start, s.end):
            total += 1
            quoted += quotes.inside(m.start()) is not None
    if not quoted:
        return "indirect"
    return "direct" if quoted == total else "mixed"
