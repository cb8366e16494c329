"""Judging on a page: one item after the other, one key or button to judge it and go on."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import RedirectResponse, Response

from readouts.api.people import Person, need
from readouts.api.problems import Problem
from readouts.api.session import log
from readouts.api.store import Moment, reading, store_of
from readouts.engine.asking import Inquiry
from readouts.errors import LedgerError
from readouts.ledger.review_queue import Item
from readouts.ledger.review_session import Review
from readouts.model import STANCES
from readouts.web.desk import Scope, Waiting, chosen, desk_view, find, name_of, next_open
from readouts.web.pages import show, twin
from readouts.web.reviewers import reviewers_view

router = APIRouter(dependencies=[Depends(need("reviewer"))], include_in_schema=False)
_VERDICTS = ("accept", "reject", "unsure")
# What the page says was done: fixed words, so that an address cannot put others into its mouth.
DID = {
    "accept": "accepted", "reject": "rejected", "unsure": "left open", "correct": "corrected", "split": "split off",
    "merge": "merged", "note": "noted", "undo": "taken back", "nothing": "there is nothing of yours to take back",
    "lost": "no item has these words",
}  # fmt: skip
_Words = Annotated[str, Form(max_length=10_000)]


def scope_of(request: Request, agreement: str | None = None, accounts: bool = False, settle: bool = False,
             blind: bool = False) -> Scope:  # fmt: skip
    """The dependency that reads from the query what is to be judged."""
    person: Person | None = getattr(request.state, "person", None)
    blind = blind or bool(person and person.blind)
    return Scope(agreement or None, accounts, settle and not blind, blind)


def waiting_of(request: Request) -> Waiting:
    """What there is to judge in the application's ledger, read once."""
    kept: Waiting = request.app.state.waiting
    return kept


def _review(request: Request, scope: Scope) -> Review:
    person: Person = request.state.person
    try:
        return Review(store_of(request), person.name, blind=scope.blind, settle=scope.settle)
    except LedgerError as error:
        raise Problem(422, str(error)) from None


def _items(request: Request, inquiry: Inquiry, scope: Scope) -> list[Item]:
    every = waiting_of(request).of(store_of(request))
    if scope.agreement is not None and not any(i.agreement == scope.agreement for i in every):
        raise Problem(404, f"{scope.agreement}: nothing of such an agreement waits: the list of agreements has them all")
    differing = {(d.kind, d.target) for d in inquiry.adjudication()} if scope.settle else None
    return chosen(every, scope, differing)


@twin(router, "/review")
def desk(
    request: Request, scope: Annotated[Scope, Depends(scope_of)], at: str | None = None, words: str | None = None,
    did: str | None = None,
) -> Response:  # fmt: skip
    """The desk: the item named, the next with some words, or the first that this reviewer has not judged."""
    review = _review(request, scope)
    with reading(request, Moment(blind=scope.blind)) as inquiry:
        items = _items(request, inquiry, scope)
        place = _place(items, at)
        found = True
        if words and items:
            hit = find(items, words, place if place is not None else -1)
            found, place = hit is not None, hit if hit is not None else place
        if place is None:
            place = next_open(items, review.own(), -1) or 0
        said = DID.get(did or "") if found else DID["lost"]
        view = desk_view(inquiry, review, items, scope, place, found=found, did=said)
    return show(request, "review.html", view, reviewing=urlencode(scope.query()))


@router.post("/review")
def judge(
    request: Request, scope: Annotated[Scope, Depends(scope_of)], verdict: Annotated[str, Form()],
    at: Annotated[str, Form()] = "", party: _Words = "", stance: _Words = "", agreement_id: _Words = "",
    into: _Words = "", note: _Words = "",
) -> Response:  # fmt: skip
    """Write one judgement and show what comes next; what makes no sense is said on the desk."""
    review = _review(request, scope)
    with reading(request, Moment(blind=scope.blind)) as inquiry:
        items = _items(request, inquiry, scope)
        place = _place(items, at)
        names = [a.id for a in inquiry.reading.agreements()] if into or agreement_id else []
    try:
        if verdict == "undo":
            return _undone(request, review, items, scope, at)
        if place is None:
            raise LedgerError(f"{at or 'nothing'}: no such item waits: load the page again")
        item = items[place]
        if verdict in _VERDICTS:
            review.record(verdict, item.id, item.kind, note=note)
        elif verdict == "correct":
            _correct(review, item, party, stance, _named(agreement_id, names), note)
        elif verdict == "split":
            _split(review, item)
        elif verdict == "merge":
            _merge(review, item, _named(into, names))
        elif verdict == "note":
            review.note(item.id, note, item.kind)
        else:
            raise LedgerError(f"{verdict}: there is no such verdict")
    except LedgerError as error:
        return _refused(request, review, scope, place or 0, str(error))
    log(request, "judgement", f"{item.kind} {item.id}", verdict, person=request.state.person)
    if verdict in (*_VERDICTS, "split"):
        following = next_open(items, review.own(), place)
        place = following if following is not None else place
    return _to(scope, items[place], verdict)


def _refused(request: Request, review: Review, scope: Scope, place: int, why: str) -> Response:
    with reading(request, Moment(blind=scope.blind)) as inquiry:
        items = _items(request, inquiry, scope)
        view = desk_view(inquiry, review, items, scope, min(place, max(0, len(items) - 1)), why=why)
    return show(request, "review.html", view, status=422, reviewing=urlencode(scope.query()))


def _undone(request: Request, review: Review, items: list[Item], scope: Scope, at: str) -> Response:
    gone = review.undo()
    if gone:
        log(request, "judgement undone", gone.id, person=request.state.person)
    place = _place(items, f"{gone.target_kind}:{gone.target}") if gone else None
    if place is None:
        place = _place(items, at)
    return _to(scope, items[place] if place is not None else None, "undo" if gone else "nothing")


def _correct(review: Review, item: Item, party: str, stance: str, agreement: str | None, note: str) -> None:
    if item.kind != "account":
        raise LedgerError(f"only an account can be corrected: say no to a {item.kind} that is none")
    if stance and stance not in STANCES:
        raise LedgerError(f"{stance!r} is no stance: use one of {', '.join(STANCES)}")
    parts = {"party": party.strip(), "stance": stance, "agreement": agreement or ""}
    if not any(parts.values()):
        raise LedgerError("say what is right: the party, the stance or the agreement")
    review.correct(item.id, note=note, **{k: v for k, v in parts.items() if v})


def _split(review: Review, item: Item) -> None:
    if item.kind != "account" or item.agreement is None:
        raise LedgerError("only an account of an agreement can be split off it")
    review.split(item.agreement, [item.id])


def _merge(review: Review, item: Item, into: str | None) -> None:
    if item.agreement is None:
        raise LedgerError("this belongs to no agreement")
    if into is None:
        raise LedgerError("say which agreement it is the same as: its id")
    review.merge(item.agreement, into)


def _named(said: str, names: list[str]) -> str | None:
    """The one agreement whose id begins so; None where nothing was said."""
    if not said.strip():
        return None
    hits = [n for n in names if n.startswith(said.strip())]
    if said.strip() in hits:
        return said.strip()
    if len(hits) != 1:
        raise LedgerError(f"{said}: {'no agreement begins' if not hits else f'{len(hits)} agreements begin'} so")
    return hits[0]


def _place(items: list[Item], at: str | None) -> int | None:
    return next((n for n, i in enumerate(items) if name_of(i) == at), None)


def _to(scope: Scope, item: Item | None, did: str) -> Response:
    query = scope.query() | ({"at": name_of(item)} if item else {}) | {"did": did}
    return RedirectResponse(f"/review?{urlencode(query)}", 303)


@twin(router, "/review/reviewers")
def reviewers(request: Request) -> Response:
    """How far reviewers agree, and what they differ on."""
    with reading(request) as inquiry:
        return show(request, "reviewers.html", reviewers_view(inquiry))
