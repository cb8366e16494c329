"""What waits to be judged: read once, then kept up to date by what is new alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from readouts.ledger.protocol import Reading
from readouts.ledger.review import relation_id
from readouts.ledger.rows import CopyOf, KeptAccount, Relation, Relations


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to be judged: an account, or what the machine found between accounts. ``agreement`` is the machine's."""

    kind: str
    id: str
    agreement: str | None
    account: KeptAccount | None = None
    relation: Relation | None = None


class ReviewQueue:
    """All items of one ledger, agreement by agreement: first its accounts, then what is between them.

    An account in a copy whose original says the same in the same words is left out: it would be judged twice.
    Judgements change no item, so that one key does not mean reading the ledger. Not safe for two threads at once.
    """

    def __init__(self, *, relations: bool = True) -> None:
        self._relations = relations
        self._forget()

    def _forget(self) -> None:
        self._seq = 0
        self._accounts: dict[str, KeptAccount] = {}
        self._between: dict[str, tuple[int, list[Item]]] = {}
        self._items: list[Item] = []

    def of(self, reading: Reading) -> list[Item]:
        """The items at a moment; an earlier one than the last is read anew."""
        if reading.seq == self._seq:
            return self._items
        if reading.seq < self._seq or self._replaced(reading):
            self._forget()
        fresh = self._seq == 0 or any(t.kind != "judge" for t in reading.transactions(since=self._seq))
        if fresh:
            self._take(reading)
            self._items = self._sorted(reading)
        self._seq = reading.seq
        return self._items

    def _replaced(self, reading: Reading) -> bool:
        """True where a document known here was judged anew: its old accounts are gone."""
        if not self._accounts:
            return False
        again = {e.doc for e in reading.extractions(since=self._seq)}
        return bool(again) and any(k.account.anchor.doc in again for k in self._accounts.values())

    def _take(self, reading: Reading) -> None:
        new = {k.id: k for k in reading.accounts(since=self._seq)}
        moved = [a for a in reading.linked(since=self._seq) if a in self._accounts and a not in new]
        self._accounts |= {k.id: k for k in reading.accounts(ids=moved)} if moved else {}
        self._accounts |= new
        for batch in reading.all_relations(since=self._seq) if self._relations else ():
            made = [Item(x.kind, relation_id(x), batch.agreement, relation=x) for x in batch.relations]
            self._between[_subject(batch)] = (batch.seq, made)

    def _sorted(self, reading: Reading) -> list[Item]:
        own = _own_words(self._accounts.values(), reading.copies())
        out = [Item("account", k.id, k.account.agreement, account=k) for k in own]
        batches = sorted(self._between.items(), key=lambda b: (b[1][0], b[0]))
        out += [item for _, (_, made) in batches for item in made]
        order = {g: n for n, g in enumerate(dict.fromkeys(i.agreement for i in out))}
        return sorted(out, key=lambda i: (i.agreement is None, order[i.agreement]))


def _subject(batch: Relations) -> str:
    return str(batch.agreement or batch.doc)


def _own_words(accounts: Iterable[KeptAccount], copies: dict[str, CopyOf]) -> list[KeptAccount]:
    """All accounts but those that only print an original's words again."""
    every = list(accounts)
    said = {(k.account.anchor.doc, k.account.anchor.quote, k.account.party.name) for k in every}

    def printed_again(k: KeptAccount) -> bool:
        a = k.account
        copy = copies.get(a.anchor.doc)
        return copy is not None and (copy.of, a.anchor.quote, a.party.name) in said

    return [k for k in every if not printed_again(k)]
