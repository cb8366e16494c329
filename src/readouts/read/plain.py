"""Plain text and Markdown: the text as it stands, its headline, and front matter when there is some."""

from __future__ import annotations

import re

from readouts.read.limits import Refused

_FRONT = re.compile(r"\A---[ \t]*\n(?P<body>(?:[^\n]*\n){0,60}?)(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
_PAIR = re.compile(r"(?P<key>[A-Za-z][\w -]{0,40}?)\s*:\s*(?P<value>.*)")
_KEYS = {
    "id": "id", "title": "title", "headline": "title", "date": "published", "published": "published", "url": "url",
    "source": "url", "link": "url", "publisher": "publisher", "site": "publisher", "issuer": "publisher",
    "kind": "kind", "type": "kind", "language": "language", "lang": "language", "story": "story",
}  # fmt: skip


def normal_newlines(text: str) -> str:
    """Line ends as ``\\n`` and no byte order mark: the only change that is made to a text file."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def front_matter(text: str) -> tuple[dict[str, str], str]:
    """Split ``key: value`` lines between two ``---`` off the top; what follows is the text, unchanged.

    >>> front_matter("---\\ntitle: Talks\\ndate: 2014-10-22\\n---\\nNo.")
    ({'title': 'Talks', 'published': '2014-10-22'}, 'No.')
    """
    match = _FRONT.match(text)
    if not match:
        return {}, text
    fields: dict[str, str] = {}
    for line in match["body"].splitlines():
        pair = _PAIR.fullmatch(line.strip())
        if pair is None:
            if line.strip() and not line.startswith((" ", "\t", "-", "#")):
                return {}, text  # a text that opens with a rule, not front matter
            continue
        value = pair["value"].strip()
        if len(value) > 1 and value[0] in "\"'" and value[-1] == value[0]:
            value = value[1:-1]
        key = _KEYS.get(pair["key"].strip().lower())
        if key and value:
            fields.setdefault(key, value)
    return fields, text[match.end() :]


def headline(text: str) -> str:
    """The first line when it looks like a headline: short, no full stop, and a blank line after it. Else "".

    >>> headline("# Talks end\\n\\nThe sides met."), headline("The sides met.\\n\\nNo deal.")
    ('Talks end', '')
    """
    lines = text[:4000].lstrip("\n").split("\n", 2)
    if len(lines) < 2 or lines[1].strip():
        return ""
    line = lines[0].strip().lstrip("#").strip().strip("*_").strip()
    if not 0 < len(line) <= 200 or (line.endswith((".", ",", ";", ":")) and not line.endswith("...")):
        return ""
    if line[0] in '"“«' and line[-1] in '"”»':
        return ""
    return line


def need_text(text: str) -> str:
    """The text itself, refused when there is nothing in it."""
    if not text.strip():
        raise Refused("empty: there is no text in it")
    return text
