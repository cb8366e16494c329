"""The overlap renderer: the text of the page is the stored text, and a mark covers exactly its quote."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from readouts.model import Span
from readouts.web.context import sentences_around
from readouts.web.marked import Mark, marked
from tests.web.reading import Page

KINDS = ("account", "source", "cue", "content", "furniture", "page")
TEXTS = st.text(st.characters(codec="utf-8") | st.sampled_from("<>&\"'\r\n\t\x00 "), max_size=80)


@st.composite
def cases(draw: st.DrawFn) -> tuple[str, list[Mark]]:
    text = draw(TEXTS)
    marks = []
    for n in range(draw(st.integers(0, 8))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, len(text)))
        kind = draw(st.sampled_from(KINDS))
        of = "" if kind in ("page", "furniture") else f"k{n}"
        marks.append(Mark(start, end, kind, of, n, "denies" if kind == "account" else None, kind == "account", "x <y>"))  # type: ignore[arg-type]
    return text, marks


def shown(text: str) -> str:
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]", "\ufffd", text)


@given(cases())
def test_the_page_has_the_text_and_each_mark_its_quote(case: tuple[str, list[Mark]]) -> None:
    text, marks = case
    page = Page(f"<div id=all>{marked(text, marks, 'k0')}</div>")
    assert page.id("all").text == shown(text)
    for m in marks:
        if m.of and m.end > m.start:
            pieces = [e for e in page.elements if m.of in e["data-of"].split() and e.tag != "a"]
            assert "".join(e.text for e in pieces) == shown(text[m.start : m.end])
            assert all(m.kind in e.classes for e in pieces)
            assert all(("lit" in e.classes) for e in pieces) if m.of == "k0" else True
    doors = [e["id"] for e in page.elements if e.tag == "a"]
    assert doors == [f"a-{m.of}" for m in sorted(marks, key=lambda m: m.start) if m.target and m.end > m.start]


@given(TEXTS, st.data())
def test_the_sentences_around_a_quote_are_what_stands_there(text: str, data: st.DataObject) -> None:
    if not text:
        return
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    before, after = sentences_around(text, Span(start, end))
    flat = "".join(re.sub(r"\s+|…|¶", "", x) for x in (before, text[start:end], after))
    assert re.sub(r"…|¶", "", flat) in re.sub(r"\s+|…|¶", "", text)


def test_a_sentence_ends_where_it_ends() -> None:
    text = "It rained. “We said no,” she said. Then\nnight fell. He paid 3.5 crowns and left."
    at = text.index("We said no")
    assert sentences_around(text, Span(at, at + 10)) == ("“", ",” she said.")
    at = text.index("night")
    assert sentences_around(text, Span(at, at + 5)) == ("", " fell.")
    at = text.index("paid")
    assert sentences_around(text, Span(at, at + 4)) == ("He ", " 3.5 crowns and left.")
