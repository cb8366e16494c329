"""Why a ledger says what it says: the words, the offsets, the standing chain and the rules of one entry."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from readouts.cli.terminal import clean
from readouts.errors import ReadError
from readouts.export import load
from readouts.export.words import counted, dated
from readouts.model import Account, Agreement, Anchor, Contradiction, Ledger


def load_all(where: str) -> list[Ledger]:
    """The ledgers of a file (one JSON object, or one a line), or of standard input for ``-``."""
    try:
        text = sys.stdin.read() if where == "-" else Path(where).read_text(encoding="utf-8")
    except OSError as error:
        raise ReadError(where, error.strerror or "cannot be read") from None
    except UnicodeDecodeError:
        raise ReadError(where, "not a ledger: not UTF-8 text") from None
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > 1 and all(line.startswith("{") and line.rstrip().endswith("}") for line in lines):
        return [load(line, f"{where} line {n}") for n, line in enumerate(lines, 1)]
    return [load(text, where)]


def _parts(ledger: Ledger) -> list[Contradiction]:
    """Contradictions whose two accounts are there; a file somebody edited may point past its end."""
    there = range(len(ledger.accounts))
    return [c for c in ledger.contradictions if c.a in there and c.b in there]


def explain_in(ledger: Ledger, name: str) -> Iterator[str]:
    """Lines that explain the agreement or account with this id; none where the ledger has no such id."""
    for agreement in ledger.agreements:
        if agreement.id == name:
            yield from _agreement(ledger, agreement)
    for n, account in enumerate(ledger.accounts):
        if account.id == name:
            yield from _account(ledger, n, account)


def _agreement(ledger: Ledger, g: Agreement) -> Iterator[str]:
    kinds = f" ({', '.join(g.dispute_kinds)})" if g.dispute_kinds else ""
    yield f"agreement {clean(g.id)}: {clean(g.label)}\n"
    yield f"  status    {g.status}{kinds}\n"
    yield f"  rests on  {counted(g.counts)}\n"
    yield from _reasons(g.reasons)
    for a in ledger.accounts:
        if a.agreement == g.id:
            yield f"  {a.stance:12}{clean(a.party.name)}, account {clean(a.id)}: {_words(a.anchor)}\n"
    for c in _parts(ledger):
        if c.agreement == g.id:
            a, b = ledger.accounts[c.a], ledger.accounts[c.b]
            yield f"  parts     {clean(a.id)} and {clean(b.id)}, kind {c.kind}\n"
            yield from _reasons(c.reasons)
    yield f"  engine    {clean(', '.join(ledger.engine) or 'not recorded')}\n"


def _account(ledger: Ledger, n: int, a: Account) -> Iterator[str]:
    yield f"account {clean(a.id)}: {clean(a.party.name)} {a.stance}\n"
    yield f"  words     {_words(a.anchor)}\n"
    who = f"{a.speaker.name or 'no name given'}, {a.speaker.kind}, by {a.speaker.basis}"
    yield f"  speaker   {clean(a.speaker.surface)} ({clean(who)})\n"
    for link in a.standing.links:
        at = f" at {link.evidence.start}–{link.evidence.end}" if link.evidence else ""
        source = f", source {link.source}" if link.source else ""
        yield f"  standing  {clean(f'{link.of} → {link.to}: {link.basis}{at}{source}')}\n"
    if not a.standing.links:
        yield "  standing  no chain is recorded\n"
    for label, when in (("said", a.when), ("about", a.about_when)):
        if when is not None:
            yield f"  {label:10}{dated(when)} ({when.precision}, {clean(when.rule)})\n"
    certainty = "" if a.certainty is None else f", certainty {a.certainty:.2f}"
    yield f"  voice     {a.voice}{certainty}\n"
    yield from _reasons(a.reasons)
    for c in _parts(ledger):
        if n in (c.a, c.b):
            other = ledger.accounts[c.b if n == c.a else c.a]
            whose = f"{clean(other.id)} ({clean(other.party.name)} {other.stance})"
            yield f"  parts     from {whose}, kind {c.kind}\n"
    yield f"  engine    {clean(a.engine or ', '.join(ledger.engine) or 'not recorded')}\n"


def _words(anchor: Anchor) -> str:
    page = f" page {anchor.page}" if anchor.page else ""
    return f"“{clean(anchor.quote)}” [{clean(anchor.doc)} {anchor.start}–{anchor.end}{page}]"


def _reasons(reasons: tuple[str, ...]) -> Iterator[str]:
    for reason in reasons:
        yield f"  rule      {clean(reason)}\n"
