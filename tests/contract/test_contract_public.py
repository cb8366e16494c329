"""What other people's code relies on: the names, that they stay what they are, and that nothing heavy loads early."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import readouts

HEAVY = ("spacy", "onnxruntime", "trafilatura", "pypdfium2", "docx", "httpx2", "dateparser", "rich", "lxml")


def run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("name", readouts.__all__)
def test_every_public_name_is_there_and_says_what_it_is(name: str) -> None:
    assert getattr(readouts, name).__doc__


def test_functions_stay_functions_when_the_folders_of_the_same_name_load() -> None:
    # A package sets itself as an attribute of its parent when it is first imported: `readouts.compare` the folder
    # would then stand where `readouts.compare` the function was, and the second call would fail.
    code = (
        "import importlib, readouts\n"
        "for name in ('read', 'extract', 'compare', 'engine.inline', 'export', 'cli'):\n"
        "    importlib.import_module(f'readouts.{name}')\n"
        "print(all(callable(getattr(readouts, n)) for n in ('read', 'extract', 'compare', 'attributions')))"
    )
    assert run(code) == "True"


def test_importing_the_package_loads_nothing_heavy() -> None:
    loaded = run("import sys, readouts; print(*sorted({m.partition('.')[0] for m in sys.modules}))").split()
    assert not set(loaded) & set(HEAVY)


def test_the_package_says_that_it_is_typed() -> None:
    assert (Path(readouts.__file__).parent / "py.typed").exists()


def test_the_version_is_the_installed_one() -> None:
    from importlib.metadata import version

    assert readouts.__version__ == version("readouts")
