"""Types to JSON and back: nothing is lost, and what is wrong is named."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from readouts.model import (
    Account,
    Agreement,
    Anchor,
    Attribution,
    Condition,
    Contradiction,
    Copy,
    Counts,
    Document,
    Ledger,
    Link,
    MandateDoubt,
    NotAssessed,
    Party,
    Shift,
    Silence,
    Span,
    Speaker,
    Standing,
    When,
    from_record,
    to_record,
)

# `from_type` follows the annotations, so a field that is added is covered without touching this file.
words = st.text(max_size=12)
spans = st.tuples(st.integers(0, 50), st.integers(0, 50)).map(lambda p: Span(min(p), max(p)))
for tp, strategy in ((Span, spans), (str, words), (int, st.integers(0, 999)), (float, st.floats(0, 1))):
    st.register_type_strategy(tp, strategy)

ALL = (
    Account, Agreement, Anchor, Attribution, Condition, Contradiction, Copy, Counts, Document, Ledger, Link,
    MandateDoubt, NotAssessed, Party, Shift, Silence, Span, Speaker, Standing, When,
)  # fmt: skip
quick = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))


def returned(value: Any) -> Any:
    """Through JSON text, as a file would hold it."""
    return from_record(type(value), json.loads(json.dumps(to_record(value), ensure_ascii=False)))


def plain(lst: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(lst, max_size=2).map(tuple)


ledgers = st.builds(
    Ledger,
    story=words,
    docs=plain(words),
    agreements=plain(st.from_type(Agreement)),
    accounts=plain(st.from_type(Account)),
    contradictions=plain(st.from_type(Contradiction)),
    shifts=plain(st.from_type(Shift)),
    conditions=plain(st.from_type(Condition)),
    mandate_doubts=plain(st.from_type(MandateDoubt)),
    silences=plain(st.from_type(Silence)),
    copies=plain(st.from_type(Copy)),
    not_assessed=plain(st.from_type(NotAssessed)),
    engine=plain(words),
    note=words,
)


@pytest.mark.parametrize("tp", ALL, ids=lambda tp: tp.__name__)
@quick
@given(data=st.data())
def test_every_type_comes_back_from_its_record(tp: type, data: st.DataObject) -> None:
    value = data.draw(ledgers if tp is Ledger else st.from_type(tp))
    assert returned(value) == value


@pytest.mark.parametrize("tp", ALL, ids=lambda tp: tp.__name__)
def test_every_type_is_frozen(tp: type) -> None:
    assert tp.__dataclass_params__.frozen  # type: ignore[attr-defined]
    assert not hasattr(object.__new__(tp), "__dict__"), "slots: a misspelt attribute must fail"


def test_a_field_cannot_be_set() -> None:
    document = Document(id="d", text="The guild met the council.")
    with pytest.raises(dataclasses.FrozenInstanceError):
        document.text = "other"  # type: ignore[misc]


def account(**change: Any) -> dict[str, Any]:
    note = Document(id="note", text="The guild said no.")
    made = Account(
        "c1", Anchor.at(note, 0, 18), Party("guild"), Speaker("The guild", "organization"), "refuses", "indirect"
    )
    return to_record(made) | change


@pytest.mark.parametrize(
    ("cls", "record", "named"),
    [
        (Document, {"id": "d"}, "text"),
        (Document, {"id": "d", "text": 5}, r"Document\.text: expected str, got int"),
        (Document, {"id": "d", "text": "t", "pages": "1"}, r"Document\.pages: expected a list"),
        (Document, ["d"], "Document: expected an object"),
        (Account, account(stance="agrees"), r"Account\.stance: 'agrees' is not one of affirms"),
        (Account, account(start="0"), r"Account\.start: expected int"),
        (Account, account(speaker_kind="ghost"), r"speaker\.kind: 'ghost'"),
        (Ledger, {"story": "s", "docs": ["d"], "agreements": [{"id": "a1"}]}, r"Ledger\.agreements\[0\].*label"),
    ],
)
def test_a_wrong_record_names_the_field(cls: type, record: Any, named: str) -> None:
    with pytest.raises(ValueError, match=named):
        from_record(cls, record)


@pytest.mark.parametrize(
    "missing", ["party", "speaker", "quote", "doc"]
)
def test_a_missing_field_of_an_account_is_named(missing: str) -> None:
    record = account()
    del record[missing]
    with pytest.raises(ValueError, match=missing):
        from_record(Account, record)


@pytest.mark.parametrize("bad", [[3], [1, 2, 3], "ab", None, [5, 2], [-1, 2], ["a", "b"]])
def test_a_wrong_span_is_named(bad: Any) -> None:
    with pytest.raises(ValueError, match=r"pages\[0\]|span"):
        from_record(Document, {"id": "d", "text": "t", "pages": [bad]})


def test_unknown_keys_are_ignored() -> None:
    assert from_record(Document, {"id": "d", "text": "t", "tomorrow": 1}) == Document(id="d", text="t")


def test_a_ledger_speaks_the_words_of_the_annotation_record() -> None:
    record = to_record(Ledger("s", ("note",), accounts=(from_record(Account, account()),)))
    assert {
        "story",
        "docs",
        "agreements",
        "accounts",
        "contradictions",
        "shifts",
        "conditions",
        "mandate_doubts",
        "note",
    } <= set(record)
    assert {"agreement", "doc", "party", "speaker", "stance", "voice", "quote", "start", "end"} <= set(
        record["accounts"][0]
    )


def test_a_shift_says_from_and_to() -> None:
    note = Document(id="note", text="The guild thinks again.")
    record = to_record(Shift("a1", "guild", "affirms", "withdraws", Anchor.at(note, 0, 9)))
    assert (record["from"], record["to"], record["quote"]) == ("affirms", "withdraws", "The guild")


def test_the_same_words_have_the_same_digest() -> None:
    assert Document(id="a", text="t", title="x").digest == Document(id="b", text="t", title="x").digest
    assert Document(id="a", text="xt").digest != Document(id="a", text="t", title="x").digest
