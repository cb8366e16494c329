"""Which agreement a new document joins, with vectors made of words."""

from __future__ import annotations

import numpy as np
import pytest

from readouts.compare.group import Cluster
from readouts.engine import linking
from readouts.engine.linking import Told, blocks, link, names_in
from tests.compare.making import account
from tests.keeping.plain import vector

PIER = "has agreed to mend the eastern pier and dredge the ferry basin"
BELL = "will return the bell of the cathedral"


def told(key: str, *said: tuple[str, str, str | None], title: str = "", published: str = "2031-05-01") -> Told:
    accounts = tuple(
        account(f"{party} {words}.", party, "affirms", doc=key, agreement=g, start=200 * n)
        for n, (party, words, g) in enumerate(said)
    )
    text = " and ".join(a.anchor.quote for a in accounts) + f" as told in {title}, and in {title}."
    return Told(
        key, accounts, np.stack([vector(a.anchor.quote) for a in accounts]), published, names_in(title, f"It is {text}")
    )


def joined(new: Told, *near: Told) -> list[str | None]:
    roots = {str(a.agreement): t for t in reversed(near) for a in t.accounts}
    return [j.agreement for j in link(new, linking.groups(new), near, roots)]


def test_another_partys_word_of_the_same_thing_joins():
    assert joined(told("b", ("Brann", PIER, None)), told("a", ("Ostria", PIER, "pier"))) == ["pier"]


def test_another_thing_of_the_same_party_begins_its_own():
    assert joined(told("b", ("Ostria", BELL, None)), told("a", ("Ostria", PIER, "pier"))) == [None]


def test_two_groups_of_one_document_do_not_join_one_agreement():
    new, first = told("b", ("Ostria", PIER, None), ("Ostria", PIER, None)), told("a", ("Ostria", PIER, "pier"))
    apart = [Cluster((0,), 0), Cluster((1,), 1)]
    assert sorted(str(j.agreement) for j in link(new, apart, [first], {"pier": first})) == ["None", "pier"]


def test_the_same_formula_about_another_visitor_stays_apart():
    formula = "has agreed to keep up regular contacts at all levels"
    first = told("a", ("Ostria", formula, "contacts"), title="Talks with Quindara Velosa")
    same = told("b", ("Ostria", formula, None), title="Call to Velosa of Quindara")
    other = told("c", ("Ostria", formula, None), title="Call to Mirzanek of Tolvania")
    assert joined(same, first) == ["contacts"]
    assert other.names.apart(first.names)
    assert linking._beside(other, first) < linking._beside(same, first) - 0.4


def test_blocks_are_the_same_whatever_the_order_of_accounts():
    one, other = (told("a", *said) for said in ((("Ostria", PIER, None), ("Brann", BELL, None)),) * 2)
    assert blocks(one) == blocks(other)
    turned = Told("a", one.accounts[::-1], one.vectors[::-1])
    assert set(blocks(turned)) == set(blocks(one))


@pytest.mark.parametrize("least", [0, 2])
def test_documents_that_share_few_words_are_not_compared(least):
    assert linking.likely({"x": least}) == []


def test_an_agreement_does_not_drift_from_where_it_began():
    middle = told("m", ("Ostria", PIER, "bell"))  # a link that went wrong once
    first = told("f", ("Ostria", BELL, "bell"))
    new = told("n", ("Ostria", PIER, None))
    assert [j.agreement for j in link(new, linking.groups(new), [middle], {"bell": middle})] == ["bell"]
    assert [j.agreement for j in link(new, linking.groups(new), [middle], {"bell": first})] == [None]
