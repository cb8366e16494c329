"""A kept ledger, or the part of it that is asked for, as the evidence that every export is made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from readouts.engine.asking import Inquiry
from readouts.engine.dossier import Dossier
from readouts.errors import LedgerError
from readouts.ledger.review_view import Decision, JudgedAccount, Opinion, overlay
from readouts.ledger.search import Search
from readouts.model import Account, Copy, Document, Evidence, Ledger, NotAssessed, Ruling, Verdict

_ALL = 1_000_000_000  # rows: an export has no pages


@dataclass(frozen=True, slots=True)
class Selection:
    """What of a ledger is wanted; every filter given must hold.

    ``agreements`` (ids, or beginnings of ids) and ``status`` choose agreements. ``party``, ``stance``, ``source``,
    ``since`` and ``until`` (days of publication, ISO 8601) and ``words`` choose accounts, as ``readouts search`` does;
    ``documents`` (keys) those that stand in them.
    """

    agreements: tuple[str, ...] = ()
    status: str | None = None
    party: str | None = None
    stance: str | None = None
    source: str | None = None
    since: str | None = None
    until: str | None = None
    words: str | None = None
    documents: tuple[str, ...] = ()

    @property
    def of_accounts(self) -> bool:
        """True where it leaves out accounts by what they are, not only whole agreements."""
        return any((self._searched, self.documents))

    @property
    def _searched(self) -> bool:
        return any((self.party, self.stance, self.source, self.since, self.until, self.words))

    def chosen(self) -> dict[str, str]:
        """The filters that are given, each with its value in words.

        >>> Selection(status="disputed").chosen()
        {'status': 'disputed'}
        """
        given = ((f.name, getattr(self, f.name)) for f in fields(self))
        return {name: ", ".join(v) if isinstance(v, tuple) else str(v) for name, v in given if v}


_EVERYTHING = Selection()


def gather(inquiry: Inquiry, wanted: Selection = _EVERYTHING, *, as_of: str | None = None) -> Evidence:
    """Everything an export needs of a ledger, with people's judgements laid over where the inquiry does so.

    An agreement keeps its status and its counts when filters leave out some of its accounts; one of which no account
    is left is left out. ``as_of`` is only told along: the inquiry's reading is at its moment already.

    Raises:
        LedgerError: an agreement or a document that was asked for by its id is not there.
    """
    # Two beginnings of one id name one agreement.
    named = {d.id: d for d in map(inquiry.dossier, wanted.agreements)}
    kept = [
        d
        for d in (named.values() if wanted.agreements else inquiry.dossiers())
        if wanted.status is None or d.agreement.status == wanted.status
    ]
    fits = _fitting(inquiry, wanted)
    loose = () if wanted.agreements or wanted.status else _loose(inquiry)
    book, rulings = _joined(inquiry, kept, [j for j in loose if not j.rejected], fits)
    if not wanted.chosen():
        failed = _unjudged(inquiry)
        book = replace(book, not_assessed=failed, docs=tuple(dict.fromkeys((*book.docs, *(n.doc for n in failed)))))
    rejected = [j for d in kept for j in d.accounts if j.rejected] + [j for j in loose if j.rejected]
    rejected = [j for j in rejected if fits is None or j.account.id in fits or _was(j, wanted)]
    rulings |= {j.account.id: ruling(j.decision, j.machine) for j in rejected}
    docs = list(dict.fromkeys([*book.docs, *(j.account.anchor.doc for j in rejected)]))
    documents, names = _documents(inquiry, docs)
    return Evidence(
        book, documents, {k: r for k, r in rulings.items() if r.people}, tuple(j.account for j in rejected), names,
        as_of, wanted.chosen(),
    )  # fmt: skip


def _fitting(inquiry: Inquiry, wanted: Selection) -> set[str] | None:
    """The ids of the accounts that the filters leave, as the search has it; None where they leave all."""
    if not wanted.of_accounts:
        return None
    there = _standing_in(inquiry, wanted.documents)
    if not wanted._searched:
        return there
    asked = Search(wanted.words or "", wanted.party, wanted.stance, wanted.source, wanted.since, wanted.until, limit=_ALL)
    found = {f.judged.account.id for f in inquiry.search(asked)}
    return found & there if wanted.documents else found


def _standing_in(inquiry: Inquiry, documents: Sequence[str]) -> set[str]:
    """The ids of the accounts in these documents."""
    lost = set(documents) - inquiry.reading.headings(list(documents)).keys() if documents else set()
    if lost:
        raise LedgerError(f"{min(lost)}: the ledger has no document of that key: `readouts search` and the API tell them")
    return {k.id for k in inquiry.reading.accounts(doc=list(documents))} if documents else set()


def _was(j: JudgedAccount, wanted: Selection) -> bool:
    """True where a rejected account fits the filters that need no more than itself; the search finds none such."""
    if wanted.source or wanted.since or wanted.until or wanted.words:
        return False
    if wanted.documents and j.account.anchor.doc not in wanted.documents:
        return False
    party, a = (wanted.party or "").strip().lower(), j.account
    named = not party or party in (a.party.name.lower(), (a.party.id or "").lower())
    return named and wanted.stance in (None, a.stance)


def _loose(inquiry: Inquiry) -> list[JudgedAccount]:
    """The accounts that belong to no agreement."""
    view = overlay((k.account for k in inquiry.reading.accounts()), inquiry.judgements)
    return [j for j in view.accounts if j.account.agreement is None]


def _joined(
    inquiry: Inquiry, dossiers: Iterable[Dossier], loose: Sequence[JudgedAccount], fits: set[str] | None
) -> tuple[Ledger, dict[str, Ruling]]:
    """One record of many agreements, and what people hold of what stands in it."""
    rows: dict[str, list[Any]] = {
        n: [] for n in ("agreements", "accounts", "contradictions", "shifts", "conditions", "silences")
    }
    doubts: dict[Any, None] = {}
    rulings: dict[str, Ruling] = {}
    engine: dict[str, None] = {}
    for d in dossiers:
        own = [j for j in d.standing if fits is None or j.account.id in fits]
        if not own:
            continue
        at = {id(j): len(rows["accounts"]) + n for n, j in enumerate(own)}
        place = [at.get(id(j)) for j in d.standing]
        rows["agreements"].append(d.agreement)
        rows["accounts"] += [replace(j.account, agreement=d.id) for j in own]
        pairs = ((c, place[c.a], place[c.b]) for c in d.contradictions)
        rows["contradictions"] += [replace(c, a=a, b=b) for c, a, b in pairs if a is not None and b is not None]
        near = None if fits is None else own
        for kind, name in (("shift", "shifts"), ("condition", "conditions"), ("silence", "silences")):
            rows[name] += _near(d.others(kind), near)
        doubts |= dict.fromkeys(_near(d.others("mandate_doubt"), near))
        engine |= dict.fromkeys(d.engine)
        rulings |= {j.account.id: ruling(j.decision, j.machine) for j in own}
        rulings[d.id] = ruling(d.view.decision("agreement", d.id))
    loose = [j for j in loose if fits is None or j.account.id in fits]
    rows["accounts"] += [j.account for j in loose]
    rulings |= {j.account.id: ruling(j.decision, j.machine) for j in loose}
    accounts: list[Account] = rows["accounts"]
    quoted = [a.anchor.doc for a in accounts]
    quoted += [row.anchor.doc for row in (*rows["shifts"], *rows["conditions"], *doubts)] + [
        s.doc for s in rows["silences"]
    ]
    docs = tuple(dict.fromkeys(quoted))
    copies = tuple(Copy(d, *inquiry.copies[d]) for d in docs if d in inquiry.copies)
    book = Ledger(
        "", docs, tuple(rows["agreements"]), tuple(accounts), tuple(rows["contradictions"]), tuple(rows["shifts"]),
        tuple(rows["conditions"]), tuple(doubts), tuple(rows["silences"]), copies, engine=tuple(engine),
    )  # fmt: skip
    return book, rulings


def _near(rows: Iterable[Any], own: Sequence[JudgedAccount] | None) -> Iterable[Any]:
    """Of shifts, conditions, doubts and silences those that go with the accounts that the filters left; None left all."""
    if own is None:
        return rows
    docs = {j.account.anchor.doc for j in own}
    parties = {j.account.party.name for j in own}
    return [
        r for r in rows
        if (r.anchor.doc if hasattr(r, "anchor") else r.doc) in docs and getattr(r, "party", None) in (None, *parties)
    ]  # fmt: skip


def _unjudged(inquiry: Inquiry) -> tuple[NotAssessed, ...]:
    """The documents that no engine could judge, and why."""
    return tuple(NotAssessed(x.doc, x.not_assessed) for x in inquiry.reading.extractions() if x.not_assessed)


def ruling(decision: Decision, machine: Account | None = None) -> Ruling:
    """What people hold of one thing, as an export tells it."""
    found = () if machine is None else (machine.party.name, machine.stance, machine.agreement)
    settled = _verdict(decision.settled) if decision.settled else None
    return Ruling(decision.verdict, tuple(map(_verdict, decision.opinions)), settled, decision.open, *found)


def _verdict(o: Opinion) -> Verdict:
    return Verdict(o.author, o.at, o.verdict, o.notes)


def _documents(inquiry: Inquiry, keys: Sequence[str]) -> tuple[tuple[Document, ...], dict[str, str]]:
    """The texts under the keys that anchors use, and their own names."""
    found = {k.key: k.document for k in inquiry.reading.documents(list(keys))} if keys else {}
    there = [k for k in keys if k in found]
    return tuple(replace(found[k], id=k) for k in there), {k: found[k].id for k in there}
