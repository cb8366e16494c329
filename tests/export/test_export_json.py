"""Ledgers as JSON: nothing lost, and the published schema says what is written."""

# ruff: noqa: F811 - a fixture is named as it is imported
import json

import pytest
from night_shift import document, ledger  # noqa: F401 - fixtures

from readouts.errors import ReadError
from readouts.export import dump, dump_line, load
from readouts.export.schema import SCHEMAS, texts
from readouts.model import Document, Ledger

jsonschema = pytest.importorskip("jsonschema")


def test_round_trip(ledger: Ledger) -> None:
    assert load(dump(ledger)) == ledger
    assert load(dump_line(ledger)) == ledger


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"story": 3}', '{"story":"s","docs":["d"],"accounts":[{}]}'])
def test_what_is_not_a_ledger_is_named(text: str) -> None:
    with pytest.raises(ReadError, match=r"^x\.json: not a ledger: "):
        load(text, "x.json")


def test_published_schemas_are_current() -> None:
    assert {p.name: p.read_text(encoding="utf-8") for p in SCHEMAS.glob("*.json")} == texts()


def test_a_ledger_validates_and_a_wrong_one_does_not(ledger: Ledger) -> None:
    validator = jsonschema.Draft202012Validator(json.loads(texts()["ledger-1.json"]))
    record = json.loads(dump(ledger))
    validator.validate(record)
    record["accounts"][0]["stance"] = "shrugs"
    assert not validator.is_valid(record)
    del record["accounts"]
    record["schema"] = "readouts.ledger/2"
    assert not validator.is_valid(record)


def test_a_document_validates(document: Document) -> None:
    validator = jsonschema.Draft202012Validator(json.loads(texts()["document-1.json"]))
    validator.validate(json.loads(dump_line(document)))
    assert not validator.is_valid({"id": "d"})
