"""The reviewer's desk: what each key does, on a terminal and in a pipe, and that nothing judged is ever lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from readouts.cli.desk import HELP, Desk
from readouts.errors import LedgerError
from readouts.ledger import Store, open_store
from readouts.ledger.review import live
from readouts.ledger.review_queue import Item
from readouts.ledger.review_session import Review
from readouts.ledger.review_view import opinions
from tests.asking.making import ACCOUNTS, BRIDGE, SHIFT, story

MONDAY, TUESDAY, THURSDAY, FRIDAY = (ACCOUNTS[n].id for n in ("monday", "tuesday", "thursday", "friday"))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = story(tmp_path / "quarrel.ledger")
    yield made
    made.close()


def words(item: Item) -> str:
    return item.account.account.anchor.quote if item.account else item.kind


def desk(store: Store, author: str = "ruiz", **options: bool) -> Desk:
    review = Review(store, author, **options)
    return Desk(review, review.items(), {SHIFT: "shift", BRIDGE: "bridge"}, words)


def no_words(prompt: str) -> str | None:
    return None


def said(store: Store) -> list[tuple[str, str, str]]:
    with store.reading() as reading:
        return [(j.author, j.verdict, j.target) for j in live(reading.judgements())]


def test_items_come_agreement_by_agreement_and_copies_are_judged_once(store: Store) -> None:
    items = desk(store).items
    assert [i.kind for i in items] == ["account"] * 3 + ["contradiction", "shift", "account"]
    assert [i.id for i in items if i.account] == [MONDAY, TUESDAY, THURSDAY, FRIDAY]


def test_one_key_judges_and_goes_on(store: Store) -> None:
    d = desk(store)
    for key in "ynu":
        d.press(key, no_words)
    assert said(store) == [("ruiz", "accept", MONDAY), ("ruiz", "reject", TUESDAY), ("ruiz", "unsure", THURSDAY)]
    assert d.item.kind == "contradiction"
    again = desk(store)  # another sitting begins where this one ended
    assert (again.at, again.judged()) == (3, 3)
    assert [again.press("y", no_words) for _ in range(3)][-1] == "accept; all 6 are judged"


def test_moving_and_searching_judge_nothing(store: Store) -> None:
    d = desk(store)
    assert d.press("k", no_words) == "that is the first one"
    d.press("j", no_words)
    assert d.item.id == TUESDAY
    d.press("/", lambda _: "BRIDGE brod")
    assert d.item.id == FRIDAY and d.press("j", no_words) == "that is the last one"
    assert d.press("/", lambda _: "nowhere") == "no item has 'nowhere'" and said(store) == []


def test_undo_goes_back_to_what_was_taken_back(store: Store) -> None:
    d = desk(store)
    d.press("y", no_words)
    assert d.press("z", no_words) == "taken back: accept"
    assert d.item.id == MONDAY and said(store) == [] and d.judged() == 0
    assert d.press("z", no_words) == "there is nothing of yours to take back"


def test_correct_split_merge_and_note(store: Store) -> None:
    d = desk(store)
    assert d.press("c", lambda _: "s hedg") == "stance corrected to hedges"
    assert d.press("c", lambda _: "party City of Ane") == "party corrected to City of Ane"
    assert "use one of affirms" in d.press("c", lambda _: "stance agrees")
    assert d.press("c", no_words) == "nothing corrected"
    assert d.press("t", lambda _: "reads softer") == "noted"
    view = Review(store, "ruiz").view()
    monday = next(j for j in view.accounts if j.machine.id == MONDAY)
    assert (monday.account.stance, monday.account.party.id) == ("hedges", "ane")
    assert monday.decision.notes == (("ruiz", "reads softer"),)
    assert d.press("m", lambda _: "bbbb").startswith("merged into bbbbbbbb")
    assert d.press("m", lambda _: "zz") == "zz: no agreement begins so: `readouts agreements` lists them"
    d.press("j", no_words)
    assert d.press("s", no_words) == "split off"
    assert [v for _, v, _ in said(store)] == ["correct", "correct", "note", "merge", "split"]


def test_only_accounts_are_corrected_and_unknown_keys_do_nothing(store: Store) -> None:
    d = desk(store)
    for _ in range(3):
        d.press("j", no_words)
    assert d.press("c", lambda _: "s denies").startswith("only an account can be corrected")
    assert d.press("x", no_words) == "'x' does nothing here: ? shows the keys"
    assert all(what in d.press("?", no_words) for _, what in HELP)
    d.press("q", no_words)
    assert d.over and said(store) == []


def test_what_is_not_there_cannot_be_judged(store: Store) -> None:
    review = Review(store, "ruiz")
    for judge, why in (
        (lambda: review.accept("gone"), "no account 'gone'"),
        (lambda: review.merge(SHIFT, "gone"), "no agreement 'gone'"),
        (lambda: review.split(SHIFT, ["gone"]), "no account 'gone'"),
        (lambda: review.correct(MONDAY, agreement="gone"), "no agreement 'gone'"),
        (lambda: review.reject("gone", "contradiction"), "no contradiction 'gone'"),
        (lambda: review.undo("gone"), "no judgement 'gone'"),
    ):
        with pytest.raises(LedgerError, match=why):
            judge()
    assert said(store) == []
    other = Review(store, "holt").accept(MONDAY)
    with pytest.raises(LedgerError, match="only holt can take it back"):
        review.undo(other.id)


def test_blind_shows_nobody_else_and_settling_needs_sight(store: Store) -> None:
    Review(store, "holt").reject(MONDAY)
    blind, open_ = Review(store, "ruiz", blind=True), Review(store, "ruiz")
    assert not any(j.rejected for j in blind.view().accounts) and any(j.rejected for j in open_.view().accounts)
    with store.reading() as reading:
        assert blind.judgements(reading) == [] and len(open_.judgements(reading)) == 1
    with pytest.raises(LedgerError, match="must see them"):
        Review(store, "ruiz", blind=True, settle=True)
    with pytest.raises(LedgerError, match="name of its author"):
        Review(store, " ")


def test_what_settles_decides(store: Store) -> None:
    Review(store, "ruiz").accept(MONDAY)
    Review(store, "holt").reject(MONDAY)
    Review(store, "vane", settle=True).reject(MONDAY)
    [monday, *_] = Review(store, "ruiz").view().accounts
    assert monday.rejected and monday.decision.open == ()


RUN = [sys.executable, "-c", "from readouts.cli import main; main()", "review"]


def piped(ledger: Path, text: str, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*RUN, "--ledger", str(ledger), *options], input=text, capture_output=True, text=True, check=False
    )


def test_from_a_pipe_each_line_is_a_key(store: Store, tmp_path: Path) -> None:
    done = piped(
        tmp_path / "quarrel.ledger", "y\nc stance hedges\n\nc\nparty\nPort Ane\n/ bridge\nn\n", "--author", "ruiz"
    )
    assert done.returncode == 0 and done.stderr.endswith("4 judgements kept; 3 of 6 judged\n"), done.stderr
    assert [(v, t) for _, v, t in said(store)] == [
        ("accept", MONDAY),
        ("correct", TUESDAY),
        ("correct", TUESDAY),
        ("reject", FRIDAY),
    ]
    with store.reading() as reading:
        made = opinions(reading.judgements())["account", TUESDAY]["ruiz"]
    assert (made.stance, made.party) == ("hedges", "Port Ane")


def test_blind_and_settle_on_the_command_line(store: Store, tmp_path: Path) -> None:
    ledger = tmp_path / "quarrel.ledger"
    Review(store, "holt").reject(MONDAY, note="no deal in it")
    assert "no deal in it" in piped(ledger, "q\n", "--author", "ruiz").stdout
    assert "no deal in it" not in piped(ledger, "y\nk\nq\n", "--author", "ruiz", "--blind").stdout
    done = piped(ledger, "n\n", "--author", "vane", "--settle")
    assert "1 of 1" in done.stdout and done.stderr.endswith("1 of 1 judged\n")
    done = piped(ledger, "n\n", "--author", "vane", "--settle")
    assert (done.returncode, done.stderr) == (0, "readouts: review: nothing waits to be judged\n")


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (["--author", " "], "name of its author"),
        (["--author", "r", "--agreement", "zz"], "zz: the ledger has no such agreement"),
        (["--author", "r", "--blind", "--settle"], "leave out blind or settle"),
    ],
)
def test_wrong_options_are_one_clear_line(store: Store, tmp_path: Path, options: list[str], why: str) -> None:
    done = piped(tmp_path / "quarrel.ledger", "", *options)
    assert done.returncode == 1 and done.stderr.count("\n") == 1 and why in done.stderr


class Terminal:
    """The command on a terminal of its own."""

    def __init__(self, ledger: Path) -> None:
        import pty

        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ["COLUMNS"] = "100"
            os.execv(sys.executable, [*RUN, "--ledger", str(ledger), "--author", "ruiz"])
        self.seen = ""

    def until(self, words: str, seconds: float = 120) -> None:
        import select

        end = time.monotonic() + seconds
        while words not in self.seen:
            left = end - time.monotonic()
            assert left > 0 and select.select([self.fd], [], [], left)[0], f"{words!r} never came: {self.seen[-800:]!r}"
            self.seen += self.read()

    def read(self) -> str:
        try:
            return os.read(self.fd, 65536).decode("utf-8", "replace")
        except OSError:
            return ""

    def type(self, keys: str) -> None:
        self.seen = ""
        os.write(self.fd, keys.encode())

    def code(self) -> int:
        while more := self.read():
            self.seen += more
        status = os.waitpid(self.pid, 0)[1]
        os.close(self.fd)
        return os.waitstatus_to_exitcode(status)


terminal_only = pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")


@terminal_only
def test_single_keys_of_a_real_terminal(store: Store, tmp_path: Path) -> None:
    t = Terminal(tmp_path / "quarrel.ledger")
    t.until("1 of 6")
    t.type("y")  # no Enter
    t.until("2 of 6")
    t.type("\x1b[B")  # arrow down
    t.until("3 of 6")
    t.type("\x1b[A\x1b")  # arrow up, then a bare Escape, which is nothing
    t.until("2 of 6")
    t.type("c")
    t.until("what is right: ")
    t.type("stance hedges\n")
    t.until("corrected to hedges")
    t.type("/")
    t.type("brücke\n")
    t.until("no item has 'brücke'")
    t.type("?")
    t.until("these keys")
    t.type("nz")  # typed ahead
    t.until("taken back: reject")
    t.type("q")
    assert t.code() == 0 and "4 judgements kept" in t.seen
    assert [(v, x) for _, v, x in said(store)] == [("accept", MONDAY), ("correct", TUESDAY)]


@terminal_only
def test_ctrl_c_loses_nothing_and_leaves_the_terminal_as_it_was(store: Store, tmp_path: Path) -> None:
    import termios

    t = Terminal(tmp_path / "quarrel.ledger")
    t.until("1 of 6")
    t.type("y")
    t.until("2 of 6")
    assert not termios.tcgetattr(t.fd)[3] & termios.ICANON
    t.type("c")
    t.until("what is right: ")
    t.type("\x03")  # gives up the question, not the sitting
    t.until("nothing corrected")
    t.type("\x03")
    t.until("interrupted; 1 judgement kept")
    assert t.code() == 130
    assert said(store) == [("ruiz", "accept", MONDAY)]


@terminal_only
def test_a_signal_in_mid_sitting_loses_nothing(store: Store, tmp_path: Path) -> None:
    t = Terminal(tmp_path / "quarrel.ledger")
    t.until("1 of 6")
    t.type("yn")
    t.until("3 of 6")
    os.kill(t.pid, signal.SIGKILL)
    assert t.code() == -signal.SIGKILL
    fresh = open_store(tmp_path / "quarrel.ledger")
    assert [v for _, v, _ in said(fresh)] == ["accept", "reject"]
    assert list(fresh.verify()) == []
    fresh.close()
