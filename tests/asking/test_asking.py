"""Questions to a kept ledger: agreements, one of them, who held what when, what changed, and search."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from readouts.engine.asking import Inquiry
from readouts.engine.changes import changes
from readouts.engine.timeline import positions
from readouts.errors import LedgerError
from readouts.ledger import Store, open_store
from readouts.ledger.review import relation_id
from readouts.ledger.review_session import Review
from readouts.ledger.search import Search
from readouts.testing import anchors
from tests.asking.making import ACCOUNTS, BRIDGE, SHIFT, contradiction, document, key, told


@pytest.fixture
def store(where: str) -> Iterator[Store]:
    made = told(open_store(where))
    yield made
    made.close()


def test_each_agreement_with_its_status_and_what_it_rests_on(store: Store) -> None:
    with store.reading() as reading:
        [shift, bridge] = [d.agreement for d in Inquiry(reading).dossiers()]
    assert (shift.status, shift.dispute_kinds) == ("disputed", ("record",))
    assert shift.parties == ("Port Ane", "Quay Workers' Union")
    # The reprint is a copy: four articles, three origins.
    assert (shift.counts.accounts, shift.counts.documents, shift.counts.copies) == (4, 3, 1)
    assert (shift.counts.first, shift.counts.last) == ("2031-03-03", "2031-03-06")
    assert (bridge.status, bridge.label) == ("one_sided", "the city would rebuild the bridge at Brod")


@pytest.mark.parametrize(
    ("as_of", "states"),
    [
        ("2031-03-02", []),
        ("2031-03-03", ["one_sided"]),
        ("2031-03-04T11:59:59", ["one_sided"]),
        ("2031-03-04", ["disputed"]),
        ("2031-03-07", ["disputed", "one_sided"]),
    ],
)
def test_the_ledger_as_it_stood(store: Store, as_of: str, states: list[str]) -> None:
    with store.reading(as_of) as reading:
        assert [d.agreement.status for d in Inquiry(reading).dossiers()] == states


def test_one_agreement_as_the_record_of_a_comparison(store: Store) -> None:
    with store.reading() as reading:
        ledger = Inquiry(reading).dossier(SHIFT[:6]).ledger()
        texts = {d.key: d.document.text for d in reading.documents()}
    assert [a.party.name for a in ledger.accounts][:1] == ["Port Ane"] and len(ledger.shifts) == 1
    assert ledger.engine == ("by hand 1",) and ledger.copies[0].doc == key("monday-copy")
    for anchor in anchors(ledger):
        assert texts[anchor.doc][anchor.start : anchor.end] == anchor.quote


def test_one_agreement_alone_is_the_same_as_among_all(store: Store) -> None:
    Review(store, "ruiz").correct(ACCOUNTS["friday"].id, agreement=SHIFT)
    with store.reading() as reading:
        whole = {d.id: d for d in Inquiry(reading).dossiers()}
        for name, d in whole.items():
            assert Inquiry(reading).dossier(name).ledger() == d.ledger()


def test_an_unknown_id_is_one_clear_line(store: Store) -> None:
    with store.reading() as reading, pytest.raises(LedgerError, match="no such agreement: `readouts agreements`"):
        Inquiry(reading).dossier("zzz")


def test_positions_end_where_the_next_begins_and_nothing_is_erased(store: Store) -> None:
    with store.reading() as reading:
        found = positions(Inquiry(reading).dossier(SHIFT))
    shown = [(p.party, p.stances, p.since, p.until) for p in found]
    assert shown == [
        ("Port Ane", ("affirms",), "2031-03-03", None),
        ("Quay Workers' Union", ("denies",), "2031-03-04", "2031-03-06"),
        ("Quay Workers' Union", ("affirms",), "2031-03-06", None),
    ]
    assert [a.id for a in found[0].copies] == [ACCOUNTS["monday-copy"].id]


def test_what_changed_since_a_day(store: Store) -> None:
    with store.reading("2031-03-03") as old, store.reading() as new:
        found = changes(Inquiry(old), Inquiry(new))
    assert [d.name for d in found.documents] == ["tuesday", "thursday", "friday"]
    shift, bridge = found.agreements
    assert (shift.before, shift.after, shift.newly_disputed) == ("one_sided", "disputed", True)
    assert [j.account.id for j in shift.accounts] == [ACCOUNTS["tuesday"].id, ACCOUNTS["thursday"].id]
    assert [c.kind for c, _, _ in shift.disputes] == ["record"] and [s.after for s in shift.shifts] == ["affirms"]
    assert (bridge.before, bridge.after) == (None, "one_sided")
    with store.reading("2031-03-07") as old, store.reading() as new:
        assert changes(Inquiry(old), Inquiry(new)).agreements == ()


def test_a_judgement_is_a_change_too_and_so_is_its_undoing(store: Store) -> None:
    review = Review(store, "ruiz")
    before = store.reading()
    with before as old:
        review.reject(ACCOUNTS["tuesday"].id)
        with store.reading() as new:
            [change] = changes(Inquiry(old), Inquiry(new)).agreements
        assert (change.before, change.after, change.gone) == ("disputed", "corroborated", (ACCOUNTS["tuesday"].id,))
        review.undo()
        with store.reading() as new:
            found = changes(Inquiry(old), Inquiry(new))
        assert found.agreements == () and len(found.judgements) == 2


def test_a_rejected_contradiction_no_longer_makes_a_dispute(store: Store) -> None:
    Review(store, "ruiz").reject(relation_id(contradiction()), "contradiction")
    with store.reading() as reading:
        judged, machine = Inquiry(reading).dossier(SHIFT), Inquiry(reading, judged=False).dossier(SHIFT)
    assert judged.contradictions == () and len(machine.contradictions) == 1


def test_merge_and_split_show_in_every_answer(store: Store) -> None:
    review = Review(store, "ruiz")
    review.merge(BRIDGE, SHIFT)
    with store.reading() as reading:
        [only] = list(Inquiry(reading).dossiers())
        assert len(only.accounts) == 5 and Inquiry(reading).dossier(BRIDGE).id == SHIFT
    review.undo()
    review.split(SHIFT, [ACCOUNTS["thursday"].id])
    with store.reading() as reading:
        made = [d for d in Inquiry(reading).dossiers() if d.id not in (SHIFT, BRIDGE)]
        assert [j.account.id for j in made[0].accounts] == [ACCOUNTS["thursday"].id]
        assert Inquiry(reading).dossier(made[0].id).agreement.status == "one_sided"
        assert made[0].label.startswith("it had agreed")
        assert [len(d.accounts) for d in Inquiry(reading, judged=False).dossiers()] == [4, 1]


def test_blind_answers_are_laid_over_with_ones_own_judgements_only(store: Store) -> None:
    Review(store, "holt").reject(ACCOUNTS["tuesday"].id)
    with store.reading() as reading:
        assert Inquiry(reading).dossier(SHIFT).agreement.status == "corroborated"
        assert Inquiry(reading, author="ruiz", blind=True).dossier(SHIFT).agreement.status == "disputed"


def ids(store: Store, words: str = "", status: str | None = None, **filters: object) -> list[str]:
    with store.reading() as reading:
        found = Inquiry(reading).search(Search(words, **filters), status=status)  # type: ignore[arg-type]
        for f in found:
            a = f.judged.account.anchor
            kept = reading.document(a.doc)
            assert kept is not None and kept.document.text[a.start : a.end] == a.quote
    return [f.judged.account.id for f in found]


def test_search_with_every_filter(store: Store) -> None:
    union = [ACCOUNTS["tuesday"].id, ACCOUNTS["thursday"].id]
    assert sorted(ids(store, "night shift", party="quay workers' UNION")) == sorted(union)
    assert ids(store, "night", stance="denies") == [union[0]]
    assert ids(store, "night", status="one_sided") == [] and len(ids(store, "night", status="disputed")) == 4
    assert ids(store, "", status="one_sided") == [ACCOUNTS["friday"].id]
    assert ids(store, "night", since="2031-03-04", until="2031-03-04") == [union[0]]
    assert ids(store, "night", source="bulletin") == [union[0]]
    assert ids(store, "", party="port-ane", source="example.org/monday-copy") == [ACCOUNTS["monday-copy"].id]
    assert ids(store, "elodie") == [ACCOUNTS["friday"].id]  # accents and case are no matter
    assert ids(store, "ridg") == [ACCOUNTS["friday"].id]  # letters, where no word fits
    assert ids(store, "night -fares", party="quay workers' union") == [union[0]]
    assert ids(store, '"shift night"') == []
    assert len(ids(store, "night", limit=2)) == 2 and len(ids(store, "night", limit=9, offset=3)) == 1


def test_search_finds_what_a_person_corrected_and_not_what_one_rejected(store: Store) -> None:
    review = Review(store, "ruiz")
    review.correct(ACCOUNTS["monday"].id, party="City of Ane", stance="hedges")
    review.reject(ACCOUNTS["friday"].id)
    assert ids(store, "", party="City of Ane") == [ACCOUNTS["monday"].id]
    assert ids(store, "", stance="hedges") == [ACCOUNTS["monday"].id]
    assert ACCOUNTS["monday"].id not in ids(store, "night", party="Port Ane")


def test_search_of_documents(store: Store) -> None:
    with store.reading() as reading:
        assert [h.id for h in reading.search_documents(Search("brand"))] == [key("tuesday")]
        assert [h.id for h in reading.search_documents(Search("news", stance="denies"))] == [key("tuesday")]
        assert [h.by for h in reading.search_documents(Search("iday"))] == ["letters"]


@pytest.mark.parametrize("typed", ["\0", "Ane\0", "\udcff"])
def test_a_filter_that_no_ledger_can_hold_finds_nothing(store: Store, typed: str) -> None:
    with store.reading() as reading:
        for wanted in (Search(source=typed), Search("night", party=typed), Search(since=typed)):
            assert reading.search(wanted) == reading.search_documents(wanted) == []


TYPED = st.one_of(st.text(max_size=30), st.text(alphabet="ab \"'*-()^:{}[]&|!<>\\%_;AND OR NOT NEAR", max_size=30))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=200)
@given(TYPED)
def test_nothing_that_can_be_typed_breaks_the_search(store: Store, typed: str) -> None:
    with store.reading() as reading:
        for ask in (reading.search, reading.search_documents):
            try:
                assert all(h.doc for h in ask(Search(typed, source=typed[:5] or None)))
            except LedgerError as error:
                assert "only what must not be there" in str(error)


def test_words_that_only_must_not_be_there_are_one_clear_line(store: Store) -> None:
    with pytest.raises(LedgerError, match="add a word that must"):
        ids(store, "-night")


def test_what_a_document_says_is_what_was_put_in(store: Store) -> None:
    with store.reading() as reading:
        heading = reading.headings([key("monday")])[key("monday")]
    assert (heading.name, heading.title, heading.publisher) == ("monday", document("monday").title, "Ane Gazette")
    assert heading.source == "https://example.org/monday"
