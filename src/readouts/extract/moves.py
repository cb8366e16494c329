"""Shifts that a text states outright: "had second thoughts", "walked back", "dropped its opposition"; and whose they are."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from pathlib import Path

from readouts.encoders import logistic
from readouts.extract.ascribe import Ascriber
from readouts.extract.stance.model import Judged
from readouts.model import Anchor, Party, Shift, Span, Speaker, StanceName

WEIGHTS = Path(__file__).with_name("moves.json")
_DEAL = (
    r"(?:agreement|deal|accord|pact|treaty|plan|offer|proposal|promise|pledge|commitment|support|bill|invitation|nomination|bid|"
    r"policy|opposition|objections?|insistence|demand|decision|position|talks|summit|meeting)s?"
)
# What opens a shift: the words of moving. The first of them in a statement is the one a reader is shown.
MOVES: dict[str, re.Pattern[str]] = {
    name: re.compile(pattern, re.I)
    for name, pattern in {
        "walked_back": r"\bwalk(?:s|ed|ing)? (?:away from|(?:\w+ ){0,5}back)\b|\brow(?:s|ed|ing)? back\b|\bstep(?:s|ped|ping)? back from\b|"
        r"\b(?:go(?:es|ne|ing)?|went) back on\b",
        "backed_off": r"\bback(?:s|ed|ing)? (?:out|away|off|down)\b|\bbacktrack\w*|\bback-?pedal\w*",
        "reversed": r"\brevers(?:ed|es|ing|al)\b|\bu-turn\b|\babout-face\b|\bvolte-face\b|\bflip-?flop\w*|\bturnabout\b",
        "second_thoughts": r"\bsecond thoughts\b|\bchange of heart\b|"
        r"\bchang(?:ed?|es|ing) (?:its|his|her|their) (?:mind|tune|position|stance|vote)s?\b",
        "took_back": r"\bt(?:ake|ook|aken) (?:(?:it|them|its|his|her|their|the) (?:\w+ )?)?back\b|\boff the table\b|"
        r"\bpull(?:ed|ing) (?:back|his|her|its|their|the)\b",
        "withdrew": r"\bwithdr(?:ew|awn|awing|aws?)\b(?! (?:of |its |their |his )?(?:\w+ )?(?:troops|forces|soldiers))",
        "pulled_out": r"\bpull(?:s|ed|ing)? (?:\w+ ){0,4}out\b|\bt(?:ake|ook) (?:\w+ ){1,4}out of\b",
        "left": r"\b(?:withdrawal|exit) from\b|\bpullout\b|\b(?:quit|exit)(?:s|ed|ting|ing)?\b|\bretreat(?:ed|ing|s)?\b",
        "scrapped": r"\b(?:scrapp\w+|abandon(?:ed|ing|s)|ditch\w*|abrogat\w+|rescind\w*|repudiat\w*|renounc\w+|decertif\w*|terminat\w+|"
        r"tore up|tear(?:ing)? up|nullif\w+)\b",
        "cancelled": r"\b(?:cancel(?:l?ed|l?ing|s)|call(?:ed|s|ing)? (?:\w+ ){0,3}off|suspend(?:ed|ing|s)|halt(?:ed|s|ing))\b",
        "dropped": r"\b(?:dropp(?:ed|ing)|drops) (?:its|his|her|their|the|a|that|out|any)\b",
        "no_longer": r"\b(?:no longer|not anymore|n[’']t (?:\w+ ){1,6}anymore)\b",
        "relented": r"\b(?:relent\w*|softened|caved?|gave in|came around|switched|eased off|"
        r"eventual willingness|made (?:a )?(?:major )?concessions?)\b",
        "stopped": r"\b(?:stop(?:ped|s)? (?:complying|honou?ring|funding|abiding|implementing|participating)|reneg(?:ed|ing|es))\b",
        "once_said": r"\b(?:previously|earlier|initially|originally|once|formerly) (?:\w+ )?(?:said|promis\w+|agreed|pledg\w+|vow\w+|"
        r"reject\w+|refus\w+|oppos\w+|support\w+|declin\w+|insist\w+|ruled)\b|"
        r"\bafter (?:\w+ )?(?:promising|agreeing|refusing|rejecting|insisting|vowing|initially|previously)\b|"
        r"\bnow (?:says?|supports?|wants?|opposes?|appears?|seems?|willing|ready|backs?)\b",
    }.items()
}
_AROUND: dict[str, re.Pattern[str]] = {
    "deal": re.compile(rf"\b{_DEAL}\b", re.I),
    "earlier": re.compile(
        r"\b(?:previously|earlier|initially|originally|at first|once|formerly|(?:months|weeks|days) ago)\b", re.I
    ),
    "negated": re.compile(r"\b(?:not|never|no)\b|n[’']t\b|\bden(?:y|ies|ied)\b", re.I),
    "modal": re.compile(r"\b(?:will|would|could|might|may|if|should|threaten\w*|want\w*|urg\w+|plans?)\b", re.I),
}
# One that gives up a refusal moves the other way.
_GAVE_IN = re.compile(
    r"\b(?:opposition|objections?|relent\w*|softened|caved?|gave in|came around|eventual willingness|concessions?)\b",
    re.I,
)
# A statement that is hardly about an agreement at all moves nobody on one.
_LEAST = 0.15
_MOST_EACH = 2
_PLAIN = frozenset({"second_thoughts", "walked_back"})


def stated_shifts(ascriber: Ascriber, judged: Sequence[Judged]) -> list[Shift]:
    """Each statement that says somebody moved, with who it was: the subject of those words, else the speaker.

    A text that tells one party's move again and again has moved it once or twice: the likeliest are kept.
    """
    found = [(p, n, s) for n, j in enumerate(judged) if (told := _told(ascriber, j)) for p, s in [told]]
    kept: dict[str, list[tuple[int, Shift]]] = {}
    for _, n, shift in sorted(found, key=lambda f: (-f[0], f[1])):
        if len(own := kept.setdefault(shift.party, [])) < _MOST_EACH:
            own.append((n, shift))
    return [shift for _, shift in sorted((x for own in kept.values() for x in own), key=lambda x: x[0])]


def _told(ascriber: Ascriber, j: Judged) -> tuple[float, Shift] | None:
    """The shift one statement tells, and how likely it does; None where it tells none or nobody's."""
    document = ascriber.document
    words = j.span.of(document.text)
    m = moved(words)
    if m is None or j.found < _LEAST:
        return None
    w, x = logistic.load(WEIGHTS), features(words, j)
    p = w.probability(x)
    # Rare in the training stories and plain to any reader: such words state a move whatever the model makes of them.
    if p < w.threshold and not (x.keys() & _PLAIN and "negated" not in x and "modal" not in x):
        return None
    said = ascriber.said(j)[0]
    mover = _subject(ascriber, Span(j.span.start, j.span.start + m.start())) or said.standing.party
    if mover is None or mover.name in ("narration", "unnamed"):
        return None
    teller = None if said.speaker.kind == "narration" else said.speaker.name or said.speaker.surface
    before, after = direction(words)
    anchor = Anchor.at(document, j.span.start, j.span.end)
    reasons = (f"shift.stated: {m.group(0)!r}", f"shift: {p:.2f}")
    return p, Shift(None, mover.name, before, after, anchor, teller, reasons)


def moved(words: str) -> re.Match[str] | None:
    """The first words of moving in a statement.

    >>> moved("The port walked back its offer of Monday.").group(0)
    'walked back'
    >>> moved("The port withdrew its troops.")
    """
    hits = [m for rx in MOVES.values() if (m := rx.search(words))]
    return min(hits, key=lambda m: m.start(), default=None)


def direction(words: str) -> tuple[StanceName, StanceName]:
    """From which stance to which: a pull-back, or a refusal given up.

    >>> direction("The port dropped its opposition to the new shifts.")
    ('refuses', 'affirms')
    """
    return ("refuses", "affirms") if _GAVE_IN.search(words) else ("affirms", "withdraws")


def features(words: str, j: Judged) -> dict[str, float]:
    """What speaks for a shift: the words of moving, those around them, and how the statement was judged."""
    x = {name: 1.0 for name, rx in (MOVES | _AROUND).items() if rx.search(words)}
    return x | {f"stance.{j.stance}": j.sure, "found": _odds(j.found), "moving": _odds(j.moving)}


def _odds(p: float) -> float:
    return math.log((p + 0.001) / (1.001 - p))


def _subject(ascriber: Ascriber, before: Span) -> Party | None:
    """The nearest subject that stands before the words and is a party."""
    tokens = ascriber.parse.tokens
    inside = [t for t in ascriber.parse.within(before.start, before.end) if t.dep in ("nsubj", "nsubjpass")]
    for t in reversed(inside):
        tree = ascriber.parse.subtree(t.i)
        span = Span(tokens[tree[0]].start, tokens[tree[-1]].end)
        if t.pos == "PRON" or span.end - span.start > 80:
            span = Span(t.start, t.end)
        speaker = Speaker(span.of(ascriber.parse.text), "organization", None, span, "surface")
        party = ascriber.standing(speaker, None).party
        # "The offer was withdrawn" moves whoever speaks of it: an offer is no party.
        if party is not None and (party.id is not None or t.pos == "PROPN"):
            return party
    return None
