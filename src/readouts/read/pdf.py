"""PDF: the text in reading order, columns included, with the range of each page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from statistics import median
from typing import Any

from readouts.model.types import Span
from readouts.read.limits import Limits, Refused
from readouts.read.margins import Line as _Line
from readouts.read.margins import without_margins

_PASSWORD, _SECURITY = 4, 5  # FPDF_ERR_PASSWORD, FPDF_ERR_SECURITY
_GUTTER = 9.0  # points: narrower white strips also stand between words
_MOST_CHARS = 60_000  # a page with more is a drawing, not prose: it keeps its own order
_BROKEN = "\x1f"  # stands between the halves of a word until the whole text is read
_SOFT_HYPHENS = ("\ufffe", "\u00ad", "\x02")


def read_pdf(data: bytes, limits: Limits) -> tuple[str, tuple[Span, ...], str]:
    """The text of a PDF, the ranges of its pages in it, and the title its own data gives (often none)."""
    import pypdfium2 as pdfium  # noqa: PLC0415 - loads a shared library: only when a PDF is read

    try:
        file = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) in (_PASSWORD, _SECURITY):
            raise Refused("encrypted PDF: save a copy without the password") from None
        raise Refused("damaged PDF: open it in a viewer and save it again") from None
    try:
        if len(file) > limits.pages:
            raise Refused(f"{len(file)} pages (the limit is {limits.pages}): split it, or raise Limits.pages in Python")
        found = [_page(file, n) for n in range(len(file))]
        title = " ".join(str(file.get_metadata_value("Title") or "").split())
    finally:
        file.close()
    pages = [_paragraphs(_order(lines)) for lines in without_margins(found)]
    text, spans = _join(_mended(pages))
    if not text.strip():
        raise Refused("a PDF without text (pictures of pages): run text recognition (OCR) on it first")
    return text, spans, "" if title.lower().startswith(("microsoft word", "untitled")) else title


def _page(file: Any, number: int) -> list[_Line]:
    page = file[number]
    textpage = page.get_textpage()
    try:
        if textpage.count_chars() > _MOST_CHARS:
            return [_Line(0, 0, 0, 0, str(textpage.get_text_range()).replace("\r\n", "\n").strip())]
        boxes = [box for row in _rows(_characters(textpage)) for box in _split(row)]
    finally:
        textpage.close()
        page.close()
    return _lines(boxes)


def _characters(textpage: Any) -> Iterator[_Line]:
    """Each character once, with its box; what stands in a rectangle is no way to ask, as kerned letters overlap."""
    from pypdfium2 import raw  # noqa: PLC0415

    high = ""
    for i in range(textpage.count_chars()):
        code = int(raw.FPDFText_GetUnicode(textpage, i))
        char = high + chr(code) if code <= 0x10FFFF else "\ufffd"
        if 0xD800 <= code < 0xDC00:  # the first half of a character beyond the basic plane
            high = char
            continue
        high = ""
        char = char.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        left, bottom, right, top = textpage.get_charbox(i, loose=True)
        if top <= bottom:  # a font that does not say how tall it is
            left, bottom, right, top = textpage.get_charbox(i)
        yield _Line(left, bottom, right, top, char)


def _rows(characters: Iterator[_Line]) -> list[list[_Line]]:
    """Words of one printed line, as long as the file writes on from left to right."""
    rows: list[list[_Line]] = [[]]
    spaced = True
    for char in characters:
        if char.text in "\r\n\0":
            rows.append([])
            spaced = True
        elif char.text.isspace():
            spaced = True
        else:
            last = rows[-1][-1] if rows[-1] else None
            height = max(char.top - char.bottom, 1.0)
            if last is not None:
                shared = min(last.top, char.top) - max(last.bottom, char.bottom)
                if shared < 0.4 * min(height, last.top - last.bottom) or char.left < last.right - 1.5 * height:
                    rows.append([])
                    last = None
            if last is None or spaced or char.left - last.right > height:
                rows[-1].append(char)
            else:
                last.text += char.text
                last.right, last.top = max(last.right, char.right), max(last.top, char.top)
                last.bottom = min(last.bottom, char.bottom)
            spaced = False
    return [row for row in rows if row]


def _split(row: list[_Line]) -> list[_Line]:
    """Cut a row at the white strips between columns: wider than a word space, also than those of a justified line."""
    gaps = [b.left - a.right for a, b in pairwise(row)]
    height = max(row[0].top - row[0].bottom, 1.0)
    usual = min(1.8 * median(gaps), 3.0 * height) if gaps else 0.0
    widest = max(_GUTTER, 1.2 * height, usual)
    out = [replace(row[0])]
    for gap, word in zip(gaps, row[1:], strict=True):
        last = out[-1]
        if gap > widest:
            out.append(replace(word))
            continue
        last.text += " " + word.text
        last.right, last.top = max(last.right, word.right), max(last.top, word.top)
        last.bottom = min(last.bottom, word.bottom)
    return out


def _lines(boxes: list[_Line]) -> list[_Line]:
    """Join the runs of one printed line: same height on the page, and no gutter between them."""
    out: list[_Line] = []
    for box in boxes:
        last = out[-1] if out else None
        if last is not None:
            shared = min(last.top, box.top) - max(last.bottom, box.bottom)
            gap = box.left - last.right
            height = min(last.top - last.bottom, box.top - box.bottom)
            if shared > 0.4 * height and -height < gap < max(_GUTTER, height * 1.2):
                last.text += ("" if gap < 0.15 * height else " ") + box.text
                last.right, last.top = max(last.right, box.right), max(last.top, box.top)
                last.bottom = min(last.bottom, box.bottom)
                continue
        out.append(_Line(box.left, box.bottom, box.right, box.top, box.text))
    return out


def _order(lines: list[_Line]) -> list[_Line]:
    """Reading order: where a white strip runs down the rest of the page, the left column before the right one.

    A headline over the columns blocks the strip: lines are taken from the top until one opens.
    """
    rest = sorted(lines, key=lambda line: (-line.top, line.left))
    out: list[_Line] = []
    column = 0
    while rest:
        edge = _gutter(rest)
        if edge is None:
            line = rest.pop(0)
            line.column = column
            out.append(line)
            continue
        left = [line for line in rest if line.right <= edge]
        for part in (_order(left), _order([line for line in rest if line.right > edge])):
            column += 1
            for line in part:
                line.column += column
            column = max((line.column for line in part), default=column)
            out.extend(part)
        break
    return out


def _gutter(lines: list[_Line]) -> float | None:
    """The right edge of the left column, when the lines stand in two (three lines at least on each side)."""
    if len(lines) < 6:
        return None
    by_left = sorted(lines, key=lambda line: line.left)
    right = by_left[0].right
    for n, line in enumerate(by_left):
        if line.left - right >= _GUTTER and n >= 3 and len(by_left) - n >= 3 and _side_by_side(by_left, n):
            return right
        right = max(right, line.right)
    return None


def _side_by_side(by_left: list[_Line], n: int) -> bool:
    left, right = by_left[:n], by_left[n:]
    shared = min(max(a.top for a in left), max(b.top for b in right)) - max(
        min(a.bottom for a in left), min(b.bottom for b in right)
    )
    return shared > 0


def _paragraphs(lines: list[_Line]) -> str:
    """Put the printed lines of a paragraph on one line; a larger gap, an indent or a new column starts another."""
    steps = [a.top - b.top for a, b in pairwise(lines) if a.column == b.column and a.top > b.top]
    step = median(steps) if steps else 0.0
    out: list[str] = []
    for n, line in enumerate(lines):
        before = lines[n - 1] if n else None
        if before is None or _starts(before, line, step):
            out.append(line.text)
        elif out[-1].endswith(_SOFT_HYPHENS):
            out[-1] = out[-1][:-1] + _BROKEN + line.text
        else:
            out[-1] += ("" if re.search(r"\w[-—–]$", out[-1]) else " ") + line.text
    whole = "\n\n".join(part[:-1] + "-" if part.endswith(_SOFT_HYPHENS) else part for part in out)
    return re.sub("[\ufffe\u00ad\x02]", "", whole)


def _mended(pages: list[str]) -> list[str]:
    """Words broken at a line's end: the file does not say whether the hyphen is the word's own.

    It is before a capital ("Smith-Holt"), in a longer compound ("make-or-break") or number ("18-month"), and where the
    rest of the text prints the word so and not as one word.
    """
    known = {w.lower() for page in pages for w in re.findall(r"\w+(?:-\w+)*", page)}

    def mend(match: re.Match[str]) -> str:
        before, after = match[1], match[2]
        as_one, hyphened = f"{before}{after}", f"{before}-{after}"
        compound = after[:1].isupper() or "-" in before or before[-1:].isdigit()
        own = compound or (as_one.lower() not in known and hyphened.lower() in known)
        return hyphened if own else as_one

    return [re.sub(rf"([\w-]*){_BROKEN}(\w*)", mend, page) for page in pages]


def _starts(before: _Line, line: _Line, step: float) -> bool:
    height = max(line.top - line.bottom, 1.0)
    if before.column != line.column:
        return before.text.rstrip().endswith((".", "!", "?", "”", '"', ":")) or not line.text[:1].islower()
    if before.top - line.top > 1.35 * step + 0.5 or before.top < line.top:
        return True
    tall = max(before.top - before.bottom, 1.0)
    return line.left - before.left > 0.9 * height or not 0.6 < tall / height < 1.7


def _join(pages: list[str]) -> tuple[str, tuple[Span, ...]]:
    text, spans = "", []
    for page in pages:
        if text and page:
            ended = text.rstrip().endswith((".", "!", "?", "”", '"', ":")) or not page[:1].islower()
            text += "\n\n" if ended else " "
        spans.append(Span(len(text), len(text) + len(page)))
        text += page
    return text, tuple(spans)
