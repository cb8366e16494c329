"""Which frames a cue word takes: words by the frames in which newspapers use them to say who holds what.

Frames: ``ccomp`` a clause, ``xcomp`` an infinitive, ``dobj`` an object, ``prep-X`` a phrase with that preposition,
``aside`` a parenthesis. ``noun-X`` is a noun with what follows it. ``RARE`` frames count only when negated.
"""

from __future__ import annotations

_VERBS = {
    "dobj": (
        "allow amplify answer appoint approve articulate assess avoid back bemoan boycott "
        "broadcast brush chant coin contemplate cover crave decry defend denounce deregulate "
        "devote disclose dismiss document downplay dub endorse entitle eschew exemplify extoll "
        "float foretell hammer hat hate heckle herald highlight hurl insult introduce "
        "invalidate label list merit mislead negotiate order outline parrot pass place polish "
        "portray preach profess promote rebut recount reference refute reiterate rename request "
        "resist retweete rip roll skirt slash sponsor spot submit sue support target title tout "
        "trumpet underplay unleash view voice walk"
    ),
    "ccomp": (
        "acquiesce admit adopt allege anger anticipate assail assert assume believe choose "
        "concede confess consider contend debate demonstrate deny detail discover emphasize "
        "envision feel find hint illustrate imply indicate insist joke notice ponder predict "
        "proclaim promise provide quip react read realize reason recall recommend repeat reply "
        "resent retort suggest understand wish worry yell"
    ),
    "xcomp": (
        "boom decline email end figure forget hire like mull plan plead propose record remember "
        "strive threaten trust urge"
    ),
    "ccomp dobj": (
        "acknowledge applaud criticize demand discuss explain express hail hope question "
        "reaffirm recognize reveal"
    ),
    "aside ccomp": "add argue declare shoot tell tweet write",
    "dobj xcomp": "love mention oppose prefer refuse reprise welcome",
    "ccomp dobj xcomp": "claim encourage lament offer want",
    "ccomp xcomp": "decide hop learn rule vow",
    "prep-as": "bill cast distinguish identify refer",
    "prep-for": "apologize blame cheer congratulate thank",
    "aside ccomp dobj": "confirm say state",
    "passive-subject": "echo reject sign",
    "prep-on": "double focus weigh",
    "ccomp prep-about": "complain think",
    "prep-about": "fight open",
    "prep-by": "begin stand",
    "according": "accord",
    "adj-concerned adj-optimistic": "be",
    "aside ccomp dobj passive-subject": "report",
    "aside ccomp dobj passive-xcomp prep-with": "show",
    "aside ccomp dobj xcomp": "note",
    "aside ccomp prep-by xcomp": "conclude",
    "aside ccomp prep-of": "warn",
    "aside ccomp prep-to": "point",
    "ccomp dobj passive-dobj passive-subject xcomp": "announce",
    "ccomp dobj passive-xcomp": "expect",
    "ccomp passive-ccomp passive-xcomp xcomp": "ask",
    "ccomp prep-as": "describe",
    "ccomp prep-for": "mock",
    "ccomp prep-on": "comment",
    "ccomp prep-to prep-with": "respond",
    "ccomp prep-with xcomp": "agree",
    "dobj passive-prep-for": "know",
    "dobj passive-subject": "boo",
    "dobj prep-about": "talk",
    "dobj prep-against prep-for xcomp": "call",
    "dobj prep-as": "cite",
    "dobj prep-for": "praise",
    "dobj prep-to": "name",
    "passive-prep-as": "lambast",
    "passive-prep-as prep-as": "see",
    "prep-about xcomp": "speak",
    "prep-against": "campaign",
    "prep-behind": "throw",
    "prep-like": "do",
    "prep-of": "accuse",
    "prep-to": "draw",
    "prep-with": "charge",
}

_RARE = {
    "dobj": (
        "address ask attack challenge charge compare congratulate declare deliver describe draw "
        "end file find hear ignore issue mock point release repeat send set share slam thank "
        "tweet understand watch"
    ),
    "xcomp": "begin fail pledge say seem struggle tell use",
    "ccomp": "allow go know",
    "dobj xcomp": "choose promise seek",
    "prep-to": "pay refer shift",
    "ccomp dobj": "make see",
    "adverb": "reportedly",
    "ccomp xcomp": "continue",
    "passive-dobj": "consider",
    "prep-about": "care",
    "prep-at": "take",
    "prep-by": "win",
    "prep-for": "criticize",
    "prep-for prep-in": "vote",
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
RARE = _by_word(_RARE)
NOUNS = _by_word(_NOUNS)
