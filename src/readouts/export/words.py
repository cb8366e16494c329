"""Counts, times, names and the order of parties, the same on the terminal, on the page and in exports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from readouts.model import Account, Counts, Document, Party, Speaker, When


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


def said_on(account: Account, document: Document | None) -> str | None:
    """The day something was said (ISO 8601): that which the text gives, else the day of publication, else None.

    >>> from readouts.model import Anchor, Party, Speaker
    >>> a = Account("x", Anchor("d", 0, 2, "No"), Party("Ane"), Speaker("Ane", "organization"), "denies", "direct")
    >>> said_on(a, Document("d", "No", published="2031-03-04T09:00+01:00"))
    '2031-03-04'
    """
    published = _day(document.published if document else None)
    said = _day(account.when.latest if account.when else None)
    # What a text dates after its own publication is a plan, not the day it was said.
    return min(said, published) if said and published else said or published


def _day(said: str | None) -> str | None:
    """The day of a date or time; None where it is none."""
    try:
        return dt.date.fromisoformat((said or "")[:10]).isoformat()
    except ValueError:
        return None


def digest(document: Document | None) -> str | None:
    r"""A document's SHA-256; None where there is no document, or its text has half a character, of which there is none.

    >>> digest(Document("d", "\ud800")) is None
    True
    """
    try:
        return document.digest if document else None
    except UnicodeEncodeError:
        return None


def named(speaker: Speaker) -> str | None:
    """A person's proper name, where the text shows one; "an analyst" and "he" are nobody that one could look up.

    >>> named(Speaker("the mayor", "person", "Ilse Brand")), named(Speaker("He", "person", "an analyst"))
    ('Ilse Brand', None)
    """
    name = (speaker.name or "").strip()
    article = name.split(" ", 1)[0].lower() in ("a", "an", "the", "one", "some")
    return name if speaker.kind == "person" and name[:1].isupper() and not article else None


def nobody(party: Party) -> bool:
    """True for what is nobody in particular: unnamed sources are many, and narration is the writer's own words.

    >>> nobody(Party("unnamed", None, "unnamed")), nobody(Party("Port Ane"))
    (True, False)
    """
    return party.kind in ("narration", "unnamed") or party.name in ("narration", "unnamed")
