"""A bare surname that only another document of the comparison explains. All people invented."""

from __future__ import annotations

import pytest

import readouts
from readouts.extract.elsewhere import BASIS
from readouts.model import Document

HERS = "Maria Lindmark, president of the Harbour Pilots Guild, said that the port had agreed to a pay rise."
BARE = "Lindmark said that the port had agreed to a pay rise. She added that it had promised to pay in May."
FIRM = "Lindmark said that the port had agreed to a pay rise. Lindmark added that it had promised to pay in May."


def ledger(**texts: str) -> readouts.Ledger:
    made = [Document(id=name, text=text, published="2031-05-01") for name, text in texts.items()]
    return readouts.compare(made)


def speaking(found: readouts.Ledger, doc: str) -> set[tuple[str, str | None]]:
    return {(a.party.name, a.speaker.name) for a in found.accounts if a.anchor.doc == doc}


def test_the_other_document_names_her_and_the_links_say_which():
    found = ledger(guild=HERS, herald=BARE)
    assert ("Harbour Pilots Guild", "Maria Lindmark") in speaking(found, "herald")
    for a in (a for a in found.accounts if a.anchor.doc == "herald" and a.speaker.name):
        *_, named, speaks = a.standing.links
        assert (named.of, named.to, named.basis, named.source) == ("Lindmark", "Maria Lindmark", BASIS, "guild")
        assert named.evidence is not None and named.evidence.of(BARE) == "Lindmark"
        assert (speaks.to, speaks.basis, speaks.source) == ("Harbour Pilots Guild", "title", "guild")
        assert speaks.evidence is None, "the words that say so stand in the other document"


@pytest.mark.parametrize(
    ("texts", "because"),
    [
        ({"herald": BARE}, "no document names her"),
        ({"guild": HERS, "court": "Olaf Lindmark left the court.", "herald": BARE}, "two bear the name"),
        (
            {
                "guild": HERS,
                "gazette": "Maria Lindmark, a spokeswoman for Marrow Ferries, said that nothing was agreed.",
                "herald": BARE,
            },
            "two documents give her two parties",
        ),
        ({"guild": HERS, "herald": BARE.replace("Lindmark said", "Mr. Lindmark said")}, "this one is a man"),
        ({"guild": HERS, "herald": BARE.replace("Lindmark said", "Captain Lindmark said")}, "a rank of his own"),
        (
            {"guild": HERS, "herald": BARE.replace("Lindmark said", "Lindmark, a ferry owner, said")},
            "an owner of ferries",
        ),
        ({"guild": HERS, "herald": FIRM}, "it may be a firm"),
        ({"guild": "Maria Lindmark left early.", "herald": BARE}, "nobody says for whom she speaks"),
    ],
)
def test_where_another_reading_is_open_nobody_is_guessed(texts, because):
    found = ledger(**texts)
    parties = {party for party, _ in speaking(found, "herald")}
    assert "Harbour Pilots Guild" not in parties and "Marrow Ferries" not in parties, because
    assert not any(link.basis == BASIS for a in found.accounts for link in a.standing.links), because


def test_a_document_by_itself_is_as_it_was():
    alone = readouts.extract(Document(id="herald", text=BARE, published="2031-05-01"))
    assert all(link.basis != BASIS for a in alone for link in a.standing.links)


def test_the_example_ties_its_speaker_to_the_union():
    found = readouts.compare([d for d in readouts.read(["examples/harbour-strike"]) if isinstance(d, Document)])
    told = {
        (a.party.name, a.speaker.name)
        for a in found.accounts
        if "council" in a.anchor.quote or "decide" in a.anchor.quote
    }
    assert told == {("Quay Workers' Union", "Tova Lindqvist")}
    assert {d.doubter for d in found.mandate_doubts} <= {"Quay Workers' Union"}
    groups = [sorted(a.id for a in found.accounts if a.agreement == g.id) for g in found.agreements]
    jobs = next(g for g in groups if "harbour-1-union#0" in g)
    rise = next(g for g in groups if "harbour-1-union#1" in g)
    assert jobs != rise, "the jobs and the pay rise are two agreements"
    assert "harbour-2-company#2" in rise and "harbour-2-company#0" in jobs
