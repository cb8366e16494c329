"""Layouts that say beside a quotation or above a text whose it is: signatures, headings with a colon, press statements."""

from __future__ import annotations

import re
from bisect import bisect_left

from readouts.extract.attribution.frames import Found
from readouts.extract.attribution.patterns import ORGANIZATION_NOUNS, PERSON_NOUNS, UNNAMED_NOUNS
from readouts.extract.attribution.transcripts import NOT_NAMES, laid_out
from readouts.model import Parse, Span
from readouts.text.quotes import paragraphs

_NAME = r"[A-Z][\w.’'\-]*(?: (?:[A-Z][\w.’'\-]*|de|van|von|al|bin)){0,4}"
_TITLED = rf"(?P<who>{_NAME}(?:, [^\n\"“”:]{{1,80}}?)?)"
_COLON = re.compile(rf"[ \t]*(?P<who>{_NAME}(?: (?:of|the|for|and|{_NAME})){{0,5}})(?P<cue>:) (?=\S)")
_FROM = re.compile(r"[ \t]*From (?P<who>(?:the |The )?[A-Z][^:\n]{1,80})(?P<cue>:)[ \t]*")
_ISSUED = re.compile(
    r"[ \t#*]*(?P<cue>(?:[A-Z]\w+ )?(?:STATEMENT|Statement|Remarks|Address|Speech|Message|Letter) (?:BY|by|from|of)) "
    r"(?P<who>(?:the |THE )?[A-Z][^\n:]{1,90}?)(?= (?:on|ON|at|to|in|for|regarding|following|about|after|concerning)\b|[:.]?[ \t*]*$)"
)
_SIGNED = re.compile(rf"[”\"’]\s*(?P<cue>--|—|–|-|―)\s*{_TITLED}[ \t.]*$")
_SIGNED_BELOW = re.compile(rf"[ \t]*(?P<cue>--|—|–|-|―)\s*{_TITLED}[ \t.]*$")
_BESIDE = re.compile(rf"[.!?]\s*(?P<cue>[”\"])\s+{_TITLED}\.?[ \t]*$")
_HEADED = re.compile(r"[ \t]*(?P<who>[A-Z][^\n\"“”:]{1,100}?)[ \t]*(?P<cue>:)[ \t]*$")
_OPENS = ("“", '"', "„", "«")
_SHUTS = ("”", '"', "»")
_AFTER_NAME = re.compile(r" (?:on|about|in|at|after|to)\b")
_NOUNS = PERSON_NOUNS | ORGANIZATION_NOUNS | UNNAMED_NOUNS
_SMALL = frozenset("the of for and former foreign prime vice mr mr. ms ms. mrs mrs. dr dr. 's ’s".split())
_BODIES = ("PERSON", "ORG", "GPE", "NORP")


class _Page:
    """The lines of one text, its tokens' starts, and what has been found."""

    def __init__(self, parse: Parse) -> None:
        self.parse, self.text = parse, parse.text
        self.starts = [t.start for t in parse.tokens]
        self.lines = list(paragraphs(parse.text))
        self.found: list[Found] = []

    def line(self, n: int) -> str:
        """One line, or "" past the last."""
        return self.text[slice(*self.lines[n])].strip() if 0 <= n < len(self.lines) else ""

    def add(self, frame: str, m: re.Match[str], content: tuple[int, int], who: tuple[int, int] | None = None) -> bool:
        """File one attribution; content and source lose the space at their edges."""
        a, b = content
        words = self.text[a:b]
        a, b = a + len(words) - len(words.lstrip()), b - (len(words) - len(words.rstrip()))
        if a < b:
            start, end = who or m.span("who")
            source = Span(start, start + len(self.text[start:end].rstrip(" .,")))
            self.found.append(laid_out(self.starts, frame, Span(*m.span("cue")), source, Span(a, b)))
        return a < b

    def verbless(self, start: int, end: int) -> bool:
        """No verb between two characters: a name and a title, not a sentence."""
        return not any(t.pos in ("VERB", "AUX") for t in self.parse.within(start, end))

    def names(self, start: int, end: int) -> bool:
        """Whether a passage up to its first comma is somebody's name or office and nothing else."""
        end = min(k for k in (self.text.find(",", start, end), end) if k > start)
        at = bisect_left(self.parse.entities, start, key=lambda e: e.end)
        bodies = [e for e in self.parse.entities[at : at + 4] if e.label in _BODIES and e.start < end]
        known = False
        for t in self.parse.within(start, end):
            inside = any(e.start <= t.start < e.end for e in bodies)
            noun = t.lemma.lower() in _NOUNS or t.text.lower() in _NOUNS
            if not (inside or noun or t.text.lower() in _SMALL or t.pos == "PUNCT"):
                return False
            known = known or inside or noun
        return known


def signed_and_headed(parse: Parse, *, transcript: bool = False) -> list[Found]:
    """Attributions by signature or heading. ``transcript``: the text has turns, and no heading speaks for all of it.

    >>> from readouts.encoders.parse import parse
    >>> text = "“We never agreed to that.”\\n— Tomas Lund, envoy of Torr"
    >>> [(f.frame, f.spans[0].of(text)) for f in signed_and_headed(parse(text)) if f.spans]
    [('signed', 'Tomas Lund, envoy of Torr')]
    """
    page = _Page(parse)
    for n in range(len(page.lines)):
        if not (_signature(page, n) or _from(page, n) or _over_quotation(page, n)) and n == 0 and not transcript:
            _first_line(page)
    return page.found


def _signature(page: _Page, n: int) -> bool:
    a, b = page.lines[n]
    if page.line(n)[:1] in _OPENS:
        for pattern in (_SIGNED, _BESIDE):
            m = pattern.search(page.text, a, b)
            if m and page.verbless(*m.span("who")) and (pattern is _SIGNED or page.names(*m.span("who"))):
                return page.add("signed", m, (a, m.start() + 1 if pattern is _SIGNED else m.end("cue")))
    m = _SIGNED_BELOW.match(page.text, a, b)
    before = page.line(n - 1)
    if m and before[:1] in _OPENS and before[-1:] in _SHUTS and page.verbless(*m.span("who")):
        return page.add("signed", m, page.lines[n - 1])
    return False


def _from(page: _Page, n: int) -> bool:
    a, b = page.lines[n]
    m = _FROM.match(page.text, a, b)
    if not m:
        return False
    content = (m.end(), b) if m.end() < b else page.lines[min(n + 1, len(page.lines) - 1)]
    return page.add("issued", m, content)


def _over_quotation(page: _Page, n: int) -> bool:
    """``Orsolya Vale, foreign minister:`` over a quotation, or before one on its line."""
    a, b = page.lines[n]
    m = _HEADED.match(page.text, a, b)
    content = page.lines[n + 1] if n + 1 < len(page.lines) else (b, b)
    quoted = page.line(n + 1)
    if not m:
        cut = min((k for o in _OPENS if (k := page.text.find(o, a, b)) > a), default=-1)
        m = _HEADED.match(page.text, a, cut) if cut > 0 else None
        content, quoted = (cut, b), page.text[cut:b].strip() if cut > 0 else ""
    if not m or quoted[:1] not in _OPENS or quoted[-1:] not in _SHUTS or NOT_NAMES.match(m["who"]):
        return False
    who = m.span("who")
    if cut_off := _AFTER_NAME.search(page.text, *who):
        who = (who[0], cut_off.start())
    return page.verbless(*who) and page.names(*who) and page.add("headline", m, content, who)


def _first_line(page: _Page) -> bool:
    """``Minister: We never agreed`` as a headline, and ``Statement by the minister`` over a text that is all hers."""
    a, b = page.lines[0]
    m = _ISSUED.match(page.text, a, b)
    if m and len(page.lines) > 1:
        return page.add("issued", m, (page.lines[1][0], page.lines[-1][1]))
    m = _COLON.match(page.text, a, b)
    return (
        m is not None
        and not NOT_NAMES.match(m["who"])
        and page.names(*m.span("who"))
        and page.add("headline", m, (m.end(), b))
    )
