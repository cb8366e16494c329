"""Provenance in PROV-O, as JSON-LD with its context inside: where each account comes from, who spoke for whom, what
software found it and which people judged it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from readouts.export.formats import Options
from readouts.export.identifiers import TERMS, dumped, engines, iri, known, moment, speaker_of, text_of, web
from readouts.export.words import digest, named, nobody
from readouts.model import Account, Document, Evidence, Ruling

Node = dict[str, Any]
_PROV, _XSD = "http://www.w3.org/ns/prov#", "http://www.w3.org/2001/XMLSchema#"
_LINKS = (
    "wasAttributedTo wasDerivedFrom wasQuotedFrom wasRevisionOf wasGeneratedBy wasAssociatedWith actedOnBehalfOf used "
    "qualifiedDelegation agent"
).split()
CONTEXT: Node = {
    "prov": _PROV, "xsd": _XSD, "rdfs": "http://www.w3.org/2000/01/rdf-schema#", "dcterms": "http://purl.org/dc/terms/",
    "readouts": TERMS, "id": "@id", "type": "@type", "label": "rdfs:label", "value": "prov:value",
    "issued": "dcterms:issued", "title": "dcterms:title", "seeAlso": {"@id": "rdfs:seeAlso", "@type": "@id"},
    "endedAtTime": {"@id": "prov:endedAtTime", "@type": "xsd:dateTime"},
    "about": {"@id": "readouts:about", "@type": "@id"}, **{k: {"@id": f"prov:{k}", "@type": "@id"} for k in _LINKS},
}  # fmt: skip


def write(evidence: Evidence, options: Options) -> bytes:
    """The whole provenance as one graph."""
    at = moment(options.at)
    nodes: dict[str, Node] = {}
    for node in (*_engines(evidence, at), *_documents(evidence), *_accounts(evidence), *_agreements(evidence)):
        seen = nodes.setdefault(node["id"], node)
        if seen is not node and "qualifiedDelegation" in node:  # the same speaker again, with this account's basis
            seen["qualifiedDelegation"] = [*_several(seen.get("qualifiedDelegation")), node["qualifiedDelegation"]]
    return dumped({"@context": CONTEXT, "@graph": list(nodes.values())})


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _engines(evidence: Evidence, at: str) -> Iterator[Node]:
    names = engines(evidence)
    for name in names:
        yield {"id": iri("software", name), "type": "prov:SoftwareAgent", "label": name}
    yield {
        "id": _FINDING, "type": "prov:Activity", "label": "extraction and comparison", "readouts:exported": at,
        "wasAssociatedWith": [iri("software", name) for name in names],
        **known(used=[iri("document", doc) for doc in evidence.ledger.docs]),
    }  # fmt: skip


_FINDING = iri("activity", "finding")


def _documents(evidence: Evidence) -> Iterator[Node]:
    copies = {c.doc: c.of for c in evidence.ledger.copies}
    texts = evidence.texts
    for doc in evidence.ledger.docs:
        d: Document | None = texts.get(doc)
        publisher = d.publisher if d else None
        yield known(**{
            "id": iri("document", doc), "type": "prov:Entity", "label": evidence.name(doc),
            "title": d.title if d else None, "issued": d.published if d else None,
            "seeAlso": web(d.url) if d else None, "readouts:sha256": digest(d),
            "readouts:text": text_of(d, doc) if d else None,
            "wasAttributedTo": iri("publisher", publisher) if publisher else None,
            "wasDerivedFrom": iri("document", copies[doc]) if doc in copies else None,
        })  # fmt: skip
        if publisher:
            yield {"id": iri("publisher", publisher), "type": "prov:Organization", "label": publisher}


def _accounts(evidence: Evidence) -> Iterator[Node]:
    for a in evidence.ledger.accounts:
        ruling = evidence.ruling(a.id)
        at = a.anchor
        yield known(**{
            "id": iri("quote", a.id), "type": ["prov:Entity", "readouts:Quote"], "value": at.quote,
            "wasQuotedFrom": iri("document", at.doc), "readouts:field": at.field, "readouts:start": at.start,
            "readouts:end": at.end, "readouts:page": at.page,
        })  # fmt: skip
        # Of another agreement it may be because somebody merged that, whom this review does not name.
        found = (ruling.machine_party or a.party.name, ruling.machine_stance or a.stance)
        changed = bool(ruling.people) and found != (a.party.name, a.stance)
        yield known(**{
            "id": iri("account", a.id), "type": ["prov:Entity", "readouts:Account"],
            "label": f"{a.party.name} {a.stance}", "readouts:stance": a.stance, "readouts:party": a.party.name,
            "readouts:certainty": a.certainty, "readouts:verdict": ruling.verdict,
            "about": iri("agreement", a.agreement) if a.agreement else None,
            "wasDerivedFrom": iri("quote", a.id), "wasAttributedTo": speaker_of(a),
            "wasGeneratedBy": iri("activity", "judging", a.id) if changed else _FINDING,
            "wasRevisionOf": iri("account-as-found", a.id) if changed else None,
        })  # fmt: skip
        if changed:
            yield known(**{
                "id": iri("account-as-found", a.id), "type": ["prov:Entity", "readouts:Account"],
                "readouts:stance": ruling.machine_stance, "readouts:party": ruling.machine_party,
                "wasDerivedFrom": iri("quote", a.id), "wasGeneratedBy": _FINDING,
            })  # fmt: skip
        yield from _speaker(a)
        yield from _judged(iri("account", a.id), a.id, ruling)


def _speaker(a: Account) -> Iterator[Node]:
    """Who spoke, and for whom on what basis; nobody in particular is nobody's principal."""
    kinds = {"person": "prov:Person", "organization": "prov:Organization"}
    node: Node = {
        "id": speaker_of(a), "type": kinds.get(a.speaker.kind, "prov:Agent"), "label": named(a.speaker) or a.speaker.surface,
    }  # fmt: skip
    if nobody(a.party):
        yield node
        return
    party = iri("party", a.party.name)
    basis = "; ".join(f"{k.of} → {k.to}: {k.basis}" for k in a.standing.links)
    delegation = known(**{
        "id": iri("standing", a.id), "type": "prov:Delegation", "agent": party, "readouts:basis": basis,
    })  # fmt: skip
    yield node | {"actedOnBehalfOf": party, "qualifiedDelegation": delegation}
    yield known(**{
        "id": party, "type": "prov:Organization", "label": a.party.name, "readouts:partyId": a.party.id,
        "readouts:partyKind": a.party.kind,
    })  # fmt: skip


def _agreements(evidence: Evidence) -> Iterator[Node]:
    for g in evidence.ledger.agreements:
        own = [iri("account", a.id) for a in evidence.accounts[g.id]]
        yield known(**{
            "id": iri("agreement", g.id), "type": ["prov:Entity", "readouts:AllegedAgreement"], "label": g.label,
            "readouts:status": g.status, "readouts:disputed": list(g.dispute_kinds), "wasDerivedFrom": own,
            "wasGeneratedBy": _FINDING,
        })  # fmt: skip
        yield from _judged(iri("agreement", g.id), g.id, evidence.ruling(g.id))


def _judged(target: str, name: str, ruling: Ruling) -> Iterator[Node]:
    """One judgement a person: an entity of his own, made by an activity of his."""
    for n, v in enumerate(ruling.people):
        reviewer, activity = iri("reviewer", v.author), iri("activity", "judging", name, str(n))
        yield {"id": reviewer, "type": "prov:Person", "label": v.author}
        yield known(**{
            "id": activity, "type": "prov:Activity", "wasAssociatedWith": reviewer, "used": target, "endedAtTime": v.at,
        })  # fmt: skip
        yield known(**{
            "id": iri("judgement", name, str(n)), "type": ["prov:Entity", "readouts:Judgement"], "label": v.verdict,
            "value": list(v.notes), "about": target, "wasAttributedTo": reviewer, "wasGeneratedBy": activity,
        })  # fmt: skip
    if ruling.people:
        yield {
            "id": iri("activity", "judging", name), "type": "prov:Activity", "label": "review",
            "wasAssociatedWith": list(dict.fromkeys(iri("reviewer", v.author) for v in ruling.people)),
        }  # fmt: skip
