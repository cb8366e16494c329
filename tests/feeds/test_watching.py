"""Following: what is new is kept once, what changed is a version, and sites are asked as they wish to be."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler

import pytest

from readouts.engine.keeping import Keeper
from readouts.errors import LedgerError
from readouts.feeds import visits
from readouts.feeds.work import Event, Events

from .world import Desk, World, rss

PIER = "Brann said it had agreed to mend the pier at Odde before the winter comes in."
FERRY = "Velland denied that it agreed to run the ferry to Odde on Sundays this year."


def feed(url: str, rest: str = "") -> str:
    return f'[[feed]]\nurl = "{url}"\n{rest}\n'


def test_new_items_are_kept_once_and_told(web: World, at: Desk) -> None:
    a, b = web.article("news.test", "/a", PIER), web.article("news.test", "/b", FERRY)
    settings = feed(web.serve("news.test", "/rss", rss(a, b)))
    at.run(settings)
    assert at.sources() == {a: 1, b: 1}
    (report,) = at.ears.reports
    assert sorted(h["url"] for h in report["documents"]) == [a, b]
    assert {a["party"] for c in report["agreements"] for a in c["accounts"]} == {"Brann", "Velland"}
    at.clock.time += 7200
    at.run(settings)
    assert at.sources() == {a: 1, b: 1}
    assert web.paths("news.test").count("/a") == 1, "what is kept is not fetched again"
    assert len(at.ears.reports) == 1


def test_a_feed_is_asked_when_its_time_has_come_and_not_before(web: World, at: Desk) -> None:
    settings = feed(web.serve("news.test", "/rss", rss()), 'every = "1h"')
    for later in (0, 60, 3000, 700):
        at.clock.time += later
        at.run(settings)
    assert len(web.paths("news.test")) == 2


def test_requests_are_conditional(web: World, at: Desk) -> None:
    a = web.article("news.test", "/a", PIER)
    url = web.serve("news.test", "/rss", rss(a), ETag='"v1"', Last_Modified="Tue, 01 Jan 2030 00:00:00 GMT")
    for _ in range(2):
        at.run(feed(url))
        at.clock.time += 7200
    first, second = web.sent("news.test", "/rss")
    assert "if-none-match" not in first
    assert second["if-none-match"] == '"v1"' and second["if-modified-since"] == "Tue, 01 Jan 2030 00:00:00 GMT"
    assert "readouts" in first["user-agent"]


def test_a_changed_item_is_a_version(web: World, at: Desk) -> None:
    a = web.article("news.test", "/a", PIER)
    url = web.serve("news.test", "/rss", rss((a, "first")))
    at.run(feed(url))
    web.article("news.test", "/a", PIER.replace("said it had agreed", "denied that it agreed"))
    web.serve("news.test", "/rss", rss((a, "second")))
    at.clock.time += 7200
    at.run(feed(url))
    assert at.sources() == {a: 2}
    assert [k.outcome for k in at.ears.all_kept] == ["added", "version"]


def test_an_item_that_changes_at_each_look_is_asked_for_once_an_hour(web: World, at: Desk) -> None:
    a = web.article("news.test", "/a", PIER)
    count = iter(range(1000))

    def restless(handler: BaseHTTPRequestHandler) -> None:
        body = rss((a, f"version {next(count)}"))
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    web.answer("news.test", "/rss", restless)
    at.run(feed(web.url("news.test", "/rss"), 'every = "1m"'), once=False, seconds=3 * 3600)
    assert len(web.paths("news.test")) > 150
    assert web.paths("news.test").count("/a") in (3, 4)


def test_an_edit_that_no_feed_tells_of_is_seen_at_a_revisit(web: World, at: Desk) -> None:
    a = web.article("news.test", "/a", PIER, ETag='"one"')
    web.serve("news.test", "/rss", rss(a))
    settings = feed(web.url("news.test", "/rss"), 'revisit = ["2h", "1d"]\nevery = "7d"')
    at.run(settings, once=False, seconds=3 * 3600)
    assert [h.get("if-none-match") for h in web.sent("news.test", "/a")] == [None, '"one"']
    web.article("news.test", "/a", FERRY, ETag='"two"')
    at.run(settings, once=False, seconds=30 * 3600)
    assert at.sources() == {a: 2}
    assert len(web.sent("news.test", "/a")) == 3


def test_a_page_of_links(web: World, at: Desk) -> None:
    a = web.article("gov.test", "/press/2031-1", PIER)
    web.article("gov.test", "/about", "Who we are and what we do, at some length, for all who wish to know it.")
    links = b"<html><body><a href='/press/2031-1'>1</a><a href='/about'>About</a><a href='javascript:x()'>x</a></body></html>"
    url = web.serve("gov.test", "/press", links)
    at.run(f"[[page]]\nurl = \"{url}\"\nfollow = '/press/[0-9-]+$'\n")
    assert at.sources() == {a: 1}
    assert web.paths("gov.test") == ["/press", "/press/2031-1"]


def test_robots_txt_is_obeyed_and_read_once_a_day(web: World, at: Desk) -> None:
    web.serve("news.test", "/robots.txt", b"User-agent: readouts\nDisallow: /private/*.html\nCrawl-delay: 30\n", "text/plain")
    a, b = web.article("news.test", "/a", PIER), web.article("news.test", "/private/b.html", FERRY)
    settings = feed(web.serve("news.test", "/rss", rss(a, b)))
    at.run(settings)
    at.run(settings)
    assert at.sources() == {a: 1}
    assert "/private/b.html" not in web.paths("news.test")
    assert any("robots.txt asks not" in d for d in at.ears.details)
    at.clock.time += 7200
    at.run(settings)
    assert len(web.sent("news.test", "/robots.txt")) == 1, "the rules survive a restart"
    at.clock.time += 86_400
    at.run(settings)
    assert len(web.sent("news.test", "/robots.txt")) == 2


def test_a_feed_that_robots_txt_forbids_is_not_asked(web: World, at: Desk) -> None:
    web.serve("news.test", "/robots.txt", b"User-agent: *\nDisallow: /", "text/plain")
    watcher = at.run(feed(web.serve("news.test", "/rss", rss())))
    assert web.paths("news.test") == [] and watcher.tally.failed_feeds == 1
    assert "robots.txt asks not" in at.ears.notices[0]


def test_a_site_whose_robots_txt_fails_is_let_alone_for_an_hour(web: World, at: Desk) -> None:
    url = web.serve("news.test", "/rss", rss(web.article("news.test", "/a", PIER)))
    web.serve("news.test", "/robots.txt", b"", status=503)
    at.run(feed(url, 'every = "1m"'))
    assert web.paths("news.test") == []
    del web.routes["news.test", "/robots.txt"]  # now there is none, and all may be asked
    at.clock.time += 3700
    at.run(feed(url, 'every = "1m"'))
    assert web.paths("news.test") == ["/rss", "/a"]


def test_a_host_is_asked_one_thing_at_a_time_and_rests_between(web: World, at: Desk) -> None:
    urls = [web.article("news.test", f"/{n}", f"Brann promised to mend pier number {n} at Odde for good.") for n in range(8)]
    feeds = [web.serve("news.test", f"/rss{n}", rss(*urls)) for n in range(3)]
    began = at.clock.time
    at.run("".join(feed(f) for f in feeds))
    assert len(at.sources()) == 8
    assert web.most_at_once["news.test"] == 1
    # 3 feeds, 8 articles, robots.txt: 12 requests with 2 s between.
    assert at.clock.time - began >= 11 * 2
    assert web.paths("news.test").count("/3") == 1, "an article in three feeds is asked for once"


def test_retry_after_is_obeyed_over_a_restart_too(web: World, at: Desk) -> None:
    web.article("news.test", "/a", PIER)
    url = web.serve("news.test", "/rss", b"", status=429, Retry_After="5000")
    at.run(feed(url, 'every = "1m"'))
    at.clock.time += 4000
    web.serve("news.test", "/rss2", rss())
    at.run(feed(url, 'every = "1m"') + feed(web.url("news.test", "/rss2")))
    assert web.paths("news.test") == ["/rss"]
    web.serve("news.test", "/rss", rss())
    at.clock.time += 1100
    at.run(feed(url, 'every = "1m"') + feed(web.url("news.test", "/rss2")))
    assert sorted(web.paths("news.test")) == ["/rss", "/rss", "/rss2"]


def test_a_failing_feed_is_asked_less_and_less_up_to_a_bound(web: World, at: Desk) -> None:
    url = web.serve("news.test", "/rss", b"", status=500)
    at.run("[watch]\nlongest = \"4h\"\n" + feed(url, 'every = "10m"'), once=False, seconds=48 * 3600)
    asked = len(web.paths("news.test"))
    assert 14 <= asked <= 22, asked  # 10 20 40 80 160 minutes, then every 4 hours
    assert "it answered 500" in at.ears.notices[0]
    web.serve("news.test", "/rss", rss())
    at.run("[watch]\nlongest = \"4h\"\n" + feed(url, 'every = "10m"'), once=False, seconds=5 * 3600)
    assert any("answers again" in n for n in at.ears.notices)


def test_an_article_that_fails_is_tried_again_then_named_in_the_ledger(web: World, at: Desk) -> None:
    a = web.serve("news.test", "/a", b"", status=503)
    settings = feed(web.serve("news.test", "/rss", rss(a)), 'every = "1d"')
    at.run(settings, once=False, seconds=86_000)
    assert web.paths("news.test").count("/a") == 6
    with at.store() as store, store.reading() as ledger:
        assert [(f.source, "503" in f.reason) for f in ledger.failures()] == [(a, True)]
    at.run(settings, once=False, seconds=86_000)
    assert web.paths("news.test").count("/a") == 6


def test_an_article_that_comes_back_settles_its_failure(web: World, at: Desk) -> None:
    a = web.serve("news.test", "/a", b"", status=404)
    url = web.serve("news.test", "/rss", rss((a, "one")))
    at.run(feed(url))
    with at.store() as store, store.reading() as ledger:
        assert len(ledger.failures()) == 1
    web.article("news.test", "/a", PIER)
    web.serve("news.test", "/rss", rss((a, "two")))
    at.clock.time += 7200
    at.run(feed(url))
    with at.store() as store, store.reading() as ledger:
        assert ledger.failures() == [] and len(ledger.snapshots()) == 1


def test_redirects_are_followed_as_requests_of_their_own(web: World, at: Desk) -> None:
    a = web.article("new.test", "/a", PIER)
    web.serve("news.test", "/old", b"", status=301, Location=a)
    url = web.serve("news.test", "/rss", rss(web.url("news.test", "/old")))
    moved = web.serve("news.test", "/feed", b"", status=301, Location=url)
    at.run(feed(moved))
    assert at.sources() == {a: 1}
    assert any("moved for good" in n for n in at.ears.notices)
    assert [p for h, p, _ in web.asked if h == "new.test"] == ["/robots.txt", "/a"], "the other site's rules count there"


def test_more_than_may_wait_is_taken_in_later(web: World, at: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visits, "MOST_WAITING", 5)
    urls = [web.article("news.test", f"/{n}", f"Brann promised to mend pier number {n} at Odde for good.") for n in range(8)]
    url = web.serve("news.test", "/rss", rss(*urls), ETag='"same"')
    at.run(feed(url))
    assert len(at.sources()) == 5
    assert any("3 of its items wait" in d for d in at.ears.details)
    at.clock.time += 7200
    at.run(feed(url))
    assert len(at.sources()) == 8, "no validator is sent while some of it waits outside"


def test_a_ledger_that_cannot_be_written_loses_nothing(web: World, at: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    a = web.article("news.test", "/a", PIER)
    settings = feed(web.serve("news.test", "/rss", rss(a)))

    def full(*_: object, **__: object) -> None:
        raise LedgerError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(Keeper, "take", full)
        watcher = at.run(settings)
    assert watcher.tally.late == 1 and "not kept (the disk is full)" in at.ears.notices[0]
    at.clock.time += 600
    at.run(settings)
    assert at.sources() == {a: 1}


def test_robots_txt_that_redirects_nowhere_keeps_nobody_out_for_good(web: World, at: Desk) -> None:
    a = web.article("news.test", "/a", PIER)
    web.serve("news.test", "/robots.txt", b"", status=302, Location="mailto:desk@news.test")
    settings = feed(web.serve("news.test", "/rss", rss(a)), 'every = "1m"')
    at.run(settings)
    del web.routes["news.test", "/robots.txt"]
    at.clock.time += 4000
    at.run(settings)
    assert at.sources() == {a: 1}


def test_busy_workers_and_a_full_outbox_do_not_make_the_loop_spin(web: World, at: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READOUTS_HOOK", "a secret that is long enough")
    over = threading.Event()
    a = web.article("news.test", "/a", PIER)
    web.serve("news.test", "/rss", rss(a))
    web.answer("slow.test", "/rss", lambda handler: over.wait(60) and None)
    text = f"[watch]\nworkers = 1\nstep = \"2s\"\n{feed(web.url('news.test', '/rss'))}{feed(web.url('slow.test', '/rss'))}"
    text += f'[[webhook]]\nurl = "{web.url("hook.test", "/in")}"\nsecret_env = "READOUTS_HOOK"\nprivate = true\n'
    calls = []
    wait = at.clock.wait

    def counted(events: Events, until: float | None, busy: bool) -> Event | None:
        calls.append((until, busy))
        if until is not None and busy:
            assert until > at.clock.now(), "it would come back at once, again and again"
        if len(calls) > 12:
            over.set()
        return wait(events, until, busy)

    monkeypatch.setattr(at.clock, "wait", counted)
    try:
        at.run(text, once=False, seconds=600)
    finally:
        over.set()
    assert len(web.posted) == 1
