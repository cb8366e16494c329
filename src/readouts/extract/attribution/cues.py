"""Which frames a cue word takes: words by the frames in which newspapers use them to say who holds what.

Frames: ``ccomp`` a clause, ``xcomp`` an infinitive, ``dobj`` an object, ``prep-X`` a phrase with that preposition,
``aside`` a parenthesis. ``noun-X`` is a noun with what follows it. ``RARE`` frames count only when negated.
"""

from __future__ import annotations

_VERBS = {
    "dobj": (
        "articulate bash belittle broadcast brush chronicle circulate coin conceive craft "
        "demean deregulate deride despise disavow disregard document dub evaluate exemplify "
        "expose extoll fault favor float forecast foreshadow foretell hammer hat hate heckle "
        "herald highlight interpret invalidate invoke issue justify label lay lob mandate merit "
        "mislead outline paraphrase parrot picket plant polish preach profess pronounce "
        "propound pummel ratify rattle reaffirm reassess rebuff rebuke recant recite recount "
        "refute regret release renegotiate renounce repudiate rescind resist restate restrict "
        "retract retweete revile shrug single size slide sow specify spot submit taper "
        "telegraph thunder tick tolerate tone trend trumpet underplay unveil whack withdraw "
        "witness"
    ),
    "ccomp": (
        "address adopt anger anticipate backpedal battle calculate choose clarify compare "
        "confess confide contend continue convey convince counter crack debate demonstrate "
        "dictate doubt envision estimate fume gloat guess hypothesize illustrate implore imply "
        "interject intimate judge knock maintain muse notice polarize ponder posit presume "
        "pretend protest quip react realize reason reconsider renew reply resent retort riff "
        "scold shoot showcase signal speculate sugarcoat suspect teach testify understand vent "
        "wish wonder wrack yell"
    ),
    "ccomp dobj": (
        "allege applaud assail assert bemoan concede contemplate contradict decry demand detail "
        "dispute emphasize express fear overstate proclaim project publish question rebut "
        "recognize recommend reiterate relish remind repeat stress"
    ),
    "xcomp": (
        "advise aim beg boom border celebrate challenge command cop email hire include instruct "
        "like lobby opt pause perceive plan plot record shout strive threaten trouble trust "
        "yield"
    ),
    "ccomp xcomp": "consider decide determine encourage enjoy forget nominate promise rule welcome",
    "dobj xcomp": "appoint authorize insult love mull oppose prefer remember reprise urge",
    "ccomp dobj xcomp": "chant condemn decline discuss hope lament order propose want",
    "prep-as": "bill cast characterize distinguish frame paint pitch position quote",
    "dobj passive-subject": "approve back boo deem echo reject",
    "prep-for": "apologize blame cheer chide rip vouch",
    "aside ccomp dobj xcomp": "acknowledge note state suggest vow",
    "prep-about": "brag care fight gush open",
    "prep-on": "double focus sound touch weigh",
    "prep-with": "chime concur disagree reckon side",
    "aside ccomp dobj": "explain indicate predict recall",
    "dobj prep-for": "congratulate slam thank voice",
    "aside ccomp": "assure insist read",
    "ccomp prep-about": "joke think worry",
    "dobj prep-as": "dismiss reference tout",
    "passive-prep-as prep-as": "portray regard view",
    "prep-for xcomp": "advocate press vote",
    "prep-to": "attribute commit liken",
    "aside": "exclaim promote",
    "aside ccomp xcomp": "add tweet",
    "ccomp dobj passive-subject": "denounce share",
    "ccomp dobj prep-as": "cite hail",
    "ccomp dobj prep-in": "believe deny",
    "ccomp prep-about prep-of": "boast complain",
    "ccomp prep-for xcomp": "hop offer",
    "dobj passive-subject prep-as xcomp": "mention sign",
    "dobj passive-subject xcomp": "endorse support",
    "passive-xcomp": "invite mean",
    "prep-against": "come turn",
    "prep-against prep-for": "campaign rail",
    "prep-at": "balk lash",
    "prep-behind": "line throw",
    "prep-from": "distance prohibit",
    "according": "accord",
    "adj-aware adj-concerned adj-confident adj-convinced adj-glad adj-happy adj-hopeful adj-optimistic adj-skeptical adj-sure adj-willing adj-worried prep-against": (
        "be"
    ),
    "aside ccomp dobj passive-ccomp": "reveal",
    "aside ccomp dobj passive-ccomp passive-subject prep-about xcomp": ("report"),
    "aside ccomp dobj passive-ccomp passive-xcomp xcomp": "say",
    "aside ccomp dobj passive-dobj": "declare",
    "aside ccomp dobj passive-dobj passive-prep-on passive-subject xcomp": ("announce"),
    "aside ccomp dobj passive-subject": "confirm",
    "aside ccomp dobj passive-subject prep-against prep-by prep-for xcomp": ("argue"),
    "aside ccomp dobj passive-xcomp prep-with xcomp": "show",
    "aside ccomp dobj prep-about": "post",
    "aside ccomp passive-ccomp xcomp": "tell",
    "aside ccomp prep-about": "write",
    "aside ccomp prep-against prep-of xcomp": "warn",
    "aside ccomp prep-by prep-to": "respond",
    "aside ccomp prep-by xcomp": "conclude",
    "aside ccomp prep-on prep-to prep-with xcomp": "agree",
    "aside ccomp prep-with": "find",
    "ccomp dobj passive-prep-for prep-as prep-for": "criticize",
    "ccomp dobj passive-subject prep-for": "disclose",
    "ccomp dobj passive-subject prep-for xcomp": "claim",
    "ccomp dobj prep-at": "hint",
    "ccomp dobj prep-for": "mock",
    "ccomp dobj prep-to xcomp": "admit",
    "ccomp passive-ccomp": "assume",
    "ccomp passive-ccomp passive-dobj passive-prep-about passive-xcomp prep-for xcomp": ("ask"),
    "ccomp passive-prep-as passive-prep-for prep-about xcomp": "know",
    "ccomp passive-prep-as prep-as xcomp": "describe",
    "ccomp passive-prep-with": "charge",
    "ccomp passive-subject": "present",
    "ccomp passive-xcomp": "require",
    "ccomp passive-xcomp xcomp": "expect",
    "ccomp prep-about prep-for": "feel",
    "ccomp prep-against xcomp": "caution",
    "ccomp prep-as prep-at": "point",
    "ccomp prep-by": "stand",
    "ccomp prep-of": "inform",
    "ccomp prep-of xcomp": "learn",
    "ccomp prep-on": "comment",
    "ccomp prep-to": "acquiesce",
    "ccomp prep-to xcomp": "pledge",
    "ccomp prep-upon": "remark",
    "dobj passive-dobj prep-against prep-for prep-with xcomp": "call",
    "dobj passive-prep-as prep-as": "list",
    "dobj prep-about prep-at prep-of": "talk",
    "dobj prep-against prep-as": "defend",
    "dobj prep-as prep-for": "praise",
    "dobj prep-as prep-for prep-over": "attack",
    "dobj prep-for xcomp": "blast",
    "dobj prep-from xcomp": "seek",
    "dobj prep-to": "plead",
    "dobj prep-to xcomp": "refuse",
    "dobj prep-with": "credit",
    "passive-dobj prep-as prep-to": "name",
    "passive-prep-as": "lambast",
    "passive-prep-as passive-subject prep-as prep-with": "identify",
    "passive-prep-as prep-as xcomp": "see",
    "passive-prep-from": "fire",
    "passive-prep-of prep-of": "accuse",
    "passive-xcomp xcomp": "intend",
    "prep-about prep-of xcomp": "speak",
    "prep-against prep-for prep-on xcomp": "push",
    "prep-as prep-to": "refer",
    "prep-as prep-to xcomp": "look",
    "prep-by": "go",
    "prep-in": "foresee",
    "prep-like": "do",
    "prep-over": "spar",
}

_RARE = {
    "dobj": (
        "accept accuse address adopt advocate air answer avoid award ban block celebrate "
        "challenge champion contrast cover deliver demonstrate describe display downplay email "
        "embrace encourage enjoy establish expect experience explore feel file identify ignore "
        "knock like mount negotiate nominate paint pass place pledge portray prohibit promise "
        "promote pursue push reach read review revisit rip roll signal sue suspend target tell "
        "title trade tweet underscore understand view walk watch welcome withhold write"
    ),
    "xcomp": (
        "attempt end fail figure keep move persuade prove request require scramble seem spend start stop struggle try"
    ),
    "prep-to": "devote draw lend pay shift stick turn",
    "ccomp": "hear highlight hold mention remember",
    "prep-on": "count put reflect seize",
    "dobj passive-subject": "fire introduce name",
    "dobj prep-to": "compare offer point",
    "prep-in": "argue lay seek",
    "prep-with": "grapple provide respond",
    "prep-for prep-on": "cast hit",
    "adj-proud adj-ready prep-about": "be",
    "adverb": "reportedly",
    "ccomp dobj": "make",
    "ccomp dobj passive-subject passive-xcomp": "see",
    "ccomp passive-subject": "call",
    "ccomp passive-xcomp": "allow",
    "ccomp prep-after xcomp": "go",
    "dobj passive-dobj passive-subject": "consider",
    "dobj passive-subject prep-as prep-for": "know",
    "dobj prep-about": "ask",
    "dobj prep-against": "vote",
    "dobj prep-as": "present",
    "dobj prep-on": "blame",
    "dobj prep-with": "charge",
    "dobj xcomp": "choose",
    "passive-subject": "release",
    "passive-subject prep-on": "criticize",
    "passive-xcomp xcomp": "design",
    "prep-about prep-for": "say",
    "prep-at": "have",
    "prep-at prep-for prep-with": "take",
    "prep-by prep-with": "begin",
    "prep-for": "look",
    "prep-on xcomp": "continue",
}

_NOUNS = {
    "noun-to": (
        "alarm allegiance aversion commitment confidence desire desperation fear intention line "
        "look moment notion pledge promise recommendation refusal reluctance reply resolve "
        "skepticism suggestion tip unwillingness use"
    ),
    "noun-that": (
        "ad agreement amusement argument case charge claim complaint contention goal hint "
        "observation press reaction reference rumor thinking"
    ),
    "noun-of": "architect assessment discussion embrace mention opinion secret understanding",
    "noun-about": "attitude detail information joke note question testimonial",
    "noun-for": "enthusiasm hope praise support voice",
    "noun-that noun-to": "insistence plan vow",
    "noun-about noun-of": "story view",
    "noun-about noun-to": "concern doubt",
    "noun-against": "attack turn",
    "noun-for noun-to": "call proposal",
    "noun-on": "consensus ruling",
    "noun-about noun-for": "word",
    "noun-about noun-of noun-on noun-that": "statement",
    "noun-about noun-of noun-that": "message",
    "noun-about noun-on": "comment",
    "noun-about noun-that": "remark",
    "noun-of noun-that": "disclosure",
    "noun-of noun-that noun-to": "assertion",
    "noun-of noun-to": "announcement",
    "noun-on noun-to": "decision",
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
