"""A new file that is there whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from readouts.errors import LedgerError


@contextmanager
def new_file(target: Path) -> Iterator[Path]:
    """Yield a path beside ``target`` to write to; it takes the target's name when the block ends well.

    Raises:
        LedgerError: the target is there already (nothing is overwritten), or its folder cannot be written.
    """
    if target.exists():
        raise LedgerError(f"{target}: it is there already: name a file that is not")
    if not target.parent.is_dir():
        raise LedgerError(f"{target}: there is no folder {target.parent}: make it first")
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.unfinished")
    try:
        yield unfinished
        with unfinished.open("rb+") as written:
            os.fsync(written.fileno())
        place(unfinished, target)
    except FileExistsError:
        raise LedgerError(f"{target}: it is there already: name a file that is not") from None
    except OSError as error:
        raise LedgerError(f"{target}: it cannot be written ({error.strerror}): name another place") from error
    finally:
        for left in (unfinished, *(unfinished.with_name(unfinished.name + end) for end in ("-wal", "-shm", "-journal"))):
            left.unlink(missing_ok=True)


def place(unfinished: Path, target: Path) -> None:
    """Give the file its name; a link, unlike a rename, fails where somebody made the target meanwhile."""
    try:
        os.link(unfinished, target)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        unfinished.rename(target)
