"""For whom invented people speak, and on what ground."""

import pytest

from readouts.encoders.parse import parse
from readouts.extract.standing import resolve
from readouts.model.types import Document, Span, Speaker, Standing
from readouts.vocabulary import Actors


def stand(text: str, who: str, **about: str) -> Standing:
    kind = about.pop("speaker_kind", "person")
    doc = Document(id="d", text=text, **about)  # type: ignore[arg-type]
    start = text.rfind(who)
    speaker = Speaker(who, kind, span=Span(start, start + len(who)))  # type: ignore[arg-type]
    return resolve(speaker, document=doc, parse=parse(text), actors=Actors.default())


@pytest.mark.parametrize(
    ("text", "who", "party"),
    [
        ("Moscow said it had agreed to nothing.", "Moscow", "Russia"),
        ("The Russians said no.", "The Russians", "Russia"),
        ("State Department spokeswoman Ilse Maier said so.", "Ilse Maier", "United States"),
        ("French Foreign Minister Ilse Maier said so.", "Ilse Maier", "France"),
        ("Taliban spokesman Karim Dost said so.", "Taliban spokesman Karim Dost", "Taliban"),
        ("A senior Israeli official said so.", "A senior Israeli official", "Israel"),
        ("Diplomatic sources said so.", "Diplomatic sources", "unnamed"),
        ("Ana Ruiz, a spokeswoman for Dockers United, said so.", "Ana Ruiz", "Dockers United"),
        ("A group of House Democrats said so.", "House Democrats", "House Democrats"),
        ("Liberal Democrat leader Tom Ashby said so.", "Liberal Democrat leader Tom Ashby", "Liberal Democrat"),
    ],
)
def test_the_phrase_names_the_side(text: str, who: str, party: str) -> None:
    found = stand(text, who).party
    assert found is not None and found.name == party


@pytest.mark.parametrize(
    ("text", "who", "party"),
    [
        # One company, one name: the short form where the text uses it, the one longer name where that says more.
        ("Holt Marine Inc said it agreed to sell two piers. Holt Marine said the price was fair.", "Holt Marine", "Holt Marine"),
        ("Holt Marine Inc agreed to sell. Holt Marine said it was fair. Holt Marine Inc said so.", "Holt Marine Inc", "Holt Marine"),
        ("Tarsk Shipping Corp agreed to sell two piers to Velland Line. Tarsk said the price was fair.", "Tarsk", "Tarsk Shipping Corp"),
        ("Brann Marine Inc and Brann Piers Inc met. Brann said nothing was agreed.", "Brann", "Brann"),
        # An aside, a ticker and a line's end are no part of a name.
        ("Holt Piers Corp, a group of investors, said so.", "Holt Piers Corp, a group of investors", "Holt Piers Corp"),
        ("<Holt Piers> said so.", "<Holt Piers>", "Holt Piers"),
        # The same letters are a movement somewhere: only where its country is named.
        ("CPC International Inc sold the mill. CPC said the price was fair.", "CPC", "CPC International Inc"),
        ("Voters in Canada chose. The CPC said that it won.", "CPC", "Conservative Party of Canada"),
        # Where an office stands is not for whom it speaks.
        ("Holt Marine released a statement. Its Brussels office said so.", "Its Brussels office", "Brussels office"),
        # A state that is no more is not the one that came after it.
        ("West German Farm Minister Jan Holt said no.", "West German Farm Minister Jan Holt", "West Germany"),
        ("Soviet ships wait. Moscow said it would pay.", "Moscow", "Soviet Union"),
        ("The Soviet past of Russia is long. Moscow said it would pay.", "Moscow", "Russia"),
        ("All said so.", "All", "unnamed"),
    ],
)
def test_an_organization_has_one_name_and_its_own(text: str, who: str, party: str) -> None:
    found = stand(text, who, speaker_kind="organization").party
    assert found is not None and found.name == party


def test_a_surname_stands_where_the_full_name_was_introduced() -> None:
    text = "Iranian Foreign Minister Karim Dost arrived late. Later Dost said that nothing was signed."
    standing = stand(text, "Dost")
    assert standing.party is not None and standing.party.name == "Iran"
    assert next(link.basis for link in standing.links) == "name"
    evidence = standing.links[-1].evidence
    assert evidence is not None and evidence.of(text) == "Iranian"


def test_the_office_table_is_asked_at_the_date_of_the_document() -> None:
    text = "Sergey Lavrov said that nothing was signed."
    standing = stand(text, "Sergey Lavrov", published="2014-10-16")
    assert standing.party is not None and standing.party.name == "Russia"
    assert standing.links[-1].basis == "office" and standing.links[-1].source
    early = stand(text, "Sergey Lavrov", published="1950-10-16")
    assert early.party is not None and early.links[-1].basis == "self"


def test_a_release_speaks_for_its_issuer() -> None:
    standing = stand("We agreed to nothing.", "We", kind="statement", publisher="Kremlin")
    assert standing.party is not None and (standing.party.name, standing.links[-1].basis) == ("Russia", "issuer")


def test_a_pronoun_without_a_name_is_not_guessed() -> None:
    assert stand("He said no.", "He").party is None


def test_narration() -> None:
    doc = Document(id="d", text="A deal was reached.")
    standing = resolve(Speaker("narration", "narration"), document=doc, parse=parse(doc.text), actors=Actors.default())
    assert standing.party is not None and standing.party.name == "narration"
