"""Which line breaks end something, and which only the width of a page made."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readouts.text.wrapping import unwrapped

RUNNING = (
    "The harbour board said on Monday that it had agreed to a second night shift, and that the crews would hear of it before the end "
    "of the month. Nobody from the union was in the room when the board met. A spokeswoman for the crews said later that they knew of "
    "no such agreement, and that they would not work at night for the pay that was offered in the spring."
)


@pytest.mark.parametrize("column", [50, 62, 72, 80, 100])
@pytest.mark.parametrize("between", ["\n\n", "\n   "])
def test_running_text_is_joined_paragraph_by_paragraph(column: int, between: str) -> None:
    text = between.join(textwrap.fill(RUNNING, column) for _ in range(3))
    assert unwrapped(text) == between.join([RUNNING] * 3)


@pytest.mark.parametrize(
    "text",
    [
        "One line.",
        "Short.\nLines.\nOf.\nA.\nPoem.",
        "\n".join(RUNNING.split(". ")),  # a paragraph a line
        "\n".join(f"MR. HOLT: {w} was never agreed to by us, and will not be." for w in ("Pay", "Work", "Rest", "Leave", "Talk")),
        "\n".join(f"- the crews of pier {n} agreed to the shift that the board has named" for n in range(9)),
        "\n".join(f"{n}. the crews of pier {n} agreed to the shift that the board has named" for n in range(9)),
        "\n".join(f"> the crews of pier {n} agreed to the shift that the board has named" for n in range(9)),
        "\n".join(f"The Honourable Member for Pier {n}, Ana Ruiz, of the Harbour Board" for n in range(9)),  # a list of names
        "\n".join(["in the spring"] * 12),
    ],
)
def test_other_breaks_stay(text: str) -> None:
    assert unwrapped(text) == text


def test_the_first_line_of_a_wire_that_lost_its_place_goes_on() -> None:
    rest = textwrap.fill(RUNNING, 62)
    text = f"Holt Shipping unit\nMarrow Piers said it knew of no talks. {rest}\n  {rest}"
    assert unwrapped(text).startswith("Holt Shipping unit Marrow Piers said")
    headed = f"Talks at the pier\n\n{rest}\n\n{rest}"
    assert unwrapped(headed).startswith("Talks at the pier\n\n")


def test_a_list_inside_wrapped_text_stays_a_list() -> None:
    listed = "- pay, from July, for all who work at night on the piers\n- rest, of eleven hours, between any two of the shifts"
    text = f"{textwrap.fill(RUNNING, 60)}\n\n{listed}\n\n{textwrap.fill(RUNNING, 60)}"
    assert unwrapped(text) == f"{RUNNING}\n\n{listed}\n\n{RUNNING}"


@given(st.text(alphabet="ab .\n-A\t", max_size=400))
@settings(max_examples=300, deadline=None)
def test_it_keeps_every_place(text: str) -> None:
    made = unwrapped(text)
    assert len(made) == len(text)
    assert all(a == b or (a, b) == ("\n", " ") for a, b in zip(text, made, strict=True))
