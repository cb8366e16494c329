from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from readouts.model import Span
from readouts.text.near import Near

SPANS = st.tuples(st.integers(0, 5000), st.integers(1, 900)).map(lambda x: Span(x[0], x[0] + x[1]))


@given(st.lists(SPANS, max_size=30), SPANS)
def test_near_misses_nothing_that_overlaps_and_keeps_the_order(spans, wanted):
    found = Near(enumerate(spans), lambda item: [item[1]]).over([wanted])
    assert found == sorted(found)
    assert {n for n, s in enumerate(spans) if s.overlaps(wanted)} <= {n for n, _ in found}
