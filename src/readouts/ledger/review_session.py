"""One person judging a ledger: what waits, what was said of it, and the judgements written as they are made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from readouts.errors import LedgerError
from readouts.ledger.protocol import AsOf, Reading, Store
from readouts.ledger.review import judgement, live, relation_id, split_id, undoing, visible
from readouts.ledger.review_queue import Item, ReviewQueue
from readouts.ledger.review_view import Opinion, View, opinions, overlay
from readouts.ledger.rows import Judgement

RELATIONS = ("contradiction", "shift", "condition", "mandate_doubt", "silence")


class Review:
    """One reviewer at one ledger. Every judgement is written at once, as a transaction of its author.

    Args:
        store: the ledger, as ``open_store`` gives it.
        author: the reviewer's name; each judgement carries it.
        blind: see nobody else's judgements, neither as such nor in the view.
        settle: what is judged decides where reviewers differed.
    """

    def __init__(self, store: Store, author: str, *, blind: bool = False, settle: bool = False) -> None:
        if blind and settle:
            raise LedgerError("review: who settles differences must see them: leave out blind or settle")
        judgement(author, "accept", "-")  # a name that cannot be kept is said now, not at the first key
        self.store, self.author, self.blind, self.settles = store, author.strip(), blind, settle

    def judgements(self, reading: Reading) -> list[Judgement]:
        """The judgements this reviewer may see, undoings included, in the order they were made."""
        return visible(reading.judgements(), self.author, blind=self.blind)

    def view(self, as_of: AsOf = None) -> View:
        """All accounts with the judgements this reviewer may see laid over them."""
        with self.store.reading(as_of) as reading:
            return overlay((k.account for k in reading.accounts()), self.judgements(reading))

    def own(self) -> dict[tuple[str, str], Opinion]:
        """This reviewer's opinions that stand, by kind and id; those that settle, where settling is the task."""
        with self.store.reading() as reading:
            made = live(reading.judgements(author=self.author))
        same = [j for j in made if bool((j.value or {}).get("settles")) == self.settles]
        return {target: by[self.author] for target, by in opinions(same).items()}

    def items(self, agreements: Iterable[str] | None = None, *, relations: bool = True) -> list[Item]:
        """What there is to judge, agreement by agreement: first its accounts, then what is between them.

        An account in a copy whose original says the same in the same words is left out: it would be judged twice.
        """
        with self.store.reading() as reading:
            every = ReviewQueue(relations=relations).of(reading)
        wanted = None if agreements is None else set(agreements)
        return [i for i in every if wanted is None or i.agreement in wanted]

    def record(self, verdict: str, target: str, kind: str = "account", *, note: str = "", **value: Any) -> Judgement:
        """Write one judgement; see ``readouts.ledger.review`` for what each verdict needs.

        Raises:
            LedgerError: the judgement makes no sense, or the ledger has no such thing.
        """
        with self.store.writing("judge", self.author) as writing:
            if kind == "account":
                value |= self._seen(writing, target)
            made = judgement(self.author, verdict, target, kind, note=note, settles=self.settles, **value)
            self._must_exist(writing, made)
            writing.add(made)
        return made

    def accept(self, target: str, kind: str = "account", *, note: str = "") -> Judgement:
        """It is right as it stands, or as this reviewer has corrected it."""
        return self.record("accept", target, kind, note=note)

    def reject(self, target: str, kind: str = "account", *, note: str = "") -> Judgement:
        """It is not so: no account, no agreement, no contradiction."""
        return self.record("reject", target, kind, note=note)

    def unsure(self, target: str, kind: str = "account", *, note: str = "") -> Judgement:
        """Looked at, and left open."""
        return self.record("unsure", target, kind, note=note)

    def correct(self, account: str, *, note: str = "", **parts: str) -> Judgement:
        """Give an account its right ``party``, ``stance`` or ``agreement``."""
        return self.record("correct", account, note=note, **parts)

    def merge(self, agreement: str, into: str, *, note: str = "") -> Judgement:
        """The two are one agreement; it goes by the second one's name."""
        return self.record("merge", agreement, "agreement", into=into, note=note)

    def split(self, agreement: str, accounts: Sequence[str], *, note: str = "") -> Judgement:
        """These accounts of an agreement are about something else, and one thing together."""
        return self.record("split", agreement, "agreement", accounts=list(accounts), note=note)

    def note(self, target: str, words: str, kind: str = "account") -> Judgement:
        """Words about something, and no verdict."""
        return self.record("note", target, kind, note=words)

    def undo(self, name: str | None = None) -> Judgement | None:
        """Take back one's own judgement with this id, or one's last that stands; None where there is none.

        Raises:
            LedgerError: there is no such judgement, or another person made it.
        """
        with self.store.writing("judge", self.author) as writing:
            made = writing.judgements()
            if name is None:
                standing = [j for j in live(made) if j.author == self.author]
            else:
                standing = [j for j in made if j.id == name]
                if not standing:
                    raise LedgerError(f"undo: the ledger has no judgement {name!r}")
            if not standing:
                return None
            writing.add(undoing(self.author, standing[-1]))
            return standing[-1]

    def _seen(self, reading: Reading, account: str) -> dict[str, str]:
        found = reading.accounts(ids=[account])
        agreement = found[0].account.agreement if found else None
        return {"saw": agreement} if agreement else {}

    def _must_exist(self, reading: Reading, made: Judgement) -> None:
        """Nothing is judged that is not there: a judgement on a mistyped id would be lost without a word."""
        value = made.value or {}
        accounts = [*value.get("accounts", ()), *([made.target] if made.target_kind == "account" else ())]
        known = {k.id: k.account.agreement for k in reading.accounts(ids=accounts)} if accounts else {}
        if lost := [a for a in accounts if a not in known]:
            raise LedgerError(f"{made.verdict}: the ledger has no account {lost[0]!r}")
        named = [value.get("into"), value.get("agreement")]
        named += [made.target] if made.target_kind == "agreement" else []
        agreements = [str(n) for n in named if n]
        there = {g.id for g in reading.agreements(agreements)} if agreements else set()
        if set(agreements) - there:
            there |= _parted(reading.judgements())
        if lost := [g for g in agreements if g not in there]:
            raise LedgerError(f"{made.verdict}: the ledger has no agreement {lost[0]!r}")
        if made.target_kind in RELATIONS and made.target not in _relations(reading):
            raise LedgerError(f"{made.verdict}: the ledger has no {made.target_kind} {made.target!r}")
        if made.target_kind == "copy" and reading.copy_of(made.target) is None:
            raise LedgerError(f"{made.verdict}: the document {made.target!r} is no copy")


def _parted(judgements: Iterable[Judgement]) -> set[str]:
    """The agreements that splits have made."""
    return {split_id(j.target, (j.value or {})["accounts"]) for j in live(judgements) if j.verdict == "split"}


def _relations(reading: Reading) -> set[str]:
    return {relation_id(x) for batch in reading.all_relations() for x in batch.relations}
