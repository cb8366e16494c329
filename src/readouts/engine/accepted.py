"""What people accepted, as records to train on: the ledger's own keys, one record a story, nothing unjudged in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast, get_args

from readouts.compare.status import counts_of, status_of
from readouts.engine.asking import Inquiry
from readouts.engine.dossier import Dossier
from readouts.ledger.review import relation_id
from readouts.ledger.review_view import JudgedAccount
from readouts.ledger.rows import Heading, Relation, content_id
from readouts.model import (
    Account,
    Agreement,
    Condition,
    Contradiction,
    DisputeKind,
    Ledger,
    MandateDoubt,
    Shift,
    from_record,
)

_LAYERS: dict[str, type[Any]] = {"shift": Shift, "condition": Condition, "mandate_doubt": MandateDoubt}


@dataclass(frozen=True, slots=True)
class _Judged:
    """One agreement with what people accepted of it."""

    dossier: Dossier
    accounts: tuple[Account, ...]
    relations: tuple[Relation, ...]

    @property
    def docs(self) -> list[str]:
        return list(dict.fromkeys(a.anchor.doc for a in self.accounts))


def accepted(inquiry: Inquiry, *, complete: bool = False) -> list[Ledger]:
    """A ledger for each story, of accepted accounts and relations alone; agreements that share a document are one story.

    An account counts as accepted where reviewers agree, or somebody settled it, and as they corrected it. With
    ``complete``, only documents of which every account was judged: what such a record does not have, is not there.
    The documents go by their keys. The status follows from what was accepted.
    """
    dossiers = list(inquiry.dossiers())
    whole = _complete(dossiers) if complete else None
    found = [j for d in dossiers if (j := _accepted(d, whole)) is not None]
    return [_ledger(inquiry, story) for story in _stories(found)]


def _complete(dossiers: Iterable[Dossier]) -> set[str]:
    """Documents of which every account has a verdict that reviewers do not differ on."""
    done: dict[str, bool] = {}
    for d in dossiers:
        for j in d.accounts:
            doc = j.machine.anchor.doc
            done[doc] = done.get(doc, True) and j.decision.verdict is not None and not j.decision.open
    return {doc for doc, every in done.items() if every}


def _accepted(d: Dossier, whole: set[str] | None) -> _Judged | None:
    if d.view.decision("agreement", d.id).verdict == "reject":
        return None
    own = tuple(j.account for j in d.accounts if _counts(j, d) and (whole is None or j.account.anchor.doc in whole))
    docs = {a.anchor.doc for a in own}
    relations = tuple(
        r for r in d.relations
        if d.view.decision(r.kind, relation_id(r)).verdict == "accept"
        and ("doc" not in r.record or r.record["doc"] in docs)
    )  # fmt: skip
    return _Judged(d, own, relations) if own else None


def _counts(j: JudgedAccount, d: Dossier) -> bool:
    return j.decision.verdict == "accept" and not j.decision.open and j.account.anchor.doc not in d.copies


def _stories(found: Sequence[_Judged]) -> list[list[_Judged]]:
    """Agreements brought together where they share a document."""
    story: dict[str, int] = {}
    groups: dict[int, list[_Judged]] = {}
    for n, j in enumerate(found):
        joined = sorted({story[doc] for doc in j.docs if doc in story})
        groups[n] = [x for k in joined for x in groups.pop(k)] + [j]
        story |= {doc: n for x in groups[n] for doc in x.docs}
    return list(groups.values())


def _ledger(inquiry: Inquiry, story: Sequence[_Judged]) -> Ledger:
    docs = list(dict.fromkeys(doc for j in story for doc in j.docs))
    headings = inquiry.reading.headings(docs)
    accounts: list[Account] = []
    agreements: list[Agreement] = []
    parting: list[Contradiction] = []
    layers: dict[str, list[Any]] = defaultdict(list)
    for n, j in enumerate(story, 1):
        name = f"a{n}"
        first = len(accounts)
        own = [replace(a, agreement=name) for a in j.accounts]
        accounts += own
        between = _between(name, j.relations, own)
        agreements.append(_agreement(name, j.dossier.label, own, between, headings))
        parting += [replace(c, a=c.a + first, b=c.b + first) for c in between]
        for r in j.relations:
            if r.kind in _LAYERS:
                made = from_record(_LAYERS[r.kind], dict(r.record))
                layers[r.kind].append(replace(made, agreement=name) if hasattr(made, "agreement") else made)
    engine = tuple(dict.fromkeys(e for j in story for e in j.dossier.engine))
    return Ledger(
        _named(headings, docs), tuple(docs), tuple(agreements), tuple(accounts), tuple(parting),
        tuple(layers["shift"]), tuple(layers["condition"]), tuple(dict.fromkeys(layers["mandate_doubt"])),
        engine=engine, note=_note(story),
    )  # fmt: skip


def _between(name: str, relations: Iterable[Relation], own: Sequence[Account]) -> tuple[Contradiction, ...]:
    at = {a.id: n for n, a in enumerate(own)}
    out = []
    for r in relations:
        kind = r.record.get("kind")
        there = r.kind == "contradiction" and len(r.accounts) == 2 and set(r.accounts) <= set(at)
        if there and kind in get_args(DisputeKind):
            a, b = (at[x] for x in r.accounts)
            out.append(Contradiction(name, a, b, cast(DisputeKind, kind), tuple(r.record.get("reasons", ()))))
    return tuple(out)


def _agreement(
    name: str, label: str, own: Sequence[Account], parting: Sequence[Contradiction], headings: Mapping[str, Heading]
) -> Agreement:
    state, kinds, reasons = status_of(own, parting)
    parties = tuple(dict.fromkeys(a.party.name for a in own if a.party.name not in ("narration", "unnamed")))
    counts = counts_of(own, {key: h.published for key, h in headings.items()}, {})
    return Agreement(name, label, parties, state, kinds, counts, reasons)


def _named(headings: Mapping[str, Heading], docs: Sequence[str]) -> str:
    """The documents' own story where they have one in common; else a name made of them."""
    stories = {headings[d].story for d in docs if d in headings}
    named = stories.pop() if len(stories) == 1 else None
    return named or f"story-{content_id(*sorted(docs))[:10]}"


def _note(story: Sequence[_Judged]) -> str:
    """Who judged, and how much of what the machine found: what a record lacks may only be unjudged."""
    judged = [j for s in story for j in s.dossier.accounts]
    said = [o for j in judged for o in (*j.decision.opinions, j.decision.settled) if o is not None]
    who = sorted({o.author for o in said})
    done = sum(j.decision.verdict is not None for j in judged)
    return f"judged by {', '.join(who)}; {done} of {len(judged)} accounts of these agreements judged"
