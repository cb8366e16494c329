"""Full text: what a person types, made into queries that cannot fail, and the accounts and documents they find.

All words must be there. ``"in quotes"`` they must follow each other, ``-word`` must not be there, ``word*`` begins
so. Case, accents and every other sign are as good as a space, so nothing a person types is ever an error. Where no
words fit, letters are tried: ``avrov`` finds Lavrov, and the hit says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import ColumnElement, Select, and_, column, exists, func, literal_column, or_, select, table, text, true

from readouts.errors import LedgerError
from readouts.ledger import tables as t
from readouts.ledger.words import folded

if TYPE_CHECKING:
    from readouts.ledger.reading import SqlReading

By = Literal["words", "letters", "filters"]
_TERM = re.compile(r'(-?)(?:"([^"]*)"?|([^\s"]+))')
_MOST_TERMS = 40
_LETTERS = 3
_DAY = 10
# So many times the page is taken from the index before the filters are tried.
_SPARE = 10


@dataclass(frozen=True, slots=True)
class Term:
    """One part of a query: folded words that follow each other."""

    words: tuple[str, ...]
    excluded: bool = False
    begins: bool = False


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for. ``party`` is a name or an id, ``source`` a part of a publisher, URL or path.

    ``since`` and ``until`` are dates of publication, both included. ``also`` are accounts that ``party`` and
    ``stance`` do not leave out, since a person has judged them to be of another.
    """

    words: str = ""
    party: str | None = None
    stance: str | None = None
    source: str | None = None
    since: str | None = None
    until: str | None = None
    also: tuple[str, ...] = ()
    limit: int = 20
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Hit:
    """One account or document that was found: its id (a document's key), how well it fits, and by what."""

    id: str
    doc: str
    score: float
    by: By


def terms(said: str) -> tuple[Term, ...]:
    """What a person typed, as terms.

    >>> [term.words for term in terms('night "shift work" -crane AND')]
    [('night',), ('shift', 'work'), ('crane',), ('and',)]
    >>> terms('"\\'; -- * ()')
    ()
    """
    out = []
    for minus, phrase, word in _TERM.findall(said):
        words = tuple(folded(phrase or word).split())
        if words:
            out.append(Term(words, bool(minus), word.endswith("*")))
    return tuple(out[:_MOST_TERMS])


def fts5(wanted: tuple[Term, ...]) -> str:
    """The terms as an FTS5 query; every word stands in quotation marks, so that none is an operator.

    >>> fts5(terms("night -shift near* AND"))
    '("night" AND "near"* AND "and") NOT ("shift")'
    """
    said = ['"' + " ".join(x.words) + '"' + "*" * x.begins for x in wanted if not x.excluded]
    without = ['"' + " ".join(x.words) + '"' + "*" * x.begins for x in wanted if x.excluded]
    return f"({' AND '.join(said)})" + (f" NOT ({' OR '.join(without)})" if without else "")


def tsquery(wanted: tuple[Term, ...]) -> str:
    """The terms as a PostgreSQL ``to_tsquery`` string; words hold letters and digits only, so that none is an operator.

    >>> tsquery(terms('"night shift" -crane* or'))
    "('night' <-> 'shift') & !('crane':*) & ('or')"
    """
    parts = []
    for x in wanted:
        words = [f"'{w}'" for w in x.words]
        words[-1] += ":*" * x.begins
        parts.append("!" * x.excluded + f"({' <-> '.join(words)})")
    return " & ".join(parts)


def find_accounts(reading: SqlReading, wanted: Search) -> list[Hit]:
    """The accounts that fit, the best first; without words, those that the filters leave, the latest first.

    Raises:
        LedgerError: every word is one that must not be there.
    """
    said = _terms(wanted)
    if _is_nowhere(wanted):
        return []
    a, d = t.accounts, t.documents
    query = select(a.c.id, a.c.doc).join(d, d.c.key == a.c.doc)
    query = query.where(reading.shown(a), _current(reading), *_of_account(wanted), *_of_document(wanted))
    return _run(reading, query, wanted, said, ("account", a, a.c.quote))


def find_documents(reading: SqlReading, wanted: Search) -> list[Hit]:
    """The documents whose title or text fits, the best first; ``party`` and ``stance`` ask for one such account in it.

    Raises:
        LedgerError: every word is one that must not be there.
    """
    said = _terms(wanted)
    if _is_nowhere(wanted):
        return []
    a, d = t.accounts, t.documents
    query = select(d.c.key.label("id"), d.c.key.label("doc")).where(reading.shown(d), *_of_document(wanted))
    if own := _of_account(wanted):
        query = query.where(exists().where(a.c.doc == d.c.key, reading.shown(a), _current(reading), *own))
    return _run(reading, query, wanted, said, ("document", d, d.c.title))


def _terms(wanted: Search) -> tuple[Term, ...]:
    said = terms(wanted.words)
    if said and all(x.excluded for x in said):
        raise LedgerError(f"search: {wanted.words!r} says only what must not be there: add a word that must")
    return said


def _is_nowhere(wanted: Search) -> bool:
    """True where a filter has a character that no ledger keeps: PostgreSQL would not even take the question."""
    given = (wanted.party, wanted.stance, wanted.source, wanted.since, wanted.until)
    return any("\0" in x or any("\ud800" <= c <= "\udfff" for c in x) for x in given if x)


def _run(
    reading: SqlReading, query: Select[Any], wanted: Search, said: tuple[Term, ...], what: tuple[str, Any, Any]
) -> list[Hit]:
    kind, rows, words = what
    order = (func.coalesce(t.documents.c.published, "").desc(), rows.c.n.desc())
    page = query.limit(wanted.limit).offset(wanted.offset)
    if not said:
        if wanted.words.strip():  # signs only: they are nowhere, rather than everywhere
            return []
        return _hits(reading, page.add_columns(literal_column("0").label("score")).order_by(*order), "filters")
    found = _ranked(reading, page, wanted, said, kind, rows)
    if found or wanted.offset or any(sum(map(len, x.words)) < _LETTERS for x in said):
        return found
    return _hits(reading, _by_letters(reading, page, said, kind, rows, words).order_by(*order), "letters")


def _hits(reading: SqlReading, query: Select[Any], by: By) -> list[Hit]:
    return [Hit(row["id"], row["doc"], 0.0 - float(row["score"]), by) for row in reading.found(query)]


def _current(reading: SqlReading) -> ColumnElement[bool]:
    """True for accounts that the latest extraction of their document found."""
    a, e = t.accounts, t.extractions
    spoke = select(e.c.engine).where(e.c.doc == a.c.doc, e.c.seq <= reading.seq)
    return a.c.engine == spoke.order_by(e.c.seq.desc()).limit(1).scalar_subquery()


def _sqlite(reading: SqlReading) -> bool:
    return reading.connection.dialect.name == "sqlite"


def _ranked(
    reading: SqlReading, page: Select[Any], wanted: Search, said: tuple[Term, ...], kind: str, rows: Any
) -> list[Hit]:
    """One page of what has the words, the best first and of equals the latest added.

    The best rows of the index are looked at first, and all only where the filters leave too few of those: a word that
    stands nearly everywhere would else bring nearly everything together to show a page of it.
    """
    order = (text("score"), rows.c.n.desc())
    most = (wanted.limit + wanted.offset) * _SPARE
    found = _hits(reading, _by_words(reading, page, said, kind, rows, most).order_by(*order), "words")
    if len(found) == wanted.limit:
        return found
    return _hits(reading, _by_words(reading, page, said, kind, rows, None).order_by(*order), "words")


def _by_words(
    reading: SqlReading, page: Select[Any], said: tuple[Term, ...], kind: str, rows: Any, most: int | None
) -> Select[Any]:
    if _sqlite(reading):
        index = table(f"{kind}_words", column("rowid"), column("rank"))
        match = text(f"{kind}_words MATCH :said").bindparams(said=fts5(said))
        best = select(index.c.rowid.label("n"), index.c.rank.label("score")).where(match)
        fits = best.order_by(index.c.rank, index.c.rowid.desc()).limit(most).subquery()
        return page.join(fits, fits.c.n == rows.c.n).add_columns(fits.c.score)
    # Of a text in several parts each is looked at by itself; what must not be there must be in none of them.
    index = table(f"{kind}_words", column("n"), column("words"))
    ask = func.to_tsquery(literal_column("'simple'"), tsquery(tuple(x for x in said if not x.excluded)))
    rank = func.max(func.ts_rank(index.c.words, ask))
    best = select(index.c.n, (-rank).label("score")).where(index.c.words.op("@@")(ask)).group_by(index.c.n)
    fits = best.order_by(text("score"), index.c.n.desc()).limit(most).subquery()
    page = page.join(fits, fits.c.n == rows.c.n).add_columns(fits.c.score)
    if without := tuple(Term(x.words, begins=x.begins) for x in said if x.excluded):
        never = or_(
            *(index.c.words.op("@@")(func.to_tsquery(literal_column("'simple'"), tsquery((x,)))) for x in without)
        )
        page = page.where(rows.c.n.not_in(select(index.c.n).where(never)))
    return page


def _by_letters(
    reading: SqlReading, page: Select[Any], said: tuple[Term, ...], kind: str, rows: Any, words: Any
) -> Select[Any]:
    page = page.add_columns(literal_column("0").label("score"))
    if _sqlite(reading):
        index = table(f"{kind}_letters", column("rowid"))
        match = text(f"{kind}_letters MATCH :said").bindparams(
            said=fts5(tuple(Term(x.words, x.excluded) for x in said))
        )
        return page.join(index, index.c.rowid == rows.c.n).where(match)
    inside = [func.lower(words).contains(" ".join(x.words), autoescape=True) for x in said]
    return page.where(*(~c if x.excluded else c for c, x in zip(inside, said, strict=True)))


def _of_account(wanted: Search) -> list[ColumnElement[bool]]:
    a = t.accounts
    out: list[ColumnElement[bool]] = []
    if wanted.party is not None:
        name = wanted.party.strip()
        out.append(or_(func.lower(a.c.party) == name.lower(), a.c.party == name, a.c.party_id == name))
    if wanted.stance is not None:
        out.append(a.c.stance == wanted.stance)
    return [or_(and_(true(), *out), a.c.id.in_(wanted.also))] if out and wanted.also else out


def _of_document(wanted: Search) -> list[ColumnElement[bool]]:
    d, s = t.documents, t.snapshots
    day = func.substr(d.c.published, 1, _DAY)
    out: list[ColumnElement[bool]] = []
    if wanted.since is not None:
        out.append(day >= wanted.since[:_DAY])
    if wanted.until is not None:
        out.append(day <= wanted.until[:_DAY])
    if wanted.source is not None:
        part = wanted.source.strip().lower()
        named = [func.lower(c).contains(part, autoescape=True) for c in (s.c.publisher, s.c.source, s.c.url)]
        own = [func.lower(c).contains(part, autoescape=True) for c in (d.c.publisher, d.c.url)]
        out.append(or_(*own, d.c.key.in_(select(s.c.doc).where(or_(*named)))))
    return out
