"""A small ledger with a row of every kind, made of invented texts; and rows for many documents."""

from __future__ import annotations

from dataclasses import dataclass

from readouts.ledger import Store, rows
from readouts.model import Account, Anchor, Attribution, Document, Party, Span, Speaker, StanceName, When, to_record

ENGINE = rows.Engine(("rules 1", "words 2"), {"threshold": 0.5})
HARBOUR = Document(
    id="harbour",
    title="Ferry talks – a first",
    text="Mayor Ilse Brandt said the city of Odden had agreed to run the night ferry. “No such deal,” the guild said.",
    published="2031-03-02",
    url="https://example.org/harbour",
    publisher="The Odden Post",
    furniture=(Span(0, 0),),
    notes=("found by hand",),
)
DENIAL = Document(id="denial", text="The guild of Odden denies that it agreed to any night ferry 🚢.", published="2031-03-04")
REPRINT = Document(id="reprint", title="Again", text=HARBOUR.text + " (reprint)", published="2031-03-05")


def account_of(
    document: Document, quote: str, party: str, stance: StanceName, attribution: str | None = None
) -> rows.KeptAccount:
    """An account at the first place where the words stand, with a vector made of nothing."""
    key = rows.key_of(document)
    start = document.text.index(quote)
    anchor = Anchor.at(Document(id=key, text=document.text), start, start + len(quote))
    said = Account(
        id=rows.content_id("account", key, start, ENGINE.id), anchor=anchor, party=Party(party, party.lower(), "city"),
        speaker=Speaker(party, "organization", span=Span(0, 3)), stance=stance, voice="indirect", certainty=0.75,
        when=When("2031-03-01", "2031-03-02", "day", "published"), attribution=attribution, reasons=("rule.x",),
    )  # fmt: skip
    return rows.KeptAccount(said, ENGINE.id, bytes(range(8)))


def attribution_of(document: Document) -> rows.KeptAttribution:
    """The first three words say the rest."""
    key = rows.key_of(document)
    content = (Span(8, 20), Span(24, 40))
    found = Attribution(rows.content_id("attribution", key), key, (Span(0, 5),), (Span(6, 7),), content, "indirect")
    return rows.KeptAttribution(found, ENGINE.id)


def document_rows(document: Document, source: str) -> list[rows.Row]:
    """What one document brings: itself, where it was read, and that it was judged."""
    key = rows.key_of(document)
    snapshot = rows.Snapshot(source, key, document.id, document.published, document.publisher, document.url)
    return [ENGINE, rows.KeptDocument(document), snapshot, rows.Extraction(key, ENGINE.id, "Odden")]


@dataclass(frozen=True)
class Told:
    """The ids of the small ledger."""

    said: rows.KeptAccount
    denied: rows.KeptAccount
    agreement: rows.KeptAgreement
    judgement: rows.Judgement


def told() -> Told:
    """The small ledger's rows that other rows name."""
    said = account_of(HARBOUR, "had agreed to run the night ferry", "Odden", "affirms", attribution_of(HARBOUR).id)
    denied = account_of(DENIAL, "denies that it agreed", "Guild", "denies")
    agreement = rows.KeptAgreement(rows.content_id("agreement", said.id), "run the night ferry", said.id, ENGINE.id)
    at, right = "2031-03-06T10:00:00.000000Z", {"party": "Guild of Odden"}
    judgement = rows.Judgement("ana", at, "account", denied.id, "correct", right, "its own words")
    return Told(said, denied, agreement, judgement)


def fill(store: Store) -> Told:
    """Write the small ledger: four transactions, days apart."""
    t = told()
    first, second = rows.key_of(HARBOUR), rows.key_of(DENIAL)
    with store.writing("add", "readouts", at="2031-03-02T08:00") as w:
        w.add(*document_rows(HARBOUR, "https://example.org/harbour"), attribution_of(HARBOUR), t.said, t.agreement)
        w.add(rows.AccountLink(t.said.id, t.agreement.id, ENGINE.id, score=1, reasons=("first",)))
        w.add(rows.Fingerprint(first, (-(2**63), 7, 2**63 - 1)), rows.FailedSource("https://example.org/gone", "404"))
    with store.writing("add", "readouts", at="2031-03-04T08:00") as w:
        w.add(*document_rows(DENIAL, "denial.txt"), t.denied)
        w.add(rows.AccountLink(t.denied.id, t.agreement.id, ENGINE.id, score=0.1))
        dispute = rows.Relation("contradiction", {"kind": "record", "reasons": ["x"]}, (t.said.id, t.denied.id))
        shift = {"party": "Guild", "from": "affirms", "to": "denies", **to_record(t.denied.account.anchor)}
        w.add(rows.Relations((dispute, rows.Relation("shift", shift)), ENGINE.id, agreement=t.agreement.id))
        w.add(rows.Relations((), ENGINE.id, doc=second))
    with store.writing("add", "readouts", at="2031-03-05T08:00") as w:
        w.add(*document_rows(REPRINT, "reprint.txt"), rows.CopyOf(rows.key_of(REPRINT), first, 1, ENGINE.id))
        w.add(rows.FailedSource("reprint.txt", "it took too long", "extract", rows.key_of(REPRINT)))
    with store.writing("judge", "ana", at="2031-03-06T10:00") as w:
        w.add(t.judgement)
    return t


def numbered(n: int, writer: str = "w") -> list[rows.Row]:
    """The rows of one made-up document of a writer: document, account, agreement and link."""
    text = f"The port of {writer}{n} said that it had agreed to open quay {n} on Monday, writer {writer}."
    document = Document(id=f"{writer}{n}", text=text, title=f"Quay {n}")
    said = account_of(document, "had agreed to open quay", f"Port {n % 7}", "affirms")
    agreement = rows.KeptAgreement(rows.content_id("agreement", said.id), f"open quay {n}", said.id, ENGINE.id)
    made = [*document_rows(document, f"{writer}{n}.txt"), said, agreement]
    return [*made, rows.AccountLink(said.id, agreement.id, ENGINE.id)]
