"""A pronoun is the nearest leading person who fits; where two are level, nobody."""

from __future__ import annotations

import pytest

from readouts.encoders.parse import parse
from readouts.extract.ascribe import Ascriber
from readouts.model import Attribution, Document, Span, Speaker
from readouts.vocabulary import Actors


def said(text: str, source: str, cue: str, at: int, name: str | None, n: int) -> Attribution:
    s = text.index(source, at)
    c = text.index(cue, s)
    speaker = Speaker(source, "person", name, Span(s, s + len(source)))
    return Attribution(f"a{n}", "d", (speaker.span,), (Span(c, c + 4),), (Span(c + 5, c + 20),), "indirect", speaker)


def named(text: str, sources: list[str]) -> str | None:
    made, at = [], 0
    for n, source in enumerate(sources):
        made.append(said(text, source, "said", at, source if source not in ("He", "She") else None, n))
        at = made[-1].cue[0].end
    ascriber = Ascriber(Document(id="d", text=text), parse(text), made, Actors.default())
    assert made[-1].speaker is not None
    return ascriber._who(made[-1].speaker, made[-1])[0].name


def test_the_only_earlier_speaker_is_meant():
    assert (
        named("Olav Renn said that nothing was signed. He said that talks go on again.", ["Olav Renn", "He"])
        == "Olav Renn"
    )


def test_the_nearest_leading_speaker_is_meant():
    text = "Olav Renn said that nothing was signed. Jon Vik said that all was signed. He said that talks go on again."
    assert named(text, ["Olav Renn", "Jon Vik", "He"]) == "Jon Vik"


def test_two_that_fit_in_one_sentence_name_nobody():
    text = "Olav Renn and Jon Vik left the hall without a word. He said that talks go on again."
    assert named(text, ["He"]) is None


def test_a_pronoun_of_the_other_gender_looks_past_the_nearest():
    text = (
        "Maria Renn said that nothing was signed. Robert Vik said that all was signed. She said that talks go on again."
    )
    assert named(text, ["Maria Renn", "Robert Vik", "She"]) == "Maria Renn"


def test_a_name_inside_a_quotation_is_not_who_speaks_it():
    text = 'Olav Renn said that nothing was signed. "Jon Vik knows that very well," he said. He said that talks go on again.'
    assert named(text, ["He"]) == "Olav Renn"


@pytest.mark.parametrize(
    ("text", "name", "because"),
    [
        (
            "The foreign minister flew home on Monday. He said that nothing was signed.\n\nForeign Minister Olav Renn will go back.",
            "Olav Renn",
            "one man is given the office, further down",
        ),
        (
            "The foreign minister flew home on Monday. He said that nothing was signed.\n\n"
            "Foreign Minister Olav Renn met Foreign Minister Jon Vik.",
            None,
            "two hold the office",
        ),
        (
            "The foreign minister flew home on Monday. He said that nothing was signed.\n\n"
            "The French foreign minister stayed. Norwegian Foreign Minister Olav Renn did not.",
            None,
            "two countries have one",
        ),
        ("The foreign minister flew home on Monday. He said that nothing was signed.", None, "nobody is named"),
    ],
)
def test_a_description_that_leads_is_whom_the_document_gives_the_office(text, name, because):
    assert named(text, ["He"]) == name, because
