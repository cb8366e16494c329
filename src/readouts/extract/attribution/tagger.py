"""Who said what, by a trained model: it tags cues, then links each cue to its source and content in one pass."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from readouts.encoders import onnx
from readouts.encoders.ahead import Ahead
from readouts.encoders.windows import Window, distance, quoted, windows
from readouts.extract.attribution.speakers import Speakers
from readouts.model import Attribution, Document, Parse, Span, Speaker, Voice
from readouts.text.near import Near

NAME = "tagger/1"
_BATCH = 8  # windows a run: about 60 MB at their longest
_ROWS = 32  # cues a run
_FORESEEN = 50_000  # characters
_EDGE = " \t\n\r\"“”‘’'`.,;:!?—–-()[]"
_NEGATION = re.compile(r"\b(?:not|never|no|nor|neither|without|cannot)\b|n[’']t\b", re.I)
_RARE = re.compile(
    r"\b(?:den(?:y|ies|ied|ying|ials?)|reject|refus|disput|dismiss|refut|contradict|rebut|agree|pledg|promis|accept|vow)", re.I
)
_WORD = re.compile(r"\w+")
_MARK = re.compile(r"[\s\"“”‘’',;:.—–-]*")

Scores = NDArray[np.float32]
Runs = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where the decoder decides; tuned on PolNeAR's development part (docs/models/attribution.md).

    ``begin`` and ``go_on`` open and extend a cue (``rare``: one that agrees, denies or is negated, which the training
    data has few of and a reader of readouts needs most); ``source`` and ``content`` are for single pieces, ``whole`` for
    the surest piece of a content fragment; two attributions sharing more than ``same`` of their contents are one.
    """

    begin: float = 0.5
    go_on: float = 0.5
    rare: float = 0.2
    source: float = 0.35
    content: float = 0.3
    whole: float = 0.7
    same: float = 0.2


@dataclass(frozen=True, slots=True)
class Reading:
    """One cue: its window, its first and last piece, how sure it is, and [pieces, nothing source content]."""

    window: Window
    cue: tuple[int, int]
    sure: float
    roles: Scores


@dataclass(frozen=True, slots=True)
class Found:
    """One decoded attribution as spans."""

    source: tuple[Span, ...]
    cue: Span
    content: tuple[Span, ...]
    certainty: float


class TaggerEngine:
    """The trained engine. Same shape as the rules; the parse serves only to resolve speakers."""

    name = NAME

    def __init__(self, thresholds: Thresholds | None = None, model: onnx.OnnxModel | None = None) -> None:
        self.thresholds = thresholds or Thresholds()
        self._model = model
        self._ahead: dict[str, Ahead[list[Found]]] = {}

    @staticmethod
    def available() -> bool:
        """True when the weights are installed."""
        folder = onnx.WEIGHTS / "attribution"
        return all((folder / f).is_file() for f in ("encoder.onnx", "link.onnx", "tokenizer.json"))

    @property
    def model(self) -> onnx.OnnxModel:
        """The loaded weights."""
        if self._model is None:
            self._model = onnx.load("attribution")
        return self._model

    def attribute(self, document: Document, parse: Parse) -> list[Attribution]:
        """All attributions of a document, in the order of their first word; none rests on the page's furniture.

        >>> from readouts.encoders.parse import parse
        >>> text = "The minister denied that her government had signed the deal."
        >>> found = TaggerEngine().attribute(Document("d", text), parse(text))
        >>> [s.of(text) for a in found for s in a.source + a.cue]
        ['The minister', 'denied']
        """
        ahead = self._ahead.pop(document.text, None)
        found = ahead.result() if ahead else decode(document.text, self.readings(document.text), self.thresholds)
        found = [f for f in found if not any(f.cue.overlaps(x) for x in document.furniture)]
        found.sort(key=lambda f: min(s.start for s in (f.cue, *f.source)))
        inside, speakers = quoted(document.text), Speakers(document, parse)
        made = [_attribution(n, f, document, inside) for n, f in enumerate(found, 1)]
        holders = Near(made, lambda a: a.content)
        made = [replace(a, parent=_parent(a, holders.over(a.cue))) for a in made]
        own: dict[str | None, Speaker | None] = {}
        for n in sorted(range(len(made)), key=lambda n: -sum(s.end - s.start for s in made[n].content)):
            # The wider ones first: the speaker of a quotation is who says “I” in it.
            own[made[n].id] = speakers.of(made[n].source, own.get(made[n].parent))
        return [replace(a, speaker=own[a.id]) for a in made]

    def foresee(self, text: str) -> None:
        """Begin to read a text that will be asked for, beside the parse: the model needs the words alone, and lets other work go on.

        A long text is left for later, when it is read piece by piece: kept whole, it would take much memory.
        """
        if len(text) <= _FORESEEN:
            self._ahead = {text: Ahead(lambda: decode(text, self.readings(text), self.thresholds))}

    def readings(self, text: str) -> Iterator[Reading]:
        """What the model says of each cue, before the decoder decides; windows of like length come together."""
        low = replace(self.thresholds, begin=min(self.thresholds.begin, self.thresholds.rare))
        for batch in _batches(list(windows(text, self.model.tokenizer))):
            ids = onnx.pad([w.ids for w in batch], 0)
            mask = onnx.pad([[1] * len(w.ids) for w in batch], 0)
            features = onnx.pad([w.features for w in batch], 0)
            h, tags = self.model.run("encoder", {"ids": ids, "features": features, "mask": mask})
            h = h * mask[..., None].astype(np.float32)
            cues = [(n, *c) for n, w in enumerate(batch) for c in _cues(onnx.softmax(tags[n]), w, low)]
            for at in range(0, len(cues), _ROWS):
                rows = cues[at : at + _ROWS]
                roles = onnx.softmax(self.model.run("link", _link_inputs(h, rows, batch))[0])
                for (n, first, last, sure), row in zip(rows, roles, strict=True):
                    yield Reading(batch[n], (first, last), sure, row)


def decode(text: str, readings: Iterable[Reading], t: Thresholds) -> list[Found]:
    """Readings as attributions, each content once."""
    found = [f for r in readings if r.sure >= _limit(text, r, t) and (f := _decode(text, r, t)) is not None]
    return _distinct(found, t.same)


def _limit(text: str, r: Reading, t: Thresholds) -> float:
    cue = text[r.window.offsets[r.cue[0]][0] : r.window.offsets[r.cue[1]][1]]
    return min(t.begin, t.rare) if _RARE.search(cue) or _NEGATION.search(cue) else t.begin


def _batches(items: list[Window]) -> Iterator[list[Window]]:
    # Windows of like length go together, so that little of a batch is padding.
    order = sorted(items, key=lambda w: len(w.ids))
    for at in range(0, len(order), _BATCH):
        yield order[at : at + _BATCH]


def _cues(p: Scores, w: Window, t: Thresholds) -> Iterator[tuple[int, int, float]]:
    """First piece, last piece and probability of each cue this window owns; ``p`` is [pieces, O B I]."""
    j, stop = w.own
    stop = min(stop, len(w.ids))
    while j < stop:
        if w.offsets[j][1] == 0 or 1 - p[j, 0] < t.begin or (p[j, 1] < p[j, 2] and p[j, 0] > 0.5):
            j += 1
            continue
        last = j
        while last + 1 < len(w.ids) and w.offsets[last + 1][1] and p[last + 1, 2] > t.go_on:
            last += 1
        yield j, last, float(1 - p[j, 0])
        j = last + 1


def _link_inputs(h: Scores, rows: list[tuple[int, int, int, float]], batch: list[Window]) -> dict[str, NDArray[Any]]:
    width = h.shape[1]
    inside = np.zeros((len(rows), width), dtype=np.float32)
    near = []
    for r, (n, first, last, _) in enumerate(rows):
        inside[r, first : last + 1] = 1 / (last - first + 1)
        near.append(distance(first, last, len(batch[n].ids), batch[n].paragraphs))
    step, jump = np.zeros((len(rows), width), np.int64), np.full((len(rows), width), 2, np.int64)
    for r, (s, k) in enumerate(near):
        step[r, : len(s)], jump[r, : len(k)] = s, k
    return {"h": h, "of": np.array([n for n, *_ in rows], np.int64), "inside": inside, "step": step, "jump": jump}


def _decode(text: str, r: Reading, t: Thresholds) -> Found | None:
    """One cue's spans. None where no content is sure enough."""
    w, cue, p = r.window, r.cue, r.roles
    free = [b > 0 and not cue[0] <= j <= cue[1] for j, (_, b) in enumerate(w.offsets)]
    source = [f and bool(p[j, 1] > t.source and p[j, 1] >= p[j, 2]) for j, f in enumerate(free)]
    content = [f and bool(p[j, 2] > t.content and not source[j]) for j, f in enumerate(free)]
    contents = [(a, b) for a, b in _runs(content) if float(p[a : b + 1, 2].max()) > t.whole]
    spans = _joined(text, [s for a, b in contents if (s := _span(text, w, a, b)) is not None])
    at = _span(text, w, *cue)
    if not spans or at is None:
        return None
    best = max(_runs(source), key=lambda r: float(p[r[0] : r[1] + 1, 1].sum()), default=None)
    named = _span(text, w, *best) if best else None
    sure = float(np.mean([p[a : b + 1, 2].mean() for a, b in contents]))
    return Found((named,) if named else (), at, spans, round(sure * r.sure, 3))


def _runs(on: list[bool]) -> Runs:
    out: Runs = []
    for j, yes in enumerate(on):
        if yes and out and out[-1][1] == j - 1:
            out[-1] = (out[-1][0], j)
        elif yes:
            out.append((j, j))
    return out


def _span(text: str, w: Window, first: int, last: int) -> Span | None:
    """The pieces as characters: whole words, without quotation marks and punctuation at the edges."""
    start, end = w.offsets[first][0], w.offsets[last][1]
    while start > 0 and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum() and text[end - 1].isalnum():
        end += 1
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    return Span(start, end) if start < end else None


def _joined(text: str, spans: list[Span]) -> tuple[Span, ...]:
    """Fragments with nothing but marks between them are one."""
    out: list[Span] = []
    for s in spans:
        if out and s.start <= out[-1].end:
            out[-1] = Span(out[-1].start, max(out[-1].end, s.end))
        elif out and _MARK.fullmatch(text[out[-1].end : s.start]):
            out[-1] = Span(out[-1].start, s.end)
        else:
            out.append(s)
    return tuple(out)


def _distinct(found: list[Found], same: float) -> list[Found]:
    """Without second readings of the same content: the surer one stays."""
    kept: list[Found] = []
    near = Near(kept, lambda f: f.content)
    for f in sorted(found, key=lambda f: -f.certainty):
        if all(_shared(f.content, k.content) < same for k in near.over(f.content)):
            kept.append(f)
            near.add(f)
    return kept


def _shared(a: tuple[Span, ...], b: tuple[Span, ...]) -> float:
    both = sum(max(0, min(x.end, y.end) - max(x.start, y.start)) for x in a for y in b)
    return both / max(1, sum(x.end - x.start for x in a + b) - both)


def _attribution(n: int, f: Found, document: Document, inside: list[bool]) -> Attribution:
    cue = f.cue.of(document.text)
    return Attribution(
        id=f"{document.id}#a{n}",
        doc=document.id,
        source=f.source,
        cue=(f.cue,),
        content=f.content,
        voice=_voice(document.text, f.content, inside),
        negated=bool(_NEGATION.search(cue)),
        engine=NAME,
        reasons=("frame:tagger", f"cue:{cue.lower()}"),
        certainty=f.certainty,
    )


def _voice(text: str, content: tuple[Span, ...], inside: list[bool]) -> Voice:
    words = [inside[s.start + m.start()] for s in content for m in _WORD.finditer(s.of(text))]
    share = sum(words) / max(1, len(words))
    return "direct" if share > 0.9 else "mixed" if share > 0 else "indirect"


def _parent(a: Attribution, made: list[Attribution]) -> str | None:
    """The attribution whose content holds this one's cue; the narrowest where there are more."""
    around = [
        (s.end - s.start, b.id)
        for b in made
        for s in b.content
        if b.id != a.id and s.covers(a.cue[0]) and all(any(x.covers(c) for x in b.content) for c in a.content)
    ]
    return min(around)[1] if around else None
