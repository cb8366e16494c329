"""Whose invented words are, from the whole text: source, antecedent, party."""

from __future__ import annotations

import pytest

from readouts.encoders.parse import parse
from readouts.extract.ascribe import Ascriber, Said
from readouts.extract.attribution.rules import RulesEngine
from readouts.extract.stance.model import Judged
from readouts.model import Document, Span, StanceName
from readouts.vocabulary import Actors


def said(text: str, words: str, stance: StanceName = "affirms", **about: str) -> list[Said]:
    doc, tree = Document(id="d", text=text, **about), parse(text)  # type: ignore[arg-type]
    at = text.index(words)
    ascriber = Ascriber(doc, tree, RulesEngine().attribute(doc, tree), Actors.default())
    return ascriber.said(Judged(Span(at, at + len(words)), 1.0, stance, 1.0, ()))


def parties(found: list[Said]) -> list[str | None]:
    return [s.standing.party.name if s.standing.party else None for s in found]


@pytest.mark.parametrize(
    ("text", "words", "party"),
    [
        # A medium that cites somebody takes no side.
        (
            "The Dayton Times reported that the talks went well, citing a person familiar with the matter.",
            "The Dayton Times reported that the talks went well, citing a person familiar with the matter.",
            "unnamed",
        ),
        # A mayor speaks for the city.
        (
            "In February the city of Torr Ane promised to pay. Mayor Ilse Brand withdrew the promise. Brand told reporters so.",
            "Mayor Ilse Brand withdrew the promise.",
            "Torr Ane",
        ),
        (
            "Mayor Maria Ruiz of Dayton met the drivers. She said the city would pay for the new buses.",
            "She said the city would pay for the new buses.",
            "Dayton",
        ),
        # A ministry without its state belongs to the only state the text is about.
        (
            "Norway wants the fish. Norway will talk. A spokesman for the Fisheries Ministry said the boats would sail on Monday.",
            "A spokesman for the Fisheries Ministry said the boats would sail on Monday.",
            "Norway",
        ),
        # "His lawyer" speaks for him.
        (
            "Olav Renn appeared in court on Friday. His lawyer said there was no deal with the prosecutors.",
            "His lawyer said there was no deal with the prosecutors.",
            "Olav Renn",
        ),
        # A description that names nobody's side is not its topic's side.
        (
            "A source familiar with Norway's plans said the boats would sail.",
            "A source familiar with Norway's plans said the boats would sail.",
            "unnamed",
        ),
        # A thing does not speak: the reporter does.
        ("The agreement says that the boats will sail.", "The agreement says that the boats will sail.", "narration"),
    ],
)
def test_for_whom(text: str, words: str, party: str) -> None:
    assert parties(said(text, words)) == [party]


def test_a_joint_statement_is_of_each_signatory() -> None:
    text = "In a joint statement issued by Norway and Chile, the two countries said the boats would sail."
    found = said(text, "the two countries said the boats would sail.")
    assert parties(found) == ["Norway", "Chile"]
    assert {s.standing.links[0].basis for s in found} == {"joint"}


def test_a_joint_release_is_of_the_states_in_its_title() -> None:
    about = {"kind": "statement", "publisher": "White House", "title": "Joint statement of Norway and Chile on fish"}
    assert parties(said("We will share the fish.", "We will share the fish.", **about)) == ["Norway", "Chile"]


def test_two_who_speak_together_each_have_an_account() -> None:
    assert parties(
        said("Norway and Chile denied that a deal was near.", "Norway and Chile denied that a deal was near.", "denies")
    ) == [
        "Norway",
        "Chile",
    ]


def test_the_addressee_is_not_the_source() -> None:
    text = "“The boats will sail,” Norwegian Foreign Minister Ana Ruiz told Chilean lawmakers on Friday."
    assert parties(said(text, "“The boats will sail,”")) == ["Norway"]


def test_a_quotation_that_goes_on_keeps_its_speaker() -> None:
    text = "“The boats will sail,” Norwegian Foreign Minister Ana Ruiz said.\n\n“We gave our word to everybody on that quay.”"
    assert parties(said(text, "“We gave our word to everybody on that quay.”")) == ["Norway"]


def test_each_link_shows_the_words_it_rests_on() -> None:
    text = "Norwegian Foreign Minister Ana Ruiz came late. She said the boats would sail."
    links = said(text, "She said the boats would sail.")[0].standing.links
    assert (links[0].of, links[0].basis) == ("She", "pronoun")
    assert all(link.evidence is None or link.evidence.of(text) in text for link in links)
    assert links[0].evidence is not None and links[0].evidence.of(text) == "Ana Ruiz"


def test_that_two_sides_cannot_agree_is_the_reporters_word() -> None:
    text = "Norway and Chile Cannot Agree Who Owes the Cod\n\nA fleet sailed on Monday."
    words = text.split("\n", maxsplit=1)[0]
    assert parties(said(text, words, "hedges")) == ["narration"]


def test_who_is_the_one_it_follows() -> None:
    text = "It was a bad night for Norwegian Foreign Minister Ana Ruiz, who insisted that the boats would sail."
    assert parties(said(text, text)) == ["Norway"]


def test_a_release_that_tells_of_anothers_refusal_tells_the_others_stance() -> None:
    about = {"kind": "statement", "publisher": "White House", "title": "Readout"}
    text = "We asked for a meeting on fish. Chile refused to meet."
    found = said(text, "Chile refused to meet.", "refuses", **about)
    assert parties(found) == ["Chile"] and found[0].speaker.surface == "White House"
    assert parties(said(text, "We asked for a meeting on fish.", **about)) == ["United States"]


def test_what_somebody_foresees_of_another_is_his_own_word() -> None:
    text = "An analyst said that Chile would not share the fish unless Norway lifted its ban."
    assert parties(said(text, text, "conditions")) == ["unnamed"]


def test_a_crowd_without_a_name_is_a_side_of_its_own() -> None:
    text = "The protesters said they would block the quay until the bill was withdrawn."
    assert parties(said(text, text, "conditions")) == ["protesters"]


def test_a_sentences_first_word_is_no_party() -> None:
    text = "Talks between Norway and Chile ended badly, and Talks offer no way out."
    assert None not in parties(said(text, text, "denies")) and "Talks" not in parties(said(text, text, "denies"))
