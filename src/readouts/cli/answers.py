"""What the questions to a kept ledger are answered with, as sheets: one row an agreement, account, position, change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from readouts.cli.sheet import Row, Sheet
from readouts.engine.asking import Finding
from readouts.engine.changes import Change, Changes
from readouts.engine.dossier import Dossier, day_of
from readouts.engine.timeline import Position, said_on
from readouts.ledger.review_report import Concord, Difference
from readouts.ledger.review_view import JudgedAccount
from readouts.ledger.rows import Heading
from readouts.model import Account

SHORT = 8
_PLACE = ("document", "doc", "field", "start", "end", "published", "publisher", "url")


def short(name: str | None) -> str:
    """The beginning of an id, enough to name it by.

    >>> short("0123456789abcdef")
    '01234567'
    """
    return (name or "")[:SHORT]


def origins(d: Dossier) -> str:
    """How many articles there are, and how many of them are not another's words again."""
    c = d.agreement.counts
    articles = c.documents + c.copies
    one = "" if articles == 1 else "s"
    return f"{articles} article{one}, {c.documents} origin{'' if c.documents == 1 else 's'}"


def agreements(found: Iterable[Dossier]) -> Sheet:
    """One row an agreement."""
    rows = []
    for d in found:
        g = d.agreement
        rows.append({
            "id": g.id, "short": short(g.id), "label": g.label, "parties": list(g.parties), "status": g.status,
            "dispute_kinds": list(g.dispute_kinds), "accounts": g.counts.accounts,
            "articles": g.counts.documents + g.counts.copies, "origins": g.counts.documents, "first": g.counts.first,
            "last": g.counts.last, "open_differences": d.open, "reasons": list(g.reasons), "counted": origins(d),
            "state": g.status + (f" ({', '.join(g.dispute_kinds)})" if g.dispute_kinds else ""),
        })  # fmt: skip
    columns = (
        "id", "label", "parties", "status", "dispute_kinds", "accounts", "articles", "origins", "first", "last",
        "open_differences", "reasons",
    )  # fmt: skip
    shown = {
        "short": "id", "label": "agreement", "state": "status", "parties": "parties", "counted": "counted",
        "first": "first", "last": "last",
    }  # fmt: skip
    return Sheet(columns, shown, rows, "The ledger has no such agreement.")


def account(j: JudgedAccount, heading: Heading | None) -> dict[str, Any]:
    """One account as a row: what people hold it to be, the machine's own words for it, and where it stands."""
    a = j.account
    return {
        "account": a.id, "agreement": a.agreement, "party": a.party.name, "speaker": a.speaker.surface,
        "stance": a.stance, "voice": a.voice, "certainty": a.certainty, "quote": a.anchor.quote,
        "machine_party": j.machine.party.name, "machine_stance": j.machine.stance, "verdict": j.decision.verdict,
        "open": list(j.decision.open), "engine": a.engine, "reasons": list(a.reasons),
        "date": said_on(a, {a.anchor.doc: heading} if heading else {}), **_place(a, heading),
    }  # fmt: skip


def _place(a: Account, heading: Heading | None) -> dict[str, Any]:
    at = {"doc": a.anchor.doc, "field": a.anchor.field, "start": a.anchor.start, "end": a.anchor.end}
    if heading is None:
        return at
    return at | {
        "document": heading.name, "published": heading.published, "publisher": heading.publisher, "url": heading.url,
    }  # fmt: skip


ACCOUNT = (
    "account", "agreement", "date", "party", "speaker", "stance", "voice", "certainty", "quote", "machine_party",
    "machine_stance", "verdict", "open", "engine", "reasons", *_PLACE,
)  # fmt: skip


def accounts(d: Dossier) -> Sheet:
    """One row an account of one agreement, rejected ones included."""
    rows = [account(j, d.headings.get(j.account.anchor.doc)) for j in d.accounts]
    return Sheet(ACCOUNT, {}, rows, "The agreement has no account.")


def judged(d: Dossier) -> Iterator[str]:
    """What people said of an agreement's accounts, one line each."""
    for j in d.accounts:
        for o in (*j.decision.opinions, *((j.decision.settled,) if j.decision.settled else ())):
            parts = [f"{k} {v}" for k in ("party", "stance", "agreement") if (v := getattr(o, k))]
            said = ", ".join([o.verdict or "no verdict", *parts, *(f"“{n}”" for n in o.notes)])
            yield f"{o.author}: {said} · {j.machine.party.name} {j.machine.stance}, account {short(j.machine.id)}"
        if j.decision.open:
            yield f"reviewers differ on {', '.join(j.decision.open)} · account {short(j.machine.id)}"


def timeline(found: Iterable[tuple[Dossier, list[Position]]]) -> Sheet:
    """One row an account in a position: from when to when its party held it."""
    rows = []
    for d, held in found:
        for p in held:
            same = {"agreement": p.agreement, "label": d.label, "party": p.party, "since": p.since, "until": p.until}
            copies = len({a.anchor.doc for a in p.copies})
            for a in p.accounts:
                heading = d.headings.get(a.anchor.doc)
                until = p.until or ("…" if p.since else "")
                rows.append({
                    **same, "stance": a.stance, "last_said": p.last, "superseded": p.until is not None, "account": a.id,
                    "speaker": a.speaker.surface, "quote": a.anchor.quote, "copies": copies,
                    "date": said_on(a, d.headings), "held": f"{p.since or 'undated'} – {until}".rstrip(" –"),
                    "short": short(p.agreement), **_place(a, heading),
                })  # fmt: skip
    columns = (
        "agreement", "label", "party", "since", "until", "last_said", "superseded", "stance", "date", "account",
        "speaker", "quote", "copies", *_PLACE,
    )  # fmt: skip
    shown = {"short": "id", "held": "held", "party": "party", "stance": "stance", "quote": "words", "publisher": "in"}
    return Sheet(columns, shown, rows, "Nobody's position is known there.")


def findings(found: Iterable[Finding]) -> Sheet:
    """One row an account that a search found."""
    rows = []
    for f in found:
        row = account(f.judged, f.heading)
        rows.append({**row, "label": f.label, "status": f.status, "by": f.by, "short": short(row["agreement"])})
    shown = {"short": "id", "date": "date", "party": "party", "stance": "stance", "quote": "words", "publisher": "in"}
    columns = (*ACCOUNT, "label", "status", "by")
    by_letters = rows and all(row["by"] == "letters" for row in rows)
    title = "No word is the same; these have the same letters." if by_letters else ""
    return Sheet(columns, shown, rows, "Nothing was found.", title)


def documents(found: Iterable[Heading]) -> Sheet:
    """One row a document."""
    columns = ("doc", "document", "title", "published", "publisher", "url", "source")
    rows = [
        {"doc": h.key, "document": h.name, "title": h.title, "published": h.published, "publisher": h.publisher,
         "url": h.url, "source": h.source, "day": day_of(h)}
        for h in found
    ]  # fmt: skip
    shown = {"day": "published", "publisher": "in", "title": "title", "document": "document"}
    return Sheet(columns, shown, rows, "Nothing was found.")


def changes(found: Changes) -> Sheet:
    """One row a change: an agreement's status, a new account, dispute, shift or judgement, a new document."""
    rows: list[Row] = [row for c in found.agreements for row in _of_change(c)]
    for j in found.judgements:
        said = ", ".join(f"{k} {v}" for k, v in (j.value or {}).items() if k != "saw")
        rows.append({
            "change": "judgement", "party": j.author, "quote": " ".join(x for x in (j.verdict, said, j.note) if x),
            "account": j.target, "date": j.at[:10],
        })  # fmt: skip
    for h in found.documents:
        rows.append({
            "change": "document", "quote": h.title or h.name, "date": day_of(h), "doc": h.key, "document": h.name,
            "publisher": h.publisher, "published": h.published, "url": h.url,
        })  # fmt: skip
    columns = (
        "change", "agreement", "label", "before", "after", "party", "stance", "kind", "quote", "other_party",
        "other_quote", "account", "date", *_PLACE,
    )  # fmt: skip
    rows = [{**row, "short": short(row.get("agreement")), "what": _what(row)} for row in rows]
    shown = {"change": "change", "short": "id", "what": "what", "party": "party", "quote": "words", "date": "date"}
    return Sheet(columns, shown, rows, "Nothing changed.")


def _what(row: Row) -> str:
    if row["change"] in ("status", "new agreement", "new dispute"):
        return f"{row['before'] or 'nothing'} → {row['after']}"
    return " ".join(str(row[k]) for k in ("before", "after", "stance", "kind") if row.get(k)).replace(" ", " → ", 1)


def _of_change(c: Change) -> Iterator[Row]:
    same = {"agreement": c.agreement, "label": c.label}
    if c.before != c.after:
        what = "new agreement" if c.before is None else "new dispute" if c.newly_disputed else "status"
        yield {**same, "change": what, "before": c.before, "after": c.after, "quote": c.label}
    for pair, a, b in c.disputes:
        yield {
            **same, "change": "contradiction", "kind": pair.kind, "party": a.account.party.name,
            "quote": a.account.anchor.quote, "other_party": b.account.party.name,
            "other_quote": b.account.anchor.quote, "account": a.account.id, **_place(a.account, None),
        }  # fmt: skip
    for s in c.shifts:
        at = {"doc": s.anchor.doc, "field": s.anchor.field, "start": s.anchor.start, "end": s.anchor.end}
        yield {
            **same, "change": "shift", "party": s.party, "before": s.before, "after": s.after,
            "quote": s.anchor.quote, **at,
        }  # fmt: skip
    for j in c.accounts:
        row = account(j, c.headings.get(j.account.anchor.doc))
        yield {**row, **same, "change": "account"}
    for name in c.gone:
        yield {**same, "change": "left", "account": name, "quote": f"account {short(name)} counts here no more"}


def reliability(found: Iterable[Concord]) -> Sheet:
    """One row a question: alpha over all reviewers, then kappa for each two of them."""
    rows: list[Mapping[str, Any]] = []
    for c in found:
        asked = f"{c.question}: {c.label}" if c.label else c.question
        for measure, who, r in (("alpha", "all", c.alpha), *(("kappa", f"{a}, {b}", k) for a, b, k in c.kappas)):
            rows.append({
                "question": c.question, "label": c.label, "measure": measure, "reviewers": who, "value": r.value,
                "units": r.units, "observed": r.observed, "expected": r.expected, "why": r.why, "asked": asked,
            })  # fmt: skip
    columns = ("question", "label", "measure", "reviewers", "value", "units", "observed", "expected", "why")
    shown = {
        "asked": "question",
        "measure": "measure",
        "reviewers": "reviewers",
        "value": "value",
        "units": "units",
        "why": "",
    }
    return Sheet(columns, shown, rows, "Nobody has judged an account yet.")


def differences(found: Iterable[Difference], known: Mapping[str, JudgedAccount]) -> Sheet:
    """One row a thing that is left to decide, with what each reviewer said."""
    rows = []
    for d in found:
        said = [f"{o.author}: {_said(o)}" for o in d.opinions]
        j = known.get(d.target)
        rows.append({
            "kind": d.kind, "id": d.target, "short": short(d.target), "differ_on": list(d.parts), "unsure": list(d.unsure),
            "said": said, "quote": j.machine.anchor.quote if j else None, "party": j.machine.party.name if j else None,
            "stance": j.machine.stance if j else None, "on": ", ".join(d.parts) or "unsure",
        })  # fmt: skip
    columns = ("kind", "id", "party", "stance", "differ_on", "unsure", "said", "quote")
    shown = {"short": "id", "kind": "of", "on": "differ on", "said": "said", "party": "party", "quote": "words"}
    return Sheet(columns, shown, rows, "Reviewers differ on nothing.")


def _said(o: Any) -> str:
    parts = [f"{k} {v}" for k in ("party", "stance", "agreement", "into") if (v := getattr(o, k))]
    return ", ".join([o.verdict or "", *parts]).strip(", ") or "no verdict"
