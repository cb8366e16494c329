"""The pages to read: agreements, one of them, a document."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import RedirectResponse, Response

from readouts.api.parts import overview_of
from readouts.api.people import need
from readouts.api.problems import Problem
from readouts.api.store import At, reading
from readouts.engine.asking import Inquiry
from readouts.errors import LedgerError
from readouts.ledger.review_view import JudgedAccount, overlay
from readouts.web.accounts import texts_of
from readouts.web.agreement import agreement_view
from readouts.web.document import document_view
from readouts.web.filters import Asked, fitting, named
from readouts.web.listing import agreements_view, matrix_view
from readouts.web.pages import segment, show, twin

router = APIRouter(dependencies=[Depends(need("reader"))], include_in_schema=False)
SORTS = ("latest", "accounts", "label", "added")
Page = Annotated[int, Query(ge=1, le=1_000_000)]


@twin(router, "/agreements")
def agreements(request: Request, at: At, wanted: Asked, page: Page = 1, sort: str = "latest") -> Response:
    """The list of agreements, with filters and counts."""
    named("sort", sort, SORTS)
    with reading(request, at) as inquiry:
        every = overview_of(request, inquiry)
        found = fitting(every, inquiry.reading, wanted)
        return show(request, "agreements.html", agreements_view(found, wanted, len(every.glances), page, sort))


@twin(router, "/agreements/{name}")
def agreement(request: Request, name: str, at: At) -> Response:
    """One agreement: all accounts of it, side by side."""
    with reading(request, at) as inquiry:
        try:
            dossier = inquiry.dossier(name)
        except LedgerError as error:
            raise Problem(404, _as_page(str(error))) from None
        if dossier.id != name and not request.url.path.endswith(".json"):
            query = f"?{request.url.query}" if request.url.query else ""
            return RedirectResponse(f"/agreements/{segment(dossier.id)}{query}", 307)
        docs = [*(j.account.anchor.doc for j in dossier.accounts), *(s.doc for s in dossier.others("silence"))]
        view = agreement_view(dossier, texts_of(inquiry.reading, docs))
    return show(request, "agreement.html", view)


@twin(router, "/documents/{key}")
def document(request: Request, key: str, at: At, a: str | None = None, speech: bool = True) -> Response:
    """One document with everything that was found in it; ``a`` is the account to look at."""
    with reading(request, at) as inquiry:
        kept = inquiry.reading.document(key)
        if kept is None:
            raise Problem(404, f"{key}: the ledger has no such document: search for words of it")
        judged = _judged(inquiry, key)
        view = document_view(inquiry.reading, kept, judged, speech=speech)
    return show(request, "document.html", view, lit=a, speech=speech)


@twin(router, "/matrix")
def matrix(
    request: Request, at: At, wanted: Asked, page: Page = 1, parties: Annotated[list[str] | None, Query()] = None,
    most: Annotated[int, Query(ge=1, le=40)] = 8,
) -> Response:  # fmt: skip
    """Parties by agreements."""
    with reading(request, at) as inquiry:
        found = fitting(overview_of(request, inquiry), inquiry.reading, wanted)
        return show(request, "matrix.html", matrix_view(found, wanted, page, parties or (), most))


def _judged(inquiry: Inquiry, key: str) -> list[JudgedAccount]:
    """The accounts of one document as people hold them to be."""
    return list(overlay((k.account for k in inquiry.reading.accounts(doc=key)), inquiry.judgements).accounts)


def _as_page(why: str) -> str:
    """An error's sentence that names a command, for somebody who looks at a page.

    >>> _as_page("x: the ledger has no such agreement: `readouts agreements` lists them")
    'x: the ledger has no such agreement: the list of agreements has them all'
    """
    return why.replace("`readouts agreements` lists them", "the list of agreements has them all")
