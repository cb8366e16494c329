"""The folder of results: a shard is there whole or not at all, and what is listed is there."""

from __future__ import annotations

import hashlib
import io
import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from readouts import columns
from readouts.engine.many.protocol import OUTCOMES, Made
from readouts.engine.many.rows import COLUMNS
from readouts.errors import ReadoutsError

SCHEMA = "readouts.shards/1"
MOST_TOLD = 20
MANIFEST, JOURNAL, POISONED, _LOCK = "manifest.json", "shards.jsonl", "poisoned.jsonl", ".lock"


class Folder:
    """Where shards are written. One run at a time; a stopped one goes on in it.

    Args:
        path: the folder; made when it is not there.

    Raises:
        ReadoutsError: it cannot be written, holds something else, or another run writes it now.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            path.mkdir(parents=True, exist_ok=True)
            self._lock: IO[bytes] = (path / _LOCK).open("ab")
        except OSError as error:
            raise ReadoutsError(f"{path}: cannot be written ({error.strerror}): name another folder") from None
        if not _taken(self._lock):
            self._lock.close()
            raise ReadoutsError(f"{path}: another run writes this folder: wait for it, or name another folder")
        self.listed: dict[int, dict[str, Any]] = {}

    def close(self) -> None:
        """Let another run have it."""
        self._lock.close()

    def resume(self, head: dict[str, Any]) -> None:
        """Take up what is there, or begin. ``head`` is the manifest without its shards.

        Raises:
            ReadoutsError: what is there was made of other sources or in another way.
        """
        before = read_manifest(self.path, missing=True)
        if before is None:
            strangers = [p.name for p in self.path.iterdir() if p.name != _LOCK]
            if strangers:
                raise ReadoutsError(f"{self.path}: it holds other files ({strangers[0]}): name a new folder")
            self._write(MANIFEST, _pretty({**head, "complete": False}))
            return
        for name, what in (("input", "other sources, or they have changed"), ("settings", "other settings")):
            if before.get(name) != head[name]:
                raise ReadoutsError(f"{self.path}: its shards were made of {what}: name a new folder")
        self.listed = {r["shard"]: r for r in journal(self.path)}
        for unfinished in self.path.glob(".*.unfinished"):
            unfinished.unlink()

    def put(self, made: Made) -> dict[str, Any]:
        """Write one shard: beside its place, to the disk, then under its name, then into the list.

        Raises:
            ReadoutsError: another version of the engine made the shards before it, or the disk is full.
        """
        for other in self.listed.values():
            if tuple(other["engine"]) != made.names:
                was, now = ", ".join(other["engine"]), ", ".join(made.names)
                raise ReadoutsError(f"{self.path}: its shards were made by {was}, this is {now}: name a new folder")
            break
        data = packed(made)
        name = f"shard-{made.shard.number:06d}.parquet"
        counts: dict[str, int] = {o: sum(row["outcome"] == o for row in made.rows) for o in OUTCOMES}
        record: dict[str, Any] = {
            "shard": made.shard.number, "file": name, "entries": made.shard.entries, "rows": len(made.rows), **counts,
            "accounts": sum(row["accounts"] for row in made.rows), "bytes": len(data),
            "sha256": hashlib.sha256(data).hexdigest(), "engine": list(made.names),
            "characters": made.cost.characters, "processor_seconds": round(made.cost.seconds, 3),
            "megabytes": made.cost.megabytes,
            "set_aside": [
                {"place": r["place"], "id": r["id"], "reason": r["reason"]} for r in made.rows if r["outcome"] == "poisoned"
            ],
            # A shard of an archive may have many of these: the first, for whoever runs it; the rows have all.
            "left_out": [
                {"place": r["place"], "reason": r["reason"]} for r in made.rows if r["outcome"] in ("unreadable", "not_assessed")
            ][:MOST_TOLD],
        }  # fmt: skip
        self._write(name, data)
        self._append(record)
        self.listed[made.shard.number] = record
        return record

    def finish(self, head: dict[str, Any], planned: int) -> dict[str, Any]:
        """Write the manifest with all that is listed, and the documents that were set aside.

        Raises:
            ReadoutsError: the counts do not add up.
        """
        shards = [self.listed[n] for n in sorted(self.listed)]
        manifest = {**head, "engine": shards[0]["engine"] if shards else [], "complete": len(shards) == planned}
        manifest["counts"] = counts = counted(shards)
        if counts["documents"] != sum(counts[o] for o in OUTCOMES):
            raise ReadoutsError(f"{self.path}: the counts of the shards do not add up: {counts}")
        if manifest["complete"] and counts["entries"] != head["input"]["entries"]:
            raise ReadoutsError(f"{self.path}: {counts['entries']} of {head['input']['entries']} entries are in shards")
        manifest["shards"] = shards
        lines = [{"shard": s["shard"], **p} for s in shards for p in s["set_aside"]]
        self._write(
            POISONED, "".join(json.dumps(p, ensure_ascii=False) + "\n" for p in lines).encode("utf-8", "replace")
        )
        self._write(MANIFEST, _pretty(manifest))
        return manifest

    def _write(self, name: str, data: bytes) -> None:
        unfinished = self.path / f".{name}.unfinished"
        try:
            with unfinished.open("wb") as out:
                out.write(data)
                out.flush()
                os.fsync(out.fileno())
            unfinished.replace(self.path / name)
            _synced(self.path)
        except OSError as error:
            with suppress(OSError):
                unfinished.unlink(missing_ok=True)
            raise ReadoutsError(
                f"{self.path / name}: cannot be written ({error.strerror}): make room, then go on"
            ) from None

    def _append(self, record: dict[str, Any]) -> None:
        """A line in the journal. One that was torn by a crash is cut off first, so that none stands behind it."""
        path = self.path / JOURNAL
        try:
            with path.open("ab+") as out:
                whole = _whole(path)
                if out.tell() != whole:
                    out.truncate(whole)
                out.write(json.dumps(record, ensure_ascii=True).encode() + b"\n")
                out.flush()
                os.fsync(out.fileno())
        except OSError as error:
            raise ReadoutsError(f"{path}: cannot be written ({error.strerror}): make room, then go on") from None


def packed(made: Made) -> bytes:
    """A shard as the bytes of its file. The same rows of the same engine give the same bytes."""
    notes = {"schema": SCHEMA, "engine": json.dumps(list(made.names))}
    given = {name: (kind, [row[name] for row in made.rows]) for name, (kind, _) in COLUMNS.items()}
    about = {name: line for name, (_, line) in COLUMNS.items()}
    return columns.packed(given, about=about, notes=notes, compression="zstd")


def counted(shards: Sequence[dict[str, Any]]) -> dict[str, int]:
    """Entries, documents, and what became of them, over all shards."""
    out = {"entries": sum(s["entries"] for s in shards), "documents": sum(s["rows"] for s in shards)}
    out |= {o: sum(s[o] for s in shards) for o in OUTCOMES}
    return {**out, "accounts": sum(s["accounts"] for s in shards)}


def read_manifest(path: Path, *, missing: bool = False) -> dict[str, Any] | None:
    """The manifest of a folder; None where there is none and that is ``missing``.

    Raises:
        ReadoutsError: there is none, or it is not one of ours.
    """
    try:
        found = json.loads((path / MANIFEST).read_bytes())
    except FileNotFoundError:
        if missing:
            return None
        raise ReadoutsError(f"{path}: no {MANIFEST} there: name the folder that `readouts run` wrote") from None
    except (OSError, ValueError) as error:
        raise ReadoutsError(f"{path / MANIFEST}: cannot be read ({error})") from None
    if not isinstance(found, dict) or found.get("schema") != SCHEMA:
        raise ReadoutsError(f"{path / MANIFEST}: it is no manifest of this version ({SCHEMA})")
    return found


def journal(path: Path) -> list[dict[str, Any]]:
    """The shards that are listed, in the order they were made; a line that was not written to its end does not count."""
    try:
        data = (path / JOURNAL).read_bytes()
    except FileNotFoundError:
        return []
    return [json.loads(line) for line in data[: _end(data)].splitlines()]


def shard_rows(path: Path, record: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The rows of one listed shard.

    Raises:
        ReadoutsError: its file is gone or is not what was written.
    """
    file = path / record["file"]
    try:
        data = file.read_bytes()
    except OSError as error:
        raise ReadoutsError(
            f"{file}: cannot be read ({error.strerror}): delete its line in {JOURNAL} and run again"
        ) from None
    if hashlib.sha256(data).hexdigest() != record["sha256"]:
        raise ReadoutsError(f"{file}: it is not what was written: delete it and its line in {JOURNAL}, and run again")
    yield from columns.rows(io.BytesIO(data))


def _whole(path: Path) -> int:
    return _end(path.read_bytes())


def _end(data: bytes) -> int:
    return data.rfind(b"\n") + 1


def _pretty(manifest: dict[str, Any]) -> bytes:
    return (json.dumps(manifest, ensure_ascii=True, indent=1) + "\n").encode()


def _synced(folder: Path) -> None:
    """The name of a file is in its folder, which must reach the disk as well; not every system lets a folder be opened."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _taken(file: IO[bytes]) -> bool:
    """Hold the lock until the file is closed or this process ends; False where another holds it."""
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 - one of the two is there

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
