"""Which addresses a URL may lead to: the public internet, and hosts that the user names. Nothing else."""

from __future__ import annotations

import socket
from collections.abc import Callable, Collection
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urlsplit

from readouts.read.limits import Refused

Resolver = Callable[[str, int], list[str]]

# What the standard library's is_private and is_global do not cover in every Python from 3.11 on is listed here.
_REFUSED: tuple[tuple[IPv4Network | IPv6Network, str], ...] = (
    (IPv4Network("0.0.0.0/8"), "unspecified"),
    (IPv4Network("100.64.0.0/10"), "carrier-internal"),
    (IPv4Network("192.0.0.0/24"), "reserved"),
    (IPv4Network("192.88.99.0/24"), "reserved"),
    (IPv4Network("198.18.0.0/15"), "reserved"),
    (IPv4Network("240.0.0.0/4"), "reserved"),
    (IPv6Network("fec0::/10"), "private"),
    (IPv6Network("100::/64"), "reserved"),
    (IPv6Network("2001::/23"), "reserved"),
    (IPv6Network("5f00::/16"), "reserved"),
)
_NAT64 = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))
_COMPATIBLE = IPv6Network("::/96")


class Forbidden(Refused):
    """An address that is not read, today or any day."""


@dataclass(frozen=True, slots=True)
class Target:
    """A URL that may be fetched: its parts and the checked addresses to connect to."""

    url: str
    scheme: str
    host: str
    port: int
    addresses: tuple[str, ...]


def resolve(host: str, port: int) -> list[str]:
    """The addresses a name stands for, as the system tells them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def refusal(address: str) -> str | None:
    """Why an address must not be reached, in one word; None when it is a public one.

    >>> refusal("127.0.0.1"), refusal("::ffff:10.0.0.1"), refusal("93.184.216.34")
    ('loopback', 'embedded IPv4', None)
    """
    try:
        ip = ip_address(address)
    except ValueError:
        return "unreadable"
    if isinstance(ip, IPv6Address):
        if ip.scope_id is not None:
            return "link-local"
        if _embeds(ip):
            return "embedded IPv4"
    return _kind(ip)


def _embeds(ip: IPv6Address) -> bool:
    """An IPv4 address inside an IPv6 one would reach by the back door what the front door refuses."""
    if ip.ipv4_mapped or ip.sixtofour or ip.teredo or any(ip in net for net in _NAT64):
        return True
    return ip in _COMPATIBLE and int(ip) > 1


def _kind(ip: IPv4Address | IPv6Address) -> str | None:
    checks = (
        ("unspecified", ip.is_unspecified),
        ("loopback", ip.is_loopback),
        ("link-local", ip.is_link_local),
        ("multicast", ip.is_multicast),
    )
    for word, holds in checks:
        if holds:
            return word
    for network, word in _REFUSED:
        if ip.version == network.version and ip in network:
            return word
    if ip.is_private:
        return "private"
    return None if ip.is_global and not ip.is_reserved else "reserved"


def check(url: str, allow_hosts: Collection[str] = (), resolver: Resolver | None = None) -> Target:
    """Check a URL before anything is sent: scheme, no user name in it, and where its host leads.

    Every address of the name must be public, so that a name with one public and one private address is refused.

    Raises:
        Refused: with the reason and what to do.
    """
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        raise Forbidden("the address cannot be read: check its spelling") from None
    if parts.scheme not in ("http", "https"):
        raise Forbidden(f"only http and https addresses are read, not {parts.scheme or 'this'!r}")
    if parts.username is not None or parts.password is not None:
        raise Forbidden("the address holds a user name or password: take it out")
    host, port = _host_and_port(parts)
    try:
        addresses = (resolver or resolve)(host, port)
    except (OSError, UnicodeError):
        addresses = []
    if not addresses:
        raise Refused(f"the host {host} is not known: check the spelling and the network")
    if host not in {name.lower().strip("[]").rstrip(".") for name in allow_hosts}:
        for address in addresses:
            why = refusal(address)
            if why:
                raise Forbidden(
                    f"{host} leads to {address}, a {why} address: not read (--allow-host {host} if you mean it)"
                )
    return Target(parts.geturl(), parts.scheme, host, port, tuple(addresses))


def _host_and_port(parts: SplitResult) -> tuple[str, int]:
    try:
        port = parts.port
    except ValueError:
        raise Forbidden("the address has a port that is no number from 0 to 65535") from None
    host = (parts.hostname or "").rstrip(".").lower()
    if not host or any(c.isspace() or ord(c) < 32 for c in parts.netloc):
        raise Forbidden("the address names no host")
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            raise Forbidden("the address names a host that cannot exist: check the spelling") from None
    return host, port if port is not None else (443 if parts.scheme == "https" else 80)
