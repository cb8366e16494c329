"""Spans: which there are, how they nest, and that no words get into them."""

from __future__ import annotations

import builtins
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode

from readouts.encoders.ahead import Ahead
from readouts.engine.inline import Inline
from readouts.engine.keeping import Keeper
from readouts.ledger import open_store
from readouts.model import Document
from readouts.observe import Ended, each, span, spans, trace_with, watch
from tests.api.making import Served, ended

TEXT = "The union of Brann said the port had agreed to a pay rise. “We agreed to nothing,” the port's spokesman said."


@pytest.fixture
def traced() -> Iterator[InMemorySpanExporter]:
    """All spans of the test, as an exporter gets them."""
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    trace_with(provider)
    yield exporter
    trace_with(None)
    provider.shutdown()


def tree(exporter: InMemorySpanExporter) -> dict[str, str | None]:
    """The name of each span's parent, by its own name."""
    found = exporter.get_finished_spans()
    names = {s.context.span_id: s.name for s in found if s.context}
    return {s.name: names[s.parent.span_id] if s.parent else None for s in found}


def about(exporter: InMemorySpanExporter, name: str) -> dict[str, Any]:
    [found] = [s for s in exporter.get_finished_spans() if s.name == name]
    return dict(found.attributes or {})


def worded(found: ReadableSpan) -> str:
    return f"{found.name} {dict(found.attributes or {})} {[(e.name, dict(e.attributes or {})) for e in found.events]} {found.status.description}"


def test_a_document_that_is_kept_has_its_steps_as_parts(traced: InMemorySpanExporter, tmp_path: Path) -> None:
    source = tmp_path / "notes.txt"
    source.write_text(TEXT, encoding="utf8")
    store = open_store(str(tmp_path / "x.ledger"), create=True)
    with span("readouts.job"):
        list(Keeper(store, Inline).add([source]))
    store.close()
    assert tree(traced) == {
        "readouts.job": None, "readouts.read": "readouts.job", "readouts.document": "readouts.job",
        "readouts.extract": "readouts.document", "readouts.keep": "readouts.document",
        "readouts.parse": "readouts.extract", "readouts.attribute": "readouts.extract",
        "readouts.stance": "readouts.extract", "readouts.ascribe": "readouts.extract",
    }  # fmt: skip
    assert about(traced, "readouts.document") == {"readouts.outcome": "added"}
    extracted = about(traced, "readouts.extract")
    assert extracted["readouts.characters"] == len(TEXT) and extracted["readouts.attributions"] >= 1
    assert about(traced, "readouts.stance") == {"readouts.statements": 2}
    for found in traced.get_finished_spans():
        assert not any(word in worded(found) for word in ("union", "port", "agreed", "notes", str(tmp_path)))


def test_a_comparison_is_a_span_beside_its_extractions(traced: InMemorySpanExporter) -> None:
    Inline("rules").compare([Document("a", TEXT, language="en")])
    assert {k: v for k, v in tree(traced).items() if v is None} == {"readouts.extract": None, "readouts.compare": None}
    assert about(traced, "readouts.compare") == {"readouts.documents": 1}


def test_a_request_and_a_job_are_spans_with_templates(traced: InMemorySpanExporter, alone: Served) -> None:
    client = alone.client()
    client.get("/api/v1/documents/sesame?party=sesame")
    job = client.post("/api/v1/jobs", data={"text": "Brann promised to mend the pier.", "title": "Sesame"}).json()["id"]
    ended(client, job)
    alone.app.state.jobs.close()
    requests = [dict(s.attributes or {}) for s in traced.get_finished_spans() if s.name == "readouts.request"]
    assert {
        "http.request.method": "GET", "http.route": "/api/v1/documents/{key}", "http.response.status_code": 404,
    } in requests  # fmt: skip
    names = tree(traced)
    assert names["readouts.document"] == names["readouts.read"] == "readouts.job" and names["readouts.job"] is None
    assert about(traced, "readouts.job") == {"readouts.kind": "add", "readouts.sources": 1, "readouts.state": "done"}
    for found in traced.get_finished_spans():
        assert not any(word in worded(found) for word in ("sesame", "Sesame", "pier")), worded(found)
        assert not found.name.startswith(("GET", "POST", "fastapi"))  # the framework's own, which hold queries


def test_an_error_is_a_class_and_not_a_message(traced: InMemorySpanExporter) -> None:
    with pytest.raises(ValueError), span("readouts.parse"):
        raise ValueError("They agreed to nothing.")
    [found] = traced.get_finished_spans()
    assert found.status.status_code is StatusCode.ERROR and dict(found.attributes or {}) == {"error.type": "ValueError"}
    assert "agreed" not in worded(found)


def test_words_are_left_out_and_numbers_stay(traced: InMemorySpanExporter) -> None:
    with span("readouts.parse", characters=3, words="They agreed.", outcome="added") as work:
        work.note(more="two words", done=True)
    assert about(traced, "readouts.parse") == {"readouts.characters": 3, "readouts.outcome": "added", "readouts.done": True}


def test_work_begun_ahead_is_a_part_of_what_began_it(traced: InMemorySpanExporter) -> None:
    def work() -> int:
        with span("inner"):
            return 7

    with span("outer"):
        assert Ahead(work).result() == 7
    assert tree(traced) == {"inner": "outer", "outer": None}


def test_each_item_of_a_stream_is_a_span_and_its_use_is_not() -> None:
    seen: list[Ended] = []
    stop = watch(seen.append)
    for item in each("readouts.read", iter([1, 2])):
        with span("use", item=item):
            pass
    stop()
    assert [(e.name, dict(e.about)) for e in seen] == [
        ("readouts.read", {}), ("use", {"item": 1}), ("readouts.read", {}), ("use", {"item": 2}), ("readouts.read", {"found": False}),
    ]  # fmt: skip
    with pytest.raises(ZeroDivisionError):
        list(each("readouts.read", (1 // n for n in (1, 0))))


def test_who_stops_watching_hears_no_more() -> None:
    first: list[Ended] = []
    second: list[Ended] = []
    stop, stop_too = watch(first.append), watch(second.append)
    with span("one"):
        pass
    stop()
    with span("two"):
        pass
    stop_too()
    assert [e.name for e in first] == ["one"] and [e.name for e in second] == ["one", "two"]


def test_where_nobody_asks_a_span_is_always_the_same_object(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("readouts.observe.spans._watchers", ())  # a server that other tests share may watch
    trace_with(None)
    assert span("readouts.parse", characters=3) is span("readouts.keep")


def test_nothing_of_opentelemetry_is_loaded_where_nobody_asks() -> None:
    script = (
        "import sys\nfrom readouts.observe import span\nwith span('x'): pass\n"
        "print([m for m in sys.modules if m.startswith(('opentelemetry', 'readouts.'))])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=_environment())
    assert "opentelemetry" not in done.stdout and "readouts.encoders" not in done.stdout


def _environment(**more: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("OTEL_", "READOUTS_OTEL"))}
    return kept | more


def test_the_environment_turns_it_on_and_the_spans_reach_a_collector() -> None:
    got: list[tuple[str, bytes]] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append((self.path, self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Collector)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    script = "from readouts.observe import span\nwith span('readouts.parse', characters=3): pass\n"
    where = f"http://127.0.0.1:{server.server_port}"
    subprocess.run(
        [sys.executable, "-c", script], check=True, env=_environment(OTEL_EXPORTER_OTLP_ENDPOINT=where, no_proxy="*")
    )
    server.shutdown()
    [(path, body)] = got
    sent = ExportTraceServiceRequest.FromString(body).resource_spans[0]
    assert path == "/v1/traces" and sent.scope_spans[0].spans[0].name == "readouts.parse"
    assert {a.key: a.value.string_value for a in sent.resource.attributes}["service.name"] == "readouts"


def test_a_missing_package_is_one_warning_and_no_error(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name.startswith("opentelemetry"):
            raise ImportError(f"No module named {name!r}", name=name)
        return real(name, *rest, **more)

    monkeypatch.setenv("READOUTS_OTEL", "1")
    monkeypatch.setattr(builtins, "__import__", without)
    monkeypatch.setattr(spans, "_tracer", spans._unset)
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            with span("readouts.parse"):
                pass
    monkeypatch.undo()
    trace_with(None)
    assert len(caplog.records) == 1 and 'pip install "readouts[otel]"' in caplog.text
