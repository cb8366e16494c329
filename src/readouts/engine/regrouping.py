"""Regrouping: where people put accounts, apart by a split or elsewhere by a correction, so that new documents follow.

Merges need nothing here: what joins an agreement that was merged into another is shown with that one, and goes its own
way again when the merge is taken back. An account put into another agreement draws its like there through a door of its
own: it need not be like what was there before, since a person said that it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from readouts.compare.ledger import label_of
from readouts.engine.linking import Told
from readouts.ledger import Reading
from readouts.ledger.review import live, split_id
from readouts.ledger.review_view import Decision, decisions
from readouts.ledger.rows import Judgement, KeptAgreement
from readouts.model import Account


class Regrouping:
    """What people said of which account belongs to which agreement, as far as it was read from a ledger."""

    def __init__(self) -> None:
        self._said: list[Judgement] = []
        self._live: list[Judgement] = []
        self._splits: dict[str, Judgement] = {}
        self._named: set[str] = set()
        self._came: dict[str, str] = {}
        self._doors: dict[str, tuple[str, str]] = {}

    def read(self, ledger: Reading) -> None:
        """Take in the judgements made since the last time."""
        fresh = ledger.judgements(since=max((j.seq for j in self._said), default=0))
        if not fresh:
            return
        self._said += fresh
        self._live = live(self._said)
        splits = [j for j in self._live if j.verdict == "split"]
        self._splits = {split_id(j.target, (j.value or {})["accounts"]): j for j in reversed(splits)}
        self._named = {a for j in splits for a in (j.value or {})["accounts"]}
        self._named |= {j.target for j in self._live if j.verdict == "correct" and "agreement" in (j.value or {})}

    def moved(self, ledger: Reading, accounts: Iterable[Account]) -> dict[str, str]:
        """Account id -> the agreement that people hold it to be of, where that is not the machine's.

        ``accounts`` carry the machine's agreement. An agreement that is nowhere in the ledger is nobody's.
        """
        own = {a.id: a for a in accounts if a.id in self._named}
        if not own:
            return {}
        about = [j for j in self._live if j.target in own or set((j.value or {}).get("accounts", ())) & own.keys()]
        decided = decisions(about, own)
        held = {name: decided.get(("account", name), Decision()).agreement for name in own}
        wanted = {name: g for name, g in held.items() if g and g != own[name].agreement}
        there = {k.id for k in ledger.agreements(sorted(set(wanted.values()) - self._splits.keys()))}
        found = {name: g for name, g in wanted.items() if g in there or g in self._splits}
        for name, g in found.items():
            if g not in self._splits and (came := own[name].agreement):
                self._doors[door := f"{g} from {came}"] = (g, came)
                self._came[name] = door
        return found

    def doors(self, told: Told) -> Told:
        """The document with those of its accounts that a person put elsewhere at a door of the agreement they are in."""
        if not any(a.id in self._came for a in told.accounts):
            return told
        changed = ((a, self._came.get(a.id, a.agreement)) for a in told.accounts)
        here = (replace(a, agreement=d) if self.behind(str(d)) == a.agreement else a for a, d in changed)
        return replace(told, accounts=tuple(here))

    def behind(self, name: str) -> str:
        """The agreement to which a door leads; any other name as it is."""
        return self._doors.get(name, (name, name))[0]

    def origin(self, name: str) -> str:
        """The agreement from which the accounts at a door came; any other name as it is."""
        return self._doors.get(name, (name, name))[1]

    def missing(self, ledger: Reading, names: Iterable[str], engine: str) -> list[KeptAgreement]:
        """Rows for the agreements among these that a split made and that the ledger has no row of yet."""
        made = sorted(set(names) & self._splits.keys())
        there = {k.id for k in ledger.agreements(made)} if made else set()
        out = []
        for name in made:
            if name not in there:
                taken = [k.account for k in ledger.accounts(ids=self._taken(name))]
                first = next((a for a in taken if a.stance == "affirms"), taken[0])
                out.append(KeptAgreement(name, label_of(first.anchor.quote), first.id, engine))
        return out

    def _taken(self, name: str) -> Sequence[str]:
        return sorted((self._splits[name].value or {})["accounts"])

