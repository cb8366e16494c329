"""Documents: the list, one with its text and accounts, the versions of a source."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from readouts.api import records, shapes
from readouts.api.cursors import Cursor, Limit, following, page
from readouts.api.parts import Id, Party, Since, Source, Until, answer, shelf_of
from readouts.api.people import Reader
from readouts.api.problems import Problem
from readouts.api.store import At, reading
from readouts.engine.asking import Inquiry
from readouts.engine.dossier import day_of
from readouts.engine.versions import versions_of
from readouts.errors import LedgerError
from readouts.ledger.review_view import overlay
from readouts.ledger.rows import Heading
from readouts.ledger.search import Search
from readouts.model import StanceName, to_record

router = APIRouter(tags=["documents"])


@router.get(
    "/documents", operation_id="listDocuments", response_model=shapes.Documents, summary="List or search documents"
)
def documents(
    request: Request, person: Reader, at: At,
    q: Annotated[shapes.Words, Query(description='Words in title or text: all of these; "a phrase", -not, begin*.', max_length=500)] = "",
    party: Party = None, stance: StanceName | None = None, source: Source = None, since: Since = None,
    until: Until = None, cursor: Cursor = None, limit: Limit = 50,
) -> Response:  # fmt: skip
    """Documents in the order they came; with words or filters on accounts, the best first."""
    filters = {
        "q": q, "party": party, "stance": stance, "source": source, "since": since, "until": until, "at": at,
    }  # fmt: skip
    now = page(request, cursor, limit, at, filters)
    with reading(request, now.at) as inquiry:
        wanted = Search(q, party, stance, source, since, until, limit=limit + 1, offset=now.offset)
        if q.strip() or party or stance:
            try:
                hits = [h.id for h in inquiry.reading.search_documents(wanted)]
            except LedgerError as error:
                raise Problem(422, f"q: {error}") from None
            headings, total = inquiry.reading.headings(hits) if hits else {}, None
            found = [headings[h] for h in hits]
        else:
            every = [h for h in shelf_of(request).of(inquiry.reading).values() if _fits(h, source, since, until)]
            total, found = len(every), every[now.offset : now.offset + limit + 1]
        seq = inquiry.reading.seq
    shown = found[:limit]
    return answer({
        "seq": seq, "total": total, "next": following(request, now, len(shown), len(found) > limit, seq, filters),
        "documents": [records.heading(h) for h in shown],
    })  # fmt: skip


def _fits(h: Heading, source: str | None, since: str | None, until: str | None) -> bool:
    day = day_of(h) or ""
    named = source is None or any(source.strip().lower() in (x or "").lower() for x in (h.publisher, h.url, h.source))
    return named and (since is None or day >= since) and (until is None or "" < day <= until)


@router.get(
    "/documents/{key}", operation_id="getDocument", response_model=shapes.Document, summary="One document with its text"
)
def document(request: Request, person: Reader, at: At, key: Id) -> Response:
    """A document with its text as stored, who says what in it, and its accounts. Offsets are Python string indices."""
    with reading(request, at) as inquiry:
        return answer(_document(inquiry, key))


def _document(inquiry: Inquiry, key: str) -> dict[str, Any]:
    ledger = inquiry.reading
    kept = ledger.document(key)
    if kept is None:
        raise Problem(404, "the ledger has no such document at that moment: GET /api/v1/documents lists them")
    d, headings = kept.document, ledger.headings([key])
    judged = overlay((k.account for k in ledger.accounts(doc=key)), inquiry.judgements).accounts
    seen = sorted(judged, key=lambda j: (j.account.anchor.field, j.account.anchor.start, j.account.id))
    extraction, copy = ledger.extraction(key), ledger.copy_of(key)
    copies = {key: (copy.of, copy.similarity)} if copy and copy.of else {}
    return {
        **records.heading(headings[key]), "seq": ledger.seq, "text": d.text, "language": d.language,
        "furniture": to_record(d.furniture), "pages": to_record(d.pages), "notes": list(d.notes),
        "issuer": extraction.issuer if extraction else None,
        "not_assessed": extraction.not_assessed if extraction else "it has not been judged yet",
        "copy_of": copy.of if copy else None,
        "sources": list(dict.fromkeys(s.source for s in ledger.snapshots(doc=key))),
        "attributions": [to_record(a.attribution) for a in ledger.attributions(key)],
        "accounts": [records.account(j, headings, copies) for j in seen],
    }  # fmt: skip


@router.get(
    "/versions", operation_id="getVersions", response_model=shapes.Versions, summary="The versions of one source"
)
def versions(
    request: Request, person: Reader, at: At,
    source: Annotated[shapes.Words, Query(description="A URL, id or path, as `sources` of a document names it.", min_length=1, max_length=2000)],
) -> Response:  # fmt: skip
    """What changed from each version of a source to the next, and where the words of each account stand now."""
    with reading(request, at) as inquiry:
        shown = list(dict.fromkeys(s.doc for s in inquiry.reading.snapshots(source=source)))
        if not shown:
            raise Problem(404, "nothing in this ledger was read from there at that moment")
        steps = versions_of(inquiry.reading, source)
        headings = inquiry.reading.headings(shown)
        return answer({
            "seq": inquiry.reading.seq, "source": source, "documents": [records.heading(headings[k]) for k in shown],
            "steps": [
                {"before": s.before, "after": s.after, "changes": to_record(s.changes), "anchors": to_record(s.anchors)}
                for s in steps
            ],
        })  # fmt: skip
