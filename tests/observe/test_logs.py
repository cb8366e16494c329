"""Log lines: what is in them, and what never is."""

from __future__ import annotations

import io
import json
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from readouts.engine.keeping import Keeper
from readouts.errors import ReadoutsError
from readouts.ledger import open_store
from readouts.model import Document
from readouts.observe import event, logging_to, tagged
from readouts.observe.logs import LEVELS, error_line, places, wanted
from tests.api.making import PASSWORD, Served, ended
from tests.keeping.plain import Plain

LOG = logging.getLogger("readouts.trial")
SECRET = "the pilots of Torr will walk out at dawn"


def lines(out: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_json_line_has_time_level_logger_event_and_fields() -> None:
    out = io.StringIO()
    with logging_to("json", "info", stream=out):
        event(LOG, "job ends", documents=3, seconds=0.25, state="done", why=None)
    [line] = lines(out)
    at = line.pop("time")
    assert isinstance(at, str) and at.endswith("Z") and at[10] == "T" and len(at) == 24
    assert line == {
        "level": "info", "logger": "readouts.trial", "event": "job ends", "documents": 3, "seconds": 0.25, "state": "done",
    }  # fmt: skip


def test_no_field_replaces_the_head_of_a_line() -> None:
    out = io.StringIO()
    with logging_to("json", "info", stream=out):
        event(LOG, "job ends", time="never", event="other")
    assert lines(out)[0]["event"] == "job ends" and lines(out)[0]["time"] != "never"


@pytest.mark.parametrize("form", ["json", "text"])
def test_nothing_in_a_field_begins_a_line_of_its_own(form: str) -> None:
    out = io.StringIO()
    with logging_to(form, "info", stream=out):  # type: ignore[arg-type]
        event(LOG, "document", document="d1\n2031-03-04T00:00:00.000Z error forged\r\u2028x", outcome='a"b=c')
        LOG.warning("two\nlines %s", "\x1b[31mred")
    shown = out.getvalue()
    assert shown.count("\n") == 2 and "\r" not in shown and "\x1b" not in shown and "\u2028" not in shown


def test_tags_mark_every_line_of_their_block_and_of_no_other() -> None:
    out = io.StringIO()
    with logging_to("json", "info", stream=out):
        with tagged(request="r1"), tagged(job="j1"):
            event(LOG, "inside")
        event(LOG, "outside")
    first, second = lines(out)
    assert (first["request"], first["job"]) == ("r1", "j1") and not {"request", "job"} & set(second)


def test_off_says_nothing_and_everything_is_as_before_afterwards(capsys: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    before = root.level, list(root.handlers), logging.getLogger("readouts").level
    with logging_to("off", "debug"):
        event(LOG, "job ends", level="error")
    assert (root.level, root.handlers, logging.getLogger("readouts").level) == before
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("level", LEVELS)
def test_the_level_is_the_least_that_is_told(level: str) -> None:
    out = io.StringIO()
    with logging_to("json", level, stream=out):  # type: ignore[arg-type]
        for each in LEVELS:
            event(LOG, "x", level=each)
    assert [line["level"] for line in lines(out)] == list(LEVELS[LEVELS.index(level) :])  # type: ignore[arg-type]


def test_others_debugging_is_not_told() -> None:
    out = io.StringIO()
    with logging_to("json", "debug", stream=out):
        logging.getLogger("elsewhere").debug("chatter")
        logging.getLogger("elsewhere").warning("trouble %d", 7)
    assert [line["event"] for line in lines(out)] == ["trouble 7"]


def test_the_environment_says_how_and_a_wrong_word_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READOUTS_LOG", "JSON")
    monkeypatch.setenv("READOUTS_LOG_LEVEL", "debug")
    assert wanted() == ("json", "debug") and wanted("off", "error") == ("off", "error")
    monkeypatch.setenv("READOUTS_LOG_LEVEL", "loud")
    with pytest.raises(ValueError, match="take one of debug, info, warning, error"):
        wanted()
    monkeypatch.setenv("READOUTS_LOG", "xml")
    with pytest.raises(ValueError, match="take one of json, text, off"):
        wanted()


def test_an_error_is_told_by_class_and_place_without_a_documents_words() -> None:
    def inner() -> None:
        raise ValueError(SECRET)

    out = io.StringIO()
    with logging_to("json", "info", stream=out):
        try:
            try:
                inner()
            except ValueError as error:
                raise KeyError(SECRET) from error
        except KeyError as error:
            event(LOG, "breaks off", level="error", error=error)
    [line] = lines(out)
    assert line["error"] == "KeyError" and "from ValueError" in str(line["trace"]) and "inner@" in str(line["trace"])
    assert "pilots" not in out.getvalue()


def test_messages_of_ours_and_of_the_system_are_told_without_what_they_quote() -> None:
    said = error_line(ReadoutsError(f"no words at 3..9 of {SECRET!r}: read it anew"))
    assert said == "ReadoutsError: no words at 3..9 of …: read it anew"
    assert error_line(FileNotFoundError(2, "No such file", "x.txt")).startswith("FileNotFoundError: [Errno 2] No such file")
    assert places(ReadoutsError("never raised")) == []


def test_each_document_kept_is_a_line_with_its_key_and_no_text(tmp_path: Path) -> None:
    out = io.StringIO()
    store = open_store(str(tmp_path / "x.ledger"), create=True)
    document = Document("notes", f"Brann promised to mend the pier. {SECRET}.", language="en")
    with logging_to("json", "info", stream=out):
        keeper = Keeper(store, Plain)
        keeper.keep(document)
        keeper.keep(document)
        keeper.fail("https://example.org/?key=sesame", "it is not there")
    store.close()
    first, second, third = lines(out)
    assert (first["event"], first["outcome"], first["agreements"]) == ("document", "added", 1)
    assert second["outcome"] == "known" and first["document"] == second["document"]
    assert (third["event"], third["level"]) == ("source failed", "warning")
    assert "pilots" not in out.getvalue() and "sesame" not in out.getvalue()


def test_a_request_is_a_line_with_its_template_and_its_id_is_in_the_answer(staff: Served) -> None:
    out = io.StringIO()
    with logging_to("json", "debug", stream=out):
        client = staff.client()
        client.post("/api/v1/session", json={"name": "Holt", "password": PASSWORD})
        token = staff.tokens["Ivo"]
        found = client.get("/api/v1/documents/sesame?party=sesame", headers={"authorization": f"Bearer {token}"})
        client.get("/api/v1/health")
        lost = client.get("/sesame")
    told = {line["request"]: line for line in lines(out) if line["event"] == "request"}
    line = told[found.headers["x-request-id"]]
    assert (line["method"], line["route"], line["status"]) == ("GET", "/api/v1/documents/{key}", 404)
    assert isinstance(line["seconds"], float) and line["level"] == "info"
    assert told[lost.headers["x-request-id"]]["route"] == "unmatched"
    assert {t["route"]: t["level"] for t in told.values()}["/api/v1/health"] == "debug"
    assert len(told) == 4
    for never in ("sesame", PASSWORD, token, client.cookies["readouts"]):
        assert never not in out.getvalue()


def test_what_the_gate_refuses_is_told_too(alone: Served) -> None:
    out = io.StringIO()
    with logging_to("json", "info", stream=out):
        said = alone.client().get("/api/v1/agreements", headers={"host": "evil.example"})
    assert said.status_code == 421 and lines(out)[0]["request"] == said.headers["x-request-id"]
    assert (lines(out)[0]["route"], lines(out)[0]["status"]) == ("unmatched", 421)


def test_an_error_nobody_foresaw_has_the_requests_id(alone: Served) -> None:
    @alone.app.get("/broken/{words}")
    def broken(words: str) -> None:
        raise ValueError(words)

    out = io.StringIO()
    with logging_to("json", "info", stream=out):
        said = alone.client().get("/broken/sesame")
    assert said.status_code == 500
    name = said.headers["x-request-id"]
    told = {str(line["event"]): line for line in lines(out)}
    assert told["request breaks off"]["request"] == told["request"]["request"] == name
    assert told["request breaks off"]["error"] == "ValueError" and told["request"]["status"] == 500
    assert "broken@" in str(told["request breaks off"]["trace"]) and "sesame" not in out.getvalue()


def _added(client: TestClient, words: str) -> str:
    said = client.post("/api/v1/jobs", data={"text": words, "title": "Notes"})
    assert said.status_code == 202, said.text
    return str(ended(client, said.json()["id"])["id"])


def test_a_job_is_told_from_begin_to_end_with_its_counts(alone: Served) -> None:
    out = io.StringIO()
    with logging_to("json", "info", stream=out):
        job = _added(alone.client(), f"Brann promised to mend the pier. {SECRET}.")
        alone.app.state.jobs.close()
    told = [line for line in lines(out) if line.get("job") == job]
    assert [line["event"] for line in told] == ["job waits", "job begins", "document", "job ends"]
    assert {"state": "done", "count_added": 1, "kind": "add"}.items() <= told[-1].items()
    assert "request" in told[0] and "request" not in told[1]
    assert "pilots" not in out.getvalue()


def test_a_job_that_breaks_off_says_where_and_not_what_it_read(alone: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError(SECRET)

    monkeypatch.setattr(alone.app.state.jobs, "_keep", broken)
    out = io.StringIO()
    with logging_to("json", "info", stream=out):
        job = _added(alone.client(), SECRET)
        alone.app.state.jobs.close()
    told = {str(line["event"]): line for line in lines(out) if line.get("job") == job}
    assert told["job breaks off"]["error"] == "ZeroDivisionError" and "broken@" in str(told["job breaks off"]["trace"])
    assert (told["job ends"]["state"], told["job ends"]["level"]) == ("failed", "warning")
    assert "pilots" not in out.getvalue()


def test_a_command_logs_as_the_environment_says() -> None:
    command = [sys.executable, "-c", "from readouts.cli import main; main()", "read", "no-such-file.txt"]
    wrong = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, "READOUTS_LOG": "loud"}
    )
    assert wrong.returncode == 2 and wrong.stderr == "readouts: READOUTS_LOG is 'loud': take one of json, text, off\n"
