"""Feeds and pages of links: what they name, and what is refused."""

from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readouts.errors import ReadError
from readouts.read.feed import MOST_ITEMS, links, listing, web_address
from readouts.read.fetch import Fetched

WHERE = "https://press.example/feeds/all"


def got(data: bytes, media: str = "application/xml", charset: str | None = None) -> Fetched:
    return Fetched(WHERE, data, media, charset)


def urls(data: bytes, **more: str) -> list[str]:
    return [i.url for i in listing(got(data, **more)).items]


def channel(inner: str) -> bytes:
    return f'<?xml version="1.0"?><rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>T</title>{inner}</channel></rss>'.encode()


def test_rss_two() -> None:
    found = listing(got(channel(
        "<atom:link href='https://press.example/self' rel='self'/>"
        "<item><title>One &amp; all</title><atom:link href='/no' rel='self'/><link> https://press.example/1#top </link></item>"
        "<item><guid>https://press.example/2</guid></item>"
        "<item><guid isPermaLink='false'>https://press.example/no</guid></item>"
        "<item><link>https://press.example/1</link></item>"
    )))  # fmt: skip
    assert [(i.url, i.title) for i in found.items] == [("https://press.example/1", "One & all"), ("https://press.example/2", "")]
    assert found.title == "T" and found.notes == ("1 of its items lead to no web address",)


def test_rss_one() -> None:
    rdf = (
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        b"<channel><title>T</title></channel><item rdf:about='x'><title>a</title><link>/a</link></item></rdf:RDF>"
    )
    assert urls(rdf) == ["https://press.example/a"]


def test_atom_with_bases_and_kinds_of_links() -> None:
    atom = (
        b'<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://base.example/news/"><title>T</title>'
        b'<entry><link rel="enclosure" href="sound.mp3"/><link rel="alternate" href="1"/><updated>2031-01-01T00:00:00Z</updated></entry>'
        b'<entry xml:base="https://other.example/"><link href="2"/></entry></feed>'
    )
    assert urls(atom) == ["https://base.example/news/1", "https://other.example/2"]


def test_json_feed() -> None:
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [
        {"id": "1", "url": "/1", "title": "One"}, {"external_url": "https://elsewhere.example/2"}, {"id": "not an address"}, "x",
    ]}  # fmt: skip
    assert urls(json.dumps(feed).encode())[:2] == ["https://press.example/1", "https://elsewhere.example/2"]


def test_a_change_of_an_item_shows() -> None:
    def mark(inner: str) -> str:
        return listing(got(channel(f"<item><link>/1</link>{inner}</item>"))).items[0].mark

    assert mark("<title>a</title>") == mark("<title>a</title>")
    assert mark("<title>a</title>") != mark("<title>b</title>")
    assert mark("<description>a</description>") != mark("<description>b</description>")
    # Where the feed says when an item was changed, that alone counts.
    assert mark("<updated>2031</updated><title>a</title>") == mark("<updated>2031</updated><title>b</title>")


def test_what_feeds_get_wrong_does_not_change_an_address() -> None:
    bad = channel("<item><title>A&nbsp;B &mdash; C</title><link>https://press.example/?a=1&b=2&copy=3</link></item>")
    (item,) = listing(got(bad)).items
    assert item.url == "https://press.example/?a=1&b=2&copy=3" and item.title == "A B — C"
    cdata = channel("<item><title>x & y</title><link><![CDATA[https://press.example/?a=1&b=2]]></link></item>")
    assert urls(cdata) == ["https://press.example/?a=1&b=2"]


@pytest.mark.parametrize("ends", ["<item><link>https://press.example/20", "<item><link>https://press.example/20</link>", "<item>"])
def test_a_feed_that_was_cut_short_loses_its_last_item_only(ends: str) -> None:
    text = channel("<item><link>/1</link></item>").partition(b"</channel>")[0] + ends.encode()
    found = listing(got(text))
    assert [i.url for i in found.items] == ["https://press.example/1"]
    assert "its last item was left out" in found.notes[-1]


def test_charset_of_the_server() -> None:
    raw = "<rss><channel><title>Café</title></channel></rss>".encode("latin-1")
    assert listing(got(raw, charset="iso-8859-1")).title == "Café"
    assert listing(got("<rss><channel><title>Café</title></channel></rss>".encode(), charset="no-such")).title == "Café"


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE r [<!ENTITY a "x">]>',
        '<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE r [<!ENTITY % a SYSTEM "http://127.0.0.1/x"> %a;]>',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_of_its_own_are_refused(declared: str, encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?>{declared}<rss><channel><item><link>/&a;</link></item></channel></rss>'
    with pytest.raises(ReadError, match="entities"):
        listing(got(text.encode(encoding)))


def test_a_document_type_alone_is_no_harm_and_loads_nothing() -> None:
    text = b'<!DOCTYPE rss PUBLIC "-//X//EN" "http://127.0.0.1:9/rss.dtd"><rss><channel><item><link>/1</link></item></channel></rss>'
    assert urls(text) == ["https://press.example/1"]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "no XML"),
        (b"\x00\x01\x02", "no XML"),
        (b"<html><body>Press</body></html>", "web page"),
        (b"<!DOCTYPE html><title>x</title>", "web page"),
        (b"<opml/>", "no feed"),
        (b'{"items": []}', "no JSON Feed"),
        (b"{" * 200_000, "no JSON"),
        (b"<a>" * 200_000, "no feed"),
    ],
)
def test_what_is_no_feed_says_so(data: bytes, says: str) -> None:
    with pytest.raises(ReadError, match=says):
        listing(got(data))


def test_of_very_many_items_the_first_are_taken() -> None:
    many = channel("".join(f"<item><link>/{n}</link></item>" for n in range(MOST_ITEMS + 50)))
    found = listing(got(many))
    assert len(found.items) == MOST_ITEMS and "only the first" in found.notes[0]


@pytest.mark.parametrize(
    "bad",
    ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "http://[", "http://u:p@press.example/", "", "mailto:a@b.c",
     "http://press.example:99999/", "https://" + "a" * 3000, "http:///x"],
)  # fmt: skip
def test_addresses_that_are_none(bad: str) -> None:
    assert web_address(WHERE, bad) is None


def test_addresses_are_written_one_way() -> None:
    assert web_address(WHERE, "HTTPS://Press.Example:443/a b?c d#e") == "https://press.example/a%20b?c%20d"
    assert web_address(WHERE, "//other.example:8080") == "https://other.example:8080/"
    assert web_address(WHERE, "\n/a\tb\u202e") == "https://press.example/ab"


def test_links_of_a_page() -> None:
    page = b"<html><head><base href='https://cdn.example/x/'></head><body><a href='1'>One <b>two</b></a><a>no</a><a href='ftp://x/'>f</a></body></html>"
    (item,) = links(got(page, "text/html")).items
    assert (item.url, item.title, item.mark) == ("https://cdn.example/x/1", "One two", "")
    with pytest.raises(ReadError, match="nested"):
        links(got(b"<html>" + b"<div>" * 5000, "text/html"))


@settings(deadline=None, max_examples=50)
@given(st.binary(max_size=400))
def test_any_bytes_are_a_feed_or_a_clear_refusal(data: bytes) -> None:
    for text in (data, channel("<item><link>/1</link></item>") + data, b"<rss><channel><item><link>" + data + b"</link></item>", b"{" + data):
        with contextlib.suppress(ReadError):
            for item in listing(got(text)).items:
                assert item.url.startswith(("http://", "https://"))
        with contextlib.suppress(ReadError):
            links(got(text, "text/html"))
