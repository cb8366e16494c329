"""Events in the manner of PLOVER (the Political Language Ontology for Verifiable Event Records), as JSON lines.

What the lines hold are claims that an event took place, not events. So the event stands inside ``claimed``, where a
reader of event records does not find it by mistake, and every line says ``"asserted": false``.
"""

from __future__ import annotations

from typing import Any

from readouts.export.formats import Options
from readouts.export.jsonl import judgement, line
from readouts.export.words import named, nobody, said_on
from readouts.model import Account, Evidence, StanceName

# Of each stance: PLOVER's event type, its special contexts, and what becomes of the claim. A denial is PLOVER's
# "negation", which its readers leave out; a condition or a hedge its "hypothetical".
EVENTS: dict[StanceName, tuple[str, tuple[str, ...], str]] = {
    "affirms": ("AGREE", (), "alleged"),
    "denies": ("AGREE", ("negation",), "denied"),
    "refuses": ("REJECT", (), "alleged"),
    "withdraws": ("REJECT", (), "alleged"),
    "conditions": ("AGREE", ("hypothetical",), "conditional"),
    "hedges": ("AGREE", ("hypothetical",), "hedged"),
}


def write(evidence: Evidence, options: Options) -> bytes:
    """One line an account."""
    return "".join(line(record(evidence, a)) for a in evidence.ledger.accounts).encode()


def record(evidence: Evidence, a: Account) -> dict[str, Any]:
    """One account as a claimed event.

    A refusal or a withdrawal is the party's own act, towards the others that speak of the agreement. That there was
    an agreement is claimed of all that speak of it: the text does not say who would be bound.
    """
    event, context, status = EVENTS[a.stance]
    d, g = evidence.texts.get(a.anchor.doc), evidence.agreements.get(a.agreement or "")
    claimant = None if nobody(a.party) else a.party.name
    others = [p for p in (g.parties if g else ()) if p != a.party.name]
    own_act = event == "REJECT"
    actors = [claimant] if own_act and claimant else [] if own_act else [*([claimant] if claimant else []), *others]
    return {
        "id": a.id, "record_type": "claim", "asserted": False, "claim_status": status,
        "claimed": {
            "event_type": event, "mode": None, "context": [*context, status], "actor": actors,
            "recipient": others if own_act else [], "actor_basis": "own_act" if own_act else "speaks_of_agreement",
        },
        "claimant": {"party": claimant, "speaker": a.speaker.surface, "speaker_name": named(a.speaker), "stance": a.stance},
        "agreement": {"id": g.id, "label": g.label, "status": g.status} if g else None,
        "date": said_on(a, d), "text": a.anchor.quote, "judgement": judgement(evidence.ruling(a.id)),
        "source": {
            "document": evidence.name(a.anchor.doc), "publisher": d.publisher if d else None, "url": d.url if d else None,
            "published": d.published if d else None, "field": a.anchor.field, "start": a.anchor.start,
            "end": a.anchor.end, "copy_of": evidence.copies.get(a.anchor.doc),
        },
    }  # fmt: skip
