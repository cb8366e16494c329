"""Whatever the text: an anchor's slice is its quote, and a parse covers the text it was given."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readouts.model import Anchor, Document, Span

texts = st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=200)


@st.composite
def cuts(draw: st.DrawFn) -> tuple[Document, int, int]:
    text = draw(texts)
    start = draw(st.integers(0, len(text) - 1))
    end = draw(st.integers(start + 1, len(text)))
    half = draw(st.integers(0, len(text)))
    return Document(id="d", text=text, title=text[::-1], pages=(Span(0, half), Span(half, len(text)))), start, end


@given(cuts())
@settings(deadline=None)
def test_slice_equals_quote(cut: tuple[Document, int, int]) -> None:
    document, start, end = cut
    anchor = Anchor.at(document, start, end)
    assert document.text[anchor.start : anchor.end] == anchor.quote
    assert anchor.prefix + anchor.quote + anchor.suffix in document.text
    assert len(anchor.prefix) <= 32 and len(anchor.suffix) <= 32
    assert anchor.page in (1, 2)


@given(cuts())
@settings(deadline=None)
def test_a_title_anchor_refers_to_the_title(cut: tuple[Document, int, int]) -> None:
    document, start, end = cut
    anchor = Anchor.at(document, start, end, field="title")
    assert document.title[start:end] == anchor.quote
    assert anchor.page is None


@given(texts, st.integers(-3, 300), st.integers(-3, 300))
@settings(deadline=None)
def test_an_anchor_without_words_is_refused(text: str, start: int, end: int) -> None:
    document = Document(id="d", text=text)
    if 0 <= start < end <= len(text):
        assert Anchor.at(document, start, end).quote
        return
    with pytest.raises(ValueError, match="no words at"):
        Anchor.at(document, start, end)


@given(*[st.integers(0, 30)] * 4)
@settings(deadline=None)
def test_spans_overlap_where_they_share_a_character(a: int, b: int, c: int, d: int) -> None:
    one, other = Span(min(a, b), max(a, b)), Span(min(c, d), max(c, d))
    shared = set(range(one.start, one.end)) & set(range(other.start, other.end))
    if shared:
        assert one.overlaps(other) and other.overlaps(one)
    if one.covers(other):
        assert set(range(other.start, other.end)) <= set(range(one.start, one.end))


@given(
    st.lists(
        st.sampled_from(["Ana Ruiz", "said", "“no deal”", "\n\n", ".", '"', "the port", "🙂", "café", "\t"]),
        max_size=30,
    ).map(" ".join)
)
@settings(max_examples=15, deadline=None)
def test_a_parse_gives_every_token_the_words_it_says(text: str) -> None:
    from readouts.encoders.parse import parse

    parsed = parse(text)
    assert parsed.text == text
    for token in parsed.tokens:
        assert text[token.start : token.end] == token.text
    for sentence in parsed.sentences:
        inside = parsed.tokens[sentence.first : sentence.last]
        assert all(sentence.start <= t.start and t.end <= sentence.end for t in inside)
