"""The plan: which entries go into which shard. It depends on the sources and the size of a shard alone, not on the engine."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Sequence

from readouts.engine.many.judging import LIMITS
from readouts.engine.many.protocol import Shard, Slice
from readouts.read.entries import Entry, Input, entries
from readouts.read.stores import Stores


def shards(inputs: Sequence[Input], size: int) -> list[Shard]:
    """Cut the entries of all inputs, in their order, into runs of that size.

    >>> one, two = Input("a.jsonl", "lines", 3, 9, ""), Input("b.jsonl", "lines", 2, 9, "")
    >>> [[(s.given.where, s.first, s.last) for s in shard.slices] for shard in shards([one, two], 4)]
    [[('a.jsonl', 0, 3), ('b.jsonl', 0, 1)], [('b.jsonl', 1, 2)]]
    """
    out: list[Shard] = []
    slices: list[Slice] = []
    room, number = size, 0
    for given in inputs:
        at = 0
        while at < given.entries:
            take = min(room, given.entries - at)
            slices.append(Slice(given, at, at + take))
            at, room = at + take, room - take
            if not room:
                out.append(Shard(len(out), number, tuple(slices)))
                number += size
                slices, room = [], size
    return [*out, Shard(len(out), number, tuple(slices))] if slices else out


def digest(inputs: Sequence[Input]) -> str:
    """SHA-256 over what was given: names, sizes and the digests of the files, in order."""
    seen = hashlib.sha256()
    for i in inputs:
        seen.update(json.dumps([i.where, i.kind, i.entries, i.size, i.digest]).encode())
    return seen.hexdigest()


def read(wanted: Sequence[Shard], stores: Stores | None = None) -> Iterator[tuple[Shard, int, Entry]]:
    """The entries of the shards, each with its shard and its number among all; every file is gone through once."""
    for parts in _by_input(wanted):
        first, last = parts[0][2].first, parts[-1][2].last
        at = 0
        for n, entry in enumerate(entries(parts[0][2].given, LIMITS, stores, first, last), first):
            while n >= parts[at][2].last:
                at += 1
            shard, number, s = parts[at]
            if n >= s.first:
                yield shard, number + n - s.first, entry


def _by_input(wanted: Sequence[Shard]) -> Iterator[list[tuple[Shard, int, Slice]]]:
    """The slices by input, in order, each with the number of its first entry. One input may be in several shards."""
    held: list[tuple[Shard, int, Slice]] = []
    for shard in wanted:
        number = shard.first
        for s in shard.slices:
            if held and held[-1][2].given != s.given:
                yield held
                held = []
            held.append((shard, number, s))
            number += s.last - s.first
    if held:
        yield held


def missing(planned: Sequence[Shard], there: Collection[int]) -> list[Shard]:
    """The shards that are not there yet."""
    return [s for s in planned if s.number not in there]
