"""Judgements laid over the machine's rows as a view: what people hold to be right, beside what the machine found.

Nothing here changes a row. Where reviewers differ, the machine's word stands and the difference is listed; a
judgement that settles decides. All functions are pure: the same rows and judgements give the same view.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, cast

from readouts.ledger.review import live, split_id
from readouts.ledger.rows import Judgement
from readouts.model import Account, Link, Party, StanceName, Standing

Ruling = Literal["accept", "reject"]
Target = tuple[str, str]
FACETS = ("verdict", "party", "stance", "agreement", "into")
# What an accepting reviewer says of a part he did not correct: that the machine has it right.
AS_FOUND = "as found"


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one person holds of one thing, all that person's standing judgements taken together.

    Each part is the last word on it: a correction of the stance leaves an earlier one of the party as it was.
    ``verdict`` is accept, reject or unsure; a correction accepts what it corrects. ``regrouped`` says that the machine
    has moved the account to another agreement since: of that grouping the person said nothing.
    """

    author: str
    at: str = ""
    verdict: str | None = None
    party: str | None = None
    stance: str | None = None
    agreement: str | None = None
    into: str | None = None
    regrouped: bool = False
    notes: tuple[str, ...] = ()
    judgements: tuple[str, ...] = ()

    def says(self, facet: str) -> str | None:
        """What it says of one part; ``AS_FOUND`` where it accepts the machine's word, None where it says nothing.

        >>> Opinion("ruiz", verdict="accept", stance="hedges").says("party")
        'as found'
        """
        if facet == "verdict":
            return self.verdict if self.verdict in ("accept", "reject") else None
        said: str | None = getattr(self, facet)
        if said is None and self.verdict == "accept":
            return None if facet == "agreement" and self.regrouped else AS_FOUND
        return said if self.verdict != "reject" else None


@dataclass(frozen=True, slots=True)
class Decision:
    """What stands for one thing after all reviewers: where they agree, their word; where they differ, the machine's.

    ``open`` names the parts on which they differ; ``opinions`` are each reviewer's own, ``settled`` the deciding one.
    """

    opinions: tuple[Opinion, ...] = ()
    settled: Opinion | None = None
    verdict: Ruling | None = None
    party: str | None = None
    stance: str | None = None
    agreement: str | None = None
    into: str | None = None
    open: tuple[str, ...] = ()

    @property
    def notes(self) -> tuple[tuple[str, str], ...]:
        """Everybody's notes, each with its author."""
        said = (*self.opinions, *((self.settled,) if self.settled else ()))
        return tuple((o.author, note) for o in said for note in o.notes)

    @property
    def unsure(self) -> tuple[str, ...]:
        """Who looked and left it open."""
        return tuple(o.author for o in self.opinions if o.verdict == "unsure")


@dataclass(frozen=True, slots=True)
class JudgedAccount:
    """An account as people hold it to be (``account``), beside the machine's (``machine``), and why (``decision``)."""

    account: Account
    machine: Account
    decision: Decision = Decision()

    @property
    def rejected(self) -> bool:
        """True when it is held to be none: it stays in sight and counts for nothing."""
        return self.decision.verdict == "reject"


@dataclass(frozen=True, slots=True)
class View:
    """The ledger's accounts with people's judgements laid over them, in the machine's order.

    ``merged`` says which agreement another is held to be the same as; ``parted`` from which agreement each one that a
    person made was taken.
    """

    accounts: tuple[JudgedAccount, ...]
    decisions: Mapping[Target, Decision] = field(default_factory=dict)
    merged: Mapping[str, str] = field(default_factory=dict)
    parted: Mapping[str, str] = field(default_factory=dict)

    def decision(self, kind: str, target: str) -> Decision:
        """What stands for one thing; nothing said where nobody judged it."""
        return self.decisions.get((kind, target), Decision())


def opinions(
    judgements: Iterable[Judgement], machine: Mapping[str, Account] | None = None
) -> dict[Target, dict[str, Opinion]]:
    """Each person's opinion of each thing, of judgements that still stand.

    With the ``machine``'s accounts by id, a correction to what the machine says anyway is an acceptance of it.

    >>> from readouts.ledger.review import judgement
    >>> said = [judgement("ruiz", "correct", "x", stance="hedges"), judgement("ruiz", "correct", "x", party="Brann")]
    >>> opinion = opinions(said)["account", "x"]["ruiz"]
    >>> opinion.verdict, opinion.stance, opinion.party
    ('accept', 'hedges', 'Brann')
    """
    return _gather(((j.author, j) for j in judgements), machine or {})


def _gather(said: Iterable[tuple[str, Judgement]], machine: Mapping[str, Account]) -> dict[Target, dict[str, Opinion]]:
    out: dict[Target, dict[str, Opinion]] = defaultdict(dict)
    for voice, j in said:
        value = j.value or {}
        if j.verdict == "split":
            made = split_id(j.target, value["accounts"])
            for account in value["accounts"]:
                _say(out["account", account], voice, j, agreement=made)
            _say(out["agreement", j.target], voice, j)
            continue
        parts: dict[str, str | None] = {k: value[k] for k in ("party", "stance", "agreement", "into") if k in value}
        if j.verdict == "accept" and j.target_kind == "agreement":
            parts["into"] = None
        if j.verdict == "correct" and j.target in machine:
            parts = {k: None if v == _found(machine[j.target], k) else v for k, v in parts.items()}
        verdict = {"correct": "accept", "merge": "accept", "note": None}.get(j.verdict, j.verdict)
        _say(out[j.target_kind, j.target], voice, j, verdict=verdict, **parts)
        if "saw" in value and j.target in machine:
            by = out[j.target_kind, j.target]
            by[voice] = replace(by[voice], regrouped=value["saw"] != machine[j.target].agreement)
    return out


def _found(a: Account, part: str) -> str | None:
    """What the machine says of one part of an account."""
    return a.party.name if part == "party" else a.stance if part == "stance" else a.agreement


def _say(by: dict[str, Opinion], voice: str, j: Judgement, verdict: str | None = None, **parts: str | None) -> None:
    before = by.get(voice) or Opinion(j.author)
    notes = (*before.notes, j.note) if j.note else before.notes
    changed = replace(before, author=j.author, at=j.at, notes=notes, judgements=(*before.judgements, j.id))
    by[voice] = replace(changed, verdict=verdict or before.verdict, **parts)  # type: ignore[arg-type]


def decisions(
    judgements: Iterable[Judgement], machine: Mapping[str, Account] | None = None
) -> dict[Target, Decision]:
    """What stands for each thing that somebody judged; ``judgements`` with their undoings, in the order made.

    >>> from readouts.ledger.review import judgement
    >>> said = [judgement("ruiz", "accept", "x"), judgement("holt", "reject", "x")]
    >>> decisions(said)["account", "x"].open
    ('verdict',)
    >>> decisions([*said, judgement("vane", "reject", "x", settles=True)])["account", "x"].verdict
    'reject'
    """
    standing = live(judgements)
    settling = [("", j) for j in standing if (j.value or {}).get("settles")]
    own = opinions((j for j in standing if not (j.value or {}).get("settles")), machine)
    last = _gather(settling, machine or {})  # one voice: of several who settled, the last word on each part holds
    return {
        target: _decide(tuple(own.get(target, {}).values()), last.get(target, {}).get(""))
        for target in dict.fromkeys((*own, *last))
    }


def _decide(said: tuple[Opinion, ...], settled: Opinion | None) -> Decision:
    stands: dict[str, str] = {}
    differ = []
    for facet in FACETS:
        decided = settled.says(facet) if settled else None
        voices = {decided} if decided else {v for o in said if (v := o.says(facet)) is not None}
        if len(voices) > 1:
            differ.append(facet)
        elif voices and (word := voices.pop()) != AS_FOUND:
            stands[facet] = word
    verdict = cast("Ruling | None", stands.pop("verdict", None))
    if verdict == "reject" or "verdict" in differ:
        stands = {}  # of what is none, or may be none, nobody's correction stands
    return Decision(said, settled, verdict, open=() if verdict == "reject" else tuple(differ), **stands)


def overlay(accounts: Iterable[Account], judgements: Iterable[Judgement]) -> View:
    """Lay judgements over accounts. ``judgements`` are those one may see, with their undoings, in the order made.

    >>> from readouts.ledger.review import judgement
    >>> from readouts.model import Anchor, Document, Speaker
    >>> note = Document(id="d", text="Brann agreed.")
    >>> a = Account("x", Anchor.at(note, 0, 13), Party("Brann"), Speaker("Brann", "organization"), "affirms", "direct")
    >>> [seen] = overlay([a], [judgement("ruiz", "correct", "x", stance="hedges")]).accounts
    >>> seen.account.stance, seen.machine is a
    ('hedges', True)
    """
    made = list(judgements)
    found = list(accounts)
    decided = decisions(made, {a.id: a for a in found})
    shown = {a.agreement for a in found}
    merged = _merged(decided, {new: old for new, old in taken_back(made).items() if new in shown})
    known = {a.party.name: a.party for a in found}
    seen = tuple(_judged(a, decided.get(("account", a.id), Decision()), merged, known) for a in found)
    splits = {split_id(j.target, (j.value or {})["accounts"]): j.target for j in live(made) if j.verdict == "split"}
    shown = {s.account.agreement for s in seen}
    return View(seen, decided, merged, {new: old for new, old in splits.items() if new in shown})


def taken_back(judgements: Iterable[Judgement]) -> dict[str, str]:
    """What splits made that nobody holds to any more -> what it was taken from: there it belongs again.

    The machine may have put accounts of later documents there while the split stood.
    """
    made = list(judgements)
    every = {split_id(j.target, (j.value or {})["accounts"]): j for j in made if j.verdict == "split"}
    standing = {split_id(j.target, (j.value or {})["accounts"]) for j in live(made) if j.verdict == "split"}
    return {new: j.target for new, j in every.items() if new not in standing}


def _merged(decided: Mapping[Target, Decision], again: Mapping[str, str]) -> dict[str, str]:
    """Agreement -> the one it is held to be, followed to its end; merges that would go in a circle change nothing.

    ``again`` are those that belong to another again, whatever anybody says of merges.
    """
    root: dict[str, str] = dict(again)

    def end(name: str) -> str:
        while name in root:
            name = root[name]
        return name

    wishes = [(_last(d), target, d.into) for (kind, target), d in decided.items() if kind == "agreement" and d.into]
    for _, target, into in sorted(wishes):
        one, other = end(target), end(str(into))
        if one != other:
            root[one] = other
    return {name: end(name) for name in root}


def _last(decision: Decision) -> str:
    said = (*decision.opinions, *((decision.settled,) if decision.settled else ()))
    return max((o.at for o in said), default="")


def _judged(a: Account, d: Decision, merged: Mapping[str, str], known: Mapping[str, Party]) -> JudgedAccount:
    agreement = d.agreement or a.agreement
    changed = replace(a, agreement=merged.get(agreement, agreement) if agreement else None)
    if d.party and d.party != a.party.name:
        party = known.get(d.party, Party(d.party))
        link = Link(a.speaker.surface, party.name, "judgement", source=_who(d, "party"))
        changed = replace(changed, party=party, standing=Standing(party, (link,)))
    if d.stance and d.stance != a.stance:
        changed = replace(changed, stance=cast(StanceName, d.stance))
    if changed.stance != a.stance or changed.party != a.party:
        # What the machine's rules found goes with the stance and the party that they gave.
        changed = replace(changed, reasons=(f"judged by {_who(d)}",), certainty=None)
    return JudgedAccount(changed, a, d)


def _who(decision: Decision, facet: str = "verdict") -> str:
    if decision.settled and decision.settled.says(facet):
        return decision.settled.author
    return ", ".join(o.author for o in decision.opinions) or (decision.settled.author if decision.settled else "")
