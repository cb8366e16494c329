"""What is served, where, and for whom."""

from __future__ import annotations

import getpass
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import urlsplit

from readouts.errors import ReadoutsError

_LOCAL = ("localhost", "127.0.0.1", "::1")
_EVERYWHERE = ("0.0.0.0", "::", "")  # noqa: S104 - compared with, never bound to


@dataclass(frozen=True, slots=True)
class ServeSettings:
    """How a ledger is served.

    Args:
        ledger: a file or a ``postgresql://`` address; not read where ``demo`` is set.
        create: begin an empty ledger where none is there.
        demo: serve the shipped examples from a ledger that is gone when the server stops.
        host: the address to listen on; anything but this machine's own needs accounts.
        port: the port to listen on.
        base_url: what people type to reach the server, where a proxy stands before it: ``https://readouts.example.org``.
        people: where accounts are kept, a file or an address; None means beside the ledger.
        auth: ask who it is; None means wherever there are accounts.
        author: who is named in local use, where nobody logs in; None means the login name.
        upload_bytes: the most that one request with documents may have.
        upload_files: the most files in one such request.
        allowed_hosts: further names by which the server may be called.
        fetch_hosts: hosts that may be read although their address is private.
        metrics_token: what a program sends to read ``/metrics`` and nothing else, 16 characters at least.

    >>> ServeSettings("talks.ledger").local, ServeSettings("talks.ledger", host="0.0.0.0").local
    (True, False)
    """

    ledger: str = ""
    create: bool = False
    demo: bool = False
    host: str = "127.0.0.1"
    port: int = 8000
    base_url: str | None = None
    people: str | None = None
    auth: bool | None = None
    author: str | None = None
    upload_bytes: int = 50_000_000
    upload_files: int = 50
    allowed_hosts: tuple[str, ...] = ()
    fetch_hosts: tuple[str, ...] = ()
    metrics_token: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if self.metrics_token is not None and (len(self.metrics_token) < 16 or not self.metrics_token.isascii()):
            raise ReadoutsError("the token for metrics has 16 characters or more, without accents: make a longer one")
        if self.base_url is not None:
            parts = urlsplit(self.base_url)
            if parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/"):
                raise ReadoutsError(f"{self.base_url}: the public address is http(s)://NAME, without a path")

    @property
    def local(self) -> bool:
        """True where only this machine can reach the server."""
        if self.host == "localhost":
            return True
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def secure(self) -> bool:
        """True where people reach the server by https: cookies are then sent over nothing else."""
        return self.base_url is not None and self.base_url.startswith("https:")

    @property
    def hosts(self) -> frozenset[str]:
        """The names, without a port, by which the server may be called.

        >>> sorted(ServeSettings("x", base_url="https://readouts.example.org").hosts)
        ['127.0.0.1', '::1', 'localhost', 'readouts.example.org']
        """
        own = () if self.host in _EVERYWHERE else (self.host,)
        public = (urlsplit(self.base_url).hostname or "",) if self.base_url else ()
        return frozenset(h.lower() for h in (*_LOCAL, *own, *public, *self.allowed_hosts) if h)

    @property
    def named(self) -> str:
        """Who is named as the author of what is done in local use."""
        if self.author and self.author.strip():
            return self.author.strip()
        try:
            return getpass.getuser()
        except (OSError, KeyError, ImportError):
            return "reviewer"
