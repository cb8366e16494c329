"""What holds between documents for one agreement: contradictions, shifts, silences, found anew when it is touched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from readouts.compare import contradict, shift
from readouts.compare.ledger import SURE_MOVE
from readouts.engine.linking import Told
from readouts.ledger import Reading
from readouts.ledger.rows import Extraction, KeptDocument, Relation, Relations
from readouts.model import Account, Agreement, to_record

NAMES = (contradict.NAME, shift.NAME)
# The accounts that are looked at in one agreement: the newest of each party's for and against.
_MOST_EACH = 24
_AGAINST = frozenset({"denies", "refuses", "withdraws"})


@dataclass(frozen=True, slots=True)
class Release:
    """A document that a party issued itself, for finding what it leaves out."""

    document: KeptDocument
    issuer: str


def between(ledger: Reading, agreement: str, engine: str, silences: Sequence[Relation] = ()) -> Relations:
    """All that holds between the accounts of one agreement as the ledger shows them now, as one batch.

    Silences found before stay, unless the document that was silent has an account of the agreement by now.
    """
    accounts = own_words(ledger, [k.account for k in ledger.accounts(agreement=agreement)])
    dates = {k.key: k.document.published or "" for k in ledger.documents(sorted({a.anchor.doc for a in accounts}))}
    accounts.sort(key=lambda a: (dates.get(a.anchor.doc, ""), a.anchor.doc, a.anchor.start, a.id))
    order = {doc: n for n, doc in enumerate(dict.fromkeys(a.anchor.doc for a in accounts))}
    some = _newest(accounts)
    found = [
        Relation("contradiction", {k: v for k, v in to_record(c).items() if k not in ("a", "b")}, (some[c.a].id, some[c.b].id))
        for c in contradict.contradictions(some)
    ]  # fmt: skip
    at = {(a.anchor.doc, a.anchor.start, a.party.name): a.id for a in reversed(some)}
    moving = [a for a in some if a.stance != "withdraws" or (a.certainty or 0.5) >= SURE_MOVE]
    for s in shift.shifts(moving, order):
        who = at.get((s.anchor.doc, s.anchor.start, s.party))
        found.append(Relation("shift", to_record(s), (who,) if who else ()))
    mentioned = {a.anchor.doc for a in accounts}
    before = ledger.relations(agreement=agreement)
    quiet = {str(r.record["doc"]): r for r in (before.relations if before else ()) if r.kind == "silence"}
    quiet |= {str(r.record["doc"]): r for r in silences}
    found += [quiet[doc] for doc in sorted(quiet) if doc not in mentioned]
    return Relations(tuple(found), engine, agreement=agreement)


def own_words(ledger: Reading, accounts: Sequence[Account]) -> list[Account]:
    """The accounts without those that only print again what an original among them says."""
    docs = sorted({a.anchor.doc for a in accounts})
    copies = ledger.copies(docs) if len(docs) > 1 else {}
    said = {(a.anchor.doc, a.anchor.quote, a.party.name) for a in accounts}

    def printed_again(a: Account) -> bool:
        copy = copies.get(a.anchor.doc)
        return copy is not None and (copy.of, a.anchor.quote, a.party.name) in said

    return [a for a in accounts if not printed_again(a)]


def _newest(accounts: Sequence[Account]) -> list[Account]:
    """At most so many of each party for and against, the latest; in their order. A long story keeps its latest words."""
    kept: dict[tuple[str, bool], int] = {}
    out = []
    for a in reversed(accounts):
        key = (a.party.name, a.stance in _AGAINST)
        kept[key] = kept.get(key, 0) + 1
        if kept[key] <= _MOST_EACH:
            out.append(a)
    return out[::-1]


def silences(
    documents: Mapping[str, KeptDocument], extractions: Mapping[str, Extraction], told: Iterable[Told]
) -> dict[str, list[Relation]]:
    """By agreement, what one side's release of a meeting leaves out that the other's states; of the documents given."""
    issuers = {key: e.issuer for key, e in extractions.items() if e.issuer}
    releases = [replace(d.document, id=d.key) for d in documents.values() if d.key in issuers]
    accounts = [a for t in told if t.key in issuers for a in t.accounts if a.agreement]
    names = sorted({str(a.agreement) for a in accounts})
    agreements = [Agreement(n, "", (), "not_assessed") for n in names]
    out: dict[str, list[Relation]] = {}
    for s in shift.silences(releases, agreements, accounts, issuers):
        out.setdefault(s.agreement, []).append(Relation("silence", to_record(s)))
    return out
