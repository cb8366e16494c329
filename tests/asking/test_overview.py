"""All agreements at a glance: what is kept up to date is what a fresh look would give, whatever happens between."""

from __future__ import annotations

import random
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from readouts.engine.asking import Inquiry
from readouts.engine.changes import changes, concerned, ranked
from readouts.engine.choosing import Choice, choose
from readouts.engine.keeping import Keeper
from readouts.engine.matrix import matrix
from readouts.engine.network import network
from readouts.engine.overview import Overview, Overviews, overview
from readouts.errors import LedgerError
from readouts.ledger import Store, open_store
from readouts.ledger.review_queue import ReviewQueue
from readouts.ledger.review_session import Review
from readouts.ledger.rows import Engine
from tests.keeping.making import notes
from tests.keeping.plain import Plain


def _happen(store: Store, keeper: Keeper, rng: random.Random, waiting: list) -> None:  # type: ignore[type-arg]
    """Something that a person or the machine may do."""
    review = Review(store, rng.choice(("ruiz", "holt")), settle=rng.random() < 0.2)
    with store.reading() as reading:
        accounts = [k.account for k in reading.accounts()]
        groups = sorted({a.agreement for a in accounts if a.agreement})
        made = reading.judgements()
        relations = review.items()
    one, group, other = rng.choice(accounts), rng.choice(groups), rng.choice(groups)
    own = [a.id for a in accounts if a.agreement == group]
    item = rng.choice(relations)
    what = {
        "add": lambda: keeper.keep(waiting.pop()),
        "reject": lambda: review.reject(one.id),
        "accept": lambda: review.accept(one.id),
        "stance": lambda: review.correct(one.id, stance=rng.choice(("denies", "hedges"))),
        "party": lambda: review.correct(one.id, party="Somebody"),
        "move": lambda: review.correct(one.id, agreement=group),
        "merge": lambda: review.merge(group, other),
        "split": lambda: review.split(group, rng.sample(own, 1)),
        "whole": lambda: review.reject(group, "agreement"),
        "between": lambda: review.reject(item.id, item.kind),
        "undo": review.undo,
        "undo any": lambda: review.undo(rng.choice(made).id) if made else None,
    }
    with suppress(LedgerError):  # it made no sense: nothing happened
        what[rng.choice(list(what))]()


@pytest.mark.parametrize("seed", range(6))
def test_kept_up_to_date_is_a_fresh_look(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    store = open_store(tmp_path / "o.ledger")
    keeper = Keeper(store, Plain)
    waiting = notes(40, seed)[::-1]
    for _ in range(8):
        keeper.keep(waiting.pop())
    queue = ReviewQueue()
    kept: dict[str, Overview | None] = {"all": None, "machine": None, "of ruiz": None}
    for step in range(24):
        _happen(store, keeper, rng, waiting)
        if rng.random() < 0.4:
            continue
        with store.reading() as reading:
            assert queue.of(reading) == ReviewQueue().of(reading), (seed, step)
            for voice, before in kept.items():
                inquiry = Inquiry(reading, judged=voice != "machine", author="ruiz", blind=voice == "of ruiz")
                fresh = overview(inquiry)
                kept[voice] = overview(inquiry, before) if before else fresh
                assert kept[voice].glances == fresh.glances, (seed, step, voice)  # type: ignore[union-attr]
                assert list(kept[voice].glances) == list(fresh.glances)  # type: ignore[union-attr]
                for d in inquiry.dossiers():
                    assert fresh.glances[d.id].agreement == d.agreement
    store.close()


@pytest.mark.parametrize("seed", range(3))
def test_the_quick_order_of_changes_is_theirs(tmp_path: Path, seed: int) -> None:
    """All of them are there, those with a new dispute first, then those of another status."""
    rng = random.Random(seed)
    store = open_store(tmp_path / "o.ledger")
    keeper = Keeper(store, Plain)
    waiting = notes(40, seed)[::-1]
    for _ in range(20):
        keeper.keep(waiting.pop())
    with store.reading() as reading:
        then = reading.seq
    for _ in range(30):
        _happen(store, keeper, rng, waiting)
    with store.reading(then) as old, store.reading() as new:
        before, after = Inquiry(old), Inquiry(new)
        order = ranked(before, after, Overviews().of, enough=0)
        assert set(order) == concerned(before, after) and len(order) == len(set(order))
        assert sorted(order) == ranked(before, after, Overviews().of, enough=len(order))
        whole = {c.agreement: c for c in changes(before, after).agreements}
        at = [(not c.newly_disputed, c.before == c.after) for name in order if (c := whole.get(name))]
        assert at == sorted(at) and len(at) == len(whole) > 0
        some = changes(before, after, order[:3])
        assert {c.agreement for c in some.agreements} == {n for n in order[:3] if n in whole}
        assert some.documents == changes(before, after).documents
    store.close()


def test_a_document_judged_anew_leaves_the_queue_right(tmp_path: Path) -> None:
    store = open_store(tmp_path / "o.ledger")
    keeper = Keeper(store, Plain)
    keeper.keep_all(notes(6))
    queue = ReviewQueue()
    with store.reading() as reading:
        [extraction] = [e for e in reading.extractions() if reading.accounts(doc=e.doc)][:1]
        assert queue.of(reading) is queue.of(reading)
        length = len(queue.of(reading))
    with store.writing("add", "ruiz") as writing:
        other = Engine(("plain/2",))
        writing.add(other, replace(extraction, engine=other.id, not_assessed="not in its language", seq=0))
    with store.reading() as reading:
        assert queue.of(reading) == ReviewQueue().of(reading)
        assert len(queue.of(reading)) < length
    with store.reading(2) as reading:
        assert queue.of(reading) == ReviewQueue().of(reading)
    store.close()


def test_one_moment_is_looked_over_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store(tmp_path / "o.ledger")
    Keeper(store, Plain).keep_all(notes(10))
    kept = Overviews()
    with store.reading() as one, store.reading() as two, store.reading(3) as old:
        assert kept.of(Inquiry(one)) is kept.of(Inquiry(two))
        assert kept.of(Inquiry(old)).seq == 3
        assert kept.of(Inquiry(one, judged=False)) is not kept.of(Inquiry(one))
        made = []
        for _ in range(2):
            kept.kept(Inquiry(one), "q", lambda: made.append(1) or b"x")  # type: ignore[func-returns-value]
        assert made == [1]


def test_matrix_and_network_agree_with_the_agreements(tmp_path: Path) -> None:
    store = open_store(tmp_path / "o.ledger")
    Keeper(store, Plain).keep_all(notes(40))
    with store.reading() as reading:
        every = overview(Inquiry(reading))
    table, net = matrix(every, most=100), network(every, most=100)
    for g, cells in table.rows:
        assert {s.party for s in cells if s} == {s.party for s in g.sides}
        for s in g.sides:
            assert s.stances == s.stays[-1].stances
    for node in net.nodes:
        assert node.agreements == sum(g.has(node.party) for g in every)
    assert {(e.a, e.b) for e in net.edges if e.disputed} == {tuple(sorted(p[:2])) for g in every for p in g.parting}
    few = network(every, most=3)
    assert (len(few.nodes), few.left_out) == (3, len(net.nodes) - 3)
    disputed = choose(every, Choice(status="disputed"))
    assert disputed.facets["status"] == {"disputed": len(disputed.glances)}
    assert len(disputed.glances) == sum(g.agreement.status == "disputed" for g in every)
