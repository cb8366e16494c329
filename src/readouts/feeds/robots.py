"""What a site asks of robots: robots.txt as RFC 9309 has it, by Protego."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from readouts.feeds.settings import DAY, HOUR
from readouts.read.decode import decode
from readouts.read.fetch import Fetched, UnansweredError
from readouts.read.limits import Refused

AGENT = "readouts"
ROBOTS_BYTES = 500_000
LONGEST_DELAY = HOUR
# A file of this many names times rules takes the parser minutes, and is no wish but an attack.
_MOST_WORK = 2_000_000
_MOST_LINES = 50_000


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one site at one time: ``text`` of its robots.txt, or why all or nothing may be asked.

    ``until`` is when they are to be asked for again, ``since`` when they were had, in seconds since 1970. ``lasting``
    where the site must not be read at all: its address is private.
    """

    origin: str
    text: str | None
    until: float
    why: str = ""
    since: float = 0.0
    lasting: bool = False

    def allow(self, url: str) -> bool:
        """True where a page may be asked for.

        >>> Rules("https://example.org", "User-agent: *\\nDisallow: /*?print", 0).allow("https://example.org/a?print=1")
        False
        """
        if self.text is None:
            return False
        return bool(_parsed(self.text).can_fetch(url, AGENT))

    @property
    def delay(self) -> float:
        """How many seconds the site wants between two requests; at most an hour."""
        wish = _parsed(self.text).crawl_delay(AGENT) if self.text else None
        return min(max(0.0, float(wish or 0.0)), LONGEST_DELAY)


def origin_of(url: str) -> str:
    """The site whose robots.txt speaks for a page.

    >>> origin_of("https://example.org:8443/a?b")
    'https://example.org:8443'
    """
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()


def rules_from(origin: str, status: int, text: str, now: float, before: Rules | None, why: str = "") -> Rules:
    """Rules from what robots.txt was answered with.

    A site that answers that there is none (4xx) allows all. One that cannot answer (5xx, 429, nothing) is let alone for
    an hour, or treated by the rules it gave before, for up to 30 days.
    """
    if status == 200:
        if _too_much(text):
            return Rules(origin, None, now + DAY, "its robots.txt is built to keep a reader busy")
        return Rules(origin, text, now + DAY, since=now)
    if 400 <= status < 500 and status != 429:
        return Rules(origin, "", now + DAY, since=now)
    if before is not None and before.text is not None and now - before.since < 30 * DAY:
        return Rules(origin, before.text, now + HOUR, since=before.since)
    return Rules(origin, None, now + HOUR, f"its robots.txt cannot be had ({why or f'answered {status}'})")


def rules_read(origin: str, got: Fetched | UnansweredError, now: float, before: Rules | None = None) -> Rules:
    """Rules from the answer itself."""
    if isinstance(got, UnansweredError):
        return rules_from(origin, 0, "", now, before, got.why)
    try:
        text = decode(got.data, got.charset)[0].replace("\0", "") if got.data else ""
    except Refused:
        text = ""  # a file of bytes asks for nothing
    return rules_from(origin, got.status, text, now, before)


def _too_much(text: str) -> bool:
    lines = text.lower().splitlines()
    names = sum(line.lstrip().startswith(("user-agent", "useragent", "user agent")) for line in lines)
    return len(lines) > _MOST_LINES or names * (len(lines) - names) > _MOST_WORK


@lru_cache(maxsize=64)
def _parsed(text: str) -> Any:
    from protego import Protego  # noqa: PLC0415 - only when a site is asked

    return Protego.parse(text)
