from __future__ import annotations

from readouts.encoders.parse import parse

TEXT = "The guild said no. The port agreed to nothing.\n\nNobody spoke of the ferry again."


def test_lookups_by_offset_agree_with_a_look_at_every_token():
    parsed = parse(TEXT)
    for start in range(0, len(TEXT), 3):
        for end in range(start + 1, len(TEXT) + 1, 5):
            assert list(parsed.within(start, end)) == [t for t in parsed.tokens if start <= t.start < end]
            assert list(parsed.overlapping(start, end)) == [t for t in parsed.tokens if t.start < end and start < t.end]
            over = [s for s in parsed.sentences if s.start < end and start < s.end]
            assert list(parsed.sentences_over(start, end)) == over
