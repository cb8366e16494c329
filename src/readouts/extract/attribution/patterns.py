"""Cue words and the frames they take."""

from __future__ import annotations

from readouts.extract.attribution.cues import NOUNS, VERBS

SPEECH = frozenset(
    "say tell add write ask note report announce suggest tweet argue continue explain acknowledge declare urge recall conclude "
    "claim respond state insist warn reply reveal predict confirm stress reiterate assert concede lament complain joke admit "
    "remark observe maintain contend allege deny post caution comment quip promise vow pledge agree answer read charge".split()
)
LIGHT_LEFT = frozenset("decline refuse go continue seem appear want fail begin".split())
ADVERBS = frozenset("reportedly allegedly supposedly purportedly".split())
ADJECTIVES = frozenset("confident sure certain aware afraid concerned worried convinced hopeful optimistic glad proud happy willing ready unwilling reluctant clear skeptical doubtful".split())
QUOTING = SPEECH | frozenset("call describe go think wonder recount exclaim shout joke describe reason urge conclude tell warn".split())


def allows(lemma: str, frame: str) -> bool:
    """Whether a verb is a cue in a frame."""
    if frame.startswith("adj-"):
        return True
    if lemma in SPEECH and frame in ("ccomp", "aside", "xcomp"):
        return True
    return frame in VERBS.get(lemma, ())


def noun_allows(lemma: str, frame: str) -> bool:
    """Whether a noun is a cue in a frame."""
    return f"noun-{frame}" in NOUNS.get(lemma, ())
