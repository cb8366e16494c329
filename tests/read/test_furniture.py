"""A page's own words are marked where they stand; an article's words never are."""

from __future__ import annotations

import pytest

from readouts.text.furniture import find_furniture


@pytest.mark.parametrize(
    "line",
    [
        "Get The Quay In Your Inbox!",
        'By clicking "Join," you agree to our rules and our Privacy Policy',
        "By signing up, you agree to our Privacy Policy.",
        "Thank You!",
        "You are now subscribed to The Quay. We will not share your email.",
        "Sign up for our morning newsletter", "Subscribe", "Advertisement", "ADVERTISEMENT", "- Advertisement -",
        "Article continues below", "Read more: Bridge stays shut", "SEE ALSO: Bridge stays shut", "Read more",
        "Related: Bridge stays shut", "Share this article", "Facebook Twitter Email", "Follow us on Twitter",
        "Share on Facebook", "Photo: Ann Lee / Quay Pictures", "Image credit: Ann Lee",
        "© 2019 The Quay Post. All rights reserved.", "Copyright 2019 The Quay Post.", "###", "# # #", "-30-", "ENDS",
        "5 min read", "12 comments", "Skip to main content", "This site uses cookies to serve you better.",
    ],
)  # fmt: skip
def test_furniture(line: str) -> None:
    text = f"Minister Orlan said no.\n\n  {line} \n\nThe ministry agreed."
    assert [span.of(text) for span in find_furniture(text)] == [line]


@pytest.mark.parametrize(
    "line",
    [
        "By signing up to the accord, both sides agree to share what they know.",
        "Share prices fell after the ministers said that they had agreed to nothing whatever.",
        "See this as a concession, he said.",
        "Copyright talks ended in 2014 without an agreement.",
        "(c) This order is not intended to create any right, the minister said in 2014.",
        "Read the statement again, she said: we agreed to nothing.",
        "“Thank you,” the minister said.",
        "The two will follow the bridge talks on Twitter and at the quay.",
        "Get the ministers in a room and they will agree, she said.",
        "Ends do not justify means, the minister said.",
    ],
)
def test_the_articles_words(line: str) -> None:
    assert find_furniture(f"He said no.\n\n{line}\n\nShe agreed.") == ()


def test_a_box_is_one_range() -> None:
    text = "He said no.\n\nGet The Quay In Your Inbox!\nThank You!\n\nSubscribe\n\nShe agreed."
    (box,) = find_furniture(text)
    assert box.of(text) == "Get The Quay In Your Inbox!\nThank You!\n\nSubscribe"


def test_a_repeated_caption_is_marked_the_second_time() -> None:
    caption = "Minister Orlan and the Marish envoy on the quay at Harbour City on Thursday."
    text = f"{caption}\n\nHe said no.\n\n{caption}\n\nShe agreed."
    (again,) = find_furniture(text)
    assert again.start == text.rindex(caption) and again.of(text) == caption


def test_repeated_lines_of_a_transcript_are_not() -> None:
    line = "MS. LEE: Next question please, from the back of the room."
    assert find_furniture(f"{line}\nWill you agree to it?\n{line}\nNo.") == ()


def test_long_lines_cost_nothing() -> None:
    assert find_furniture("Share this and by clicking " * 40_000) == ()
