"""schema.org claims: each alleged agreement, and each account of it as a claim with its author and where it appeared.

No ``ClaimReview`` is ever written. Reviewers here say whether the words were read rightly, which is no verdict on
whether they are true; it is written as a ``Review`` of that aspect.
"""

from __future__ import annotations

from typing import Any

from readouts.export.formats import Options
from readouts.export.identifiers import TERMS, dumped, engines, iri, known, speaker_of, web
from readouts.export.words import digest, named, nobody, said_on
from readouts.model import Account, Agreement, Evidence, Ruling

Node = dict[str, Any]
# Inside, so that nobody need fetch it; schema.org's own context expands to the same names.
CONTEXT: Node = {"@vocab": "http://schema.org/", "readouts": TERMS, "id": "@id", "type": "@type"}
_ASPECT = "whether the words were read rightly, not whether they are true"


def write(evidence: Evidence, options: Options) -> bytes:
    """All claims as one graph."""
    nodes = [_document(evidence, doc) for doc in evidence.ledger.docs]
    nodes += [_agreement(evidence, g) for g in evidence.ledger.agreements]
    nodes += [_account(evidence, a) for a in evidence.ledger.accounts]
    return dumped({"@context": CONTEXT, "@graph": nodes})


def _document(evidence: Evidence, doc: str) -> Node:
    d = evidence.texts.get(doc)
    url = web(d.url) if d else None
    return known(
        id=iri("document", doc), type="CreativeWork", name=(d.title if d else "") or evidence.name(doc),
        url={"id": url} if url else None, datePublished=d.published if d else None, inLanguage=d.language if d else None,
        identifier=f"sha256:{digest(d)}" if digest(d) else None,
        publisher={"type": "Organization", "name": d.publisher} if d and d.publisher else None,
    )  # fmt: skip


def _agreement(evidence: Evidence, g: Agreement) -> Node:
    own = evidence.accounts[g.id]
    docs = list(dict.fromkeys(a.anchor.doc for a in own))
    dated = [(d.published, doc) for doc in docs if (d := evidence.texts.get(doc)) and d.published]
    # The first is known only where all are dated.
    first = min(dated)[1] if docs and len(dated) == len(docs) else None
    return known(**{
        "id": iri("agreement", g.id), "type": "Claim", "name": g.label,
        "appearance": [{"id": iri("document", doc)} for doc in docs],
        "firstAppearance": {"id": iri("document", first)} if first else None,
        "claimInterpreter": [{"type": "SoftwareApplication", "name": n} for n in engines(evidence)],
        "readouts:status": g.status, "readouts:disputed": list(g.dispute_kinds),
        "review": _reviews(evidence.ruling(g.id)),
    })  # fmt: skip


def _account(evidence: Evidence, a: Account) -> Node:
    return known(**{
        "id": iri("account", a.id), "type": "Claim", "text": a.anchor.quote, "author": _author(a),
        "about": {"id": iri("agreement", a.agreement)} if a.agreement else None,
        "appearance": {"id": iri("document", a.anchor.doc)},
        "dateCreated": said_on(a, evidence.texts.get(a.anchor.doc)),
        "readouts:stance": a.stance, "readouts:party": a.party.name, "readouts:start": a.anchor.start,
        "readouts:end": a.anchor.end, "readouts:field": a.anchor.field, "review": _reviews(evidence.ruling(a.id)),
    })  # fmt: skip


def _author(a: Account) -> Node | None:
    """Who said it, with the party as what he belongs to; nobody where the text names nobody."""
    party = (
        None if nobody(a.party) else {"id": iri("party", a.party.name), "type": "Organization", "name": a.party.name}
    )
    if name := named(a.speaker):
        return known(id=speaker_of(a), type="Person", name=name, affiliation=party)
    return party


def _reviews(ruling: Ruling) -> list[Node]:
    return [
        known(type="Review", author={"id": iri("reviewer", v.author), "type": "Person", "name": v.author},
              dateCreated=v.at, reviewAspect=_ASPECT, reviewBody=[*([v.verdict] if v.verdict else []), *v.notes])
        for v in ruling.people
    ]  # fmt: skip
