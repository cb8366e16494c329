"""Errors as ``application/problem+json`` (RFC 9457): one shape, a sentence that says what to do, no stack traces."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from readouts.api.policy import mark
from readouts.errors import LedgerError
from readouts.observe import event

MEDIA_TYPE = "application/problem+json"
_LOG = logging.getLogger("readouts.api")


class Problem(Exception):  # noqa: N818 - it reads as the sentence it stands for
    """Something that the caller has to hear: a status, and one sentence that says what to do."""

    def __init__(self, status: int, detail: str, *, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = dict(headers or {})
        self.errors: Sequence[Mapping[str, Any]] = ()

    def record(self) -> dict[str, Any]:
        """The problem as its JSON object."""
        title = HTTPStatus(self.status).phrase
        out: dict[str, Any] = {"type": "about:blank", "title": title, "status": self.status, "detail": self.detail}
        return out | ({"errors": list(self.errors)} if self.errors else {})

    def response(self) -> Response:
        """The problem as the answer to a request."""
        return JSONResponse(self.record(), self.status, self.headers, media_type=MEDIA_TYPE)


_WORDS = {
    404: "nothing is at this address: it may be mistyped, or from another version",
    405: "this address does not take that method",
}


def _bare(error: HTTPException) -> bool:
    """True where the framework gave no more than the name of the status."""
    return str(error.detail) == HTTPStatus(error.status_code).phrase


def catch(app: FastAPI) -> None:
    """Every error of the application becomes a problem.

    ``app.state.page_problem``, a function of request and problem, answers instead outside ``/api/``: pages set it.
    """
    app.state.page_problem = None

    def answer(request: Request, problem: Problem) -> Response:
        page = app.state.page_problem
        if page is not None and not request.url.path.startswith("/api/"):
            shown: Response = page(request, problem)
            return shown
        return problem.response()

    async def said(request: Request, error: Exception) -> Response:
        assert isinstance(error, Problem)
        return answer(request, error)

    async def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        detail = _WORDS.get(error.status_code, str(error.detail)) if _bare(error) else str(error.detail)
        return answer(request, Problem(error.status_code, detail, headers=error.headers))

    async def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        problem = Problem(422, "the request is not as it should be: see errors")
        problem.errors = [{"at": [str(x) for x in e["loc"]], "why": str(e["msg"])} for e in error.errors()]
        return answer(request, problem)

    async def ledger(request: Request, error: Exception) -> Response:
        event(_LOG, "ledger does not answer", level="error", error=error)
        return answer(request, Problem(503, f"the ledger does not answer ({error}): try again"))

    async def unforeseen(request: Request, error: Exception) -> Response:
        # Starlette answers these outside every middleware: neither tags and header of ``Visits`` nor the gate's policy
        # are there any more.
        name = request.scope.get("readouts.request", "")
        event(_LOG, "request breaks off", level="error", error=error, request=name)
        app.state.metrics.error("request")
        response = answer(request, Problem(500, "something went wrong here; the server's log says what"))
        response.headers["x-request-id"] = name
        mark(response.headers, secure=app.state.settings.secure)
        return response

    app.add_exception_handler(Problem, said)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(LedgerError, ledger)
    app.add_exception_handler(Exception, unforeseen)
