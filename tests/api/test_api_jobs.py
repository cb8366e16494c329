"""Documents are added and compared in the background: what is sent, what becomes of it, what is refused."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from readouts.api import ServeSettings, create_app
from readouts.api import jobs as queue
from readouts.api.jobs import Jobs
from readouts.ledger import open_store
from readouts.model import Document
from tests.api.making import BASE, PATIENCE_S, Judge, Served, ended, local

JOBS = "/api/v1/jobs"
SAID = "Brann said it had agreed to mend the pier. Velland denied that it agreed to mend the pier."
EVIL = "<script>alert(1)</script>"


def sent(client: TestClient, **given: Any) -> dict[str, Any]:
    said = client.post(JOBS, **given)
    assert said.status_code == 202, said.text
    return ended(client, said.json()["id"])


def test_files_text_and_addresses_become_documents(alone: Served) -> None:
    client = alone.client()
    job = sent(
        client,
        files=[("files", ("may.txt", SAID.encode())), ("files", ("bad.pdf", b"%PDF-1.4 no"))],
        data={"text": f"{SAID}\r\nIn June.", "title": "Pasted", "published": "2031-06-01", "publisher": "The Post"},
    )
    assert (job["state"], job["counts"]) == ("done", {"added": 2, "failed": 1}) or job["counts"] == {
        "added": 1,
        "copy": 1,
        "failed": 1,
    }
    assert [r["source"] for r in job["results"]] == ["may.txt", "bad.pdf", "Pasted"]
    pasted = client.get(f"/api/v1/documents/{job['results'][2]['document']}").json()
    assert (pasted["title"], pasted["published"], pasted["publisher"]) == ("Pasted", "2031-06-01", "The Post")
    assert "\r" not in pasted["text"]
    assert [a["party"] for a in pasted["accounts"]] == ["Brann", "Velland"]


def test_two_files_of_one_name_are_no_versions(alone: Served) -> None:
    client = alone.client()
    sent(client, files=[("files", ("notes.txt", b"Brann promised to mend the pier in the spring of that year."))])
    job = sent(
        client, files=[("files", ("notes.txt", b"Tarsk refused to return the bell to the old cathedral at all."))]
    )
    assert job["counts"] == {"added": 1}
    again = sent(
        client, files=[("files", ("other.txt", b"Tarsk refused to return the bell to the old cathedral at all."))]
    )
    assert again["counts"] in ({"known": 1}, {"copy": 1})


@pytest.mark.parametrize(
    "name",
    ["../../../etc/cron.d/x.txt", "/etc/passwd.txt", "..\\..\\boot.txt", "C:\\x.txt", "x\0.txt", "-rf.txt",
     "*.txt", ".txt", "a/../../b.txt", "con.txt",
     "x" * 400 + ".txt",
     "%2e%2e%2fx.txt", "https://127.0.0.1/x.txt"],
)  # fmt: skip
def test_a_files_name_is_never_a_path(alone: Served, tmp_path: Path, name: str) -> None:
    before = set(tmp_path.rglob("*"))
    client = alone.client()
    said = client.post(JOBS, files=[("files", (name, SAID.encode()))])
    if said.status_code == 202:
        job = ended(client, said.json()["id"])
        [row] = job["results"]
        assert row["outcome"] == "added", row
        assert not any(c in row["source"] for c in "/\\\0")
        assert str(alone.app.state.jobs.room) not in json.dumps(job)
        doc = client.get(f"/api/v1/documents/{row['document']}").json()
        assert all(s.startswith("upload:") and "/" not in s for s in doc["sources"])
    else:
        assert said.status_code in (400, 422)
    assert set(tmp_path.rglob("*")) - before <= {Path(alone.ledger + x) for x in (".jobs", "-wal", "-shm")}
    assert list(alone.app.state.jobs.room.iterdir()) == []


def test_what_cannot_be_read_is_said(alone: Served) -> None:
    client = alone.client()
    for given, status in (
        ({"data": {"text": "  "}}, 422),
        ({}, 422),
        ({"files": [("files", ("run.exe", b"MZ"))]}, 422),
        ({"data": {"urls": "ftp://example.org/x"}}, 422),
        ({"data": {"urls": "file:///etc/passwd"}}, 422),
        ({"data": {"urls": "/etc/passwd"}}, 422),
        ({"data": {"text": SAID, "url": "javascript:alert(1)"}}, 422),
        ({"data": {"text": SAID, "kind": "burn"}}, 422),
        ({"data": {"urls": "\n".join(f"https://example.org/{n}" for n in range(101))}}, 422),
        ({"files": [("files", (f"{n}.txt", b"x")) for n in range(51)]}, 400),
    ):
        assert client.post(JOBS, **given).status_code == status, given  # type: ignore[arg-type]
    broken = client.post(JOBS, content=b"--x\r\nnonsense", headers={"content-type": "multipart/form-data; boundary=x"})
    assert broken.status_code in (400, 422)
    assert list(alone.app.state.jobs.room.iterdir()) == []
    job = sent(client, files=[("files", ("empty.txt", b""))])
    assert (job["state"], job["results"][0]["outcome"]) == ("failed", "failed")


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:8000/", "http://localhost/", "http://[::1]/", "http://169.254.169.254/latest/meta-data/",
     "http://10.0.0.1/", "http://0x7f.1/", "http://[::ffff:127.0.0.1]/", "http://user:pw@example.org/"],
)  # fmt: skip
def test_addresses_lead_into_no_private_network(alone: Served, url: str) -> None:
    job = sent(alone.client(), data={"urls": url})
    assert (job["state"], job["results"][0]["outcome"]) == ("failed", "failed")
    assert any(w in job["results"][0]["why"] for w in ("not read", "user name", "not known"))


def test_only_who_may_add_adds(staff: Served) -> None:
    for name, status in (("Ivo", 403), ("Holt", 202), ("Ana", 202)):
        said = staff.by_token(name).post(JOBS, data={"text": SAID})
        assert said.status_code == status
    read = staff.app.state.register.make_token("Holt", "reading", ["read", "judge"], 1)[1]
    assert staff.client(authorization=f"Bearer {read}").post(JOBS, data={"text": SAID}).status_code == 403


def test_a_form_needs_its_token(staff: Served) -> None:
    client = staff.logged_in("Holt")
    token = client.headers.pop("x-csrf-token")
    assert client.post(JOBS, data={"text": SAID}).status_code == 403
    assert client.post(JOBS, data={"text": SAID, "csrf": "0" * 64}).status_code == 403
    assert client.post(JOBS, data={"text": SAID, "csrf": token}).status_code == 202


def test_a_large_body_is_stopped_while_it_is_sent(tmp_path: Path) -> None:
    served = local(tmp_path, upload_bytes=200_000)
    part = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n'
    seen = 0

    def body() -> Any:
        nonlocal seen
        yield part
        for _ in range(400):
            seen += 65536
            yield b"a" * 65536

    with served.client() as client:
        said = client.post(JOBS, content=body(), headers={"content-type": "multipart/form-data; boundary=x"})
        assert said.status_code == 413
        assert client.post(JOBS, files=[("files", ("a.txt", b"a" * 300_000))]).status_code == 413
        assert client.get("/api/v1/jobs").json()["jobs"] == []


def test_the_author_is_whoever_sent_it(staff: Served) -> None:
    sent(staff.by_token("Holt"), data={"text": SAID})
    with staff.app.state.store.reading() as reading:
        assert reading.transactions()[-1].author == "Holt"


def test_comparing_keeps_nothing(alone: Served) -> None:
    client = alone.client()
    with alone.app.state.store.reading() as reading:
        before = reading.seq
    job = sent(client, data={"text": SAID, "kind": "compare"})
    assert job["state"] == "done"
    ledger = client.get(f"{JOBS}/{job['id']}/ledger").json()
    assert (ledger["schema"], ledger["agreements"][0]["label"]) == ("readouts.ledger/1", "a pier")
    with alone.app.state.store.reading() as reading:
        assert reading.seq == before


def test_events_follow_a_job_to_its_end(alone: Served) -> None:
    client = alone.client()
    alone.judge.pause = 0.3
    job = client.post(
        JOBS, files=[("files", (f"{n}.txt", f"Brann promised thing {n}.".encode())) for n in range(3)]
    ).json()
    with client.stream("GET", f"{JOBS}/{job['id']}/events") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        seen = [json.loads(line[5:]) for line in stream.iter_lines() if line.startswith("data:")]
    assert seen[-1]["state"] == "done"
    assert [s["done"] for s in seen] == sorted(s["done"] for s in seen)
    assert client.get(f"{JOBS}/none/events").status_code == 404


def test_a_job_can_be_stopped(staff: Served) -> None:
    holt = staff.by_token("Holt")
    staff.judge.go.clear()
    first = holt.post(
        JOBS, files=[("files", (f"{n}.txt", f"Brann promised thing {n}.".encode())) for n in range(20)]
    ).json()
    second = holt.post(JOBS, data={"text": SAID}).json()
    assert staff.by_token("Ivo").delete(f"{JOBS}/{first['id']}").status_code == 403
    assert staff.by_token("Brand").delete(f"{JOBS}/{first['id']}").status_code == 403
    assert holt.delete(f"{JOBS}/{second['id']}").json()["state"] == "cancelled"
    assert staff.by_token("Ana").delete(f"{JOBS}/{first['id']}").status_code == 200
    staff.judge.go.set()
    over = ended(holt, first["id"])
    assert over["state"] == "cancelled"
    assert over["done"] < 20
    assert sent(holt, data={"text": SAID})["state"] == "done"
    assert holt.delete(f"{JOBS}/none").status_code == 404


def test_one_job_at_a_time_and_not_too_many(alone: Served) -> None:
    client = alone.client()
    alone.judge.go.clear()
    answers = [client.post(JOBS, data={"text": f"Brann promised thing {n}."}) for n in range(queue.WAITING + 1)]
    assert [a.status_code for a in answers] == [202] * queue.WAITING + [503]
    assert answers[-1].headers["retry-after"]
    states = [j["state"] for j in client.get(JOBS).json()["jobs"]]
    assert states.count("running") <= 1
    for a in answers[:-1]:
        client.delete(f"{JOBS}/{a.json()['id']}")
    alone.judge.go.set()


def test_one_bad_job_leaves_the_worker_to_the_next(alone: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    client = alone.client()
    monkeypatch.setattr(Jobs, "_keep", lambda *_: 1 / 0)
    assert sent(client, data={"text": SAID})["state"] == "failed"
    monkeypatch.undo()
    assert sent(client, data={"text": SAID})["state"] == "done"


class StuckJudge(Judge):
    """It never comes back from the sixth document, so that a server dies half way however fast the machine is."""

    asked = 0

    def extract(self, document: Document) -> Any:
        self.asked += 1
        if self.asked > 5:
            time.sleep(PATIENCE_S)
        return super().extract(document)


def test_what_a_killed_server_left_is_reported(tmp_path: Path) -> None:
    where = tmp_path / "talks.ledger"
    open_store(where).close()
    folder = tmp_path / "sent"
    folder.mkdir()
    paths = []
    for n in range(30):
        paths.append(folder / f"{n}.txt")
        paths[-1].write_text(f"Brann promised thing {n} to the town of Odde in year {n}.")
    pid = os.fork()
    if not pid:  # a server that is killed at its work
        judge = StuckJudge()
        jobs = Jobs(open_store(where), lambda: judge, Path(f"{where}.jobs"))
        jobs.add("add", "Holt", [(str(p), p.name) for p in paths], jobs.folder())
        time.sleep(PATIENCE_S)
        os._exit(0)
    until = time.monotonic() + PATIENCE_S
    kept = 0
    while kept < 3 and time.monotonic() < until:
        time.sleep(0.1)
        with open_store(where).reading() as reading:
            kept = reading.counts()["documents"]
    os.kill(pid, 9)
    os.waitpid(pid, 0)
    app = create_app(ServeSettings(str(where)), chain=Judge)
    with TestClient(app, base_url=BASE) as client:
        [job] = client.get(JOBS).json()["jobs"]
        assert (job["state"], job["by"]) == ("interrupted", "Holt")
        assert "add the rest again" in job["why"]
        there = client.get("/api/v1/documents").json()["total"]
        assert 3 <= there < 30
        assert list(app.state.store.verify()) == []
        rest = sent(client, files=[("files", (p.name, p.read_bytes())) for p in paths])
        assert rest["state"] == "done"
        assert client.get("/api/v1/documents").json()["total"] == 30
    with TestClient(create_app(ServeSettings(str(where)), chain=Judge), base_url=BASE) as client:
        assert client.get(JOBS).json()["jobs"] == []  # said once


def test_what_is_sent_comes_back_as_data(alone: Served) -> None:
    client = alone.client()
    text = f"Brann{EVIL} said. Brann said it had agreed to {EVIL} mend the pier."
    job = sent(
        client,
        data={"text": text, "title": EVIL, "publisher": EVIL, "url": f"https://example.org/{EVIL}"},
        files=[("files", (f"{EVIL}.txt", text.encode() + b"!"))],
    )
    key = job["results"][-1]["document"]
    for path in (
        f"documents/{key}",
        "documents",
        "agreements",
        "accounts",
        f"jobs/{job['id']}",
        "documents?q=%3Cscript%3E",
    ):
        said = client.get(f"/api/v1/{path}")
        assert said.headers["content-type"] == "application/json"
        assert said.headers["x-content-type-options"] == "nosniff"
    doc = client.get(f"/api/v1/documents/{key}").json()
    assert doc["title"] == EVIL
    assert EVIL in doc["text"]
    missing = client.get(f"/api/v1/agreements/{EVIL.replace('/', '')}")
    assert (missing.status_code, missing.headers["content-type"]) == (404, "application/problem+json")
