"""The OpenAPI document is valid and true: every operation is tried with what it says it takes, and with what it does not."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests  # what schemathesis asks with
import schemathesis
import uvicorn
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core.parameters import ParameterLocation

from readouts.api.openapi import routes_of
from tests.api.making import Served, local, team
from tests.asking.making import ACCOUNTS, SHIFT, key

load_all_checks()
# Each operation with so many made-up requests, some of which the document forbids.
EXAMPLES = 8
NAMES = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
    "response_schema_conformance", "negative_data_rejection",
)  # fmt: skip
TRIED = [CHECKS.get_by_names([name])[0] for name in NAMES]
REJECTS = CHECKS.get_by_names(["negative_data_rejection"])[0]
METHODS = ("get", "post", "put", "patch", "delete")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    made = team(str(tmp_path_factory.mktemp("openapi") / "team.ledger"))
    with made.client():
        yield made


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    said: dict[str, Any] = local(tmp_path_factory.mktemp("document")).client().get("/api/v1/openapi.json").json()
    return said


@pytest.fixture(scope="module")
def api(served: Served) -> Iterator[Any]:
    """The document of a server that runs: over a socket, as its users have it."""
    config = uvicorn.Config(served.app, port=0, log_level="error", lifespan="off")
    server = uvicorn.Server(config)
    place = config.bind_socket()
    thread = threading.Thread(target=server.run, args=([place],), daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    made = schemathesis.openapi.from_url(f"http://127.0.0.1:{place.getsockname()[1]}/api/v1/openapi.json")
    # A stream is read by the tests of jobs.
    yield made.exclude(operation_id="watchJob")
    server.should_exit = True
    thread.join(60)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_every_operation_does_what_it_says(api: Any, served: Served, mode: GenerationMode) -> None:
    session = requests.Session()
    headers = {"authorization": f"Bearer {served.tokens['Ana']}"}
    tried = 0
    for found in api.get_all_operations():
        operation = found.ok()
        if mode is GenerationMode.NEGATIVE and not (list(operation.iter_parameters()) or operation.body):
            continue  # there is nothing in it that could be wrong

        @given(case=operation.as_strategy(generation_mode=mode))
        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        def does(case: schemathesis.Case) -> None:
            # A form has no types: the number 0 is the text "0", which is as good as any other. And the headers that are
            # wrong give way to those that let the test in.
            wrong = {where for where, part in case.meta.components.items() if part.mode is GenerationMode.NEGATIVE}
            refused = case.media_type != "multipart/form-data" and wrong > {ParameterLocation.HEADER, ParameterLocation.COOKIE} & wrong
            asked = [c for c in TRIED if refused or c is not REJECTS]
            case.call_and_validate(headers=headers, session=session, checks=asked)

        does()
        tried += 1
    assert tried > 25


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield method, path, item[method]


def test_the_document_is_valid(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    for name, shape in document["components"]["schemas"].items():
        Draft202012Validator.check_schema(shape)
        assert shape.get("description") or name in ("ValidationError",), name
    text = json.dumps(document)
    for ref in {part.split('"')[0] for part in text.split('"$ref": "#/components/schemas/')[1:]}:
        assert ref in document["components"]["schemas"], ref


def test_every_operation_is_described(document: dict[str, Any]) -> None:
    found = list(operations(document))
    ids = [o["operationId"] for _, _, o in found]
    assert len(ids) == len(set(ids)) > 30
    for method, path, o in found:
        assert o["summary"], (method, path)
        assert o["description"], (method, path)
        assert any(code.startswith("2") for code in o["responses"])
        for code, said in o["responses"].items():
            if int(code) >= 400:
                assert list(said["content"]) == ["application/problem+json"], (path, code)
        for p in o.get("parameters", ()):
            assert p.get("description") or p["in"] == "path" or p["name"] in ("stance", "status"), (path, p["name"])


def test_every_route_of_the_api_is_in_it(served: Served, document: dict[str, Any]) -> None:
    there = {(m.upper(), p) for m, p, _ in operations(document)}
    for route, _ in routes_of(served.app):
        for method in route.methods or ():
            if route.path not in ("/api/v1/openapi.json", "/metrics"):
                assert (method, route.path) in there


@pytest.mark.parametrize(
    ("path", "shape"),
    [
        ("agreements", "Agreements"), (f"agreements/{SHIFT}", "Dossier"), (f"agreements/{SHIFT}/timeline", "Timeline"),
        ("accounts?facets=true", "Accounts"), (f"accounts/{ACCOUNTS['tuesday'].id}", "Account"), ("matrix", "Matrix"),
        ("network", "Network"), ("changes?since=2031-03-01", "Changes"), (f"documents/{key('monday')}", "Document"),
        ("documents", "Documents"), ("judgements", "Judgements"), ("reliability", "Reliability"), ("adjudication", "Adjudication"),
        ("timeline?party=Port Ane", "Timeline"), ("me", "Me"), ("people", "Members"), ("tokens", "Tokens"), ("audit", "Audit"),
        ("versions?source=https://example.org/monday", "Versions"), ("exports", "ExportFormats"), ("jobs", "Jobs"),
    ],
)  # fmt: skip
def test_full_answers_have_their_shape(served: Served, document: dict[str, Any], path: str, shape: str) -> None:
    """What the made-up requests seldom find: answers with something of everything in them."""
    ana = served.by_token("Ana")
    said = ana.post(
        "/api/v1/judgements", json={"verdict": "accept", "target": ACCOUNTS["tuesday"].id, "note": "so it is"}
    )
    assert said.status_code == 201
    got = ana.get(f"/api/v1/{path}").json()
    shapes = {"$ref": f"#/components/schemas/{shape}", "components": document["components"]}
    Draft202012Validator(shapes).validate(got)
