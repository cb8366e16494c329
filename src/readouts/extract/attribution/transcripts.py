"""Transcripts: who speaks stands before the words, on a line of its own or inside a paragraph that lost its lines.

``MS. VALE:  We did not.``, ``Q    Did you agree?``, ``PRESIDENT LUND: ...``, ``President of Dome Orsolya Vale: ...``.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass

from readouts.extract.attribution.frames import Found
from readouts.extract.attribution.patterns import PERSON_NOUNS
from readouts.model import Parse, Span
from readouts.text.quotes import paragraphs

_SHORT = r"(?:MR|MS|MRS|DR|ST|JR|SR|GEN|GOV|SEN|REP|Mr|Ms|Mrs|Dr|St|Gen|Gov|Sen|Rep)\.|(?:[A-Z]\.)+"
_UP = "A-ZÀ-ÖØ-ÞĀ-Ž"
_PREFIX = r"(?:Mc|Mac|[Dd]e|[Vv]an|[Aa]l-|[Ee]l-|[OD][’'])?"
_WORD = rf"(?:{_SHORT}|{_PREFIX}[{_UP}][{_UP}’'\-]*)"
_CAPS = rf"(?:(?=[A-Z]{{2}}|[A-Z]+\.? [A-Z]|[QA]\b){_WORD}(?:,? {_WORD}){{0,7}}(?: \d{{1,2}})?)"
_CAPITAL = rf"(?:{_SHORT}|[{_UP}][\w’'\-]*)"
_MIXED = rf"(?:{_CAPITAL}(?: (?:{_CAPITAL}|of|the|for|and|de|van|von|al|bin)){{0,12}})"
_NOTE = r"(?:\s?\([^)\n]{1,40}\))?"
_OPEN, _SHUT = r"[ \t]*[*_\[]{0,3}", r"[*_\]]{0,3}"


def _head(label: str) -> str:
    return rf"(?P<who>{label}){_NOTE}{_SHUT}[ \t]?(?P<colon>:){_SHUT}[ \t]*(?=\S)"


_CAPS_HEAD = re.compile(_OPEN + _head(_CAPS))
_MIXED_HEAD = re.compile(_OPEN + _head(_MIXED))
# Where a paragraph lost its lines, the next speaker follows the end of a sentence, or of a time ("2:10 P.M. EST").
_CAPS_INLINE = re.compile(r"(?<=[.!?)\]”\"…—T] )" + _head(_CAPS))
_MIXED_INLINE = re.compile(r"(?<=[.!?)\]”\"…] )" + _head(_MIXED))
_BARE = re.compile(r"[ \t]*(?P<who>(?P<colon>Q))[ \t\u00a0]+(?=[A-Z(\[“\"‘'—–\-…])")
_BARE_INLINE = re.compile(r"(?<=[.!?)\]”\"…—] )(?P<who>(?P<colon>Q))[ \t\u00a0]+(?=[A-Z(—])")
_END = re.compile(r"(?m)^[ \t]*(?:END\b[^\n]{0,40}|\d{1,2}:\d\d [AaPp]\.?[Mm]\b[^\n]{0,20}|(?:[#*_\-] ?){3,})[ \t]*$")
NOT_NAMES = re.compile(
    r"(?i)^(?:end|update|breaking|watch|video|photo|file photo|"
    r"caption|image|exclusive|related|read|more|note|live|poll|report|source|date|subject|"
    r"to|re|cc|time|place|location|venue|contact|myth|fact|tel|phone|fax|email|e-mail|dear|memorandum|perhaps|for|press|media|issued|attn|embargo\w*|title|background|"
    r"conclusion|summary|participants|present|status|background|via|speech|remarks|statement|transcript)\b"
)
_ASKED = frozenset("q a question answer reporter journalist interviewer moderator host operator audience".split())
_OFFICE = PERSON_NOUNS | frozenset(
    "mr ms mrs miss dr sir dame madam president prime vice minister secretary senator congressman congresswoman representative "
    "administrator speaker admiral colonel captain member participant moderator interpreter".split()
)
# Headings in capitals have these; names and offices do not.
_PROSE = frozenset(
    "to his her its their our in on is are was with through by a an into from that and at as how why what".split()
)
_ZONES = re.compile(r"(?:[A-Z]{1,3}[SDE]?T|GMT|UTC) (?=(?:MR|MS|MRS|DR)\.|[A-Z]{2})")
# One speaker alone makes a transcript only by this much.
_SPEECH = 200


@dataclass(frozen=True, slots=True)
class _Head:
    who: Span
    cue: Span
    start: int
    label: str
    line: bool
    caps: bool

    @property
    def words(self) -> list[str]:
        """The label's words in lower case, without the note in brackets."""
        return [w.strip(".,").lower() for w in self.label.split()]

    @property
    def office(self) -> bool:
        """Whether the label tells an office or a form of address."""
        return len(self.words) > 1 and bool(_OFFICE & set(self.words))

    @property
    def asks(self) -> bool:
        """``Q``, ``Question``, ``AUDIENCE MEMBER``: a label no ordinary line has."""
        return self.words[0] in _ASKED and (self.caps or len(self.words) == 1)


def turns(parse: Parse) -> list[Found]:
    """Turns of a transcript, each up to the next one or to a line that ends it; none where the lines make no transcript.

    >>> from readouts.encoders.parse import parse
    >>> text = "MS. VALE: We signed.\\n\\nQ    All of it?\\n\\nMS. VALE: All of it."
    >>> [f.content[0].of(text) for f in turns(parse(text))]
    ['We signed.', 'All of it?', 'All of it.']
    """
    heads = _heads(parse)
    starts = [t.start for t in parse.tokens]
    out = []
    # Where only the questions are marked, what follows them is somebody else's answer.
    only_asked = len({h.label for h in heads}) == 1 and len(heads) > 1
    for n, h in enumerate(heads):
        end = heads[n + 1].who.start if n + 1 < len(heads) else len(parse.text)
        if only_asked and (cut := parse.text.find("\n", h.start, end)) >= 0:
            end = cut
        over = _END.search(parse.text, h.start, end)
        spoken = parse.text[h.start : over.start() if over else end].rstrip(" \t\n*_[")
        if spoken:
            out.append(laid_out(starts, "turn", h.cue, h.who, Span(h.start, h.start + len(spoken))))
    return out


def laid_out(starts: list[int], frame: str, cue: Span, source: Span, content: Span) -> Found:
    """An attribution that the layout shows: its parts as they stand, whatever the parser made of them."""
    head = max(0, bisect_right(starts, cue.start) - 1)
    who = tuple(range(bisect_left(starts, source.start), bisect_left(starts, source.end)))
    return Found(head, frame, (head,), who or (head,), (content,), spans=(source, cue))


def _heads(parse: Parse) -> list[_Head]:
    caps = [h for h in _all(parse, _CAPS_HEAD, _CAPS_INLINE, caps=True) if not _PROSE & set(h.words)]
    bare = _all(parse, _BARE, _BARE_INLINE, caps=True) if caps else []
    if any(h.line for h in bare):
        bare = [h for h in bare if h.line]
    caps = _transcript([*caps, *bare], parse)
    mixed = [h for h in _all(parse, _MIXED_HEAD, _MIXED_INLINE, caps=False) if _named(parse, h)]
    known = {h.label for h in mixed if h.line or h.office}
    mixed = [h for h in mixed if h.line or h.office or any(k.endswith(h.label) for k in known)]
    mixed = _transcript(mixed, parse) if any(h.line for h in mixed) else []
    taken: dict[int, _Head] = {}
    for h in (*caps, *mixed):
        taken.setdefault(h.cue.start, h)
    return [taken[at] for at in sorted(taken)]


def _all(parse: Parse, line: re.Pattern[str], inline: re.Pattern[str], *, caps: bool) -> list[_Head]:
    text = parse.text
    found = [(m, True) for a, b in paragraphs(text) if (m := line.match(text, a, b))]
    found += [(m, False) for m in inline.finditer(text)]
    out, seen = [], set()
    for m, own in found:
        if m.start("colon") in seen:
            continue
        seen.add(m.start("colon"))
        zone = _ZONES.match(m["who"])
        who = Span(m.start("who") + (zone.end() if zone else 0), m.end("who"))
        label = who.of(text)
        if not NOT_NAMES.match(label):
            out.append(_Head(who, Span(*m.span("colon")), m.end(), label, own, caps))
    return out


def _named(parse: Parse, h: _Head) -> bool:
    return not h.label.isupper() and (h.asks or h.office or _person(parse, h.who))


def _person(parse: Parse, who: Span) -> bool:
    at = bisect_left(parse.entities, who.start, key=lambda e: e.end)
    return any(e.label == "PERSON" and e.start < who.end for e in parse.entities[at : at + 3])


def _transcript(heads: list[_Head], parse: Parse) -> list[_Head]:
    """The heads that speak, where somebody speaks twice, somebody asks, or offices speak.

    Captions, lists of links ("WATCH: ...") and headings do none of it.
    """
    counts = Counter(h.words[-1] for h in heads)
    asked = any(h.asks for h in heads)
    kept = [h for h in heads if h.asks or h.office or counts[h.words[-1]] > 1 or (asked and len(h.words) < 4)]
    several = len(kept) > 1 and (asked or any(counts[h.words[-1]] > 1 for h in kept) or all(h.office for h in kept))
    alone = bool(kept) and kept[0].office and len(parse.text) - kept[0].start >= _SPEECH
    return kept if several or alone else []
