"""Counts, times and the order of parties, the same on the terminal and on the page."""

from __future__ import annotations

from collections.abc import Iterable

from readouts.model import Account, Counts, When


def counted(counts: Counts) -> str:
    """What a status rests on, in words.

    >>> counted(Counts(2, 3, 1, 0, "2014-10-14", "2014-10-22"))
    '2 parties · 3 accounts · 1 document · 2014-10-14 to 2014-10-22'
    """
    pairs = (
        (counts.parties, "party", "parties"), (counts.accounts, "account", "accounts"),
        (counts.documents, "document", "documents"), (counts.copies, "copy", "copies"),
    )  # fmt: skip
    parts = [f"{n} {one if n == 1 else many}" for n, one, many in pairs if n or one != "copy"]
    if counts.first and counts.last:
        parts.append(counts.first if counts.first == counts.last else f"{counts.first} to {counts.last}")
    return " · ".join(parts)


def dated(when: When | None) -> str:
    """A time as short words; nothing where it is not known.

    >>> dated(When("2014-10-20", "2014-10-26", "week", "this_week"))
    '2014-10-20 to 2014-10-26'
    """
    if when is None:
        return ""
    return when.earliest if when.earliest == when.latest else f"{when.earliest} to {when.latest}"


def by_party(accounts: Iterable[Account], bound: Iterable[str] = ()) -> dict[str, list[Account]]:
    """Accounts by party, in order of appearance: those who would be ``bound`` first, nobody in particular last.

    >>> by_party([])
    {}
    """
    groups: dict[str, list[Account]] = {}
    for a in accounts:
        groups.setdefault(a.party.name, []).append(a)
    first = set(bound)

    def rank(name: str) -> int:
        return 0 if name in first else 2 if groups[name][0].party.kind in ("narration", "unnamed") else 1

    return {name: groups[name] for name in sorted(groups, key=rank)}
