"""What several routes have in common: query parameters, answers, the views that are kept."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Annotated, Any, TypeVar, get_origin

from fastapi import Path, Query, Request
from fastapi.dependencies.models import Dependant
from pydantic import AfterValidator, WithJsonSchema
from starlette.responses import JSONResponse, Response

from readouts.api.problems import Problem
from readouts.api.shapes import Words
from readouts.engine.asking import Inquiry
from readouts.engine.overview import Overview, Overviews
from readouts.engine.shelf import Shelf

T = TypeVar("T")


def _day(said: str) -> str:
    try:
        if len(said) != 10:
            raise ValueError
        return dt.date.fromisoformat(said).isoformat()
    except ValueError:
        raise ValueError(f"{said[:40]!r} is no date: write it as 2031-03-04") from None


Day = Annotated[str, AfterValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Since = Annotated[Day | None, Query(description="Published on that day or later.", examples=["2031-03-01"])]
Until = Annotated[Day | None, Query(description="Published on that day or earlier.", examples=["2031-03-31"])]
Party = Annotated[Words | None, Query(description="Of this party only: its name or its id.", max_length=300)]
Source = Annotated[Words | None, Query(description="Of publishers, URLs or paths with this in it.", max_length=300)]
Id = Annotated[Words, Path(min_length=1, max_length=200, examples=["3f2a90c1d2e4b5a697887766"])]


def answer(value: Mapping[str, Any], status: int = 200) -> JSONResponse:
    """An answer as it is: the shapes describe it, and tests hold it to them, rather than each request paying for it."""
    return JSONResponse(value, status)


def asked_once(request: Request) -> None:
    """A dependency: of a parameter that means one thing a second one is no silent correction, but refused."""
    several = _lists(request.scope["route"].dependant)
    for name, n in Counter(name for name, _ in request.query_params.multi_items()).items():
        if n > 1 and name not in several:
            raise Problem(422, f"{name}: it is there {n} times: give it once")


def _lists(dependant: Dependant) -> set[str]:
    """The query parameters of a route that may be there several times."""
    own = {p.alias for p in dependant.query_params if get_origin(p.field_info.annotation) is list}
    return own.union(*map(_lists, dependant.dependencies))


def kept_of(request: Request, inquiry: Inquiry, question: str, make: Callable[[], T]) -> T:
    """What was made for a question before, as long as nothing is new for whoever sees the same judgements."""
    overviews: Overviews = request.app.state.overviews
    return overviews.kept(inquiry, question, make)


def kept(request: Request, inquiry: Inquiry, make: Callable[[], Mapping[str, Any]]) -> Response:
    """An answer that follows from the overview and the question alone, the same for all who see the same judgements."""
    question = f"{request.url.path}?{request.url.query}"
    body = kept_of(request, inquiry, question, lambda: bytes(answer(make()).body))
    return Response(body, media_type="application/json")


def overview_of(request: Request, inquiry: Inquiry) -> Overview:
    """All agreements at a glance, at the inquiry's moment."""
    kept: Overviews = request.app.state.overviews
    return kept.of(inquiry)


def shelf_of(request: Request) -> Shelf:
    """The documents without their texts."""
    shelf: Shelf = request.app.state.shelf
    return shelf
