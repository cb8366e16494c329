"""Judgements: made, taken back, listed; how far reviewers agree, and what is left to decide."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from readouts.api import records, shapes
from readouts.api.cursors import Cursor, Limit, following, page
from readouts.api.parts import Id, answer
from readouts.api.people import Person, Reader, Reviewer
from readouts.api.problems import Problem
from readouts.api.session import log
from readouts.api.store import At, reading, store_of
from readouts.errors import LedgerError
from readouts.ledger.review_session import Review
from readouts.ledger.review_view import overlay

router = APIRouter(tags=["judgements"])
_PARTS = ("party", "stance", "agreement", "into", "accounts")


@router.get("/judgements", operation_id="listJudgements", response_model=shapes.Judgements, summary="List judgements")
def judgements(
    request: Request, person: Reader, at: At,
    target: Annotated[shapes.Words | None, Query(description="Of this account, agreement or other thing.", max_length=200)] = None,
    author: Annotated[shapes.Words | None, Query(description="By this person.", max_length=80)] = None,
    standing: Annotated[bool, Query(description="Without what was taken back.")] = False,
    cursor: Cursor = None, limit: Limit = 50,
) -> Response:  # fmt: skip
    """Judgements, the latest first, those taken back included. A blind reviewer gets only his own."""
    filters = {"target": target, "author": author, "standing": standing, "at": at, "who": person.name}
    now = page(request, cursor, limit, at, filters)
    with reading(request, now.at) as inquiry:
        found = [
            j for j in reversed(inquiry.judgements)
            if target in (None, j.target) and author in (None, j.author) and (not standing or inquiry.stands(j))
        ]  # fmt: skip
        shown = found[now.offset : now.offset + limit]
        more, seq = len(found) > now.offset + limit, inquiry.reading.seq
        said = [records.judgement(j, stands=inquiry.stands(j)) for j in shown]
    return answer({
        "seq": seq, "total": len(found), "next": following(request, now, len(shown), more, seq, filters),
        "judgements": said,
    })  # fmt: skip


@router.post(
    "/judgements", operation_id="judge", response_model=shapes.Judgement, status_code=201, summary="Judge something"
)
def judge(request: Request, person: Reviewer, given: shapes.NewJudgement) -> Response:
    """Record an opinion in one's own name. It never changes the machine's row, and can be taken back.

    ``correct`` takes ``party``, ``stance`` or ``agreement``; ``merge`` takes ``into``; ``split`` takes ``accounts``.
    ``settle`` decides what reviewers differ on; a blind reviewer cannot.
    """
    value: dict[str, Any] = {k: v for k in _PARTS if (v := getattr(given, k)) is not None}
    try:
        review = Review(store_of(request), person.name, blind=person.blind, settle=given.settle)
        made = review.record(given.verdict, given.target, given.kind, note=given.note, **value)
    except LedgerError as error:
        raise Problem(422, str(error)) from None
    log(request, "judgement", made.id, person=person)
    return answer(records.judgement(made, stands=True), 201)


@router.post(
    "/judgements/{id}/undo",
    operation_id="undoJudgement",
    response_model=shapes.Done,
    summary="Take one's own judgement back",
)
def undo(request: Request, person: Reviewer, id: Id) -> Response:
    """Take back a judgement of one's own; to take an undoing back, undo its id."""
    with reading(request) as inquiry:
        made = {j.id: j for j in inquiry.judgements}
    if id not in made:
        raise Problem(404, "the ledger has no such judgement: GET /api/v1/judgements lists them")
    if made[id].author != person.name:
        raise Problem(403, f"{made[id].author} made that judgement, and only {made[id].author} can take it back")
    try:
        Review(store_of(request), person.name, blind=person.blind).undo(id)
    except LedgerError as error:
        raise Problem(422, str(error)) from None
    log(request, "judgement undone", id, person=person)
    return answer({"done": True})


def _seeing(person: Person) -> None:
    if person.blind:
        raise Problem(403, "you judge without seeing what others say: an admin can change that when the round is over")


@router.get(
    "/reliability", operation_id="getReliability", response_model=shapes.Reliability, summary="How far reviewers agree"
)
def reliability(request: Request, person: Reader, at: At) -> Response:
    """Krippendorff's alpha and Cohen's kappa, overall and for each stance. Not for blind reviewers."""
    _seeing(person)
    with reading(request, at) as inquiry:
        found = [records.concord(c) for c in inquiry.concords()]
        return answer({"seq": inquiry.reading.seq, "concords": found})


@router.get(
    "/adjudication",
    operation_id="getAdjudication",
    response_model=shapes.Adjudication,
    summary="What is left to decide",
)
def adjudication(request: Request, person: Reader, at: At) -> Response:
    """What reviewers differ on, or left open, until somebody settles it. Not for blind reviewers."""
    _seeing(person)
    with reading(request, at) as inquiry:
        found = inquiry.adjudication()
        kept = inquiry.reading.accounts(ids=[d.target for d in found if d.kind == "account"])
        known = {j.machine.id: j for j in overlay((k.account for k in kept), inquiry.judgements).accounts}
        headings = inquiry.reading.headings(sorted({k.account.anchor.doc for k in kept})) if kept else {}
        rows = [records.difference(d, known, headings) for d in found]
        return answer({"seq": inquiry.reading.seq, "differences": rows})
