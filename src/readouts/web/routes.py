"""All pages of the application, and the files that go with them."""

from __future__ import annotations

from pathlib import Path

from fastapi import Depends, FastAPI
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from readouts.api.parts import asked_once
from readouts.web import (
    adding_routes,
    looking_routes,
    people_routes,
    reading_routes,
    review_routes,
    start_routes,
)
from readouts.web.desk import Waiting
from readouts.web.pages import page_problem

ROUTERS = tuple(
    topic.router
    for topic in (start_routes, reading_routes, looking_routes, review_routes, adding_routes, people_routes)
)
_STATIC = Path(__file__).with_name("static")


class Files(StaticFiles):
    """The style sheet and the scripts; a browser asks again whether they changed, and mostly hears that they did not."""

    def file_response(self, *args: object, **options: object) -> Response:
        """A file, to be kept and asked for again."""
        answer = super().file_response(*args, **options)  # type: ignore[arg-type]
        answer.headers["cache-control"] = "no-cache"
        return answer


def install_on(app: FastAPI) -> None:
    """Add the pages to an application."""
    waiting = app.state.waiting = Waiting()
    app.state.early.append(lambda: waiting.of(app.state.store))
    app.state.uploads.add("/add")
    app.state.page_problem = page_problem
    for router in ROUTERS:
        app.include_router(router, dependencies=[Depends(asked_once)])
    app.mount("/static", Files(directory=_STATIC), name="static")
