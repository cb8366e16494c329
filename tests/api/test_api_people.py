"""Accounts, logins, sessions, tokens and the audit log."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from readouts.api import register as registers
from readouts.api.register import Register, beside, open_register
from readouts.errors import ReadoutsError
from readouts.ledger import open_store
from tests.api.making import BASE, PASSWORD, Served
from tests.asking.making import ACCOUNTS

LOGIN = "/api/v1/session"


@pytest.fixture
def register(where: str) -> Iterator[Register]:
    open_store(where).close()
    assert open_register(beside(where)) is None
    made = open_register(beside(where), create=True)
    assert made is not None
    yield made
    made.close()


def test_a_register_beside_a_ledger_of_either_kind(register: Register) -> None:
    register.add("Ana", "admin", PASSWORD)
    register.add("Élodie Vane", "reviewer", PASSWORD, blind=True)
    assert [(m.name, m.role, m.blind) for m in register.members()] == [
        ("Ana", "admin", False),
        ("Élodie Vane", "reviewer", True),
    ]
    assert register.knows(" ANA ", PASSWORD) is not None
    assert register.knows("Ana", PASSWORD + "x") is None
    assert register.knows("Nobody", PASSWORD) is None
    register.change("ana", blind=True)
    secret = register.begin(register.knows("ana", PASSWORD), "here")  # type: ignore[arg-type]
    assert register.session(secret).blind  # type: ignore[union-attr]
    register.set_password("Ana", "another four words")
    assert register.session(secret) is None
    with register._changing() as c:
        kept = c.execute(text("SELECT password FROM people")).scalars().all()
    assert all(p.startswith("$argon2id$") for p in kept)


def test_a_name_is_one_persons(register: Register) -> None:
    register.add("Ana", "admin", PASSWORD)
    with pytest.raises(ReadoutsError, match="already"):
        register.add("ANA", "reader", PASSWORD)
    register.add("Holt", "admin", PASSWORD)
    register.remove("Holt")
    with pytest.raises(ReadoutsError, match="was here before"):
        register.add("holt", "reader", PASSWORD)
    register.add("Holt", "reader", PASSWORD, again=True)
    assert register.member("holt").role == "reader"  # type: ignore[union-attr]
    for name in ("", " ", "<b>", "x" * 81, "a\0"):
        with pytest.raises(ReadoutsError):
            register.add(name, "reader", PASSWORD)


def test_an_admin_always_remains(register: Register) -> None:
    register.add("Ana", "admin", PASSWORD)
    register.add("Holt", "reviewer", PASSWORD)
    for work in (lambda: register.remove("Ana"), lambda: register.change("Ana", role="reader")):
        with pytest.raises(ReadoutsError, match="only admin"):
            work()
    register.change("Holt", role="admin")
    register.remove("Ana")
    assert [m.name for m in register.members()] == ["Holt"]


@pytest.mark.parametrize("password", ["short", "x" * 300, "aaaaaaaaaaaaaaaa", "element of ana"])
def test_a_bad_password_is_refused(register: Register, password: str) -> None:
    with pytest.raises(ReadoutsError):
        register.add("Element of Ana", "admin", password)


def test_tokens_end(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    register.add("Ana", "admin", PASSWORD)
    register.add("Holt", "reviewer", PASSWORD)
    token, secret = register.make_token("Holt", "notebook", ["read", "judge"], 30)
    assert register.bearer(secret)[0].name == "Holt"  # type: ignore[index]
    assert register.bearer(secret + "x") is None
    assert register.bearer(token.id) is None
    assert register.revoke(token.id, of="Ana") is None
    monkeypatch.setattr(registers, "now", lambda: "2099-01-01T00:00:00.000000Z")
    assert register.bearer(secret) is None
    monkeypatch.undo()
    assert register.revoke(token.id, of="Holt").revoked  # type: ignore[union-attr]
    assert register.bearer(secret) is None
    _, other = register.make_token("Holt", "script", ["read"], None)
    register.remove("Holt")
    assert register.bearer(other) is None
    for scopes, days in ((["admin"], 1), ([], 1), (["fly"], 1), (["read"], 0)):
        with pytest.raises(ReadoutsError):
            register.make_token("Ana" if scopes != ["admin"] else "Holt", "x", scopes, days)


def test_the_audit_log_is_only_added_to(register: Register) -> None:
    register.note("Ana", "session", "login", "", "", "10.0.0.1")
    for verb in ("UPDATE people_audit SET person = 'x'", "DELETE FROM people_audit"):
        try:
            with register._changing() as c:
                c.execute(text(verb))
        except (ReadoutsError, DatabaseError):
            pass
    assert [(x.person, x.action) for x in register.log()] == [("Ana", "login")]


def test_a_session_ends_after_its_time(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    ana = register.add("Ana", "admin", PASSWORD)
    real = time.time
    secret = register.begin(ana, "here")
    monkeypatch.setattr(registers.time, "time", lambda: real() + registers.IDLE_S - 60)
    assert register.session(secret) is not None  # and it is awake again
    monkeypatch.setattr(registers.time, "time", lambda: real() + 2 * registers.IDLE_S - 120)
    assert register.session(secret) is not None
    monkeypatch.setattr(registers.time, "time", lambda: real() + registers.LONGEST_S + 60)
    assert register.session(secret) is None


def test_log_in_and_out(staff: Served) -> None:
    client = staff.logged_in("Holt")
    me = client.get("/api/v1/me").json()
    assert (me["name"], me["role"], me["by"], me["scopes"]) == ("Holt", "reviewer", "session", ["read", "judge", "add"])
    cookie = client.cookies["readouts"]
    assert client.delete(LOGIN).status_code == 200
    thief = staff.client(cookie=f"readouts={cookie}")
    assert thief.get("/api/v1/me").status_code == 401


def test_the_cookie_is_kept_from_scripts_and_other_sites(staff: Served) -> None:
    said = staff.client().post(LOGIN, json={"name": "Ivo", "password": PASSWORD})
    cookie = said.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "path=/" in cookie
    assert "domain" not in cookie


def test_over_https_the_cookie_goes_over_nothing_else(tmp_path) -> None:  # type: ignore[no-untyped-def]
    from tests.api.making import team

    served = team(str(tmp_path / "secure.ledger"), base_url="https://readouts.example.org")
    client = served.client(host="readouts.example.org")
    cookie = client.post(LOGIN, json={"name": "Ivo", "password": PASSWORD}).headers["set-cookie"]
    assert cookie.startswith("__Host-readouts=")
    assert "Secure" in cookie


def test_a_planted_session_becomes_nobodys(staff: Served) -> None:
    planted = staff.client()
    planted.cookies.set("readouts", "chosen-by-an-attacker")
    said = planted.post(LOGIN, json={"name": "Ivo", "password": PASSWORD})
    assert "chosen-by-an-attacker" not in said.headers["set-cookie"]
    assert staff.client(cookie="readouts=chosen-by-an-attacker").get("/api/v1/me").status_code == 401
    # A session that an attacker began himself and planted ends when its browser logs in.
    attacker = staff.client()
    attacker.post(LOGIN, json={"name": "Ivo", "password": PASSWORD})
    own = attacker.cookies["readouts"]
    victim = staff.client(cookie=f"readouts={own}")
    assert victim.post(LOGIN, json={"name": "Holt", "password": PASSWORD}).status_code == 200
    assert staff.client(cookie=f"readouts={own}").get("/api/v1/me").status_code == 401


def test_guessing_is_slowed_by_account_and_by_address(staff: Served) -> None:
    client = staff.client()
    wrong = {"name": "Ivo", "password": "not it at all, no"}
    said = [client.post(LOGIN, json=wrong).status_code for _ in range(registers.BY_NAME + 1)]
    assert said == [401] * registers.BY_NAME + [429]
    right = client.post(LOGIN, json={"name": "Ivo", "password": PASSWORD})
    assert right.status_code == 429
    assert int(right.headers["retry-after"]) > 0
    assert client.post(LOGIN, json={"name": "Holt", "password": PASSWORD}).status_code == 200
    for n in range(registers.BY_ADDRESS):
        staff.app.state.register.failed(f"somebody {n}", "testclient")
    assert client.post(LOGIN, json={"name": "Ana", "password": PASSWORD}).status_code == 429


def test_a_wrong_name_and_a_wrong_password_sound_the_same(staff: Served) -> None:
    client = staff.client()
    one = client.post(LOGIN, json={"name": "Ivo", "password": "not it at all, no"})
    other = client.post(LOGIN, json={"name": "Nobody", "password": "not it at all, no"})
    assert (one.status_code, one.json()) == (other.status_code, other.json())


def test_a_bad_token_is_nobody_even_with_a_session(staff: Served) -> None:
    client = staff.logged_in("Ana")
    for said in ("Bearer nonsense", "Bearer", "Basic QW5hOng=", "bearer  ", "Bearer " + "x" * 5000):
        assert client.get("/api/v1/me", headers={"authorization": said}).status_code == 401


def test_admins_look_after_people(staff: Served) -> None:
    ana = staff.logged_in("Ana")
    new = {"name": "Quill", "role": "reader", "password": "quite some plain words"}
    assert ana.post("/api/v1/people", json=new).status_code == 201
    assert ana.post("/api/v1/people", json=new).status_code == 409
    assert ana.patch("/api/v1/people/quill", json={"role": "reviewer", "blind": True}).json()["blind"]
    assert ana.put("/api/v1/people/quill/password", json={"password": "other quite plain words"}).status_code == 200
    assert ana.delete("/api/v1/people/Quill").status_code == 200
    assert ana.delete("/api/v1/people/Quill").status_code == 404
    assert ana.delete("/api/v1/people/Ana").status_code == 409
    names = [p["name"] for p in ana.get("/api/v1/people?removed=true").json()["people"]]
    assert "Quill" in names
    assert "password" not in ana.get("/api/v1/people").text
    assert "argon2" not in ana.get("/api/v1/people").text


def test_ones_own_password_takes_the_old_one(staff: Served) -> None:
    client = staff.logged_in("Ivo")
    new = "a wholly different boat"
    assert client.put("/api/v1/me/password", json={"password": new}).status_code == 403
    assert client.put("/api/v1/me/password", json={"password": new, "old": PASSWORD}).status_code == 200
    assert client.get("/api/v1/me").status_code == 401
    assert staff.by_token("Ivo").put("/api/v1/me/password", json={"password": new, "old": new}).status_code == 403


def test_tokens_are_made_shown_once_and_revoked(staff: Served) -> None:
    client = staff.logged_in("Holt")
    made = client.post("/api/v1/tokens", json={"label": "notebook", "scopes": ["read"], "days": 7}).json()
    script = staff.client(authorization=f"Bearer {made['secret']}")
    assert script.get("/api/v1/me").json()["scopes"] == ["read"]
    assert script.post("/api/v1/tokens", json={"label": "more", "scopes": ["read"]}).status_code == 403
    assert made["secret"] not in client.get("/api/v1/tokens").text
    assert client.post("/api/v1/tokens", json={"label": "x", "scopes": ["admin"]}).status_code == 422
    assert staff.logged_in("Ivo").delete(f"/api/v1/tokens/{made['id']}").status_code == 404
    assert staff.logged_in("Ivo").get("/api/v1/tokens?everybody=true").status_code == 403
    assert client.delete(f"/api/v1/tokens/{made['id']}").json()["revoked"]
    assert script.get("/api/v1/me").status_code == 401


def test_the_audit_log_says_who_did_what(staff: Served) -> None:
    staff.client(origin=BASE).post(LOGIN, json={"name": "Ivo", "password": "wrong wrong wrong"})
    staff.by_token("Holt").post("/api/v1/judgements", json={"verdict": "accept", "target": ACCOUNTS["monday"].id})
    staff.logged_in("Ana").get("/api/v1/exports/csv")
    lines = staff.by_token("Ana").get("/api/v1/audit").json()["lines"]
    said = {(x["person"], x["by"], x["action"]) for x in lines}
    assert {("", "nobody", "login failed"), ("Holt", "token", "judgement"), ("Ana", "session", "export")} <= said
    assert all(x["address"] == "testclient" for x in lines)
    assert PASSWORD not in str(lines)
    one = staff.by_token("Ana").get("/api/v1/audit?limit=1").json()
    older = staff.by_token("Ana").get(f"/api/v1/audit?before={one['next']}").json()["lines"]
    assert one["lines"][0]["n"] > older[0]["n"]


def test_there_is_nothing_of_people_in_local_use(alone: Served) -> None:
    client = alone.client()
    assert client.get("/api/v1/me").json()["by"] == "local"
    for path in ("people", "tokens", "audit"):
        assert client.get(f"/api/v1/{path}").status_code == 409
    assert client.post(LOGIN, json={"name": "Ana", "password": PASSWORD}).status_code == 409
