"""The grammar of times: each pattern with the id of the rule that reads it."""

from __future__ import annotations

import re

MONTHS = {
    m: n
    for n, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun",
            "july jul", "august aug", "september sept sep", "october oct", "november nov", "december dec",
        ),
        1,
    )
    for m in names.split()
}  # fmt: skip
DAYS = {d: n for n, d in enumerate("monday tuesday wednesday thursday friday saturday sunday".split())}
NUMBERS = {w: n for n, w in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())} | {
    "a": 1, "an": 1, "a couple of": 2, "couple of": 2
}  # fmt: skip
# Months in capitals only: "may" and "march" are verbs. Short forms need their full stop, except Sept.
_MONTH = (
    r"(?P<month>January|February|March|April|May|June|July|August|September|October|November|December|"
    r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\.|Sept\.?)"
)
_DAY = r"(?P<day>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_WEEKDAY = r"(?P<weekday>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)s?"
_UNIT = r"(?P<unit>day|week|month|year)"
_N = r"(?P<n>\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|a couple of|an?)"
_PART = r"(?P<part>early|mid|late|the beginning of|the end of|the start of)"

# Longest and most particular first: what one rule has read, no later rule reads again.
RULES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("iso_date", re.compile(rf"\b{_YEAR}-(?P<m>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12]\d|3[01])\b")),
    ("month_day_year", re.compile(rf"\b{_MONTH} {_DAY},? {_YEAR}\b")),
    ("day_month_year", re.compile(rf"\b{_DAY}(?: of)? {_MONTH},? {_YEAR}\b")),
    ("numeric_date", re.compile(r"\b(?P<a>\d{1,2})[./](?P<b>\d{1,2})[./](?P<year>(?:19|20)?\d\d)\b")),
    ("part_of_month", re.compile(rf"\b(?i:{_PART})[ -](?:in )?{_MONTH}(?:,? {_YEAR})?(?!\w)")),
    ("month_day", re.compile(rf"\b{_MONTH} {_DAY}\b(?!,? \d{{4}})")),
    ("day_month", re.compile(rf"\b{_DAY}(?: of)? {_MONTH}(?![\w])")),
    ("month_year", re.compile(rf"\b{_MONTH},? {_YEAR}\b")),
    ("quarter", re.compile(rf"\b(?i:the )?(?P<q>(?i:first|second|third|fourth)) quarter(?: of {_YEAR})?\b")),
    ("last_month_name", re.compile(rf"\b(?P<which>(?i:last|next|this)) {_MONTH}(?!\w)")),
    ("weekday_relative", re.compile(rf"\b(?P<which>(?i:last|next|this|the following|the previous)) {_WEEKDAY}\b")),
    ("unit_ago", re.compile(rf"\b{_N} {_UNIT}s? (?P<way>ago|earlier|before|later|afterwards?)\b", re.I)),
    ("in_units", re.compile(rf"\b(?:in|within) (?:the )?(?:next |coming )?{_N} {_UNIT}s?\b", re.I)),
    ("past_units", re.compile(rf"\b(?:in|over|for|during) the (?:last|past) {_N} {_UNIT}s?\b", re.I)),
    (
        "unit_relative",
        re.compile(rf"\b(?:earlier |later )?(?P<which>last|next|this|the following|the previous|the next|the same|that) {_UNIT}\b", re.I),
    ),
    ("day_word", re.compile(r"\b(?P<word>the day before yesterday|yesterday|today|tonight|tomorrow|last night|this (?:morning|afternoon|evening))\b", re.I)),
    ("weekday", re.compile(rf"\b{_WEEKDAY}\b")),
    ("month", re.compile(rf"\b(?:in|since|until|by|from|of|the|a|an|last|during|through) {_MONTH}(?!\w)", re.I)),
    ("year", re.compile(rf"\b(?:in|since|until|by|of|from|the|during) {_YEAR}\b", re.I)),
)  # fmt: skip
FUTURE = re.compile(
    r"\b(?:will|shall|would|next|coming|upcoming|due|scheduled|expected|plans?|until|by|to meet)\b", re.I
)
