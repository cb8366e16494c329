"""Layouts that show who speaks: transcripts, signatures, headings, statements; and quotations nobody stands beside."""

from __future__ import annotations

import time
import tracemalloc

import pytest

from readouts.encoders.parse import parse
from readouts.extract.attribution.choose import engine_named
from readouts.extract.attribution.rules import RulesEngine
from readouts.extract.attribution.tagger import TaggerEngine
from readouts.model import Attribution, Document

ENGINES = ["rules", "auto"]


def outer(text: str, engine: str) -> list[Attribution]:
    found = engine_named(engine).attribute(Document(id="d", text=text), parse(text))
    return [a for a in found if a.parent is None]


def laid(text: str, engine: str, *frames: str) -> list[tuple[str, str]]:
    kept = [a for a in outer(text, engine) if a.reasons[0].removeprefix("frame:") in frames]
    return [(a.source[0].of(text), " / ".join(s.of(text) for s in a.content)) for a in kept]


TURNS = {
    "questions with a colon": (
        "Q: Did Dome agree?\n\nMS. VALE: It did not.\n\nQ: Why?\n\nMS. VALE: Ask Dome.",
        ["Q", "MS. VALE", "Q", "MS. VALE"],
    ),
    "a bare Q": (
        "MS. VALE: Good afternoon.\n\nQ    Did Dome agree?\n\nMS. VALE: It did not.\n\nQ — in writing?\n\nMS. VALE: Nor so.",
        ["MS. VALE", "Q", "MS. VALE", "Q", "MS. VALE"],
    ),
    "two spaces after the colon": (
        "MR. ORR:  We signed.\n\nMS. VALE:  We did not.\n\nMR. ORR:  You did.",
        ["MR. ORR", "MS. VALE", "MR. ORR"],
    ),
    "offices": (
        "PRESIDENT LUND: We agreed on the border.\n\nPRIME MINISTER MARN: We agreed on lunch.",
        ["PRESIDENT LUND", "PRIME MINISTER MARN"],
    ),
    "the president and the hall": (
        "THE PRESIDENT:  They agreed.\n\nAUDIENCE MEMBER:  Who?\n\nTHE PRESIDENT:  All of them.  (Laughter.)",
        ["THE PRESIDENT", "AUDIENCE MEMBER", "THE PRESIDENT"],
    ),
    "names not in capitals": (
        "President of Dome Orsolya Vale: We agreed on the quay.\n\nPrime Minister of Torr Tomas Lund: We did not.",
        ["President of Dome Orsolya Vale", "Prime Minister of Torr Tomas Lund"],
    ),
    "a note in brackets": (
        "MS. VALE (through an interpreter): We refuse.\n\nMR. ORR: So do we.\n\nMS. VALE (through an interpreter): Good.",
        ["MS. VALE", "MR. ORR", "MS. VALE"],
    ),
    "bold in Markdown": (
        "**MS. VALE:** We signed.\n\n**Q:** When?\n\n**MS. VALE:** In May.",
        ["MS. VALE", "Q", "MS. VALE"],
    ),
    "lines lost": (
        "MS. VALE: Good afternoon. We signed it. Q Did Torr agree? MS. VALE: It did. Q Did Marn? MS. VALE: No.",
        ["MS. VALE", "Q", "MS. VALE", "Q", "MS. VALE"],
    ),
    "lines lost, names not in capitals": (
        "President of Dome Orsolya Vale: We signed the map. Prime Minister of Torr Tomas Lund: So did we. Orsolya Vale: Good.",
        ["President of Dome Orsolya Vale", "Prime Minister of Torr Tomas Lund", "Orsolya Vale"],
    ),
    "a time before the first": (
        "1:10 P.M. EST MS. VALE: Good afternoon.\n\nQ    Did Dome agree?\n\nMS. VALE: It did.",
        ["MS. VALE", "Q", "MS. VALE"],
    ),
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", TURNS)
def test_turns(name: str, engine: str) -> None:
    text, who = TURNS[name]
    assert [s for s, _ in laid(text, engine, "turn")] == who


@pytest.mark.parametrize("engine", ENGINES)
def test_a_turn_goes_on_over_paragraphs_and_ends_with_the_briefing(engine: str) -> None:
    text = "MS. VALE: We signed.\n\nNobody else did.\n\nQ    Thank you.\n\n4:10 P.M. EST\n\nThe hall emptied."
    assert laid(text, engine, "turn") == [("MS. VALE", "We signed.\n\nNobody else did."), ("Q", "Thank you.")]


def test_answers_without_a_label_are_nobodys() -> None:
    text = "Q: Did Dome agree?\n\nIt did not, and it never will.\n\nQ: Why?\n\nBecause of the dues."
    assert laid(text, "rules", "turn") == [("Q", "Did Dome agree?"), ("Q", "Why?")]


@pytest.mark.parametrize(
    "text",
    [
        "UPDATE: The talks ended.\n\nThe guild was content.\n\nUPDATE: The port agrees.",
        "Location: Brann\n\nDate: 4 May\n\nLocation: Torr\n\nDate: 5 May",
        "KEEPING OUR WORD TO BRANN: The quay is new.\n\nKEEPING OUR WORD TO TORR: The road is new.",
        "Dear Madam Speaker: I send you the report.\n\nDear Madam Speaker: I send you another.",
    ],
)
def test_captions_forms_and_headings_are_no_transcript(text: str) -> None:
    assert laid(text, "rules", "turn") == []


def test_what_is_said_inside_a_turn_stands_inside_it() -> None:
    text = "MS. VALE: Lund told me that Torr had agreed.\n\nQ    To what?\n\nMS. VALE: To nothing new."
    for engine in ENGINES:
        found = engine_named(engine).attribute(Document(id="d", text=text), parse(text))
        by_id = {a.id: a for a in found}
        (told,) = [a for a in found if a.cue[0].of(text) == "told"]
        assert told.parent is not None
        assert by_id[told.parent].source[0].of(text) == "MS. VALE"


SIGNED = {
    "hyphen": ('"We never agreed to that sale." -Orsolya Vale\n\nThe talks went on.', "Orsolya Vale"),
    "dash and title": (
        "“We never agreed to that.” — Tomas Lund, president of the ferry guild",
        "Tomas Lund, president of the ferry guild",
    ),
    "next line": ("“We never agreed to that.”\n— Tomas Lund, envoy of Torr", "Tomas Lund, envoy of Torr"),
    "no dash": ("“It is a bad deal, and it will not last.” Mara Holt, mayor of Brann.", "Mara Holt, mayor of Brann"),
    "over it": (
        "Orsolya Vale, foreign minister of Dome:\n\n“We agreed to nothing of the kind.”",
        "Orsolya Vale, foreign minister of Dome",
    ),
    "from": ("From the Ferry Guild of Brann:\n\nWe never agreed to the roster.", "the Ferry Guild of Brann"),
    "from, one line": ("From Mayor Holt: We never agreed to the roster.", "Mayor Holt"),
    "statement": (
        "Statement by Minister Orsolya Vale on the Harbour Talks\n\nWe have agreed to nothing.",
        "Minister Orsolya Vale",
    ),
    "headline": ("Minister: We never agreed to the sale\n\nThe talks went on.", "Minister"),
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", SIGNED)
def test_signatures_and_headings(name: str, engine: str) -> None:
    text, who = SIGNED[name]
    assert [s for s, _ in laid(text, engine, "signed", "headline", "issued")] == [who]


@pytest.mark.parametrize(
    "text", ["The Ninth Circle: A view from below\n\nIt rained.", "Big Win for Brann: The quay opens\n\nIt did."]
)
def test_a_headline_with_a_colon_that_names_nobody_is_nobodys(text: str) -> None:
    assert laid(text, "rules", "headline") == []


def test_a_statement_is_its_issuers_to_the_end() -> None:
    text = (
        "Statement by Minister Orsolya Vale on the Harbour Talks\n\nWe agreed to nothing.\n\nThe port broke its word."
    )
    assert laid(text, "rules", "issued")[0][1].endswith("The port broke its word.")


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("text", "cue", "quote"),
    [
        (
            "“They broke their word to us,” Holt told reporters.\n\n“They will not do it again.”",
            "told",
            "not do it again",
        ),
        (
            "Renn denied it on Friday.\n\n“There was no such deal with the guild.”\n\nThe mayor left.",
            "denied",
            "no such deal",
        ),
        (
            "“We came to each meeting,” Holt said. “We signed.\n\n“And we paid for all of it.”\n\nIt rained.",
            "said",
            "And we paid",
        ),
    ],
)
def test_a_quotation_in_the_next_paragraph_is_the_only_speakers(text: str, cue: str, quote: str, engine: str) -> None:
    (a,) = [a for a in outer(text, engine) if cue in a.cue[0].of(text)]
    assert any(quote in s.of(text) for s in a.content)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_quotation_after_somebody_else_came_in_is_nobodys(engine: str) -> None:
    text = (
        "“We kept our word,” Mara Holt said.\n\nOlav Renn, the port's spokesman, shook his head.\n\n"
        "“Nobody kept anything in those talks.”"
    )
    assert not any("Nobody kept" in s.of(text) for a in outer(text, engine) for s in a.content)


def briefing(turns: int) -> str:
    return "\n\n".join(
        f"Q    Did Dome agree to point {n}?\n\nMS. VALE:  Lund told us that Dome had agreed to point {n}. “We will sign,” he said. "
        "The guild denied that anyone had promised it a quay, and we refused to comment."
        for n in range(turns)
    )


@pytest.mark.parametrize(
    "engine",
    [
        "rules",
        pytest.param(
            "auto",
            marks=pytest.mark.skipif(not TaggerEngine.available(), reason="the trained weights are not installed"),
        ),
    ],
)
def test_a_long_transcript_takes_time_in_proportion(engine: str) -> None:
    speaks, took = engine_named(engine), []
    for turns in (40, 320):
        text = briefing(turns)
        parsed = parse(text)
        start = time.process_time()
        speaks.attribute(Document(id="d", text=text), parsed)
        took.append(time.process_time() - start)
    assert took[1] < 8 * 3 * took[0] + 0.5


def test_a_long_speech_takes_bounded_memory() -> None:
    text = "Statement by Minister Orsolya Vale on Everything\n\n" + briefing(300).replace("Q   ", "So").replace(
        "MS. VALE: ", ""
    )
    parsed = parse(text)
    tracemalloc.start()
    RulesEngine().attribute(Document(id="d", text=text), parsed)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 400 * len(text)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_quotation_that_nothing_closes_ends_with_its_sentence(engine: str) -> None:
    found = outer('The guild said "there was no deal. The port denied it.', engine)
    assert not any("port" in s.of('The guild said "there was no deal. The port denied it.') for a in found for s in a.content)
