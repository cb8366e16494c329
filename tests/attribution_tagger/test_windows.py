from hypothesis import given, settings
from hypothesis import strategies as st

from readouts.encoders.windows import distance, quoted, windows


class Letters:
    """A tokenizer whose pieces are the words."""

    class Encoding:
        def __init__(self, text):
            self.offsets, at = [], 0
            for word in text.split(" "):
                if word:
                    self.offsets.append((at, at + len(word)))
                at += len(word) + 1
            self.ids = [1000 + n for n in range(len(self.offsets))]

    def encode(self, text, add_special_tokens=False):
        return self.Encoding(text)


def owned(text, **limits):
    return [
        text[a:b]
        for w in windows(text, Letters(), **limits)
        for j, (a, b) in enumerate(w.offsets)
        if w.own[0] <= j < w.own[1] and b > a
    ]


def test_paragraphs_stay_whole_while_they_fit():
    made = list(windows("one two three\n\nfour five six\n\nseven", Letters(), limit=8, overlap=2))
    assert [len(w.ids) for w in made] == [5, 7]
    assert made[1].paragraphs == [0, 0, 0, 0, 0, 1, 1]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 60), max_size=6))
def test_every_piece_is_owned_once_and_no_window_is_too_long(sizes):
    text = "\n\n".join(" ".join(f"w{n}x{k}" for k in range(size)) for n, size in enumerate(sizes))
    assert owned(text, limit=20, overlap=6) == text.split()
    assert all(len(w.ids) <= 20 for w in windows(text, Letters(), limit=20, overlap=6))


def test_a_quotation_never_runs_past_its_paragraph():
    text = "“We never agreed\n\nThe end"
    assert quoted(text)[1] and not quoted(text)[-1]


def test_distance_counts_from_the_nearer_end_of_the_cue():
    steps, jumps = distance(2, 3, 7, [0, 0, 0, 0, 0, 1, 1])
    assert steps == [10, 11, 12, 12, 13, 14, 15]
    assert jumps == [2, 2, 2, 2, 2, 3, 3]


def test_distance_stays_in_its_buckets():
    steps, _ = distance(150, 150, 400, [0] * 400)
    assert min(steps) >= 0 and max(steps) <= 24
