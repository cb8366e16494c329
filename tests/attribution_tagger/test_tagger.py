import numpy as np
import pytest

from readouts.encoders import onnx
from readouts.encoders.parse import parse
from readouts.encoders.windows import Window
from readouts.extract.attribution.tagger import Reading, TaggerEngine, Thresholds, decode
from readouts.model import Document, Span

needs_weights = pytest.mark.skipif(not TaggerEngine.available(), reason="the trained weights are not installed")


def reading(text, roles, cue, sure=0.9):
    """Words as pieces; ``roles`` is one of ``.SC`` a word."""
    offsets, at = [(0, 0)], 0
    for word in text.split(" "):
        offsets.append((at, at + len(word)))
        at += len(word) + 1
    p = np.full((len(offsets), 3), 0.05, dtype=np.float32)
    for j, role in enumerate("." + roles):
        p[j, ".SC".index(role)] = 0.9
    n = len(offsets)
    return Reading(Window([1] * n, [0] * n, offsets, [0] * n, (1, n)), cue, sure, p)


def words(text, found):
    return [[s.of(text) for s in (*f.source, f.cue, *f.content)] for f in found]


def test_content_around_the_cue_keeps_both_fragments():
    text = "“We agreed,” Vale said, “to nothing at all.”"
    found = decode(text, [reading(text, "CCS.CCCC", (4, 4))], Thresholds())
    assert words(text, found) == [["Vale", "said", "We agreed", "to nothing at all"]]


def test_a_cue_without_content_says_nothing():
    text = "Vale said hello"
    assert decode(text, [reading(text, "S..", (2, 2))], Thresholds()) == []


def test_the_same_content_counts_once_and_the_surer_cue_stays():
    text = "Vale would not say it was signed"
    found = decode(
        text, [reading(text, "S..CCCC", (2, 3), 0.7), reading(text, "S..CCCC", (3, 3), 0.95)], Thresholds()
    )
    assert words(text, found) == [["Vale", "not", "say it was signed"]]


def test_an_unsure_cue_is_dropped():
    text = "Vale said it was signed"
    assert decode(text, [reading(text, "S.CCC", (2, 2), 0.05)], Thresholds()) == []


def test_no_source_gives_none():
    text = "Reportedly it was signed"
    assert decode(text, [reading(text, ".CCC", (1, 1))], Thresholds())[0].source == ()


def test_available_is_false_without_weights(monkeypatch, tmp_path):
    monkeypatch.setattr(onnx, "WEIGHTS", tmp_path)
    assert not TaggerEngine.available()


TEXT = (
    "Orsolya Vale, the foreign minister of Dome, denied on Monday that her government had agreed to open the port.\n\n"
    "“We signed nothing,” Vale told reporters. “There is no deal.”\n\n"
    "Harbour union officials said that the talks would resume."
)


@needs_weights
def test_denial_quote_and_report_are_found():
    document = Document("d", TEXT)
    found = TaggerEngine().attribute(document, parse(TEXT))
    # The model may take the day into the cue, as its data does.
    cues = {a.cue[0].of(TEXT).split()[0]: a for a in found}
    assert "denied" in cues
    assert any("had agreed to open the port" in s.of(TEXT) for s in cues["denied"].content)
    assert {a.voice for a in found} >= {"direct", "indirect"}
    assert all(a.engine == "tagger/1" and a.certainty is not None for a in found)
    for a in found:
        for s in (*a.source, *a.cue, *a.content):
            assert s.of(TEXT) == s.of(TEXT).strip() != ""


@needs_weights
def test_furniture_carries_no_claim():
    document = Document("d", TEXT, furniture=(Span(0, len(TEXT)),))
    assert TaggerEngine().attribute(document, parse(TEXT)) == []


@needs_weights
@pytest.mark.parametrize("text", ["", "\n\n", "No.", "x " * 1500, "““““", "\u0000\u200b said"])
def test_odd_texts_do_not_fail(text):
    TaggerEngine().attribute(Document("d", text), parse(text))
