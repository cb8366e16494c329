"""How long a served ledger of some thousand documents takes to answer, alone and with fifty people reading.

python benchmarks/serving.py DOCUMENTS.jsonl.gz ... [--most N] [--keep FILE] [--seconds S] [--clients N]

The ledger is that of ``benchmarks/search.py``. The server runs in a process of its own, over a real socket; clients
are threads of this one. (a) one request after the other to the largest agreement, and to every list; (b) N clients
read for S seconds, each the next page when the one before came, with a pause of about a second as readers have,
while documents are added one after the other by the engine that ships.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from pathlib import Path

from readouts.ledger import open_store
from search import documents, fill

V1 = "/api/v1"
LISTS = (
    "agreements", "agreements?status=disputed", "agreements?order=latest&limit=50", "documents", "documents?q=agreement", "accounts?limit=20",
    "accounts?q=agreement&facets=true", "judgements", "matrix", "network", "timeline?party=Party+3",
)  # fmt: skip
PAGES = (
    "", "agreements", "agreements?status=disputed", "matrix", "timeline", "timeline?party=Party+3", "network", "changes", "search?q=agreement",
    "review", "review/reviewers",
)  # fmt: skip
NOTE = "Ostria said it had agreed to mend the pier at Odde number {n}. Velland denied that it had agreed to any such thing in year {n}."


def get(connection: http.client.HTTPConnection, path: str, under: str = V1) -> tuple[float, int, bytes]:
    begun = time.perf_counter()
    connection.request("GET", f"{under}/{path}")
    answer = connection.getresponse()
    body = answer.read()
    return time.perf_counter() - begun, answer.status, body


def shown(connection: http.client.HTTPConnection, path: str) -> float:
    took, status, body = get(connection, path, under="")
    assert status == 200, f"/{path}: {status} {body[:200]!r}"
    return took


def told(name: str, times: list[float], goal: float) -> None:
    cuts = statistics.quantiles(times, n=100) if len(times) > 1 else times * 99
    print(
        f"{name:44} n {len(times):5}  median {cuts[49] * 1000:6.0f} ms  p95 {cuts[94] * 1000:6.0f} ms  max {max(times) * 1000:6.0f} ms"
        f"  {'' if cuts[94] < goal else f'MISSED (goal {goal * 1000:.0f} ms)'}"
    )


def alone(port: int, largest: str, rounds: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    took, _, _ = get(connection, "agreements")
    print(f"the first list, with all agreements looked over: {took:.1f} s")
    times = [get(connection, f"agreements/{largest}")[0] for _ in range(rounds)]
    told("largest agreement", times, 0.5)
    for path in LISTS:
        told(path, [get(connection, path)[0] for _ in range(rounds)], 0.2)
    for path in (f"agreements/{largest}", *PAGES):
        told(f"page /{path}", [shown(connection, path) for _ in range(rounds)], 0.5 if largest in path else 0.2)
    page, pages = "", []
    for _ in range(rounds):
        took, _, body = get(connection, f"agreements?limit=50{page}")
        pages.append(took)
        follows = json.loads(body)["next"]
        page = f"&cursor={urllib.parse.quote(follows)}" if follows else ""
    told("agreements, page after page", pages, 0.2)


class Reader(threading.Thread):
    """One person who reads: a list, an agreement of it, its timeline, a document, a search."""

    def __init__(self, port: int, until: float, seed: int, pause: float) -> None:
        super().__init__(daemon=True)
        self.port, self.until, self.rng, self.pause = port, until, random.Random(seed), pause
        self.times: list[float] = []
        self.errors: list[str] = []

    def run(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        ids, keys = [""], [""]
        time.sleep(self.rng.random() * self.pause)
        while time.monotonic() < self.until:
            choice = self.rng.choice(("list", "one", "one", "timeline", "document", "search", "documents"))
            path = {
                "list": "agreements?limit=50", "documents": "documents?limit=50",
                "search": f"accounts?q={self.rng.choice(('security', 'talks', 'ministers'))}",
                "one": f"agreements/{self.rng.choice(ids)}", "timeline": f"agreements/{self.rng.choice(ids)}/timeline",
                "document": f"documents/{self.rng.choice(keys)}",
            }[choice]  # fmt: skip
            if path.endswith("/") or "//" in path:
                path = "agreements?limit=50" if choice != "document" else "documents?limit=50"
            try:
                took, status, body = get(connection, path)
                self.times.append(took)
                if status != 200:
                    self.errors.append(f"{path}: {status} {body[:200]!r}")
                elif path.startswith("agreements?"):
                    ids = [a["id"] for a in json.loads(body)["agreements"]]
                elif path.startswith("documents?"):
                    keys = [d["key"] for d in json.loads(body)["documents"]]
            except OSError as error:
                self.errors.append(f"{path}: {error!r}")
                connection.close()
            time.sleep(self.pause * self.rng.uniform(0.5, 1.5))


def crowd(port: int, clients: int, seconds: float, pause: float) -> None:
    until = time.monotonic() + seconds
    readers = [Reader(port, until, n, pause) for n in range(clients)]
    for r in readers:
        r.start()
    added, failed = 0, []
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    while time.monotonic() < until:
        form = urllib.parse.urlencode({"text": NOTE.format(n=added + random.randrange(10**6)), "title": f"Pier {added}"})
        connection.request("POST", f"{V1}/jobs", form, {"content-type": "application/x-www-form-urlencoded"})
        answer = connection.getresponse()
        job = json.loads(answer.read())
        if answer.status != 202:
            failed.append(str(job))
            break
        while job["state"] in ("waiting", "running") and time.monotonic() < until + 60:
            time.sleep(0.25)
            _, _, body = get(connection, f"jobs/{job['id']}")
            job = json.loads(body)
        added += job["state"] == "done"
        failed += [] if job["state"] == "done" else [str(job)]
    for r in readers:
        r.join(90)
    times = [t for r in readers for t in r.times]
    errors = [e for r in readers for e in r.errors] + failed
    told(f"{clients} clients, {added} documents added meanwhile", times, 1.0)
    print(f"{len(times) / seconds:.1f} requests a second, {len(errors)} errors {errors[:3] if errors else ''}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="*", type=Path)
    parser.add_argument("--most", type=int, default=2500)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--pause", type=float, default=1.0)
    parser.add_argument("--rounds", type=int, default=30)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        where = given.keep or Path(folder) / "serving.ledger"
        store = open_store(where)
        with store.reading() as reading:
            filled = reading.counts()["accounts"]
        if not filled:
            fill(store, documents(given.paths, given.most)[: given.most], random.Random(1))
        with store.reading() as reading:
            counts = reading.counts()
            linked = list(reading.linked().values())
        store.close()
        largest = max(set(linked), key=linked.count)
        print(", ".join(f"{counts[n]} {n}" for n in ("documents", "accounts", "agreements")), f"the largest of {linked.count(largest)}")
        command = [sys.executable, "-c", "from readouts.cli import main; main()", "serve", str(where), "--port", "0"]
        server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, "READOUTS_LOG_LEVEL": "warning"})
        try:
            assert server.stdout is not None
            port = int(re.search(r":(\d+)/", server.stdout.readline())[1])  # type: ignore[index]
            alone(port, largest, given.rounds)
            crowd(port, given.clients, given.seconds, given.pause)
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(30)


if __name__ == "__main__":
    main()
