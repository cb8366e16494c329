"""``readouts review``: one item after the other on the terminal, one key to judge it and go on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from readouts.cli.ask import Where, opened
from readouts.cli.keys import Keys, keys
from readouts.cli.session import INTERRUPTED, say
from readouts.errors import LedgerError

if TYPE_CHECKING:
    from rich.text import Text

    from readouts.cli.desk import Desk
    from readouts.ledger import Store
    from readouts.ledger.review_queue import Item
    from readouts.ledger.review_session import Review

_AROUND = 240
_CODES = "Exit codes: 0 left with q, or nothing waits; 1 no such ledger or id; 2 wrong usage; 130 interrupted. What was judged is kept."


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(epilog=f"Example: readouts review --ledger deal.ledger --author ruiz --blind\n\n{_CODES}")(review)


def review(
    author: Annotated[str, typer.Option("--author", envvar="READOUTS_AUTHOR", metavar="NAME", help="Whose judgements they are.")],
    ledger: Where = None,
    blind: Annotated[bool, typer.Option("--blind", help="See nobody else's judgements.")] = False,
    settle: Annotated[bool, typer.Option("--settle", help="Decide what reviewers differ on: only that is shown.")] = False,
    agreement: Annotated[list[str] | None, typer.Option("--agreement", metavar="ID", help="Only this agreement. Repeatable.")] = None,
    accounts_only: Annotated[bool, typer.Option("--accounts-only", help="No contradictions, shifts and conditions.")] = False,
) -> None:  # fmt: skip
    """Judge what the machine found: y yes, n no, u unsure, c correct, z undo, ? all keys.

    Each judgement is written at once, under your name, and never changes the machine's rows. From a pipe, each line
    is a key and what the key asks for: `c stance hedges`.
    """
    with opened(ledger) as store:
        from readouts.cli.desk import Desk  # noqa: PLC0415
        from readouts.ledger.review_session import Review  # noqa: PLC0415

        reviewer = Review(store, author, blind=blind, settle=settle)
        items, labels = _items(store, reviewer, agreement, not accounts_only)
        if not items:
            say("readouts: review: nothing waits to be judged")
            return
        desk = Desk(reviewer, items, labels, _words_of)
        try:
            with keys() as source:
                _sit(desk, source, store)
        except KeyboardInterrupt:
            say(f"readouts: interrupted; {_kept(desk)}")
            raise typer.Exit(INTERRUPTED) from None
        say(f"readouts: {_kept(desk)}; {desk.judged()} of {len(desk.items)} judged")


def _kept(desk: Desk) -> str:
    return f"{desk.made} judgement{'' if desk.made == 1 else 's'} kept"


def _items(
    store: Store, reviewer: Review, agreements: Iterable[str] | None, relations: bool
) -> tuple[list[Item], dict[str, str]]:
    """What there is to judge, and the labels of all agreements."""
    from readouts.engine.asking import Inquiry  # noqa: PLC0415

    with store.reading() as reading:
        labels = {a.id: a.label for a in reading.agreements()}
        wanted = {_full(name, labels) for name in agreements} if agreements else None
        differing = {(d.kind, d.target) for d in Inquiry(reading).adjudication()} if reviewer.settles else None
    items = reviewer.items(wanted, relations=relations)
    return [i for i in items if differing is None or (i.kind, i.id) in differing], labels


def _full(name: str, labels: dict[str, str]) -> str:
    hits = [x for x in labels if x.startswith(name)]
    if len(hits) != 1:
        why = "the ledger has no such agreement" if not hits else f"{len(hits)} agreements begin so"
        raise LedgerError(f"{name}: {why}: `readouts agreements` lists them")
    return hits[0]


def _words_of(item: Item) -> str:
    if item.account is not None:
        a = item.account.account
        return f"{a.party.name} {a.speaker.surface} {a.stance} {a.anchor.quote}"
    return " ".join(map(str, item.relation.record.values())) if item.relation else ""


def _sit(desk: Desk, source: Keys, store: Store) -> None:
    """Show, take a key, do it, until it is over."""
    from rich.console import Console  # noqa: PLC0415

    out = Console(highlight=False)
    shown = None
    said = ""
    while not desk.over:
        now = (desk.at, desk.made)
        if now != shown:
            out.print(*_shown(desk, store), sep="\n")
            shown = now
        if said:
            out.print(_plain(said))
        out.print(_plain("y n u · j k · z · c · s · m · t · / · ? · q", "dim"))
        said = desk.press(source.press(), source.line)
    if said:
        out.print(_plain(said))


def _plain(words: str, style: str = "") -> Text:
    from rich.text import Text  # noqa: PLC0415

    from readouts.cli.terminal import clean  # noqa: PLC0415

    return Text("\n".join(clean(line) for line in words.split("\n")), style=style)


def _shown(desk: Desk, store: Store) -> list[Text]:
    """The item on the desk: where it stands among all, what the machine says, the words, and what was said of it."""
    from readouts.cli.terminal import clean  # noqa: PLC0415

    item = desk.item
    label = desk.labels.get(item.agreement or "", "no agreement")
    head = _plain(f"\n{desk.at + 1} of {len(desk.items)} · {desk.judged()} judged · ", "dim")
    head.append(clean(label), "bold").append(f" [{(item.agreement or '')[:8]}]", "dim")
    return [head, *(_account(item, store) if item.account else _relation(item, store)), *_opinions(desk, store)]


def _account(item: Item, store: Store) -> list[Text]:
    from readouts.cli.terminal import STANCE_STYLE, clean  # noqa: PLC0415

    assert item.account is not None
    a = item.account.account
    line = _plain(f"{a.party.name} ", "bold")
    line.append(a.stance, STANCE_STYLE[a.stance])
    line.append(clean(f"  says {a.speaker.surface}, {a.voice}"), "dim")
    return [line, *_quoted(store, a.anchor.doc, a.anchor.field, a.anchor.start, a.anchor.end)]


def _quoted(store: Store, doc: str, field: str, start: int, end: int) -> list[Text]:
    """The words amid those around them, and where they stand."""
    from readouts.cli.terminal import clean  # noqa: PLC0415

    with store.reading() as reading:
        kept = reading.document(doc)
        heading = reading.headings([doc]).get(doc)
    if kept is None or heading is None:
        return [_plain(f"the document {doc} is not in the ledger", "red")]
    text = kept.document.text if field == "text" else kept.document.title
    before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    words = _plain("…" + before if start > _AROUND else before, "dim")
    words.append(clean(text[start:end]), "bold").append(clean(after), "dim")
    if end + _AROUND < len(text):
        words.append("…", "dim")
    where = [heading.published, heading.publisher, heading.title or heading.name, f"{start}–{end}"]
    return [words, _plain(" · ".join(x for x in where if x), "dim")]


def _relation(item: Item, store: Store) -> list[Text]:
    assert item.relation is not None
    record = dict(item.relation.record)
    kind = item.kind.replace("_", " ")
    about = [str(record[k]) for k in ("party", "doubter", "speaker", "kind", "from", "to") if record.get(k)]
    out = [_plain(f"{kind}: {' · '.join(about)}", "bold")]
    with store.reading() as reading:
        accounts = reading.accounts(ids=item.relation.accounts) if item.relation.accounts else []
    if "quote" in record:
        return [*out, *_quoted(store, record["doc"], record.get("field", "text"), record["start"], record["end"])]
    for k in accounts:
        out += [_plain(f"{k.account.party.name} {k.account.stance}: “{k.account.anchor.quote}”")]
    return out


def _opinions(desk: Desk, store: Store) -> list[Text]:
    """What this reviewer said, and where he is not blind, what others did."""
    from readouts.ledger.review import live  # noqa: PLC0415
    from readouts.ledger.review_view import opinions  # noqa: PLC0415

    item = desk.item
    with store.reading() as reading:
        made = live(desk.review.judgements(reading))
    found = opinions(made).get((item.kind, item.id), {})
    out = []
    for who, o in found.items():
        parts = [f"{k} {v}" for k in ("party", "stance", "agreement") if (v := getattr(o, k))]
        said = ", ".join([o.verdict or "no verdict", *parts, *(f"“{n}”" for n in o.notes)])
        out.append(_plain(f"{'you' if who == desk.review.author else who}: {said}", "cyan"))
    return out
