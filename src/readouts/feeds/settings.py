"""What is followed, how often, and who is told: FEEDS.toml, checked key by key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from readouts.errors import ReadoutsError

Kind = Literal["feed", "page"]
Security = Literal["starttls", "tls", "none"]
_SECURITIES: tuple[Security, ...] = ("starttls", "tls", "none")
MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0
_UNITS = {"s": 1.0, "m": MINUTE, "h": HOUR, "d": DAY}
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*([smhd])")
_MAILBOX = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+")


class FeedsError(ReadoutsError):
    """FEEDS.toml, or what it needs around it, will not do: the message names the line and the key, and what to write."""


@dataclass(frozen=True, slots=True)
class Followed:
    """One feed, or one page of links, that is asked every ``every`` seconds.

    ``follow`` says which of its links are articles; of a feed without it all are. ``revisit`` are ages in seconds at
    which an article is asked for again, to see whether it was edited.
    """

    url: str
    kind: Kind = "feed"
    name: str = ""
    every: float = 30 * MINUTE
    follow: re.Pattern[str] | None = None
    revisit: tuple[float, ...] = ()

    @property
    def called(self) -> str:
        """What people know it by."""
        return self.name or self.url


@dataclass(frozen=True, slots=True)
class Webhook:
    """An address that is sent what changed. ``secret_env`` names the environment variable that holds its secret."""

    url: str
    secret_env: str
    private: bool = False


@dataclass(frozen=True, slots=True)
class Mail:
    """A digest by e-mail: through which server, from whom, to whom, how often (seconds)."""

    host: str
    sender: str
    to: tuple[str, ...]
    port: int = 587
    security: Security = "starttls"
    user: str = ""
    password_env: str = ""
    ca_file: str = ""
    every: float = DAY


@dataclass(frozen=True, slots=True)
class Settings:
    """All of FEEDS.toml. Times are seconds.

    ``gap`` lies between two requests to one host, ``report`` between two tellings of what changed, ``longest`` is the
    most that a failing feed is left alone, ``recheck`` the least between two requests for one article.
    """

    feeds: tuple[Followed, ...]
    webhooks: tuple[Webhook, ...] = ()
    mail: Mail | None = None
    gap: float = 2.0
    report: float = MINUTE
    longest: float = DAY
    recheck: float = HOUR
    workers: int = 16
    contact: str = ""
    allow_hosts: tuple[str, ...] = ()
    step: float = 15.0
    total: float = 60.0


_WATCH = ("every", "gap", "report", "longest", "recheck", "workers", "contact", "allow_hosts", "step", "total", "revisit")
_FOLLOWED = ("url", "name", "every", "follow", "revisit")
_WEBHOOK = ("url", "secret_env", "private")
_EMAIL = ("host", "port", "security", "user", "password_env", "ca_file", "from", "to", "every")
_TABLES = {"watch": _WATCH, "feed": _FOLLOWED, "page": _FOLLOWED, "webhook": _WEBHOOK, "email": _EMAIL}


def seconds_of(words: str) -> float | None:
    """How long "30s", "10m", "2h", "1d" or "1h 30m" is; None where it is no length of time.

    >>> seconds_of("1h 30m"), seconds_of("soon")
    (5400.0, None)
    """
    if not words.strip() or _DURATION.sub("", words).strip():
        return None
    return sum(float(n) * _UNITS[unit] for n, unit in _DURATION.findall(words))


def settings_from(path: Path) -> Settings:
    """Read FEEDS.toml.

    Raises:
        FeedsError: with the line, the key, and what to write.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise FeedsError(f"{path}: there is no such file: check the spelling") from None
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is no UTF-8 text"
        raise FeedsError(f"{path}: it cannot be read ({why})") from None
    return settings_of(text, str(path))


def settings_of(text: str, where: str = "FEEDS.toml") -> Settings:
    """The settings in the text of a FEEDS.toml.

    >>> settings_of('[[feed]]\\nurl = "https://example.org/rss"\\nevery = "10m"').feeds[0].every
    600.0
    >>> settings_of('[[feed]]\\nurl = "https://example.org/rss"\\nevry = "10m"')
    Traceback (most recent call last):
    readouts.feeds.settings.FeedsError: FEEDS.toml, line 3: feed has no key 'evry': did you mean 'every'?
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        said = " ".join(str(error).split()).replace("at end of document", f"at line {len(text.splitlines())}")
        raise FeedsError(f"{where}: {said}: this is no TOML") from None
    lines = _Lines(text, where)
    for name in data:
        if name not in _TABLES:
            raise lines.wrong(name, 0, None, f"there is no table [{name}]{_meant(name, _TABLES)}")
    watch = _Table(lines, "watch", 0, data.get("watch", {}))
    every = watch.length("every", 30 * MINUTE, least=MINUTE)
    revisit = watch.lengths("revisit")
    feeds = []
    for kind in ("feed", "page"):
        for t in _tables(lines, kind, data):
            feeds.append(_followed(t, "page" if kind == "page" else "feed", every, revisit))
    _once(lines, feeds)
    if not feeds:
        raise FeedsError(f"{where}: it names nothing to follow: add a [[feed]] or [[page]] with a url")
    email = _Table(lines, "email", 0, data["email"]) if "email" in data else None
    return Settings(
        feeds=tuple(feeds), webhooks=tuple(_webhook(t) for t in _tables(lines, "webhook", data)),
        mail=_mail(email) if email else None, gap=watch.length("gap", 2.0, least=1.0),
        report=watch.length("report", MINUTE, least=1.0), longest=watch.length("longest", DAY, least=MINUTE),
        recheck=watch.length("recheck", HOUR, least=MINUTE), workers=watch.number("workers", 16, 1, 64),
        contact=watch.text("contact"), allow_hosts=watch.texts("allow_hosts"),
        step=watch.length("step", 15.0, least=1.0), total=watch.length("total", 60.0, least=1.0),
    )  # fmt: skip


def _once(lines: _Lines, feeds: Sequence[Followed]) -> None:
    seen: dict[str, str] = {}
    nth = {"feed": -1, "page": -1}
    for f in feeds:
        nth[f.kind] += 1
        if f.url in seen:
            raise lines.wrong(f.kind, nth[f.kind], "url", f"{f.url} is followed already: once is enough")
        seen[f.url] = f.kind


def _tables(lines: _Lines, name: str, data: Mapping[str, Any]) -> list[_Table]:
    found = data.get(name, [])
    if not isinstance(found, list) or not all(isinstance(t, dict) for t in found):
        raise lines.wrong(name, 0, None, f"write [[{name}]] with two brackets: there may be several")
    return [_Table(lines, name, n, t) for n, t in enumerate(found)]


def _followed(t: _Table, kind: Kind, every: float, revisit: tuple[float, ...]) -> Followed:
    url = t.address("url")
    follow = t.text("follow")
    if kind == "page" and not follow:
        raise t.wrong("follow" if "follow" in t.data else None, 'it needs follow = "PATTERN": which of its links are articles')
    try:
        pattern = re.compile(follow) if follow else None
    except re.error as error:
        raise t.wrong("follow", f"follow is no regular expression ({error})") from None
    return Followed(
        url, kind, t.text("name"), t.length("every", every, least=MINUTE), pattern,
        t.lengths("revisit") if "revisit" in t.data else revisit,
    )  # fmt: skip


def _webhook(t: _Table) -> Webhook:
    return Webhook(t.address("url"), t.needed("secret_env"), t.yes("private"))


def _mail(t: _Table) -> Mail:
    given = t.text("security") or "starttls"
    security = next((s for s in _SECURITIES if s == given), None)
    if security is None:
        raise t.wrong("security", 'security is "starttls", "tls" or "none"')
    sender, to = t.needed("from"), t.texts("to")
    for key, box in (("from", sender), *(("to", b) for b in to)):
        if not _MAILBOX.fullmatch(box):
            raise t.wrong(key, f"{box!r} is no e-mail address")
    if not to:
        raise t.wrong("to" if "to" in t.data else None, 'it needs to = ["somebody@example.org"]')
    user, password = t.text("user"), t.text("password_env")
    if bool(user) != bool(password):
        raise t.wrong("user" if user else "password_env", "user and password_env are given together or not at all")
    if user and security == "none":
        raise t.wrong("security", 'a password is sent over nothing but TLS: write security = "starttls" or "tls"')
    usual = {"starttls": 587, "tls": 465, "none": 25}[security]
    return Mail(
        t.needed("host"), sender, to, t.number("port", usual, 1, 65_535), security, user, password, t.text("ca_file"),
        t.length("every", DAY, least=MINUTE),
    )  # fmt: skip


def _meant(name: str, known: Sequence[str] | Mapping[str, Any]) -> str:
    close = get_close_matches(name, list(known), 1)
    return f": did you mean {close[0]!r}?" if close else f": it may have {', '.join(known)}"


class _Lines:
    """Where in the text a key stands, for what is wrong with it: the reader of TOML does not tell."""

    def __init__(self, text: str, where: str) -> None:
        self.where = where
        self._at: dict[tuple[str, int, str | None], int] = {}
        table, nth = "", {"": 0}
        for number, line in enumerate(text.splitlines(), 1):
            if head := re.match(r"\s*\[{1,2}\s*[\"']?([\w-]+)[\"']?\s*\]{1,2}\s*(?:#.*)?$", line):
                table = head[1]
                nth[table] = nth.get(table, -1) + 1
                self._at.setdefault((table, nth[table], None), number)
            elif key := re.match(r"\s*[\"']?([\w-]+)[\"']?\s*=", line):
                self._at.setdefault((table, nth[table], key[1]), number)
                if not table:
                    self._at.setdefault((key[1], 0, None), number)

    def wrong(self, table: str, nth: int, key: str | None, why: str) -> FeedsError:
        """The error, with its line where that is known."""
        line = self._at.get((table, nth, key)) or self._at.get((table, nth, None))
        return FeedsError(f"{self.where}{f', line {line}' if line else ''}: {why}")


class _Table:
    """One table of the file: its values by key, each checked for what it should be."""

    def __init__(self, lines: _Lines, name: str, nth: int, data: Any) -> None:
        self._lines, self.name, self._nth = lines, name, nth
        if not isinstance(data, dict):
            raise lines.wrong(name, nth, None, f"write [{name}] with one bracket: there is one of it")
        self.data: Mapping[str, Any] = data
        for key in data:
            if key not in _TABLES[name]:
                raise self.wrong(key, f"{name} has no key {key!r}{_meant(key, _TABLES[name])}")

    def wrong(self, key: str | None, why: str) -> FeedsError:
        """What is wrong with a key, or with the table where None."""
        return self._lines.wrong(self.name, self._nth, key, why)

    def text(self, key: str) -> str:
        """Words in one line; empty where there are none."""
        value = self.data.get(key, "")
        if not isinstance(value, str) or not value.isprintable():
            raise self.wrong(key, f'{key} is words in quotation marks, in one line: {key} = "..."')
        return value.strip()

    def needed(self, key: str) -> str:
        """Words that must be there."""
        value = self.text(key)
        if not value:
            raise self.wrong(key if key in self.data else None, f'{self.name} needs {key} = "..."')
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of words."""
        value = self.data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(v, str) and v.isprintable() and v.strip() for v in value):
            raise self.wrong(key, f'{key} is a list of words: {key} = ["...", "..."]')
        return tuple(v.strip() for v in value)

    def yes(self, key: str) -> bool:
        """True or false."""
        value = self.data.get(key, False)
        if not isinstance(value, bool):
            raise self.wrong(key, f"{key} is true or false, without quotation marks")
        return value

    def number(self, key: str, usual: int, least: int, most: int) -> int:
        """A whole number."""
        value = self.data.get(key, usual)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise self.wrong(key, f"{key} is a whole number from {least} to {most}")
        return value

    def length(self, key: str, usual: float, *, least: float) -> float:
        """A length of time, in seconds."""
        return self._length(key, self.data[key], least) if key in self.data else usual

    def lengths(self, key: str) -> tuple[float, ...]:
        """Several lengths of time, the shortest first."""
        value = self.data.get(key, [])
        if not isinstance(value, list) or len(value) > 20:
            raise self.wrong(key, f'{key} is a list of at most 20 lengths of time: {key} = ["2h", "1d"]')
        return tuple(sorted(self._length(key, v, MINUTE) for v in value))

    def _length(self, key: str, value: Any, least: float) -> float:
        found = seconds_of(value) if isinstance(value, str) else None
        if found is None:
            raise self.wrong(key, f'{key} is a length of time: "30s", "10m", "2h" or "1d"')
        if not least <= found <= 366 * DAY:
            raise self.wrong(key, f"{key} is too {'short' if found < least else 'long'}: from {least:g}s to 366d")
        return found

    def address(self, key: str) -> str:
        """A web address."""
        value = self.needed(key)
        try:
            parts = urlsplit(value)
            good = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
        except ValueError:
            good = False
        if not good or " " in value:
            raise self.wrong(key, f"{value!r} is no web address: it begins with https:// or http://")
        if parts.username is not None or parts.password is not None:
            raise self.wrong(key, "the address holds a user name or password: take it out")
        return value
