"""Annotations, provenance and claims, read back by rdflib, which is kept from the network."""

from __future__ import annotations

import json
import socket
from dataclasses import replace
from typing import Any

import pytest
from odd import ACCOUNTS, AT, EMPTY, EVIDENCE, RECORD, TEXTS

from readouts.export import export
from readouts.export.annotation import CONTEXT
from readouts.model import Evidence

rdflib = pytest.importorskip("rdflib")
OA, PROV = rdflib.Namespace("http://www.w3.org/ns/oa#"), rdflib.Namespace("http://www.w3.org/ns/prov#")
SDO, OWN = rdflib.Namespace("http://schema.org/"), rdflib.Namespace("urn:readouts:terms:")
RDF = rdflib.RDF
# What http://www.w3.org/ns/anno.jsonld says of the words used here: the same mappings, written out for these tests.
_LINKS = (
    "body=oa:hasBody target=oa:hasTarget source=oa:hasSource selector=oa:hasSelector state=oa:hasState "
    "cached=oa:cachedSource creator=dcterms:creator generator=as:generator first=as:first"
)
_VALUES = (
    "format=dc:format value=rdf:value exact=oa:exact prefix=oa:prefix suffix=oa:suffix name=foaf:name label=rdfs:label"
)
_TYPES = (
    "Annotation=oa:Annotation TextualBody=oa:TextualBody SpecificResource=oa:SpecificResource TimeState=oa:TimeState "
    "TextQuoteSelector=oa:TextQuoteSelector TextPositionSelector=oa:TextPositionSelector Person=foaf:Person "
    "Software=as:Application AnnotationCollection=as:OrderedCollection AnnotationPage=as:OrderedCollectionPage "
    "classifying=oa:classifying assessing=oa:assessing describing=oa:describing tagging=oa:tagging"
)
ANNO: dict[str, Any] = {
    "oa": str(OA), "dc": "http://purl.org/dc/elements/1.1/", "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/", "rdf": str(RDF), "rdfs": str(rdflib.RDFS), "as": "http://www.w3.org/ns/activitystreams#",
    "xsd": str(rdflib.XSD), "id": "@id", "type": "@type",
    **{k: {"@id": v, "@type": "@id"} for k, v in (x.split("=") for x in _LINKS.split())},
    **dict(x.split("=") for x in f"{_VALUES} {_TYPES}".split()),
    **{k: {"@id": v, "@type": "@vocab"} for k, v in (("motivation", "oa:motivatedBy"), ("purpose", "oa:hasPurpose"))},
    **{k: {"@id": v, "@type": "xsd:dateTime"} for k, v in (("created", "dcterms:created"), ("generated", "dcterms:issued"))},
    **{k: {"@id": v, "@type": "xsd:nonNegativeInteger"}
       for k, v in (("start", "oa:start"), ("end", "oa:end"), ("total", "as:totalItems"), ("startIndex", "as:startIndex"))},
    "items": {"@id": "as:items", "@type": "@id", "@container": "@list"},
}  # fmt: skip


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("an export was read with a look at the network")

    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)


def graph(to: str, evidence: Evidence = EVIDENCE) -> Any:
    """The export as rdflib reads it; the one context that the W3C wants named is put in from here."""
    text = export(evidence, to=to, **({} if to == "claim" else {"at": AT})).content.decode()
    value = json.loads(text)
    if to == "annotation":
        assert value["@context"][0] == CONTEXT
        value["@context"][0] = ANNO
    return rdflib.Graph().parse(data=json.dumps(value), format="json-ld")


def only(found: Any) -> Any:
    [one] = found
    return one


def test_every_annotation_selects_its_words_in_two_ways() -> None:
    g = graph("annotation")
    for a in ACCOUNTS:
        target = only(g.objects(rdflib.URIRef(f"urn:readouts:annotation:{a.id}"), OA.hasTarget))
        by = {only(g.objects(s, RDF.type)): s for s in g.objects(target, OA.hasSelector)}
        quote, position = by[OA.TextQuoteSelector], by[OA.TextPositionSelector]
        exact = only(g.objects(quote, OA.exact)).toPython()
        start, end = (int(only(g.objects(position, p))) for p in (OA.start, OA.end))
        d = TEXTS[a.anchor.doc]
        words = d.title if a.anchor.field == "title" else d.text
        assert exact == a.anchor.quote == words[start:end]  # Python indices are code points, as the W3C's positions
        before = "".join(str(x) for x in g.objects(quote, OA.prefix))
        assert words[:start].endswith(before)
        cached = str(only(g.objects(only(g.objects(target, OA.hasState)), OA.cachedSource)))
        assert cached == f"urn:readouts:{a.anchor.field}:sha256:{d.digest}"
        source = str(only(g.objects(target, OA.hasSource)))
        assert source == (d.url if (d.url or "").startswith("https:") else cached)


def test_bodies_say_who_takes_which_stance_and_what_for() -> None:
    g = graph("annotation")
    first = rdflib.URIRef("urn:readouts:annotation:c1")
    assert only(g.objects(first, OA.motivatedBy)) == OA.classifying
    account = rdflib.URIRef("urn:readouts:account:c1")
    assert account in set(g.objects(first, OA.hasBody))
    assert str(only(g.objects(account, OWN.party))) == "Port Ane" and str(only(g.objects(account, OWN.stance))) == "affirms"
    assert str(only(g.objects(account, OWN.speakerName))) == "Ilse Brand"
    purposes = {only(g.objects(b, OA.hasPurpose)) for b in g.objects(first, OA.hasBody) if b != account}
    assert purposes == {OA.describing, OA.tagging}


def test_judgements_assess_what_they_are_about() -> None:
    g = graph("annotation")
    assess = set(g.subjects(OA.motivatedBy, OA.assessing))
    assert len(assess) == 4  # c1 once, c3 twice, the agreement once; what is rejected is not there
    targets = {str(t) for s in assess for t in g.objects(s, OA.hasTarget)}
    assert targets == {"urn:readouts:annotation:c1", "urn:readouts:annotation:c3", "urn:readouts:agreement:a1"}


def test_provenance_leads_from_account_to_document_to_publisher() -> None:
    g = graph("prov")
    for a in ACCOUNTS:
        account = rdflib.URIRef(f"urn:readouts:account:{a.id}")
        quote = only(g.objects(account, PROV.wasDerivedFrom))
        assert only(g.objects(quote, PROV.value)).toPython() == a.anchor.quote
        document = only(g.objects(quote, PROV.wasQuotedFrom))
        assert str(only(g.objects(document, OWN.sha256))) == TEXTS[a.anchor.doc].digest
    first = rdflib.URIRef("urn:readouts:document:%F0%9F%97%9E%2Feins")
    publisher = only(g.objects(first, PROV.wasAttributedTo))
    assert (publisher, RDF.type, PROV.Organization) in g
    copy = rdflib.URIRef("urn:readouts:document:vier")
    assert first in set(g.objects(copy, PROV.wasDerivedFrom))


def test_standing_is_a_delegation_with_its_basis() -> None:
    g = graph("prov")
    speaker = only(g.objects(rdflib.URIRef("urn:readouts:account:c1"), PROV.wasAttributedTo))
    assert (speaker, RDF.type, PROV.Person) in g
    party = rdflib.URIRef("urn:readouts:party:Port%20Ane")
    assert set(g.objects(speaker, PROV.actedOnBehalfOf)) == {party}
    own = list(g.objects(speaker, PROV.qualifiedDelegation))
    assert len(own) == 3  # c1, c6 and c7, each with a basis of its own
    assert {str(only(g.objects(d, OWN.basis))) for d in own} == {"he → Port Ane: title"}
    nobody = only(g.objects(rdflib.URIRef("urn:readouts:account:c8"), PROV.wasAttributedTo))
    assert not list(g.objects(nobody, PROV.actedOnBehalfOf))


def test_software_found_it_and_persons_judged_it() -> None:
    g = graph("prov")
    software = set(g.subjects(RDF.type, PROV.SoftwareAgent))
    assert {str(only(g.objects(s, rdflib.RDFS.label))) for s in software} >= {"by hand 1"} and len(software) == 2
    finding = only(g.objects(rdflib.URIRef("urn:readouts:account:c1"), PROV.wasGeneratedBy))
    assert set(g.objects(finding, PROV.wasAssociatedWith)) == software
    reviewers = {rdflib.URIRef(f"urn:readouts:reviewer:{n}") for n in ("ruiz", "holt")}
    assert all((r, RDF.type, PROV.Person) in g for r in reviewers)
    judgements = set(g.subjects(RDF.type, OWN.Judgement))
    assert {only(g.objects(j, PROV.wasAttributedTo)) for j in judgements} == reviewers and len(judgements) == 4
    ends = list(g.objects(None, PROV.endedAtTime))
    assert len(ends) == 4 and all(e.datatype == rdflib.XSD.dateTime and e.value is not None for e in ends)


def test_a_corrected_account_is_a_revision_of_what_was_found() -> None:
    g = graph("prov")
    held = rdflib.URIRef("urn:readouts:account:c3")
    found = only(g.objects(held, PROV.wasRevisionOf))
    assert str(only(g.objects(found, OWN.stance))) == "refuses" and str(only(g.objects(held, OWN.stance))) == "denies"
    review = only(g.objects(held, PROV.wasGeneratedBy))
    assert not set(g.objects(review, PROV.wasAssociatedWith)) & set(g.subjects(RDF.type, PROV.SoftwareAgent))
    assert not list(g.objects(rdflib.URIRef("urn:readouts:account:c1"), PROV.wasRevisionOf))


def test_claims_have_words_author_and_appearance() -> None:
    g = graph("claim")
    claim = rdflib.URIRef("urn:readouts:account:c1")
    assert (claim, RDF.type, SDO.Claim) in g
    assert only(g.objects(claim, SDO.text)).toPython() == ACCOUNTS[0].anchor.quote
    author = only(g.objects(claim, SDO.author))
    assert (author, RDF.type, SDO.Person) in g and str(only(g.objects(author, SDO.name))) == "Ilse Brand"
    document = only(g.objects(claim, SDO.appearance))
    assert str(only(g.objects(document, SDO.url))) == TEXTS["🗞/eins"].url
    agreement = rdflib.URIRef("urn:readouts:agreement:a1")
    assert only(g.objects(claim, SDO.about)) == agreement
    assert only(g.objects(agreement, SDO.firstAppearance)) == document
    assert not list(g.objects(rdflib.URIRef("urn:readouts:account:c8"), SDO.author))
    # Nobody knows where the second one appeared first: its document has no date.
    assert not list(g.objects(rdflib.URIRef("urn:readouts:agreement:a2"), SDO.firstAppearance))


def test_no_claim_is_ever_reviewed_for_its_truth() -> None:
    g = graph("claim")
    assert not list(g.subjects(RDF.type, SDO.ClaimReview))
    reviews = list(g.subjects(RDF.type, SDO.Review))
    assert len(reviews) == 4
    assert all("not whether they are true" in str(only(g.objects(r, SDO.reviewAspect))) for r in reviews)
    assert not list(g.subject_objects(SDO.reviewRating))


@pytest.mark.parametrize("to", ["annotation", "prov", "claim"])
def test_every_name_is_one_that_rdf_can_hold(to: str) -> None:
    for evidence in (EVIDENCE, RECORD):
        for term in {t for triple in graph(to, evidence) for t in triple if isinstance(t, rdflib.URIRef)}:
            assert not set(str(term)) & set(' <>"{}|\\^`\n\x00'), term
            assert term.n3()
            assert "javascript" not in term


@pytest.mark.parametrize("to", ["annotation", "prov", "claim"])
def test_an_empty_ledger_is_linked_data_too(to: str) -> None:
    g = graph(to, EMPTY)
    assert not list(g.subjects(RDF.type, OA.Annotation)) and not list(g.subjects(RDF.type, SDO.Claim))


def test_a_lone_surrogate_breaks_nothing() -> None:
    a = replace(ACCOUNTS[0], speaker=replace(ACCOUNTS[0].speaker, surface="he\ud83d", name="Bo\ud83d"))
    broken = replace(EVIDENCE, ledger=replace(EVIDENCE.ledger, accounts=(a,), contradictions=()))
    for to in ("annotation", "prov", "claim"):
        assert len(graph(to, broken)) > 5
