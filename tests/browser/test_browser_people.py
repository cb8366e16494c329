"""A team in a browser: logging in, one's account, what admins do, and what is said where something is not to be had."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.browser.checking import too_wide, violations
from tests.web.making import PASSWORD

Open = Callable[..., Any]


def log_in(made: Any, name: str, where: str = "/", password: str = PASSWORD) -> Any:
    """By keys alone: the form is where the address leads, and the first field is reached by Tab."""
    page = made.go(where)
    page.locator("[name=name]").focus()
    page.keyboard.type(name)
    page.keyboard.press("Tab")
    page.keyboard.type(password)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    return page


def test_no_page_of_a_team_fails_axe_or_is_too_wide(window: Open, team_server: Any) -> None:
    made = window(team_server, viewport={"width": 1200, "height": 900})
    found = [*violations(made.go("/login")), *too_wide(made.page)]
    page = log_in(made, "Ana", password="not it")
    made.wrong.clear()  # the browser says that the log-in was refused
    assert page.get_by_role("alert").count() == 1
    found += violations(page)
    log_in(made, "Ana")
    for path in ("/account", "/people", "/log", "/jobs", "/", "/review", "/review/reviewers"):
        page = made.go(path)
        assert page.locator("h1").count() == 1, path
        found += [*violations(page), *too_wide(page)]
    for path in ("/agreements/none", "/changes?since=yesterday", "/documents/none", "/nothing/here"):
        page = made.go(path)
        made.wrong.clear()  # the browser says that the answer was an error, as it is
        found += [*violations(page), *too_wide(page)]
    assert found == []


def test_a_token_is_made_shown_once_and_revoked(window: Open, team_server: Any) -> None:
    made = window(team_server)
    log_in(made, "Holt")
    page = made.go("/account")
    page.get_by_label("What it is for").fill("the night run")
    page.get_by_role("button", name="Make a token").press("Enter")
    secret = page.locator("main code").text_content()
    assert secret and page.get_by_role("button", name="Revoke the night run").count() == 1
    assert violations(page) == []
    page = made.go("/account")
    assert secret not in page.content()
    page.get_by_role("button", name="Revoke the night run").press("Enter")
    page.wait_for_selector("text=You have none.")


def test_an_admin_adds_somebody_who_then_reads_but_may_not_judge(window: Open, team_server: Any) -> None:
    made = window(team_server)
    log_in(made, "Ana")
    page = made.go("/people")
    form = page.locator("form[action='/people']")
    form.get_by_label("Name").fill("Quist")
    form.get_by_label("Role").select_option("reader")
    form.get_by_label("First password").fill("three herons on a post")
    form.get_by_role("button", name="Add").press("Enter")
    page.wait_for_selector("h2:has-text('Quist')")
    assert made.go("/log").locator("tr", has_text="Quist").count() >= 1
    page.get_by_role("button", name="Log out").press("Enter")
    page.wait_for_url("**/login*")

    other = window(team_server)
    page = log_in(other, "Quist", where="/agreements?status=disputed", password="three herons on a post")
    assert page.url.endswith("/agreements?status=disputed"), "after logging in one is where one wanted to be"
    assert page.get_by_role("link", name="Review").count() == 0
    for path in ("/review", "/people", "/log"):
        page = other.go(path)
        other.wrong.clear()  # the browser says that it was refused
        assert page.locator("main table, main form").count() == 0, path
        assert violations(page) == []


def test_a_session_ends_for_every_page_at_log_out(window: Open, team_server: Any) -> None:
    made = window(team_server)
    log_in(made, "Ivo")
    assert made.go("/agreements").locator("h1").text_content() == "Agreements"
    made.page.get_by_role("button", name="Log out").press("Enter")
    made.page.wait_for_url("**/login*")
    assert "/login" in made.go("/agreements").url
    made.page.go_back()
    assert "/login" in made.go("/account").url
