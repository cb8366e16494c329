"""A pronoun is the only speaker who fits; where two fit, nobody."""

from __future__ import annotations

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
        made.append(said(text, source, "said", at, source if source != "He" else None, n))
        at = made[-1].cue[0].end
    ascriber = Ascriber(Document(id="d", text=text), parse(text), made, Actors.default())
    assert made[-1].speaker is not None
    return ascriber._nearest(made[-1].speaker, made[-1]).name


def test_the_only_earlier_speaker_is_meant():
    assert named("Olav Renn said that nothing was signed. He said that talks go on again.", ["Olav Renn", "He"]) == "Olav Renn"


def test_two_that_fit_name_nobody():
    text = "Olav Renn said that nothing was signed. Jon Vik said that all was signed. He said that talks go on again."
    assert named(text, ["Olav Renn", "Jon Vik", "He"]) is None
