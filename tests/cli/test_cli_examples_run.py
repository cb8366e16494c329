"""The examples through the whole chain, as a newcomer runs them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from readouts.export import load

EXAMPLES = Path(__file__).parents[2] / "examples"
NAMES = sorted(p.name for p in EXAMPLES.iterdir() if p.is_dir())


def run(*args: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from readouts.cli import main; main()", *args]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", NAMES)
def test_compare_an_example(name: str, tmp_path: Path) -> None:
    folder, page = str(EXAMPLES / name), tmp_path / "page.html"
    done = run("compare", folder, "--json", "--html", str(page))
    assert (done.returncode, done.stderr) == (0, "")
    ledger = load(done.stdout)
    texts = {d["id"]: d for d in map(json.loads, run("read", folder).stdout.splitlines())}
    anchors = [
        x.anchor for layer in (ledger.accounts, ledger.shifts, ledger.conditions, ledger.mandate_doubts) for x in layer
    ]  # fmt: skip
    assert anchors and not ledger.not_assessed and ledger.engine
    for anchor in anchors:
        assert texts[anchor.doc][anchor.field][anchor.start : anchor.end] == anchor.quote
    assert page.read_text(encoding="utf-8").count('href="#q') == len(anchors)


@pytest.mark.parametrize("name", NAMES)
def test_an_example_shows_its_dispute_over_the_record(name: str) -> None:
    ledger = load(run("compare", str(EXAMPLES / name)).stdout)
    found = [(g.label, g.status, g.dispute_kinds) for g in ledger.agreements]
    assert any(status == "disputed" and "record" in kinds for _, status, kinds in found), found


@pytest.mark.parametrize("name", NAMES)
def test_an_example_shows_its_shifts_and_conditions_and_no_other(name: str) -> None:
    right = json.loads((EXAMPLES / f"{name}.expected.json").read_text(encoding="utf-8"))
    ledger = load(run("compare", str(EXAMPLES / name)).stdout)
    assert [c.anchor.quote for c in ledger.conditions] == [c["quote"] for c in right["conditions"]]
    told = [(s.party, s.before, s.after, s.anchor.quote) for s in ledger.shifts]
    expected = [(s["party"], s["from"], s["to"], s["quote"]) for s in right["shifts"]]
    assert set(expected) <= set(told)
    # A second sentence may tell the same move again; nobody else moves, and no other way.
    assert {t[:3] for t in told} == {e[:3] for e in expected}


def test_doctor_finds_everything_working() -> None:
    done = run("doctor")
    assert done.returncode == 0, done.stdout
