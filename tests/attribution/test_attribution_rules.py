"""One invented sentence or page for each thing the rules must find."""

from __future__ import annotations

import time

import pytest

from readouts.encoders.parse import parse
from readouts.extract.attribution import RulesEngine
from readouts.model import Attribution, Document
from readouts.text.quotes import quotations


def found(text: str) -> list[Attribution]:
    return RulesEngine().attribute(Document(id="d", text=text), parse(text))


def words(text: str, spans: object) -> str:
    return " | ".join(s.of(text) for s in spans)  # type: ignore[attr-defined]


def has(text: str, source: str, cue: str, content: str) -> Attribution:
    listing = [(words(text, a.source), words(text, a.cue), words(text, a.content)) for a in found(text)]
    for a, (s, c, w) in zip(found(text), listing, strict=True):
        if source == s and cue in c and content in w:
            return a
    raise AssertionError(listing)


@pytest.mark.parametrize(
    ("text", "source", "cue", "content"),
    [
        ("Ana Berg said that the port would reopen.", "Ana Berg", "said", "the port would reopen"),
        ("The port would reopen in May, Ana Berg said.", "Ana Berg", "said", "The port would reopen in May"),
        ("The union agreed to end the strike.", "The union", "agreed", "to end the strike"),
        ("The ministry refused to sign the treaty.", "The ministry", "refused", "to sign the treaty"),
        ("The company denied the claim.", "The company", "denied", "the claim"),
        ("The company rejected the offer on Monday.", "The company", "rejected", "the offer"),
        ("According to the ministry, the talks failed.", "the ministry", "According to", "the talks failed"),
        ("Berg criticized the plan.", "Berg", "criticized", "the plan"),
        ("Berg had not agreed to the plan.", "Berg", "had not agreed", "the plan"),
        ("Berg declined to say whether the deal was dead.", "Berg", "declined", "whether the deal was dead"),
        ("The claim that Berg had promised a raise is false.", "", "claim", "that Berg had promised a raise"),
        ("The company repeated its promise to raise wages.", "its", "promise", "to raise wages"),
    ],
)
def test_frame(text: str, source: str, cue: str, content: str) -> None:
    has(text, source, cue, content)


def test_content_is_discontinuous_round_the_cue() -> None:
    text = "“We agreed to share the maps,” Ana Berg said, “and we will do so.”"
    a = has(text, "Ana Berg", "said", "maps")
    assert len(a.content) == 2
    assert a.voice == "direct"


def test_voice_is_mixed_where_only_some_words_are_quoted() -> None:
    assert has("Berg said the talks were “a waste of time” for the town.", "Berg", "said", "talks").voice == "mixed"


def test_nested_attribution_names_its_parent() -> None:
    text = "Ana Berg said the union had agreed to a truce."
    outer, inner = has(text, "Ana Berg", "said", "truce"), has(text, "the union", "had agreed", "a truce")
    assert outer.parent is None
    assert inner.parent == outer.id


def test_negated_cue_is_marked() -> None:
    assert has("Berg had not agreed to the plan.", "Berg", "had not agreed", "plan").negated


def test_quotation_goes_on_over_paragraphs() -> None:
    text = (
        '"We kept our word at every step of the talks," Ana Berg said.\n\n'
        '"Nobody asked us to leave the hall that night."'
    )
    assert "Nobody asked us" in words(text, has(text, "Ana Berg", "said", "kept our word").content)


def test_transcript_turns() -> None:
    text = "Q: Did you agree?\n\nMS. SMITH: We did not agree to anything.\n\nQ: Why?\n\nMS. SMITH: Ask them."
    a = has(text, "MS. SMITH", ":", "We did not agree to anything.")
    assert a.speaker is not None
    assert a.speaker.name == "Smith"


def test_signed_quotation_and_issuer_line() -> None:
    has('"We never agreed to that." - Ana Berg\n\nThe talks ended.', "Ana Berg", "-", "We never agreed to that.")
    issued = "From the Harbour Workers:\n\nWe never agreed to that."
    has(issued, "the Harbour Workers", ":", "We never agreed to that.")


def test_reported_without_a_source() -> None:
    a = has("The union reportedly agreed to a truce.", "", "reportedly", "truce")
    assert a.speaker is None


@pytest.mark.parametrize(
    ("text", "surface", "name"),
    [
        ("Foreign Minister John Berg met reporters. He said the deal was dead.", "He", "John Berg"),
        ("He said the deal was dead.", "He", None),
        ("John Berg met Peter Holt on Monday. He said they had agreed.", "He", None),
        ("John Berg met reporters. Berg said the deal was dead.", "Berg", "John Berg"),
        ("The Dome Transport Union denied it. The union said it would strike.", "The union", "Dome Transport Union"),
    ],
)
def test_speaker_is_resolved_or_left_without_a_name(text: str, surface: str, name: str | None) -> None:
    speakers = [a.speaker for a in found(text) if a.speaker is not None and a.speaker.surface == surface]
    assert speakers
    assert speakers[0].name == name


def test_unnamed_sources_have_no_name() -> None:
    (a,) = [a for a in found("Diplomatic sources said the talks had failed.") if a.parent is None]
    assert a.speaker is not None
    assert (a.speaker.kind, a.speaker.name) == ("unnamed", None)


def test_an_odd_quotation_mark_stays_in_its_paragraph() -> None:
    text = 'Berg said "the deal is done.\n\nThe town sleeps. Holt said “no” to the offer.'
    assert [q.of(text) for q in quotations(text)] == ['"the deal is done.', "“no”"]


def test_slices_stand_in_the_text() -> None:
    text = 'Ana Berg said: "We agreed."\n\n‘Never,’ said Holt, “not once”. According to Holt, "nobody asked.'
    for a in found(text):
        for s in (*a.source, *a.cue, *a.content):
            assert s.of(text).strip() == s.of(text)
            assert s.of(text)


def test_a_very_long_paragraph_takes_time_in_proportion() -> None:
    sentence = 'Ana Berg said the union had agreed. "We did not agree to it at all," Holt said. '
    short, long = parse(sentence * 50), parse(sentence * 400)
    took = []
    for p in (short, long):
        start = time.perf_counter()
        RulesEngine().attribute(Document(id="d", text=p.text), p)
        took.append(time.perf_counter() - start)
    assert took[1] < 8 * 4 * took[0] + 0.5
