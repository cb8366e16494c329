"""A kept ledger as evidence to export: what filters leave, what people changed, every quote at its place."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from readouts.engine.asking import Inquiry
from readouts.engine.gathering import Selection, gather
from readouts.errors import LedgerError
from readouts.export import FORMATS, export
from readouts.ledger import Store, open_store
from readouts.ledger import rows as r
from readouts.ledger.review import judgement
from readouts.ledger.review_session import Review
from readouts.model import Evidence
from readouts.testing import assert_anchored
from tests.asking.making import ACCOUNTS, BRIDGE, ENGINE, SHIFT, TEXTS, key, told


@pytest.fixture
def store(where: str) -> Iterator[Store]:
    made = told(open_store(where))
    yield made
    made.close()


def gathered(store: Store, *, judged: bool = True, as_of: str | None = None, **wanted: object) -> Evidence:
    with store.reading(as_of) as reading:
        return gather(Inquiry(reading, judged=judged), Selection(**wanted), as_of=as_of)  # type: ignore[arg-type]


def names(evidence: Evidence) -> list[str]:
    return [a.id for a in evidence.ledger.accounts]


def test_all_of_it_is_one_record_with_its_texts(store: Store) -> None:
    found = gathered(store)
    assert [(g.id, g.status) for g in found.ledger.agreements] == [(SHIFT, "disputed"), (BRIDGE, "one_sided")]
    assert sorted(names(found)) == sorted(a.id for a in ACCOUNTS.values())
    assert {found.name(d.id): d.text for d in found.documents} == TEXTS
    [c] = found.ledger.contradictions
    assert {found.ledger.accounts[c.a].id, found.ledger.accounts[c.b].id} == {ACCOUNTS["monday"].id, ACCOUNTS["tuesday"].id}
    [s] = found.ledger.shifts
    assert (s.agreement, s.before, s.after) == (SHIFT, "denies", "affirms")
    assert [(c.doc, c.of) for c in found.ledger.copies] == [(key("monday-copy"), key("monday"))]
    assert found.ledger.engine == ENGINE.names and found.chosen == {} and found.rulings == {}
    assert_anchored(found.ledger, found.documents)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"party": "PORT ANE"}, ["monday", "monday-copy"]),
        ({"party": "port-ane"}, ["monday", "monday-copy"]),
        ({"stance": "denies"}, ["tuesday"]),
        ({"status": "one_sided"}, ["friday"]),
        ({"source": "brod post"}, ["monday-copy", "friday"]),
        ({"since": "2031-03-04", "until": "2031-03-06"}, ["tuesday", "thursday"]),
        ({"agreements": ("bbbb", "b" * 8)}, ["friday"]),
        ({"status": "disputed", "party": "City of Ane"}, []),
        ({"documents": (key("friday"), key("tuesday"))}, ["friday", "tuesday"]),
        ({"documents": (key("friday"),), "party": "port-ane"}, []),
        ({"documents": (key("monday"),), "party": "port-ane"}, ["monday"]),
        ({"words": "agreed to no night"}, ["tuesday"]),
        ({"words": "agreed to no night", "documents": (key("monday"),)}, []),
    ],
)
def test_filters_leave_what_fits(store: Store, wanted: dict[str, object], expected: list[str]) -> None:
    found = gathered(store, **wanted)
    assert sorted(names(found)) == sorted(ACCOUNTS[n].id for n in expected)
    assert set(found.chosen) == set(wanted)
    assert {a.agreement for a in found.ledger.accounts} == {g.id for g in found.ledger.agreements}
    assert_anchored(found.ledger, found.documents)


def test_a_part_keeps_the_status_of_the_whole_and_no_loose_ends(store: Store) -> None:
    found = gathered(store, party="Port Ane")
    [agreement] = found.ledger.agreements
    assert (agreement.status, agreement.counts.accounts) == ("disputed", 4)
    assert found.ledger.contradictions == () and found.ledger.shifts == ()
    union = gathered(store, stance="affirms", party="Quay Workers' Union")
    assert len(union.ledger.shifts) == 1


def test_what_people_hold_is_laid_over_and_told(store: Store) -> None:
    Review(store, "ruiz").correct(ACCOUNTS["thursday"].id, stance="conditions", note="if fares fall")
    Review(store, "holt").reject(ACCOUNTS["tuesday"].id)
    found = gathered(store)
    held = next(a for a in found.ledger.accounts if a.id == ACCOUNTS["thursday"].id)
    ruling = found.ruling(held.id)
    assert (held.stance, ruling.machine_stance, ruling.verdict) == ("conditions", "affirms", "accept")
    assert [(v.author, v.notes) for v in ruling.people] == [("ruiz", ("if fares fall",))]
    assert ACCOUNTS["tuesday"].id not in names(found)
    assert [a.id for a in found.rejected] == [ACCOUNTS["tuesday"].id]
    assert found.ruling(ACCOUNTS["tuesday"].id).verdict == "reject"
    assert found.ledger.agreements[0].status != "disputed"
    assert gathered(store, stance="conditions").ledger.accounts == (held,)
    assert gathered(store, judged=False).ledger.agreements[0].status == "disputed"
    assert gathered(store, judged=False).rulings == {}


def test_a_rejected_account_follows_the_filters_too(store: Store) -> None:
    Review(store, "holt").reject(ACCOUNTS["tuesday"].id)
    assert gathered(store, party="Port Ane").rejected == ()
    assert [a.id for a in gathered(store, stance="denies").rejected] == [ACCOUNTS["tuesday"].id]
    assert [a.id for a in gathered(store, documents=(key("tuesday"),)).rejected] == [ACCOUNTS["tuesday"].id]
    assert gathered(store, documents=(key("monday"),)).rejected == ()


def test_merged_agreements_are_one(store: Store) -> None:
    with store.writing("review", "ruiz") as w:
        w.add(judgement("ruiz", "merge", BRIDGE, "agreement", into=SHIFT))
    found = gathered(store)
    assert [g.id for g in found.ledger.agreements] == [SHIFT] and len(names(found)) == 5
    assert {a.agreement for a in found.ledger.accounts} == {SHIFT}


def test_it_is_as_it_stood(store: Store) -> None:
    found = gathered(store, as_of="2031-03-03")
    assert sorted(names(found)) == sorted(ACCOUNTS[n].id for n in ("monday", "monday-copy"))
    assert found.as_of == "2031-03-03" and found.ledger.agreements[0].status == "one_sided"


def test_what_no_engine_could_judge_is_told(store: Store) -> None:
    from readouts.model import Document

    russian = Document(id="russian", text="Договорились.", language="ru")
    with store.writing("add", "machine") as w:
        w.add(r.KeptDocument(russian), r.Extraction(r.key_of(russian), ENGINE.id, not_assessed="language is 'ru'"))
    found = gathered(store)
    assert [(found.name(n.doc), n.reason) for n in found.ledger.not_assessed] == [("russian", "language is 'ru'")]
    assert gathered(store, party="Port Ane").ledger.not_assessed == ()


def test_accounts_of_no_agreement_are_there_unless_one_is_asked_for(store: Store) -> None:
    with store.writing("link", "machine") as w:
        w.add(r.AccountLink(ACCOUNTS["friday"].id, None, ENGINE.id))
    found = gathered(store)
    assert [a.id for a in found.ledger.accounts if a.agreement is None] == [ACCOUNTS["friday"].id]
    assert ACCOUNTS["friday"].id not in names(gathered(store, status="disputed"))
    assert names(gathered(store, party="City of Ane")) == [ACCOUNTS["friday"].id]


def test_an_account_of_no_agreement_that_was_rejected_counts_for_nothing(store: Store) -> None:
    with store.writing("link", "machine") as w:
        w.add(r.AccountLink(ACCOUNTS["friday"].id, None, ENGINE.id))
    Review(store, "holt").reject(ACCOUNTS["friday"].id)
    found = gathered(store)
    assert ACCOUNTS["friday"].id not in names(found) and [a.id for a in found.rejected] == [ACCOUNTS["friday"].id]


def test_an_agreement_that_is_not_there_is_an_error(store: Store) -> None:
    with pytest.raises(LedgerError, match="has no document of that key"):
        gathered(store, documents=("nothing",))
    with pytest.raises(LedgerError, match="has no such agreement"):
        gathered(store, agreements=("ffff",))


def test_an_empty_ledger_is_empty_evidence(where: str) -> None:
    store = open_store(where)
    found = gathered(store)
    store.close()
    assert found.ledger.accounts == () and found.documents == ()


@pytest.mark.parametrize("to", FORMATS)
def test_every_format_is_made_of_a_kept_ledger(store: Store, to: str) -> None:
    Review(store, "ruiz").correct(ACCOUNTS["thursday"].id, stance="conditions")
    assert export(gathered(store), to=to).content
