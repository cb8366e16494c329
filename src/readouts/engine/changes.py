"""What changed in a ledger between two moments: accounts, disputes, shifts, statuses, documents, judgements."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

from readouts.engine.asking import Inquiry
from readouts.engine.dossier import Dossier
from readouts.engine.overview import Overview
from readouts.errors import LedgerError
from readouts.ledger.review_view import JudgedAccount
from readouts.ledger.rows import Heading, Judgement
from readouts.model import Contradiction, Shift, Status


@dataclass(frozen=True, slots=True)
class Change:
    """One agreement that is not as it was. ``before`` is None where it is new; what is listed is new since then."""

    agreement: str
    label: str
    before: Status | None
    after: Status
    accounts: tuple[JudgedAccount, ...] = ()
    gone: tuple[str, ...] = ()
    disputes: tuple[tuple[Contradiction, JudgedAccount, JudgedAccount], ...] = ()
    shifts: tuple[Shift, ...] = ()
    headings: Mapping[str, Heading] = field(default_factory=dict)

    @property
    def newly_disputed(self) -> bool:
        """True where it is disputed now and was not."""
        return self.after == "disputed" and self.before != "disputed"


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything that changed between two moments of a ledger, agreements with new disputes first."""

    documents: tuple[Heading, ...]
    agreements: tuple[Change, ...]
    judgements: tuple[Judgement, ...]


def moment_before(date: str) -> str:
    """The moment from which on things are new "since" a date: the end of the day before; a time is itself.

    >>> moment_before("2031-03-01")
    '2031-02-28'
    >>> moment_before("2031-03-01T09:30")
    '2031-03-01T09:30'

    Raises:
        LedgerError: that is no date.
    """
    try:
        if len(date) > 10:
            dt.datetime.fromisoformat(date)
            return date
        return (dt.date.fromisoformat(date) - dt.timedelta(days=1)).isoformat()
    except (ValueError, OverflowError):
        raise LedgerError(f"{date!r} is no date: write it as 2014-10-22 or 2014-10-22T09:30") from None


def changes(before: Inquiry, after: Inquiry, among: Collection[str] | None = None) -> Changes:
    """What the later of two moments of one ledger has that the earlier had not.

    With ``among``, only these agreements are looked at: some of those that ``concerned`` gave.
    """
    since, reading = before.reading.seq, after.reading
    said = _said(before, after)
    touched = concerned(before, after) if among is None else set(among)
    old = {d.id: d for d in before.dossiers(touched)} if touched else {}
    new = {d.id: d for d in after.dossiers(touched)} if touched else {}
    found = [c for name in new if (c := _change(old.get(name), new[name])) is not None]
    found.sort(key=lambda c: (not c.newly_disputed, c.before == c.after, -len(c.accounts)))
    return Changes(tuple(reading.headings(since=since).values()), tuple(found), said)


def concerned(before: Inquiry, after: Inquiry) -> set[str]:
    """The agreements that something new is about, whether or not it changed them."""
    since, reading = before.reading.seq, after.reading
    moved = reading.linked(since=since)
    was = before.reading.linked()
    touched = set(moved.values()) | {was[a] for a in moved if a in was}  # what an account left is concerned too
    touched |= {b.agreement for b in reading.all_relations(since=since) if b.agreement}
    return touched | _judged(after, _said(before, after))


def ranked(
    before: Inquiry, after: Inquiry, overview: Callable[[Inquiry], Overview], *, enough: int = 50
) -> list[str]:
    """The agreements concerned in about the order that ``changes`` gives, known without reading each in full.

    So that of many only a page's worth need be. New disputes come first, then other new statuses, then the
    agreements with most new accounts. Up to ``enough``, their order is left to ``changes``.
    """
    found = concerned(before, after)
    if len(found) <= enough:
        return sorted(found)
    now = overview(after).glances
    known = set(before.reading.linked().values()) & found
    was = overview(before).glances if known else {}
    fresh = Counter(after.reading.linked(since=before.reading.seq).values())

    def key(name: str) -> tuple[bool, bool, int, str]:
        old = was[name].agreement.status if name in was else None
        new = now[name].agreement.status if name in now else None
        return not (new == "disputed" and old != "disputed"), new == old, -fresh[name], name

    return sorted(found, key=key)


def _said(before: Inquiry, after: Inquiry) -> tuple[Judgement, ...]:
    """The judgements made between, of those that whoever asks may see."""
    return tuple(j for j in after.judgements if j.seq > before.reading.seq)


def _judged(after: Inquiry, said: Iterable[Judgement]) -> set[str]:
    """Agreements that the new judgements are about, or bring accounts to."""
    said = list(said)
    # An undo is about whatever the judgement it takes back was about.
    gone = {j.undoes for j in said if j.verdict == "undo"}
    about = [*said, *(j for j in after.reading.judgements() if j.id in gone)]
    accounts = [j.target for j in about if j.target_kind == "account"]
    out = {j.target for j in about if j.target_kind == "agreement"}
    for j in about:
        value = j.value or {}
        out |= {str(value[k]) for k in ("into", "agreement") if k in value}
    if accounts:
        out |= {g for k in after.reading.accounts(ids=accounts) if (g := k.account.agreement)}
    return out


def _change(old: Dossier | None, new: Dossier) -> Change | None:
    """None where nothing that is shown has changed."""
    had = {j.account.id: j.account for j in old.standing} if old else {}
    accounts = tuple(j for j in new.standing if had.get(j.account.id) != j.account)
    here = {j.account.id for j in new.standing}
    gone = tuple(a for a in had if a not in here)
    known = {_pair(old, c) for c in old.contradictions} if old else set()
    disputes = tuple(
        (c, new.standing[c.a], new.standing[c.b]) for c in new.contradictions if _pair(new, c) not in known
    )
    before = {_move(s) for s in old.others("shift")} if old else set()
    shifts = tuple(s for s in new.others("shift") if _move(s) not in before)
    was = old.agreement.status if old else None
    state = new.agreement.status
    if not (accounts or gone or disputes or shifts) and was == state:
        return None
    return Change(new.id, new.label, was, state, accounts, gone, disputes, shifts, new.headings)


def _pair(d: Dossier, c: Contradiction) -> tuple[frozenset[str], str]:
    return frozenset((d.standing[c.a].account.id, d.standing[c.b].account.id)), c.kind


def _move(s: Shift) -> tuple[str, str, str, str, int]:
    return s.party, s.before, s.after, s.anchor.doc, s.anchor.start
