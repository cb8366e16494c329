"""Words that set a condition plainly, in whatever statement they stand."""

from __future__ import annotations

import re

_NOT = r"(?:\b(?:not|no|never|nothing|nobody|cannot|unlikely|impossible|refus\w+)|n[’']t)\b"
_STILL = r"\bwhile (?:[\w’']+ ){1,4}?(?:(?:is|are) (?:\w+ )?still|still (?:is|are|has|have)|remains?)\b"
# Too seldom for a fit, and plain to any reader: without the one thing, not the other.
PLAIN: dict[str, re.Pattern[str]] = {
    "without_first": re.compile(
        rf"^[“\"‘]?(?:(?:But|And|Yet) )?(?P<words>without (?:[\w’'.\-]+ ){{1,6}}?\w{{2,}}ing\b[^,.;]*),[^.;]*{_NOT}", re.I
    ),
    "not_while": re.compile(rf"{_NOT}[^.;]{{0,120}}(?P<words>{_STILL})", re.I),
    "while_not": re.compile(rf"(?P<words>{_STILL})[^.;]{{0,60}}{_NOT}", re.I),
}  # fmt: skip


def plain_condition(text: str) -> tuple[str, str, int] | None:
    """The family of plain words that a statement sets a condition by, those words, and their offset; else None.

    >>> plain_condition("Without the port lowering its dues, the guild sees no reason to talk.")[:2]
    ('without_first', 'Without the port lowering its dues')
    >>> plain_condition("Without a word, the guild left. Nobody talked.")
    """
    for name, rx in PLAIN.items():
        if m := rx.search(text):
            return name, m["words"], m.start("words")
    return None
