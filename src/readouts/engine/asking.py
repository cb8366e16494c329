"""Questions to a kept ledger, as it stands or stood: its agreements, one of them, who said what when, what changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from readouts.engine.dossier import Dossier, label_for
from readouts.errors import LedgerError
from readouts.ledger.parts import parts
from readouts.ledger.protocol import Reading
from readouts.ledger.review import live, split_id, visible
from readouts.ledger.review_report import Concord, Difference, adjudication, concords
from readouts.ledger.review_view import JudgedAccount, View, overlay, taken_back
from readouts.ledger.rows import Heading, Judgement, Relation, Relations
from readouts.ledger.search import By, Search
from readouts.model import Account, Status

_BATCH = 200
_MANY = 40
# Where a status is asked for, so many hits are looked at in full at a time: most of a page's batch is never needed.
_LOOKED_AT = 40


@dataclass(frozen=True, slots=True)
class Finding:
    """What a search found: an account as people hold it to be, where it was published, and its agreement's label.

    ``status`` is the agreement's where the search asked for one: it takes reading all of the agreement.
    """

    judged: JudgedAccount
    heading: Heading
    label: str
    status: Status | None
    by: By


class Inquiry:
    """Questions to a ledger at one moment, with judgements laid over it.

    Args:
        reading: the ledger, at the moment that ``Store.reading`` gave.
        judged: lay people's judgements over the machine's rows; False shows the machine's alone.
        author: with ``blind``, only this reviewer's judgements are laid over.
    """

    def __init__(
        self, reading: Reading, *, judged: bool = True, author: str | None = None, blind: bool = False
    ) -> None:
        self.reading = reading
        made = reading.judgements() if judged else []
        self.judgements: list[Judgement] = visible(made, author or "", blind=blind)
        self._author, self._blind, self._all = author, blind, judged
        # Two inquiries of one moment and one voice give the same answers.
        self.voice = "machine" if not judged else f"of {author or ''}" if blind else "all"
        self._states: dict[str, Status] = {}

    def at(self, reading: Reading) -> Inquiry:
        """The same question to another moment of the ledger."""
        return Inquiry(reading, judged=self._all, author=self._author, blind=self._blind)

    @cached_property
    def _live(self) -> frozenset[str]:
        return frozenset(j.id for j in live(self.judgements))

    def stands(self, judgement: Judgement) -> bool:
        """True for a judgement that its author has not taken back; an undoing stands where it took something back."""
        if judgement.verdict == "undo":
            return judgement.undoes not in self._live
        return judgement.id in self._live

    @cached_property
    def copies(self) -> dict[str, tuple[str, float]]:
        """Documents that print another again, with what and how alike."""
        return {d: (c.of, c.similarity) for d, c in self.reading.copies().items() if c.of}

    @cached_property
    def _touched(self) -> tuple[set[str], dict[str, set[str]]]:
        """Accounts that a person judged, and for each agreement those it is held to be one with or taken from."""
        accounts: set[str] = set()
        near: dict[str, set[str]] = defaultdict(set)

        def join(one: str, other: str) -> None:
            near[one].add(other)
            near[other].add(one)

        for j in live(self.judgements):
            value = j.value or {}
            if j.target_kind == "account":
                accounts.add(j.target)
            if j.verdict == "split":
                accounts.update(value["accounts"])
                join(j.target, split_id(j.target, value["accounts"]))
            elif j.verdict == "merge":
                join(j.target, value["into"])
        for new, old in self._taken_back.items():
            join(new, old)
        return accounts, near

    @cached_property
    def _taken_back(self) -> dict[str, str]:
        return taken_back(self.judgements)

    def dossiers(self, ids: Iterable[str] | None = None, *, whole: bool = True) -> Iterator[Dossier]:
        """Every agreement that has an account, in the order they came; or those with the ids given.

        Without ``whole``, what documents state by themselves (conditions, doubts, moves) is left out: no status needs it.
        """
        wanted = None if ids is None else set(ids)
        view, reach = self._view(wanted)
        groups = _grouped(view)
        labels = {a.id: (a.label, a.engine) for a in self.reading.agreements(None if reach is None else sorted(reach))}
        into = self._between(view, reach)
        docs = {j.account.anchor.doc for n, own in groups.items() if wanted is None or n in wanted for j in own}
        stated = self._stated(None if wanted is None else docs) if whole else {}
        headings = self.reading.headings(None if wanted is None else sorted(docs))
        place = {name: n for n, name in enumerate(labels)}
        for name in sorted(groups, key=lambda name: place.get(name, len(place))):
            if wanted is None or name in wanted:
                label, engine = labels.get(name, (label_for(groups[name]), ""))
                own = groups[name]
                found = (*_stated_of(own, stated), *into[name])
                names = self._engine(engine)
                yield Dossier(name, label, tuple(own), found, headings, self.copies, view, names)

    def _between(self, view: View, reach: set[str] | None) -> dict[str, list[Relation]]:
        """By agreement, what the machine found between its accounts, and those of what was merged into it."""
        into: dict[str, list[Relation]] = defaultdict(list)
        for b in self._relations(reach):
            into[view.merged.get(str(b.agreement), str(b.agreement))] += b.relations
        return into

    def _statuses(self, names: Sequence[str]) -> dict[str, Status]:
        """The status of each agreement, computed once: of a dossier only the accounts and what is between them."""
        fresh = {n for n in names if n not in self._states}
        if fresh:
            view, reach = self._view(fresh)
            groups, into = _grouped(view), self._between(view, reach)
            for n in fresh:
                found = Dossier(n, "", tuple(groups.get(n, ())), tuple(into.get(n, ())), {}, {}, view)
                self._states[n] = found.state[0]
        return {n: self._states[n] for n in names}

    def reach(self, wanted: Iterable[str]) -> set[str]:
        """The agreements given, and all that people hold to be one with them or took from them."""
        near = self._touched[1]
        reach = set(wanted)
        todo = list(reach)
        while todo:
            fresh = near.get(todo.pop(), set()) - reach
            reach |= fresh
            todo += fresh
        return reach

    def _view(self, wanted: set[str] | None) -> tuple[View, set[str] | None]:
        """The accounts of the agreements wanted, and of all whose accounts a person may have brought there."""
        if wanted is None:
            return overlay((k.account for k in self.reading.accounts()), self.judgements), None
        judged, _ = self._touched
        reach = self.reach(wanted)
        if len(reach) > _MANY:  # one look at all links is faster than one at each agreement's
            members = [a for a, g in self.reading.linked().items() if g in reach]
            found = {k.id: k for k in self.reading.accounts(ids=members)}
        else:
            found = {k.id: k for k in self.reading.accounts(agreement=sorted(reach))}
        # What a person put elsewhere, or here from elsewhere, is known by its own id only.
        missing = [a for a in judged if a not in found]
        found |= {k.id: k for k in self.reading.accounts(ids=missing)} if missing else {}
        kept = sorted(found.values(), key=lambda k: (k.seq, k.account.anchor.doc, k.account.anchor.start, k.id))
        return overlay((k.account for k in kept), self.judgements), reach

    def _relations(self, reach: set[str] | None) -> list[Relations]:
        if reach is None:
            return [b for b in self.reading.all_relations() if b.agreement is not None]
        found = self.reading.relations_of(sorted(reach))
        return [found[g] for g in sorted(found)]

    def _stated(self, docs: set[str] | None) -> dict[str, tuple[Relation, ...]]:
        """What documents state by themselves, by document."""
        if docs is None:
            return {b.doc: b.relations for b in self.reading.all_relations() if b.doc is not None}
        return {d: b.relations for d, b in self.reading.relations_of(sorted(docs)).items()}

    @cached_property
    def _engines(self) -> dict[str, tuple[str, ...]]:
        return {}

    def _engine(self, name: str) -> tuple[str, ...]:
        if name and name not in self._engines:
            found = self.reading.engine(name)
            self._engines[name] = found.names if found else ()
        return self._engines.get(name, ())

    def dossier(self, name: str) -> Dossier:
        """One agreement by its id, or by the beginning of it where no other begins so.

        Raises:
            LedgerError: the ledger has none of that id, or several.
        """
        full = self._full(name)
        return next(self.dossiers([full]), None) or self._empty([full])[full]

    def _full(self, name: str) -> str:
        if self.reading.agreements([name]):  # the whole id, and no need to look at all of them
            return self.root(self._taken_back.get(name, name))
        every = [a.id for a in self.reading.agreements()]
        known = {*every, *self._taken_back}
        every += [x for x in self._touched[1] if x not in known]
        hits = [name] if name in every else [x for x in every if name and x.startswith(name)]
        if len(hits) > 1:
            raise LedgerError(f"{name}: {len(hits)} agreements begin so: give more of the id")
        if not hits:
            raise LedgerError(f"{name}: the ledger has no such agreement: `readouts agreements` lists them")
        return self.root(self._taken_back.get(hits[0], hits[0]))

    @cached_property
    def _merged(self) -> Mapping[str, str]:
        return overlay((), self.judgements).merged

    def root(self, name: str) -> str:
        """The agreement that people hold this one to be."""
        return self._merged.get(name, name)

    def _empty(self, names: Sequence[str]) -> dict[str, Dossier]:
        labels = self._labels(names)
        return {i: Dossier(i, labels.get(i, ""), (), (), {}, {}, View(())) for i in names}

    @cached_property
    def changed(self) -> set[str]:
        """Accounts that a person corrected."""
        return {j.target for j in live(self.judgements) if j.verdict == "correct"}

    @property
    def judged(self) -> set[str]:
        """Accounts that a person judged, or moved."""
        return self._touched[0]

    def fits(self, judged: JudgedAccount, wanted: Search) -> bool:
        """True where an account as judged has the party and stance asked for, and nobody rejected it."""
        return _fits(judged, wanted)

    def search(self, wanted: Search, *, status: str | None = None) -> list[Finding]:
        """Accounts that fit, the best first, as people hold them to be; ``status`` is that of their agreement."""
        wanted = replace(wanted, also=tuple(sorted(self.changed)))
        out: list[Finding] = []
        skip, need = wanted.offset, wanted.limit
        # Without a filter that is applied here, the store's own page is the answer.
        size = _BATCH if status or wanted.also else need + skip
        start = 0
        while len(out) < need:
            hits = self.reading.search(replace(wanted, limit=size, offset=start))
            for part in parts(hits, _LOOKED_AT if status else size):
                found = self._findings([(h.id, h.by) for h in part], wanted, status)
                out += found[skip:]
                skip = max(0, skip - len(found))
                if len(out) >= need:
                    break
            start += size
            if len(hits) < size:
                break
        return out[:need]

    def _findings(self, hits: Sequence[tuple[str, By]], wanted: Search, status: str | None) -> list[Finding]:
        kept = {k.id: k.account for k in self.reading.accounts(ids=[i for i, _ in hits])}
        judged = {j.machine.id: j for j in overlay(kept.values(), self.judgements).accounts}
        fits = [(judged[i], by) for i, by in hits if i in judged and _fits(judged[i], wanted)]
        names = list(dict.fromkeys(g for j, _ in fits if (g := j.account.agreement)))
        states = self._statuses(names) if status else {}
        if status:
            fits = [(j, by) for j, by in fits if states.get(j.account.agreement or "") == status]
        labels = self._labels(list(dict.fromkeys(g for j, _ in fits if (g := j.account.agreement))))
        headings = self.reading.headings([j.account.anchor.doc for j, _ in fits]) if fits else {}
        out = []
        for j, by in fits:
            name, heading = j.account.agreement or "", headings[j.account.anchor.doc]
            out.append(Finding(j, heading, labels.get(name, ""), states.get(name), by))
        return out

    def _labels(self, names: Sequence[str]) -> dict[str, str]:
        return {a.id: a.label for a in self.reading.agreements(names)} if names else {}

    def concords(self) -> list[Concord]:
        """How far reviewers agree: alpha and kappa for every question and every stance."""
        return concords(self.judgements, self._machine())

    def adjudication(self) -> list[Difference]:
        """What reviewers differ on, then what one of them left open."""
        return adjudication(self.judgements, self._machine())

    def _machine(self) -> dict[str, Account]:
        wanted = sorted(self._touched[0])
        return {k.id: k.account for k in self.reading.accounts(ids=wanted)} if wanted else {}


def _grouped(view: View) -> dict[str, list[JudgedAccount]]:
    """The accounts of each agreement, as people hold them to be."""
    groups: dict[str, list[JudgedAccount]] = defaultdict(list)
    for j in view.accounts:
        if j.account.agreement is not None:
            groups[j.account.agreement].append(j)
    return groups


def _fits(j: JudgedAccount, wanted: Search) -> bool:
    """True where the account as judged has the party and stance asked for, and nobody rejected it."""
    party = (wanted.party or "").strip().lower()
    a = j.account
    named = not party or party in (a.party.name.lower(), (a.party.id or "").lower())
    return not j.rejected and named and wanted.stance in (None, a.stance)


def _stated_of(own: Iterable[JudgedAccount], stated: Mapping[str, tuple[Relation, ...]]) -> list[Relation]:
    """What the documents of these accounts state: of the accounts themselves, or of nobody's account in particular."""
    accounts = list(own)
    names = {j.account.id for j in accounts}
    docs = dict.fromkeys(j.account.anchor.doc for j in accounts)
    return [
        r for d in docs for r in stated.get(d, ())
        if names & set(r.accounts) or (not r.accounts and r.kind == "mandate_doubt")
    ]  # fmt: skip
