"""A server and a Chromium for the tests of the pages; without a Chromium they are skipped, and say so."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.web import making

ARGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update "
    "--disable-sync"
).split()
CHROMIUM = next((p for name in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(name))), None)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The browser, started once."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install '.[test]'")
    if CHROMIUM is None:
        pytest.skip("no Chromium here: apt-get install chromium")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield browser
        browser.close()


@dataclass
class Served:
    """One running server."""

    url: str
    app: Any
    contexts: list[Any] = field(default_factory=list)


def _run(app: Any) -> Iterator[Served]:
    uvicorn = pytest.importorskip("uvicorn")
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 120
    while not server.started and time.monotonic() < until:
        time.sleep(0.02)
    assert server.started
    served = Served(f"http://127.0.0.1:{port}", app)
    yield served
    for context in served.contexts:  # before the server is gone, or what a page still loads would be refused
        context.close()
    server.should_exit = True
    thread.join(30)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The quarrel, served; nobody changes it."""
    yield from _run(making.served(tmp_path_factory.mktemp("browser")))


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[Served]:
    """The quarrel, served for one test alone."""
    yield from _run(making.served(tmp_path))


@pytest.fixture
def team_server(tmp_path: Path) -> Iterator[Served]:
    """The quarrel, served for a team that logs in."""
    yield from _run(making.team(tmp_path))


@dataclass
class Window:
    """A page of the browser, and all that went wrong in it."""

    page: Any
    wrong: list[str] = field(default_factory=list)

    def go(self, path: str) -> Any:
        self.page.goto(path)
        return self.page


@pytest.fixture
def window(chromium: Any) -> Iterator[Callable[..., Window]]:
    """Opens windows; at the end none may have complained, broken the policy or asked another server."""
    opened: list[tuple[Any, Window]] = []

    def new(served: Served, **options: Any) -> Window:
        context = chromium.new_context(base_url=served.url, **options)
        context.set_default_timeout(120_000)  # no measure of speed: a machine may stand still for a while
        page = context.new_page()
        made = Window(page)
        page.on("console", lambda m: made.wrong.append(f"{page.url}: {m.text}") if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda e: made.wrong.append(f"{page.url}: {e}"))
        page.on("request", lambda r: None if r.url.startswith((served.url, "data:")) else made.wrong.append(f"asked {r.url}"))
        served.contexts.append(context)
        opened.append((context, made))
        return made

    yield new
    for context, made in opened:
        context.close()
        assert made.wrong == []
