"""Reading a ledger as it stood at one moment: the queries, the same for both stores."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Select, Table, and_, exists, func, or_, select

from readouts.ledger import columns
from readouts.ledger import rows as r
from readouts.ledger import tables as t
from readouts.ledger.parts import parts
from readouts.ledger.search import Hit, Search, find_accounts, find_documents

Found = dict[str, Any]
# Well under the number of parameters that either store takes in one statement.
_AT_ONCE = 500
_PAGE = 100
# What an account is made of again; the other columns are there to be searched.
_OF_ACCOUNT = ("id", "doc", "start", "stop", "engine", "record", "seq")


class SqlReading:
    """A ledger as of ``seq``, over a connection whose transaction began before ``seq`` was asked for."""

    def __init__(self, connection: Connection, seq: int) -> None:
        self.connection = connection
        self._seq = seq

    @property
    def seq(self) -> int:
        """The last transaction that shows here."""
        return self._seq

    def found(self, query: Select[Any]) -> list[Found]:
        """The rows of a query as mappings."""
        answer = self.connection.execute(query)
        names = tuple(answer.keys())
        return [dict(zip(names, row, strict=True)) for row in answer]

    def shown(self, table: Table, since: int = 0) -> ColumnElement[bool]:
        """True for rows of this moment and not older than ``since``."""
        now = table.c.seq <= self._seq
        return and_(now, table.c.seq > since) if since else now

    def latest(self, table: Table, *keys: str) -> ColumnElement[bool]:
        """True for rows that no later one of the same key corrects, as of this moment."""
        later = _later(table)
        same = [later.c[k] == table.c[k] for k in keys]
        newer = exists().where(*same, later.c.seq > table.c.seq, later.c.seq <= self._seq)
        return and_(self.shown(table), ~newer)

    def transactions(self, since: int = 0) -> list[r.Transaction]:
        """The writes after ``since``, oldest first."""
        table = t.transactions
        query = select(table).where(self.shown(table, since)).order_by(table.c.seq)
        return [r.Transaction(**row) for row in self.found(query)]

    def counts(self) -> dict[str, int]:
        """How many rows each table shows."""
        every = [t.transactions, *t.KEPT]
        return {
            table.name: self.connection.execute(
                select(func.count()).select_from(table).where(self.shown(table))
            ).scalar_one()
            for table in every
        }

    def engine(self, name: str) -> r.Engine | None:
        """What spoke, by the id that rows carry."""
        rows = self.found(select(t.engines).where(t.engines.c.id == name, self.shown(t.engines)))
        return columns.engine(rows[0]) if rows else None

    def document(self, key: str) -> r.KeptDocument | None:
        """One document by its key."""
        return next(self.documents([key]), None)

    def documents(self, keys: Sequence[str] | None = None, *, since: int = 0) -> Iterator[r.KeptDocument]:
        """Documents in the order they came, some hundred in memory at a time."""
        table = t.documents
        wanted = select(table.c.seq, table.c.key).where(self.shown(table, since))
        order = sorted((row["seq"], row["key"]) for row in self._among(wanted, table.c.key, keys))
        for part in parts((key for _, key in order), _PAGE):  # a cursor left open would outlive a reader that stops
            found = {c["key"]: c for c in self.found(select(table).where(table.c.key.in_(part)))}
            yield from (columns.document(found[key]) for key in part)

    def _among(self, query: Select[Any], column: ColumnElement[Any], values: Sequence[str] | None) -> Iterator[Found]:
        """The rows of a query whose column is one of the values; all rows when there is no such wish."""
        if values is None:
            yield from self.found(query)
            return
        for part in parts(dict.fromkeys(values), _AT_ONCE):
            yield from self.found(query.where(column.in_(part)))

    def snapshots(self, *, source: str | None = None, doc: str | None = None, since: int = 0) -> list[r.Snapshot]:
        """Readings of sources, oldest first."""
        table = t.snapshots
        query = select(table).where(self.shown(table, since)).order_by(table.c.seq, table.c.id)
        if source is not None:
            query = query.where(table.c.source == source)
        if doc is not None:
            query = query.where(table.c.doc == doc)
        return [columns.snapshot(row) for row in self.found(query)]

    def snapshot(self, name: str) -> r.Snapshot | None:
        """One snapshot by its id."""
        rows = self.found(select(t.snapshots).where(t.snapshots.c.id == name, self.shown(t.snapshots)))
        return columns.snapshot(rows[0]) if rows else None

    def extraction(self, doc: str) -> r.Extraction | None:
        """The latest extraction of a document."""
        query = select(t.extractions).where(t.extractions.c.doc == doc, self.latest(t.extractions, "doc"))
        return next((r.Extraction(**row) for row in self.found(query)), None)

    def extractions(self, docs: Sequence[str] | None = None, *, since: int = 0) -> list[r.Extraction]:
        """The latest extraction of every document that has one: of all, or of those with the keys given."""
        table = t.extractions
        query = select(table).where(self.latest(table, "doc"), table.c.seq > since)
        found = sorted(self._among(query, table.c.doc, docs), key=lambda row: (row["seq"], row["doc"]))
        return [r.Extraction(**row) for row in found]

    def current(self, table: Table) -> ColumnElement[bool]:
        """True for what the latest extraction of its document found."""
        e = t.extractions
        spoke = select(e.c.engine).where(e.c.doc == table.c.doc, e.c.seq <= self._seq)
        return table.c.engine == spoke.order_by(e.c.seq.desc()).limit(1).scalar_subquery()

    def attributions(self, doc: str) -> list[r.KeptAttribution]:
        """Who said what in a document, of its latest extraction, as the words follow each other."""
        table = t.attributions
        query = select(table).where(table.c.doc == doc, self.shown(table), self.current(table))
        found = [columns.attribution(row) for row in self.found(query)]
        return sorted(found, key=lambda k: (min((s.start for s in k.attribution.content), default=0), k.id))

    def accounts(
        self, *, ids: Sequence[str] | None = None, doc: str | Sequence[str] | None = None,
        agreement: str | Sequence[str] | None = None, party: str | None = None, since: int = 0, vectors: bool = False,
    ) -> list[r.KeptAccount]:  # fmt: skip
        """Accounts, each with its agreement of now, in the order they came."""
        table = t.accounts
        query = select(*(table.c[name] for name in (*_OF_ACCOUNT, *(("vector",) if vectors else ()))))
        query = query.where(self.shown(table, since))
        if party is not None:
            query = query.where(table.c.party == party)
        if ids is None and agreement is None:
            query = query.where(self.current(table))
        linked: dict[str, str] | None = None
        if agreement is not None:
            linked = self._members(_several(agreement))
            ids = [i for i in linked if ids is None or i in set(ids)]
        docs = None if doc is None else _several(doc)
        if ids is not None:
            query = query if docs is None else query.where(table.c.doc.in_(docs))
            found = sorted(self._among(query, table.c.id, ids), key=_place)
        else:
            found = sorted(self._among(query, table.c.doc, docs), key=_place)
        if linked is None:
            everything = ids is None and docs is None and party is None and not since
            linked = self.linked(None if everything else [row["id"] for row in found])
        return [columns.account(row, linked.get(row["id"])) for row in found]

    def _members(self, agreements: Sequence[str]) -> dict[str, str]:
        """Account -> agreement, of those whose latest link leads to one of these."""
        table = t.links
        query = select(table.c.account, table.c.agreement).where(self.latest(table, "account"))
        return {row["account"]: row["agreement"] for row in self._among(query, table.c.agreement, agreements)}

    def briefly(self, ids: Sequence[str]) -> dict[str, tuple[str, str, str]]:
        """Party, stance and document of accounts by their ids."""
        a = t.accounts
        query = select(a.c.id, a.c.party, a.c.stance, a.c.doc).where(self.shown(a))
        return {row["id"]: (row["party"], row["stance"], row["doc"]) for row in self._among(query, a.c.id, ids)}

    def vectors(self, *, since: int = 0) -> list[tuple[str, str, bytes, int]]:
        """Of every account with a vector: its id, its document's key, the float16 bytes, and its seq."""
        table = t.accounts
        query = select(table.c.id, table.c.doc, table.c.vector, table.c.seq).where(
            self.shown(table, since), table.c.vector.is_not(None), self.current(table)
        )
        found = self.connection.execute(query.order_by(table.c.seq, table.c.id))
        return [(name, doc, bytes(vector), seq) for name, doc, vector, seq in found]

    def agreements(self, ids: Sequence[str] | None = None, *, since: int = 0) -> list[r.KeptAgreement]:
        """Agreements in the order they came."""
        query = select(t.agreements).where(self.shown(t.agreements, since))
        found = [r.KeptAgreement(**row) for row in self._among(query, t.agreements.c.id, ids)]
        return sorted(found, key=lambda a: (a.seq, a.id))

    def links(self, *, account: str | None = None, agreement: str | None = None) -> list[r.AccountLink]:
        """The history of links, oldest first."""
        query = select(t.links).where(self.shown(t.links)).order_by(t.links.c.seq, t.links.c.account)
        if account is not None:
            query = query.where(t.links.c.account == account)
        if agreement is not None:
            query = query.where(t.links.c.agreement == agreement)
        return [columns.link(row) for row in self.found(query)]

    def linked(self, accounts: Sequence[str] | None = None, *, since: int = 0) -> dict[str, str]:
        """Account id -> agreement id by the latest link."""
        table = t.links
        query = select(table.c.account, table.c.agreement).where(
            self.latest(table, "account"), table.c.agreement.is_not(None), table.c.seq > since
        )
        return {row["account"]: row["agreement"] for row in self._among(query, table.c.account, accounts)}

    def relations(self, *, agreement: str | None = None, doc: str | None = None) -> r.Relations | None:
        """The latest batch of relations of one agreement or of one document alone."""
        return self.relations_of([agreement or doc or ""]).get(agreement or doc or "")

    def relations_of(self, subjects: Sequence[str]) -> dict[str, r.Relations]:
        """The latest batch of each agreement or document named that has one."""
        found: list[r.Relations] = []
        for part in parts(dict.fromkeys(subjects), _AT_ONCE):
            found += self._batches(t.batches.c.subject.in_(part))
        return {b.agreement or b.doc or "": b for b in found}

    def all_relations(self, *, since: int = 0, docs: Sequence[str] | None = None) -> list[r.Relations]:
        """The latest batch of every agreement and every document that has one; or of these documents alone."""
        newer = t.batches.c.seq > since
        if docs is None:
            return self._batches(newer)
        some = parts(dict.fromkeys(docs), _AT_ONCE)
        return [b for part in some for b in self._batches(and_(newer, t.batches.c.subject.in_(part), t.batches.c.doc.is_not(None)))]

    def _batches(self, which: ColumnElement[bool]) -> list[r.Relations]:
        last = and_(self.latest(t.batches, "subject"), which)
        heads = self.found(select(t.batches).where(last).order_by(t.batches.c.seq, t.batches.c.subject))
        same = and_(t.relations.c.subject == t.batches.c.subject, t.relations.c.seq == t.batches.c.seq)
        query = select(t.relations).join(t.batches, same).where(last).order_by(t.relations.c.n)
        items: dict[str, list[r.Relation]] = defaultdict(list)
        for row in self.found(query):
            items[row["subject"]].append(columns.relation(row))
        return [
            r.Relations(tuple(items[b["subject"]]), b["engine"], b["agreement"], b["doc"], b["seq"]) for b in heads
        ]

    def copy_of(self, doc: str) -> r.CopyOf | None:
        """What a document is a copy of, or None where it is an original."""
        return self._copies(t.copies.c.doc == doc).get(doc)

    def copies(self, docs: Sequence[str] | None = None) -> dict[str, r.CopyOf]:
        """Every document that is a copy, by its key: all, or those among the keys given."""
        if docs is None:
            return self._copies()
        found: dict[str, r.CopyOf] = {}
        for part in parts(sorted(set(docs)), _AT_ONCE):
            found |= self._copies(t.copies.c.doc.in_(part))
        return found

    def _copies(self, *which: ColumnElement[bool]) -> dict[str, r.CopyOf]:
        query = select(t.copies).where(self.latest(t.copies, "doc"), t.copies.c["of"].is_not(None), *which)
        return {row["doc"]: r.CopyOf(**row) for row in self.found(query.order_by(t.copies.c.seq, t.copies.c.doc))}

    def alike(self, values: Sequence[int]) -> dict[str, int]:
        """Documents that share fingerprint values with those given, and how many."""
        table = t.fingerprints
        shared: dict[str, int] = defaultdict(int)
        for part in parts(sorted(set(values)), _AT_ONCE):
            query = select(table.c.doc, func.count().label("shared"))
            query = query.where(table.c.value.in_(part), self.shown(table)).group_by(table.c.doc)
            for row in self.found(query):
                shared[row["doc"]] += row["shared"]
        return dict(shared)

    def failures(self, *, everything: bool = False) -> list[r.FailedSource]:
        """What could not be read or judged and still waits."""
        table, s, e = t.failures, t.snapshots, t.extractions
        query = select(table).where(self.shown(table)).order_by(table.c.seq, table.c.source)
        if not everything:
            read = exists().where(s.c.source == table.c.source, s.c.seq > table.c.seq, s.c.seq <= self._seq)
            judged = exists().where(
                e.c.doc == table.c.doc, e.c.seq > table.c.seq, e.c.seq <= self._seq, e.c.not_assessed.is_(None)
            )
            waits = or_(and_(table.c.stage == "read", ~read), and_(table.c.stage == "extract", ~judged))
            query = query.where(self.latest(table, "source", "stage"), waits)
        return [r.FailedSource(**row) for row in self.found(query)]

    def judgements(
        self, *, target: str | None = None, author: str | None = None, since: int = 0
    ) -> list[r.Judgement]:
        """Judgements in the order they were made, undone ones and undoings included."""
        table = t.judgements
        query = select(table).where(self.shown(table, since)).order_by(table.c.seq, table.c.at, table.c.id)
        if target is not None:
            query = query.where(table.c.target == target)
        if author is not None:
            query = query.where(table.c.author == author)
        return [columns.judgement(row) for row in self.found(query)]

    def headings(self, keys: Sequence[str] | None = None, *, since: int = 0) -> dict[str, r.Heading]:
        """Documents without their texts, by key, in the order they came."""
        d, s = t.documents, t.snapshots
        wanted = [d.c[c] for c in ("key", "name", "title", "published", "publisher", "url", "kind", "story")]
        query = select(*wanted, d.c.seq).where(self.shown(d, since))
        found = sorted(self._among(query, d.c.key, keys), key=lambda row: (row["seq"], row["key"]))
        read = select(s.c.doc, s.c.source, s.c.seq).where(self.shown(s))
        first: dict[str, str] = {}
        for row in sorted(self._among(read, s.c.doc, keys), key=lambda row: (row["seq"], row["source"])):
            first.setdefault(row["doc"], row["source"])
        same = {row["key"]: {k: v for k, v in row.items() if k != "seq"} for row in found}
        return {key: r.Heading(**row, source=first.get(key)) for key, row in same.items()}

    def search(self, wanted: Search) -> list[Hit]:
        """The accounts that fit, the best first."""
        return find_accounts(self, wanted)

    def search_documents(self, wanted: Search) -> list[Hit]:
        """The documents whose title or text fits, the best first."""
        return find_documents(self, wanted)


@lru_cache(maxsize=32)
def _later(table: Table) -> FromClause:
    """Another look at the same table; made once, since making all its columns takes longer than most queries."""
    return table.alias()


def _several(value: str | Sequence[str]) -> list[str]:
    return [value] if isinstance(value, str) else list(dict.fromkeys(value))


def _place(row: Found) -> tuple[Any, ...]:
    return (row["seq"], row["doc"], row["start"], row["stop"], row["id"])
