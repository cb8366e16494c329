"""A served ledger for the tests of the pages: an invented quarrel, a paper with pages, and texts that mean harm."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from fastapi import FastAPI
from starlette.testclient import TestClient

from readouts.api import ServeSettings, create_app
from readouts.api.register import beside, open_register
from readouts.ledger import Store, open_store
from readouts.ledger import rows as r
from readouts.model import (
    Account,
    Anchor,
    Attribution,
    Condition,
    Document,
    Link,
    MandateDoubt,
    Party,
    Silence,
    Span,
    Speaker,
    Standing,
    When,
    to_record,
)
from readouts.web import install
from tests.asking.making import ENGINE, SHIFT, told
from tests.keeping.plain import Plain

BASE = "http://127.0.0.1:8000"
PASSWORD = "a small boat at dawn"
EVIL = "<script>window.hit=1</script><img src=x onerror=window.hit=2>\"'><b>"
BAD_URL = "javascript:window.hit=3"

PAPER = Document(
    id="minutes", title="Minutes of the harbour board",
    text=(
        "Ilse Brand, who said that Port Ane had “agreed to a night shift”, left early.\n\n"
        "The board will pay if the fares fall. Nobody speaks for Brod."
    ),
    published="2031-03-05", publisher="Harbour Board", pages=(Span(0, 78), Span(79, 140)), furniture=(Span(0, 5),),
    language="en", kind="statement",
)  # fmt: skip
HARM = Document(
    id="harm", title=f"Title {EVIL}", text=f"Quay {EVIL} said it agreed {EVIL} to all.\r\nA tab\tand\x07 a bell.",
    published="2031-03-05", publisher=f"Paper {EVIL}", url=BAD_URL, notes=(f"Note {EVIL}",), language="en",
)  # fmt: skip
PAPER_KEY, HARM_KEY = r.key_of(PAPER), r.key_of(HARM)
HARM_GROUP = "c" * 24


def _anchor(document: Document, words: str) -> Anchor:
    at = document.text.index(words)
    kept = Document(id=r.key_of(document), text=document.text, pages=document.pages)
    return Anchor.at(kept, at, at + len(words))


def paper() -> list[r.Row]:
    """Nested and overlapping attributions, a condition, a doubt, an uncertain day, a silence, over two pages."""
    quote = _anchor(PAPER, "Ilse Brand, who said that Port Ane had “agreed to a night shift”, left early.")
    inner = _anchor(PAPER, "Port Ane had “agreed to a night shift”")
    chain = Standing(Party("Quay Workers' Union"), (
        Link("Ilse Brand", "Quay Workers' Union", "office", source="a table of offices"),
    ))  # fmt: skip
    said = Account(
        "paper-union", quote, Party("Quay Workers' Union", None, "union"), Speaker("Ilse Brand", "person"), "hedges",
        "mixed", standing=chain, when=When("2031-03-01", "2031-03-05", "range", "days"), reasons=("claims.agreed",),
    )  # fmt: skip
    told_of = Account(
        "paper-port", inner, Party("Port Ane", "port-ane", "company"), Speaker("Ilse Brand", "person"), "conditions", "mixed",
        reasons=("condition.if",),
    )  # fmt: skip
    at, t = PAPER.text.index, PAPER.text
    outer = Attribution(
        "paper#1", PAPER_KEY, (Span(0, 10),), (Span(at("said"), at("said") + 4),),
        (Span(at("that Port"), at("that Port") + 43), Span(at("left"), at("left") + 4)), "mixed", Speaker("Ilse Brand", "person"),
    )  # fmt: skip
    inside = Attribution(
        "paper#2", PAPER_KEY, (Span(at("Port Ane"), at("Port Ane") + 8),), (Span(at("agreed"), at("agreed") + 6),),
        (Span(at("agreed"), t.index("shift") + 5),), "direct", None, "paper#1",
    )  # fmt: skip
    hangs = Condition(SHIFT, "Port Ane", _anchor(PAPER, "if the fares fall"), ("condition.if",))
    part = Condition(SHIFT, "Port Ane", _anchor(PAPER, "a night shift"), ("condition.if",))
    doubt = MandateDoubt("the board", "Brod", _anchor(PAPER, "Nobody speaks for Brod."), ("mandate",))
    quiet = Silence(SHIFT, "Harbour Board", PAPER_KEY, ("silence",))
    return [
        ENGINE, r.KeptDocument(PAPER), r.Snapshot("minutes.pdf", PAPER_KEY, "minutes"), r.Extraction(PAPER_KEY, ENGINE.id),
        r.KeptAttribution(outer, ENGINE.id), r.KeptAttribution(inside, ENGINE.id),
        r.KeptAccount(said, ENGINE.id), r.KeptAccount(told_of, ENGINE.id),
        r.AccountLink("paper-union", SHIFT, ENGINE.id), r.AccountLink("paper-port", SHIFT, ENGINE.id),
        r.Relations((r.Relation("mandate_doubt", to_record(doubt)), r.Relation("condition", to_record(part), ("paper-port",))),
                    ENGINE.id, doc=PAPER_KEY),
        r.Relations((
            r.Relation("contradiction", {"kind": "record", "reasons": ["by hand"]}, ("monday-port-affirms", "tuesday-union-denies")),
            r.Relation("condition", to_record(hangs), ("paper-port",)),
            r.Relation("silence", to_record(quiet)),
        ), ENGINE.id, agreement=SHIFT),
    ]  # fmt: skip


def harm() -> list[r.Row]:
    """Everything that a text can bring, hostile."""
    anchor = _anchor(HARM, f"said it agreed {EVIL} to all.")
    speaker = Speaker(f"Speaker {EVIL}", "person", f"Name {EVIL}")
    chain = Standing(Party(f"Party {EVIL}"), (Link(f"Of {EVIL}", f"To {EVIL}", f"basis {EVIL}", source=EVIL),))
    said = Account(
        "harm-1", anchor, Party(f"Party {EVIL}", None, "company"), speaker, "affirms", "indirect", standing=chain,
        reasons=(f"reason {EVIL}",),
    )  # fmt: skip
    denied = Account(
        "harm-2", Anchor.at(Document(id=HARM_KEY, text=HARM.text, title=HARM.title), 0, 9, field="title"),
        Party("Quay Workers' Union", None, "union"), speaker, "denies", "indirect", reasons=("x",),
    )  # fmt: skip
    speech = Attribution("harm#1", HARM_KEY, (Span(0, 12),), (Span(70, 74),), (Span(75, 120),), "indirect", speaker)
    clash = r.Relation("contradiction", {"kind": "record", "reasons": [EVIL]}, ("harm-1", "harm-2"))
    return [
        ENGINE, r.KeptDocument(HARM), r.Snapshot(BAD_URL, HARM_KEY, "harm", url=BAD_URL), r.Extraction(HARM_KEY, ENGINE.id),
        r.KeptAttribution(speech, ENGINE.id), r.KeptAccount(said, ENGINE.id), r.KeptAccount(denied, ENGINE.id),
        r.KeptAgreement(HARM_GROUP, f"label {EVIL}", "harm-1", ENGINE.id),
        r.AccountLink("harm-1", HARM_GROUP, ENGINE.id), r.AccountLink("harm-2", HARM_GROUP, ENGINE.id),
        r.Relations((clash,), ENGINE.id, agreement=HARM_GROUP),
        r.FailedSource(f"https://example.org/{EVIL}", f"why {EVIL}"),
    ]  # fmt: skip


def fill(store: Store) -> Store:
    """The quarrel, the paper, and the harm."""
    told(store)
    for rows in (paper(), harm()):
        with store.writing("add", "machine", at="2031-03-08T12:00:00+00:00") as w:
            w.add(*rows)
    return store


@cache
def _filled() -> bytes:
    """The file of the filled ledger: made once, then copied."""
    with TemporaryDirectory() as room:
        path = Path(room) / "quarrel.ledger"
        fill(open_store(path)).close()
        return path.read_bytes()


def written(path: Path) -> str:
    """The ledger in a new file."""
    path.write_bytes(_filled())
    return str(path)


def served(folder: Path, **more: Any) -> FastAPI:
    """The ledger, served for oneself."""
    return made(written(folder / "quarrel.ledger"), author="Ruiz", **more)


def made(where: str, **more: Any) -> FastAPI:
    """An application with its pages, whose documents are judged without models."""
    app = create_app(ServeSettings(where, **more), chain=Plain)
    install(app)
    return app


def team(folder: Path) -> FastAPI:
    """The ledger, served for a team that logs in."""
    where = written(folder / "team.ledger")
    register = open_register(beside(where), create=True)
    assert register is not None
    for name, role, blind in (("Ana", "admin", False), ("Holt", "reviewer", False), ("Vane", "reviewer", True), ("Ivo", "reader", False)):
        register.add(name, role, PASSWORD, blind=blind)  # type: ignore[arg-type]
    register.close()
    return made(where)


def client(app: FastAPI) -> TestClient:
    """A browser that runs no scripts."""
    return TestClient(app, base_url=BASE, headers={"origin": BASE}, follow_redirects=True)
