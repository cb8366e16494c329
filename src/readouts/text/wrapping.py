"""Hard-wrapped text: lines broken at a column, as in e-mails, cables and wire archives, so that a break ends nothing."""

from __future__ import annotations

# Nobody sets running text wider than this with breaks of his own, or narrower than this.
_WIDEST, _NARROWEST = 120, 40
# So many breaks at least, so large a part of all within paragraphs, must be ones that a full line explains or after
# which the text goes on in lower case; and so large a part of those the latter, as in no list of names or headings.
_FEW, _MOST, _RUNNING = 2, 0.8, 0.4
# Old wires broke lines a word early; the column is the length that a quarter of the lines reach.
_SLACK, _REACHED = 4, 0.75
_LONG, _ENDS = 0.7, ".?!:;\"”'’)"
_LISTED = ("-", "*", "•", "–", "—", "·", ">", "#", "|")


def unwrapped(text: str) -> str:
    r"""The text with a space in place of each break that the width of its lines explains; the text itself where there are none.

    It has the same length, so that offsets into the one hold in the other.

    >>> lines = ["The two ministries said in a statement that they had", "agreed to share what they know, and that nothing more",
    ...     "was asked of either. A spokesman added that the talks", "would go on in the spring, at a place that is still to",
    ...     "be found.", "", "ENDS"]
    >>> unwrapped("\n".join(lines)).split("\n")[1:]
    ['', 'ENDS']
    >>> unwrapped("He agreed.\nShe did not.\nThey left.\nIt rained.\nIt stopped.")
    'He agreed.\nShe did not.\nThey left.\nIt rained.\nIt stopped.'
    """
    lines = text.split("\n")
    inside = [n for n in range(len(lines) - 1) if _goes_on(lines[n], lines[n + 1])]
    if len(inside) < _FEW or max(map(len, lines)) > _WIDEST:
        return text
    width = sorted(len(lines[n].rstrip()) for n in inside)[int(_REACHED * (len(inside) - 1))]
    running = {n for n in inside if lines[n + 1].lstrip()[0].islower()}
    explained = running | {n for n in inside if _full(lines[n], lines[n + 1], width)}
    if width < _NARROWEST or len(explained) < max(_FEW, _MOST * len(inside)) or len(running) < _RUNNING * len(explained):
        return text
    # In such a text a line that is long enough and ends no sentence goes on, however early it was broken.
    open_ = {n for n in inside if lines[n].rstrip()[-1] not in _ENDS}
    soft = explained | {n for n in open_ if len(lines[n].rstrip()) > _LONG * width or (n == 0 and _wire(lines))}
    return "".join(line + (" " if n in soft else "\n") for n, line in enumerate(lines[:-1])) + lines[-1]


def _wire(lines: list[str]) -> bool:
    """True for a wire text, its paragraphs marked by indents alone: its first line lost its place and date, and is short."""
    return not lines[0].isupper() and all(map(str.strip, lines[:-1])) and any(line[:1].isspace() for line in lines[1:])


def _goes_on(line: str, after: str) -> bool:
    """True where a paragraph may go on over the break: no blank line, no indented one, no item of a list."""
    if not line.strip() or not after.strip() or (after[0].isspace() and not line[0].isspace()):
        return False
    first = after.split(maxsplit=1)[0]
    return first not in _LISTED and not (first[-1] in ".)" and first[:-1].isdigit())


def _full(line: str, after: str, width: int) -> bool:
    """True where the next line's first word had no room any more."""
    return len(line.rstrip()) + 1 + len(after.split(maxsplit=1)[0]) > width - _SLACK
