"""How a view becomes a page or its JSON twin: the templates, the links that keep what was asked, and errors as pages."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from fastapi import APIRouter, Request
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse, JSONResponse, Response

from readouts.api.people import Person
from readouts.api.problems import Problem
from readouts.export import FORMATS
from readouts.web import wording
from readouts.web.marked import marked, shown

TWIN = ".json"
# What a link to another page takes along: which state of the ledger is looked at, and with whose judgements.
_KEPT = ("as_of", "machine", "blind")
_LONGEST_URL = 2000


def twin(router: APIRouter, path: str, **options: Any) -> Callable[[Callable[..., Response]], Callable[..., Response]]:
    """Route a page and its JSON twin, ``path`` and ``path.json``, to one function."""

    def both(function: Callable[..., Response]) -> Callable[..., Response]:
        data = "/index.json" if path == "/" else path + TWIN
        # The twin comes first: an id never ends in .json, and the page's own route would take it for one.
        router.get(data, response_class=JSONResponse, **options)(function)
        router.get(path, response_class=HTMLResponse, **options)(function)
        return function

    return both


def show(request: Request, template: str, view: Any, *, status: int = 200, **more: Any) -> Response:
    """The view as a page; as JSON where the address ends in ``.json``. ``more`` is for the page alone."""
    if request.url.path.endswith(TWIN):
        return JSONResponse(record(view), status)
    context = {"view": view, **_around(request), **more}
    return HTMLResponse(_environment().get_template(template).render(context), status)


def record(view: Any) -> Any:
    """A view as JSON values."""
    if dataclasses.is_dataclass(view) and not isinstance(view, type):
        return {f.name: record(getattr(view, f.name)) for f in dataclasses.fields(view)}
    if isinstance(view, Mapping):
        return {str(k): record(v) for k, v in view.items()}
    return [record(v) for v in view] if isinstance(view, list | tuple) else view


def page_problem(request: Request, problem: Problem) -> Response:
    """An error as a page that says what to do; as JSON for a twin. Who has to log in is sent there."""
    if request.url.path.endswith(TWIN):
        return problem.response()
    if problem.status == 401:
        there = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        where = "/login?" + urlencode({"next": there if request.method == "GET" else "/"})
        return Response(status_code=303, headers={"location": where})
    answer = show(request, "problem.html", problem.record(), status=problem.status)
    for name, value in problem.headers.items():
        answer.headers[name] = value
    return answer


def _around(request: Request) -> dict[str, Any]:
    """What every template may use of the request."""
    person: Person | None = getattr(request.state, "person", None)
    query = dict(request.query_params)
    kept = {k: query[k] for k in _KEPT if query.get(k)}
    return {
        "person": person, "csrf": getattr(request.state, "csrf", ""), "path": request.url.path, "query": query,
        "href": partial(_href, kept), "here": partial(_here, request), "query_of": partial(_href, kept, ""),
        "local": request.app.state.register is None, "demo": request.app.state.settings.demo,
        "boosted": request.headers.get("hx-request") == "true",
    }  # fmt: skip


def _href(kept: Mapping[str, str], path: str, **query: Any) -> str:
    """A link to another page of this server that keeps the state of the ledger that is looked at.

    >>> _href({"as_of": "2031-03-04"}, "/agreements", party="Port Ane", page=None)
    '/agreements?as_of=2031-03-04&party=Port+Ane'
    """
    path, hash_, place = path.partition("#")
    asked = urlencode({k: v for k, v in {**kept, **query}.items() if v not in (None, "", False)})
    return path + (f"?{asked}" if asked else "") + hash_ + place


def _here(request: Request, *, as_json: bool = False, **query: Any) -> str:
    """This page with another question: what is None is left out."""
    path = request.url.path
    if as_json:
        path = "/index.json" if path == "/" else path + TWIN
    old = {k: v for k, v in request.query_params.items() if k != "page" or "page" in query}
    return _href({}, path, **{**old, **query})


def web_url(url: str | None) -> str | None:
    """A stored address that may be a link: http or https, in one piece; None for any other.

    >>> web_url("https://example.org/a"), web_url("javascript:alert(1)"), web_url(" http://x")
    ('https://example.org/a', None, None)
    """
    if not url or len(url) > _LONGEST_URL or any(c.isspace() or not c.isprintable() for c in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme.lower() in ("http", "https") and parts.netloc else None


def passage(doc: str, account: str) -> str:
    """The path to an account's words in their document.

    >>> passage("d1", "a 1")
    '/documents/d1#a-a%201'
    """
    return f"/documents/{segment(doc)}#a-{segment(account)}"


def segment(name: str) -> str:
    """An id as one part of a path."""
    return quote(name, safe="")


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("readouts.web"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    made.filters |= {
        "plain": wording.plain, "party": wording.party_words, "web_url": web_url, "seg": segment, "shown": shown,
        "day": lambda value: str(value or "")[:10],
    }  # fmt: skip
    made.globals |= {
        "many": wording.many, "days": wording.span_of_days, "origins": wording.origins, "marked": marked,
        "passage": passage, "stance_means": wording.STANCE_MEANS, "status_means": wording.STATUS_MEANS,
        "kind_means": wording.KIND_MEANS, "formats": list(FORMATS.values()),
    }  # fmt: skip
    return made
