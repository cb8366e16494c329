"""Content clauses: where what is said begins and ends when a parse hangs too much or too little on it."""

from __future__ import annotations

from readouts.extract.attribution.patterns import SPEECH
from readouts.model import Parse, Token


def said_in(parse: Parse, k: Token) -> list[int]:
    """What was "said in a statement that ...", where the parser hung the clause on the statement."""
    for n in parse.children[k.i]:
        if medium(parse, parse.tokens[n]) is not None:
            for c in parse.children[n]:
                t = parse.tokens[c]
                if t.dep in ("acl", "ccomp", "relcl") and "that" in marks(parse, t):
                    return parse.subtree(c)
    return []


def joined_by_mark(parse: Parse, v: Token, k: Token) -> bool:
    """Two sentences with a semicolon between them, which the parser takes for one inside the other."""
    return k.i < v.i and any(t.text == ";" for t in parse.tokens[k.i : v.i])


def content_clause(parse: Parse, v: Token, k: Token) -> set[int]:
    """A content clause without a ", while B insisted ..." that the parser hung on it, and without a second "that" of another."""
    out = set(parse.subtree(k.i))
    marked = marks(parse, k)
    for c in parse.children[k.i]:
        t = parse.tokens[c]
        tells = t.lemma.lower() in SPEECH and any(parse.tokens[x].dep == "ccomp" for x in parse.children[c])
        other = t.dep == "conj" and "that" in marks(parse, t) and "that" not in marked and v.dep in ("ccomp", "conj")
        if (t.dep == "advcl" and tells and marks(parse, t) & {"while", "whereas", "whilst"}) or other:
            out -= set(parse.subtree(c))
            out -= {x for x in parse.children[k.i] if other and parse.tokens[x].dep == "cc" and x < c}
    return out


def marks(parse: Parse, t: Token) -> set[str]:
    """The words that open a clause: that, while, whether."""
    return {parse.tokens[c].text.lower() for c in parse.children[t.i] if parse.tokens[c].dep == "mark"}


def medium(parse: Parse, n: Token) -> Token | None:
    """The verb of "said in a statement that ...": the clause is what was said, not what the statement is."""
    by = parse.tokens[n.head]
    verb = parse.tokens[by.head]
    own = any(parse.tokens[k].dep == "ccomp" for k in parse.children[verb.i])
    says = verb.lemma.lower() in SPEECH and verb.pos == "VERB" and not own
    return verb if n.dep == "pobj" and by.dep == "prep" and by.text.lower() in ("in", "on") and says else None


def clause_of(parse: Parse, t: Token) -> tuple[int, int]:
    """First and last token (exclusive) of what an "according to" speaks of: its own clause where that is another's word."""
    sentence = parse.sentences[t.sent]
    head = parse.tokens[t.head]
    while head.dep in ("conj", "prep", "advmod", "dep") and head.head != head.i:
        head = parse.tokens[head.head]
    if head.dep != "ccomp" or "that" not in marks(parse, head) or head.head > head.i:
        return sentence.first, sentence.last
    tree = [x for x in parse.subtree(head.i) if parse.tokens[x].dep != "mark" or parse.tokens[x].head != head.i]
    return min(tree), max(tree) + 1
