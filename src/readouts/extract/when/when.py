"""Times in words to intervals of dates, counted from the day the document was published."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

from readouts.extract.when import patterns
from readouts.model.types import Document, Span, When

Interval = tuple[date, date, str]
# "A rise from July", "closed until Friday": how far the matter reaches, not when somebody spoke of it.
_EXTENT = re.compile(r"\b(?:from|until|till|by|through)(?:\b(?= \w)|$)", re.I)
_MONTHLY = {"early": (1, 10), "mid": (11, 20), "late": (21, 31)}


def find(where: Span | str, document: Document) -> list[When]:
    """The times that words name, left to right, each as a closed interval; spans are offsets in the document.

    A span is read in the document's text; a string stands for itself, and its spans are offsets in the string.
    A relative time in a document without a date is left out, never guessed.

    >>> doc = Document(id="d", text="They met in late September.", published="2014-10-16")
    >>> [(w.earliest, w.latest, w.rule) for w in find(doc.text, doc)]
    [('2014-09-21', '2014-09-30', 'part_of_month')]
    """
    text, shift = (where, 0) if isinstance(where, str) else (where.of(document.text), where.start)
    base = published_day(document)
    taken: list[Span] = []
    found: list[When] = []
    for rule, pattern in patterns.RULES:
        for match in pattern.finditer(text):
            span = Span(match.start(), match.end())
            if any(span.overlaps(t) for t in taken):
                continue
            taken.append(span)
            try:
                interval = _READERS[rule](match, base, text)
            except (ValueError, OverflowError):
                interval = None
            if interval:
                first, last, precision = interval
                place = Span(span.start + shift, span.end + shift)
                found.append(When(first.isoformat(), last.isoformat(), precision, rule, match.group(), place))
    return sorted(found, key=lambda w: w.span or Span(0, 0))


def reaches(text: str, w: When) -> bool:
    """True for a time that ends or begins the matter spoken of: its words open with, or follow, "from", "until" or "by"."""
    before = text[max(0, w.span.start - 10) : w.span.start] if w.span else ""
    return bool(_EXTENT.match(w.surface or "") or _EXTENT.search(before.rstrip()))


def published_day(document: Document) -> date | None:
    """The day a document was published, where it says."""
    try:
        return date.fromisoformat((document.published or "")[:10])
    except ValueError:
        return None


def _month(match: re.Match[str]) -> int:
    return patterns.MONTHS[match.group("month").casefold().rstrip(".")]


def _whole_month(year: int, month: int) -> Interval:
    return date(year, month, 1), date(year, month, monthrange(year, month)[1]), "month"


def _near_year(base: date | None, month: int, text: str, day: int = 1) -> int | None:
    """The year of a bare month: the last such month that had begun, or the coming one in a sentence about plans."""
    if base is None:
        return None
    if patterns.FUTURE.search(text):
        return base.year if month >= base.month else base.year + 1
    # A few days ahead is this year's ("the June 3 vote" in a story of May 30), many months ahead last year's.
    ahead = date(base.year, month, min(day, 28)) - base
    return base.year if ahead.days <= 45 else base.year - 1


def _full_date(match: re.Match[str], base: date | None, text: str) -> Interval:
    month = int(match.group("m")) if "m" in match.groupdict() else _month(match)
    day = date(int(match.group("year")), month, int(match.group("day")))
    return day, day, "day"


def _numeric(match: re.Match[str], base: date | None, text: str) -> Interval | None:
    a, b, year = int(match.group("a")), int(match.group("b")), int(match.group("year"))
    year += (2000 if year < 70 else 1900) if year < 100 else 0
    if a > 12 >= b:
        a, b = b, a
    elif b <= 12 and a != b:
        return None  # day first or month first cannot be told
    day = date(year, a, b)
    return day, day, "day"


def _part(match: re.Match[str], base: date | None, text: str) -> Interval | None:
    month = _month(match)
    year = int(match.group("year")) if match.group("year") else _near_year(base, month, text)
    if year is None:
        return None
    word = match.group("part").casefold()
    first, last = _MONTHLY.get(word, (1, 10) if "end" not in word else (21, 31))
    return date(year, month, first), date(year, month, min(last, monthrange(year, month)[1])), "part of month"


def _month_day(match: re.Match[str], base: date | None, text: str) -> Interval | None:
    month, number = _month(match), int(match.group("day"))
    year = _near_year(base, month, text, number)
    if year is None:
        return None
    day = date(year, month, number)
    return day, day, "day"


def _month_year(match: re.Match[str], base: date | None, text: str) -> Interval:
    return _whole_month(int(match.group("year")), _month(match))


def _bare_month(match: re.Match[str], base: date | None, text: str) -> Interval | None:
    if not match.group("month")[0].isupper():
        return None  # "the march", "may": the whole pattern ignores case, the month does not
    year = _near_year(base, _month(match), text)
    return _whole_month(year, _month(match)) if year else None


def _which_month(match: re.Match[str], base: date | None, text: str) -> Interval | None:
    if base is None:
        return None
    month, which = _month(match), match.group("which").casefold()
    if which == "last":
        return _whole_month(base.year if month < base.month else base.year - 1, month)
    return _whole_month(base.year if which == "this" or month > base.month else base.year + 1, month)


def _quarter(match: re.Match[str], base: date | None, text: str) -> Interval | None:
    year = int(match.group("year")) if match.group("year") else base.year if base else None
    if year is None:
        return None
    n = ("first", "second", "third", "fourth").index(match.group("q").casefold())
    return date(year, 3 * n + 1, 1), _whole_month(year, 3 * n + 3)[1], "quarter"


def _weekday(match: re.Match[str], base: date | None, text: str) -> Interval | None:
    if base is None:
        return None
    wanted = patterns.DAYS[match.group("weekday").casefold()]
    which = (match.groupdict().get("which") or "").casefold()
    back = (base.weekday() - wanted) % 7
    window = text[max(0, match.start() - 60) : match.end() + 30]
    if which in ("next", "the following") or (not which and patterns.FUTURE.search(window)):
        day = base + timedelta(days=(wanted - base.weekday()) % 7 or 7)
    else:
        day = base - timedelta(days=back or (7 if which in ("last", "the previous") else 0))
    return day, day, "day"


def _shifted(base: date, unit: str, n: int) -> Interval:
    if unit == "day":
        return (day := base + timedelta(days=n)), day, "day"
    if unit == "week":
        monday = base + timedelta(weeks=n, days=-base.weekday())
        return monday, monday + timedelta(days=6), "week"
    if unit == "month":
        count = base.year * 12 + base.month - 1 + n
        return _whole_month(count // 12, count % 12 + 1)
    return date(base.year + n, 1, 1), date(base.year + n, 12, 31), "year"


def _unit_relative(match: re.Match[str], base: date | None, text: str) -> Interval | None:
    """ "Last week" counts from publication; "the next day" and "that week" count from the time named before them."""
    which, unit = match.group("which").casefold(), match.group("unit").casefold()
    if which in ("the following", "the previous", "the next", "the same", "that"):
        earlier = [w for w in find(text[: match.start()], _dated(base)) if w.precision in ("day", unit)]
        if not earlier:
            return None
        base = date.fromisoformat(earlier[-1].latest)
    if base is None:
        return None
    step = {"last": -1, "the previous": -1, "next": 1, "the following": 1, "the next": 1}.get(which, 0)
    return _shifted(base, unit, step)


def _dated(base: date | None) -> Document:
    return Document(id="", text="", published=base.isoformat() if base else None)


def _number(match: re.Match[str]) -> int:
    word = match.group("n").casefold()
    return int(word) if word.isdigit() else patterns.NUMBERS[word]


def _unit_ago(match: re.Match[str], base: date | None, text: str) -> Interval | None:
    if match.group("way").casefold() != "ago":
        earlier = [w for w in find(text[: match.start()], _dated(base)) if w.precision == "day"]
        base = date.fromisoformat(earlier[-1].latest) if earlier else None
    back = match.group("way").casefold() in ("ago", "earlier", "before")
    n = _number(match)
    return _shifted(base, match.group("unit").casefold(), -n if back else n) if base else None


def _in_units(match: re.Match[str], base: date | None, text: str) -> Interval | None:
    if base is None:
        return None
    return base, _shifted(base, match.group("unit").casefold(), _number(match))[1], match.group("unit").casefold()


def _past_units(match: re.Match[str], base: date | None, text: str) -> Interval | None:
    if base is None:
        return None
    return _shifted(base, match.group("unit").casefold(), -_number(match))[0], base, match.group("unit").casefold()


def _day_word(match: re.Match[str], base: date | None, text: str) -> Interval | None:
    if base is None:
        return None
    word = match.group("word").casefold()
    step = {"the day before yesterday": -2, "yesterday": -1, "last night": -1, "tomorrow": 1}.get(word, 0)
    return _shifted(base, "day", step)


def _year(match: re.Match[str], base: date | None, text: str) -> Interval:
    year = int(match.group("year"))
    return date(year, 1, 1), date(year, 12, 31), "year"


_READERS: dict[str, Callable[[re.Match[str], date | None, str], Interval | None]] = {
    "iso_date": _full_date,
    "month_day_year": _full_date,
    "day_month_year": _full_date,
    "numeric_date": _numeric,
    "part_of_month": _part,
    "month_day": _month_day,
    "day_month": _month_day,
    "month_year": _month_year,
    "quarter": _quarter,
    "last_month_name": _which_month,
    "weekday_relative": _weekday,
    "unit_ago": _unit_ago,
    "in_units": _in_units,
    "past_units": _past_units,
    "unit_relative": _unit_relative,
    "day_word": _day_word,
    "weekday": _weekday,
    "month": _bare_month,
    "year": _year,
}
