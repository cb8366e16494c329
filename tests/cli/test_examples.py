"""The examples: documents with their answers, every quote of an answer word for word in its document."""

import json
from pathlib import Path
from typing import Any

import pytest

from readouts.model import DISPUTE_KINDS, STANCES, STATUSES

EXAMPLES = Path(__file__).parents[2] / "examples"
NAMES = sorted(p.name for p in EXAMPLES.iterdir() if p.is_dir())


def documents(name: str) -> dict[str, str]:
    out = {}
    for path in sorted((EXAMPLES / name).iterdir()):
        head, text = path.read_text(encoding="utf-8").removeprefix("---\n").split("---\n", 1)
        fields = dict(line.split(": ", 1) for line in head.splitlines())
        assert fields["story"] == name and {"id", "title", "published", "publisher", "kind"} <= fields.keys()
        out[fields["id"]] = text
    return out


def answer(name: str) -> dict[str, Any]:
    record: dict[str, Any] = json.loads((EXAMPLES / f"{name}.expected.json").read_text(encoding="utf-8"))
    return record


@pytest.mark.parametrize("name", NAMES)
def test_answers_quote_word_for_word(name: str) -> None:
    texts, right = documents(name), answer(name)
    assert right["docs"] == list(texts)
    for layer in ("accounts", "shifts", "conditions", "mandate_doubts"):
        for row in right[layer]:
            assert texts[row["doc"]].count(row["quote"]) == 1, row["quote"]


@pytest.mark.parametrize("name", NAMES)
def test_answers_keep_to_the_words(name: str) -> None:
    right = answer(name)
    ids = {g["id"] for g in right["agreements"]}
    assert all(g["status"] in STATUSES and set(g["dispute_kinds"]) <= set(DISPUTE_KINDS) for g in right["agreements"])
    assert all(a["stance"] in STANCES and a["agreement"] in ids for a in right["accounts"])
    for c in right["contradictions"]:
        a, b = right["accounts"][c["a"]], right["accounts"][c["b"]]
        assert a["agreement"] == b["agreement"] == c["agreement"] and a["party"] != b["party"]


def test_examples_are_listed() -> None:
    text = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    assert all(f"`{name}/`" in text and f"`{name}.expected.json`" in text for name in NAMES)
