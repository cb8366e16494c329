"""What people said of which accounts belong together, and where later documents go, in both stores."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from readouts.engine.asking import Inquiry
from readouts.engine.keeping import Keeper
from readouts.ledger import Store, open_store
from readouts.ledger.review import judgement, split_id, undoing
from readouts.ledger.rows import Judgement
from readouts.model import Document
from tests.keeping.plain import Plain

PIER = "Ostria said it had agreed to mend the eastern pier and dredge the ferry basin."
AGAIN = "Brann promised to mend the eastern pier and to dredge the ferry basin."
BELL = "Ostria promised to return the bell of the cathedral."
NO_BELL = "Tarsk refused to return the bell of the cathedral."
LATER = "Velland denied that it agreed to return the bell of the cathedral."
LATER_PIER = "Velland denied that it agreed to mend the eastern pier and dredge the ferry basin."


def note(name: str, *lines: str, date: str = "2031-05-01") -> Document:
    return Document(id=name, text="\n".join(lines), published=date, language="en")


@pytest.fixture
def store(where: str) -> Iterator[Store]:
    opened = open_store(where)
    yield opened
    assert not list(opened.verify())
    opened.close()


def keep(store: Store, *documents: Document) -> None:
    """Each by a keeper of its own, that remembers nothing."""
    for d in documents:
        assert Keeper(store, Plain).keep(d).outcome in ("added", "copy", "version")


def say(store: Store, *said: Judgement) -> None:
    with store.writing("review", "ruiz") as w:
        w.add(*said)


def seen(store: Store, *, judged: bool = True) -> dict[str, set[str]]:
    """Agreement -> the words of its accounts."""
    with store.reading() as r:
        found = Inquiry(r, judged=judged).dossiers()
        return {d.id: {j.account.anchor.quote for j in d.accounts} for d in found}


def of(store: Store, words: str) -> tuple[str, str]:
    """The account with these words, and the machine's agreement of it."""
    with store.reading() as r:
        [k] = [k for k in r.accounts() if k.account.anchor.quote == words]
        return k.id, str(k.account.agreement)


def parted(store: Store) -> tuple[str, Judgement]:
    """A ledger in which the machine had put the bell with the pier, and a person took it out."""
    keep(store, note("a", PIER), note("b", BELL, NO_BELL))
    (pier_account, pier), (one, bell) = of(store, PIER), of(store, BELL)
    other, _ = of(store, NO_BELL)
    assert pier != bell and pier_account
    say(store, judgement("ruiz", "correct", one, agreement=pier), judgement("ruiz", "correct", other, agreement=pier))
    assert seen(store) == {pier: {PIER, BELL, NO_BELL}}
    said = judgement("ruiz", "split", pier, "agreement", accounts=[one, other])
    say(store, said)
    return split_id(pier, [one, other]), said


def test_a_new_account_of_what_a_person_took_apart_stays_apart(store: Store) -> None:
    made, _ = parted(store)
    keep(store, note("c", LATER, date="2031-05-04"), note("d", LATER_PIER, date="2031-05-05"))
    pier = of(store, PIER)[1]
    assert seen(store) == {pier: {PIER, LATER_PIER}, made: {BELL, NO_BELL, LATER}}
    with store.reading() as r:
        [row] = r.agreements([made])
        assert row.account == of(store, BELL)[0] and "bell" in row.label
        [d] = Inquiry(r).dossiers([made])
        parting = [{d.standing[c.a].account.party.name, d.standing[c.b].account.party.name} for c in d.contradictions]
        assert {"Ostria", "Velland"} in parting
        assert Inquiry(r).dossier(made[:12]).id == made


def test_a_copy_of_what_a_person_took_apart_follows_its_original(store: Store) -> None:
    made, _ = parted(store)
    keep(store, note("e", BELL, NO_BELL, "Printed again by the Harbour Post.", date="2031-05-03"))
    with store.reading() as r:
        copied = [k.account for k in r.accounts(agreement=made)]
        assert {a.anchor.quote for a in copied} == {BELL, NO_BELL}
    assert set(seen(store)) == {made, of(store, PIER)[1]}


def test_a_split_taken_back_takes_the_later_accounts_along(store: Store) -> None:
    made, said = parted(store)
    keep(store, note("c", LATER, date="2031-05-04"))
    say(store, undoing("ruiz", said))
    pier = of(store, PIER)[1]
    assert seen(store) == {pier: {PIER, BELL, NO_BELL, LATER}}
    with store.reading() as r:
        assert Inquiry(r).dossier(made).id == pier, "its id still leads somewhere"
        [alone] = Inquiry(r).dossiers([pier])
        assert len(alone.accounts) == 4
    keep(store, note("f", LATER.replace("Velland", "Morwen"), date="2031-05-06"))
    assert len(seen(store)) == 1


def test_an_account_that_a_person_put_elsewhere_draws_its_like(store: Store) -> None:
    keep(store, note("a", PIER), note("b", BELL))
    (one, bell), (_, pier) = of(store, BELL), of(store, PIER)
    say(store, judgement("ruiz", "correct", one, agreement=pier))
    keep(store, note("c", LATER, date="2031-05-04"))
    assert of(store, LATER)[1] == pier != bell


def test_an_agreement_that_is_nowhere_draws_nothing(store: Store) -> None:
    keep(store, note("b", BELL))
    one, bell = of(store, BELL)
    say(store, judgement("ruiz", "correct", one, agreement="no such agreement"))
    keep(store, note("c", LATER, date="2031-05-04"))
    assert of(store, LATER)[1] == bell


def test_a_new_account_of_a_merged_agreement_goes_with_what_it_was_merged_into(store: Store) -> None:
    keep(store, note("a", PIER), note("b", BELL))
    pier, bell = of(store, PIER)[1], of(store, BELL)[1]
    said = judgement("ruiz", "merge", bell, "agreement", into=pier)
    say(store, said)
    keep(store, note("c", LATER, date="2031-05-04"), note("d", AGAIN, date="2031-05-05"))
    assert seen(store) == {pier: {PIER, BELL, LATER, AGAIN}}
    say(store, undoing("ruiz", said))
    assert seen(store) == {pier: {PIER, AGAIN}, bell: {BELL, LATER}}


def test_where_reviewers_differ_the_machine_goes_its_way(store: Store) -> None:
    keep(store, note("a", PIER), note("b", BELL))
    (one, bell), (_, pier) = of(store, BELL), of(store, PIER)
    say(store, judgement("ruiz", "correct", one, agreement=pier), judgement("holt", "accept", one))
    keep(store, note("c", LATER, date="2031-05-04"))
    assert of(store, LATER)[1] == bell


def test_one_keeper_learns_what_is_judged_between_two_documents(store: Store) -> None:
    keeper = Keeper(store, Plain)
    keeper.keep(note("a", PIER))
    keeper.keep(note("b", BELL))
    (one, _), (_, pier) = of(store, BELL), of(store, PIER)
    say(store, judgement("ruiz", "correct", one, agreement=pier))
    keeper.keep(note("c", LATER, date="2031-05-04"))
    assert of(store, LATER)[1] == pier
