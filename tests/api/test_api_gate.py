"""Who gets in: hosts, origins, forms' tokens, sizes, roles and scopes, over every route."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fastapi import FastAPI

from readouts.api import ServeSettings, create_app
from readouts.api.openapi import routes_of
from readouts.api.policy import POLICY
from readouts.api.roles import MAY, ROLES
from readouts.errors import ReadoutsError
from tests.api.making import BASE, TEAM, Served
from tests.asking.making import ACCOUNTS

ONE = ACCOUNTS["monday"].id
ACCEPT = {"verdict": "accept", "target": ONE}


def every(app: FastAPI) -> list[tuple[str, str, str | None, str | None]]:
    """Method, path, role and scope of every route; a route that declares nothing, or twice, fails here."""
    out = []
    for route, said in routes_of(app):
        assert len(said) == 1, (
            f"{route.methods} {route.path} declares {said or 'nobody'}: Depends(need(ROLE)) or Depends(anybody)"
        )
        [(role, scope)] = said
        out += [(m, str(route.path), role, scope) for m in sorted(route.methods or ()) if m != "HEAD"]
    return out


def test_every_route_says_whom_it_is_for(staff: Served) -> None:
    found = every(staff.app)
    assert len(found) > 30
    assert {path for _, path, role, _ in found if role is None} == {
        "/api/v1/health",
        "/api/v1/openapi.json",
        "/api/v1/session",
    }


@pytest.mark.parametrize("name", [None, *TEAM])
def test_nobody_gets_past_his_role(staff: Served, name: str | None) -> None:
    client = staff.by_token(name) if name else staff.client()
    mine = TEAM[name][0] if name else None
    for method, path, role, _ in every(staff.app):
        if role is None or path.endswith("/events"):
            continue
        got = client.request(method, re.sub(r"{\w+}", "none", path))
        if mine is None:
            assert got.status_code == 401, (method, path)
        elif ROLES.index(mine) < ROLES.index(role):  # type: ignore[arg-type]
            assert got.status_code == 403, (method, path, got.text)
        else:
            assert got.status_code not in (401, 500), (method, path, got.text)
            assert "takes the role" not in got.text


@pytest.mark.parametrize("scopes", [("read",), ("judge",), ("add",), ("admin",)])
def test_a_token_does_only_what_it_is_for(staff: Served, scopes: tuple[str, ...]) -> None:
    [token] = [staff.app.state.register.make_token("Ana", "one scope", scopes, 1)[1]]
    client = staff.client(authorization=f"Bearer {token}")
    for method, path, role, scope in every(staff.app):
        if role is None or path.endswith("/events"):
            continue
        got = client.request(method, re.sub(r"{\w+}", "none", path))
        assert (("lacks the scope" in got.text) and got.status_code == 403) == (scope not in scopes), (
            method,
            path,
            got.text,
        )


def test_a_token_has_no_more_than_its_owners_role(staff: Served) -> None:
    token = staff.app.state.register.make_token("Holt", "judging", ["judge"], 1)[1]
    client = staff.client(authorization=f"Bearer {token}")
    assert client.post("/api/v1/judgements", json=ACCEPT).status_code == 201
    staff.app.state.register.change("Holt", role="reader")
    assert client.post("/api/v1/judgements", json=ACCEPT).status_code == 403
    assert "judge" not in MAY["reader"]


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "a@127.0.0.1", "", "127.0.0.1:8000:1", "[::1", "127.0.0.1/x"]
)
def test_another_hosts_name_is_refused(alone: Served, host: str) -> None:
    assert alone.client().get("/api/v1/health", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1", "[::1]:8000", "LOCALHOST"])
def test_this_machines_names_are_good(alone: Served, host: str) -> None:
    assert alone.client().get("/api/v1/health", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "https://127.0.0.1:8000"},
        {"origin": "http://127.0.0.1:9000"},
        {"origin": "http://127.0.0.1:8000.evil.example"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_another_sites_page_changes_nothing(alone: Served, headers: dict[str, str]) -> None:
    token = alone.client().get("/api/v1/me").json()["csrf"]
    said = alone.client().post("/api/v1/judgements", json=ACCEPT, headers={**headers, "x-csrf-token": token})
    assert said.status_code == 403
    assert alone.client().get("/api/v1/judgements").json()["total"] == 0


def test_a_browser_needs_the_forms_token(staff: Served) -> None:
    client = staff.logged_in("Holt")
    right = client.headers.pop("x-csrf-token")
    other = staff.logged_in("Ana").headers["x-csrf-token"]
    for wrong in (None, "", "0" * 64, other, right[:-1]):
        given = {} if wrong is None else {"x-csrf-token": wrong}
        assert client.post("/api/v1/judgements", json=ACCEPT, headers=given).status_code == 403
    # A form of ours has it as a field, and a form of another kind of page cannot do without.
    assert client.delete("/api/v1/session", headers={}).status_code == 403
    assert client.post("/api/v1/judgements", json=ACCEPT, headers={"x-csrf-token": right}).status_code == 201


def test_a_local_browser_needs_it_too_and_a_script_does_not(alone: Served) -> None:
    assert alone.client().post("/api/v1/judgements", json=ACCEPT).status_code == 201
    browser = alone.client(origin=BASE)
    assert browser.post("/api/v1/judgements", json=ACCEPT).status_code == 403
    token = browser.get("/api/v1/me").json()["csrf"]
    assert browser.post("/api/v1/judgements", json=ACCEPT, headers={"x-csrf-token": token}).status_code == 201


def test_a_token_needs_no_forms_token(staff: Served) -> None:
    assert staff.by_token("Holt").post("/api/v1/judgements", json=ACCEPT).status_code == 201


def test_every_answer_carries_the_policy(staff: Served) -> None:
    for said in (
        staff.client().get("/api/v1/health"),
        staff.client().get("/api/v1/agreements"),
        staff.client().get("/nowhere"),
        staff.client().get("/api/v1/health", headers={"host": "evil"}),
    ):
        assert said.headers["content-security-policy"] == POLICY
        assert said.headers["x-content-type-options"] == "nosniff"
        assert said.headers["cache-control"] == "no-store"
        assert said.headers["referrer-policy"] == "same-origin"
    assert "unsafe" not in POLICY


def test_an_answer_to_a_fault_of_ours_carries_it_too(alone: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("readouts.api.routes.service.version", lambda _: 1 / 0)
    said = alone.client().get("/api/v1/health")
    assert (said.status_code, said.headers["content-type"]) == (500, "application/problem+json")
    assert said.headers["content-security-policy"] == POLICY and said.headers["cache-control"] == "no-store"
    assert "division" not in said.text


def test_too_much_is_refused_before_and_while_it_is_read(alone: Served) -> None:
    big = b"{" + b" " * 1_100_000 + b"}"
    json_type = {"content-type": "application/json"}
    assert alone.client().post("/api/v1/judgements", content=big, headers=json_type).status_code == 413
    dripped = alone.client().post(
        "/api/v1/judgements", content=(big[n : n + 65536] for n in range(0, len(big), 65536)), headers=json_type
    )
    assert dripped.status_code == 413
    lied = alone.client().post("/api/v1/judgements", content=b"{}", headers={**json_type, "content-length": "-5"})
    assert lied.status_code in (400, 413)


def test_without_accounts_only_this_machine_is_served(tmp_path: Path) -> None:
    for host in ("0.0.0.0", "::", "192.168.1.7", "server.example"):
        with pytest.raises(ReadoutsError, match="readouts people add"):
            create_app(ServeSettings(str(tmp_path / "x.ledger"), create=True, host=host))
    with pytest.raises(ReadoutsError, match="readouts people add"):
        create_app(ServeSettings(demo=True, host="0.0.0.0"))
    assert not (tmp_path / "x.ledger").exists()
    for host in ("127.0.0.1", "127.8.8.8", "::1", "localhost"):
        create_app(ServeSettings(str(tmp_path / "y.ledger"), create=True, host=host))


def test_a_proxys_name_is_good_where_it_is_given(tmp_path: Path) -> None:
    from starlette.testclient import TestClient

    settings = ServeSettings(
        str(tmp_path / "z.ledger"), create=True, base_url="https://readouts.example.org", author="Ruiz"
    )
    client = TestClient(create_app(settings), base_url="http://readouts.example.org")
    assert client.get("/api/v1/health").status_code == 200
    assert "strict-transport-security" in client.get("/api/v1/health").headers
    token = client.get("/api/v1/me").json()["csrf"]
    good = {"origin": "https://readouts.example.org", "x-csrf-token": token}
    assert client.post("/api/v1/judgements", json={"verdict": "accept", "target": "x"}, headers=good).status_code == 422
