"""The whole review by keys alone, and by buttons without scripts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.asking.making import ACCOUNTS, SHIFT

Open = Callable[..., Any]


def item(page: Any) -> str:
    value: str = page.locator('#desk input[name="at"]').first.input_value()
    return value


def press(page: Any, key: str, did: str) -> None:
    """Press a key and wait until the page says what was done."""
    page.evaluate("document.getElementById('did').textContent = ''")
    page.keyboard.press(key)
    page.wait_for_function("did => document.getElementById('did').textContent === did", arg=did)


def test_the_whole_review_by_keys(window: Open, own_server: Any) -> None:
    made = window(own_server)
    page = made.go(f"/review?agreement={SHIFT}")
    first = item(page)
    assert first == f"account:{ACCOUNTS['monday'].id}"
    press(page, "y", "accepted")
    second = item(page)
    assert second != first and page.evaluate("document.activeElement.id") == "item"
    press(page, "n", "rejected")
    third = item(page)
    press(page, "u", "left open")
    fourth = item(page)
    press(page, "z", "taken back")
    assert item(page) == third
    page.keyboard.press("j")
    page.wait_for_function("at => document.querySelector('#desk input[name=at]').value !== at", arg=third)
    assert item(page) == fourth
    page.keyboard.press("k")
    page.wait_for_function("at => document.querySelector('#desk input[name=at]').value === at", arg=third)
    # c corrects: choose a stance by its first letter, send with the keyboard.
    page.keyboard.press("c")
    page.keyboard.type("hed")
    for _ in range(4):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.getElementById('did').textContent === 'corrected'")
    assert item(page) == third
    # t writes a note; letters typed there judge nothing.
    page.keyboard.press("Escape")
    page.keyboard.press("t")
    page.keyboard.type("yes, no, unsure")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.getElementById('did').textContent === 'noted'")
    assert "“yes, no, unsure”" in page.locator("aside").text_content()
    # / finds.
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type("record by hand")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=contradiction of")
    page.keyboard.press("?")
    assert page.locator("#keys").get_attribute("open") is not None
    said = own_server.app.state.store
    with said.reading() as reading:
        made_by = [(j.verdict, j.author) for j in reading.judgements()]
    assert made_by == [(v, "Ruiz") for v in ("accept", "reject", "unsure", "undo", "correct", "note")]


def test_single_keys_can_be_turned_off(window: Open, own_server: Any) -> None:
    made = window(own_server)
    page = made.go("/review")
    first = item(page)
    page.locator("#keys summary").click()
    page.locator("#keys-on").uncheck()
    page.locator("#item").focus()
    page.keyboard.press("y")
    page.reload()
    page.keyboard.press("y")
    page.wait_for_timeout(300)
    assert item(page) == first and not page.locator("#keys-on").is_checked()
    with own_server.app.state.store.reading() as reading:
        assert reading.judgements() == []
    page.locator("#keys summary").click()
    page.locator("#keys-on").check()
    page.locator("#item").focus()
    press(page, "y", "accepted")


def test_the_review_by_buttons_without_scripts(window: Open, own_server: Any) -> None:
    made = window(own_server, java_script_enabled=False)
    page = made.go("/review")
    first = item(page)
    page.get_by_role("button", name="Yes, so it is").click()
    assert page.locator("#did").text_content() == "accepted" and item(page) != first
    page.get_by_role("button", name="Take my last back").click()
    assert page.locator("#did").text_content() == "taken back" and item(page) == first
    page.get_by_label("Stance").select_option("hedges")
    page.get_by_role("button", name="Correct").click()
    assert page.locator("#did").text_content() == "corrected"


def test_what_is_refused_is_said_in_place(window: Open, own_server: Any) -> None:
    made = window(own_server)
    page = made.go("/review")
    page.keyboard.press("m")
    page.keyboard.type("zzz")
    page.keyboard.press("Enter")
    page.wait_for_selector("[role=alert]")
    assert "no agreement begins so" in page.locator("[role=alert]").text_content()
    made.wrong = [w for w in made.wrong if "422" not in w]  # the browser's own note of the status
