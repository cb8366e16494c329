"""From what the engine answers to the plain values of the answers: one function a shape."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from typing import Any

from readouts.engine.asking import Finding, Inquiry
from readouts.engine.changes import Change, Changes
from readouts.engine.dossier import Dossier
from readouts.engine.overview import Glance, Side, Stay
from readouts.engine.timeline import Position, said_on
from readouts.ledger.review import relation_id
from readouts.ledger.review_reliability import Reliability
from readouts.ledger.review_report import Concord, Difference
from readouts.ledger.review_view import Decision, JudgedAccount, Opinion
from readouts.ledger.rows import Heading, Judgement, Relation
from readouts.model import Account, Contradiction, to_record

Record = dict[str, Any]
_HEADING = tuple(f.name for f in fields(Heading))


def heading(h: Heading) -> Record:
    """A document without its text."""
    return {name: getattr(h, name) for name in _HEADING}


def opinion(o: Opinion) -> Record:
    """What one reviewer holds."""
    return {
        "author": o.author, "at": o.at, "verdict": o.verdict, "party": o.party, "stance": o.stance,
        "agreement": o.agreement, "into": o.into, "notes": list(o.notes), "judgements": list(o.judgements),
    }  # fmt: skip


def ruling(d: Decision) -> Record:
    """What people hold of something."""
    settled = opinion(d.settled) if d.settled else None
    return {
        "verdict": d.verdict,
        "open": list(d.open),
        "opinions": [opinion(o) for o in d.opinions],
        "settled": settled,
    }


def account(
    j: JudgedAccount, headings: Mapping[str, Heading], copies: Mapping[str, tuple[str, float]] | None = None
) -> Record:
    """An account as people hold it to be, beside what the machine found."""
    a, m = j.account, j.machine
    above = headings.get(a.anchor.doc)
    return {
        **to_record(a), "date": said_on(a, headings), "document": heading(above) if above else None,
        "machine": {"party": m.party.name, "party_id": m.party.id, "stance": m.stance, "agreement": m.agreement},
        "ruling": ruling(j.decision), "rejected": j.rejected,
        "copy_of": (copies or {}).get(a.anchor.doc, (None,))[0],
    }  # fmt: skip


def agreement(g: Glance) -> Record:
    """An agreement with its status."""
    return {**to_record(g.agreement), "open": g.open}


def between(d: Dossier, c: Contradiction) -> Record:
    """Two accounts that contradict each other, under the id by which that is judged."""
    one, other = d.standing[c.a].account.id, d.standing[c.b].account.id
    name = relation_id(Relation("contradiction", {"kind": c.kind}, (one, other)))
    said = ruling(d.view.decision("contradiction", name))
    return {"id": name, "a": one, "b": other, "kind": c.kind, "reasons": list(c.reasons), "ruling": said}


def stated(d: Dossier, kind: str) -> list[Record]:
    """Shifts, conditions, mandate doubts or silences, each under the id by which it is judged."""
    names: dict[Any, str] = {}
    for r in d.relations:
        if r.kind == kind and d.view.decision(kind, relation_id(r)).verdict != "reject":
            at = (r.record["doc"], r.record["start"] if "start" in r.record else r.record["party"])
            names.setdefault(at, relation_id(r))
    out = []
    for made in d.others(kind):
        at = (made.anchor.doc, made.anchor.start) if hasattr(made, "anchor") else (made.doc, made.party)
        name = names[at]
        out.append({"id": name, **to_record(made), "ruling": ruling(d.view.decision(kind, name))})
    return out


def dossier(d: Dossier, seq: int) -> Record:
    """Everything about one agreement."""
    return {
        **to_record(d.agreement), "open": d.open, "seq": seq,
        "accounts": [account(j, d.headings, d.copies) for j in d.accounts],
        "contradictions": [between(d, c) for c in d.contradictions],
        "shifts": stated(d, "shift"), "conditions": stated(d, "condition"),
        "mandate_doubts": stated(d, "mandate_doubt"), "silences": stated(d, "silence"),
        "sources": [heading(h) for h in d.ledger_headings()], "engine": list(d.engine),
        "ruling": ruling(d.view.decision("agreement", d.id)),
    }  # fmt: skip


def finding(f: Finding, status: str | None) -> Record:
    """An account that a search found."""
    return {
        **account(f.judged, {f.heading.key: f.heading}),
        "label": f.label,
        "status": f.status or status,
        "by": f.by,
    }


def position(p: Position, label: str) -> Record:
    """What one party held from when to when."""
    return {
        "agreement": p.agreement, "label": label, "party": p.party, "stances": list(p.stances), "since": p.since,
        "last": p.last, "until": p.until, "accounts": _ids(p.accounts), "copies": _ids(p.copies),
    }  # fmt: skip


def stay(g: Glance, s: Side, held: Stay) -> Record:
    """The same, of an overview."""
    return {
        "agreement": g.id, "label": g.agreement.label, "party": s.party, "stances": list(held.stances),
        "since": held.since, "last": held.last, "until": held.until, "accounts": list(held.accounts),
        "copies": list(held.copies),
    }  # fmt: skip


def _ids(accounts: Iterable[Account]) -> list[str]:
    return [a.id for a in accounts]


def cell(s: Side | None) -> Record | None:
    """What a party holds now of one agreement."""
    if s is None:
        return None
    return {"stances": list(s.stances), "accounts": s.accounts, "moved": s.moved, "first": s.first, "last": s.last}


def change(c: Change) -> Record:
    """One agreement that is not as it was."""
    disputes = []
    for pair, a, b in c.disputes:
        one, other = a.account.id, b.account.id
        name = relation_id(Relation("contradiction", {"kind": pair.kind}, (one, other)))
        none = ruling(Decision())
        disputes.append(
            {"id": name, "a": one, "b": other, "kind": pair.kind, "reasons": list(pair.reasons), "ruling": none}
        )
    return {
        "agreement": c.agreement, "label": c.label, "before": c.before, "after": c.after,
        "newly_disputed": c.newly_disputed, "accounts": [account(j, c.headings) for j in c.accounts],
        "gone": list(c.gone), "contradictions": disputes, "shifts": to_record(c.shifts),
    }  # fmt: skip


def changes(found: Changes, before: Inquiry, after: Inquiry) -> Record:
    """What changed between two moments, by when the ledger learnt of it."""
    return {
        "since": before.reading.seq, "seq": after.reading.seq, "documents": [heading(h) for h in found.documents],
        "agreements": [change(c) for c in found.agreements],
        "judgements": [judgement(j, stands=after.stands(j)) for j in found.judgements],
    }  # fmt: skip


def judgement(j: Judgement, *, stands: bool) -> Record:
    """A person's recorded opinion."""
    return {
        "id": j.id, "author": j.author, "at": j.at, "target_kind": j.target_kind, "target": j.target,
        "verdict": j.verdict, "value": dict(j.value) if j.value is not None else None, "note": j.note,
        "undoes": j.undoes, "stands": stands,
    }  # fmt: skip


def measure(r: Reliability) -> Record:
    """A coefficient and what it rests on."""
    return asdict(r)


def concord(c: Concord) -> Record:
    """How far reviewers agree on one question."""
    kappas = [{"reviewers": [a, b], **measure(k)} for a, b, k in c.kappas]
    return {"question": c.question, "label": c.label, "alpha": measure(c.alpha), "kappas": kappas}


def difference(d: Difference, known: Mapping[str, JudgedAccount], headings: Mapping[str, Heading]) -> Record:
    """What reviewers differ on."""
    j = known.get(d.target) if d.kind == "account" else None
    return {
        "kind": d.kind, "target": d.target, "parts": list(d.parts), "unsure": list(d.unsure),
        "opinions": [opinion(o) for o in d.opinions], "account": account(j, headings) if j else None,
    }  # fmt: skip
