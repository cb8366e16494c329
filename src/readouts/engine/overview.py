"""All agreements of a ledger at a glance: each with its status and what each party holds now. Kept, and kept up to date.

A ledger's state is its ``seq``, so that what was worked out for one never goes stale; of a later one only the
agreements that something new concerns are worked out again.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar

from readouts.engine.asking import Inquiry
from readouts.engine.dossier import Dossier
from readouts.engine.timeline import positions
from readouts.ledger.review import relation_id, split_id
from readouts.ledger.rows import Judgement
from readouts.model import Agreement, DisputeKind, StanceName

_KEPT, _ANSWERS = 12, 256
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Stay:
    """A position as ``timeline.Position`` has it, with the ids of its accounts only."""

    stances: tuple[StanceName, ...]
    since: str | None
    last: str | None
    until: str | None
    accounts: tuple[str, ...]
    copies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """One party's part in an agreement: what it holds now (``stances``), in how many accounts, from when to when.

    ``stays`` are its positions, oldest first.
    """

    party: str
    party_id: str | None
    kind: str | None
    stances: tuple[StanceName, ...]
    accounts: int
    moved: bool
    first: str | None
    last: str | None
    stays: tuple[Stay, ...] = ()

    def named(self, party: str) -> bool:
        """True where that is the party's name or id."""
        return party.strip().lower() in (self.party.lower(), (self.party_id or "").lower())


@dataclass(frozen=True, slots=True)
class Glance:
    """One agreement: what it is, its sides, and which of them contradict each other and on what."""

    agreement: Agreement
    open: int
    sides: tuple[Side, ...]
    parting: tuple[tuple[str, str, DisputeKind], ...]
    members: tuple[str, ...] = ()
    docs: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The agreement's id."""
        return self.agreement.id

    def has(self, party: str) -> bool:
        """True where the party of that name or id has an account that counts."""
        return any(s.named(party) for s in self.sides)


@dataclass(frozen=True, slots=True)
class Overview:
    """Every agreement of one moment that has an account, in the order they came."""

    seq: int
    glances: Mapping[str, Glance] = field(default_factory=dict)
    copies: Mapping[str, tuple[str, float]] = field(default_factory=dict)
    places: Mapping[str, int] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Glance]:
        return iter(self.glances.values())


def glance(dossier: Dossier) -> Glance:
    """One agreement at a glance."""
    own = dossier.standing
    held: dict[str, list[Stay]] = {}
    days: dict[str, list[str]] = {}
    for p in positions(dossier):
        ids, again = tuple(a.id for a in p.accounts), tuple(a.id for a in p.copies)
        held.setdefault(p.party, []).append(Stay(p.stances, p.since, p.last, p.until, ids, again))
        days.setdefault(p.party, []).extend(d for d in (p.since, p.last) if d)
    sides = []
    for name, said in held.items():
        accounts = [j.account for j in own if j.account.party.name == name]
        party, when = accounts[0].party, sorted(days[name])
        first, last = (when[0], when[-1]) if when else (None, None)
        moved = len({s.stances for s in said}) > 1
        sides.append(Side(name, party.id, party.kind, said[-1].stances, len(accounts), moved, first, last, tuple(said)))
    parting = tuple((own[c.a].account.party.name, own[c.b].account.party.name, c.kind) for c in dossier.contradictions)
    members = tuple(j.account.id for j in dossier.accounts)
    docs = tuple(dict.fromkeys(j.account.anchor.doc for j in dossier.accounts))
    return Glance(dossier.agreement, dossier.open, tuple(sides), parting, members, docs)


def overview(inquiry: Inquiry, before: Overview | None = None) -> Overview:
    """All agreements of the inquiry's moment; ``before`` is the overview of an earlier one, of the same judgements' authors."""
    reading = inquiry.reading
    since = before.seq if before else 0
    known = len(before.places) if before else 0
    fresh = {a.id: known + n for n, a in enumerate(reading.agreements(since=since))}
    places = {**(before.places if before else {}), **fresh}
    if before is None:
        found = {d.id: glance(d) for d in inquiry.dossiers(whole=False)}
    else:
        touched = _touched(inquiry, before)
        found = {i: g for i, g in before.glances.items() if i not in touched}
        if touched:
            found |= {d.id: glance(d) for d in inquiry.dossiers(touched, whole=False)}
    order = sorted(found, key=lambda i: places.get(i, len(places)))
    return Overview(reading.seq, {i: found[i] for i in order}, inquiry.copies, places)


def _touched(inquiry: Inquiry, before: Overview) -> set[str]:
    """The agreements that may not be as they were at the earlier moment."""
    reading = inquiry.reading
    links = reading.linked(since=before.seq)
    touched = set(links.values()) | {b.agreement for b in reading.all_relations(since=before.seq) if b.agreement}
    accounts = set(links)
    said = [j for j in inquiry.judgements if j.seq > before.seq]
    gone = {j.undoes for j in said if j.verdict == "undo"}
    about = [*said, *(j for j in inquiry.judgements if j.id in gone)]
    for j in about:
        touched |= _named(j)
        accounts |= set((j.value or {}).get("accounts", ())) | ({j.target} if j.target_kind == "account" else set())
    if about:
        touched |= set(reading.linked(sorted(accounts)).values())
        touched |= _of_relations(inquiry, {j.target for j in about})
    both = before.copies.keys() | inquiry.copies.keys()
    copied = {d for d in both if before.copies.get(d) != inquiry.copies.get(d)}
    for g in before:
        if not accounts.isdisjoint(g.members) or not copied.isdisjoint(g.docs):
            touched.add(g.id)
    return inquiry.reach(touched)


def _named(j: Judgement) -> set[str]:
    """The agreements that a judgement names, or makes."""
    value = j.value or {}
    out = {str(value[k]) for k in ("into", "agreement", "saw") if k in value}
    if j.target_kind == "agreement":
        out.add(j.target)
    if j.verdict == "split":
        out.add(split_id(j.target, value["accounts"]))
    return out


def _of_relations(inquiry: Inquiry, targets: Iterable[str]) -> set[str]:
    """The agreements between whose accounts a contradiction was judged."""
    wanted = set(targets)
    return {
        b.agreement for b in inquiry.reading.all_relations()
        if b.agreement and any(relation_id(r) in wanted for r in b.relations)
    }  # fmt: skip


class Overviews:
    """Overviews of one store, each worked out once; safe to use from several threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, int], Overview] = OrderedDict()
        self._answers: OrderedDict[tuple[str, int, str], Any] = OrderedDict()
        self._turn = threading.Lock()

    def of(self, inquiry: Inquiry) -> Overview:
        """The overview of an inquiry's moment, with the judgements that it lays over."""
        voice, seq = inquiry.voice, inquiry.reading.seq
        found = self._kept.get((voice, seq))
        if found is not None:
            with suppress(KeyError):  # another thread may have let it go just now
                self._kept.move_to_end((voice, seq))
            return found
        with self._turn:  # who waits here finds it made
            found = self._kept.get((voice, seq))
            if found is None:
                earlier = [o for (v, s), o in self._kept.items() if v == voice and s < seq]
                found = overview(inquiry, max(earlier, key=lambda o: o.seq, default=None))
                self._kept[voice, seq] = found
                while len(self._kept) > _KEPT:  # the one that was not asked for the longest goes first
                    self._kept.popitem(last=False)
        return found

    def kept(self, inquiry: Inquiry, question: str, make: Callable[[], T]) -> T:
        """An answer made of an overview and a question alone: made once, and given again while nothing is new."""
        key = (inquiry.voice, inquiry.reading.seq, question)
        found: T | None = self._answers.get(key)
        if found is None:
            found = self._answers[key] = make()
            with self._turn:
                while len(self._answers) > _ANSWERS:
                    self._answers.popitem(last=False)
        return found
