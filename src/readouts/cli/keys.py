"""One key at a time from a terminal, one line at a time from a pipe."""

from __future__ import annotations

import codecs
import os
import sys
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

END = ""
_ARROWS = {"\x1b[A": "k", "\x1b[B": "j", "\x1bOA": "k", "\x1bOB": "j", "\x1b[D": "k", "\x1b[C": "j"}


class Keys(ABC):
    """Where keys come from."""

    @abstractmethod
    def press(self) -> str:
        """The next key; ``END`` where no more will come. Arrows come as ``j`` and ``k``."""

    @abstractmethod
    def line(self, prompt: str) -> str | None:
        """A line of words after a prompt; None where the person thought better of it."""


class PipeKeys(Keys):
    """Lines of a pipe or file: the first character is the key, what follows it the answer to what the key asks."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self._rest: str | None = None

    def press(self) -> str:
        """The first character of the next line that is not empty."""
        self._rest = None
        for line in self._stream:
            if said := line.strip():
                self._rest = said[1:].strip() or None
                return str(said[0])
        return END

    def line(self, prompt: str) -> str | None:
        """The rest of the key's line, by words where several things are asked; else the next line."""
        if self._rest is not None:
            said, self._rest = self._rest, None
            return said
        line = self._stream.readline()
        return line.strip() or None if line else None


class TerminalKeys(Keys):
    """Single keys of a POSIX terminal: unbuffered and without echo, while Ctrl-C still interrupts."""

    def __init__(self, fd: int) -> None:
        import termios  # noqa: PLC0415 - not there on Windows

        self._fd = fd
        self._before = termios.tcgetattr(fd)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._waiting = ""
        self.raw()

    def raw(self) -> None:
        """Keys come one by one."""
        import tty  # noqa: PLC0415

        tty.setcbreak(self._fd)

    def restore(self) -> None:
        """The terminal is as it was."""
        import termios  # noqa: PLC0415

        with suppress(termios.error, OSError):  # the terminal may have gone
            # Not TCSAFLUSH: keys that were typed ahead belong to whoever reads next.
            termios.tcsetattr(self._fd, termios.TCSADRAIN, self._before)

    def press(self) -> str:
        """The next key. An arrow's sequence is one key; another escape sequence is none."""
        while True:
            if not self._waiting and not self._more():
                return END
            key, self._waiting = self._waiting[0], self._waiting[1:]
            if key == "\x04":
                return END
            if key != "\x1b":
                return key
            sequence = self._sequence()
            if sequence in _ARROWS:
                return _ARROWS[sequence]

    def _more(self) -> bool:
        try:
            got = os.read(self._fd, 1024)
        except OSError:  # the terminal was closed
            return False
        self._waiting += self._decoder.decode(got)
        return bool(got)

    def _sequence(self) -> str:
        import select  # noqa: PLC0415

        said = "\x1b"
        while len(said) < 8:
            # A sequence comes in one piece; a bare Escape is followed by nothing.
            if not self._waiting and (not select.select([self._fd], [], [], 0.05)[0] or not self._more()):
                break
            # After a bare Escape comes the next key, which is one of its own.
            if not self._waiting or (said == "\x1b" and self._waiting[0] not in "[O"):
                break
            said, self._waiting = said + self._waiting[0], self._waiting[1:]
            if len(said) > 2 and said[-1].isalpha():
                break
        return said

    def line(self, prompt: str) -> str | None:
        """A line with the terminal's own editing; what was typed ahead is taken first, Ctrl-C gives it up."""
        self.restore()
        try:
            sys.stdout.write(prompt)
            sys.stdout.flush()
            ahead, newline, rest = self._waiting.partition("\n")
            if newline:
                self._waiting = rest
                return ahead.strip() or None
            self._waiting = ""
            while not self._waiting.endswith("\n"):
                if not self._more():
                    return None
            said, self._waiting = ahead + self._waiting, ""
            return said.strip() or None
        except KeyboardInterrupt:
            return None
        finally:
            self.raw()


class WindowsKeys(Keys):
    """Single keys of a Windows console."""

    def press(self) -> str:
        """The next key; Ctrl-C interrupts, as elsewhere."""
        import msvcrt  # noqa: PLC0415 - there on Windows only

        console: Any = msvcrt
        while True:
            key: str = console.getwch()
            if key == "\x03":
                raise KeyboardInterrupt
            if key in ("\x00", "\xe0"):  # an arrow or function key: its second half says which
                arrow = {"H": "k", "K": "k", "P": "j", "M": "j"}.get(console.getwch())
                if arrow:
                    return arrow
                continue
            return END if key in ("\x04", "\x1a") else "\n" if key == "\r" else key

    def line(self, prompt: str) -> str | None:
        """A line with the console's own editing."""
        try:
            return input(prompt).strip() or None
        except (KeyboardInterrupt, EOFError):
            return None


@contextmanager
def keys() -> Iterator[Keys]:
    """Keys from standard input: single ones where that is a terminal, lines where it is not."""
    if not sys.stdin.isatty():
        yield PipeKeys(sys.stdin)
    elif sys.platform == "win32":
        yield WindowsKeys()
    else:
        made = TerminalKeys(sys.stdin.fileno())
        try:
            yield made
        finally:
            made.restore()
