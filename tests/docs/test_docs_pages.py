"""The pages tell the truth: links lead somewhere, commands and options exist, docstring examples run."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
import re
import shlex
from pathlib import Path

import pytest

import readouts
from readouts.model import STANCES, STATUSES
from tests.docs import refresh

ROOT = refresh.ROOT
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/*.md")])
MODULES = sorted(m.name for m in pkgutil.walk_packages(readouts.__path__, "readouts."))


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf8")):
        if not target.startswith(("http://", "https://", "mailto:")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}, which is not there"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_commands_and_options_shown_exist(page: Path) -> None:
    known = refresh.commands()
    for line in re.findall(r"^(?:\$ |.*&& )(readouts .*)$", page.read_text(encoding="utf8"), re.M):
        _, command, *words = shlex.split(line, comments=True)
        if words and f"{command} {words[0]}" in known:  # a command of a group
            command = f"{command} {words.pop(0)}"
        if command == "--version":
            continue
        assert command in known, f"{page.name} shows readouts {command}"
        options = {o for p in known[command].params for o in p.opts}
        for word in words[: words.index("|")] if "|" in words else words:
            if word.startswith("--"):
                assert word.partition("=")[0] in options, f"{page.name} shows {command} {word}"


def test_the_reference_is_up_to_date() -> None:
    shown = (ROOT / "docs/reference.md").read_text(encoding="utf8")
    assert shown == refresh.reference(), "run python -m tests.docs.refresh reference"


def test_the_readme_example_names_the_shipped_documents() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf8")
    block = text.split(refresh.BEGIN)[1].split(refresh.END)[0]
    assert f"$ readouts compare {refresh.EXAMPLE}" in block
    assert (ROOT / refresh.EXAMPLE).is_dir()


def test_every_quote_in_the_readme_example_stands_in_the_example() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf8")
    block = text.split(refresh.BEGIN)[1].split(refresh.END)[0]
    words = " ".join(" ".join(p.read_text(encoding="utf8") for p in (ROOT / refresh.EXAMPLE).glob("*.md")).split())
    flat = " ".join(re.sub(r"[│╭╮╰╯─]", " ", block).split())
    for quote in re.findall(r"“([^”]{20,})”", flat):
        assert quote in words, f"the README quotes {quote!r}, which no document of the example says"


@pytest.mark.parametrize("command", sorted(refresh.commands()))
def test_every_command_is_in_the_guide(command: str) -> None:
    assert f"readouts {command}" in (ROOT / "docs/guide.md").read_text(encoding="utf8")


@pytest.mark.parametrize("name", [*STATUSES, *STANCES])
def test_every_status_and_stance_is_explained(name: str) -> None:
    assert f"`{name}`" in (ROOT / "docs/statuses.md").read_text(encoding="utf8")


def test_the_readme_gives_the_test_command() -> None:
    assert 'pip install ".[test]" && pytest' in (ROOT / "README.md").read_text(encoding="utf8")


def test_every_decision_has_its_parts() -> None:
    decisions = sorted((ROOT / "docs/decisions").glob("*.md"))
    assert decisions
    for n, page in enumerate(decisions, 1):
        assert page.name.startswith(f"{n:04d}-"), page.name
        for part in ("## Question", "## Decision", "## Why", "## Price"):
            assert part in page.read_text(encoding="utf8"), f"{page.name} lacks {part}"


@pytest.mark.parametrize("name", ["readouts", *MODULES])
def test_docstring_examples_run(name: str) -> None:
    failed, _ = doctest.testmod(importlib.import_module(name))
    assert failed == 0
