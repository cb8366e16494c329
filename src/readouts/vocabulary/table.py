"""The shipped actor table, read line by line into plain rows. Parties first; holders only when asked for."""

from __future__ import annotations

import gzip
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class PartyRow:
    """A party with every name it goes by; ``parent`` is the state a body or party belongs to."""

    id: str
    name: str
    kind: str
    aliases: tuple[str, ...] = ()
    demonyms: tuple[str, ...] = ()
    metonyms: tuple[str, ...] = ()
    capital: str = ""
    parent: str = ""
    flags: frozenset[str] = frozenset()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who held which office for which party (its id), and from when to when (ISO, as precise as known)."""

    person: str
    names: tuple[str, ...]
    office: str
    party: str
    start: str
    end: str
    end_basis: str
    source: str


def fold(text: str) -> str:
    """Lower case without accents, so that two spellings of a name meet.

    >>> fold("Šefčovič")
    'sefcovic'
    """
    if text.isascii():
        return text.casefold()
    plain = unicodedata.normalize("NFKD", text)
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


def _lines(name: str) -> list[list[str]]:
    data = (files("readouts.vocabulary") / "actors" / name).read_bytes()
    return [line.split("\t") for line in gzip.decompress(data).decode().splitlines()]


def _split(cell: str) -> tuple[str, ...]:
    return tuple(cell.split("|")) if cell else ()


@lru_cache(maxsize=1)
def party_rows() -> tuple[PartyRow, ...]:
    """All parties of the shipped table."""
    return tuple(
        PartyRow(
            r[0], r[1], r[2], _split(r[3]), _split(r[4]), _split(r[5]), r[6], r[7], frozenset(r[8].split(",")), r[9]
        )
        for r in _lines("parties.tsv.gz")
    )


@lru_cache(maxsize=1)
def _holder_lines() -> dict[str, list[list[str]]]:
    out: dict[str, list[list[str]]] = {}
    for r in _lines("holders.tsv.gz"):
        # Under the surname, and under the last word of each name: some family names have two words, some come first.
        for key in {r[0], r[0].rpartition(" ")[2], *(fold(n.rpartition(" ")[2]) for n in r[1].split("|"))}:
            out.setdefault(key, []).append(r)
    return out


def holders_named(surname: str) -> list[Holder]:
    """Every row whose surname this is, whatever its dates."""
    return [
        Holder(_split(r[1])[0], _split(r[1]), r[2], r[3], r[4], r[5], r[6], r[7])
        for r in _holder_lines().get(fold(surname), ())
    ]
