"""Names after a title, found in one search of the text: the same as by a search for each."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readouts.encoders.parse import parse
from readouts.extract.mandate import doubted
from readouts.extract.stance import patterns
from readouts.extract.standing.introductions import Introductions
from readouts.model import Document, Parse, Span

TITLES = r"(?:Gov|Sen|Rep|Mr|Ms|Mrs|Dr|President|Minister|Secretary|Mayor|Governor|Senator|Chairman)\.?"
WORDS = "Gov. Gov Mrs. President Minister Governor Ana Ana-Lu O’Neil J. K. Ruiz Ruiz, Ruizes Holt. the X. de\n".split(" ")


def one_by_one(text: str, last: str) -> tuple[Span, str] | None:
    m = re.search(rf"\b{TITLES} ([A-Z][\w'’-]+ (?:[A-Z]\. )?{re.escape(last)})\b", text)
    return (Span(*m.span()), m.group(1)) if m else None


def found(text: str, last: str) -> tuple[Span, str] | None:
    return Introductions(Document("d", text), Parse(text, (), (), (), ()))._after_title(last)


@given(
    st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join), st.sampled_from(["Ruiz", "J. Ruiz", "Holt.", "Ana", "de", "X."])
)
def test_one_search_finds_what_a_search_for_each_name_finds(text: str, last: str) -> None:
    assert found(text, last) == one_by_one(text, last)


@pytest.mark.parametrize(
    ("text", "last", "name"),
    [
        ("Gov. Ana Ruiz spoke.", "Ruiz", "Ana Ruiz"),
        ("President Minister Ana J. Ruiz spoke.", "Ruiz", "Ana J. Ruiz"),
        ("Sen. Ana Ruizes spoke.", "Ruiz", None),
        ("Ana Ruiz, a Sen., spoke.", "Ruiz", None),
    ],
)
def test_a_name_after_a_title_is_known_by_its_surname(text: str, last: str, name: str | None) -> None:
    seen = found(text, last)
    assert (seen[1] if seen else None) == name


def test_a_surname_gets_the_name_that_the_text_gives_after_a_title() -> None:
    text = "Gov. Brann Holt refused. Holt said nothing more."
    assert Introductions(Document("d", text), parse(text)).full_name("Governor Holt") == "Brann Holt"


AUTHORITY = "the envoy unauthorized authorized to speaks for the his doubt not whether ? . mandate from power right to commit acting".split()


@given(st.lists(st.sampled_from(AUTHORITY), max_size=20).map(" ".join))
def test_the_quick_look_for_words_of_authority_misses_none(text: str) -> None:
    m = patterns.MANDATE_DOUBT.search(text)
    expected = None
    if m is not None and patterns.DOUBT_WORD.search(text):
        shown = patterns.MANDATE.search(m.group(0))
        expected = shown.group(0) if shown else m.group(0).strip()
    assert doubted(text) == expected
