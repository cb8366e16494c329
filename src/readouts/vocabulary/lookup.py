"""Look up who is who: parties by name, alias, demonym or capital; persons by name and date."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

from readouts.errors import ReadoutsError
from readouts.model.types import Party, Span
from readouts.vocabulary.table import Holder, PartyRow, fold, holders_named, party_rows

Basis = Literal["name", "alias", "demonym", "metonym", "capital"]
Found = tuple[Span, Party, Basis]
Entry = tuple[PartyRow, Basis]

# Bodies that take positions of their own, against their government as often as for it, or speak for many states.
OWN_VOICE = frozenset(
    "us-congress us-house us-senate uk-parliament us-supreme-court "
    "european-court-of-justice international-criminal-court "
    "special-counsel-mueller de-bundestag federal-reserve us-irs us-fbi us-fema us-epa us-justice-department".split()
)
# Names the table has for search, under which reporting does not file a party.
DISPLAY = {
    "us-democratic-party": "Democrats",
    "us-republican-party": "Republicans",
    "us-libertarian-party": "Libertarian Party",
    "us-irs": "IRS",
    "us-fbi": "FBI",
    "us-fema": "FEMA",
    "us-justice-department": "Justice Department",
    "palestine": "Palestinians",
}
# Aliases that are ordinary words, or that name another thing more often, when read in running text.
_UNSAFE = frozenset(
    "House Senate Parliament Commons MPs ministers lawmakers Fed PA PMO "
    "MEA RIA FM ICC "
    "Unity Renewal Change Left Greens Victory Labor National Liberal "
    "Conservative Socialist Target Gap Visa Apple".split()
)
_KIND_RANK = {"state": 0, "international_organization": 1, "government_body": 1, "movement": 2, "party": 3, "court": 1}
_SOURCE_RANK = {"user": -1, "hand": 0, "factbook": 1, "petrarch2": 3}
_NICKNAMES = dict(
    pair.split(":")
    for pair in "mike:michael bill:william will:william joe:joseph chuck:charles rudy:rudolph bob:robert jim:james "
    "tom:thomas dick:richard rick:richard ben:benjamin steve:steven stephen:steven dan:daniel tim:timothy ron:ronald "
    "jeff:jeffrey pat:patrick dave:david ed:edward larry:lawrence "
    "andy:andrew tony:anthony sergey:sergei dmitriy:dmitri "
    "dmitry:dmitri mick:michael nick:nicholas greg:gregory ken:kenneth sam:samuel alex:alexander kathy:kathleen".split()
)
_WORD = re.compile(r"\w+")
_OPEN_END_SLACK = timedelta(days=3 * 365)


class Actors:
    """Parties and office holders, offline. The shipped table, or that with your own file before it.

    >>> actors = Actors.default()
    >>> actors.party("the Kremlin").name
    'Russia'
    >>> [h.office for h in actors.holders("John Kerry", "2014-10-15")][:1]
    ['Secretary of State']
    """

    def __init__(self, rows: Iterable[PartyRow], holders: Iterable[Holder] = ()) -> None:
        self._rows = {r.id: r for r in rows}
        self._own: dict[str, list[Holder]] = {}
        for h in holders:
            self._own.setdefault(fold(h.person).split()[-1], []).append(h)
        self._exact: dict[str, Entry] = {}
        self._phrases: dict[str, list[tuple[str, Entry]]] | None = None

    @classmethod
    def default(cls) -> Actors:
        """The shipped table, loaded once a process."""
        return _default()

    @classmethod
    def extended(cls, path: str | Path) -> Actors:
        """The shipped table with your own YAML or JSON file before it: where both name somebody, yours wins.

        The file holds ``parties`` (``name``, and optionally ``id``, ``kind``, ``aliases``, ``demonyms``,
        ``metonyms``, ``parent``) and ``holders`` (``person``, ``office``, ``party``, ``from``, ``to``).

        Raises:
            ReadoutsError: when the file cannot be read, or a row lacks a name; the message says which.
        """
        data = _load(Path(path))
        own = [_own_party(r, n, path) for n, r in enumerate(_list(data, "parties", path), 1)]
        ids = {fold(r.name): r.id for r in own}
        held = [_own_holder(r, n, path, ids) for n, r in enumerate(_list(data, "holders", path), 1)]
        taken = {r.id for r in own}
        return cls([*own, *(r for r in party_rows() if r.id not in taken)], held)

    def party(self, name: str) -> Party | None:
        """The party that goes by exactly this name, whatever the case; bodies of a state give the state."""
        entry = self.entry(name)
        return self.principal(entry[0]) if entry else None

    def entry(self, name: str) -> Entry | None:
        """The table's row behind a name, before it is rolled up to its state, and on which basis it matched."""
        if not self._exact:
            self._index()
        key = fold(name.replace("’", "'")).strip(" .,")
        return (
            self._exact.get(key) or self._exact.get(key.removeprefix("the ")) or self._exact.get(key.replace(".", ""))
        )

    def principal(self, row: PartyRow) -> Party:
        """On whose behalf a row speaks: a government body or state medium speaks for its state."""
        while (
            row.parent
            and row.id not in OWN_VOICE
            and (row.kind in ("government_body", "court") or "state_media" in row.flags)
        ):
            row = self._rows[row.parent]
        # "Labour Party (UK)": the bracket tells the table's rows apart and is no part of the name.
        return Party(DISPLAY.get(row.id) or row.name.partition(" (")[0], row.id, row.kind)

    def by_id(self, party_id: str) -> Party | None:
        """The party with this id, rolled up to its principal."""
        row = self._rows.get(party_id)
        return self.principal(row) if row else None

    def holders(self, person: str, on: str | None = None) -> list[Holder]:
        """Who of that name held an office at a date (ISO), best source first; every row without a date.

        A surname alone finds all who bear it. A row whose source merely stopped there counts three years on.

        >>> Actors.default().holders("Sergei Lavrov", "2014-10-15")[0].party
        'russia'
        """
        words = fold(person).split()
        if not words:
            return []
        found = [*self._own.get(words[-1], ()), *holders_named(words[-1])]
        if len(words) > 1:
            found = [h for h in found if any(_same_name(words, fold(n).split()) for n in h.names)]
        return [h for h in found if on is None or in_term(h, on)]

    def find(self, text: str) -> list[Found]:
        """Every party named in a text, longest name first, left to right, with what kind of name it was.

        Names match whole words and their case. Parties named by an ordinary word are never matched here.

        >>> [(s.of("Moscow met the French."), p.name, b) for s, p, b in Actors.default().find("Moscow met the French.")]
        [('Moscow', 'Russia', 'capital'), ('French', 'France', 'demonym')]
        """
        return [(span, self.principal(row), basis) for span, row, basis in self.find_rows(text)]

    def find_rows(self, text: str) -> list[tuple[Span, PartyRow, Basis]]:
        """As ``find``, with the table's own rows: bodies not rolled up."""
        phrases = self._phrase_index()
        plain = text.replace("’", "'")
        out, at = [], 0
        for word in _WORD.finditer(plain):
            if word.start() < at:
                continue
            for phrase, (row, basis) in phrases.get(word.group(), ()):
                stop = word.start() + len(phrase)
                if plain.startswith(phrase, word.start()) and not (
                    plain[stop : stop + 1].isalnum() and phrase[-1].isalnum()
                ):
                    out.append((Span(word.start(), stop), row, basis))
                    at = stop
                    break
        return out

    def _index(self) -> None:
        for row in sorted(self._rows.values(), key=_rank):
            for name, basis in _names(row):
                self._exact.setdefault(fold(name.replace("’", "'")).strip(" .,"), (row, basis))

    def _phrase_index(self) -> dict[str, list[tuple[str, Entry]]]:
        if self._phrases is None:
            table: dict[str, Entry] = {}
            for row in sorted(self._rows.values(), key=_rank):
                for name, basis in _names(row):
                    if _safe(name, row):
                        table.setdefault(name.replace("’", "'"), (row, basis))
            index: dict[str, list[tuple[str, Entry]]] = {}
            for name, entry in table.items():
                first = _WORD.match(name)
                if first:
                    index.setdefault(first.group(), []).append((name, entry))
            for group in index.values():
                group.sort(key=lambda e: -len(e[0]))
            self._phrases = index
        return self._phrases


def in_term(holder: Holder, on: str) -> bool:
    """True when the row's dates, as precise as they are, can hold that day.

    >>> in_term(Holder("A", ("A",), "minister", "x", "2010", "2012-05", "", "user"), "2012-05-30")
    True
    """
    day = on[:10]
    if holder.start and holder.start > day[: len(holder.start)]:
        return False
    if not holder.end:
        return True
    end = holder.end
    if holder.end_basis == "l":
        end = _later(end)
    return day[: len(end)] <= end


def _later(end: str) -> str:
    whole = end + "-12-31"[len(end) - 4 :] if len(end) == 4 else end + "-28" if len(end) == 7 else end
    try:
        return (date.fromisoformat(whole) + _OPEN_END_SLACK).isoformat()
    except ValueError:
        return end


def _same_name(asked: list[str], known: list[str]) -> bool:
    """Surname and first name alike; middle names and initials may be left out."""
    if len(asked) > 1 and known[-len(asked) :] == asked:
        return True  # a family name of two words
    if len(known) < 2 or asked[-1] != known[-1]:
        return False
    a, b = (_NICKNAMES.get(w, w) for w in (asked[0].strip("."), known[0].strip(".")))
    return a == b or (len(min(a, b, key=len)) == 1 and a[0] == b[0])


def _rank(row: PartyRow) -> tuple[int, int]:
    return _SOURCE_RANK.get(row.source, 2), _KIND_RANK.get(row.kind, 4)


def _names(row: PartyRow) -> list[tuple[str, Basis]]:
    out: list[tuple[str, Basis]] = [(row.name, "name")]
    out += [(a, "alias") for a in row.aliases]
    out += [(d, "demonym") for d in row.demonyms]
    out += [
        (m, "capital" if m == row.capital else "metonym") for m in row.metonyms if m not in (row.name, *row.aliases)
    ]
    if row.id == "united-states":
        out += [("US", "alias"), ("U.S", "alias")]
    return out


def _safe(name: str, row: PartyRow) -> bool:
    """May this name be matched in running text without any other cue?"""
    if "common_word_name" in row.flags or name in _UNSAFE or not name[:1].isupper():
        return False
    if row.source == "petrarch2":
        return name.count(" ") >= 2
    if row.source == "factbook" and row.kind != "state":
        return len(name) > 5 and (" " in name or len(name) > 8)
    return len(name) > 1


@lru_cache(maxsize=1)
def _default() -> Actors:
    return Actors(party_rows())


def _load(path: Path) -> Mapping[str, Any]:
    try:
        text = path.read_text(encoding="utf8")
    except (OSError, UnicodeDecodeError) as error:
        raise ReadoutsError(
            f"{path}: the actors file cannot be read ({error}); give a UTF-8 YAML or JSON file"
        ) from None
    try:
        data = json.loads(text) if path.suffix == ".json" else _yaml(text, path)
    except ReadoutsError:
        raise
    except Exception as error:
        first = str(error).splitlines()[0]
        raise ReadoutsError(f"{path}: not valid {path.suffix.lstrip('.') or 'YAML'} ({first})") from None
    if not isinstance(data, dict):
        raise ReadoutsError(f"{path}: expected 'parties' and 'holders' at the top, got {type(data).__name__}")
    return data


def _yaml(text: str, path: Path) -> Any:
    try:
        yaml = import_module("yaml")
    except ImportError:
        raise ReadoutsError(
            f"{path}: reading YAML needs PyYAML (pip install pyyaml), or give the file as .json"
        ) from None
    return yaml.safe_load(text)


def _list(data: Mapping[str, Any], key: str, path: str | Path) -> list[Any]:
    value = data.get(key) or []
    if not isinstance(value, list):
        raise ReadoutsError(f"{path}: '{key}' must be a list, got {type(value).__name__}")
    return value


def _strings(row: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    value = row.get(key) or []
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        raise ReadoutsError(f"{where}: '{key}' must be a list of names")
    return tuple(value)


def _required(row: Any, key: str, where: str) -> str:
    if not isinstance(row, dict) or not isinstance(row.get(key), str) or not row[key].strip():
        raise ReadoutsError(f"{where}: needs '{key}'")
    return str(row[key]).strip()


def _own_party(row: Any, n: int, path: str | Path) -> PartyRow:
    where = f"{path}: party {n}"
    name = _required(row, "name", where)
    aliases, demonyms, metonyms = (_strings(row, k, where) for k in ("aliases", "demonyms", "metonyms"))
    slug = re.sub(r"\W+", "-", fold(name)).strip("-")
    kind, parent = str(row.get("kind") or "organization"), str(row.get("parent") or "")
    if parent and not any(r.id == parent for r in party_rows()):
        raise ReadoutsError(f"{where}: no party has the id {parent!r} given as 'parent'")
    return PartyRow(
        str(row.get("id") or slug), name, kind, aliases, demonyms, metonyms, "", parent, frozenset(), "user"
    )


def _own_holder(row: Any, n: int, path: str | Path, ids: Mapping[str, str]) -> Holder:
    where = f"{path}: holder {n}"
    person, office, party = (_required(row, k, where) for k in ("person", "office", "party"))
    known = ids.get(fold(party)) or next((r.id for r in party_rows() if party in (r.id, r.name)), None)
    if known is None:
        raise ReadoutsError(f"{where}: no party is called {party!r}; add it under 'parties'")
    names = (person, *_strings(row, "aliases", where))
    start, end = (str(row.get(k) or "") for k in ("from", "to"))
    return Holder(person, names, office, known, start, end, "", "user")
