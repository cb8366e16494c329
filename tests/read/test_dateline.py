"""Dates as publications print them, and which of them says when a text came out."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readouts.text.dateline import find_dateline, parse_date


@pytest.mark.parametrize(
    ("printed", "iso"),
    [
        ("10.22.14 9:45 AM ET", "2014-10-22T09:45-04:00"),
        ("12.22.14 9:45 AM ET", "2014-12-22T09:45-05:00"),
        ("12.22.14 12:05 AM ET", "2014-12-22T00:05-05:00"),
        ("12.22.14 12:05 p.m. PT", "2014-12-22T12:05-08:00"),
        ("Oct. 22, 2014", "2014-10-22"),
        ("October 22nd, 2014", "2014-10-22"),
        ("Wednesday, 22 October 2014", "2014-10-22"),
        ("22 October 2014, 14:05 BST", "2014-10-22T14:05+01:00"),
        ("14:05 MSK, 22 October 2014", "2014-10-22T14:05+04:00"),
        ("22 October 2014 at 14:05", "2014-10-22"),
        ("2014-10-22", "2014-10-22"),
        ("2014-10-22T09:45:10.123Z", "2014-10-22T09:45+00:00"),
        ("2014-10-22 09:45+0530", "2014-10-22T09:45+05:30"),
        ("22.10.2014", "2014-10-22"),
        ("10/22/1999", "1999-10-22"),
        ("10.10.14", "2014-10-10"),
        ("10.11.14", None),
        ("10/11/2014 9:45 AM ET", "2014-10-11T09:45-04:00"),
        ("31 February 2014", None),
        ("13.13.2014", None),
        ("2014-10-22T25:00Z", "2014-10-22"),
        ("version 1.10.22.14", None),
        ("last Tuesday", None),
        ("", None),
    ],
)
def test_one_date(printed: str, iso: str | None) -> None:
    assert parse_date(printed) == iso


@pytest.mark.parametrize(
    ("top", "iso"),
    [
        ("Talks end\n\n10.22.14 9:45 AM ET\n\nThe sides met.", "2014-10-22T09:45-04:00"),
        ("HARBOUR CITY, March 7, 2019 (Quay News) — The sides met.", "2019-03-07"),
        ("Harbour City, 7 March 2019 – The sides met and parted, and nobody would say a word of it.", "2019-03-07"),
        ("Statement of the Ministry\n\nHarbour City, 7 March 2019\n\nNo.", "2019-03-07"),
        ("By Ann Lee | 7 March 2019 | Updated 8 March 2019\n\nNo.", "2019-03-07"),
        ("Published: 7 March 2019, 14:00 CET\nLast updated: 9 March 2019\n", "2019-03-07T14:00+01:00"),
        ("By Ann Lee\n7 March 2019\n\nNo.", "2019-03-07"),
        ("The yard lost money in the nine months ended\nMarch 7, 2019, the owners said on Friday.\n", None),
        ('They mean to be done by the day they named,\nMarch 7, 2019," he said.\n', None),
        ("Last updated 9 March 2019\n\nNo.", None),
        ("Remarks on the accord of 7 March 2019\n\nNo.", None),
        ("They signed it on 7 March 2019, and nobody has said a word about it since then.", None),
        ("On 7 March 2019 - a day that both remember - the minister said that they had agreed.", None),
        ("\n".join(f"Line {n} says nothing at all." for n in range(30)) + "\n\n7 March 2019\n", None),
    ],
)
def test_top_of_a_text(top: str, iso: str | None) -> None:
    found = find_dateline(top)
    assert (found[0] if found else None) == iso


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="0123456789./-: ,|\nTZAPMETOctober.", max_size=120))
def test_any_text_is_survived_and_spans_hold(text: str) -> None:
    parse_date(text)
    found = find_dateline(text)
    if found:
        assert parse_date(found[1].of(text)) == found[0]
