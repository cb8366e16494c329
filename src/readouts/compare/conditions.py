"""Conditions: which accounts say what an agreement hangs on, and the words of the condition itself."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from readouts.compare import cues
from readouts.encoders import logistic
from readouts.model import Account, Anchor, Condition, Document
from readouts.text.conditions import plain_condition

NAME = "conditions/3"
WEIGHTS = Path(__file__).with_name("weights") / "conditions.json"
_NOT = r"(?:not|n[’']t|no|never|nothing)"
_GRANT = r"(?:[\w’']+ ){0,4}(?:approv\w+|ratif\w+|conditions?|agreements?|consent|clearance|review|satisfaction|receipt|vote|decision)\b"
# "Until June" says how long, "until the dues fall" what it hangs on.
_TIME = (
    r"(?:(?:about|around|at least|early|late|mid|the|an?|this|that|next|last) ?-?)*(?:\d|end\b|start\b|beginning\b|middle\b|now\b|then\b|"
    r"today\b|tomorrow\b|tonight\b|midnight\b|noon\b|recently\b|later\b|further\b|(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march\b|april|"
    r"may \d|june|july|august|september|october|november|december|spring\b|summer\b|autumn\b|fall\b|winter\b|week|month|year|decade|century|"
    r"morning|afternoon|evening|deadline)"
)
FAMILIES: dict[str, re.Pattern[str]] = {
    name: re.compile(pattern, re.I)
    for name, pattern in {
        "only_if": r"\bonly (?:if|when|once|after|in exchange|as part)\b",
        "only": r"\bonly (?:in|for|with|on|by|to|if|as|when|after|once)\b|\bnothing (?:less|short) (?:than|of)\b|"
        r"\bno [^.;]{1,40} without\b",
        "unless": r"\bunless\b",
        "provided": r"\b(?:provided (?:that|the|it|they|he|she)|(?:as|so) long as|on (?:the )?condition|"
        r"condition(?:al|ed)? (?:up)?on|assuming)\b",
        "precondition": r"\b(?:pre-?conditions?|conditions?|contingent|prerequisites?)\b",
        "exchange": r"\bin (?:exchange|return)\b|\bas part of\b",
        "subject_to": rf"\b(?:subject to|pending) {_GRANT}",
        "depends": r"\bdepend(?:s|ing|ed|ent)?\b|\bhinges?\b",
        "until": rf"\b(?:until|till)\b(?! {_TIME})",
        "not_until": rf"(?:\b|(?=n[’']t)){_NOT}\b[^.;]{{0,120}}\b(?:until|before|without|unless|if)\b",
        "without": r"\bwithout\b",
        "once": r"\b(?:once|as soon as|the (?:minute|moment)|in (?:the )?case of|when(?:ever)? the|after the)\b",
        "if": r"(?<!even )(?<!asked )(?<!\bas )(?<!see )(?<!know )\bif\b(?! not\b)",
        "if_would": r"\bif\b[^.;]{0,160}\b(?:will|would|could|can|shall|may|might|ll)\b|"
        r"\b(?:will|would|could|can|shall|may|might)\b[^.;]{0,120}\bif\b",
        "even_if": r"\b(?:even|as|what|see|ask(?:ed|s)?|know|wonder\w*) if\b|\bif any(?:thing)?\b",
        "must": r"\bmust\b|\b(?:has|have|had) to\b",
        "need": r"\bneed(?:s|ed)?\b",
        "require": r"\brequir(?:e|es|ed|ing|ements?)\b",
        "demand": r"\bdemand(?:ed|ing)\b|\bdemands? (?:that|the|an?|for|to)\b",
        "counterfactual": r"\bwould(?:n[’']t| not)? have\b|\b(?:if|had) [^.;]{1,40}\b(?:[’']d|had|hadn[’']t)\b",
        "insist": r"\binsist(?:s|ed|ing|ence)?\b",
        "should": r"\bshould\b",
        "want": r"\bwants?(?:ed)?\b|\bcall(?:ed|s|ing) (?:for|on)\b|\burg(?:e|es|ed)\b|\bs(?:ought|eek(?:s|ing)?)\b",
        "before": r"\bbefore\b|\bfirst\b|\bfor (?:any|a|this|that|the) [^.;]{1,60}\bto\b",
        "approval": r"\b(?:approval|ratif\w+|vote on|approve)\b",
        "veto": r"\b(?:veto|reject|oppose|(?:not|n[’']t) (?:support|accept|sign|vote|agree|pass))\w*\b"
        r"[^.]{0,80}\b(?:any|that (?:does|did)|unless|without)\b",
        "willing": r"\b(?:willing|ready|prepared|open) to\b|\bwould (?:be|support|accept|agree|back|sign|vote)\b",
        "threat": r"\b(?:threat\w*|otherwise|or else|if not|warn\w*)\b",
        "any_deal": r"\b(?:final|any) (?:deal|agreement|bill|plan|treaty|package|accord)\b",
        "act": r"\b(?:sign|accept|support|return|negotiate|join|lift|agree|vote for|resume|approve|back|end|cooperate|settle)\b",
        "future": r"\b(?:will|would|ll|shall)\b",
        "we": r"\b(?:we|I|our|us)\b",
    }.items()
}
# What opens a clause of condition, the most telling first; what only demands ("must", "insists") is shown whole.
_OPENS = re.compile(
    r"\b(?:but )?only (?:if|when|once|after|in (?:exchange|return|case)|as part)\b|\bunless\b|\bprovided (?:that|the|it|they)\b|"
    r"\b(?:as|so) long as\b|\bon (?:the )?condition\b|\bconditional (?:up)?on\b|\bcontingent (?:up)?on\b|"
    rf"\b(?:subject to|pending)(?= {_GRANT})|"
    r"\bin (?:exchange|return) for\b|(?<!even )(?<!asked )(?<!\bas )\bif\b|"
    rf"\buntil\b(?! {_TIME})|\bas soon as\b",
    re.I,
)
_END = re.compile(
    r"[;”\"]|,[”\"]? (?:(?:he|she|it|they|the|its|his|her|their|an?|[A-Z]\w+)(?: \w+){0,3} )?(?:said|says|told|added)\b"
)
_FIRST = re.compile(r"(?:^.{0,11}|\bthat |, |[“\"(] ?)$", re.S)
_LEAST = 12


def conditions(accounts: Sequence[Account], documents: Mapping[str, Document]) -> tuple[Condition, ...]:
    """The accounts that set a condition, whose it is, and the clause that words it. Words count once a party."""
    w, out, seen = logistic.load(WEIGHTS), [], set()
    for a in accounts:
        x, shown = features(a)
        p, plain = w.probability(x), plain_condition(a.anchor.quote)
        if plain is not None and not x["question"]:
            shown |= {plain[0]: plain[1]}
        elif p < w.threshold:
            continue
        if not shown or (a.anchor.doc, a.anchor.span, a.party.name) in seen:
            continue
        seen.add((a.anchor.doc, a.anchor.span, a.party.name))
        best = max(shown, key=lambda k: w.weights.get(k, 0.0)) if p >= w.threshold or plain is None else plain[0]
        reasons = (f"condition.{best}: {shown[best]!r}", f"condition: {p:.2f}")
        out.append(Condition(a.agreement, a.party.name, _anchored(a.anchor, documents), reasons))
    return tuple(out)


def features(a: Account) -> tuple[dict[str, float], dict[str, str]]:
    """What speaks for a condition in one account, and the words of each family."""
    shown = {name: m.group(0) for name, rx in FAMILIES.items() if (m := rx.search(a.anchor.quote))}
    sure = a.certainty or 0.5
    x = dict.fromkeys(shown, 1.0) | {f"stance.{a.stance}": 1.0, "certainty": math.log(sure + 0.02)}
    x["sure"] = sure if a.stance == "conditions" else 0.0
    x["long"] = float(len(a.anchor.quote) > 250)
    x["conditional"] = math.log(cues.chance(a, "conditional") + 0.03)
    x["question"] = float(a.anchor.quote.rstrip('”" ').endswith("?"))
    return x, shown


def clause(quote: str) -> tuple[int, int]:
    """Offsets of the clause that words the condition; the whole of a quote that only demands.

    >>> words = "The port will reopen the berth only if the city waives the dues, Holt said."
    >>> start, end = clause(words)
    >>> words[start:end]
    'only if the city waives the dues'
    """
    m = _OPENS.search(quote)
    if m is None:
        return 0, len(quote)
    rest = _END.search(quote, m.end())
    end = rest.start() if rest else len(quote)
    comma = quote.find(", ", m.end())
    # "If the dues fall, the guild returns": what stands before the comma, where the clause comes first.
    if 0 < comma < end and _FIRST.search(quote[: m.start()]):
        end = comma
    end -= len(quote[m.start() : end]) - len(quote[m.start() : end].rstrip(" ,."))
    return (m.start(), end) if end - m.start() >= _LEAST else (0, len(quote))


def _anchored(anchor: Anchor, documents: Mapping[str, Document]) -> Anchor:
    document = documents.get(anchor.doc)
    start, end = clause(anchor.quote)
    if document is None or (start, end) == (0, len(anchor.quote)):
        return anchor
    return Anchor.at(document, anchor.start + start, anchor.start + end, field=anchor.field)
