"""Counts, times, names and the order of parties, the same on the terminal, on the page and in exports."""

from __future__ import annotations

from collections.abc import Iterable

from readouts.model import Account, Counts, Document, Evidence, Party, Speaker, When


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
    published = document.published[:10] if document and document.published else None
    said = account.when.latest[:10] if account.when and account.when.latest else None
    # What a text dates after its own publication is a plan, not the day it was said.
    return min(said, published) if said and published else said or published


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


def printed_again(evidence: Evidence) -> dict[str, str]:
    """Documents that print again one that is there as well, with which: their accounts say nothing new.

    >>> from readouts.model import Copy, Ledger
    >>> printed_again(Evidence(Ledger("s", ("a", "b"), copies=(Copy("b", "a", 0.97), Copy("a", "x", 0.9)))))
    {'b': 'a'}
    """
    there = set(evidence.ledger.docs)
    return {c.doc: c.of for c in evidence.ledger.copies if c.of in there}
