"""Derive the compact actor table that ships with the package from the full dated table.

usage: python training/actors.py SOURCE_DIR [OUT_DIR]
"""

from __future__ import annotations

import gzip
import json
import sys
import unicodedata
from pathlib import Path
from typing import Any

_OUT = Path(__file__).parent.parent / "src/readouts/vocabulary/actors"
# Names as English-language reporting writes them, where the source table has another.
_FIX_METONYMS = {"Chisinau in Romanian": "Chisinau", "Asunci n": "Asuncion", "Mal": "Male", "no official capital": ""}
# Aliases that name something else more often, or that are seats and not names.
_DROP = {
    "dup": {"Northern Ireland"}, "nato": {"the alliance"}, "european-union": {"Brussels", "EC"},
    "russia": {"Soviet Union", "USSR", "Soviet"}, "germany": {"West Germany"},
}  # fmt: skip
# States that are no more: what they said is not filed under those that came after them.
_FORMER = (
    ("soviet-union", "Soviet Union", "USSR|U.S.S.R.|Union of Soviet Socialist Republics", "Soviet|Soviets"),
    ("west-germany", "West Germany", "", "West German|West Germans"),
    ("east-germany", "East Germany", "German Democratic Republic|GDR", "East German|East Germans"),
    ("yugoslavia", "Yugoslavia", "", "Yugoslav|Yugoslavs|Yugoslavian"),
    ("czechoslovakia", "Czechoslovakia", "", "Czechoslovak|Czechoslovaks|Czechoslovakian"),
)
_ADD_METONYMS = {"european-union": ["Brussels"]}
_RANK = {"hand": 0, "538": 1, "ifg": 1, "factbook": 2, "congress": 2, "wikidata": 2, "cia2019": 3, "petrarch2": 4}


def fold(text: str) -> str:
    """Lower case without accents: must stay the same function as the loader's."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


def rows(path: Path) -> list[dict[str, Any]]:
    """The JSON objects of one gzip'd file."""
    with gzip.open(path, "rt", encoding="utf8") as lines:
        return [json.loads(line) for line in lines]


def party_line(p: dict[str, Any]) -> str:
    """One tab-separated line: id, name, kind, aliases, demonyms, metonyms, parent, flags, source."""
    metonyms = [_FIX_METONYMS.get(m, m) for m in p["metonyms"]]
    capital = _FIX_METONYMS.get(p["capital"] or "", p["capital"] or "")
    flags = [f for f in ("common_word_name", "state_media") if p.get(f)]
    aliases = [a for a in p["aliases"] if a not in _DROP.get(p["id"], ())]
    metonyms += _ADD_METONYMS.get(p["id"], [])
    demonyms = [d for d in p["demonyms"] if d not in _DROP.get(p["id"], ())]
    lists = ["|".join(x for x in v if x) for v in (aliases, demonyms, metonyms)]
    return "\t".join([p["id"], p["name"], p["kind"], *lists, capital, p["parent"] or "", ",".join(flags), p["source"]])


def holder_line(h: dict[str, Any]) -> str:
    """One line: folded surname, names, office, party, from, to, note on the end, source."""
    surname = fold(h.get("surname") or h["person"].split()[-1])
    names = "|".join([h["person"], *h["aliases"]])
    basis = {"last_seen": "l", "snapshot": "s", "next_holder": ""}.get(h.get("to_basis", ""), "")
    return "\t".join([surname, names, h["office"], h["party_id"], h["from"] or "", h["to"] or "", basis, h["source"]])


def write(path: Path, lines: list[str]) -> None:
    """Write with no time stamp, so that the same data gives the same bytes."""
    path.write_bytes(gzip.compress(("\n".join(lines) + "\n").encode(), 9, mtime=0))
    print(path.name, len(lines), "rows", path.stat().st_size, "bytes")


def main(argv: list[str]) -> None:
    """Read SOURCE_DIR, write OUT_DIR."""
    source, out = Path(argv[0]), Path(argv[1]) if len(argv) > 1 else _OUT
    out.mkdir(parents=True, exist_ok=True)
    parties = [p for p in rows(source / "parties.jsonl.gz") if p["source"] != "petrarch2" or " " in p["name"]]
    former = ["\t".join([*row[:2], "state", *row[2:], "", "", "", "", "hand"]) for row in _FORMER]
    write(out / "parties.tsv.gz", [*map(party_line, parties), *former])
    kept = {p["id"] for p in parties}
    holders = [h for h in rows(source / "holders.jsonl.gz") if h["party_id"] in kept]
    holders.sort(key=lambda h: (_RANK.get(h["source"], 5), h["person"]))
    write(out / "holders.tsv.gz", sorted((holder_line(h) for h in holders), key=lambda line: line.split("\t")[0]))


if __name__ == "__main__":
    main(sys.argv[1:])
