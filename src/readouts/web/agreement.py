"""The page of one agreement: a column for each party, time downwards, and what stands between the columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from readouts.engine.dossier import Dossier, day_of
from readouts.export.words import by_party
from readouts.ledger.rows import Heading
from readouts.model import Anchor, Condition, Counts, MandateDoubt, Shift
from readouts.web.accounts import AccountView, Marker, Print, Said, account_view, named, said_of, source_of
from readouts.web.wording import origins, party_words

Finding = Shift | Condition | MandateDoubt


@dataclass(frozen=True, slots=True)
class Column:
    """One party: how many accounts of which stances, in the order they were first taken."""

    party: str
    words: str
    accounts: int
    stances: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class SilenceView:
    """A party's own document says nothing of it. Never a denial."""

    party: str
    doc: str
    title: str
    day: str | None


@dataclass(frozen=True, slots=True)
class Cell:
    """What one party said on one day."""

    party: str
    accounts: tuple[AccountView, ...]
    silences: tuple[SilenceView, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """One row: a day (None: no day is known) and a cell for each column."""

    day: str | None
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Parting:
    """Two accounts that cannot both be right: the number both carry, what is in dispute, and why it was found."""

    number: int
    kind: str
    a: AccountView
    b: AccountView
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """Words about the agreement that are no account of their own: a shift, a condition, a doubt."""

    words: str
    quote: str
    doc: str
    title: str
    start: int
    account: str | None
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """One document: ``copy_of`` is the key of what it prints again."""

    doc: str
    title: str
    publisher: str
    published: str | None
    url: str | None
    copy_of: str | None
    copy_of_title: str | None


@dataclass(frozen=True, slots=True)
class AgreementView:
    """Everything the page shows."""

    id: str
    label: str
    status: str
    dispute_kinds: tuple[str, ...]
    counts: Counts
    counted: str
    parties: tuple[str, ...]
    columns: tuple[Column, ...]
    days: tuple[Day, ...]
    partings: tuple[Parting, ...]
    shifts: tuple[Passage, ...]
    conditions: tuple[Passage, ...]
    doubts: tuple[Passage, ...]
    silences: tuple[SilenceView, ...]
    rejected: tuple[AccountView, ...]
    sources: tuple[Source, ...]
    reasons: tuple[str, ...]
    said: tuple[Said, ...]
    merged: tuple[str, ...]
    parted_from: str | None
    engine: tuple[str, ...]

    @property
    def title(self) -> str:
        """What stands in the browser's tab."""
        return self.label


def agreement_view(d: Dossier, texts: Mapping[tuple[str, str], str]) -> AgreementView:
    """The page of an agreement. ``texts`` are its documents', by key and field."""
    shown = {j.account.id: account_view(j, d.headings, texts) for j in d.accounts}
    shifts, conditions = d.others("shift"), d.others("condition")
    partings = _partings(d, shown)
    shown = _noted(d, shown, partings, shifts, conditions)
    folded, prints = _reprints(d)
    live = [j.account for j in d.standing if j.account.id not in folded]
    silences = tuple(
        SilenceView(s.party, s.doc, named(d.headings.get(s.doc), s.doc), day_of(d.headings.get(s.doc)))
        for s in d.others("silence")
    )
    own = {a.id: replace(shown[a.id], prints=tuple(prints.get(a.id, ()))) for a in live}
    parties = list(by_party(live, d.agreement.parties))
    parties += [s.party for s in silences if s.party not in parties]
    decision = d.view.decision("agreement", d.id)
    g = d.agreement
    return AgreementView(
        id=d.id, label=g.label, status=g.status, dispute_kinds=g.dispute_kinds, counts=g.counts, counted=origins(g.counts),
        parties=g.parties, columns=tuple(_column(p, own.values()) for p in parties),
        days=_days(parties, list(own.values()), silences), partings=tuple(_paired(partings, shown)),
        shifts=tuple(_passage(d, s, _shift_words(s)) for s in shifts),
        conditions=tuple(_passage(d, c, f"set by {party_words(c.party)}") for c in conditions),
        doubts=tuple(_passage(d, m, f"{m.doubter} doubts that {m.speaker} can commit") for m in d.others("mandate_doubt")),
        silences=silences, rejected=tuple(shown[j.account.id] for j in d.accounts if j.account.id not in _ids(d)),
        sources=tuple(_source(h, d) for h in d.ledger_headings()), reasons=g.reasons,
        said=said_of(decision.opinions, decision.settled),
        merged=tuple(one for one, into in d.view.merged.items() if into == d.id),
        parted_from=d.view.parted.get(d.id), engine=d.engine,
    )  # fmt: skip


def _ids(d: Dossier) -> set[str]:
    return {j.account.id for j in d.standing}


def _partings(d: Dossier, shown: Mapping[str, AccountView]) -> list[tuple[int, str, str, str, tuple[str, ...]]]:
    """Number, kind, the two accounts and why, of each contradiction."""
    own = [j.account.id for j in d.standing]
    return [
        (n, c.kind, own[c.a], own[c.b], c.reasons)
        for n, c in enumerate(d.contradictions, 1) if own[c.a] in shown and own[c.b] in shown
    ]  # fmt: skip


def _paired(found: Iterable[tuple[int, str, str, str, tuple[str, ...]]], shown: Mapping[str, AccountView]) -> list[Parting]:
    return [Parting(n, kind, shown[a], shown[b], reasons) for n, kind, a, b, reasons in found]


def _noted(
    d: Dossier, shown: Mapping[str, AccountView], partings: Sequence[tuple[int, str, str, str, tuple[str, ...]]],
    shifts: Sequence[Shift], conditions: Sequence[Condition],
) -> dict[str, AccountView]:  # fmt: skip
    """The accounts with what stands between them and others, and what was found in their words."""
    markers: dict[str, list[Marker]] = {}
    for n, kind, left, right, _ in partings:
        for one, other in ((left, right), (right, left)):
            far = shown[other]
            markers.setdefault(one, []).append(Marker(n, kind, other, far.party, far.stance))
    out = {}
    for name, a in shown.items():
        moved = tuple(_shift_words(s) for s in shifts if _inside(s, a) and s.party == a.party)
        hangs = tuple(c.anchor.quote for c in conditions if _inside(c, a) and c.party == a.party)
        out[name] = replace(a, partings=tuple(markers.get(name, ())), shifts=moved, conditions=hangs)
    return out


def _inside(found: Finding, a: AccountView) -> bool:
    """True where the words of a finding share a character with those of an account."""
    at = found.anchor
    return (at.doc, at.field) == (a.doc, a.field) and at.start < a.end and a.start < at.end


def _shift_words(s: Shift) -> str:
    said = f", says {s.said_by}" if s.said_by else ""
    return f"{party_words(s.party)}: {s.before} → {s.after}{said}"


def _reprints(d: Dossier) -> tuple[set[str], dict[str, list[Print]]]:
    """Accounts that only print an original's words again, and for each original where it was printed."""
    originals = {
        (j.account.anchor.doc, j.account.anchor.quote, j.account.party.name): j.account.id for j in d.standing
    }
    folded: set[str] = set()
    prints: dict[str, list[Print]] = {}
    for j in d.standing:
        a = j.account
        of = d.copies.get(a.anchor.doc, ("", 0.0))[0]
        original = originals.get((of, a.anchor.quote, a.party.name))
        if original is not None and original != a.id:
            folded.add(a.id)
            heading = d.headings.get(a.anchor.doc)
            prints.setdefault(original, []).append(
                Print(a.anchor.doc, a.id, source_of(heading, a.anchor.doc), heading.published if heading else None)
            )
    return folded, prints


def _column(party: str, accounts: Iterable[AccountView]) -> Column:
    own = [a for a in accounts if a.party == party]
    return Column(party, party_words(party), len(own), tuple(Counter(a.stance for a in own).items()))


def _days(parties: Sequence[str], accounts: Sequence[AccountView], silences: Sequence[SilenceView]) -> tuple[Day, ...]:
    """Rows by day, the oldest first; what has no day comes last."""
    found = {a.day for a in accounts} | {s.day for s in silences}
    out = []
    for day in sorted(found, key=lambda x: (x is None, x or "")):
        cells = tuple(
            Cell(
                p, tuple(a for a in accounts if (a.party, a.day) == (p, day)),
                tuple(s for s in silences if (s.party, s.day) == (p, day)),
            )
            for p in parties
        )  # fmt: skip
        out.append(Day(day, cells))
    return tuple(out)


def _passage(d: Dossier, found: Finding, words: str) -> Passage:
    at: Anchor = found.anchor
    account = next(
        (
            j.account.id for j in d.standing
            if (j.account.anchor.doc, j.account.anchor.field) == (at.doc, at.field) and j.account.anchor.span.overlaps(at.span)
        ),
        None,
    )  # fmt: skip
    title = named(d.headings.get(at.doc), at.doc)
    return Passage(words, at.quote, at.doc, title, at.start, account, found.reasons)


def _source(h: Heading, d: Dossier) -> Source:
    of = d.copies.get(h.key, (None, 0.0))[0]
    title = named(d.headings.get(of), of) if of else None
    return Source(h.key, named(h, h.key), source_of(h, h.key), h.published, h.url, of, title)
