"""The figures of the server, for Prometheus and whatever reads the same format."""

from __future__ import annotations

import hmac
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request
from starlette.responses import Response

from readouts.api.metrics import Metrics
from readouts.api.people import declare, need
from readouts.api.settings import ServeSettings

router = APIRouter()
_admin = need("admin", "read")


async def measures(request: Request) -> None:
    """A dependency: who holds the token for metrics and nothing else, or an admin, or an admin's token with scope read.

    Not every reader: from how often a route was called a blind reviewer could tell what the others do.
    """
    settings: ServeSettings = request.app.state.settings
    kind, _, given = request.headers.get("authorization", "").partition(" ")
    wanted = settings.metrics_token
    if wanted and kind.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), wanted.encode()):
        return
    await _admin(request)


declare(measures, "admin", "read")


@router.get("/metrics", include_in_schema=False, dependencies=[Depends(measures)])
def metrics(request: Request, accept: Annotated[str, Header()] = "") -> Response:
    """Requests, jobs, documents, extractions, the process: text for Prometheus."""
    kept: Metrics = request.app.state.metrics
    text, kind = kept.shown(accept)
    return Response(text, headers={"content-type": kind})
