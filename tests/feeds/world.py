"""A small web on loopback: sites by name, feeds and articles, and a clock that runs only when nothing is under way."""

from __future__ import annotations

import contextlib
import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from readouts.engine.keeping import Keeper, Kept
from readouts.feeds.listener import Listener
from readouts.feeds.settings import Settings, settings_of
from readouts.feeds.state import State
from readouts.feeds.watcher import Watcher
from readouts.feeds.work import Clock, Event, Events
from readouts.ledger import Store, open_store
from readouts.read.guard import resolve
from tests.keeping.plain import Plain

Answer = Callable[[BaseHTTPRequestHandler], None]
WORDS = "<html><head><title>{title}</title></head><body><article><h1>{title}</h1><p>{text}</p></article></body></html>"


def page(title: str, text: str) -> bytes:
    """An article's page."""
    return WORDS.format(title=title, text=text).encode()


def rss(*items: tuple[str, str] | str, extra: str = "") -> bytes:
    """A feed of links, each with its date or words that change when the article does."""
    pairs = [(i, "") if isinstance(i, str) else i for i in items]
    body = "".join(
        f"<item><title>n</title><link>{u}</link><description>{w}</description></item>" for u, w in pairs
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>F</title>{extra}{body}</channel></rss>'.encode()


class World:
    """``serve`` and ``answer`` say what stands where; ``asked`` is what was asked for, in order."""

    def __init__(self) -> None:
        self.port = 0
        self.routes: dict[tuple[str, str], Answer] = {}
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        self.posted: list[tuple[str, dict[str, str], bytes]] = []
        self.at_once: Counter[str] = Counter()
        self.most_at_once: Counter[str] = Counter()
        self.turn = threading.Lock()

    def url(self, host: str, path: str) -> str:
        return f"http://{host}:{self.port}{path}"

    def answer(self, host: str, path: str, answer: Answer) -> None:
        self.routes[host, path] = answer

    def serve(self, host: str, path: str, body: bytes, media: str = "text/html", status: int = 200, **headers: str) -> str:
        def answer(handler: BaseHTTPRequestHandler) -> None:
            etag = headers.get("ETag")
            if etag and handler.headers.get("If-None-Match") == etag:
                handler.send_response(304)
                handler.send_header("ETag", etag)
                handler.end_headers()
                return
            handler.send_response(status)
            handler.send_header("Content-Type", media)
            handler.send_header("Content-Length", str(len(body)))
            for name, value in headers.items():
                handler.send_header(name.replace("_", "-"), value)
            handler.end_headers()
            handler.wfile.write(body)

        self.answer(host, path, answer)
        return self.url(host, path)

    def article(self, host: str, path: str, words: str, **headers: str) -> str:
        return self.serve(host, path, page(path, words), **headers)

    def paths(self, host: str) -> list[str]:
        """What a host was asked for, robots.txt left out."""
        return [p for h, p, _ in self.asked if h == host and p != "/robots.txt"]

    def sent(self, host: str, path: str) -> list[dict[str, str]]:
        """The headers of the requests for one page."""
        return [headers for h, p, headers in self.asked if (h, p) == (host, path)]

    def resolve(self, host: str, port: int) -> list[str]:
        """Every name here is this machine."""
        return ["127.0.0.1"] if host.endswith(".test") else resolve(host, port)


@contextlib.contextmanager
def world() -> Iterator[World]:
    """The web while it is needed."""
    web = World()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            host = (self.headers.get("Host") or "").partition(":")[0]
            with web.turn:
                web.asked.append((host, self.path, {k.lower(): v for k, v in self.headers.items()}))
                web.at_once[host] += 1
                web.most_at_once[host] = max(web.most_at_once[host], web.at_once[host])
            answer = web.routes.get((host, self.path))
            try:
                with contextlib.suppress(OSError):
                    if answer is None:
                        self.send_error(404)
                    else:
                        answer(self)
            finally:
                with web.turn:
                    web.at_once[host] -= 1

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            host = (self.headers.get("Host") or "").partition(":")[0]
            with web.turn:
                web.posted.append((f"{host}{self.path}", {k.lower(): v for k, v in self.headers.items()}, body))
            answer = web.routes.get((host, self.path))
            with contextlib.suppress(OSError):
                if answer is None:
                    self.send_response(200)
                    self.end_headers()
                else:
                    answer(self)

        def log_message(self, *_: object) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    web.port = http.server_address[1]
    threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield web
    finally:
        http.shutdown()
        http.server_close()


class Hands(Clock):
    """A clock that moves when nothing is under way: to what is waited for, at once. Nothing here takes time."""

    def __init__(self, now: float = 2_000_000_000.0) -> None:
        self.time = now
        self.waits = 0

    def now(self) -> float:
        return self.time

    def wait(self, events: Events, until: float | None, busy: bool) -> Event | None:
        if busy or until is None:
            return events.get(timeout=120)
        self.waits += 1
        assert self.waits < 20_000, "the loop turns without getting anywhere"
        self.time = max(self.time, until)
        return None


class Ears(Listener):
    """Remembers what was told."""

    def __init__(self) -> None:
        self.notices: list[str] = []
        self.details: list[str] = []
        self.all_kept: list[Kept] = []
        self.reports: list[dict[str, Any]] = []

    def notice(self, line: str) -> None:
        self.notices.append(line)

    def detail(self, line: str) -> None:
        self.details.append(line)

    def kept(self, kept: Kept) -> None:
        self.all_kept.append(kept)

    def report(self, record: dict[str, Any]) -> None:
        self.reports.append(record)


class Desk:
    """A ledger and its feeds over several runs, each as if the program had begun anew."""

    def __init__(self, web: World, where: str, chain: Callable[[], Any] = Plain) -> None:
        self.web, self.where, self.clock, self.ears, self._chain = web, where, Hands(), Ears(), chain

    def settings(self, text: str, allow: bool = True) -> Settings:
        hosts = sorted({h for h, _ in self.web.routes if h.endswith(".test")})
        listed = ", ".join(f'"{h}"' for h in hosts)
        head = "" if "[watch]" in text else "[watch]\n"
        text = head + text
        return settings_of(text.replace("[watch]", f"[watch]\nallow_hosts = [{listed}]", 1) if allow else text)

    def run(self, settings: Settings | str, *, once: bool = True, seconds: float | None = None) -> Watcher:
        if isinstance(settings, str):
            settings = self.settings(settings)
        store = open_store(self.where)
        state = State(self.where if "://" in self.where else f"{self.where}.feeds")
        try:
            watcher = Watcher(
                settings, Keeper(store, self._chain), state, self.ears, clock=self.clock, resolver=self.web.resolve,
                rng=random.Random(1),
            )
            watcher.run(once=once, seconds=seconds)
            return watcher
        finally:
            state.close()
            store.close()

    def state(self) -> State:
        return State(self.where if "://" in self.where else f"{self.where}.feeds")

    @contextlib.contextmanager
    def store(self) -> Iterator[Store]:
        store = open_store(self.where)
        try:
            yield store
        finally:
            store.close()

    def sources(self) -> dict[str, int]:
        """How many versions of each source the ledger has."""
        with self.store() as store, store.reading() as ledger:
            return dict(Counter(s.source for s in ledger.snapshots()))


def desk(web: World, folder: Path) -> Desk:
    return Desk(web, str(folder / "talks.ledger"))
