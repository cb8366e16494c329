"""Dates as publications print them: read one, and find the one at the top of a text that says when it came out."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from readouts.model.types import Span

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = (
    r"(?P<{0}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_CIVIL = {
    "ET": "America/New_York", "CT": "America/Chicago", "MT": "America/Denver", "PT": "America/Los_Angeles",
    "MSK": "Europe/Moscow",
}  # fmt: skip
_FIXED = {
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
    "GMT": 0, "UTC": 0, "Z": 0, "BST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3,
}  # fmt: skip
_AMERICAN = frozenset(["ET", "CT", "MT", "PT", "EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT"])
_ZONE = r"(?:Z|UTC|GMT|MSK|BST|CES?T|EES?T|[ECMP][SD]?T|[+-]\d\d:?\d\d)"
_TIME = (
    rf"(?P<{{0}}h>\d{{{{1,2}}}})[:.](?P<{{0}}m>\d\d)(?::\d\d(?:\.\d+)?)?(?:\s*(?P<{{0}}ap>[ap]\.?m\.?))?"
    rf"(?:\s*\(?(?P<{{0}}z>{_ZONE})\b\)?)?"
)
_DAY = (
    r"(?:(?P<iy>\d{4})-(?P<im>\d\d)-(?P<id>\d\d)"
    r"|(?P<na>\d{1,2})(?P<sep>[./-])(?P<nb>\d{1,2})(?P=sep)(?P<ny>\d{4}|\d{2})"
    rf"|{_MONTH.format('mm')}\s+(?P<md>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<my>\d{{4}})"
    rf"|(?P<dd>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH.format('dm')},?\s+(?P<dy>\d{{4}}))"
)
DATE = re.compile(
    rf"(?<![\w./-])(?:{_TIME.format('b')}[,\s]+(?:on\s+)?)?{_DAY}(?!\d)"
    rf"(?:(?:T|[,\s|·•–—-]*(?:\bat\s+)?){_TIME.format('a')})?",
    re.IGNORECASE,
)
_LABEL = re.compile(r"\b(published|posted|issued|released|date|first published|created)\b", re.IGNORECASE)
_CHANGED = re.compile(r"\b(updated|modified|revised|accessed|retrieved)\b[^\d]{0,12}$", re.IGNORECASE)
_PREPOSITION = re.compile(
    r"\b(of|on|since|from|by|before|after|until|in|the|for|dated|to)\s+(?:\w+day,?\s+)?$", re.IGNORECASE
)
_CITY = re.compile(r"[A-Z][A-Z .,'’/-]{1,40}[,(\s]\s*(?:\w+day,?\s+)?$")
_TOWN = re.compile(r"(?!(?:On|In|At|By|Since|After|Before|From|Until)\b)(?:[A-Z][\w.'’-]+,?\s+){1,4}(?:\w+day,?\s+)?")
_WORD = re.compile(r"[^\W\d_]{2,}")
_TOP_CHARS, _TOP_LINES = 2000, 15


def parse_date(text: str) -> str | None:
    """The date (and time, when its zone is given) that a string says, as ISO 8601; None when it cannot be told.

    ``10.22.14`` can only be month first; ``10.11.14`` could be either and is not guessed, unless an American time
    zone follows. A time without a zone is dropped: it would not fix a moment.

    >>> parse_date("10.22.14 9:45 AM ET"), parse_date("22 October 2014"), parse_date("10.11.14")
    ('2014-10-22T09:45-04:00', '2014-10-22', None)
    """
    match = DATE.search(text[:300])
    return _iso(match) if match else None


def find_dateline(text: str) -> tuple[str, Span] | None:
    """When the first lines of a text say that it came out, with the words that say so.

    A date inside running prose or at the end of a headline's phrase ("the accord of 3 March 2011") is not one.

    >>> find_dateline("Talks end\\n\\nOct. 22, 2014\\n\\nThe sides met.")
    ('2014-10-22', Span(start=11, end=24))
    """
    start, seen, wrapped = 0, 0, False
    for line in text[:_TOP_CHARS].splitlines(keepends=True):
        if line.strip():
            seen += 1
            for match in DATE.finditer(line):
                before, after = line[: match.start()], line[match.end() :]
                iso = _iso(match) if _prints_date(line.strip(), before, after, wrapped) else None
                if iso:
                    return iso, Span(start + match.start(), start + match.end())
            if seen >= _TOP_LINES:
                break
        start, wrapped = start + len(line), bool(line.strip())
    return None


def _prints_date(line: str, before: str, after: str, wrapped: bool) -> bool:
    """Whether a line's date says when the text came out; ``wrapped``: the line may go on from the one above."""
    if _CHANGED.search(before):
        return False
    if _CITY.fullmatch(before.lstrip()) and re.match(r"\s*(?:[—–:/-]|\(|$|\.\s)", after):
        return True
    if _TOWN.fullmatch(before.lstrip()) and re.match(r"\s*(?:\([^)]{1,40}\)\s*)?[—–-]", after):
        return True
    rest = len(_WORD.findall(before)) + len(_WORD.findall(after))
    if len(line) > 120 or rest > 10:
        return False
    if _LABEL.search(before) or before.rstrip().endswith(("|", "·", "•")):
        return True
    if wrapped and (rest > 2 or re.search(r"[.?!,;”\"]", after)):
        return False
    if rest <= 2:
        return True
    return (
        not _PREPOSITION.search(before)
        and (not after.strip(" .)|") or not before.strip(" |("))
        and not (line.endswith((".", "?", "!")) and rest > 4)
    )


def _iso(match: re.Match[str]) -> str | None:
    side = "b" if match["bh"] else "a"
    zone = (match[f"{side}z"] or "").upper()
    day = _day(match, zone in _AMERICAN)
    if day is None:
        return None
    moment = _moment(day, match, side, zone)
    return moment.isoformat(timespec="minutes") if moment else day.isoformat()


def _day(match: re.Match[str], american: bool) -> date | None:
    g = match.groupdict()
    if g["iy"]:
        year, month, day = int(g["iy"]), int(g["im"]), int(g["id"])
    elif g["my"]:
        year, month, day = int(g["my"]), _MONTHS.index(g["mm"][:3].lower()) + 1, int(g["md"])
    elif g["dy"]:
        year, month, day = int(g["dy"]), _MONTHS.index(g["dm"][:3].lower()) + 1, int(g["dd"])
    else:
        a, b, year = int(g["na"]), int(g["nb"]), int(g["ny"])
        if len(g["ny"]) == 2:
            year += 2000 if year < 70 else 1900
        if b > 12 or a == b or (american and a <= 12):
            month, day = a, b
        elif a > 12:
            month, day = b, a
        else:
            return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _moment(day: date, match: re.Match[str], side: str, zone: str) -> datetime | None:
    if not match[f"{side}h"] or not zone:
        return None
    hour, minute = int(match[f"{side}h"]), int(match[f"{side}m"])
    half = (match[f"{side}ap"] or "").lower()[:1]
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    info = _zone(zone)
    if info is None or hour > 23 or minute > 59:
        return None
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=info)


def _zone(name: str) -> tzinfo | None:
    if name in _FIXED:
        return timezone(timedelta(hours=_FIXED[name]))
    if name in _CIVIL:
        try:
            return ZoneInfo(_CIVIL[name])
        except ZoneInfoNotFoundError:  # a system without a time zone database: the date is still right
            return None
    digits = name.replace(":", "")
    if not re.fullmatch(r"[+-]\d{4}", digits):
        return None
    offset = timedelta(hours=int(digits[1:3]), minutes=int(digits[3:]))
    if offset >= timedelta(hours=24):
        return None
    return timezone(-offset if digits[0] == "-" else offset)
