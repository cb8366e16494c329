"""Two texts of one source: the difference loses nothing, and an anchor never moves to words that only look the same."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from readouts.compare.versions import difference, edited, kept, refind
from readouts.model import Anchor, Document
from tests.compare.making import account

SENTENCES = [
    f"{who} {does} {what}."
    for who in ("Brann", "Sund", "Tarsk")
    for does in ("will sign", "signs", "will not sign")
    for what in ("in May", "the paper of the crews", "tomorrow")
]
texts = st.lists(st.sampled_from(SENTENCES), max_size=12).map(" ".join)


def doc(text: str, name: str = "d") -> Document:
    return Document(id=name, text=text)


def at(text: str, words: str, nth: int = 0) -> Anchor:
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return Anchor.at(doc(text), start, start + len(words))


def without(text: str, passages) -> str:
    out, end = [], 0
    for p in passages:
        assert text[p.span.start : p.span.end] == p.words
        out.append(text[end : p.span.start])
        end = p.span.end
    return "".join(out) + text[end:]


@given(texts | st.text(max_size=80), texts | st.text(max_size=80))
@settings(max_examples=300, deadline=None)
def test_what_is_neither_removed_nor_added_is_the_same_text(old, new):
    found = difference(old, new)
    rest = without(old, [p for p in found if p.change == "removed"])
    assert rest == without(new, [p for p in found if p.change == "added"])
    assert 0 <= kept(old, new) <= 1
    assert bool(found) == (old != new)


@given(texts.filter(bool), texts, st.data())
@settings(max_examples=300, deadline=None)
def test_a_found_anchor_has_its_words_and_what_stood_beside_them(old, new, data):
    start = data.draw(st.integers(0, len(old) - 1))
    end = data.draw(st.integers(start + 1, len(old)))
    anchor = Anchor.at(doc(old), start, end)
    now = refind(anchor, doc(old), doc(new, "n"))
    assert now.quote == anchor.quote
    if now.state == "lost":
        assert (now.doc, now.start) == ("d", anchor.start)
        return
    assert new[now.start : now.end] == anchor.quote
    assert (now.state == "found") == (now.start == anchor.start)
    before = now.prefix == anchor.prefix or now.prefix[-12:] == anchor.prefix[-12:]
    assert before or now.suffix == anchor.suffix or now.suffix[:12] == anchor.suffix[:12]


@given(texts.filter(bool), st.data())
@settings(max_examples=200, deadline=None)
def test_in_the_same_text_every_anchor_is_found(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    anchor = Anchor.at(doc(text), start, data.draw(st.integers(start + 1, len(text))))
    assert refind(anchor, doc(text), doc(text, "n")).state == "found"


@given(
    texts.filter(bool), st.sampled_from(["A first line of its own that nobody had before.\n", "Corrected. "]), st.data()
)
@settings(max_examples=200, deadline=None)
def test_words_put_before_move_every_anchor_by_their_length(text, head, data):
    start = data.draw(st.integers(0, len(text) - 1))
    anchor = Anchor.at(doc(text), start, data.draw(st.integers(start + 1, len(text))))
    now = refind(anchor, doc(text), doc(head + text, "n"))
    if now.state != "lost":
        assert now.start == anchor.start + len(head)
        assert now.state == "moved"


OLD = "On Monday the mayor of Brann spoke. It will sign the paper. The crews of Sund met at noon. It will sign the paper. They went home."


def test_a_look_alike_is_not_taken_for_words_that_are_gone():
    first = at(OLD, "It will sign the paper.")
    new = OLD.replace("It will sign the paper. ", "", 1)
    assert refind(first, doc(OLD), doc(new)).state == "lost"
    second = refind(at(OLD, "It will sign the paper.", 1), doc(OLD), doc(new))
    assert (second.state, second.start) == ("moved", new.index("It will sign"))


def test_the_same_words_in_another_place_are_not_the_same():
    new = "The guild met. The clerks of Tarsk spoke at length on it. It will sign the paper. Rain fell on the roof all day."
    assert refind(at(OLD, "It will sign the paper."), doc(OLD), doc(new)).state == "lost"


def test_a_changed_sentence_is_lost_and_its_neighbours_are_not():
    new = OLD.replace("The crews of Sund met", "The crews of Sund never met")
    assert refind(at(OLD, "The crews of Sund met at noon."), doc(OLD), doc(new)).state == "lost"
    assert refind(at(OLD, "They went home."), doc(OLD), doc(new)).state == "moved"


def test_two_places_that_fit_alike_are_no_answer():
    old = "He spoke of the paper that morning. Yes. He spoke of the rain that evening."
    new = "So. He spoke of the paper that morning. Yes. Then He spoke of the paper that morning. Yes. Then it was over and done with."
    assert refind(at(old, "Yes."), doc(old), doc(new)).state == "lost"


def test_an_edit_that_nobody_announced_is_a_shift_where_the_stance_changed():
    old, new = "Brann agreed to mend the pier. It rained.", "Brann refuses to mend the pier. It rained."
    before = account("Brann agreed to mend the pier.", "Brann", "affirms", doc="o")
    after = account("Brann refuses to mend the pier.", "Brann", "refuses", doc="n")
    [(shift, shown)] = edited([before], [after], doc(old, "o"), doc(new, "n"))
    assert (shift.before, shift.after, shift.anchor) == ("affirms", "refuses", after.anchor)
    assert shown is after
    assert (
        edited(
            [before],
            [account("Brann refuses to mend the pier.", "Sund", "refuses", doc="n")],
            doc(old, "o"),
            doc(new, "n"),
        )
        == ()
    )


def test_a_statement_added_beside_one_that_stays_is_no_silent_edit():
    old = "Brann agreed to mend the pier."
    new = old + " Brann refuses to pay."
    before = account(old, "Brann", "affirms", doc="o")
    after = [
        account(old, "Brann", "affirms", doc="n"),
        account("Brann refuses to pay.", "Brann", "refuses", doc="n", start=len(old) + 1),
    ]
    assert edited([before], after, doc(old, "o"), doc(new, "n")) == ()
