"""Whether 200 feeds, many of them broken or hostile, are followed without a crash, a loss, a repeat or a step outside.

python benchmarks/feeds.py [--feeds N] [--seconds S] [--kills K] [--chain plain|real]

A web on loopback has a host for each feed: half are healthy, the others time out, fail, send broken XML, bombs, endless
or dripping bodies, 100,000 items, links into private addresses, or redirects there. Healthy feeds name new articles
each time they are asked; some of those fail at first. The watcher runs in a process of its own, which is killed
(SIGKILL) K times and started again; then it runs until all that was offered is kept. A second port stands for what is private:
whoever connects to it is counted. ``plain`` judges documents by two rules, ``real`` by the models that ship.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import http.server
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

HEALTHY = ("healthy", "healthy", "healthy", "healthy", "healthy", "healthy", "healthy", "moody", "atom", "ampersands")
BAD = (
    "silent", "error", "garbage", "redirect inside", "items inside", "gzip bomb", "drip", "drip headers", "endless",
    "entities", "external entity", "many", "strange links", "robots forbid", "robots endless", "busy", "cut short",
)  # fmt: skip
GOOD = {*HEALTHY, "cut short", "items inside", "strange links"}  # whose true articles have to arrive
PARTIES = ("Brann", "Velland", "Ostria", "Odmark", "Kallin", "Norvik", "Tessen", "Umbria")
WORKS = ("pier", "ferry", "bridge", "harbour", "railway", "tunnel", "school", "hospital", "road", "dam")
MOODS = ("said it had agreed", "denied that it agreed", "refused", "promised")


class Web:
    """What stands where, and what was offered to whoever asked."""

    def __init__(self, feeds: int, seed: int, inside: int, grows_each: int) -> None:
        self.rng, self.inside, self.grows_each = random.Random(seed), inside, grows_each
        self.fetches: Counter[str] = Counter()
        self.kind = {f"f{n}.test": (HEALTHY if n % 2 == 0 else BAD)[n // 2 % (10 if n % 2 == 0 else len(BAD))] for n in range(feeds)}
        self.count = dict.fromkeys(self.kind, 3)
        self.offered: dict[str, float] = {}
        self.tries: Counter[str] = Counter()
        self.asked: Counter[str] = Counter()
        self.growing = True
        self.turn = threading.Lock()
        self.port = 0
        self.bomb = gzip.compress(bytes(300_000_000), 9)

    def urls(self, host: str) -> list[str]:
        return [f"http://{host}:{self.port}/item/{n}" for n in range(self.count[host])]

    def article(self, host: str, path: str) -> bytes:
        rng = random.Random(host + path)
        party, other = rng.sample(PARTIES, 2)
        words = " ".join(rng.choice(WORKS) + str(rng.randrange(10_000)) for _ in range(25))
        said = f"{party} {rng.choice(MOODS)} to mend the {rng.choice(WORKS)} at Odde number {rng.randrange(10**6)} with {other}."
        body = f"<article><h1>Works at Odde</h1><p>{said}</p><p>Also named: {words}.</p></article>"
        return f"<html><head><title>{host}{path}</title></head><body>{body}</body></html>".encode()

    def feed(self, host: str, kind: str) -> bytes:
        with self.turn:
            urls = self.urls(host)
            whole = urls if kind != "cut short" else urls[:-1]
            for u in whole:
                self.offered.setdefault(u, time.time())
            self.fetches[host] += 1
            if self.growing and self.fetches[host] % self.grows_each == 0:
                self.count[host] += 1
        if kind == "atom":
            day = "<updated>2031-01-01T00:00:00Z</updated>"
            body = "".join(f"<entry><title>a</title><id>{u}</id><link href='{u}'/>{day}</entry>" for u in urls)
            return f"<feed xmlns='http://www.w3.org/2005/Atom'><title>f</title>{body}</feed>".encode()
        extra = ""
        if kind == "items inside":
            places = ("127.0.0.1", "localhost", "inside.test", "2130706433", "[::1]")
            extra = "".join(f"<item><link>http://{p}:{self.inside}/secret</link></item>" for p in places)
            extra += f"<item><link>http://{host}:{self.port}/to-inside</link></item>"
        if kind == "strange links":
            strange = ("javascript:alert(1)", "file:///etc/passwd", "http://[", "mailto:a@b.c", "http://u:p@x.test/")
            extra = "".join(f"<item><link>{u}</link></item>" for u in strange)
        title = "Works & days&nbsp;&mdash; Odde" if kind == "ampersands" else "Works"
        items = "".join(f"<item><title>{title}</title><link>{u}</link><pubDate>Wed, 01 Jan 2031 00:00:00 GMT</pubDate></item>" for u in urls)
        text = f"<?xml version='1.0'?><rss version='2.0'><channel><title>{title}</title>{extra}{items}</channel></rss>".encode()
        return text[: text.rindex(b"</link>") - 2] if kind == "cut short" else text


class Handler(http.server.BaseHTTPRequestHandler):
    web: Web

    def do_GET(self) -> None:
        host = (self.headers.get("Host") or "").partition(":")[0]
        with self.web.turn:
            self.web.asked[host] += 1
        with contextlib.suppress(OSError, ValueError):
            self.answer(host, self.web.kind.get(host, ""))

    def answer(self, host: str, kind: str) -> None:
        web = self.web
        if self.path == "/robots.txt":
            if kind == "robots forbid":
                return self.give(b"User-agent: *\nDisallow: /\n", "text/plain")
            if kind == "robots endless":
                return self.endless()
            return self.give(b"", "text/plain", 404)
        if self.path.startswith("/item/"):
            return self.item(host)
        if self.path == "/to-inside":
            return self.give(b"", "text/plain", 302, Location=f"http://127.0.0.1:{web.inside}/secret")
        if self.path != "/rss":
            return self.give(b"", "text/plain", 404)
        return self.bad(kind) if kind in BAD and kind not in GOOD else self.good(host, kind)

    def good(self, host: str, kind: str) -> None:
        if kind == "moody" and self.web.rng.random() < 0.4:
            return self.give(b"", "text/plain", 500)
        return self.give(self.web.feed(host, kind), "application/rss+xml")

    def item(self, host: str) -> None:
        key = f"{host}{self.path}"
        with self.web.turn:
            self.web.tries[key] += 1
            first = self.web.tries[key] == 1
        if first and random.Random(key).random() < 0.05:
            return self.give(b"", "text/plain", 503)
        return self.give(self.web.article(host, self.path), "text/html")

    def bad(self, kind: str) -> None:
        if kind == "silent":
            time.sleep(120)
        elif kind in ("error", "busy"):
            self.give(b"", "text/plain", 500 if kind == "error" else 429, **({"Retry-After": "90"} if kind == "busy" else {}))
        elif kind == "garbage":
            self.give(random.randbytes(20_000), "application/rss+xml")
        elif kind == "redirect inside":
            self.give(b"", "text/plain", 302, Location=f"http://inside.test:{self.web.inside}/rss")
        elif kind == "gzip bomb":
            self.give(self.web.bomb, "application/rss+xml", Content_Encoding="gzip")
        elif kind in ("drip", "drip headers"):
            self.wfile.write(b"HTTP/1.1 200 OK\r\n" + (b"\r\n<rss>" if kind == "drip" else b"X-Drip: "))
            for _ in range(600):
                self.wfile.write(b" ")
                self.wfile.flush()
                time.sleep(0.5)
        elif kind == "endless":
            self.endless()
        elif kind == "entities":
            laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
            bomb = f'<!DOCTYPE r [<!ENTITY l0 "lol">{laughs}]><rss><channel><title>&l11;</title></channel></rss>'
            self.give(bomb.encode(), "text/xml")
        elif kind == "external entity":
            outside = f'<!DOCTYPE r [<!ENTITY x SYSTEM "http://127.0.0.1:{self.web.inside}/x">]>'
            self.give(f"{outside}<rss><channel><title>&x;</title></channel></rss>".encode(), "text/xml")
        elif kind == "many":
            items = "".join(f"<item><link>http://127.0.0.1:{self.web.inside}/{n}</link></item>" for n in range(60_000))
            self.give(f"<rss><channel>{items}</channel></rss>".encode(), "text/xml")

    def endless(self) -> None:
        self.send_response(200)
        self.end_headers()
        while True:
            self.wfile.write(b"<item><title>and then he said</title></item>" * 500)

    def give(self, body: bytes, media: str, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def handle_error(self, *_: object) -> None:
        pass


def sentinel() -> tuple[int, list[str]]:
    """A port that nobody may reach, and who did."""
    reached: list[str] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def wait() -> None:
        while True:
            connection, address = listener.accept()
            reached.append(str(address))
            connection.close()

    threading.Thread(target=wait, daemon=True).start()
    return int(listener.getsockname()[1]), reached


def follow(folder: Path, chain: str, seconds: float) -> None:
    """The child: follow, then say how it went."""
    import logging

    from readouts.engine.keeping import Keeper
    from readouts.feeds.listener import Listener
    from readouts.feeds.settings import settings_from
    from readouts.feeds.state import State, beside
    from readouts.feeds.watcher import Watcher
    from readouts.ledger import open_store

    logging.basicConfig(filename=folder / "errors.log", level=logging.ERROR)
    where = str(folder / "talks.ledger")
    if chain == "plain":
        from tests.keeping.plain import Plain as Chain
    else:
        from readouts.engine.inline import Inline, actors_from

        def Chain() -> Inline:  # noqa: N802 - a chain as the other branch has it
            return Inline("auto", actors_from(None))

    store = open_store(where)
    watcher = Watcher(
        settings_from(folder / "feeds.toml"), Keeper(store, Chain), State(beside(where)), Listener(),
        resolver=lambda host, port: ["127.0.0.1"] if host.endswith(".test") else socket.gethostbyname_ex(host)[2],
    )  # fmt: skip
    signal.signal(signal.SIGTERM, lambda *_: watcher.stop())
    tally = watcher.run(seconds=seconds)
    print(tally, flush=True)


class Child:
    """The watcher in its process; ``peak`` is its memory in MB and ``threads`` the most it had."""

    def __init__(self, folder: Path, chain: str, seconds: float) -> None:
        command = [sys.executable, __file__, "--child", str(folder), "--chain", chain, "--seconds", str(seconds)]
        self.process = subprocess.Popen(command, env=os.environ | {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"})
        self.peak = self.threads = 0
        self.opened = 0

    def look(self) -> bool:
        """True while it runs."""
        with contextlib.suppress(OSError):
            status = dict(line.split(":", 1) for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines())
            self.peak = max(self.peak, int(status.get("VmHWM", "0 kB").split()[0]) // 1024)
            self.threads = max(self.threads, int(status.get("Threads", "0")))
            self.opened = max(self.opened, len(list(Path(f"/proc/{self.process.pid}/fd").iterdir())))
        return self.process.poll() is None


def sources(folder: Path) -> set[str]:
    """The articles that the ledger has."""
    from readouts.ledger import open_store

    store = open_store(folder / "talks.ledger")
    try:
        with store.reading() as ledger:
            return {s.source for s in ledger.snapshots()}
    finally:
        store.close()


def run(options: argparse.Namespace) -> int:
    inside, reached = sentinel()
    web = Web(options.feeds, options.seed, inside, options.grows_each)
    Handler.web = web
    server = Server(("127.0.0.1", 0), Handler)
    web.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    crashes, kills, peak, threads, opened = 0, 0, 0, 0, 0
    with tempfile.TemporaryDirectory() as room:
        folder = Path(room)
        hosts = ", ".join(f'"{h}"' for h in web.kind)
        feeds = "".join(f'[[feed]]\nurl = "http://{h}:{web.port}/rss"\n' for h in web.kind)
        (folder / "feeds.toml").write_text(
            f'[watch]\nevery = "{options.every}"\ngap = "1s"\nlongest = "4m"\nstep = "5s"\ntotal = "20s"\nallow_hosts = [{hosts}]\n{feeds}'
        )
        began = time.time()
        moments = sorted(began + options.seconds * (n + 1) / (options.kills + 1) for n in range(options.kills))
        end = began + options.seconds
        while time.time() < end:
            child = Child(folder, options.chain, end - time.time())
            while child.look():
                if moments and time.time() >= moments[0]:
                    moments.pop(0)
                    kills += 1
                    child.process.kill()
                    child.process.wait()
                    break
                time.sleep(0.5)
            peak, threads, opened = max(peak, child.peak), max(threads, child.threads), max(opened, child.opened)
            if child.process.returncode not in (0, -signal.SIGKILL):
                crashes += 1
        web.growing = False
        offered = set(web.offered)
        late = len(offered - sources(folder))
        drained = time.time()
        child = Child(folder, options.chain, options.drain)
        while child.look():
            time.sleep(2)
            if not set(web.offered) - sources(folder):
                child.process.send_signal(signal.SIGTERM)
                child.process.wait()
        crashes += child.process.returncode != 0
        peak, threads, opened = max(peak, child.peak), max(threads, child.threads), max(opened, child.opened)
        offered = set(web.offered)
        took = time.time() - drained
        return table(options, web, folder, offered, reached, {
            "articles still on their way when the time was over": late, "seconds until those were kept": round(took),
            "kills (SIGKILL)": kills, "crashes": crashes, "peak memory of the watcher, MB": peak,
            "most threads": threads, "most open files": opened,
        })  # fmt: skip


def table(
    options: argparse.Namespace, web: Web, folder: Path, offered: set[str], reached: list[str], told: dict[str, int]
) -> int:
    from readouts.ledger import open_store

    store = open_store(folder / "talks.ledger", create=False)
    damage = list(store.verify())
    with store.reading() as ledger:
        shown = Counter(s.source for s in ledger.snapshots())
        documents = Counter(d.document.url for d in ledger.documents())
    store.close()
    log = folder / "errors.log"
    errors = log.read_text().count("ERROR") if log.exists() else 0
    lost, repeated = sorted(offered - set(shown)), [u for u, n in shown.items() if n > 1]
    twice = [t for t, n in documents.items() if n > 1]
    foreign = [u for u in shown if (urlsplit(u).hostname or "") not in web.kind]
    kinds = Counter(web.kind.values())
    rows = {
        "feeds": options.feeds, "of them broken or hostile": sum(n for k, n in kinds.items() if k not in HEALTHY),
        "seconds": options.seconds, "judged by": options.chain, "requests": sum(web.asked.values()),
        "articles offered": len(offered), "kept": len(offered & set(shown)), "lost": len(lost),
        "repeated": len(repeated) + len(twice), "kept from elsewhere": len(foreign),
        "private addresses reached": len(reached), "errors in the log": errors, "damage in the ledger": len(damage), **told,
    }  # fmt: skip
    for name, value in rows.items():
        print(f"{name:52} {value}")
    for word, list_ in (("lost", lost), ("repeated", repeated + twice), ("foreign", foreign)):
        if list_:
            print(f"{word}: {list_[:5]}")
    if options.json:
        Path(options.json).write_text(json.dumps(rows, indent=2))
    bad = lost or repeated or twice or foreign or reached or told["crashes"] or errors or damage
    print("MISSED" if bad else "no crash, no loss, no repeat, nothing outside reached")
    return 1 if bad else 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--feeds", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--every", default="1m")
    parser.add_argument("--grows-each", type=int, default=3, help="a healthy feed names one article more each so many times")
    parser.add_argument("--drain", type=float, default=600)
    parser.add_argument("--chain", choices=["plain", "real"], default="plain")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        follow(Path(options.child), options.chain, options.seconds)
    else:
        sys.exit(run(options))


if __name__ == "__main__":
    main()
