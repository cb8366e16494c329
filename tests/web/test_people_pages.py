"""Logging in, roles, one's account, and what admins do."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from starlette.testclient import TestClient

from readouts.web.routes import ROUTERS
from tests.asking.making import SHIFT
from tests.web import making
from tests.web.making import PASSWORD
from tests.web.reading import Page

Browser = Callable[[str], TestClient]


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A new browser on the team's server, logged in by name."""
    app = making.team(tmp_path_factory.mktemp("team"))
    with making.client(app):

        def new(name: str = "") -> TestClient:
            client = making.client(app)
            if name:
                assert log_in(client, name).url.path == "/"
            return client

        yield new


def token(client: TestClient, path: str) -> str:
    return next(e["value"] for e in Page(client.get(path).text).all("input") if e["name"] == "csrf")


def log_in(client: TestClient, name: str, password: str = PASSWORD, next_: str = "/"):  # type: ignore[no-untyped-def]
    form = {"csrf": token(client, "/login"), "name": name, "password": password, "next": next_}
    return client.post("/login", data=form)


def test_who_is_not_logged_in_is_sent_to_the_form_and_back(browser: Browser) -> None:
    client = browser("")
    answer = client.get(f"/agreements/{SHIFT}?as_of=2031-03-07")
    assert answer.url.path == "/login"
    assert client.get("/agreements.json").status_code == 401
    there = next(e["value"] for e in Page(answer.text).all("input") if e["name"] == "next")
    wrong = log_in(client, "Holt", "wrong", there)
    assert wrong.status_code == 401 and "check both" in wrong.text and "Log out" not in wrong.text
    right = log_in(client, "Holt", next_=there)
    assert (right.url.path, right.url.query) == (f"/agreements/{SHIFT}", b"as_of=2031-03-07")
    assert "Log out" in right.text
    assert client.post("/login", data={"name": "Holt", "password": PASSWORD}).status_code == 403
    assert client.post("/logout").status_code == 403
    assert client.post("/logout", data={"csrf": token(client, "/account")}).url.path == "/login"
    assert client.get("/agreements").url.path == "/login"


def test_each_role_gets_its_pages(browser: Browser) -> None:
    wanted = {"Ivo": (403, 403), "Holt": (200, 403), "Ana": (200, 200)}
    for name, (review, people) in wanted.items():
        client = browser(name)
        assert client.get("/agreements").status_code == 200
        assert (client.get("/review").status_code, client.get("/people").status_code, client.get("/log").status_code) == (
            review, people, people,
        )  # fmt: skip
        assert ("Add and judge" in client.get("/").text) == (name != "Ivo")
    assert "ask an admin" in browser("Ivo").get("/review").text


def test_a_blind_reviewer_stays_blind(browser: Browser) -> None:
    holt, vane = browser("Holt"), browser("Vane")
    at = "account:monday-port-affirms"
    form = {"csrf": token(holt, "/review"), "at": at, "verdict": "note", "note": "a private thought"}
    assert holt.post("/review", data=form).status_code == 200
    assert "a private thought" in holt.get(f"/review?at={at}").text
    for path in (f"/review?at={at}", f"/agreements/{SHIFT}", "/changes?since=2031-03-01", "/review/reviewers", "/review?settle=1"):
        answer = vane.get(path)
        assert answer.status_code == 200 and "a private thought" not in answer.text and "Holt" not in answer.text, path


def test_a_token_is_shown_once_and_revoked(browser: Browser) -> None:
    client = browser("Holt")
    form = {"csrf": token(client, "/account"), "label": "a script", "scopes": "read", "days": "30"}
    made = client.post("/account/tokens", data=form)
    secret = next(e.text for e in Page(made.text).all("code"))
    script = making.client(client.app)  # type: ignore[arg-type]
    assert script.get("/agreements.json", headers={"authorization": f"Bearer {secret}"}).status_code == 200
    assert secret not in client.get("/account").text
    name = next(e["value"] for e in Page(made.text).all("input") if e["name"] == "token")
    client.post("/account/tokens/revoke", data={"csrf": token(client, "/account"), "token": name})
    assert script.get("/agreements.json", headers={"authorization": f"Bearer {secret}"}).status_code == 401
    refused = client.post("/account/tokens", data={**form, "csrf": token(client, "/account"), "scopes": "admin"})
    assert refused.status_code == 422 and "has no scope admin" in refused.text


def test_an_admin_makes_changes_and_closes_accounts(browser: Browser) -> None:
    ana = browser("Ana")
    form = {"csrf": token(ana, "/people"), "name": "Odo", "role": "reader", "password": PASSWORD}
    page = Page(ana.post("/people", data=form).text)
    assert "Odo" in page.id("main").text
    assert ana.post("/people", data={**form, "name": "Pia", "password": "short"}).status_code == 422
    change = {"csrf": form["csrf"], "name": "Odo"}
    ana.post("/people/change", data={**change, "what": "change", "role": "reviewer", "blind": "true"})
    shown = ana.get("/people.json").json()
    assert next(m for m in shown["people"] if m["name"] == "Odo")["role"] == "reviewer"
    assert ana.post("/people/change", data={**change, "what": "remove"}).url.path == "/people"
    assert ana.post("/people/change", data={**change, "name": "Ana", "what": "remove"}).status_code == 422
    lines = ana.get("/log.json").json()["lines"]
    assert {"person added", "person changed", "person removed", "login"} <= {line["action"] for line in lines}
    assert Page(ana.get("/log?who=Ana").text).all("td")
    assert "hash" not in str(shown) and "password" not in str(shown["people"][0])


def test_another_password_ends_the_sessions(browser: Browser) -> None:
    ivo = browser("Ivo")
    form = {"csrf": token(ivo, "/account"), "old": "wrong", "new": "a large boat at dusk"}
    assert ivo.post("/account/password", data=form).status_code == 403
    assert ivo.post("/account/password", data={**form, "old": PASSWORD}).url.path == "/login"
    assert ivo.get("/account").url.path == "/login"
    assert log_in(ivo, "Ivo", "a large boat at dusk").url.path == "/"


def test_every_page_says_whom_it_is_for() -> None:
    seen = set()
    for route in (route for router in ROUTERS for route in router.routes):
        roles = [d.call.role for d in route.dependant.dependencies if hasattr(d.call, "role")]  # type: ignore[attr-defined]
        assert roles, route
        assert any(roles) == (route.path != "/login"), route  # type: ignore[attr-defined]
        seen.add(route.path)  # type: ignore[attr-defined]
    assert {"/", "/review", "/people", "/add", "/agreements.json"} <= seen
