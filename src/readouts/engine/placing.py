"""Placing: one prepared document among those a ledger holds: what it prints again, and which agreements it speaks of."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from readouts.compare import copies, versions
from readouts.compare.ledger import label_of, spokesman
from readouts.encoders import statements as reader
from readouts.engine import linking
from readouts.engine.keeping_rows import Prepared, unpacked
from readouts.engine.linking import Told
from readouts.engine.regrouping import Regrouping
from readouts.ledger import Reading, Writing
from readouts.ledger.rows import (
    AccountLink,
    CopyOf,
    Fingerprint,
    KeptAccount,
    KeptAgreement,
    Relation,
    Row,
    content_id,
    key_of,
)
from readouts.model import to_record

_REMEMBERED = 400


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a document belongs: its account links with the agreements they begin, and what it prints again."""

    links: tuple[AccountLink, ...]
    agreements: tuple[KeptAgreement, ...]
    copy: CopyOf | None
    edited: tuple[Relation, ...]
    near: tuple[Told, ...]

    @property
    def touched(self) -> tuple[str, ...]:
        """The agreements that got an account."""
        return tuple(sorted({str(k.agreement) for k in self.links}))


class Memory:
    """What was read of documents in one run, so that neighbours are not read from the ledger again and again."""

    def __init__(self) -> None:
        self._told: OrderedDict[str, Told] = OrderedDict()
        self.people = Regrouping()

    def told(self, ledger: Reading, keys: Iterable[str], *, judged: bool = True) -> list[Told]:
        """Documents as linking sees them, each account with its agreement of now; those without accounts are left out.

        Where a person put an account elsewhere, that is its agreement; ``judged`` False gives the machine's alone.
        """
        wanted = list(dict.fromkeys(keys))
        self._read(ledger, [k for k in wanted if k not in self._told])
        found = [self._told[k] for k in wanted]
        for k in wanted:
            self._told.move_to_end(k)
        while len(self._told) > _REMEMBERED:
            self._told.popitem(last=False)
        found = [t for t in found if t.accounts]
        now = ledger.linked([a.id for t in found for a in t.accounts]) if found else {}
        found = [replace(t, accounts=tuple(replace(a, agreement=now.get(a.id)) for a in t.accounts)) for t in found]
        moved = self.people.moved(ledger, (a for t in found for a in t.accounts)) if judged else {}
        return [_regrouped(t, moved) for t in found] if moved else found

    def _read(self, ledger: Reading, keys: Sequence[str]) -> None:
        """All of these documents in three queries, however many they are."""
        if not keys:
            return
        own: dict[str, list[KeptAccount]] = {k: [] for k in keys}
        for row in ledger.accounts(doc=keys, vectors=True):
            if row.vector is not None:
                own[row.account.anchor.doc].append(row)
        telling = {d.key: d.document for d in ledger.documents([k for k in keys if own[k]])}
        for key, rows in own.items():
            d = telling.get(key)
            vectors = np.stack([unpacked(k.vector or b"") for k in rows]) if rows else np.zeros((0, reader.DIM))
            names = linking.names_in(d.title, d.text) if d else linking.Names()
            accounts = tuple(k.account for k in rows)
            published, kind = (d.published, d.kind) if d else (None, "news")
            self._told[key] = Told(key, accounts, vectors.astype(np.float32), published, names, kind)


def _regrouped(told: Told, moved: Mapping[str, str]) -> Told:
    return replace(told, accounts=tuple(replace(a, agreement=moved.get(a.id, a.agreement)) for a in told.accounts))


def fingerprint(prepared: Prepared) -> Fingerprint:
    """The numbers by which later documents find this one: as a copy, and as one that tells of the same."""
    numbers = (*copies.fingerprint(prepared.document.text), *linking.blocks(prepared.told))
    return Fingerprint(prepared.key, tuple(sorted(set(numbers))))


def place(ledger: Writing, prepared: Prepared, previous: str | None, memory: Memory) -> Placed:
    """Look the document up among those kept; ``previous`` is the key of what stood at the same source before."""
    memory.people.read(ledger)
    copy = _version(ledger, prepared, previous) or _copy(ledger, prepared)
    told = prepared.told
    followed = _follow(prepared, memory.told(ledger, [k for k in (copy.of if copy else None, previous) if k]))
    rest = tuple(n for n, a in enumerate(prepared.accounts) if a.id not in followed)
    own = Told(told.key, tuple(told.accounts[n] for n in rest), told.vectors[list(rest)], told.published, told.names, told.kind)
    near = memory.told(ledger, linking.likely(ledger.alike(linking.blocks(told)), [prepared.key]))
    joined = _joined(ledger, own, near, prepared.engine.id, memory)
    links, agreements = _rows(own, joined, prepared.engine.id)
    links += [AccountLink(a, g, prepared.engine.id, reasons=("link.same words",)) for a, g in followed.items()]
    agreements += memory.people.missing(ledger, (str(k.agreement) for k in links), prepared.engine.id)
    edited = _edited(ledger, prepared, previous, links, memory) if previous else ()
    return Placed(tuple(links), tuple(agreements), copy, edited, tuple(near))


def _joined(ledger: Writing, own: Told, near: Sequence[Told], engine: str, memory: Memory) -> list[linking.Joined]:
    """Where each group of the document belongs, among the agreements that its neighbours tell of."""
    people, clusters = memory.people, linking.groups(own)
    if not near:
        return [linking.Joined(c.members, c.centre, None, None) for c in clusters]
    telling = [people.doors(t) for t in near]
    names = sorted({str(a.agreement) for t in telling for a in t.accounts if a.agreement})
    found = linking.link(own, clusters, telling, _roots(ledger, names, engine, memory))
    return [replace(j, agreement=people.behind(j.agreement) if j.agreement else None) for j in found]


def _copy(ledger: Writing, prepared: Prepared) -> CopyOf | None:
    near = copies.likely(
        {k: n for k, n in ledger.alike(copies.fingerprint(prepared.document.text)).items() if k != prepared.key}
    )
    documents = [replace(d.document, id=d.key) for d in ledger.documents(sorted(near))] if near else []
    found = copies.origin(replace(prepared.document, id=prepared.key), documents)
    if found is None:
        return None
    # A chain of copies points at its first.
    before = ledger.copy_of(found.of)
    return CopyOf(prepared.key, (before.of if before else None) or found.of, found.similarity, prepared.engine.id)


def _version(ledger: Writing, prepared: Prepared, previous: str | None) -> CopyOf | None:
    """A later text of the same source is no second origin, however much of it was changed."""
    old = ledger.document(previous) if previous and previous != prepared.key else None
    if old is None:
        return None
    before = ledger.copy_of(old.key)
    kept = versions.kept(old.document.text, prepared.document.text)
    return CopyOf(prepared.key, (before.of if before else None) or old.key, round(kept, 3), prepared.engine.id)


def _follow(prepared: Prepared, origins: list[Told]) -> dict[str, str]:
    """Accounts in the words of the original go where those went."""
    there = {
        (a.anchor.quote, a.party.name): a.agreement for t in origins for a in t.accounts if a.agreement is not None
    }
    out = {}
    for a in prepared.accounts:
        name = there.get((a.anchor.quote, a.party.name))
        if name is not None:
            out[a.id] = name
    return out


def _roots(ledger: Writing, names: list[str], engine: str, memory: Memory) -> dict[str, Told]:
    """For each agreement the document it began with."""
    people = memory.people
    origins = sorted({people.origin(name) for name in names})
    begun = [*ledger.agreements(origins), *people.missing(ledger, origins, engine)] if names else []
    agreements = {k.id: k.account for k in begun}
    first = {k.id: k.account.anchor.doc for k in ledger.accounts(ids=sorted(agreements.values()))} if agreements else {}
    told = {t.key: people.doors(t) for t in memory.told(ledger, sorted(set(first.values())))}
    where = {name: first.get(agreements.get(people.origin(name), "")) for name in names}
    return {name: told[doc] for name, doc in where.items() if doc in told}


def _rows(told: Told, joined: Sequence[linking.Joined], engine: str) -> tuple[list[AccountLink], list[KeptAgreement]]:
    links: list[AccountLink] = []
    agreements: list[KeptAgreement] = []
    for j in joined:
        members = [told.accounts[m] for m in j.members]
        name = j.agreement
        if name is None:
            centre = spokesman(members, told.accounts[j.centre])
            name = content_id("agreement", centre.id)
            agreements.append(KeptAgreement(name, label_of(centre.anchor.quote), centre.id, engine))
        why = ("link.likeness",) if j.agreement else ("link.first",)
        links += [AccountLink(a.id, name, engine, score=j.score, reasons=why) for a in members]
    return links, agreements


def _edited(
    ledger: Writing, prepared: Prepared, previous: str, links: Sequence[AccountLink], memory: Memory
) -> tuple[Relation, ...]:
    """Shifts by a silent edit: a party's words are gone from the new version, and others in their place say otherwise."""
    old = ledger.document(previous)
    before = memory.told(ledger, [previous])
    if old is None or not before or previous == prepared.key:
        return ()
    now = {k.account: k.agreement for k in links}
    accounts = [replace(a, agreement=now.get(a.id)) for a in prepared.accounts]
    one, other = (replace(d, id=key_of(d)) for d in (old.document, prepared.document))
    found = versions.edited(before[0].accounts, accounts, one, other)
    return tuple(Relation("shift", to_record(replace(s, agreement=None)), (b.id,)) for s, b in found)


def rows_of(prepared: Prepared, placed: Placed) -> list[Row]:
    """All rows of one document but its snapshot and the relations of agreements, in the order they may be written."""
    rows: list[Row] = [*prepared.attributions, *prepared.kept_accounts(), *placed.agreements, *placed.links]
    rows.append(fingerprint(prepared))
    if prepared.own or placed.edited:
        rows.append(prepared.relations(placed.edited))
    if placed.copy:
        rows.append(placed.copy)
    return rows
