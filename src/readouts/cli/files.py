"""A file that is there whole or not at all, and takes the place of no other unless that was asked for."""

from __future__ import annotations

import os
from pathlib import Path

from readouts.errors import ExportError
from readouts.ledger.backup import place as put_in_place


def check(path: Path, *, force: bool) -> None:
    """Say before the work what would be wrong after it.

    Raises:
        ExportError: it is there already and ``force`` is not given, it is no file, or there is no such folder.
    """
    if path.exists() and not path.is_file():
        raise ExportError(f"{path}: it is no file: name a file in --out")
    if path.exists() and not force:
        raise ExportError(f"{path}: it is there already: name another, or give --force to replace it")
    if not path.parent.is_dir():
        raise ExportError(f"{path}: there is no folder {path.parent}: make it first")


def put(path: Path, content: bytes, *, force: bool = False) -> None:
    """Write a file beside its place, then give it its name.

    Raises:
        ExportError: as ``check`` does, also where somebody made the file meanwhile, or it cannot be written.
    """
    check(path, force=force)
    place = path.resolve() if path.is_symlink() else path
    unfinished = place.with_name(f".{place.name}.{os.getpid()}.unfinished")
    try:
        with unfinished.open("wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        if force:
            unfinished.replace(place)
        else:
            put_in_place(unfinished, place)
    except FileExistsError:
        raise ExportError(f"{path}: it is there already: name another, or give --force to replace it") from None
    except OSError as error:
        raise ExportError(f"{path}: it cannot be written ({error.strerror}): name another place") from None
    finally:
        unfinished.unlink(missing_ok=True)
