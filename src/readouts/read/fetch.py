"""One guarded request: connects to the address that was checked, re-checks every redirect, and stops at the caps."""

from __future__ import annotations

import contextlib
import queue
import socket
import threading
import time
import zlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import urljoin, urlsplit

from readouts.errors import ReadError
from readouts.read.guard import Forbidden, Resolver, Target, check
from readouts.read.limits import Limits, Refused, megabytes

REDIRECTS = frozenset({301, 302, 303, 307, 308})
_HEADERS = {
    "User-Agent": "readouts (reads public statements; +https://pypi.org/project/readouts/)",
    "Accept": "text/html,application/xhtml+xml,application/pdf,text/plain,application/json;q=0.9,*/*;q=0.5",
    "Accept-Encoding": "gzip, deflate",
    "Connection": "close",
}


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came back: the last URL after redirects, the bytes unpacked, the media type and charset if named.

    ``headers`` are the answer's, their names in small letters.
    """

    url: str
    data: bytes
    media_type: str
    charset: str | None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


class UnansweredError(ReadError):
    """A request that got no answer; ``lasting`` where asking again cannot help: the address itself is refused."""

    def __init__(self, where: str, why: str, *, lasting: bool) -> None:
        super().__init__(where, why)
        self.lasting = lasting


@dataclass(frozen=True, slots=True)
class _Request:
    """What is sent beside the address, and whether redirects are gone after."""

    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    follow: bool = True


def fetch(
    url: str,
    *,
    allow_hosts: Collection[str] = (),
    limits: Limits | None = None,
    resolver: Resolver | None = None,
) -> Fetched:
    """Fetch one public page. No cookies, no proxy from the environment, no credentials, GET only.

    Args:
        url: An http or https address.
        allow_hosts: Hosts that may lead to private addresses.
        limits: Size, redirects and times (``step_seconds`` for each wait, ``total_seconds`` for all).
        resolver: How names become addresses; the system's way unless given.

    Raises:
        Refused: with the reason and what to do.
    """
    got = _within(url, allow_hosts, limits or Limits(), resolver, _Request())
    if got.status != 200:
        raise Refused(f"the server answered {got.status}: open the page in a browser and save it")
    return got


def ask(
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    allow_hosts: Collection[str] = (),
    limits: Limits | None = None,
    resolver: Resolver | None = None,
) -> Fetched:
    """One request and its answer, whatever the status, under the same guards as ``fetch``. Redirects are not followed.

    Whoever asks many times decides by the status (304, 429, a redirect's ``location``) what to do next. The body is
    read where the status is 200.

    Args:
        url: An http or https address.
        headers: Sent beside, or in place of, those of every request.
        body: What is posted; a GET where None.
        allow_hosts: Hosts that may lead to private addresses.
        limits: Size and times.
        resolver: How names become addresses; the system's way unless given.

    Raises:
        UnansweredError: with the reason, and whether it lasts.
    """
    try:
        return _within(url, allow_hosts, limits or Limits(), resolver, _Request(headers or {}, body, follow=False))
    except Refused as why:
        raise UnansweredError(url, str(why), lasting=isinstance(why, Forbidden)) from None
    except Exception as error:  # an address or an answer that the library behind cannot take
        raise UnansweredError(url, f"the request failed ({type(error).__name__})", lasting=False) from None


class _Line:
    """The connections of one request, so that whoever gives up on it can also end it."""

    def __init__(self) -> None:
        self._sockets: list[Any] = []
        self._cut = False

    def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Called by the transport at each step of a request."""
        if event.endswith(("connect_tcp.complete", "start_tls.complete")):
            self._sockets.append(info["return_value"].get_extra_info("socket"))
            if self._cut:
                self.cut()

    def cut(self) -> None:
        """End what is under way: a socket that waits for a byte wakes up. Not ``close``: another thread is using it."""
        self._cut = True
        for s in self._sockets:
            with contextlib.suppress(OSError):
                socket.socket.shutdown(s, socket.SHUT_RDWR)


def _within(
    url: str, allow_hosts: Collection[str], limits: Limits, resolver: Resolver | None, sent: _Request
) -> Fetched:
    """One request with all its redirects, over after ``total_seconds`` whatever the other side does."""
    answer: queue.SimpleQueue[Fetched | BaseException] = queue.SimpleQueue()
    line = _Line()

    def work() -> None:
        try:
            answer.put(_follow(url, allow_hosts, limits, resolver, sent, line))
        except BaseException as error:
            answer.put(error)

    # In a thread of its own: a name lookup, or headers that drip in byte by byte, respect no time-out of a socket.
    threading.Thread(target=work, name="readouts-fetch", daemon=True).start()
    try:
        result = answer.get(timeout=limits.total_seconds)
    except queue.Empty:
        line.cut()  # or the thread would read on for as long as the bytes drip
        raise _slow(limits) from None
    if isinstance(result, BaseException):
        raise result
    return result


def _slow(limits: Limits) -> Refused:
    return Refused(f"not finished after {limits.total_seconds:g} seconds: save the page and give the file")


def _follow(
    url: str, allow_hosts: Collection[str], limits: Limits, resolver: Resolver | None, sent: _Request, line: _Line
) -> Fetched:
    import httpx2  # noqa: PLC0415 - heavy: only when a URL is read

    deadline = time.monotonic() + limits.total_seconds
    with httpx2.HTTPTransport(verify=_certificates(), trust_env=False, retries=0) as transport:
        for _ in range(limits.redirects + 1):
            target = check(url, allow_hosts, resolver)
            try:
                got = _exchange(transport, target, limits, deadline, sent, line)
            except httpx2.TimeoutException:
                raise Refused(f"no answer within {limits.step_seconds:g} seconds: try again later") from None
            except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
                text = " ".join(str(error).split()) or type(error).__name__
                raise Refused(f"the connection failed ({text[:120]}): check the address or try later") from None
            if not sent.follow or got.status not in REDIRECTS or not got.headers.get("location"):
                return got
            url = joined(target.url, got.headers["location"])
    raise Refused(f"more than {limits.redirects} redirects: give the last address itself")


@lru_cache(maxsize=1)
def _certificates() -> Any:
    """Whom to trust: read once, for it takes longer than most answers."""
    import httpx2  # noqa: PLC0415

    return httpx2.create_ssl_context(trust_env=False)


def joined(url: str, reference: str) -> str:
    """Where a link or redirect leads from a page.

    >>> joined("https://example.org/a/b", "../c")
    'https://example.org/c'
    """
    try:
        return urljoin(url, reference)
    except ValueError:
        raise Refused("it leads to an address that cannot be read") from None


def _exchange(
    transport: Any, target: Target, limits: Limits, deadline: float, sent: _Request, line: _Line
) -> Fetched:
    response = _connect(transport, target, limits, sent, line)
    try:
        headers = {k.lower(): v for k, v in response.headers.items()}
        data = b""
        if response.status_code == 200 and sent.body is None:
            data = _unpack(response.stream, headers.get("content-encoding", ""), limits, deadline)
        media, _, rest = headers.get("content-type", "").partition(";")
        _, _, charset = rest.lower().partition("charset=")
        name = charset.split(";")[0].strip(" \"'")
        return Fetched(target.url, data, media.strip().lower(), name or None, response.status_code, headers)
    finally:
        response.close()


def _connect(transport: Any, target: Target, limits: Limits, sent: _Request, line: _Line) -> Any:
    import httpx2  # noqa: PLC0415

    parts = urlsplit(target.url)
    default = 443 if target.scheme == "https" else 80
    name = f"[{target.host}]" if ":" in target.host else target.host
    headers = {"Host": name if target.port == default else f"{name}:{target.port}", **_HEADERS, **sent.headers}
    step = limits.step_seconds
    extensions = {
        "timeout": {"connect": step, "read": step, "write": step, "pool": step},
        # The certificate must be the name's, though the connection goes to the address that was checked.
        "sni_hostname": target.host,
        "trace": line.trace,
    }
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    for n, address in enumerate(target.addresses[:3], 1):
        place = f"[{address}]" if ":" in address else address
        url = f"{target.scheme}://{place}:{target.port}{path}"
        method = "GET" if sent.body is None else "POST"
        request = httpx2.Request(method, url, headers=headers, content=sent.body, extensions=extensions)
        try:
            return transport.handle_request(request)
        except httpx2.ConnectError:
            if n == min(3, len(target.addresses)):
                raise
    raise AssertionError("a target has at least one address")


def _unpack(stream: Iterable[bytes], encoding: str, limits: Limits, deadline: float) -> bytes:
    """The body, unpacked piece by piece so that a small bomb cannot become a large one in memory."""
    kind = encoding.strip().lower() or "identity"
    if kind not in ("identity", "gzip", "x-gzip", "deflate"):
        raise Refused(f"the server packed the page as {kind[:40]!r}, which is not read: save the page")
    unpacker: Any = None
    parts: list[bytes] = []
    size = 0
    for chunk in stream:
        if time.monotonic() > deadline:
            raise _slow(limits)
        piece = chunk
        if kind != "identity" and chunk:
            # Bare deflate streams are sent as well as zlib ones; the first byte tells them apart.
            bits = 47 if kind != "deflate" or chunk[0] & 0x0F == 8 else -15
            unpacker = unpacker or zlib.decompressobj(bits)
            try:
                piece = unpacker.decompress(chunk, limits.size - size + 1)
            except zlib.error:
                raise Refused("the server sent a damaged page: try again, or save the page") from None
        size += len(piece)
        if size > limits.size:
            raise Refused(
                f"too large (more than {megabytes(limits.size)} came): save the part you need, give that file"
            )
        parts.append(piece)
    return b"".join(parts)
