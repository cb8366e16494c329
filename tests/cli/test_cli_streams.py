"""Standard streams that fail: a pipe whose reader leaves, a full disk, a closed stream, a name that steers a terminal."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-c", "from readouts.cli import main; main()"]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX streams")


def run(*args: str, shell_end: str = "") -> subprocess.CompletedProcess[str]:
    words = [*COMMAND, *args]
    if shell_end:
        words = ["sh", "-c", f'"$@" {shell_end}', "sh", *words]
    return subprocess.run(words, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "story.txt"
    path.write_text("The union said that the port had agreed to a pay rise.\n", encoding="utf-8")
    return path


def test_a_reader_that_leaves_ends_the_command_quietly(tmp_path: Path) -> None:
    lines = [json.dumps({"id": f"r{n}", "text": f"The port said no {n} times to the deal."}) for n in range(3000)]
    path = tmp_path / "many.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    with subprocess.Popen([*COMMAND, "read", str(path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stderr is not None
        assert json.loads(process.stdout.readline())["id"] == "r0"
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(20) == 141


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no such device here")
@pytest.mark.parametrize("args", [("read",), ("--help",), ("--version",)])
def test_a_full_disk_is_one_line(story: Path, args: tuple[str, ...]) -> None:
    done = run(*args, *([str(story)] if args == ("read",) else []), shell_end="> /dev/full")
    assert done.returncode == 1 and done.stderr.count("\n") == 1
    assert done.stderr.startswith("readouts: ") and "No space left on device" in done.stderr


def test_closed_streams_are_one_line(story: Path) -> None:
    done = run("read", str(story), shell_end=">&-")
    assert (done.returncode, done.stderr) == (
        1, "readouts: standard output is closed: there is nowhere to write the answer\n",
    )  # fmt: skip
    done = run("read", "-", shell_end="<&-")
    assert done.returncode == 1 and "standard input is closed" in done.stderr and done.stderr.count("\n") == 1
    done = run("read", str(story), "gone.txt", shell_end="2>&-")
    assert done.returncode == 3 and json.loads(done.stdout)["id"] == "story"


def test_nothing_on_standard_input_is_one_line() -> None:
    done = run("read", "-")
    assert (done.returncode, done.stderr) == (1, "readouts: -: empty: there is nothing in it\n")


@pytest.mark.parametrize("name", [b"odd \x1b[2J\nname '\"\xc3\xa9.txt", b"half\xff.txt"])
def test_a_file_name_does_not_steer_the_terminal(tmp_path: Path, name: bytes) -> None:
    path = tmp_path / name.decode("utf-8", "surrogateescape")
    path.write_bytes(b"")
    done = subprocess.run([*COMMAND, "read", str(path)], capture_output=True, check=False)
    assert done.returncode == 1 and done.stderr.count(b"\n") == 1 and b"\x1b" not in done.stderr
    assert done.stderr.endswith(b"empty: there is nothing in it\n")
    path.write_bytes(b"The union said that the port had agreed.")
    done = subprocess.run([*COMMAND, "read", str(path)], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"") and json.loads(done.stdout)["text"].startswith("The union")


@pytest.mark.parametrize(
    ("text", "parties"),
    [
        ("He said that they had agreed to it. She denied that. They refused to comment.\n", {"unnamed", "narration"}),
        ('The mayor said: "We agreed to open the quay. The union said "it was no deal" and left. "Nothing is signed.\n', None),
    ],
)  # fmt: skip
def test_a_text_that_names_nobody_or_leaves_a_quotation_open(
    tmp_path: Path, text: str, parties: set[str] | None
) -> None:
    path = tmp_path / "a.txt"
    path.write_text(text, encoding="utf-8")
    done = run("extract", str(path))
    assert (done.returncode, done.stderr) == (0, "")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert all(text[row["start"] : row["end"]] == row["quote"] for row in rows)
    if parties is not None:
        assert {row["party"] for row in rows} <= parties


def test_a_language_that_is_not_judged_gives_no_spans(tmp_path: Path) -> None:
    path = tmp_path / "ru.txt"
    path.write_text("Министр иностранных дел заявил, что стороны ни о чём не договорились.\n", encoding="utf-8")
    for command in (("extract",), ("extract", "--attributions")):
        done = run(*command, str(path))
        assert (done.returncode, done.stdout) == (1, "") and "not assessed: language 'ru'" in done.stderr
