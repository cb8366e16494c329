"""What people say of the machine's rows: made and checked here, taken back by an undo, never laid into the rows.

A judgement is one row of the ledger (``rows.Judgement``). What each verdict needs stands in its ``value``:

======== ============================ ==========================================================
verdict  of                           value
======== ============================ ==========================================================
accept   anything                     (it is right as it stands, or as its author corrected it)
reject   anything                     (it is not so, or not one)
unsure   anything                     (looked at, and left open)
correct  account                      ``party``, ``stance``, ``agreement``: one or more of them
merge    agreement                    ``into``: the agreement that it is the same as
split    agreement                    ``accounts``: those that are about something else
note     anything                     (the words are in ``note``)
undo     judgement, one's own         (``undoes`` names it)
======== ============================ ==========================================================

``settles: true`` in the value marks the decision taken after reviewers differed; ``saw`` is the agreement that an
account belonged to when it was judged, since the machine may bring it elsewhere later.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal, get_args

from readouts.errors import LedgerError
from readouts.ledger.moments import now
from readouts.ledger.rows import Judgement, Relation, content_id
from readouts.model import STANCES

Verdict = Literal["accept", "reject", "unsure", "correct", "merge", "split", "note", "undo"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
TARGETS = (
    "account", "agreement", "contradiction", "shift", "condition", "mandate_doubt", "silence", "copy", "judgement",
)  # fmt: skip
_NEEDS = {"correct": "account", "merge": "agreement", "split": "agreement", "undo": "judgement"}
_LONGEST = 10_000


def judgement(
    author: str, verdict: str, target: str, kind: str = "account", *, at: str | None = None, note: str = "",
    settles: bool = False, **value: Any,
) -> Judgement:  # fmt: skip
    """One person's opinion on one thing, checked, ready to be added to a ledger. ``at`` is now where it is not given.

    ``value`` is what the verdict needs: see the table above.

    >>> judgement("ruiz", "correct", "account-1", stance="hedges").value
    {'stance': 'hedges'}
    >>> judgement("ruiz", "merge", "agreement-2", "agreement", into="agreement-2")
    Traceback (most recent call last):
    readouts.errors.LedgerError: merge: an agreement cannot be merged into itself: name another

    Raises:
        LedgerError: the verdict does not fit what it judges, or lacks what it needs.
    """
    author, note = author.strip(), note.strip()
    value = {k: v.strip() if isinstance(v, str) else v for k, v in value.items() if v}
    if "accounts" in value:
        value["accounts"] = sorted(set(value["accounts"]))
    if why := _wrong(author, verdict, target, kind, value, note):
        raise LedgerError(f"{verdict}: {why}")
    if settles:
        value["settles"] = True
    undoes = target if verdict == "undo" else None
    return Judgement(author, at or now(), kind, target, verdict, value or None, note, undoes)


def undoing(author: str, of: Judgement, *, at: str | None = None, note: str = "") -> Judgement:
    """Take a judgement back; one's own only. An undo can be undone, and then the judgement stands again.

    >>> undoing("ruiz", judgement("ruiz", "accept", "account-1")).verdict
    'undo'

    Raises:
        LedgerError: another person made it.
    """
    if of.author != author.strip():
        raise LedgerError(f"undo: {of.author} made that judgement, and only {of.author} can take it back")
    return judgement(author, "undo", of.id, "judgement", at=at, note=note)


def _wrong(author: str, verdict: str, target: str, kind: str, value: Mapping[str, Any], note: str) -> str | None:
    """Why a judgement cannot stand, or None."""
    if verdict not in VERDICTS:
        return f"there is no such verdict: use one of {', '.join(VERDICTS)}"
    if not author or not author.isprintable():
        return "a judgement needs the name of its author, in one line"
    if kind not in TARGETS or not target:
        return f"say what is judged: the id, and one of {', '.join(TARGETS)}"
    if kind != _NEEDS.get(verdict, kind) or (kind == "judgement") != (verdict == "undo"):
        return f"that is said of {_NEEDS.get(verdict, 'a row of the machine')}, not of {kind}"
    if len(note) > _LONGEST:
        return f"a note has at most {_LONGEST:,} characters"
    return _wrong_value(verdict, target, value, note)


def _wrong_value(verdict: str, target: str, value: Mapping[str, Any], note: str) -> str | None:
    takes = {"correct": {"party", "stance", "agreement"}, "merge": {"into"}, "split": {"accounts"}}.get(verdict, set())
    if extra := sorted(set(value) - takes - {"saw"}):
        return f"it takes no {', '.join(extra)}"
    if takes and not takes & set(value):
        return f"say {', '.join(sorted(takes))}"
    if verdict == "note" and not note:
        return "the note has no words"
    if value.get("stance", STANCES[0]) not in STANCES:
        return f"{value['stance']!r} is no stance: use one of {', '.join(STANCES)}"
    if value.get("into") == target:
        return "an agreement cannot be merged into itself: name another"
    return None


def live(judgements: Iterable[Judgement]) -> list[Judgement]:
    """What still stands, in the order it was made: without what its author took back, and without the undoings.

    >>> first = judgement("ruiz", "accept", "account-1", at="2031-03-04T09:00:00+00:00")
    >>> back = undoing("ruiz", first, at="2031-03-04T09:01:00+00:00")
    >>> live([first, back]), live([first, back, undoing("ruiz", back, at="2031-03-04T09:02:00+00:00")]) == [first]
    ([], True)
    """
    made = list(judgements)
    authors = {j.id: j.author for j in made}
    gone: set[str] = set()
    out = []
    for j in reversed(made):
        if j.id in gone:
            continue
        if j.verdict != "undo":
            out.append(j)
        elif authors.get(str(j.undoes)) == j.author:
            gone.add(str(j.undoes))
    return out[::-1]


def visible(judgements: Iterable[Judgement], author: str, *, blind: bool) -> list[Judgement]:
    """What a reviewer may see: everybody's judgements, or only one's own when reviewers are blind to each other.

    >>> visible([judgement("holt", "accept", "account-1")], "ruiz", blind=True)
    []
    """
    return [j for j in judgements if not blind or j.author == author]


def relation_id(relation: Relation) -> str:
    """The id by which a contradiction, shift, condition, doubt or silence is judged.

    It is made of what it says and between whom, not of the rules that found it or of when: found again by a later
    engine, it keeps its judgements.

    >>> one = Relation("contradiction", {"kind": "record", "reasons": ["a"]}, ("x", "y"))
    >>> relation_id(one) == relation_id(Relation("contradiction", {"kind": "record", "reasons": ["b"]}, ("y", "x")))
    True
    """
    said = {k: v for k, v in relation.record.items() if k in _SAID}
    return content_id(relation.kind, sorted(relation.accounts), said)


_SAID = frozenset("kind party from to doc start end field quote doubter speaker".split())


def split_id(agreement: str, accounts: Iterable[str]) -> str:
    """The id of what a split makes: the same for everybody who splits off the same accounts.

    >>> split_id("agreement-1", ["b", "a"]) == split_id("agreement-1", ["a", "b"])
    True
    """
    return content_id("split", agreement, sorted(set(accounts)))
