"""/metrics: what it counts, who may read it, and that its labels stay few."""

from __future__ import annotations

from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families as parsed

from readouts.api import ServeSettings
from readouts.errors import LedgerError, ReadoutsError
from readouts.observe import span
from tests.api.making import Served, ended, local, team

TOKEN = "a-token-for-metrics-only"


def samples(text: str) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    return {(s.name, frozenset(s.labels.items())): s.value for f in parsed(text) for s in f.samples}


def read(served: Served) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    said = served.client().get("/metrics")
    assert said.status_code == 200 and said.headers["content-type"].startswith("text/plain")
    return samples(said.text)


def of(name: str, **labels: str) -> tuple[str, frozenset[tuple[str, str]]]:
    return name, frozenset(labels.items())


def test_requests_are_counted_by_template_method_and_status(alone: Served) -> None:
    client = alone.client()
    for path in ("/api/v1/documents/sesame", "/api/v1/documents/other", "/sesame", "/.env"):
        client.get(path)
    client.request("BREW", "/api/v1/health")
    said = client.get("/metrics")
    found = samples(said.text)
    route = "/api/v1/documents/{key}"
    assert found[of("readouts_http_requests_total", method="GET", route=route, status="404")] == 2
    assert found[of("readouts_http_request_seconds_count", method="GET", route=route)] == 2
    assert found[of("readouts_http_requests_total", method="GET", route="unmatched", status="404")] == 2
    assert of("readouts_http_request_seconds_count", method="other", route="/api/v1/health") in found
    assert "sesame" not in said.text and "BREW" not in said.text and "_created" not in said.text


def test_the_ledger_the_jobs_and_the_process_are_there(alone: Served) -> None:
    with alone.app.state.store.reading() as reading:
        counts = reading.counts()
    found = read(alone)
    for kind in ("documents", "accounts", "agreements"):
        assert found[of("readouts_ledger_rows", kind=kind)] == counts[kind] > 0
    assert found[of("readouts_ledger_up")] == 1 and found[of("readouts_jobs", state="running")] == 0
    assert found[of("readouts_failures_waiting")] == 0
    assert any(name == "readouts_build_info" for name, _ in found)
    if Path("/proc/self/stat").exists():
        assert found[of("process_resident_memory_bytes")] > 1e6 and of("process_cpu_seconds_total") in found


def test_jobs_and_what_became_of_their_documents_are_counted(alone: Served) -> None:
    client = alone.client()
    for words in ("Brann promised to mend the pier.", "Brann promised to mend the pier.", "UNREADABLE, said Torr."):
        said = client.post("/api/v1/jobs", data={"text": words, "title": "Notes"})
        ended(client, said.json()["id"])
    found = read(alone)
    assert found[of("readouts_jobs_ended_total", kind="add", state="done")] == 2
    assert found[of("readouts_jobs_ended_total", kind="add", state="failed")] == 1
    assert found[of("readouts_jobs", state="done")] == 2 and found[of("readouts_jobs", state="failed")] == 1
    outcomes = {o: found[of("readouts_documents_total", outcome=o)] for o in ("added", "known", "not_assessed", "failed")}
    assert outcomes == {"added": 1, "known": 1, "not_assessed": 1, "failed": 0}
    assert found[of("readouts_failures_waiting")] == 1


def test_extractions_are_timed_while_the_server_runs(tmp_path: Path) -> None:
    served = local(tmp_path)
    with served.client():
        with span("readouts.extract"):
            pass
        with pytest.raises(ValueError), span("readouts.extract"):
            raise ValueError
        found = read(served)
    with span("readouts.extract"):
        pass
    assert found[of("readouts_extraction_seconds_count")] == 2
    assert found[of("readouts_errors_total", where="extraction")] == 1
    assert b"readouts_extraction_seconds_count 2.0" in served.app.state.metrics.shown()[0]


def test_an_unforeseen_error_is_counted(alone: Served) -> None:
    def broken() -> None:
        raise ZeroDivisionError

    alone.app.get("/broken")(broken)
    alone.client().get("/broken")
    assert read(alone)[of("readouts_errors_total", where="request")] == 1


def test_a_ledger_that_does_not_answer_is_told_and_the_rest_stands(alone: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> None:
        raise LedgerError("the disk is gone")

    monkeypatch.setattr(alone.app.state.store, "reading", gone)
    found = read(alone)
    assert found[of("readouts_ledger_up")] == 0 and of("readouts_jobs", state="done") in found
    assert not any(name == "readouts_ledger_rows" for name, _ in found)


def test_openmetrics_is_given_to_who_asks_for_it(alone: Served) -> None:
    said = alone.client().get("/metrics", headers={"accept": "application/openmetrics-text; version=1.0.0"})
    assert said.headers["content-type"].startswith("application/openmetrics-text") and said.text.endswith("# EOF\n")


def test_a_team_shows_them_to_admins_and_to_an_admins_token_that_may_read(staff: Served) -> None:
    assert staff.client().get("/metrics").status_code == 401
    assert staff.logged_in("Ana").get("/metrics").status_code == 200
    for name in ("Holt", "Brand", "Ivo"):
        assert staff.by_token(name).get("/metrics").status_code == 403
    register = staff.app.state.register
    for scope, status in (("read", 200), ("judge", 403), ("add", 403)):
        token = register.make_token("Ana", "scraping", [scope], 1)[1]
        assert staff.client(authorization=f"Bearer {token}").get("/metrics").status_code == status


def test_the_token_for_metrics_opens_nothing_else(tmp_path: Path) -> None:
    served = team(str(tmp_path / "team.ledger"), metrics_token=TOKEN)
    client = served.client(authorization=f"bearer {TOKEN}")
    assert client.get("/metrics").status_code == 200
    for path in ("/api/v1/agreements", "/api/v1/me", "/api/v1/people"):
        assert client.get(path).status_code == 401
    for wrong in (TOKEN[:-1], f"{TOKEN}x", "", "é" * 20):
        said = served.client().get("/metrics", headers={"authorization": f"Bearer {wrong}".encode()})
        assert said.status_code == 401
    assert TOKEN not in repr(served.app.state.settings)


@pytest.mark.parametrize("token", ["short", "", "ä" * 20])
def test_a_weak_token_is_refused(token: str) -> None:
    with pytest.raises(ReadoutsError, match="16 characters"):
        ServeSettings("x.ledger", metrics_token=token)


def test_the_gate_stands_before_it(alone: Served) -> None:
    assert alone.client().get("/metrics", headers={"host": "evil.example"}).status_code == 421
    assert alone.client().get("/metrics").headers["cache-control"] == "no-store"
