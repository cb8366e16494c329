"""Options that several commands have, worded once."""

from __future__ import annotations

from typing import Annotated

import typer

Sources = Annotated[
    list[str],
    typer.Argument(metavar="PATH|URL|FOLDER|GLOB|-", help="Files, folders, globs, URLs, or - for standard input."),
]
Hosts = Annotated[
    list[str] | None,
    typer.Option("--allow-host", help="Let this host be read although its address is private. Repeatable."),
]
Json = Annotated[bool, typer.Option("--json", help="JSON, also on a terminal.")]
Silent = Annotated[bool, typer.Option("--silent", help="No progress on standard error.")]
