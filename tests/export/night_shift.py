"""A small ledger made by hand, with the documents it quotes."""

import pytest

from readouts.model import (
    Account,
    Agreement,
    Anchor,
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
    Speaker,
    Standing,
    When,
)

TEXT = (
    "Mayor Ilse Brand said the dockers had agreed to a night shift.\n"
    "The Quay Workers' Union said it had promised nothing of the kind and never would."
)


def account(doc: Document, n: int, quote: str, party: str, stance: str) -> Account:
    at = doc.text.index(quote)
    standing = Standing(Party(party), (Link("speaker", party, "title"),))
    return Account(
        f"c{n}",
        Anchor.at(doc, at, at + len(quote)),
        Party(party),
        Speaker("the mayor", "person"),
        stance,  # type: ignore[arg-type]
        "indirect",
        "a1",
        standing,
        0.8,
        When("2031-03-04", "2031-03-04", "day", "dateline"),
    )


@pytest.fixture
def document() -> Document:
    return Document(id="d1", text=TEXT, title="Night shift", published="2031-03-04", publisher="Bay News")


@pytest.fixture
def ledger(document: Document) -> Ledger:
    first = account(
        document, 1, "Mayor Ilse Brand said the dockers had agreed to a night shift.", "Port Ane", "affirms"
    )
    second = account(
        document, 2, "it had promised nothing of the kind and never would", "Quay Workers' Union", "denies"
    )
    third = account(document, 3, "promised nothing", "Quay Workers' Union", "refuses")
    return Ledger(
        "night shift",
        ("d1", "d2"),
        (
            Agreement(
                "a1",
                "work a night shift",
                ("Port Ane", "Quay Workers' Union"),
                "disputed",
                ("record",),
                Counts(2, 3, 1),
            ),
        ),
        (first, second, third),
        (Contradiction("a1", 0, 1, "record", ("compare.record.affirm_deny",)),),
        (Shift("a1", "Port Ane", "affirms", "hedges", first.anchor),),
        (Condition("a1", "Port Ane", first.anchor),),
        (MandateDoubt("Quay Workers' Union", "Ilse Brand", second.anchor),),
        (Silence("a1", "Port Ane", "d1"),),
        (Copy("d2", "d1", 0.97),),
        (NotAssessed("d2", "language is 'ru'"),),
        ("rules-1",),
    )
