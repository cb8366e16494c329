"""The first page, and the pages to log in and out."""

from __future__ import annotations

import hmac
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import RedirectResponse, Response

from readouts.api.parts import overview_of
from readouts.api.people import anybody, need, who
from readouts.api.problems import Problem
from readouts.api.session import keep_cookie, log, log_in, log_out
from readouts.api.store import At, reading
from readouts.web.pages import show, twin
from readouts.web.start import start_view

router = APIRouter(include_in_schema=False)
READER = Depends(need("reader"))


@twin(router, "/", dependencies=[READER])
def start(request: Request, at: At) -> Response:
    """What the ledger holds, and where documents are added."""
    with reading(request, at) as inquiry:
        return show(request, "start.html", start_view(inquiry, overview_of(request, inquiry)))


@router.get("/login", dependencies=[Depends(anybody)])
def login_form(request: Request, next: str = "/") -> Response:
    """The form to log in."""
    if who(request) is not None:
        return RedirectResponse(own_path(next), 303)
    return show(request, "login.html", {"next": own_path(next), "why": None, "name": ""})


@router.post("/login", dependencies=[Depends(anybody)])
def login(
    request: Request, name: Annotated[str, Form(max_length=200)] = "", password: Annotated[str, Form(max_length=2000)] = "",
    next: Annotated[str, Form(max_length=2000)] = "/", csrf: Annotated[str, Form(max_length=200)] = "",
) -> Response:  # fmt: skip
    """Begin a session and go where the person wanted to go."""
    who(request)
    if not hmac.compare_digest(csrf.encode(), str(request.state.csrf).encode()):
        raise Problem(403, "the form's token is missing or of another session: load the page again")
    try:
        _, secret = log_in(request, name, password)
    except Problem as problem:
        request.state.person = None
        view = {"next": own_path(next), "why": problem.detail, "name": name}
        return show(request, "login.html", view, status=problem.status)
    answer = RedirectResponse(own_path(next), 303)
    keep_cookie(request, answer, secret)
    return answer


@router.post("/logout", dependencies=[READER])
def logout(request: Request) -> Response:
    """End the session."""
    log_out(request)
    log(request, "logout", person=request.state.person)
    answer = RedirectResponse("/login", 303)
    keep_cookie(request, answer, None)
    return answer


def own_path(path: str) -> str:
    """A path of this server; the first page in place of anything else.

    >>> own_path("/review?at=x"), own_path("//evil.example"), own_path("https://evil.example"), own_path("/\\\\evil")
    ('/review?at=x', '/', '/', '/')
    """
    good = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return path if good else "/"
