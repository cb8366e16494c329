"""Each request as it comes and goes: its id, its line in the log, its span, its place in the figures."""

from __future__ import annotations

import logging
import secrets
import time
from functools import cached_property

from fastapi import FastAPI
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from readouts.api.metrics import Metrics
from readouts.api.openapi import routes_of
from readouts.observe import Level, event, span, tagged

HEADER = "x-request-id"
UNMATCHED = "unmatched"
_LOG = logging.getLogger("readouts.requests")
# What machines ask every few seconds: only who looks for it wants it in the log.
_OFTEN = frozenset(("/metrics", "/api/v1/health"))


class Visits:
    """The outermost middleware: it sees what the gate refuses, too.

    Args:
        app: what answers.
        of: the application whose routes have names.
        metrics: what counts.
    """

    def __init__(self, app: ASGIApp, of: FastAPI, metrics: Metrics) -> None:
        self.app, self.of, self.metrics = app, of, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, and tell of it when it is over."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        name = scope["readouts.request"] = secrets.token_hex(8)
        status, streams, begun = 500, False, time.perf_counter()

        async def named(message: Message) -> None:
            nonlocal status, streams
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers[HEADER] = name
                streams = headers.get("content-type", "").startswith("text/event-stream")
            await send(message)

        with tagged(request=name), span("readouts.request") as work:
            try:
                await self.app(scope, receive, named)
            finally:
                took = time.perf_counter() - begun
                route = self.route(scope)
                method = scope["method"] if len(scope["method"]) < 10 else "other"
                work.note(**{"http.request.method": method, "http.route": route, "http.response.status_code": status})
                self.metrics.request(method, route, status, None if streams else took)
                level: Level = "error" if status >= 500 else "debug" if route in _OFTEN else "info"
                event(_LOG, "request", level=level, method=method, route=route, status=status, seconds=round(took, 4))

    def route(self, scope: Scope) -> str:
        """The template of the path that was asked for, ``/documents/{key}``; never the path itself."""
        found = self._templates.get(id(scope.get("route"))) or self._templates.get(id(scope.get("endpoint")))
        return found or UNMATCHED

    @cached_property
    def _templates(self) -> dict[int, str]:
        """Templates by what a request's scope names: the route as it was written, or what is mounted."""
        out: dict[int, str] = {}
        for route, _ in routes_of(self.of):
            mounted = getattr(route.original_route, "app", None) if not getattr(route, "methods", None) else None
            out[id(mounted or route.original_route)] = f"{route.path}/{{path}}" if mounted else str(route.path)
        return out
