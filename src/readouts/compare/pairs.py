"""How likely two accounts of one comparison are about the same agreement, for every pair at once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations_with_replacement
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from readouts.compare import cues
from readouts.encoders import logistic
from readouts.model import STANCES, Account

Matrix = NDArray[np.float32]
WEIGHTS = Path(__file__).with_name("weights") / "grouping.json"
_WEIGHT_WORDS = 0.35
_STOP = frozenset(
    "the a an of to in on for and or that this it is was were be been has have had will would could should said says say "
    "not no with by from as at he she they we i his her their our its but if than more after before about who which what "
    "there been also told added according one new any all can may up out over into us mr mrs ms president minister".split()
)
# Words that every story about agreements is full of: two accounts that share them share nothing yet.
_COMMON = frozenset(
    w[:6]
    for w in "agreement deal accord pact talks meeting agreed agrees promise promised commit commitment committed statement decision "
    "proposal offer plan sides two government country countries officials spokesman spokeswoman foreign secretary leaders refused "
    "rejected denied accept accepted signed reached support position issue make made take want need now last week day monday tuesday "
    "wednesday thursday friday saturday sunday year time today first very just only while must work working way come get going".split()
)
_WORD = re.compile(r"[a-z][a-z’'-]{2,}|\d[\d,.]*")
_NAME = re.compile(r"(?<![.!?“\"] )(?<!^)\b[A-Z][\w’'-]+")
# Characters to a sentence; how far apart two documents count as being; how near two accounts follow each other.
_STEP, _OTHER = 150, 3000
# Cosine of what two documents tell as a whole, under which they are about different matters, and what that weighs. The
# training stories are of one document each; on the development stories two of one story have 0.56 and more.
_STRANGE, _STRANGERS = 0.35, 4.0
_TELLING = ("agreed", "future", "past", "want", "breach", "kept", "not_agreed", "refuse")


def content_words(text: str) -> frozenset[str]:
    """Words that carry content, cut to six letters so that ``agreed`` and ``agreement`` meet.

    >>> sorted(content_words("They agreed to reopen the crossing."))
    ['agreed', 'crossi', 'reopen']
    """
    return frozenset(w[:6] for w in _WORD.findall(text.lower()) if w not in _STOP)


def logits(accounts: Sequence[Account], vectors: Matrix, kinds: Mapping[str, str] | None = None) -> Matrix:
    """Log odds that each two accounts are about the same agreement, less those from which they are joined: ``(n, n)``.

    Above 0 they rather belong together. ``vectors`` has one row an account; ``kinds`` the kind of each document.
    """
    model = logistic.load(WEIGHTS)
    total = np.full(
        (len(accounts),) * 2, model.bias - float(np.log(model.threshold / (1 - model.threshold))), np.float32
    )
    for name, value in features(accounts, vectors, kinds):
        if weight := model.weights.get(name):
            total += np.float32(weight) * value
    return np.asarray(total - np.float32(_STRANGERS) * strangers(accounts, vectors), dtype=np.float32)


def strangers(accounts: Sequence[Account], vectors: Matrix) -> NDArray[np.bool_]:
    """Which accounts stand in two documents that are about different matters altogether; shape ``(n, n)``.

    A document with a single account may be about anything, and is a stranger to none.
    """
    docs = list(dict.fromkeys(a.anchor.doc for a in accounts))
    which = np.array([docs.index(a.anchor.doc) for a in accounts], dtype=np.intp)
    several = np.bincount(which, minlength=len(docs)) > 1
    whole = np.zeros((len(docs), vectors.shape[1]), dtype=np.float32)
    np.add.at(whole, which, vectors)
    whole = _unit(whole)
    strange = (whole @ whole.T < _STRANGE) & several[:, None] & several[None, :]
    np.fill_diagonal(strange, False)
    return np.asarray(strange[np.ix_(which, which)])


def features(
    accounts: Sequence[Account], vectors: Matrix, kinds: Mapping[str, str] | None = None
) -> Iterator[tuple[str, Matrix]]:
    """What speaks for or against each pair, one symmetric matrix ``(n, n)`` a feature, so that no pair is gone through alone."""
    quotes = [a.anchor.quote for a in accounts]
    yield from _meaning(quotes, vectors)
    yield from _words(accounts, quotes)
    yield from _place(accounts, kinds or {})
    yield from _sides(accounts)
    shown = [cues.shown(q).keys() for q in quotes]
    for name in _TELLING:
        has = np.array([name in s for s in shown], dtype=np.float32)
        yield f"both.{name}", np.outer(has, has)
        yield f"one.{name}", np.abs(has[:, None] - has[None, :])


def _meaning(quotes: Sequence[str], vectors: Matrix) -> Iterator[tuple[str, Matrix]]:
    """Likeness of the vectors, as they are and beside the middle of the story, which all of them share."""
    yield "like", likeness(quotes, vectors)
    yield "cosine", np.asarray(vectors @ vectors.T, dtype=np.float32)
    middle = vectors.mean(0)
    own = _unit(vectors - middle)
    yield "cosine_own", np.asarray(own @ own.T, dtype=np.float32)
    central = vectors @ _unit(middle[None])[0]
    yield "central", np.minimum(central[:, None], central[None, :])


def _words(accounts: Sequence[Account], quotes: Sequence[str]) -> Iterator[tuple[str, Matrix]]:
    """Words, names and figures that the two share or part on; the names of the parties themselves tell nothing."""
    sides = {w[:6] for a in accounts for w in _WORD.findall(a.party.name.lower())}
    called = {w for a in accounts for w in a.party.name.split()}
    rare = [frozenset(w for w in content_words(q) - _COMMON - sides if not w[0].isdigit()) for q in quotes]
    shared, share = _shared(rare)
    yield from ((f"rare{k}", np.asarray(shared >= k, dtype=np.float32)) for k in (1, 2, 3))
    yield "rare_share", share
    size = np.log1p(np.array([len(r) for r in rare], dtype=np.float32))
    yield "short", np.minimum(size[:, None], size[None, :])
    yield "long", np.maximum(size[:, None], size[None, :])
    for name, rx, leave_out in (("names", _NAME, called), ("figures", cues.FIGURE, set())):
        found = [frozenset(rx.findall(q)) - leave_out for q in quotes]
        both = np.outer(*[np.array([bool(f) for f in found], dtype=np.float32)] * 2)
        meet = np.asarray(_shared(found)[0] > 0, dtype=np.float32)
        yield name, meet
        yield f"{name}_differ", both * (1 - meet)


def _place(accounts: Sequence[Account], kinds: Mapping[str, str]) -> Iterator[tuple[str, Matrix]]:
    """How far apart the two stand, and in what kind of text."""
    start = np.array([a.anchor.start for a in accounts], dtype=np.float32)
    docs = list(dict.fromkeys(a.anchor.doc for a in accounts))
    which = np.array([docs.index(a.anchor.doc) for a in accounts])
    same = np.asarray(which[:, None] == which[None, :], dtype=np.float32)
    apart = np.abs(start[:, None] - start[None, :]) * same + _OTHER * (1 - same)
    yield "apart", np.log1p(apart / np.float32(_STEP))
    yield "other_document", 1 - same
    order = np.empty(len(accounts), dtype=np.int64)
    order[np.lexsort((start, which))] = np.arange(len(accounts))
    between = np.abs(order[:, None] - order[None, :])
    yield "next", same * (between == 1)
    yield "next_but_one", same * (between == 2)
    news = np.array([kinds.get(a.anchor.doc, "news") in ("news", "wire") for a in accounts], dtype=np.float32)
    yield "news", np.maximum(news[:, None], news[None, :])


def _sides(accounts: Sequence[Account]) -> Iterator[tuple[str, Matrix]]:
    """Whose the two are and which stances they take."""
    names = [a.party.name for a in accounts]
    known = list(dict.fromkeys(names))
    which = np.array([known.index(n) for n in names])
    party = np.asarray(which[:, None] == which[None, :], dtype=np.float32)
    yield "party", party
    # The more is told, the more agreements it is about.
    yield "parties", np.full_like(party, np.log(len(known)))
    yield "accounts", np.full_like(party, np.log(len(names)))
    told = np.array([a.voice == "narration" for a in accounts], dtype=np.float32)
    yield "narrated", np.maximum(told[:, None], told[None, :])
    takes = {s: np.array([a.stance == s for a in accounts], dtype=np.float32) for s in STANCES}
    for a, b in combinations_with_replacement(STANCES, 2):
        both = np.outer(takes[a], takes[b])
        yield f"{a}+{b}", np.maximum(both, both.T)
        if a == b:
            yield f"party.{a}", both * party


def likeness(texts: Sequence[str], vectors: Matrix) -> Matrix:
    """How much two accounts speak of the same thing: cosine, lifted by rare words they share. Shape ``(n, n)``."""
    share = _shared([content_words(t) for t in texts])[1]
    cosine = np.asarray(vectors @ vectors.T, dtype=np.float32)
    out = (1 - _WEIGHT_WORDS) * cosine + _WEIGHT_WORDS * share
    np.fill_diagonal(out, np.diag(cosine))
    return np.asarray(out, dtype=np.float32)


def _shared(bags: Sequence[frozenset[str]]) -> tuple[Matrix, Matrix]:
    """How many words each two share, and what part of the lighter one that is, rare words weighing more."""
    n, seen = len(bags), Counter(w for b in bags for w in b)
    column = {w: k for k, w in enumerate(seen)}
    has = np.zeros((n, len(column)), dtype=np.float32)
    for row, bag in enumerate(bags):
        has[row, [column[w] for w in bag]] = 1
    weight = np.array([np.log(1 + n / c) for c in seen.values()], dtype=np.float32)
    total = has @ weight
    least = np.minimum(total[:, None], total[None, :])
    share = np.divide((has * weight) @ has.T, least, out=np.zeros((n, n), dtype=np.float32), where=least > 0)
    return np.asarray(has @ has.T, dtype=np.float32), np.asarray(share, dtype=np.float32)


def _unit(rows: Matrix) -> Matrix:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6), dtype=np.float32)
