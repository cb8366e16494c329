"""Every page in a browser: readable, operable, quiet, and nothing leaves the server."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from tests.asking.making import SHIFT
from tests.browser.checking import too_wide, violations
from tests.web.making import HARM, HARM_GROUP, HARM_KEY, PAPER, PAPER_KEY

PAGES = (
    "/", "/agreements", f"/agreements/{SHIFT}", f"/agreements/{HARM_GROUP}", f"/documents/{PAPER_KEY}?a=paper-port",
    f"/documents/{HARM_KEY}", "/matrix", "/timeline", "/network", "/changes?since=2031-03-01", "/search?q=night", "/review",
    "/review/reviewers", "/jobs",
)  # fmt: skip
Open = Callable[..., Any]


def test_no_page_fails_axe_in_light_or_dark(window: Open, server: Any) -> None:
    made = window(server, color_scheme="light", viewport={"width": 1200, "height": 900})
    found = []
    for path in PAGES:
        page = made.go(path)
        found += violations(page)
        assert page.evaluate("window.hit") is None
    assert found == []


def test_no_page_is_wider_than_its_window(window: Open, server: Any) -> None:
    made = window(server)
    assert [x for path in PAGES for x in too_wide(made.go(path))] == []


def test_columns_stand_side_by_side_and_are_stacked_on_a_phone(window: Open, server: Any) -> None:
    made = window(server, viewport={"width": 1200, "height": 900})
    page = made.go(f"/agreements/{SHIFT}")
    port, union = page.locator("#c-monday-port-affirms"), page.locator("#c-tuesday-union-denies")
    assert port.bounding_box()["x"] + port.bounding_box()["width"] < union.bounding_box()["x"]
    assert page.locator(".strand").count() == 1
    page.locator("#c-monday-port-affirms .pair").focus()
    assert page.locator(".strand.on").count() == 1
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.activeElement.id === 'c-tuesday-union-denies'")
    page.set_viewport_size({"width": 360, "height": 800})
    page.wait_for_function("() => !document.querySelector('.strand')")
    assert port.bounding_box()["x"] == union.bounding_box()["x"]


def test_one_click_from_the_words_to_their_place(window: Open, server: Any) -> None:
    made = window(server, viewport={"width": 1000, "height": 300})
    page = made.go(f"/agreements/{SHIFT}")
    page.locator("#c-paper-port a.quote").click()
    page.wait_for_function("() => document.activeElement.id === 'a-paper-port'")
    lit = page.locator("#text mark.lit")
    assert "".join(lit.all_text_contents()) == "Port Ane had “agreed to a night shift”"
    box = lit.first.bounding_box()
    assert 0 <= box["y"] < 300
    assert page.locator("#n-paper-port.lit").count() == 1
    # Back on the keyboard: the note beside the passage, and from there to the agreement.
    page.keyboard.press("Enter")
    page.wait_for_function("() => location.hash === '#n-paper-port'")


def test_pointing_says_who_speaks(window: Open, server: Any) -> None:
    made = window(server, viewport={"width": 1200, "height": 900})
    page = made.go(f"/documents/{PAPER_KEY}")
    assert page.locator("#text").evaluate("e => e.textContent") == PAPER.text
    page.locator('#text mark[data-of~="paper-port"]').first.hover()
    said = page.locator("#here").text_content()
    assert "Port Ane conditions" in said and "Quay Workers' Union hedges" in said
    on = page.locator('#text .on[data-of~="paper-port"]')
    assert "".join(on.all_text_contents()) == "Port Ane had “agreed to a night shift”"
    page.locator("#a-paper-union").focus()
    assert "Quay Workers' Union hedges" in page.locator("#here").text_content()


def test_harm_stays_text(window: Open, server: Any) -> None:
    made = window(server)
    page = made.go(f"/documents/{HARM_KEY}")
    assert page.locator("#text").evaluate("e => e.textContent") == HARM.text.replace("\x07", "\ufffd")
    assert page.locator("main script, main img").count() == 0 and page.evaluate("window.hit") is None


def test_a_filter_works_at_once_and_stands_in_the_address(window: Open, server: Any) -> None:
    made = window(server)
    page = made.go("/agreements")
    page.focus("#f-status")
    page.select_option("#f-status", "one_sided")
    page.wait_for_url("**/agreements?status=one_sided")
    assert page.locator(".list li").count() == 1
    assert page.evaluate("document.activeElement.id") == "f-status"
    page.go_back()
    page.wait_for_function("() => document.querySelectorAll('.list li').length === 3")


def test_pages_work_without_scripts(window: Open, server: Any) -> None:
    made = window(server, java_script_enabled=False)
    page = made.go("/agreements")
    page.select_option("#f-status", "one_sided")
    page.get_by_role("button", name="Filter").click()
    page.wait_for_url(re.compile("status=one_sided"))
    assert page.locator(".list li").count() == 1
    page = made.go(f"/documents/{PAPER_KEY}?a=paper-port")
    assert page.locator("#text mark.lit").count() >= 1


def test_a_page_prints(window: Open, server: Any) -> None:
    made = window(server)
    page = made.go(f"/agreements/{SHIFT}")
    page.emulate_media(media="print")
    assert not page.locator("header.top").is_visible() and page.locator(".badge").first.is_visible()
    assert page.pdf()[:5] == b"%PDF-"


def test_work_shows_how_far_it_is(window: Open, own_server: Any) -> None:
    made = window(own_server)
    page = made.go("/")
    words = b"Brann promised to mend the pier. It rained over the harbour all day, and nobody went out to look at the boats."
    page.set_input_files("#files", {"name": "pier.txt", "mimeType": "text/plain", "buffer": words})
    page.get_by_role("button", name="Add and judge").click()
    page.wait_for_url("**/jobs/*")
    page.wait_for_selector("text=1 document added")
    page.get_by_role("link", name="pier.txt").click()
    assert page.locator("#text").text_content() == words.decode()
