"""Write the generated parts of the pages: the README's example and docs/reference.md.

python -m tests.docs.refresh            write both
python -m tests.docs.refresh reference  write docs/reference.md only (needs no models)
"""

from __future__ import annotations

import dataclasses
import inspect
import io
import sys
from pathlib import Path
from typing import Any

import typer

import readouts
import readouts.errors
import readouts.model
import readouts.testing

ROOT = Path(__file__).resolve().parents[2]
BEGIN = "<!-- example: begin (written by `python -m tests.docs.refresh`) -->"
END = "<!-- example: end -->"
EXAMPLE = "examples/paris-2014"
WIDTH = 110  # columns of the example's table


def example() -> str:
    """What `readouts compare examples/paris-2014` prints on a terminal of WIDTH columns, without its colours."""
    from rich.console import Console

    from readouts.cli.terminal import show_ledger

    documents = list(readouts.read(str(ROOT / EXAMPLE)))
    ledger = readouts.compare(documents, story=documents[0].story or "")
    readouts.testing.assert_anchored(ledger, documents)
    out = io.StringIO()
    show_ledger(ledger, console=Console(file=out, width=WIDTH, highlight=False, color_system=None))
    table = "\n".join(line.rstrip() for line in out.getvalue().rstrip().splitlines())
    return f"{BEGIN}\n```console\n$ readouts compare {EXAMPLE}\n{table}\n```\n{END}"


def cleaned(thing: Any) -> str:
    """A docstring with its examples fenced, so that Markdown shows them as code."""
    out: list[str] = []
    fenced = False
    for line in (inspect.getdoc(thing) or "").splitlines():
        if line.startswith(">>> ") and not fenced:
            out.append("```python")
            fenced = True
        elif fenced and not line.strip():
            out.append("```")
            fenced = False
        out.append(line)
    return "\n".join([*out, "```"] if fenced else out)


def signature(thing: Any) -> str:
    """The parameters as they are written in the source: the same on every Python."""
    shown = []
    for p in inspect.signature(thing).parameters.values():
        default = "" if p.default is p.empty else f" = {p.default!r}"
        star = {p.VAR_KEYWORD: "**", p.VAR_POSITIONAL: "*"}.get(p.kind, "")
        if p.kind is p.KEYWORD_ONLY and "*" not in shown and not any(s.startswith("*") for s in shown):
            shown.append("*")
        shown.append(f"{star}{p.name}: {p.annotation}{default}")
    back = inspect.signature(thing).return_annotation
    return f"({', '.join(shown)}) -> {back}"


def type_section(tp: type) -> str:
    """A heading, the docstring, and a table of fields where it is one of ours."""
    out = [f"### {tp.__name__}\n", cleaned(tp), ""]
    if dataclasses.is_dataclass(tp):
        out += ["| field | type | default |", "|---|---|---|"]
        for f in dataclasses.fields(tp):
            default = "" if f.default is dataclasses.MISSING else f"`{f.default!r}`"
            kind = str(f.type).replace("|", "\\|")
            out.append(f"| `{f.name}` | `{kind}` | {default} |")
        out.append("")
    return "\n".join(out)


def function_section(name: str, function: Any) -> str:
    """A heading, the signature and the docstring."""
    return f"### {name}\n\n```python\n{name}{signature(function)}\n```\n\n{cleaned(function)}\n"


def command_section(name: str, command: Any) -> str:
    """A command's help and its options."""
    out = [f"### readouts {name}\n", inspect.cleandoc(command.help or ""), "", "| option | what |", "|---|---|"]
    for p in command.params:
        if p.param_type_name == "option" and p.name != "help":
            out.append(f"| `{', '.join(p.opts)}` | {(p.help or '').replace('|', chr(92) + '|')} |")
        elif p.param_type_name == "argument":
            label = (p.metavar or p.name or "").replace("|", "\\|")
            out.append(f"| `{label}` | {getattr(p, 'help', '') or ''} |")
    return "\n".join(out) + f"\n\n{inspect.cleandoc(command.epilog or '')}\n"


def commands() -> dict[str, Any]:
    """The commands of the program, by name; those of a group by the group's name and their own."""
    from readouts.cli.app import app

    group: Any = typer.main.get_command(app)
    out: dict[str, Any] = {}
    for name, command in group.commands.items():
        inner = getattr(command, "commands", None)
        out |= {name: command} if inner is None else {f"{name} {n}": c for n, c in inner.items()}
    return out


def reference() -> str:
    """The whole of docs/reference.md."""
    functions = [n for n in readouts.__all__ if not isinstance(getattr(readouts, n), type)]
    types = [n for n in readouts.model.__all__ if isinstance(getattr(readouts.model, n), type)]
    parts = [
        "# Reference\n",
        "Written from the docstrings by `python -m tests.docs.refresh reference`; a test checks it.\n",
        "## Commands\n",
        *(command_section(n, c) for n, c in sorted(commands().items())),
        "## Functions\n",
        *(function_section(f"readouts.{n}", getattr(readouts, n)) for n in functions),
        function_section("readouts.testing.assert_anchored", readouts.testing.assert_anchored),
        "## Errors\n",
        *(type_section(getattr(readouts.errors, n)) for n in ("ReadoutsError", "ReadError")),
        "## Types\n",
        "Every type is frozen. `readouts.to_record` gives its JSON, `readouts.from_record` builds it again.\n",
        *(type_section(getattr(readouts.model, n)) for n in types),
    ]
    return "\n".join(parts).rstrip() + "\n"


def main(argv: list[str]) -> None:
    """Write what was asked for."""
    (ROOT / "docs/reference.md").write_text(reference(), encoding="utf8")
    if "reference" not in argv:
        page = ROOT / "README.md"
        text = page.read_text(encoding="utf8")
        before, rest = text.split(BEGIN)
        page.write_text(before + example() + rest.split(END, 1)[1], encoding="utf8")


if __name__ == "__main__":
    main(sys.argv[1:])
