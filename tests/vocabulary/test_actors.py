"""The shipped table, and a user's own file before it."""

from pathlib import Path

import pytest

from readouts.errors import ReadoutsError
from readouts.vocabulary import Actors

ACTORS = Actors.default()


@pytest.mark.parametrize(
    ("name", "party"),
    [
        ("the Kremlin", "Russia"),
        ("white house", "United States"),
        ("State Department", "United States"),
        ("U.S.", "United States"),
        ("EU", "European Union"),
        ("Foreign Office", "United Kingdom"),
        ("French", "France"),
        ("Taleban", "Taliban"),
    ],
)
def test_names_lead_to_the_principal(name: str, party: str) -> None:
    found = ACTORS.party(name)
    assert found is not None and found.name == party


def test_an_unknown_name_is_none() -> None:
    assert ACTORS.party("Varnic League of Lamplighters") is None


def test_holders_are_dated() -> None:
    assert {h.party for h in ACTORS.holders("Sergey Lavrov", "2014-10-16")} == {"russia"}
    assert ACTORS.holders("Sergey Lavrov", "1950-01-01") == []
    assert ACTORS.holders("") == []


def test_find_takes_the_longest_name_and_says_how() -> None:
    text = "Moscow and the Democratic Unionist Party heard the Iranians, not the unity of moscow."
    found = [(s.of(text), p.name, b) for s, p, b in ACTORS.find(text)]
    assert found == [
        ("Moscow", "Russia", "capital"),
        ("Democratic Unionist Party", "Democratic Unionist Party", "name"),
        ("Iranians", "Iran", "demonym"),
    ]


def test_ordinary_words_are_never_parties() -> None:
    assert ACTORS.find("Unity and Renewal were praised; us too. Change came to the House.") == []


def test_your_own_file_wins(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(
        "parties:\n- {name: Varn, kind: state, demonyms: [Varnic], metonyms: [Moscow]}\n"
        "holders:\n- {person: Ilse Maier, office: foreign minister, party: Varn, from: '2010', to: '2012'}\n"
    )
    actors = Actors.extended(file)
    assert actors.party("Moscow").name == "Varn"  # type: ignore[union-attr]
    assert actors.holders("Ilse Maier", "2011-05-01")[0].party == "varn"
    assert actors.holders("Ilse Maier", "2013-05-01") == []
    assert actors.party("France").name == "France"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.json", "{", "not valid json"),
        ("a.yaml", "- x", "expected 'parties'"),
        ("a.yaml", "parties: [{kind: state}]", "party 1: needs 'name'"),
        ("a.yaml", "holders: [{person: A B, office: x, party: Nowhereland}]", "no party is called 'Nowhereland'"),
        ("a.yaml", "parties: [{name: X, aliases: y}]", "'aliases' must be a list"),
    ],
)
def test_a_bad_file_is_named_in_one_line(tmp_path: Path, name: str, content: str, says: str) -> None:
    file = tmp_path / name
    file.write_text(content)
    with pytest.raises(ReadoutsError, match=says) as error:
        Actors.extended(file)
    assert str(file) in str(error.value) and "\n" not in str(error.value)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ReadoutsError, match="cannot be read"):
        Actors.extended(tmp_path / "none.yaml")
