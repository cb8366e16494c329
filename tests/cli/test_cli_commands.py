"""The command line: what it prints where, its exit codes, and what happens when something goes wrong."""

# ruff: noqa: F811 - a fixture is named as it is imported
import io
import json
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from rich.console import Console
from stand_in import engine, sources  # noqa: F401 - fixtures
from typer.testing import CliRunner

from readouts.cli.app import app
from readouts.cli.terminal import show_accounts, show_documents, show_ledger
from readouts.export import load
from readouts.model import Condition, Document, Ledger, MandateDoubt, NotAssessed, Shift, Silence

Seen = dict[str, object]
runner = CliRunner()


def run(*args: str) -> tuple[int, str, str]:
    result = runner.invoke(app, list(args))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def test_a_pipe_gets_json(engine: Seen, sources: list[str]) -> None:
    code, out, err = run("compare", *sources)
    assert (code, err) == (0, "")
    ledger = load(out)
    assert ledger.docs == ("s1-a", "s1-b", "s2-a")
    assert engine["engine"] is None


def test_by_story_gives_one_ledger_a_line(engine: Seen, sources: list[str]) -> None:
    code, out, _ = run("compare", *sources, "--by", "story", "--engine", "rules")
    assert code == 0
    assert [load(line).story for line in out.splitlines()] == ["s1", "s2"]
    assert engine["engine"] == "rules"


def test_a_threshold_reaches_the_engine_and_must_be_a_probability(engine: Seen, sources: list[str]) -> None:
    run("compare", *sources, "--threshold", "0.7")
    assert engine["threshold"] == 0.7
    code, _, err = run("compare", *sources, "--threshold", "7")
    assert code == 2
    assert "--threshold" in err


def test_one_failed_source_is_one_line_and_code_3(engine: Seen, sources: list[str]) -> None:
    code, out, err = run("compare", sources[0], "gone.txt", "--jsonl")
    assert code == 3
    assert load(out).docs == ("s1-a",)
    assert err == "readouts: gone.txt: no such file [2J\n"


def test_nothing_read_is_code_1(engine: Seen) -> None:
    assert run("compare", "gone.txt")[:2] == (1, "")
    assert run("read", "gone.txt")[:2] == (1, "")
    assert run("extract", "gone.txt")[:2] == (1, "")


@pytest.mark.parametrize(
    "args", [("compare",), ("compare", "x", "--engine", "magic"), ("compare", "x", "--json", "--jsonl"),
             ("compare", "x", "--actors", "/no/such/file"), ("nonsense",), ("read",)],
)  # fmt: skip
def test_wrong_usage_is_code_2(engine: Seen, args: tuple[str, ...]) -> None:
    assert run(*args)[0] == 2


def test_ctrl_c_keeps_what_was_done(engine: Seen, sources: list[str]) -> None:
    engine["stop_at"] = "s2"
    code, out, err = run("compare", *sources, "--by", "story", "--jsonl")
    assert code == 130
    assert [load(line).story for line in out.splitlines()] == ["s1"]
    assert err == "readouts: interrupted\n"


def test_a_group_that_cannot_be_judged_is_said(engine: Seen, sources: list[str]) -> None:
    engine["break_at"] = "s1"
    code, out, err = run("compare", *sources, "--by", "story")
    assert code == 3
    assert [load(line).story for line in out.splitlines()] == ["s2"]
    assert err == "readouts: s1: no English pipeline: pip install it\n"


def test_html_is_written_beside_the_answer(engine: Seen, sources: list[str], tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    code, out, _ = run("compare", sources[0], "--html", str(page))
    assert code == 0 and load(out)
    assert "work a night shift" in page.read_text(encoding="utf-8")


def test_a_page_without_a_place_is_said_before_the_work(engine: Seen, sources: list[str], tmp_path: Path) -> None:
    for place, says in ((tmp_path / "no" / "report.html", "make it first"), (tmp_path, "name a file in it")):
        code, out, err = run("compare", sources[0], "--html", str(place))
        assert (code, out) == (2, "") and "cannot write the page" in err and says in err
    assert "stories" not in engine


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no such device here")
def test_a_page_that_fails_on_a_full_disk_leaves_the_answer(engine: Seen, sources: list[str]) -> None:
    code, out, err = run("compare", sources[0], "--html", "/dev/full")
    assert code == 3 and load(out)
    assert err == "readouts: /dev/full: cannot write the page: No space left on device\n"


def test_what_was_not_assessed_is_said_and_counts(engine: Seen, sources: list[str]) -> None:
    engine["unjudged"] = ("s1-a",)
    code, out, err = run("compare", *sources)
    assert code == 3 and load(out).not_assessed
    assert err == "readouts: s1-a: not assessed: language 'ru'\n"
    engine["unjudged"] = ("s1-a", "s1-b", "s2-a")
    assert run("compare", *sources)[0] == 1


def test_hosts_reach_the_reader(engine: Seen, sources: list[str]) -> None:
    run("compare", sources[0], "--allow-host", "a.test", "--allow-host", "b.test")
    assert engine["hosts"] == ("a.test", "b.test")


def test_read_prints_documents(engine: Seen, sources: list[str]) -> None:
    code, out, _ = run("read", *sources)
    assert code == 0
    assert [json.loads(line)["id"] for line in out.splitlines()] == ["s1-a", "s1-b", "s2-a"]


def test_extract_prints_accounts_whose_slice_is_the_quote(engine: Seen, sources: list[str]) -> None:
    code, out, _ = run("extract", sources[0])
    assert code == 0
    text = json.loads(run("read", sources[0])[1])["text"]
    for row in map(json.loads, out.splitlines()):
        assert text[row["start"] : row["end"]] == row["quote"]


def test_bare_attributions_have_the_scorers_shape(engine: Seen, sources: list[str]) -> None:
    code, out, _ = run("extract", sources[0], "--attributions")
    row = json.loads(out)
    assert code == 0 and set(row) == {"id", "text", "attributions"}
    found = row["attributions"][0]
    assert found["source"] == [[0, 16]] and found["cue"] == [[17, 21]] and found["content"] == [[22, 61]]
    assert found["type"] == "indirect" and found["speaker"] == "Ilse Brand"


def test_explain_shows_words_chain_and_rules(engine: Seen, sources: list[str], tmp_path: Path) -> None:
    path = tmp_path / "ledgers.jsonl"
    path.write_text(run("compare", *sources, "--by", "story")[1], encoding="utf-8")
    code, out, _ = run("explain", str(path), "s1-a-denies")
    assert code == 0
    for words in (
        "Quay Workers' Union denies",
        "promised nothing",
        "standing  Ilse Brand",
        "stance.cue",
        "kind record",
    ):
        assert words in out
    assert "\x1b" not in out
    code, out, _ = run("explain", str(path), "a1")
    assert code == 0 and out.count("disputed (record)") == 2 and "compare.record" in out


@pytest.mark.parametrize("content", [None, b"", b"[1]", b"\xff\xfe\x00", b'{"story": "s"}'])
def test_explain_names_a_bad_ledger(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "ledger.json"
    if content is not None:
        path.write_bytes(content)
    code, out, err = run("explain", str(path), "a1")
    assert (code, out) == (1, "") and err.startswith(f"readouts: {path}") and err.count("\n") == 1


def test_explain_unknown_id(engine: Seen, sources: list[str], tmp_path: Path) -> None:
    path = tmp_path / "ledger.json"
    path.write_text(run("compare", sources[0])[1], encoding="utf-8")
    code, _, err = run("explain", str(path), "zz")
    assert code == 1 and "no account or agreement has the id 'zz'" in err


def test_doctor_reports_and_runs(engine: Seen) -> None:
    code, out, _ = run("doctor")
    assert code == 0 or "MISSING" in out
    for head in (
        "python",
        "spacy",
        "pipeline",
        "weights",
        "language",
        "engine        stand-in 1",
        "trial run     works",
    ):
        assert head in out


def test_doctor_says_what_is_broken(engine: Seen) -> None:
    engine["break_at"] = ""
    code, out, _ = run("doctor")
    assert code == 1 and "engine        BROKEN: RuntimeError: no English pipeline" in out


@pytest.mark.parametrize("command", ["compare", "read", "extract", "doctor", "explain"])
def test_each_help_has_an_example_and_exit_codes(command: str) -> None:
    out = run(command, "--help")[1]
    assert f"Example: readouts {command}" in out and "Exit codes:" in out


def test_help_of_all_has_an_example_too() -> None:
    out = run("--help")[1]
    assert "Example: readouts compare" in out and "Exit codes:" in out


def test_help_and_version_load_nothing_heavy() -> None:
    script = (
        "import sys\nfrom readouts.cli.app import app\n"
        "try: app(['--version'])\nexcept SystemExit: pass\n"
        "print(sorted(set('spacy numpy trafilatura onnxruntime httpx2'.split()) & set(sys.modules)))"
    )
    out = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert re.fullmatch(r"readouts \d+\.\d+\.\d+\S*\n\[\]\n", out)


@pytest.mark.skipif(sys.platform == "win32", reason="signals differ there")
def test_a_real_ctrl_c_is_one_line_and_code_130() -> None:
    command = [sys.executable, "-c", "from readouts.cli import main; main()", "read", "-"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdin is not None and process.stderr is not None
        process.stdin.write(b"no. " * 100_000)  # more than a pipe holds: comes back when the command reads
        process.stdin.flush()
        time.sleep(0.5)  # until it waits again: a signal between two reads is seen only after the second
        process.send_signal(signal.SIGINT)
        assert process.wait(120) == 130
        assert process.stderr.read() == b"readouts: interrupted\n"


def printed(function: object, *args: object, width: int = 100, **options: object) -> str:
    console = Console(file=io.StringIO(), width=width, force_terminal=True, color_system=None, highlight=False)
    function(*args, console=console, **options)  # type: ignore[operator]
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def full_ledger(engine: Seen, sources: list[str]) -> Ledger:
    base = load(run("compare", sources[0])[1])
    words = base.accounts[0].anchor
    return Ledger(
        "night shift", base.docs, base.agreements, base.accounts, base.contradictions,
        (Shift("a1", "Port Ane", "affirms", "hedges", words, "a clerk"),),
        (Condition("a1", "Port Ane", words),),
        (MandateDoubt("the union", "the mayor", words),), (Silence("a1", "Port Ane", "s1-a"),), (),
        (NotAssessed("s9", "language is 'ru'"),), ("stand-in 1",),
    )  # fmt: skip


@pytest.mark.parametrize("width", [40, 100])
def test_the_terminal_shows_every_layer(engine: Seen, sources: list[str], width: int) -> None:
    out = " ".join(re.sub("[│╭╮╰╯─]", " ", printed(show_ledger, full_ledger(engine, sources), width=width)).split())
    expected = (
        "disputed (record)", "2 parties · 2 accounts", "Where they part", "Shifts", "says a clerk",
        "Conditions",
        "Doubted mandates", "Silences", "not a denial", "Not assessed", "by title", "2031-03-03", "Port Ane",
        "“Mayor Ilse Brand said the dockers had agreed to a night shift.”",
    )  # fmt: skip
    for words in expected:
        assert words in out, words
    assert "\x1b[2J" not in out


def test_offsets_on_demand(engine: Seen, sources: list[str]) -> None:
    ledger = full_ledger(engine, sources)
    assert "0–62" not in printed(show_ledger, ledger)
    assert "0–62" in printed(show_ledger, ledger, offsets=True)


def test_other_tables(engine: Seen, sources: list[str]) -> None:
    document = Document(id="s1-a", text="x", title="[bold]Night[/] shift")
    accounts = load(run("compare", sources[0])[1]).accounts
    assert "[bold]Night[/] shift" in printed(show_documents, [document])
    timed = Document(id="s1-b", text="x", published="2031-03-04T18:30+01:00")
    assert "2031-03-04 18:30+01:00" in printed(show_documents, [timed])
    assert "affirms" in printed(show_accounts, document, accounts)
    assert "No account was found" in printed(show_accounts, document, [])
    assert "No agreement was found" in printed(show_ledger, Ledger("", ()))
