"""What can be asked of the agreements on the pages that show many, and which of them fit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Query

from readouts.api.problems import Problem
from readouts.engine.choosing import Choice, choose
from readouts.engine.overview import Glance, Overview
from readouts.ledger.protocol import Reading
from readouts.ledger.search import Search
from readouts.model import DISPUTE_KINDS, STANCES, STATUSES, DisputeKind, Status

_MOST_HITS = 10_000
_Long = Query(max_length=300)


@dataclass(frozen=True, slots=True)
class Filters:
    """The questions of a page, as they stand in its address; what is empty filters nothing."""

    party: str | None = None
    status: str | None = None
    kind: str | None = None
    source: str | None = None
    words: str | None = None
    since: str | None = None
    until: str | None = None

    @property
    def any(self) -> bool:
        """True where something is filtered."""
        return any((self.party, self.status, self.kind, self.source, self.words, self.since, self.until))


def asked(
    party: Annotated[str | None, _Long] = None, status: Annotated[str | None, _Long] = None,
    kind: Annotated[str | None, _Long] = None, source: Annotated[str | None, _Long] = None,
    words: Annotated[str | None, _Long] = None, since: Annotated[str | None, _Long] = None,
    until: Annotated[str | None, _Long] = None,
) -> Filters:  # fmt: skip
    """The dependency that reads the filters from the query."""
    named("status", status, STATUSES)
    named("kind", kind, DISPUTE_KINDS)
    return Filters(
        _said(party), _said(status), _said(kind), _said(source), _said(words), day("since", since), day("until", until)
    )  # fmt: skip


Asked = Annotated[Filters, Depends(asked)]


def named(what: str, given: str | None, names: Iterable[str]) -> str | None:
    """One of some names, or None where nothing was given.

    Raises:
        Problem: there is no such name.
    """
    if given and given not in names:
        raise Problem(422, f"{what}: {given!r} is none: use one of {', '.join(names)}")
    return given or None


def day(what: str, given: str | None) -> str | None:
    """A date as it is written everywhere here, or None where nothing was given.

    >>> day("since", "2031-03-04"), day("since", "")
    ('2031-03-04', None)

    Raises:
        Problem: that is no date.
    """
    try:
        return dt.date.fromisoformat(given.strip()).isoformat() if given and given.strip() else None
    except ValueError:
        raise Problem(422, f"{what}: {given!r} is no date: write it as 2014-10-22") from None


def stance_named(given: str | None) -> str | None:
    """A stance, or None where nothing was given."""
    return named("stance", given, STANCES)


def _said(given: str | None) -> str | None:
    return given.strip() or None if given else None


def fitting(every: Overview, reading: Reading, wanted: Filters) -> list[Glance]:
    """The agreements that fit every filter, in the order they came; words and sources are those of their accounts."""
    choice = Choice(
        cast("Status | None", wanted.status), wanted.party, cast("DisputeKind | None", wanted.kind), since=wanted.since,
        until=wanted.until,
    )  # fmt: skip
    found = list(choose(every, choice).glances)
    if not wanted.words and not wanted.source:
        return found
    hits = {h.id for h in reading.search(Search(wanted.words or "", source=wanted.source, limit=_MOST_HITS))}
    return [g for g in found if not hits.isdisjoint(g.members)]
