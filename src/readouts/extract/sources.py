"""The source of an attribution as the parse has it: the subject of the cue, whole, and nothing but it."""

from __future__ import annotations

import re

from readouts.extract.attribution.patterns import SPEECH
from readouts.model import Attribution, Parse, Span, Speaker, Token

_DATELINE = re.compile(r".{0,60}\((?:AP|Reuters|AFP|CNN|UPI|Bloomberg)\)\s*[—–-]+\s*(?=\S)")
_SUBJECTS = ("nsubj", "nsubjpass", "csubj")
_CUT = frozenset(("prep", "det", "compound", "amod", "nummod", "nmod", "cc"))
_LOOSE = frozenset(("ADV", "PUNCT", "SCONJ"))
_OBJECTS = frozenset(("dobj", "iobj", "dative", "pobj", "oprd", "npadvmod", "attr"))
_SPEAKING = SPEECH - frozenset("agree promise pledge vow suggest read go reveal write concede continue".split())
_SAYINGS = frozenset(
    "announcement comment claim statement promise pledge vow assertion warning remark threat denial refusal insistence willingness "
    "offer commitment demand opposition assurance suggestion".split()
)
_NOBODY = re.compile(r"(?i)(?:neither|nobody|no one|none)\b")
_THINGS = frozenset(
    "agreement deal accord pact treaty evidence pledge promise offer proposal plan bill measure contract decision move issue "
    "text provision process effort talk negotiation meeting result question problem amendment vote settlement example readout "
    "arrangement truce framework outline announcement idea emission suggestion comment requirement term".split()
)
_LEFT_OUT = frozenset(("relcl", "advcl", "parataxis", "punct", "acl"))


def subject_of(parse: Parse, a: Attribution) -> Span | None:
    """The noun phrase whose saying the cue's verb is, where that verb has a subject of its own.

    None also where the given source is that subject, or stands in an "according to".
    """
    verb = next((t for c in a.cue for t in parse.overlapping(c.start, c.end) if t.pos == "VERB"), None)
    if verb is None:
        return None
    subject = _subject(parse, verb)
    if subject is None or subject.dep == "nsubjpass":
        return None
    if subject.tag in ("WDT", "WP"):
        subject = _antecedent(parse, verb) or subject
        if subject.tag in ("WDT", "WP"):
            return None
    span = noun_phrase(parse, subject)
    if any(span.overlaps(s) for s in (*a.source, *a.content)) or (a.source and _may_speak(parse, a.source[0])):
        return None
    return span


def _may_speak(parse: Parse, source: Span) -> bool:
    """A source that is a subject somewhere, or hangs on a "by": no reason to doubt it."""
    inside = parse.overlapping(source.start, source.end)
    ids = {t.i for t in inside}
    head = next((t for t in inside if t.head not in ids or t.head == t.i), None)
    if head is None:
        return False
    by = head.dep == "pobj" and parse.tokens[head.head].text.lower() in ("by", "from")
    return by or (head.pos in ("NOUN", "PROPN", "PRON") and head.dep not in _OBJECTS)


def _subject(parse: Parse, verb: Token) -> Token | None:
    """The subject of a verb, or of the verb it is joined to ("declined to say", "rose and said")."""
    tokens = parse.tokens
    for _ in range(3):
        found = next((tokens[i] for i in parse.children[verb.i] if tokens[i].dep in _SUBJECTS), None)
        if found is not None or verb.dep not in ("conj", "xcomp") or verb.head == verb.i:
            return found
        verb = tokens[verb.head]
    return None


def _antecedent(parse: Parse, verb: Token) -> Token | None:
    """The noun that "who" stands for."""
    head = parse.tokens[verb.head]
    return head if verb.dep == "relcl" and head.pos in ("NOUN", "PROPN", "PRON") else None


def relative(parse: Parse, span: Span) -> Span | None:
    """The noun phrase that a source "who" stands for: "Ruiz, who staked his name on it"."""
    tokens = parse.overlapping(span.start, span.end)
    if len(tokens) != 1 or tokens[0].tag != "WP":
        return None
    verb = parse.tokens[tokens[0].head]
    for _ in range(3):
        if verb.dep == "relcl":
            found = _antecedent(parse, verb)
            return noun_phrase(parse, found) if found is not None else None
        verb = parse.tokens[verb.head]
    return None


def noun_phrase(parse: Parse, head: Token) -> Span:
    """A noun with its modifiers, without the clauses that hang on it."""
    tokens, keep, stack = parse.tokens, [head.i], [head.i]
    while stack:
        i = stack.pop()
        for c in parse.children[i]:
            if tokens[c].dep not in _LEFT_OUT:
                keep.append(c)
                stack.append(c)
    return Span(tokens[min(keep)].start, tokens[max(keep)].end)


def trimmed(parse: Parse, span: Span) -> Span:
    """A source without the adverb behind it, and with the words that it was cut off from ("head of Workers for")."""
    inside = list(parse.overlapping(span.start, span.end))
    if not inside:
        return span
    ids = {t.i for t in inside}
    while (
        len(inside) > 1
        and inside[-1].pos in _LOOSE
        and inside[-1].head not in ids - {inside[-1].i}
        and not _more(parse, inside[-1])
    ):
        inside.pop()
    dateline = _DATELINE.match(span.of(parse.text))
    start = span.start + dateline.end() if dateline else span.start
    if start and parse.text[start - 1] in "'’" and parse.text[start : start + 2] == "s ":
        start = noun_phrase(parse, inside[-1]).start  # cut off behind the apostrophe of "Dome's ministry"
    last = inside[-1]
    end = min(last.end, span.end) if last.end > span.end and last.start < span.end else last.end
    if last.dep in _CUT and (more := _more(parse, last)):
        end = more
    return Span(start, max(end, start + 1))


def said_in_clause(parse: Parse, span: Span) -> tuple[Span, str] | None:
    """The subject of the verb of speaking that leads a statement's sentence, or stands aside in it; and the verb."""
    tokens = parse.tokens
    for s in parse.sentences_over(span.start, span.end):
        for t in tokens[s.first : s.last]:
            if (
                t.pos != "VERB"
                or t.lemma.lower() not in _SPEAKING
                or not (span.start <= t.start < span.end or _governs(parse, t, span))
            ):
                continue
            if t.dep in ("relcl", "acl", "advcl", "amod") or "\n\n" in parse.text[span.start : t.start]:
                continue
            subject = next((tokens[i] for i in parse.children[t.i] if tokens[i].dep == "nsubj"), None)
            if subject is not None and subject.tag not in ("WDT", "WP", "EX"):
                return noun_phrase(parse, subject), t.text
    return None


def _governs(parse: Parse, verb: Token, span: Span) -> bool:
    """True when what the verb says is, or holds, the statement."""
    tokens = parse.tokens
    inside = parse.within(span.start, span.end)
    ids = {t.i for t in inside}
    at = next((t for t in inside if t.head not in ids), None)
    for _ in range(8):
        if at is None or at.head == at.i:
            return False
        if at.head == verb.i:
            if "\n\n" in parse.text[min(verb.end, span.end) : max(verb.start, span.start)]:
                return False  # the parser runs a headline into the sentence
            return at.dep in ("ccomp", "xcomp", "dobj", "parataxis")
        at = tokens[at.head]
    return False


def said_by_noun(parse: Parse, span: Span) -> tuple[Span, str] | None:
    """Whose "comments that", "promise to" or "announcement" a statement tells of; and the noun."""
    tokens = parse.tokens
    for t in parse.within(span.start, span.end):
        if t.pos != "NOUN" or t.lemma.lower() not in _SAYINGS:
            continue
        below = [tokens[i] for i in parse.children[t.i]]
        if not any(
            c.dep in ("acl", "ccomp", "relcl") or (c.dep == "prep" and c.text.lower() in ("by", "of", "on", "from"))
            for c in below
        ):
            continue
        owner = next((c for c in below if c.dep == "poss" and c.pos != "PRON"), None)
        by = next((c for c in below if c.text.lower() == "by" and c.dep in ("prep", "agent")), None)
        if by is not None:
            owner = next((tokens[i] for i in parse.children[by.i] if tokens[i].dep == "pobj"), owner)
        if owner is not None:
            where = noun_phrase(parse, owner)
            words = re.sub(r"['’]s?$", "", where.of(parse.text))
            return Span(where.start, where.start + len(words)), t.text
    return None


def can_speak(parse: Parse, speaker: Speaker) -> bool:
    """False for "there" or "evidence of the promise": a thing that neither is, nor belongs to, somebody."""
    if speaker.span is None or speaker.kind == "unnamed":
        return True
    inside = parse.overlapping(speaker.span.start, speaker.span.end)
    ids = {t.i for t in inside}
    head = next((t for t in inside if t.head not in ids or t.head == t.i), None)
    if _NOBODY.match(speaker.surface):
        return False
    if head is None or (head.pos == "PROPN" and head.lemma.lower() not in _THINGS):
        return True
    if head.pos == "PRON":
        return len(inside) > 1 or (
            head.tag != "EX" and head.text.lower() not in ("this", "that", "which", "these", "those", "what")
        )
    word = head.lemma.lower()
    return word not in _THINGS


def _more(parse: Parse, last: Token) -> int | None:
    """Where the phrase ends that a last word opens or belongs to, if that lies farther on."""
    tokens = parse.tokens
    head = last if last.dep in ("prep", "cc") else tokens[last.head]
    if last.dep not in _CUT or head.pos not in ("NOUN", "PROPN", "ADP"):
        return None
    end = noun_phrase(parse, head).end
    return end if end > last.end and end - last.end < 60 else None
