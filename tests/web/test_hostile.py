"""What stands in documents, names and addresses is shown and never does anything, on every page."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from readouts.web.pages import web_url
from readouts.web.start_routes import own_path
from tests.asking.making import SHIFT
from tests.web.making import BAD_URL, EVIL, HARM, HARM_GROUP, HARM_KEY, PAPER_KEY
from tests.web.reading import Page

PAGES = (
    "/", "/agreements", f"/agreements/{SHIFT}", f"/agreements/{HARM_GROUP}", f"/documents/{PAPER_KEY}",
    f"/documents/{HARM_KEY}", f"/documents/{HARM_KEY}?a=harm-1", "/matrix?most=40", "/timeline", "/network",
    "/changes?since=2031-03-01", "/search?q=quay", "/search?q=agreed", "/review", f"/review?agreement={HARM_GROUP}",
    "/review/reviewers", "/jobs", "/nothing", f"/agreements?party={EVIL}", f"/search?q={EVIL}", f"/review?words={EVIL}",
    f"/agreements?since={EVIL}", f"/documents/{EVIL.replace('/', '')}", f"/review?at={EVIL}&did={EVIL}", f"/timeline?words={EVIL}",
)  # fmt: skip
TAGS = frozenset(
    "html head meta title link script body a header nav form input button p main footer h1 h2 h3 div section article span b "
    "bdi ul ol li blockquote aside mark details summary label select option textarea fieldset legend kbd code table thead "
    "tbody tr th td caption svg text line path rect circle datalist noscript progress".split()
)


@pytest.mark.parametrize("path", PAGES)
def test_nothing_stored_becomes_markup(looking: TestClient, path: str) -> None:
    answer = looking.get(path)
    assert answer.status_code in (200, 404, 422), answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    page = Page(answer.text)
    for e in page.elements:
        assert e.tag in TAGS, e
        if e.tag == "script":
            assert e["src"].startswith("/static/") and not e.text
        for name, value in e.attributes.items():
            assert not name.startswith("on") and name != "style", e
            if name in ("href", "src", "action", "hx-get"):
                assert re.match(r"(/(?!/)|#|https?://)", value), e
            if name == "href" and not value.startswith(("/", "#")):
                assert "noopener" in e["rel"], e


def test_harm_is_shown_as_the_words_it_is(looking: TestClient) -> None:
    page = Page(looking.get(f"/documents/{HARM_KEY}").text)
    assert page.id("text").text == HARM.text.replace("\x07", "\ufffd")
    assert page.id("title").text == HARM.title
    assert BAD_URL in page.id("main").text
    for path in (f"/agreements/{HARM_GROUP}", "/search?q=quay", f"/review?agreement={HARM_GROUP}"):
        assert EVIL in Page(looking.get(path).text).id("main").text


@pytest.mark.parametrize(
    "url", [BAD_URL, "data:text/html,x", "//evil.example", "http:evil", "https:// evil.example", "java\nscript:x", "http://[", "", None]
)
def test_only_addresses_of_the_web_are_links(url: str | None) -> None:
    assert web_url(url) is None


@pytest.mark.parametrize("path", ["//evil.example", "/\\evil.example", "https://evil.example", "", "/a\nb", "javascript:x"])
def test_logging_in_leads_nowhere_else(path: str) -> None:
    assert own_path(path) == "/"
