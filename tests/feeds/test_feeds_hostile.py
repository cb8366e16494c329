"""A feed that is down, slow, broken or means harm: it fails by itself, and all others go on."""

from __future__ import annotations

import contextlib
import gzip
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler

import pytest

from readouts.engine.keeping import Kept
from readouts.feeds.robots import Rules

from .test_watching import PIER, feed
from .world import Desk, Ears, World, rss


@pytest.fixture
def inside() -> Iterator[tuple[int, list[str]]]:
    """A port of this machine that stands for what is private, and who came."""
    reached: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def wait() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, address = listener.accept()
                    reached.append(str(address))
                    connection.close()

        threading.Thread(target=wait, daemon=True).start()
        yield listener.getsockname()[1], reached


def good(web: World) -> str:
    """A feed beside the bad one; its article has to arrive."""
    return feed(web.serve("good.test", "/rss", rss(web.article("good.test", "/a", PIER))))


def test_private_addresses_are_never_reached(web: World, at: Desk, inside: tuple[int, list[str]]) -> None:
    port, reached = inside
    places = ("127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]", "intranet.test")
    links = [f"http://{p}:{port}/secret" for p in places]
    web.serve("bad.test", "/hop", b"", status=302, Location=f"http://127.0.0.1:{port}/secret")
    items = rss(*links, web.url("bad.test", "/hop"), "file:///etc/passwd", "javascript:alert(1)")
    settings = good(web) + feed(web.serve("bad.test", "/rss", items))
    settings += feed(web.serve("bad.test", "/redirected", b"", status=301, Location=f"http://intranet.test:{port}/rss"))
    web.serve("worse.test", "/robots.txt", b"", status=302, Location=f"http://127.0.0.1:{port}/robots.txt")
    settings += feed(web.serve("worse.test", "/rss", rss()))
    watcher = at.run(settings)
    assert reached == []
    assert list(at.sources()) == [web.url("good.test", "/a")]
    assert watcher.tally.refused == len(links) + 1
    with at.store() as store, store.reading() as ledger:
        assert ledger.failures() == [], "what must not be read is nothing to try again"


def test_a_feed_with_xml_entities_fails_alone(web: World, at: Desk) -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<!DOCTYPE r [<!ENTITY l0 "ha">{laughs}]><rss><channel><title>&l11;</title></channel></rss>'.encode()
    at.run(feed(web.serve("bad.test", "/rss", bomb)) + good(web))
    assert len(at.sources()) == 1 and "entities" in at.ears.notices[0]


def test_a_gzip_bomb_fails_alone(web: World, at: Desk) -> None:
    bomb = gzip.compress(bytes(50_000_000), 9)
    url = web.serve("bad.test", "/rss", bomb, Content_Encoding="gzip")
    a = web.serve("bad.test", "/a", bomb, Content_Encoding="gzip")
    at.run(feed(url) + feed(web.serve("bad.test", "/other", rss(a))) + good(web))
    assert len(at.sources()) == 1 and "too large" in at.ears.notices[0]


def test_an_endless_feed_and_an_endless_robots_txt_fail_alone(web: World, at: Desk) -> None:
    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        while True:
            handler.wfile.write(b"<item>" * 5000)

    web.answer("bad.test", "/rss", endless)
    web.answer("worse.test", "/robots.txt", endless)
    web.serve("worse.test", "/rss", rss())
    at.run(feed(web.url("bad.test", "/rss")) + feed(web.url("worse.test", "/rss")) + good(web))
    assert len(at.sources()) == 1
    assert {"too large", "robots.txt cannot be had"} <= {w for n in at.ears.notices for w in ("too large", "robots.txt cannot be had") if w in n}


def test_a_silent_feed_holds_up_nobody(web: World, at: Desk) -> None:
    over = threading.Event()
    web.answer("bad.test", "/rss", lambda handler: over.wait(60) and None)
    settings = f"[watch]\nstep = \"1s\"\ntotal = \"1s\"\n{feed(web.url('bad.test', '/rss'))}{good(web)}"
    try:
        at.run(settings)
    finally:
        over.set()
    assert len(at.sources()) == 1 and len(at.ears.notices) == 1


def test_headers_that_drip_leave_no_thread_behind(web: World, at: Desk) -> None:
    over = threading.Event()

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Drip: ")
        while not over.wait(0.05):
            handler.wfile.write(b"a")
            handler.wfile.flush()

    web.answer("bad.test", "/rss", drip)
    try:
        at.run(f"[watch]\nstep = \"2s\"\ntotal = \"1s\"\n{feed(web.url('bad.test', '/rss'))}")
        left = [t for t in threading.enumerate() if t.name == "readouts-fetch"]
        for t in left:
            t.join(60)
        assert not any(t.is_alive() for t in left)
    finally:
        over.set()
    assert "not finished" in at.ears.notices[0]


def test_articles_that_speak_under_another_name_are_not_kept(web: World, at: Desk) -> None:
    record = b'{"id": "x", "url": "https://ministry.example/statement", "text": "The ministry said that it had agreed to it all."}'
    a = web.serve("bad.test", "/a", record, "application/json")
    lines = web.serve("bad.test", "/b", record + b"\n", "application/x-ndjson")
    at.run(feed(web.serve("bad.test", "/rss", rss(a, lines))) + good(web))
    assert list(at.sources()) == [web.url("good.test", "/a")]
    with at.store() as store, store.reading() as ledger:
        assert {f.source for f in ledger.failures()} == {a, lines}


def test_a_site_that_breaks_the_parser_does_not_stop_the_others(web: World, at: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from readouts.feeds import rounds

    real = rounds.listing

    def broken(got: object) -> object:
        if "bad.test" in got.url:  # type: ignore[attr-defined]
            raise RuntimeError("no such luck")
        return real(got)  # type: ignore[arg-type]

    monkeypatch.setattr(rounds, "listing", broken)
    at.run(feed(web.serve("bad.test", "/rss", rss())) + good(web))
    assert len(at.sources()) == 1 and "RuntimeError" in at.ears.notices[0]


@pytest.mark.parametrize("broken", ["allow", "delay"])
def test_rules_that_break_their_reader_do_not_stop_the_others(
    web: World, at: Desk, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    real = getattr(Rules, broken)

    def breaks(rules: Rules, *more: str) -> object:
        if "bad.test" in rules.origin:
            raise RuntimeError("no such luck")
        return real(rules, *more) if broken == "allow" else real.fget(rules)

    monkeypatch.setattr(Rules, broken, breaks if broken == "allow" else property(breaks))
    web.article("bad.test", "/a", PIER)
    settings = feed(web.serve("bad.test", "/rss", rss(web.url("bad.test", "/a"))), 'every = "1m"') + good(web)
    at.run(settings, once=False, seconds=3600)
    assert list(at.sources()) == [web.url("good.test", "/a")] and "RuntimeError" in at.ears.notices[0]
    assert len(at.ears.notices) > 2, "it is asked again"


def test_robots_txt_built_to_keep_a_reader_busy(web: World, at: Desk) -> None:
    busy = "".join(f"User-agent: a{n}\n" for n in range(10_000)) + "".join(f"Disallow: /{n}\n" for n in range(10_000))
    web.serve("bad.test", "/robots.txt", busy.encode(), "text/plain")
    at.run(feed(web.serve("bad.test", "/rss", rss())) + good(web))
    assert len(at.sources()) == 1 and "keep a reader busy" in at.ears.notices[0]


def test_a_validator_that_would_be_another_header_is_not_sent_back(web: World, at: Desk) -> None:
    url = web.serve("news.test", "/rss", rss(), ETag='"' + "x" * 5000 + '"')
    at.run(feed(url))
    at.clock.time += 7200
    at.run(feed(url))
    assert "if-none-match" not in web.sent("news.test", "/rss")[1]


def test_a_feed_of_many_silent_hosts_leaves_workers_to_the_others(web: World, at: Desk) -> None:
    over = threading.Event()
    hosts = [f"silent{n}.test" for n in range(12)]
    for host in hosts:
        web.answer(host, "/robots.txt", lambda handler: over.wait(60) and None)
    bad = feed(web.serve("bad.test", "/rss", rss(*(web.url(h, "/a") for h in hosts))))
    good_items = [web.article("good.test", f"/{n}", f"Brann promised to mend pier number {n} at Odde for good.") for n in range(3)]
    settings = at.settings(f"[watch]\nworkers = 4\n{bad}{feed(web.serve('good.test', '/rss', rss(*good_items)))}")
    settings = replace(settings, gap=0.0)  # this clock stands still while anything is under way
    silent_before: list[int] = []

    class Until(Ears):
        def kept(self, kept: Kept) -> None:
            super().kept(kept)
            if len(self.all_kept) == 3:
                silent_before.append(sum(web.most_at_once[h] for h in hosts))
                over.set()  # only now do the silent ones answer

    at.ears = Until()
    try:
        at.run(settings)
    finally:
        over.set()
    assert {k.source for k in at.ears.all_kept} >= set(good_items)
    assert silent_before[0] <= 1, "one worker of four waited for them, and three went on"
    assert sum(web.most_at_once[h] for h in hosts) == len(hosts), "they were asked all the same"
