"""Who held what from when to when: rows for a table, and the same as a drawing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from readouts.engine.dossier import Dossier
from readouts.engine.timeline import Position, positions
from readouts.web.filters import Filters
from readouts.web.wording import party_words

MOST = 10
_LEFT, _RIGHT, _WIDTH = 190, 24, 1000
_LANE, _HEAD, _TOP = 30, 34, 34
_TICKS = 6
_LETTER = 6.6  # how wide a letter of the drawing is, roughly: labels are cut by it


@dataclass(frozen=True, slots=True)
class HeldRow:
    """What one party said of one agreement from ``since`` until it said otherwise.

    ``earliest`` to ``latest`` is when its first words were said, where the text is not exact about it.
    """

    agreement: str
    label: str
    party: str
    stances: tuple[str, ...]
    since: str | None
    last: str | None
    until: str | None
    earliest: str | None
    latest: str | None
    account: str
    doc: str
    speaker: str
    quote: str
    accounts: int
    copies: int


@dataclass(frozen=True, slots=True)
class TimelineView:
    """The positions of the agreements shown; ``left_out`` agreements fit too, and wait for a narrower question."""

    rows: tuple[HeldRow, ...]
    filters: Filters
    agreement: str | None
    shown: int
    left_out: int


class Tick(NamedTuple):
    """A day on the axis."""

    x: float
    words: str


class Bar(NamedTuple):
    """A position in the drawing: held until ``end``, last said at ``said``; ``low`` and ``high`` bound an uncertain day."""

    x: float
    said: float
    end: float
    low: float | None
    high: float | None
    stance: str
    words: str
    label: str
    row: HeldRow


class Lane(NamedTuple):
    """One line of the drawing: an agreement's heading (no bars) or a party's positions."""

    y: int
    words: str
    heading: bool
    bars: tuple[Bar, ...]
    agreement: str


class Drawing(NamedTuple):
    """A timeline in the units of its own view box."""

    width: int
    height: int
    left: int
    ticks: tuple[Tick, ...]
    lanes: tuple[Lane, ...]


def held_rows(dossiers: Iterable[Dossier], wanted: Filters) -> tuple[HeldRow, ...]:
    """The positions on some agreements, of the party and the days asked for."""
    out = []
    for d in dossiers:
        for p in positions(d):
            if _within(p, wanted):
                out.append(_row(p, d.agreement.label))
    return tuple(out)


def _within(p: Position, wanted: Filters) -> bool:
    party = p.accounts[0].party
    name = (wanted.party or "").lower()
    if name and name not in (party.name.lower(), (party.id or "").lower()):
        return False
    if wanted.since and p.until and p.until <= wanted.since:
        return False
    return not (wanted.until and p.since and p.since > wanted.until)


def _row(p: Position, label: str) -> HeldRow:
    a = p.accounts[0]
    vague = a.when is not None and a.when.earliest[:10] != a.when.latest[:10]
    low, high = (a.when.earliest[:10], a.when.latest[:10]) if vague and a.when else (None, None)
    copies = len({c.anchor.doc for c in p.copies})
    return HeldRow(
        p.agreement, label, p.party, p.stances, p.since, p.last, p.until, low, high, a.id, a.anchor.doc, a.speaker.surface,
        a.anchor.quote, len(p.accounts), copies,
    )  # fmt: skip


def draw(rows: Sequence[HeldRow]) -> Drawing | None:
    """The rows that have a day as a drawing; None where none has."""
    dated = [r for r in rows if r.since]
    if not dated:
        return None
    days = [_day(d) for r in dated for d in (r.since, r.last, r.until, r.earliest, r.latest) if d]
    first, last = min(days), max(days)
    # A little air on both sides, and room on the right for what still stands.
    reach = max(2, (last - first).days)
    first -= dt.timedelta(days=max(1, reach // 20))
    last += dt.timedelta(days=max(1, reach // 8))
    scale = (_WIDTH - _LEFT - _RIGHT) / (last - first).days

    def x(day: str | None) -> float:
        return round(_LEFT + ((_day(day) - first).days if day else (last - first).days) * scale, 1)

    lanes: list[Lane] = []
    y = _TOP
    for agreement in dict.fromkeys(r.agreement for r in dated):
        own = [r for r in dated if r.agreement == agreement]
        lanes.append(Lane(y + 20, _cut(own[0].label, _WIDTH - 40), True, (), agreement))
        y += _HEAD
        for party in dict.fromkeys(r.party for r in own):
            bars = tuple(_bar(r, x) for r in own if r.party == party)
            lanes.append(Lane(y, _cut(party_words(party), _LEFT - 16), False, bars, agreement))
            y += _LANE
    return Drawing(_WIDTH, y + 12, _LEFT, _ticks(first, last, scale), tuple(lanes))


def _bar(r: HeldRow, at: Callable[[str | None], float]) -> Bar:
    start, end = at(r.since), at(r.until)
    low, high = (at(r.earliest), at(r.latest)) if r.earliest else (None, None)
    words = " and ".join(r.stances)
    until = f"until {r.until}" if r.until else "and has not said otherwise"
    full = f"{party_words(r.party)} {words} from {r.since} {until}: {r.quote}"
    return Bar(start, max(at(r.last), start + 4), end, low, high, r.stances[0], full, _cut(words, max(30, end - start - 8)), r)


def _ticks(first: dt.date, last: dt.date, scale: float) -> tuple[Tick, ...]:
    """At most about six days on the axis: days, first days of months, or of years, whichever the length asks for."""
    days = (last - first).days
    if days <= 90:
        step = next(s for s in (1, 2, 7, 14) if days / s <= _TICKS or s == 14)
        found = [(first + dt.timedelta(n), "%Y-%m-%d") for n in range(1, days, step)]
    else:
        every = next((m for m in (1, 2, 3, 6, 12, 24, 60, 120) if days / 30.4 / m <= _TICKS), 600)
        months = range(first.year * 12, last.year * 12 + 12, every)
        found = [(dt.date(m // 12, m % 12 + 1, 1), "%Y" if every >= 12 else "%Y-%m") for m in months]
    marks = [Tick(round(_LEFT + (day - first).days * scale, 1), day.strftime(form)) for day, form in found if first < day < last]
    return tuple(t for t in marks if t.x < _WIDTH - 40)


def _day(day: str) -> dt.date:
    return dt.date.fromisoformat(day[:10])


def _cut(words: str, width: float) -> str:
    """Words cut to a width of the drawing, with an ellipsis.

    >>> _cut("Quay Workers' Union", 60)
    'Quay Wo…'
    """
    most = int(width / _LETTER)
    return words if len(words) <= most else words[: max(1, most - 2)].rstrip() + "…"
