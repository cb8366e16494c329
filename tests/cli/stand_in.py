"""A stand-in engine: reading and comparing answer at once, so that only the command line is tried."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from readouts.cli import chain
from readouts.model import (
    Account,
    Agreement,
    Anchor,
    Attribution,
    Contradiction,
    Counts,
    Document,
    Ledger,
    Link,
    NotAssessed,
    Party,
    Span,
    Speaker,
    Standing,
    When,
)

TEXT = (
    "Mayor Ilse Brand said the dockers had agreed to a night shift.\n"
    "The Quay Workers' Union said it had promised nothing of the kind.\x1b[2J"
)
FIRST, SECOND = TEXT.split("\n")


@dataclass
class Failed:
    where: str
    why: str


def _account(doc: Document, quote: str, party: str, stance: str) -> Account:
    at = doc.text.index(quote)
    standing = Standing(Party(party), (Link("Ilse Brand", party, "title", Span(0, 5), "table"),))
    when = When("2031-03-03", "2031-03-04", "day", "dateline")
    anchor = Anchor.at(doc, at, at + len(quote))
    speaker = Speaker(quote[:16], "person", "Ilse Brand", Span(0, 5), "title")
    return Account(
        f"{doc.id}-{stance}", anchor, Party(party), speaker, stance, "indirect", "a1", standing, 0.8, when,  # type: ignore[arg-type]
        reasons=("stance.cue",),
    )  # fmt: skip


def ledger_of(documents: Sequence[Document], story: str) -> Ledger:
    accounts = [_account(d, q, p, s) for d in documents for q, p, s in (
        (FIRST, "Port Ane", "affirms"), (SECOND, "Quay Workers' Union", "denies"))]  # fmt: skip
    agreement = Agreement(
        "a1",
        "work a night shift",
        ("Port Ane",),
        "disputed",
        ("record",),
        Counts(2, 2, 1),
        ("status.disputed",),
    )
    part = Contradiction("a1", 0, 1, "record", ("compare.record",))
    return Ledger(story, tuple(d.id for d in documents), (agreement,), tuple(accounts), (part,), engine=("stand-in 1",))


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    seen: dict[str, object] = {}

    def read(sources: Sequence[str], *, allow_hosts: Sequence[str] = ()) -> Iterator[Document | Failed]:
        seen["hosts"] = tuple(allow_hosts)
        for source in sources:
            path = Path(source)
            if path.exists():
                yield Document(id=path.stem, text=TEXT, language="en", story=path.stem[:2])
            else:
                yield Failed(source, "no such file\x1b[2J")

    def compare(
        documents: Sequence[Document], *, story: str = "", engine: str | None = None,
        actors_file: Path | None = None, threshold: float | None = None, progress: Callable[..., None] | None = None,
    ) -> Ledger:  # fmt: skip
        seen.setdefault("stories", []).append(story)  # type: ignore[attr-defined]
        if story == seen.get("stop_at"):
            raise KeyboardInterrupt
        if story == seen.get("break_at"):
            raise RuntimeError("no English pipeline: pip install it")
        if progress is not None:
            progress(1, 1, "grouping")
        seen["engine"], seen["threshold"] = engine, threshold
        ledger = ledger_of(documents, story)
        unjudged = tuple(NotAssessed(d.id, "language 'ru'") for d in documents if d.id in seen.get("unjudged", ()))  # type: ignore[operator]
        return replace(ledger, not_assessed=unjudged)

    def attributions(document: Document) -> tuple[Attribution, ...]:
        speaker = Speaker("Mayor Ilse Brand", "person", "Ilse Brand")
        return (Attribution("t1", document.id, (Span(0, 16),), (Span(17, 21),), (Span(22, 61),), "indirect", speaker),)

    for name, function in {
        "read": read, "compare": compare, "attributions": attributions,
        "extract": lambda document, *, threshold=None: ledger_of([document], "").accounts,
    }.items():  # fmt: skip
        monkeypatch.setattr(chain, name, function)
    return seen


@pytest.fixture
def sources(tmp_path: Path) -> list[str]:
    paths = [tmp_path / name for name in ("s1-a.txt", "s1-b.txt", "s2-a.txt")]
    for path in paths:
        path.write_text(TEXT, encoding="utf-8")
    return [str(p) for p in paths]
