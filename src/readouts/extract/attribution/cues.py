"""Which frames a cue word takes: words by the frames in which newspapers use them to say who holds what.

Frames: ``ccomp`` a clause, ``xcomp`` an infinitive, ``dobj`` an object, ``prep-X`` a phrase with that preposition,
``aside`` a parenthesis. ``noun-X`` is a noun with what follows it.
"""

from __future__ import annotations

_VERBS = {
    "dobj": (
        "allow answer applaud appoint approve articulate assess avoid back bemoan boycott "
        "broadcast brush chant coin contemplate cover crave decry defend denounce deregulate "
        "devote disclose dismiss document downplay dub endorse entitle eschew exemplify express "
        "extoll float foretell hail hammer hat hate heckle herald highlight hurl introduce "
        "invalidate label list merit mislead negotiate order outline parrot pass polish portray "
        "profess rebut recognize reference refute reiterate rename reprise request resist "
        "retweete rip roll skirt slash sponsor spot submit sue support target title tout "
        "trumpet underplay unleash view walk"
    ),
    "ccomp": (
        "acquiesce admit adopt allege anger anticipate appear argue assail assert become "
        "believe choose concede confess contend debate declare demonstrate deny detail discover "
        "emphasize envision find hint illustrate imply indicate insist joke notice ponder "
        "predict proclaim promise quip react realize reason recall recommend repeat reply "
        "resent retort shoot suggest understand wish worry yell"
    ),
    "xcomp": (
        "boom decline email end figure forget hire hold invite like mull plan plead prefer "
        "propose record remember rule strive trust urge"
    ),
    "ccomp dobj": "acknowledge claim criticize demand discuss explain hope question reaffirm reveal state",
    "dobj xcomp": "love mention offer oppose refuse welcome",
    "ccomp xcomp": "decide hop learn vow want",
    "prep-for": "apologize blame cheer congratulate thank",
    "aside ccomp": "add tell tweet write",
    "prep-as": "cast describe distinguish refer",
    "aside ccomp dobj": "confirm note say",
    "passive-subject": "echo reject sign",
    "prep-on": "double focus weigh",
    "ccomp dobj xcomp": "encourage lament",
    "ccomp prep-about": "complain think",
    "prep-about": "fight open",
    "prep-by": "begin stand",
    "according": "accord",
    "adj-concerned adj-optimistic": "be",
    "aside ccomp dobj passive-subject": "report",
    "aside ccomp prep-by xcomp": "conclude",
    "ccomp dobj passive-dobj passive-subject xcomp": "announce",
    "ccomp dobj passive-xcomp": "expect",
    "ccomp dobj passive-xcomp prep-with": "show",
    "ccomp passive-ccomp passive-xcomp xcomp": "ask",
    "ccomp prep-for": "mock",
    "ccomp prep-of": "warn",
    "ccomp prep-on": "comment",
    "ccomp prep-to": "point",
    "ccomp prep-to prep-with": "respond",
    "ccomp prep-with xcomp": "agree",
    "dobj passive-subject": "boo",
    "dobj prep-about": "talk",
    "dobj prep-against prep-for xcomp": "call",
    "dobj prep-as": "cite",
    "dobj prep-for": "praise",
    "passive-prep-as": "lambast",
    "passive-prep-as prep-as": "see",
    "passive-prep-for": "know",
    "prep-about xcomp": "speak",
    "prep-against": "campaign",
    "prep-behind": "throw",
    "prep-like xcomp": "do",
    "prep-of": "accuse",
    "prep-to": "name",
}

_NOUNS = {
    "noun-to": (
        "alarm allegiance counter decision fear idea insistence plan proposal refusal reply "
        "suggestion tip warning"
    ),
    "noun-of": "announcement criticism endorsement mention opinion sense",
    "noun-that": "amusement argument doubt observation",
    "noun-about": "concern question",
    "noun-about noun-on": "comment",
    "noun-for": "support",
    "noun-of noun-on": "view",
}


def _by_word(table: dict[str, str]) -> dict[str, frozenset[str]]:
    out: dict[str, set[str]] = {}
    for frames, words in table.items():
        for word in words.split():
            out.setdefault(word, set()).update(frames.split())
    return {word: frozenset(frames) for word, frames in out.items()}


VERBS = _by_word(_VERBS)
NOUNS = _by_word(_NOUNS)
