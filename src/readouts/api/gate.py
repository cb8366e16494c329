"""What every request passes before anything else: its host, its origin, its size; and what every answer carries."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from readouts.api.people import SAFE
from readouts.api.policy import mark
from readouts.api.problems import Problem
from readouts.api.settings import ServeSettings

_HOST = re.compile(r"\[([0-9A-Fa-f:.]+)\](?::\d{1,5})?|([A-Za-z0-9._-]+)(?::\d{1,5})?")
SMALL = 1_000_000


class Gate:
    """The middleware that stands before the application.

    Args:
        app: what is guarded.
        settings: which hosts and sizes are allowed.
        uploads: paths whose requests may have ``settings.upload_bytes``; all others may have ``SMALL``.
    """

    def __init__(self, app: ASGIApp, settings: ServeSettings, uploads: set[str]) -> None:
        self.app = app
        self.settings = settings
        self.uploads = uploads

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request pass, or answer it here."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        problem = self.refusal(scope)
        if problem is not None:
            await problem.response()(scope, receive, self._marked(scope, send))
            return
        await self._read(scope, receive, self._marked(scope, send))

    async def _read(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the application read no more than the cap; what it makes of a body that was cut short is not its to say."""
        cap = self._cap(scope)
        seen = 0
        answered = False

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > cap:
                raise Problem(413, _too_large(cap))
            return message

        async def instead(message: Message) -> None:
            nonlocal answered
            if seen <= cap:
                await send(message)
            elif not answered:
                answered = True
                await Problem(413, _too_large(cap), headers={"Connection": "close"}).response()(scope, receive, send)

        await self.app(scope, counted, instead)

    def refusal(self, scope: Scope) -> Problem | None:
        """Why a request goes no further, or None."""
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if name_of(host) not in self.settings.hosts:
            return Problem(421, "this server does not go by that name: start it with --url, or with --allow-name NAME")
        if scope["method"] not in SAFE and not self._own(headers, scope, host):
            return Problem(403, "this comes from another site's page, and nothing is changed for those")
        length = headers.get("content-length")
        if length is not None and (not length.isdigit() or int(length) > self._cap(scope)):
            return Problem(413, _too_large(self._cap(scope)))
        return None

    def _own(self, headers: Headers, scope: Scope, host: str) -> bool:
        """True for a request that no other site's page sent: browsers say where a request that changes something is from."""
        if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return False
        origin = headers.get("origin")
        if origin is None:
            return True
        parts = urlsplit(origin)
        if self.settings.base_url is not None:
            public = urlsplit(self.settings.base_url)
            if (parts.scheme, parts.netloc) == (public.scheme, public.netloc):
                return True
        return parts.netloc.lower() == host.lower() and parts.scheme == scope.get("scheme", "http")

    def _cap(self, scope: Scope) -> int:
        return self.settings.upload_bytes if scope["path"] in self.uploads else SMALL

    def _marked(self, scope: Scope, send: Send) -> Send:
        """Answers carry the policy; what is private is kept by no cache, unless the answer says otherwise."""

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                mark(MutableHeaders(scope=message), secure=self.settings.secure)
            await send(message)

        return marked


def name_of(host: str) -> str:
    """The name in a Host header, without its port; nothing where it cannot be one.

    >>> name_of("localhost:8000"), name_of("[::1]:80"), name_of("a@b")
    ('localhost', '::1', '')
    """
    found = _HOST.fullmatch(host)
    return (found[1] or found[2]).lower() if found else ""


def _too_large(cap: int) -> str:
    return f"the request is larger than {cap / 1e6:.0f} MB: send less at a time"
