"""Which agreements of an overview are asked for, and how many there are of each kind among them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from readouts.engine.overview import Glance, Overview
from readouts.model import DisputeKind, Status

Order = Literal["came", "latest", "accounts"]
_PARTIES = 50


@dataclass(frozen=True, slots=True)
class Choice:
    """Filters on agreements; every one given must hold.

    ``words`` must all stand in the label. ``since`` and ``until`` are days: the agreement has an account published
    between them, as far as its first and last day tell. ``open`` asks for those on which reviewers differ.
    """

    status: Status | None = None
    party: str | None = None
    dispute: DisputeKind | None = None
    words: str = ""
    since: str | None = None
    until: str | None = None
    open: bool = False
    order: Order = "came"


@dataclass(frozen=True, slots=True)
class Chosen:
    """The agreements that fit, and how many of them there are by status, party and kind of dispute."""

    glances: tuple[Glance, ...]
    facets: dict[str, dict[str, int]]


def choose(overview: Overview, wanted: Choice = Choice()) -> Chosen:
    """The agreements that fit, in the order asked for.

    >>> choose(Overview(0)).facets
    {'status': {}, 'party': {}, 'dispute': {}}
    """
    words = wanted.words.casefold().split()
    found = [g for g in overview if _fits(g, wanted, words)]
    if wanted.order == "latest":
        found.sort(key=lambda g: g.agreement.counts.last or "", reverse=True)
    elif wanted.order == "accounts":
        found.sort(key=lambda g: -g.agreement.counts.accounts)
    return Chosen(tuple(found), _facets(found))


def _fits(g: Glance, wanted: Choice, words: Iterable[str]) -> bool:
    a, counts = g.agreement, g.agreement.counts
    label = a.label.casefold()
    return (
        wanted.status in (None, a.status)
        and (wanted.dispute is None or wanted.dispute in a.dispute_kinds)
        and (wanted.party is None or g.has(wanted.party))
        and all(w in label for w in words)
        and (wanted.since is None or (counts.last or "") >= wanted.since)
        and (wanted.until is None or (counts.first is not None and counts.first <= wanted.until))
        and (not wanted.open or g.open > 0)
    )


def _facets(found: Iterable[Glance]) -> dict[str, dict[str, int]]:
    status: Counter[str] = Counter()
    party: Counter[str] = Counter()
    dispute: Counter[str] = Counter()
    for g in found:
        status[g.agreement.status] += 1
        party.update(g.agreement.parties)
        dispute.update(g.agreement.dispute_kinds)
    return {
        "status": dict(status.most_common()),
        "party": dict(party.most_common(_PARTIES)),
        "dispute": dict(dispute.most_common()),
    }
