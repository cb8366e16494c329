from __future__ import annotations

import pytest

from readouts.encoders.parse import parse
from readouts.extract.accounts import clauses
from readouts.extract.mandate import doubted
from readouts.extract.stance import Judged, Reading, judge
from readouts.extract.stance.features import cues
from readouts.model import Document, Span
from readouts.text.units import statements


@pytest.mark.parametrize(
    ("words", "family"),
    [
        ("Ostria denied that any deal existed.", "deny"),
        ("Velland refused to sign.", "refuse"),
        ("We will sign only if the troops leave.", "condition.strong"),
        ("The port has backed out of the contract.", "withdraw"),
        ("No final decision has been taken.", "hedge.strong"),
        ("The union pledged to return to work.", "promise"),
        ("He had not agreed to do anything.", "not.agree"),
    ],
)
def test_cue_families_say_which_words_show_it(words, family):
    shown = {name: (found, at) for name, found, at in cues(words)}
    found, at = shown[family]
    assert words[at : at + len(found)] == found


@pytest.mark.parametrize(
    ("words", "doubt"),
    [
        ("Nobody knows whether the envoy speaks for the cabinet.", True),
        ("The council questioned his authority to sign.", True),
        ("The envoy speaks for the cabinet.", False),
        ("The cabinet met on Monday.", False),
    ],
)
def test_mandate_doubts_need_authority_and_a_doubt(words, doubt):
    assert (doubted(words) is not None) == doubt


def test_every_statement_is_judged_once_and_keeps_its_place():
    text = "Ostria agreed to share the water.\n\nVelland denied it. It rained."
    document = Document(id="d", text=text)
    spans = statements(parse(text))
    reading = judge(document, spans)
    assert [j.span for j in reading.judged] == spans
    chances = [(j.found, j.sure, j.conditional, j.moving, j.narrated) for j in reading.judged]
    assert all(0 <= p <= 1 for row in chances for p in (*row, reading.quarrel))
    assert judge(document, []) == Reading([])


def test_a_document_longer_than_one_window_is_judged_whole():
    text = "\n".join(f"Ostria agreed to share well number {n} with Velland." for n in range(150))
    document = Document(id="d", text=text, title="Wells")
    spans = statements(parse(text))
    reading = judge(document, spans)
    assert [j.span for j in reading.judged] == spans
    # Alike words far from either end are judged alike, wherever a window happens to end.
    middle = [j.found for j in reading.judged[20:130]]
    assert max(middle) - min(middle) < 0.25


def test_a_statement_is_judged_alike_whatever_its_batch():
    text = "The guild accepted the offer of the port."
    alone = judge(Document(id="d", text=text), statements(parse(text))).judged[0].vector
    among = "\n".join([text, *(f"It rained on day {n} and nobody came to the quay of the old harbour." for n in range(40))])
    other = judge(Document(id="d", text=among), statements(parse(among))).judged[0].vector
    assert alone is not None and other is not None
    assert float(alone @ other) > 0.97


def test_statements_end_at_line_breaks_and_leave_furniture_out():
    text = "Headline without a stop\nThe union agreed to the terms.\nSign up for our letter!"
    spans = statements(parse(text), [Span(text.index("Sign"), len(text))])
    assert [s.of(text) for s in spans] == ["Headline without a stop", "The union agreed to the terms."]


def test_a_tail_stays_with_its_quotation():
    text = "“We never signed anything!” the mayor said."
    assert [s.of(text) for s in statements(parse(text))] == [text]


def test_a_sentence_that_denies_and_refuses_is_two_accounts():
    text = "The ministry said that it had not agreed to do anything and that it would not join in the inquiry."
    whole = Judged(Span(0, len(text)), 0.9, "denies", 0.8, ())
    parts = clauses(Document(id="d", text=text), whole)
    assert [(p.stance, p.span.of(text).split()[-1]) for p in parts] == [("denies", "anything"), ("refuses", "inquiry.")]
    once = "The ministry said that it had not agreed to do anything."
    assert len(clauses(Document(id="d", text=once), Judged(Span(0, len(once)), 0.9, "denies", 0.8, ()))) == 1
