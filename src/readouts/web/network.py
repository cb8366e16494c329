"""Who is heard on which agreement, within a window of time: rows for a table, and the same as a drawing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from readouts.engine.network import Edge, network
from readouts.engine.overview import Glance, Side
from readouts.web.filters import Filters

MOST_AGREEMENTS, MOST_PARTIES = 30, 30
_WIDTH, _TOP, _STEP = 1000, 44, 34
_PARTIES, _AGREEMENTS = 250, 640
_LETTER = 6.8


@dataclass(frozen=True, slots=True)
class HeardRow:
    """One party on one agreement: what it held at the end of the window, in how many accounts, from when to when."""

    party: str
    agreement: str
    label: str
    status: str
    stances: tuple[str, ...]
    accounts: int
    moved: bool
    first: str | None
    last: str | None


@dataclass(frozen=True, slots=True)
class PairRow:
    """Two parties that are heard on the same agreements; on ``disputed`` of them they contradict each other."""

    a: str
    b: str
    agreements: int
    disputed: int
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NetworkView:
    """What the page shows. ``left_out`` agreements fit too, and wait for a narrower question."""

    rows: tuple[HeardRow, ...]
    pairs: tuple[PairRow, ...]
    filters: Filters
    first: str | None
    last: str | None
    left_out: int


class Node(NamedTuple):
    """A party or an agreement in the drawing."""

    id: str
    words: str
    full: str
    y: float
    accounts: int
    status: str


class Line(NamedTuple):
    """A party's stance on an agreement."""

    path: str
    stance: str
    weight: float
    words: str


class Web(NamedTuple):
    """The drawing, in the units of its own view box: parties on the left, agreements on the right."""

    width: int
    height: int
    left: int
    right: int
    parties: tuple[Node, ...]
    agreements: tuple[Node, ...]
    lines: tuple[Line, ...]


def network_view(glances: Iterable[Glance], wanted: Filters) -> NetworkView:
    """The network of the agreements that fit, of what was said within ``since`` to ``until``."""
    given = [g for g in glances if any(_within(s, wanted) for s in g.sides)]
    shown = sorted(given, key=lambda g: (-len(g.parting), -g.agreement.counts.accounts))[:MOST_AGREEMENTS]
    rows = tuple(_row(g, s) for g in shown for s in g.sides if _within(s, wanted))
    days = sorted(d for g in given for d in (g.agreement.counts.first, g.agreement.counts.last) if d)
    pairs = tuple(_pair(e) for e in network(given).edges)[:60]
    first, last = (days[0], days[-1]) if days else (None, None)
    return NetworkView(rows, pairs, wanted, first, last, len(given) - len(shown))


def _within(s: Side, wanted: Filters) -> bool:
    """True where a party was heard in the window."""
    return not (wanted.since and (s.last or "") < wanted.since) and not (wanted.until and (s.first or "9") > wanted.until)


def _row(g: Glance, s: Side) -> HeardRow:
    return HeardRow(s.party, g.id, g.agreement.label, g.agreement.status, s.stances, s.accounts, s.moved, s.first, s.last)


def _pair(e: Edge) -> PairRow:
    return PairRow(e.a, e.b, len(e.agreements), len(e.disputed), tuple(f"{kind} {n}" for kind, n in e.kinds))


def draw(rows: Sequence[HeardRow]) -> Web | None:
    """The rows as a drawing; None where there are none. Each side is ordered so that lines cross little."""
    heard = Counter(r.party for r in rows)
    parties = [p for p, _ in heard.most_common(MOST_PARTIES)]
    kept = [r for r in rows if r.party in set(parties)]
    agreements = list(dict.fromkeys(r.agreement for r in kept))
    if not kept:
        return None
    for _ in range(4):
        agreements = _sorted(agreements, parties, [(r.agreement, r.party) for r in kept])
        parties = _sorted(parties, agreements, [(r.party, r.agreement) for r in kept])
    tall = max(len(parties), len(agreements))
    at_party = _spread(parties, tall)
    at_agreement = _spread(agreements, tall)
    accounts: Counter[str] = Counter()
    for r in kept:
        accounts[r.party] += r.accounts
        accounts[r.agreement] += r.accounts
    known = {r.agreement: r for r in kept}
    return Web(
        _WIDTH, _TOP + tall * _STEP, _PARTIES, _AGREEMENTS,
        tuple(Node(p, _cut(p, _PARTIES - 24), p, at_party[p], accounts[p], "") for p in parties),
        tuple(
            Node(g, _cut(known[g].label, _WIDTH - _AGREEMENTS - 26), known[g].label, at_agreement[g], accounts[g], known[g].status)
            for g in agreements
        ),
        tuple(_line(r, at_party[r.party], at_agreement[r.agreement]) for r in kept),
    )  # fmt: skip


def _sorted(these: Sequence[str], those: Sequence[str], joined: Iterable[tuple[str, str]]) -> list[str]:
    """By the mean place of what each is joined to on the other side."""
    place = {name: n for n, name in enumerate(those)}
    near: dict[str, list[int]] = {name: [] for name in these}
    for one, other in joined:
        near[one].append(place[other])
    return sorted(these, key=lambda name: sum(near[name]) / max(1, len(near[name])))


def _spread(names: Sequence[str], tall: int) -> dict[str, float]:
    """Heights, evenly over the whole drawing."""
    gap = tall * _STEP / max(1, len(names))
    return {name: round(_TOP + gap * (n + 0.5), 1) for n, name in enumerate(names)}


def _line(r: HeardRow, start: float, end: float) -> Line:
    left, right = _PARTIES + 8, _AGREEMENTS - 8
    middle = (left + right) / 2
    words = f"{r.party} {' and '.join(r.stances)}: {r.label}"
    path = f"M{left},{start} C{middle},{start} {middle},{end} {right},{end}"
    return Line(path, r.stances[0], min(5.0, 1.5 + 0.5 * r.accounts), words)


def _cut(words: str, width: float) -> str:
    most = int(width / _LETTER)
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"
