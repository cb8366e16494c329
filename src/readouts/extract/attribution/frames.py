"""Frames: how a cue stands to its source and its content in a dependency parse."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from readouts.extract.attribution.clauses import clause_of, content_clause, joined_by_mark, medium, said_in
from readouts.extract.attribution.patterns import (
    ADJECTIVES,
    ADVERBS,
    CORE,
    LIGHT,
    LIGHT_LEFT,
    allows,
    noun_allows,
)
from readouts.model import Parse, Span, Token

_SUBJECT = ("nsubj", "csubj")
_EDGE = " \t\r\n,;:—–-"
_NOT_SOURCE = frozenset("there what".split())
# Whom one addresses is no part of what is said; whom one urges or asks to act is.
_ADDRESSING = frozenset("tell assure remind inform warn".split())
_TIMES = frozenset("monday tuesday wednesday thursday friday saturday sunday today yesterday".split())
_NEGATIVE = frozenset("not n't n’t never no neither nor".split())


@dataclass(frozen=True, slots=True)
class Found:
    """A candidate attribution: the head token of the cue, and its parts (tokens for cue and source).

    ``spans`` are source and cue as the layout shows them, where it does.
    """

    head: int
    frame: str
    cue: tuple[int, ...]
    source: tuple[int, ...]
    content: tuple[Span, ...]
    negated: bool = False
    spans: tuple[Span, Span] | None = None


def find(parse: Parse, *, everything: bool = False) -> Iterator[Found]:
    """Candidates of every token. ``everything`` ignores the word lists (to mine them)."""
    for token in parse.tokens:
        if token.pos in ("VERB", "AUX"):
            yield from _verb(parse, token, everything)
        elif token.pos in ("NOUN", "PROPN"):
            yield from _noun(parse, token, everything)
        elif token.pos in ("ADJ", "ADV") or token.lemma in ("accord", "according"):
            yield from _small(parse, token)


def _verb(parse: Parse, v: Token, everything: bool) -> Iterator[Found]:
    if v.lemma.lower() == "accord":
        yield from _small(parse, v)
        return
    kids = [parse.tokens[k] for k in parse.children[v.i]]
    passive = any(k.dep in ("nsubjpass", "auxpass") for k in kids)
    cue = cue_of(parse, v)
    source = () if passive else source_of(parse, v)
    if passive:
        source = _agent(parse, kids)
    negated = any(parse.tokens[i].text.lower() in _NEGATIVE for i in cue)
    base = Found(v.i, "", cue, source, (), negated)
    lemma = v.lemma.lower()
    for frame, tokens in _arguments(parse, v, kids, passive):
        name = ("passive-" if passive else "") + frame
        if everything or allows(lemma, name, negated=negated):
            spans = same_line(parse, v, spans_of(parse, tokens, (*cue, *source)))
            if spans:
                extra = _marker(parse, kids, frame)
                yield replace(base, frame=name, content=spans, cue=tuple(sorted({*cue, *extra})))
    held = lemma in CORE and any(k.dep == "dobj" and k.i > v.i for k in kids)
    if source and not held and (everything or allows(lemma, "aside")):
        spans = aside(parse, base)
        if spans:
            yield replace(base, frame="aside", content=spans)


def _arguments(parse: Parse, v: Token, kids: list[Token], passive: bool) -> Iterator[tuple[str, list[int]]]:
    objects = [k for k in kids if k.dep in ("dobj", "oprd", "attr")]
    clause = False
    theme = [] if v.lemma.lower() in _ADDRESSING else [t for o in objects for t in parse.subtree(o.i)]
    for k in kids:
        if k.dep == "prep" and (said := said_in(parse, k)):
            clause = True
            yield "ccomp", said
            continue
        if k.dep == "ccomp" and k.i != v.i and not joined_by_mark(parse, v, k):
            clause = True
            yield "ccomp", sorted({*content_clause(parse, v, k), *(theme if k.i > v.i else ())})
        elif k.dep == "xcomp":
            clause = True
            tokens = parse.subtree(k.i)
            subject = [t for s in kids if passive and s.dep == "nsubjpass" for t in parse.subtree(s.i)]
            yield "xcomp", sorted({*tokens, *subject, *theme})
        elif k.dep == "acomp":
            yield from _of_adjective(parse, v, k)
        elif k.dep in ("prep", "dative") and any(parse.tokens[c].dep in ("pobj", "pcomp") for c in parse.children[k.i]):
            tokens = [t for t in parse.subtree(k.i) if t != k.i]
            if k.text.lower() == "as" and objects:
                tokens = sorted({*tokens, *(t for o in objects for t in parse.subtree(o.i)), k.i})
            subject = [t for s in kids if passive and s.dep == "nsubjpass" for t in parse.subtree(s.i)]
            yield f"prep-{k.text.lower()}", sorted({*tokens, *subject}) if passive else tokens
    if objects and not clause:
        tokens = sorted({t for o in objects for t in parse.subtree(o.i)})
        yield "dobj", tokens
    if passive and not clause:
        subject = sorted({t for s in kids if s.dep == "nsubjpass" for t in parse.subtree(s.i)})
        if subject:
            yield "subject", subject


def _of_adjective(parse: Parse, v: Token, adjective: Token) -> Iterator[tuple[str, list[int]]]:
    """``is confident that ...``: the adjective decides."""
    if v.lemma not in ("be", "feel", "seem", "remain"):
        return
    if adjective.lemma.lower() in ADJECTIVES:
        for c in parse.children[adjective.i]:
            if parse.tokens[c].dep in ("ccomp", "xcomp", "prep"):
                yield f"adj-{adjective.lemma.lower()}", parse.subtree(c)


def _marker(parse: Parse, kids: list[Token], frame: str) -> list[int]:
    """The preposition or adjective that belongs to the cue."""
    if frame.startswith("prep-") and frame != "prep-as":
        return [k.i for k in kids if k.dep in ("prep", "dative") and k.text.lower() == frame[5:]][:1]
    if frame.startswith("adj-"):
        return [k.i for k in kids if k.dep == "acomp"][:1]
    return []


def cue_of(parse: Parse, v: Token) -> tuple[int, ...]:
    """A verb with its auxiliaries, modals, negation, particle, and adverbs between them."""
    out = {v.i}
    for k in parse.children[v.i]:
        t = parse.tokens[k]
        near = abs(k - v.i) <= 4
        if t.dep in ("aux", "auxpass", "neg", "prt") or (t.dep == "advmod" and near and k < v.i and t.pos == "ADV"):
            out.add(k)
    head = parse.tokens[v.head]
    if v.dep == "xcomp" and head.lemma.lower() in LIGHT_LEFT and head.i < v.i and v.i - head.i <= 4:
        out |= set(cue_of(parse, head))
    return tuple(sorted(out))


def source_of(parse: Parse, v: Token, depth: int = 0) -> tuple[int, ...]:
    """Tokens of who speaks: the subject, or that of the governing verb where the cue has none of its own."""
    for k in parse.children[v.i]:
        t = parse.tokens[k]
        if t.dep in _SUBJECT:
            return _noun_phrase(parse, t, v)
    head = parse.tokens[v.head]
    if depth > 3 or head.i == v.i:
        return ()
    if v.dep == "pcomp" and head.dep == "prep" and parse.tokens[head.head].pos in ("VERB", "AUX"):
        return _doer(parse, parse.tokens[head.head], depth)
    if v.dep in ("conj", "xcomp", "advcl", "ccomp", "dep", "pcomp") and head.pos in ("VERB", "AUX"):
        if v.dep == "ccomp" and v.tag not in ("VBG", "VB", "VBN"):
            return ()
        return source_of(parse, head, depth + 1)
    if v.dep == "acl" and v.tag == "VBG":
        return _noun_phrase(parse, head, v)
    return ()


def _doer(parse: Parse, verb: Token, depth: int) -> tuple[int, ...]:
    """Who does the -ing of "accused the ministry of denying": whoever is accused, else the subject."""
    for k in parse.children[verb.i]:
        if parse.tokens[k].dep == "dobj":
            return _noun_phrase(parse, parse.tokens[k], verb)
    return source_of(parse, verb, depth + 1)


def _noun_phrase(parse: Parse, noun: Token, verb: Token) -> tuple[int, ...]:
    word = noun.text.lower()
    if word in ("who", "which", "that") and verb.dep == "relcl":
        noun = parse.tokens[verb.head]
        if noun.pos not in ("NOUN", "PROPN", "PRON"):
            return ()
        return tuple(sorted({*_trim_tokens(parse, _bare(parse, noun)), *_pronoun(parse, verb)}))
    if word in _NOT_SOURCE:
        return ()
    return tuple(_trim_tokens(parse, _bare(parse, noun)))


def _pronoun(parse: Parse, verb: Token) -> list[int]:
    return [k for k in parse.children[verb.i] if parse.tokens[k].dep in _SUBJECT]


def _bare(parse: Parse, noun: Token) -> list[int]:
    """A noun phrase with title and apposition, without its clauses."""
    drop: set[int] = set()
    for k in parse.children[noun.i]:
        t = parse.tokens[k]
        if t.dep in ("relcl", "acl"):
            drop |= set(parse.subtree(k))
    return [t for t in parse.subtree(noun.i) if t not in drop and "\n" not in parse.tokens[t].text]


def _trim_tokens(parse: Parse, tokens: list[int]) -> list[int]:
    for n in range(len(tokens) - 1, 0, -1):
        if "\n" in parse.text[parse.tokens[tokens[n - 1]].end : parse.tokens[tokens[n]].start]:
            tokens = tokens[n:]
            break
    while tokens and parse.tokens[tokens[0]].pos in ("PUNCT", "SPACE", "CCONJ"):
        tokens = tokens[1:]
    while tokens and parse.tokens[tokens[-1]].pos in ("PUNCT", "SPACE", "CCONJ"):
        tokens = tokens[:-1]
    return tokens


def _agent(parse: Parse, kids: list[Token]) -> tuple[int, ...]:
    for k in kids:
        if k.dep == "agent":
            return tuple(_trim_tokens(parse, [t for t in parse.subtree(k.i) if t != k.i]))
    return ()


def aside(parse: Parse, found: Found) -> tuple[Span, ...]:
    """Content round a parenthetical or closing ``, he said``: the rest of the sentence."""
    both = [*found.cue, *found.source]
    low, high = min(both), max(both)
    sentence = parse.sentences[parse.tokens[found.head].sent]
    if high - low > 40 or low <= sentence.first + 1 or low < sentence.first:
        return ()
    before = parse.tokens[low - 1]
    if before.text not in (",", "”", '"', "—", "–", "?", "!", "--") and "\n" not in before.text:
        return ()
    if not _closes(parse, parse.tokens[found.head], high, sentence.last):
        return ()
    line = parse.text.rfind("\n", sentence.start, parse.tokens[low].start) + 1
    spans = [strip(parse.text, max(line, sentence.start), parse.tokens[low].start)]
    after = parse.tokens[high + 1] if high + 1 < sentence.last else None
    if after is not None and after.text == "," and high + 2 < sentence.last:
        rest = parse.tokens[high + 2]
        own = rest.i in set(parse.subtree(found.head)) and rest.tag in ("VBG", "IN", "WRB", "WDT", "WP", "DT", "VBN")
        if not own or rest.text in ("“", '"'):
            spans.append(strip(parse.text, rest.start, sentence.end))
    return tuple(s for s in spans if s.end > s.start)


def _closes(parse: Parse, v: Token, high: int, last: int) -> bool:
    """True when nothing but a time, a place or a mark follows ``he said``: what was said came before."""
    if v.dep == "ccomp" and v.head < v.i:
        return False
    if v.tag in ("VBG", "VB") and not any(parse.tokens[k].tag == "MD" for k in parse.children[v.i]):
        return False
    if high + 1 >= last:
        return True
    after = parse.tokens[high + 1]
    if after.pos == "PUNCT" or "\n" in after.text:
        return True
    if any(parse.tokens[k].dep == "ccomp" and k > v.i for k in parse.children[v.i]):
        return False
    if after.text.lower() in _TIMES or after.dep in ("dobj", "dative", "npadvmod"):
        return True
    return after.pos in ("ADP", "ADV", "SCONJ")


def _noun(parse: Parse, n: Token, everything: bool) -> Iterator[Found]:
    lemma = n.lemma.lower()
    for k in parse.children[n.i]:
        t = parse.tokens[k]
        frame = None
        if t.dep == "acl" and t.tag == "VB":
            frame = "to"
        elif t.dep in ("acl", "ccomp", "relcl") and _that(parse, t):
            frame = "that"
        elif t.dep == "prep" and parse.children[k]:
            frame = t.text.lower()
        if frame is None or not (everything or noun_allows(lemma, frame)):
            continue
        if frame == "that" and medium(parse, n) is not None:
            continue
        source: tuple[int, ...] = ()
        for s in parse.children[n.i]:
            if parse.tokens[s].dep == "poss":
                source = tuple(x for x in parse.subtree(s) if parse.tokens[x].tag != "POS")
        tokens = [x for x in parse.subtree(k) if x != k or frame in ("to", "that")]
        cue: tuple[int, ...] = (n.i,) if frame in ("to", "that") else (n.i, k)
        if not source:
            source = _light_subject(parse, n)
        spans = spans_of(parse, tokens, (*cue, *source))
        if spans:
            yield Found(n.i, f"noun-{frame}", cue, source, spans, _denies(parse, n))


def _that(parse: Parse, t: Token) -> bool:
    """``the claim that they had agreed``: a clause with its own ``that`` and subject, not a relative one."""
    kids = [parse.tokens[k] for k in parse.children[t.i]]
    marked = any(k.text.lower() in ("that", "whether") and k.dep == "mark" for k in kids)
    return marked or (t.dep != "relcl" and t.tag not in ("VBG", "VBN"))


def _light_subject(parse: Parse, n: Token) -> tuple[int, ...]:
    head = parse.tokens[n.head]
    if n.dep in ("dobj", "attr") and head.pos in ("VERB", "AUX") and head.lemma.lower() in LIGHT:
        return source_of(parse, head)
    return ()


def _denies(parse: Parse, n: Token) -> bool:
    return any(parse.tokens[k].text.lower() == "no" for k in parse.children[n.i])


def _small(parse: Parse, t: Token) -> Iterator[Found]:
    sentence = parse.sentences[t.sent]
    low = t.text.lower()
    if low == "according":
        if t.i + 1 >= len(parse.tokens) or parse.tokens[t.i + 1].text.lower() != "to":
            return
        to = parse.tokens[t.i + 1]
        source = _trim_tokens(parse, [x for x in parse.subtree(to.i) if x != to.i])
        if source:
            source = _cut_clause(parse, source)
        cue = (t.i, to.i)
        first, last = clause_of(parse, t)
        yield Found(t.i, "according", cue, tuple(source), _rest(parse, first, last, cue, source))
    elif low in ADVERBS:
        yield Found(t.i, "adverb", (t.i,), (), _rest(parse, sentence.first, sentence.last, (t.i,), []))


def _cut_clause(parse: Parse, tokens: list[int]) -> list[int]:
    for n, i in enumerate(tokens):
        if n and (i != tokens[n - 1] + 1 or parse.tokens[i].text in ("“", '"', ";")):
            return _trim_tokens(parse, tokens[:n])
    return tokens


def _rest(parse: Parse, first: int, last: int, cue: Iterable[int], source: Iterable[int]) -> tuple[Span, ...]:
    return spans_of(parse, list(range(first, last)), (*cue, *source))


def spans_of(parse: Parse, tokens: list[int], without: Iterable[int]) -> tuple[Span, ...]:
    """Character spans of runs of tokens, without some, and without punctuation or line breaks at the edges."""
    barred = set(without)
    keep = sorted(t for t in set(tokens) if t not in barred)
    out: list[Span] = []
    run: list[int] = []
    for i in [*keep, -1]:
        if run and (i != run[-1] + 1 or "\n" in parse.tokens[i].text):
            span = strip(parse.text, parse.tokens[run[0]].start, parse.tokens[run[-1]].end)
            if any(c.isalnum() for c in span.of(parse.text)):
                out.append(span)
            run = []
        if i >= 0 and "\n" not in parse.tokens[i].text:
            run.append(i)
    return tuple(out)


def same_line(parse: Parse, v: Token, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """The spans without those the parser dragged in from another line, such as a headline or a dateline."""
    return tuple(s for s in spans if "\n" not in parse.text[min(s.end, v.end) : max(s.start, v.start)])


def strip(text: str, start: int, end: int) -> Span:
    """A span without space, commas and dashes at its edges."""
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    return Span(start, end)
