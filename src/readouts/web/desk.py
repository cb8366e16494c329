"""A reviewer's desk: what there is to judge, which item lies on it, and what has been said of it."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from readouts.engine.asking import Inquiry
from readouts.ledger import Store
from readouts.ledger.protocol import Reading
from readouts.ledger.review import live
from readouts.ledger.review_queue import Item, ReviewQueue
from readouts.ledger.review_session import Review
from readouts.ledger.review_view import JudgedAccount, opinions
from readouts.ledger.rows import Judgement
from readouts.web.accounts import AccountView, Said, account_view, said_of, texts_of
from readouts.web.wording import plain

_FEW = 100


@dataclass(frozen=True, slots=True)
class Scope:
    """What somebody has chosen to judge, as it stands in the page's address."""

    agreement: str | None = None
    accounts: bool = False
    settle: bool = False
    blind: bool = False

    def query(self) -> dict[str, str]:
        """The part of an address that says the same."""
        flags = {k: "1" for k in ("accounts", "settle", "blind") if getattr(self, k)}
        return ({"agreement": self.agreement} if self.agreement else {}) | flags


@dataclass(frozen=True, slots=True)
class Past:
    """One judgement of this item, as it was made; ``undone`` where its author took it back."""

    author: str
    at: str
    verdict: str
    words: str
    note: str
    undone: bool


@dataclass(frozen=True, slots=True)
class ItemView:
    """What lies on the desk: an account, or what the machine found between the ``accounts``."""

    kind: str
    id: str
    agreement: str | None
    label: str
    words: str
    accounts: tuple[AccountView, ...]
    quote: str | None
    doc: str | None
    reasons: tuple[str, ...]
    mine: Said | None
    others: tuple[Said, ...]
    open: tuple[str, ...]
    history: tuple[Past, ...]


@dataclass(frozen=True, slots=True)
class DeskView:
    """The desk: the item (None where nothing waits), where it stands among all, and what can be done next to it."""

    scope: Scope
    item: ItemView | None
    place: int
    total: int
    judged: int
    before: str | None
    after: str | None
    next: str | None
    found: bool
    agreements: tuple[tuple[str, str], ...]
    author: str
    did: str | None = None
    why: str | None = None


class Waiting:
    """Everything there is to judge in one store; safe to use from several threads."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._queue = ReviewQueue()

    def of(self, store: Store) -> list[Item]:
        """All items as of now."""
        with self._turn, store.reading() as reading:
            return self._queue.of(reading)


def name_of(item: Item) -> str:
    """What an item is called in an address."""
    return f"{item.kind}:{item.id}"


def chosen(items: Sequence[Item], scope: Scope, differing: set[tuple[str, str]] | None) -> list[Item]:
    """The items of a scope; ``differing`` are those that wait to be settled, where that is the task."""
    return [
        i for i in items
        if (scope.agreement is None or i.agreement == scope.agreement)
        and (not scope.accounts or i.kind == "account")
        and (differing is None or (i.kind, i.id) in differing)
    ]  # fmt: skip


def is_judged(review_own: Mapping[tuple[str, str], object], item: Item) -> bool:
    """True where the reviewer has said something that decides."""
    o = review_own.get((item.kind, item.id))
    return o is not None and bool(getattr(o, "verdict", None) or getattr(o, "agreement", None))


def next_open(items: Sequence[Item], own: Mapping[tuple[str, str], object], at: int) -> int | None:
    """The next item not yet judged, from the beginning again where none follows."""
    order = [*range(at + 1, len(items)), *range(0, at + 1)]
    return next((n for n in order if not is_judged(own, items[n])), None)


def words_of(item: Item) -> str:
    """All the words of an item that a search looks into."""
    if item.account is not None:
        a = item.account.account
        return f"{a.party.name} {a.speaker.surface} {a.stance} {a.anchor.quote}"
    return " ".join(map(str, item.relation.record.values())) if item.relation else ""


def find(items: Sequence[Item], words: str, at: int) -> int | None:
    """The next item that has all these words."""
    wanted = words.casefold().split()
    order = [*range(at + 1, len(items)), *range(0, at + 1)]
    return next((n for n in order if wanted and all(w in words_of(items[n]).casefold() for w in wanted)), None)


def desk_view(
    inquiry: Inquiry, review: Review, items: Sequence[Item], scope: Scope, at: int, *, found: bool = True,
    did: str | None = None, why: str | None = None,
) -> DeskView:  # fmt: skip
    """The desk with the item at a place of the list."""
    own = review.own()
    judged = sum(is_judged(own, i) for i in items)
    if not items:
        return DeskView(scope, None, 0, 0, 0, None, None, None, found, (), review.author, did, why)
    following = next_open(items, own, at)
    labels = [(a.id, a.label) for a in inquiry.reading.agreements()[:_FEW]]
    return DeskView(
        scope, _item(inquiry, review, items[at]), at + 1, len(items), judged,
        name_of(items[at - 1]) if at else None, name_of(items[at + 1]) if at + 1 < len(items) else None,
        name_of(items[following]) if following is not None and following != at else None, found, tuple(labels),
        review.author, did, why,
    )  # fmt: skip


def _item(inquiry: Inquiry, review: Review, item: Item) -> ItemView:
    reading = inquiry.reading
    made = [j for j in review.judgements(reading) if j.target == item.id and j.target_kind == item.kind]
    undone = [j for j in review.judgements(reading) if j.verdict == "undo"]
    said = opinions(live([*made, *undone])).get((item.kind, item.id), {})
    mine = said.get(review.author)
    accounts = _accounts(reading, item)
    record = dict(item.relation.record) if item.relation else {}
    label = next((a.label for a in reading.agreements([item.agreement])), "") if item.agreement else ""
    differ = next((d.parts for d in inquiry.adjudication() if (d.kind, d.target) == (item.kind, item.id)), ())
    return ItemView(
        item.kind, item.id, item.agreement, label, _words(item.kind, record), accounts,
        record.get("quote"), record.get("doc"), _reasons(item, record), said_of([mine], None)[0] if mine else None,
        said_of((o for who, o in said.items() if who != review.author), None), tuple(differ), _history(made, undone),
    )  # fmt: skip


def _accounts(reading: Reading, item: Item) -> tuple[AccountView, ...]:
    ids = item.relation.accounts if item.relation else ()
    kept = [item.account] if item.account else reading.accounts(ids=ids) if ids else []
    docs = [k.account.anchor.doc for k in kept]
    headings = reading.headings(docs) if docs else {}
    texts = texts_of(reading, docs)
    # What the machine found is what is judged: no judgement is laid over it here.
    return tuple(account_view(JudgedAccount(k.account, k.account), headings, texts) for k in kept)


def _reasons(item: Item, record: Mapping[str, object]) -> tuple[str, ...]:
    if item.account is not None:
        return item.account.account.reasons
    found = record.get("reasons", ())
    return tuple(map(str, found)) if isinstance(found, list | tuple) else ()


def _words(kind: str, record: Mapping[str, object]) -> str:
    """What the machine found, in a few words.

    >>> _words("shift", {"party": "Brann", "from": "denies", "to": "affirms"})
    'shift: Brann · denies → affirms'
    """
    about = [str(record[k]) for k in ("party", "doubter", "speaker", "kind") if record.get(k)]
    if record.get("from"):
        about.append(f"{record['from']} → {record.get('to')}")
    return f"{plain(kind)}: {' · '.join(about)}" if about else plain(kind)


def _history(made: Sequence[Judgement], undone: Sequence[Judgement]) -> tuple[Past, ...]:
    standing = {j.id for j in live([*made, *undone])}
    out = []
    for j in made:
        value = {k: v for k, v in (j.value or {}).items() if k not in ("saw", "settles")}
        words = ", ".join(f"{k} {v}" for k, v in value.items())
        out.append(Past(j.author, j.at, j.verdict, words, j.note, j.id not in standing))
    return tuple(out)
