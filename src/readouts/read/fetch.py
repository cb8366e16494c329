"""One guarded GET: connects to the address that was checked, re-checks every redirect, and stops at the caps."""

from __future__ import annotations

import queue
import threading
import time
import zlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from readouts.read.guard import Resolver, Target, check
from readouts.read.limits import Limits, Refused, megabytes

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_HEADERS = {
    "User-Agent": "readouts (reads public statements; +https://pypi.org/project/readouts/)",
    "Accept": "text/html,application/xhtml+xml,application/pdf,text/plain,application/json;q=0.9,*/*;q=0.5",
    "Accept-Encoding": "gzip, deflate",
    "Connection": "close",
}


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came back: the last URL after redirects, the bytes unpacked, the media type and charset if named."""

    url: str
    data: bytes
    media_type: str
    charset: str | None


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
    limits = limits or Limits()
    answer: queue.SimpleQueue[Fetched | BaseException] = queue.SimpleQueue()

    def work() -> None:
        try:
            answer.put(_follow(url, allow_hosts, limits, resolver))
        except BaseException as error:
            answer.put(error)

    # In a thread of its own: a name lookup, or headers that drip in byte by byte, respect no time-out of a socket.
    threading.Thread(target=work, name="readouts-fetch", daemon=True).start()
    try:
        result = answer.get(timeout=limits.total_seconds)
    except queue.Empty:
        raise _slow(limits) from None
    if isinstance(result, BaseException):
        raise result
    return result


def _slow(limits: Limits) -> Refused:
    return Refused(f"not finished after {limits.total_seconds:g} seconds: save the page and give the file")


def _follow(url: str, allow_hosts: Collection[str], limits: Limits, resolver: Resolver | None) -> Fetched:
    import httpx2  # noqa: PLC0415 - heavy: only when a URL is read

    deadline = time.monotonic() + limits.total_seconds
    with httpx2.HTTPTransport(trust_env=False, retries=0) as transport:
        for _ in range(limits.redirects + 1):
            target = check(url, allow_hosts, resolver)
            try:
                got = _get(transport, target, limits, deadline)
            except httpx2.TimeoutException:
                raise Refused(f"no answer within {limits.step_seconds:g} seconds: try again later") from None
            except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
                text = " ".join(str(error).split()) or type(error).__name__
                raise Refused(f"the connection failed ({text[:120]}): check the address or try later") from None
            if isinstance(got, Fetched):
                return got
            url = urljoin(target.url, got)
    raise Refused(f"more than {limits.redirects} redirects: give the last address itself")


def _get(transport: Any, target: Target, limits: Limits, deadline: float) -> Fetched | str:
    """The page, or where it redirects to."""
    response = _connect(transport, target, limits)
    try:
        headers = response.headers
        if response.status_code in _REDIRECTS and headers.get("location"):
            return str(headers["location"])
        if response.status_code != 200:
            raise Refused(f"the server answered {response.status_code}: open the page in a browser and save it")
        data = _unpack(response.stream, headers.get("content-encoding", ""), limits, deadline)
        media, _, rest = headers.get("content-type", "").partition(";")
        _, _, charset = rest.lower().partition("charset=")
        name = charset.split(";")[0].strip(" \"'")
        return Fetched(target.url, data, media.strip().lower(), name or None)
    finally:
        response.close()


def _connect(transport: Any, target: Target, limits: Limits) -> Any:
    import httpx2  # noqa: PLC0415

    parts = urlsplit(target.url)
    default = 443 if target.scheme == "https" else 80
    name = f"[{target.host}]" if ":" in target.host else target.host
    headers = {"Host": name if target.port == default else f"{name}:{target.port}", **_HEADERS}
    step = limits.step_seconds
    extensions = {
        "timeout": {"connect": step, "read": step, "write": step, "pool": step},
        # The certificate must be the name's, though the connection goes to the address that was checked.
        "sni_hostname": target.host,
    }
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    for n, address in enumerate(target.addresses[:3], 1):
        place = f"[{address}]" if ":" in address else address
        request = httpx2.Request(
            "GET", f"{target.scheme}://{place}:{target.port}{path}", headers=headers, extensions=extensions
        )
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
