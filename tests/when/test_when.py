"""Times in invented sentences, published on Thursday 16 October 2014."""

import pytest

from readouts.encoders.parse import parse
from readouts.extract.when import find, statement_time
from readouts.model.types import Attribution, Document, Span

DATED = Document(id="d", text="", published="2014-10-16")


@pytest.mark.parametrize(
    ("words", "earliest", "latest", "precision"),
    [
        ("They met last week in Varna.", "2014-10-06", "2014-10-12", "week"),
        ("He called yesterday.", "2014-10-15", "2014-10-15", "day"),
        ("She said so on Tuesday.", "2014-10-14", "2014-10-14", "day"),
        ("It was signed in late September.", "2014-09-21", "2014-09-30", "part of month"),
        ("The May agreement holds.", "2014-05-01", "2014-05-31", "month"),
        ("the December agreement collapsed", "2013-12-01", "2013-12-31", "month"),
        ("on 3 March 2011", "2011-03-03", "2011-03-03", "day"),
        ("on Oct. 2", "2014-10-02", "2014-10-02", "day"),
        ("dated 10.22.14", "2014-10-22", "2014-10-22", "day"),
        ("two months ago", "2014-08-01", "2014-08-31", "month"),
        ("They will meet on Monday.", "2014-10-20", "2014-10-20", "day"),
        ("in 2009", "2009-01-01", "2009-12-31", "year"),
    ],
)
def test_one_time(words: str, earliest: str, latest: str, precision: str) -> None:
    (found,) = find(words, DATED)
    assert (found.earliest, found.latest, found.precision) == (earliest, latest, precision)


def test_the_next_day_counts_from_the_day_named_before() -> None:
    first, second = find("He agreed on Oct. 7 and withdrew the next day.", DATED)
    assert (first.earliest, second.earliest) == ("2014-10-07", "2014-10-08")


@pytest.mark.parametrize("words", ["He called yesterday.", "last week", "the May agreement", "on Tuesday"])
def test_no_dateline_no_relative_time(words: str) -> None:
    assert find(words, Document(id="d", text="")) == []


@pytest.mark.parametrize("words", ["They may march.", "dated 03/04/14", "the march on the town", "31 February 2011"])
def test_nothing_is_guessed(words: str) -> None:
    assert find(words, DATED) == []


def test_a_time_inside_what_was_said_is_not_when_it_was_said() -> None:
    text = "Ruiz said on Tuesday that the plant closed last week."
    doc = Document(id="d", text=text, published="2014-10-16")
    said = Attribution("1", "d", (Span(0, 4),), (Span(5, 9),), (Span(21, 52),), "indirect")
    when = statement_time(doc, said, parse(text))
    assert when is not None and (when.earliest, when.rule) == ("2014-10-14", "weekday")
    assert when.span is not None and when.span.of(text) == when.surface


def test_else_the_day_of_publication() -> None:
    doc = Document(id="d", text="Ruiz said no.", published="2014-10-16T08:00:00Z")
    when = statement_time(doc, Span(0, 13), parse(doc.text))
    assert when is not None and (when.earliest, when.rule) == ("2014-10-16", "published")


@pytest.mark.parametrize("words", ["a rise of six percent from September", "a rise by October", "a rise through September"])
def test_how_far_the_matter_reaches_is_not_when_somebody_spoke_of_it(words: str) -> None:
    text = f"Orr said that the port agreed on {words}."
    document = Document(id="d", text=text, published="2014-10-16")
    found = statement_time(document, Span(0, len(text)), parse(text))
    assert found is not None and (found.earliest, found.rule) == ("2014-10-16", "published")


STORY = (
    "Last week in Brod, Ana Ruiz and Ilse Brand met on a pier.\n\n"
    "“In our talks today, we agreed to share the charts,” Ruiz said.\n\n"
    "But the next day, the port said it had agreed to nothing.\n\n"
    "“We signed on May 3,” Brand said. “Today we are open,” the port wrote on Monday."
)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("“In our talks today, we agreed to share the charts,” Ruiz said.", ("2031-03-03", "2031-03-09", "day_of_speaking")),
        ("But the next day, the port said it had agreed to nothing.", ("2031-03-04", "2031-03-10", "day_after_named")),
        # What a quotation names is when it was signed, not when Brand said so.
        ("“We signed on May 3,” Brand said.", ("2031-03-12", "2031-03-12", "published")),
        ("“Today we are open,” the port wrote on Monday.", ("2031-03-10", "2031-03-10", "weekday")),
    ],
)
def test_a_statement_stands_at_the_time_of_its_story(words, expected):
    document = Document(id="d", text=STORY, published="2031-03-12")
    at = STORY.index(words)
    when = statement_time(document, Span(at, at + len(words)), parse(STORY))
    assert when is not None
    assert (when.earliest, when.latest, when.rule) == expected


def test_the_next_day_after_no_named_time_is_the_day_of_publication():
    text = "The ministers met. But the next day, the port denied it."
    document = Document(id="d", text=text, published="2031-03-12")
    when = statement_time(document, Span(19, len(text)), parse(text))
    assert when is not None
    assert when.rule == "published"
