"""Which attribution stands inside which; the figures over the invented sentences do not go down."""

from __future__ import annotations

import pytest
from tests.attribution.nesting import cases, score

from readouts.encoders.parse import parse
from readouts.extract.attribution.choose import engine_named
from readouts.extract.attribution.combined import CombinedEngine
from readouts.extract.attribution.rules import RulesEngine
from readouts.extract.attribution.tagger import TaggerEngine
from readouts.model import Attribution, Document, Span


def test_the_cases_are_as_many_and_as_mixed_as_the_figures_need() -> None:
    forms = [form for form, _, _ in cases()]
    assert len(forms) >= 60
    assert forms.count("nested") * 2 >= len(forms)
    assert min(forms.count("beside"), forms.count("none")) * 5 >= len(forms)


@pytest.mark.parametrize(
    ("engine", "outer", "inner"),
    [
        ("rules", 96, 94),
        pytest.param(
            "auto",
            92,
            92,
            marks=pytest.mark.skipif(not TaggerEngine.available(), reason="the trained weights are not installed"),
        ),
    ],
)
def test_floors(engine: str, outer: float, inner: float) -> None:
    counts = score(engine_named(engine))
    assert counts["outer"].f1 >= outer, str(counts["outer"])
    assert counts["inner links"].f1 >= inner, str(counts["inner links"])


class Fixed:
    """Stands for the trained engine: says what the test tells it."""

    name = "fixed/1"

    def __init__(self, text: str, *rows: tuple[str, str, tuple[str, ...]]) -> None:
        def at(words: str) -> Span:
            return Span(text.index(words), text.index(words) + len(words))

        self.found = [
            Attribution(
                f"d#a{n}", "d", (at(s),), (at(c),), tuple(at(w) for w in content), "direct", reasons=("frame:tagger",)
            )
            for n, (s, c, content) in enumerate(rows, 1)
        ]

    def attribute(self, document: Document, parse: object) -> list[Attribution]:
        return self.found


def both(text: str, *rows: tuple[str, str, tuple[str, ...]]) -> list[tuple[str, str, str, bool]]:
    found = CombinedEngine(Fixed(text, *rows), RulesEngine()).attribute(Document("d", text), parse(text))
    show = lambda spans: " / ".join(s.of(text) for s in spans)  # noqa: E731 - three uses in the next line
    return [(show(a.source), show(a.cue), show(a.content), a.negated) for a in found]


def test_a_quotation_that_ends_in_another_name_is_taken_back() -> None:
    text = "“We were told of the sale,” Holt said. “Nobody was told of the price,” Renn added."
    found = both(text, ("Holt", "said", ("We were told of the sale", "Nobody was told of the price")))
    assert ("Holt", "said", "We were told of the sale", False) in found
    assert any(s == "Renn" and "Nobody was told of the price" in w for s, _, w, _ in found)


def test_according_to_takes_the_name_beside_it() -> None:
    text = "According to Dome, Torr had left the talks early."
    assert both(text, ("Torr", "According to", ("Torr had left the talks early",)))[0][0] == "Dome"


def test_a_not_outside_the_cue_is_seen() -> None:
    text = "The guild did not agree to the plan."
    assert both(text, ("The guild", "agree", ("to the plan",)))[0][3]


def test_a_middle_level_is_the_parent() -> None:
    text = "Vale said Lund had denied that Orr promised the loan."
    found = RulesEngine().attribute(Document("d", text), parse(text))
    outer, middle, inner = sorted(found, key=lambda a: a.cue[0].start)
    assert (outer.parent, middle.parent, inner.parent) == (None, outer.id, middle.id)
