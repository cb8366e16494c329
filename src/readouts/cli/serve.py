"""``readouts serve``: a ledger in the browser and over HTTP, for oneself or for a team."""

from __future__ import annotations

import os
import socket
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from readouts.cli.options import Hosts
from readouts.cli.session import NOTHING, USAGE, logging, say, write

if TYPE_CHECKING:
    from readouts.api import ServeSettings

_CODES = "Exit codes: 0 stopped with Ctrl-C; 1 the ledger cannot be opened, the port is taken; 2 wrong usage."
_GRACE_S, _FEW = 5, 8
Ledger = Annotated[
    str | None,
    typer.Argument(metavar="[LEDGER]", envvar="READOUTS_DB_URL", help="A ledger's file, or a database's address."),
]
Demo = Annotated[bool, typer.Option("--demo", help="Serve the shipped examples; nothing is kept.")]
New = Annotated[bool, typer.Option("--new", help="Begin an empty ledger where none is there.")]
Host = Annotated[
    str,
    typer.Option(
        "--host", help="The address to listen on. Any but this machine's own needs accounts: `readouts people add`."
    ),
]
Port = Annotated[int, typer.Option("--port", min=0, max=65535, help="The port to listen on; 0 takes a free one.")]
Url = Annotated[
    str | None,
    typer.Option(
        "--url",
        metavar="URL",
        help="What people type to get here, where a proxy stands before it: https://readouts.example.org.",
    ),
]
Names = Annotated[
    list[str] | None,
    typer.Option("--allow-name", metavar="NAME", help="A further name by which the server may be called. Repeatable."),
]
Proxies = Annotated[
    list[str] | None,
    typer.Option("--proxy", metavar="ADDRESS", help="Believe this proxy who is asking (X-Forwarded-For). Repeatable."),
]
People = Annotated[
    str | None,
    typer.Option("--people", metavar="FILE|URL", help="Where accounts are kept. Without it beside the ledger."),
]
Author = Annotated[
    str | None,
    typer.Option(
        "--author",
        envvar="READOUTS_AUTHOR",
        metavar="NAME",
        help="Who judges and adds in local use. Without it the login name.",
    ),
]
LogForm = Annotated[
    str | None,
    typer.Option(
        "--log", envvar="READOUTS_LOG", metavar="json|text|off", help="How standard error tells of requests and jobs. Text if not given."
    ),
]
LogLevel = Annotated[
    str | None,
    typer.Option(
        "--log-level", envvar="READOUTS_LOG_LEVEL", metavar="debug|info|warning|error",
        help="The least that is told. If not given, warning on a terminal, else info.",
    ),
]
MetricsToken = Annotated[
    str | None,
    typer.Option(
        "--metrics-token",
        envvar="READOUTS_METRICS_TOKEN",
        metavar="TOKEN",
        help="Who sends this may read /metrics and nothing else. Best set in the environment: others see a command's options.",
    ),
]
NoBrowser = Annotated[bool, typer.Option("--no-browser", help="Open no browser.")]


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(epilog=f"Example: readouts serve talks.ledger\n\n{_CODES}")(serve)


def serve(  # noqa: PLR0913, PLR0917 - one parameter an option
    ledger: Ledger = None,
    demo: Demo = False,
    new: New = False,
    host: Host = "127.0.0.1",
    port: Port = 8000,
    url: Url = None,
    name: Names = None,
    proxy: Proxies = None,
    people: People = None,
    author: Author = None,
    allow_host: Hosts = None,
    log: LogForm = None,
    log_level: LogLevel = None,
    metrics_token: MetricsToken = None,
    no_browser: NoBrowser = False,
) -> None:
    """Serve a ledger to a browser, with an API under /api/v1. Ctrl-C stops it.

    For oneself no login is needed, and nobody else can reach it. A team's members log in: see docs/serving.md.
    """
    if demo == bool(ledger):
        say("readouts: serve: name a ledger, or give --demo" + (", not both" if demo else _here()))
        raise typer.Exit(USAGE)
    from readouts.api import ServeSettings  # noqa: PLC0415
    from readouts.errors import ReadoutsError  # noqa: PLC0415

    try:
        with logging(log, log_level, otherwise="warning" if sys.stderr.isatty() else "info"), _listening(host, port) as place:
            settings = ServeSettings(
                ledger or "", create=new, demo=demo, host=host, port=place.getsockname()[1], base_url=url, people=people,
                author=author, allowed_hosts=tuple(name or ()), fetch_hosts=tuple(allow_host or ()),
                metrics_token=metrics_token or None,
            )  # fmt: skip
            _run(settings, place, tuple(proxy or ()), browser=not no_browser)
    except ReadoutsError as error:
        say(f"readouts: serve: {error}")
        raise typer.Exit(NOTHING) from None
    except KeyboardInterrupt:
        say("readouts: stopped")


def _here() -> str:
    """The ledgers of this folder in words, for who named none."""
    found = sorted(p.name for p in Path().glob("*.ledger"))[:_FEW]
    return f": here are {', '.join(found)}" if found else "; `--new` begins one"


def _listening(host: str, port: int) -> socket.socket:
    """The port, taken before the ledger is opened.

    Raises:
        ReadoutsError: it cannot be had.
    """
    from readouts.errors import ReadoutsError  # noqa: PLC0415

    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    except (OSError, UnicodeError):
        raise ReadoutsError(f"--host {host}: there is no such address here") from None
    # With its protocol named, the event loop sends small answers at once rather than wait 40 ms for more.
    place = socket.socket(*found[:3])
    try:
        if os.name == "posix":
            place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        place.bind(found[4])
        place.listen(128)
    except OSError as error:
        place.close()
        why = (
            "another program has it: give another with --port, or 0 for any"
            if error.errno in (48, 98, 10048)
            else error.strerror
        )
        raise ReadoutsError(f"port {port} of {host} cannot be had: {why}") from None
    return place


def _run(settings: ServeSettings, place: socket.socket, proxies: tuple[str, ...], *, browser: bool) -> None:
    import uvicorn  # noqa: PLC0415

    from readouts.api import create_app  # noqa: PLC0415
    from readouts.errors import ReadoutsError  # noqa: PLC0415

    if settings.demo:
        if not settings.local:
            raise ReadoutsError(f"--host {settings.host} lets others in, and --demo is for oneself: leave --host out")
        say("readouts: reading the examples")
    app = create_app(settings)
    _pages(app)
    config = uvicorn.Config(
        app, log_config=None, log_level="warning", access_log=False, server_header=False, proxy_headers=bool(proxies),
        forwarded_allow_ips=list(proxies), timeout_graceful_shutdown=_GRACE_S,
    )  # fmt: skip

    class Server(uvicorn.Server):
        """Tells what streams that it ends, so that none of them holds it up."""

        def handle_exit(self, sig: int, frame: Any) -> None:
            app.state.closing.set()
            super().handle_exit(sig, frame)

    where = address(settings)
    who = "nobody logs in, and only this machine reaches it" if app.state.register is None else "people log in"
    write(f"serving {'the examples' if settings.demo else app.state.store.where} at {where} ({who}); Ctrl-C stops it\n")
    if browser and settings.local and sys.stdout.isatty():
        threading.Timer(1.0, _open, (where,)).start()
    Server(config).run([place])


def _pages(app: Any) -> None:
    """The pages, where they are installed with it."""
    from importlib.util import find_spec  # noqa: PLC0415

    if find_spec("readouts.web") is not None:
        from importlib import import_module  # noqa: PLC0415

        import_module("readouts.web").install(app)


def _open(where: str) -> None:
    import webbrowser  # noqa: PLC0415

    webbrowser.open(where)


def address(settings: ServeSettings) -> str:
    """What to type into a browser on this machine, or the public address where one is given."""
    if settings.base_url:
        return settings.base_url.rstrip("/") + "/"
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{host}:{settings.port}/"
