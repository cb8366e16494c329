"""Accounts: searched by their words and filters, and one by its id."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from readouts.api import records, shapes
from readouts.api.cursors import Cursor, Limit, following, page
from readouts.api.parts import Id, Party, Since, Source, Until, answer, overview_of
from readouts.api.people import Reader
from readouts.api.problems import Problem
from readouts.api.store import At, reading
from readouts.engine.facets import facets as facets_of
from readouts.errors import LedgerError
from readouts.ledger.review_view import overlay
from readouts.ledger.search import Search
from readouts.model import StanceName, Status

router = APIRouter(tags=["accounts"])


@router.get("/accounts", operation_id="searchAccounts", response_model=shapes.Accounts, summary="Search accounts")
def accounts(
    request: Request, person: Reader, at: At,
    q: Annotated[
        shapes.Words, Query(description='Words of the quote: all of these; "a phrase", -not, begin*.', max_length=500, examples=["night"]),
    ] = "",
    party: Party = None, stance: Annotated[StanceName | None, Query(description="With this stance only.")] = None,
    status: Annotated[Status | None, Query(description="Of agreements with this status only.")] = None,
    source: Source = None, since: Since = None, until: Until = None,
    facets: Annotated[bool, Query(description="Also count the hits by party, stance, publisher and status (the best 1,000).")] = False,
    cursor: Cursor = None, limit: Limit = 20,
) -> Response:  # fmt: skip
    """The accounts that fit, the best first; without words, those that the filters leave, the latest first.

    ``by`` says how each was found: by words, or, where no word is the same, by letters.
    """
    filters = {
        "q": q, "party": party, "stance": stance, "status": status, "source": source, "since": since, "until": until,
        "at": at,
    }  # fmt: skip
    now = page(request, cursor, limit, at, filters)
    wanted = Search(q, party, stance, source, since, until, limit=limit + 1, offset=now.offset)
    with reading(request, now.at) as inquiry:
        every = overview_of(request, inquiry)
        try:
            found = inquiry.search(wanted, status=status)
            counted = facets_of(inquiry, wanted, every) if facets else {}
        except LedgerError as error:
            raise Problem(422, f"q: {error}") from None
        seq = inquiry.reading.seq
    shown = []
    for f in found[:limit]:
        g = every.glances.get(f.judged.account.agreement or "")
        shown.append(records.finding(f, g.agreement.status if g else None))
    return answer({
        "seq": seq, "total": None, "next": following(request, now, len(shown), len(found) > limit, seq, filters),
        "accounts": shown, "facets": counted,
    })  # fmt: skip


@router.get("/accounts/{id}", operation_id="getAccount", response_model=shapes.Account, summary="One account")
def account(request: Request, person: Reader, at: At, id: Id) -> Response:
    """One account with its words, where they stand, and what reviewers said of it."""
    with reading(request, at) as inquiry:
        kept = inquiry.reading.accounts(ids=[id])
        if not kept:
            raise Problem(404, "the ledger has no such account at that moment: GET /api/v1/accounts searches them")
        [judged] = overlay([kept[0].account], inquiry.judgements).accounts
        doc = kept[0].account.anchor.doc
        copy = inquiry.reading.copy_of(doc)
        copies = {doc: (copy.of, copy.similarity)} if copy and copy.of else {}
        return answer(records.account(judged, inquiry.reading.headings([doc]), copies))
