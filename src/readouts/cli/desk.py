"""A reviewer's desk: which item lies on it, and what each key does. Knows no terminal."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from readouts.cli.answers import short
from readouts.errors import LedgerError
from readouts.ledger.review_queue import Item
from readouts.ledger.review_session import Review
from readouts.ledger.review_view import Opinion
from readouts.model import STANCES

Ask = Callable[[str], str | None]
HELP = (
    ("y", "yes, so it is: go on"), ("n", "no, it is none: go on"), ("u", "unsure: go on"),
    ("j k", "next, previous (or the arrows)"), ("z", "take my last judgement back"),
    ("c", "correct: party, stance or agreement"), ("s", "split: this account is about something else"),
    ("m", "merge this agreement into another"), ("t", "a note"), ("/", "search: the next with these words"),
    ("?", "these keys"), ("q", "leave; everything judged is kept"),
)  # fmt: skip
_VERDICTS = {"y": "accept", "n": "reject", "u": "unsure"}
_PARTS = {"p": "party", "s": "stance", "a": "agreement"}


class Desk:
    """The items to be judged, one of which lies on the desk.

    Args:
        review: whose judgements they are.
        items: what there is to judge, in order.
        labels: an agreement's id -> its label.
        words: an item -> all the words that a search looks into.
    """

    def __init__(
        self, review: Review, items: Sequence[Item], labels: dict[str, str], words: Callable[[Item], str]
    ) -> None:
        self.review, self.items, self.labels, self.words = review, list(items), labels, words
        self.made = 0
        self.over = False
        self._own = review.own()
        self.at = self._next_open(-1) or 0

    @property
    def item(self) -> Item:
        """What lies on the desk."""
        return self.items[self.at]

    def opinion(self, item: Item) -> Opinion | None:
        """What this reviewer said of an item."""
        return self._own.get((item.kind, item.id))

    def judged(self) -> int:
        """How many of the items this reviewer has judged."""
        return sum(self._is_judged(i) for i in self.items)

    def _is_judged(self, item: Item) -> bool:
        o = self.opinion(item)
        return o is not None and (o.verdict is not None or o.agreement is not None)

    def _next_open(self, at: int) -> int | None:
        """The next item not yet judged, from the beginning again where none follows."""
        order = [*range(at + 1, len(self.items)), *range(0, at + 1)]
        return next((n for n in order if not self._is_judged(self.items[n])), None)

    def press(self, key: str, ask: Ask) -> str:
        """Do what a key says; returns one line for the reviewer. ``ask`` gets a line of words from him."""
        try:
            return self._press(key, ask)
        except LedgerError as error:
            return str(error)

    def _press(self, key: str, ask: Ask) -> str:
        if key in _VERDICTS:
            return self._judge(_VERDICTS[key])
        if key in "jk" and key:
            return self._move(1 if key == "j" else -1)
        actions: dict[str, Callable[[], str]] = {
            "z": self._undo, "c": lambda: self._correct(ask), "s": self._split, "m": lambda: self._merge(ask),
            "t": lambda: self._note(ask), "/": lambda: self._search(ask), "?": _help, "q": self._leave,
            "": self._leave,
        }  # fmt: skip
        if key in actions:
            return actions[key]()
        return f"{key!r} does nothing here: ? shows the keys" if key.strip() else ""

    def _judge(self, verdict: str) -> str:
        self.review.record(verdict, self.item.id, self.item.kind)
        self.made += 1
        return self._go_on(verdict)

    def _go_on(self, said: str) -> str:
        self._own = self.review.own()
        following = self._next_open(self.at)
        if following is None:
            return f"{said}; all {len(self.items)} are judged"
        self.at = following
        return said

    def _move(self, by: int) -> str:
        to = self.at + by
        if not 0 <= to < len(self.items):
            return "that is the last one" if by > 0 else "that is the first one"
        self.at = to
        return ""

    def _undo(self) -> str:
        gone = self.review.undo()
        self._own = self.review.own()
        if gone is None:
            return "there is nothing of yours to take back"
        self.made += 1
        place = next((n for n, i in enumerate(self.items) if (i.kind, i.id) == (gone.target_kind, gone.target)), None)
        self.at = self.at if place is None else place
        return f"taken back: {gone.verdict}"

    def _correct(self, ask: Ask) -> str:
        if self.item.kind != "account":
            return f"only an account can be corrected: say n to a {self.item.kind} that is none"
        said = (ask("correct p(arty), s(tance) or a(greement), and what is right: ") or "").split(None, 1)
        part = _PARTS.get(said[0][0].lower()) if said else None
        if part is None:
            return "nothing corrected"
        value = said[1] if len(said) > 1 else ask(f"the right {part}: ") or ""
        if not value.strip():
            return "nothing corrected"
        value = _stance(value) if part == "stance" else self._named(value) if part == "agreement" else value
        self.review.correct(self.item.id, **{part: value})
        self.made += 1
        self._own = self.review.own()  # stays: there may be more to correct
        return f"{part} corrected to {value}"

    def _split(self) -> str:
        if self.item.kind != "account" or self.item.agreement is None:
            return "only an account of an agreement can be split off it"
        self.review.split(self.item.agreement, [self.item.id])
        self.made += 1
        return self._go_on("split off")

    def _merge(self, ask: Ask) -> str:
        if self.item.agreement is None:
            return "this belongs to no agreement"
        said = ask("the same as agreement (its id): ")
        if not said:
            return "nothing merged"
        into = self._named(said)
        self.review.merge(self.item.agreement, into)
        self.made += 1
        return f"merged into {short(into)}: {self.labels.get(into, '')}"

    def _named(self, said: str) -> str:
        hits = [name for name in self.labels if name.startswith(said.strip())]
        if len(hits) != 1:
            why = "no agreement begins" if not hits else f"{len(hits)} agreements begin"
            raise LedgerError(f"{said}: {why} so: `readouts agreements` lists them")
        return hits[0]

    def _note(self, ask: Ask) -> str:
        words = ask("note: ")
        if not words:
            return "nothing noted"
        self.review.note(self.item.id, words, self.item.kind)
        self.made += 1
        self._own = self.review.own()
        return "noted"

    def _search(self, ask: Ask) -> str:
        words = (ask("/") or "").casefold().split()
        if not words:
            return ""
        order = [*range(self.at + 1, len(self.items)), *range(0, self.at + 1)]
        hit = next((n for n in order if all(w in self.words(self.items[n]).casefold() for w in words)), None)
        if hit is None:
            return f"no item has {' '.join(words)!r}"
        self.at = hit
        return ""

    def _leave(self) -> str:
        self.over = True
        return ""


def _help() -> str:
    return "\n".join(f"{key:4} {what}" for key, what in HELP)


def _stance(said: str) -> str:
    hits = [s for s in STANCES if s.startswith(said.strip().lower())]
    if len(hits) != 1:
        raise LedgerError(f"{said!r} is no stance: use one of {', '.join(STANCES)}")
    return hits[0]
