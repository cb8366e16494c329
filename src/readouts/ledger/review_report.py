"""How far reviewers agree on a ledger's accounts, and what is left for somebody to decide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from readouts.ledger.review import live
from readouts.ledger.review_reliability import Reliability, among, between, only, reviewers
from readouts.ledger.review_view import AS_FOUND, Decision, Opinion, Target, decisions, opinions
from readouts.ledger.rows import Judgement
from readouts.model import STANCES, Account

Ratings = dict[str, dict[str, str]]
NO_ACCOUNT = "no account"
# The questions that are asked of every account, in the order they are shown.
QUESTIONS = ("accept", "stance", "party", "agreement")


@dataclass(frozen=True, slots=True)
class Concord:
    """How far reviewers agree on one question: alpha over all of them, kappa for each two of them.

    ``question`` is accept, stance, party or agreement; ``label`` names one stance where only that one is asked for.
    """

    question: str
    label: str | None
    alpha: Reliability
    kappas: tuple[tuple[str, str, Reliability], ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing on which reviewers differ, or that one of them left open, with what each of them said."""

    kind: str
    target: str
    parts: tuple[str, ...]
    opinions: tuple[Opinion, ...]
    unsure: tuple[str, ...] = ()


def ratings(judgements: Iterable[Judgement], machine: Mapping[str, Account], question: str) -> Ratings:
    """Account id -> reviewer -> label, of judgements that stand; what settles a difference is no opinion of its own.

    A rejected account is labelled ``no account``; who was unsure gave no label. Nothing is read into silence: who
    judged only the grouping said nothing of the stance.
    """
    standing = [j for j in live(judgements) if not (j.value or {}).get("settles")]
    out: Ratings = {}
    for (kind, target), by in opinions(standing, machine).items():
        if kind == "account" and target in machine:
            given = {who: label for who, o in by.items() if (label := _label(o, machine[target], question))}
            if given:
                out[target] = given
    return out


def _label(o: Opinion, a: Account, question: str) -> str | None:
    if question == "accept":
        return o.says("verdict")
    if o.verdict == "reject":
        return NO_ACCOUNT
    said = o.says(question)
    if said == AS_FOUND:
        return {"stance": a.stance, "party": a.party.name, "agreement": a.agreement}[question]
    return said


def concords(judgements: Iterable[Judgement], machine: Mapping[str, Account]) -> list[Concord]:
    """Alpha and kappa on every question, and on each stance that anybody gave."""
    made = list(judgements)
    out = []
    for question in QUESTIONS:
        given = ratings(made, machine, question)
        out.append(_concord(question, None, given))
        if question == "stance":
            named = {label for by in given.values() for label in by.values()}
            out += [_concord(question, s, only(s, given)) for s in (*STANCES, NO_ACCOUNT) if s in named]
    return out


def _concord(question: str, label: str | None, given: Mapping[str, Mapping[str, Any]]) -> Concord:
    pairs = combinations(reviewers(given), 2)
    return Concord(question, label, among(given), tuple((a, b, between(given, a, b)) for a, b in pairs))


def adjudication(judgements: Iterable[Judgement], machine: Mapping[str, Account]) -> list[Difference]:
    """What reviewers differ on first, then what somebody was unsure of; nothing that has been settled since."""
    differ, unsure = [], []
    for (kind, target), d in decisions(judgements, machine).items():
        if d.open:
            differ.append(Difference(kind, target, d.open, d.opinions, d.unsure))
        elif d.unsure and not _settled(d):
            unsure.append(Difference(kind, target, (), d.opinions, d.unsure))
    return differ + unsure


def _settled(d: Decision) -> bool:
    """True when somebody decided, or when another reviewer was sure."""
    return d.settled is not None or d.verdict is not None


def progress(judgements: Iterable[Judgement], targets: Sequence[Target]) -> dict[str, int]:
    """Reviewer -> how many of the targets that person has judged."""
    wanted = set(targets)
    done: dict[str, int] = {}
    for target, by in opinions(live(judgements)).items():
        for who, o in by.items():
            if target in wanted and (o.verdict or o.agreement):
                done[who] = done.get(who, 0) + 1
    return done
