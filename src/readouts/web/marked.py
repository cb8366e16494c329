"""A document's text with everything that is marked in it: passages that nest, overlap or fall into pieces.

The text content of what comes out is the stored text, character for character: numbers and page marks are drawn by
the style sheet and cannot be selected, copied or found by mistake.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

from markupsafe import Markup, escape

from readouts.export.marks import segments
from readouts.model import Span

MarkKind = Literal["account", "source", "cue", "content", "furniture", "page"]
# Control characters have no place in HTML; each becomes one replacement character, so offsets stay.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Mark:
    """One passage: ``of`` is the id of the account or attribution it belongs to, ``number`` that of the note beside it.

    ``target`` marks the piece that a link to ``of`` leads to. ``words`` is what a screen reader says there.
    """

    start: int
    end: int
    kind: MarkKind
    of: str
    number: int = 0
    stance: str | None = None
    target: bool = False
    words: str = ""


def shown(text: str) -> Markup:
    """Any stored text as HTML; a carriage return stays one.

    >>> shown("<b>a\\x00")
    Markup('&lt;b&gt;a\ufffd')
    """
    return Markup(str(escape(_CONTROL.sub("\ufffd", text))).replace("\r", "&#13;"))  # noqa: S704 - escaped on this line


def marked(text: str, marks: Sequence[Mark], lit: str | None = None) -> Markup:
    """The text as HTML with its marks; the passage of the account or attribution ``lit`` stands out.

    >>> print(marked("He said no.", [Mark(8, 10, "account", "x", 1, "denies")], "x"))
    He said <mark class="account t-denies lit" data-of="x">no</mark>.
    """
    by = {str(n): m for n, m in enumerate(marks)}
    out: list[Markup] = []
    for piece in segments(len(text), ((Span(m.start, m.end), key) for key, m in by.items())):
        over = [by[k] for k in piece.keys]
        out += [_page(by[k]) for k in piece.starts if by[k].kind == "page"]
        out += [_door(by[k]) for k in piece.starts if by[k].target]
        out.append(_piece(shown(text[piece.start : piece.end]), [m for m in over if m.kind != "page"], lit))
    return Markup("").join(out)


def _piece(words: Markup, over: Iterable[Mark], lit: str | None) -> Markup:
    marks = list(over)
    if not marks:
        return words
    accounts = [m for m in marks if m.kind == "account"]
    names = list(dict.fromkeys(m.kind for m in marks))
    classes: list[str] = [*names, *dict.fromkeys(f"t-{m.stance}" for m in accounts if m.stance)]
    if len(accounts) > 1:
        classes.append("over")
    if lit is not None and any(m.of == lit for m in marks):
        classes.append("lit")
    tag = "mark" if accounts else "span"
    of = " ".join(dict.fromkeys(m.of for m in marks if m.of))
    owned = Markup(' data-of="{}"').format(of) if of else Markup("")
    return Markup('<{} class="{}"{}>{}</{}>').format(tag, " ".join(classes), owned, words, tag)


def _door(mark: Mark) -> Markup:
    """Where a link to the passage arrives, and from where one goes on to the note beside it; it holds no text."""
    return Markup('<a class="at{}" id="a-{}" href="#n-{}" data-n="{}" data-of="{}" aria-label="{}"></a>').format(
        "" if mark.kind == "account" else " speech", mark.of, quote(mark.of, safe=""), mark.number, mark.of, f"{mark.number}: {mark.words}"
    )


def _page(mark: Mark) -> Markup:
    """The beginning of a PDF's page."""
    return Markup('<span class="leaf" id="p-{}" data-n="{}" role="separator" aria-label="page {}"></span>').format(
        mark.number, mark.number, mark.number
    )


def pieces_of(marks: Iterable[Mark]) -> Mapping[str, list[Span]]:
    """The passages of each account and attribution.

    >>> pieces_of([Mark(0, 2, "source", "q"), Mark(5, 7, "content", "q")])
    {'q': [Span(start=0, end=2), Span(start=5, end=7)]}
    """
    out: dict[str, list[Span]] = {}
    for m in marks:
        out.setdefault(m.of, []).append(Span(m.start, m.end))
    return out
