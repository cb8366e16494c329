"""The Daft engine: the same shards carried out by Daft, on this machine or on a Ray cluster.

One row of the data frame is one shard. Whichever process gets it reads the entries where they lie, judges them in a
pool of one, and sends the rows back; this process alone writes them down. So a machine that is lost costs the shards it
was at, and these are carried out again.
"""

from __future__ import annotations

import io
import os
import pickle
import socket
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any, cast

from readouts.engine.many import judging
from readouts.engine.many.pool import Pool
from readouts.engine.many.protocol import Made, Recipe, Shard
from readouts.errors import ReadoutsError
from readouts.read.entries import Input, survey
from readouts.read.limits import Refused
from readouts.read.stores import stored

# Nobody is told what is read here: both report home unless they are asked not to.
QUIET = {
    "DAFT_ANALYTICS_ENABLED": "0", "DO_NOT_TRACK": "1", "SCARF_NO_ANALYTICS": "1", "RAY_USAGE_STATS_ENABLED": "0",
    "DAFT_PROGRESS_BAR": "0",
}  # fmt: skip
# Runs in a row that may end without a single shard.
_IN_VAIN = 3


def _daft() -> Any:
    """Daft, silenced before it is imported."""
    os.environ.update(QUIET)
    try:
        import daft  # noqa: PLC0415 - heavy, and only this engine needs it
    except ImportError:
        raise ReadoutsError('this engine needs Daft: pip install "readouts[daft]", or use --engine pool') from None
    return daft


class Cluster:
    """Carries out shards with Daft.

    Args:
        workers: shards at work at a time on this machine; one a processor when None. A cluster takes one a processor.
        address: a Ray cluster's address, ``auto`` for one that runs on this machine, None to stay in this process.

    Raises:
        ReadoutsError: Daft is not installed, the cluster does not answer, or workers are asked of it.
    """

    name = "daft"

    def __init__(self, workers: int | None = None, address: str | None = None) -> None:
        self._daft = _daft()
        self._address = address
        self._stores = DaftStores()
        self._workers = workers or os.cpu_count() or 1
        if address is None:
            self._daft.set_runner_native()
        elif workers is not None:
            raise ReadoutsError("a cluster has as many workers as processors: leave --workers out")
        else:
            _join(address)
            self._daft.set_runner_ray(noop_if_initialized=True)
        # Each shard knows its number: one that is done need not wait for those before it.
        self._daft.context.set_execution_config(maintain_order=False)

    def survey(self, sources: Sequence[str | Path]) -> Iterator[Input]:
        """The files that are named. Those on a disk must lie at the same place on every machine of the cluster."""
        absolute = [s if stored(s) or self._address is None else str(Path(s).absolute()) for s in sources]
        return survey(absolute, judging.LIMITS, self._stores)

    def work(self, shards: Iterable[Shard], recipe: Recipe, tell: Callable[[int], None]) -> Iterator[Made]:
        """All shards, as many at a time as there are workers; those that a lost machine was at are carried out again.

        Raises:
            ReadoutsError: several times in a row nothing came back.
        """
        left = {s.number: s for s in shards}
        in_vain = 0
        while left:
            before = len(left)
            try:
                for data in self._results(list(left.values()), recipe):
                    whole: Made = pickle.loads(data)  # noqa: S301 - made by this package on this cluster
                    if left.pop(whole.shard.number, None) is not None:
                        tell(len(whole.rows))
                        yield whole
            except Exception as error:  # whatever Daft and Ray raise when a process or a machine is gone
                in_vain = 1 if len(left) < before else in_vain + 1
                if in_vain >= _IN_VAIN:
                    why = " ".join(str(error).split())[-300:]
                    raise ReadoutsError(
                        f"Daft gave up ({type(error).__name__}: {why}); what is done stays done"
                    ) from None

    def _results(self, shards: Sequence[Shard], recipe: Recipe) -> Iterator[bytes]:
        daft = self._daft
        given = daft.lit(pickle.dumps((recipe, self._stores)))
        frame = daft.from_pydict({"shard": [pickle.dumps(s) for s in shards]})
        if self._address is None:
            judge = daft.cls(max_concurrency=max(1, min(self._workers, len(shards))))(_Judge)()
            frame = frame.into_batches(1).select(judge.made(given, frame["shard"]).alias("made"))
        else:
            # A task for each shard and no actors: an actor of a lost machine would wait for a place that never comes.
            frame = frame.into_partitions(len(shards))
            frame = frame.select(daft.func(made, use_process=False)(given, frame["shard"]).alias("made"))
        for row in frame.iter_rows(results_buffer_size=1):
            yield row["made"]


def made(given: bytes, shard: bytes) -> bytes:
    """Carry out one shard, in a process of its own that may die or hang; what Daft calls, on whichever machine."""
    recipe, stores = pickle.loads(given)  # noqa: S301 - made by this package
    wanted: Shard = pickle.loads(shard)  # noqa: S301 - made by this package
    [done] = Pool(1, stores).work([wanted], recipe, lambda more: None)
    return pickle.dumps(done)


class _Judge:
    """As many of these as there are workers, each at one shard."""

    def made(self, given: bytes, shard: bytes) -> bytes:
        """Carry out one shard."""
        return made(given, shard)


def _join(address: str) -> None:
    """Join a Ray cluster."""
    try:
        import ray  # noqa: PLC0415 - only a cluster needs it
    except ImportError:
        raise ReadoutsError('a cluster needs Ray: pip install "readouts[daft]"') from None
    try:
        if not ray.is_initialized():
            _answers(address)
            ray.init(address=address, runtime_env={"env_vars": QUIET}, log_to_driver=False, logging_level="error")
    except (OSError, RuntimeError, ValueError) as error:
        why = " ".join(str(error).split())[:200]
        raise ReadoutsError(f"{address}: no Ray cluster answers there ({why}): `ray status` tells") from None


def _answers(address: str) -> None:
    """Knock first: where nobody answers Ray ends the whole process.

    Raises:
        OSError: nobody answers.
    """
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if host and port.isdigit():
        socket.create_connection((host.strip("[]"), int(port)), timeout=10).close()


class DaftStores:
    """Object stores through Daft's own readers, which need no other package."""

    def names(self, address: str) -> Sequence[str]:
        """The objects under an address, or matching it where it is a pattern, in sorted order.

        Raises:
            Refused: nothing can be listed there.
        """
        pattern = address if any(c in address for c in "*?[") else None
        for tried in (pattern,) if pattern else (address, f"{address.rstrip('/')}/**"):
            try:
                found = _daft().from_glob_path(tried).to_pydict()["path"]
            except Exception as error:
                if isinstance(error, FileNotFoundError) or "at least 1 MicroPartition" in str(error):
                    continue  # Daft's way to say that it found none
                why = " ".join(str(error).split())[:160]
                raise Refused(f"cannot be listed ({why}): check the address and your rights to it") from None
            if found:
                return sorted(n for n in found if not n.endswith("/"))
        return []

    def open(self, address: str) -> IO[bytes]:
        """One object, to be read from its beginning.

        Raises:
            Refused: it cannot be opened.
        """
        try:
            return cast(IO[bytes], io.BufferedReader(_Raw(_daft().File(address).open()), 1 << 20))
        except Exception as error:
            why = " ".join(str(error).split())[:160]
            raise Refused(f"cannot be opened ({why}): check the address and your rights to it") from None


class _Raw(io.RawIOBase):
    """Daft's file as Python's other readers expect one."""

    def __init__(self, file: Any) -> None:
        self._file = file.__enter__()

    def close(self) -> None:
        if not self.closed:
            self._file.__exit__(None, None, None)
        super().close()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        return int(self._file.seek(offset, whence))

    def tell(self) -> int:
        return int(self._file.tell())

    def readinto(self, buffer: Any) -> int:
        data = self._file.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)
