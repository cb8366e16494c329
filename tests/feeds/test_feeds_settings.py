"""FEEDS.toml: what is wrong is named with its line and its key."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from readouts.feeds.pacing import Agenda, Errand, Shares, retry_after, wait_after
from readouts.feeds.robots import Rules, rules_from
from readouts.feeds.settings import FeedsError, settings_from, settings_of

GOOD = """
[watch]
every = "20m"          # how often
contact = "desk@example.org"
revisit = ["1d", "2h"]

[[feed]]
url = "https://press.example/rss"
name = "Press"

[[feed]]
url = "https://other.example/rss"
every = "1h 30m"
revisit = []

[[page]]
url = "https://gov.example/press"
follow = '/press/\\d+'

[[webhook]]
url = "https://hook.example/in"
secret_env = "HOOK"

[email]
host = "mail.example"
security = "tls"
from = "readouts@desk.example"
to = ["ana@desk.example"]
"""


def test_a_good_file() -> None:
    s = settings_of(GOOD)
    assert [(f.called, f.kind, f.every, f.revisit) for f in s.feeds] == [
        ("Press", "feed", 1200.0, (7200.0, 86400.0)), ("https://other.example/rss", "feed", 5400.0, ()),
        ("https://gov.example/press", "page", 1200.0, (7200.0, 86400.0)),
    ]  # fmt: skip
    assert s.mail is not None and s.mail.port == 465 and s.webhooks[0].private is False

ONE = "[[feed]]\nurl = 'https://a.example/'\n"
MAIL = "[email]\nhost = 'm'\nfrom = 'a@b.example'\n"


def test_the_example_is_a_good_file() -> None:
    s = settings_from(Path(__file__).resolve().parents[2] / "examples/feeds.toml")
    assert len(s.feeds) == 3 and s.webhooks and s.mail is not None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[feed]]\nurl = 'https://a.example/'\n[[feeds]]\nurl = 'x'", r"line 3: there is no table \[feeds\]: did you mean 'feed'"),
        ("[[feed]]\nurl = 'https://a.example/'\n\nevery = 10", "line 4: every is a length of time"),
        ("[[feed]]\nurl = 'https://a.example/'\nevery = '5s'", "line 3: every is too short"),
        ("[[feed]]\nurl = 'https://a.example/'\nevery = '999d'", "line 3: every is too long"),
        ("[[feed]]\nurl = 'ftp://a.example/'", "line 2: .* is no web address"),
        ("[[feed]]\nurl = 'https://u:p@a.example/'", "line 2: the address holds a user name"),
        ("[[feed]]\nname = 'x'", "line 1: feed needs url"),
        ("[[feed]]\nurl = 'https://a.example/'\n[[feed]]\nurl = 'https://a.example/'", "line 4: .* is followed already"),
        ("[feed]\nurl = 'https://a.example/'", r"line 1: write \[\[feed\]\] with two brackets"),
        ("[[watch]]\nevery = '1h'", r"line 1: write \[watch\] with one bracket"),
        ("[[page]]\nurl = 'https://a.example/'", "line 1: it needs follow"),
        ("[[page]]\nurl = 'https://a.example/'\nfollow = '('", "line 3: follow is no regular expression"),
        ("[watch]\nworkers = 0\n[[feed]]\nurl = 'https://a.example/'", "line 2: workers is a whole number from 1 to 64"),
        ("[watch]\nallow_hosts = 'x'\n[[feed]]\nurl = 'https://a.example/'", "line 2: allow_hosts is a list"),
        ("[watch]\nrevisit = ['soon']\n[[feed]]\nurl = 'https://a.example/'", "line 2: revisit is a length"),
        (f"{ONE}[[webhook]]\nurl = 'https://h.example/'", "line 3: webhook needs secret_env"),
        (f"{ONE}[[webhook]]\nurl = 'https://h.example/'\nsecret_env = 'X'\nprivate = 'yes'", "line 6: private is true or false"),
        (f"{ONE}{MAIL}to = ['nobody']", "line 6: 'nobody' is no e-mail address"),
        (f"{ONE}{MAIL}to = ['a@b.example']\nsecurity = 'ssl'", "line 7: security is"),
        (f"{ONE}{MAIL}to = ['a@b.example']\nuser = 'x'", "line 7: user and password_env"),
        (f"{ONE}{MAIL}to = ['a@b.example']\nca_file = \"m\\nBcc: x\"", "line 7: ca_file is words"),
        ("[[feed]]\nurl = ", "line 2.*this is no TOML"),
        ("every = '1h'", "line 1: there is no table"),
        ("", "names nothing to follow"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_line(text: str, says: str) -> None:
    with pytest.raises(FeedsError, match=says):
        settings_of(text)


def test_a_file_that_is_not_there_or_no_text(tmp_path: Path) -> None:
    with pytest.raises(FeedsError, match="no such file"):
        settings_from(tmp_path / "no.toml")
    (tmp_path / "x.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(FeedsError, match="UTF-8"):
        settings_from(tmp_path / "x.toml")


def test_the_agenda_asks_feeds_before_articles_and_each_host_alone() -> None:
    agenda = Agenda()
    item, feed = (Errand(w, w, f"http://a.example/{w}", "f", w) for w in ("item", "feed"))
    other = Errand("item", "o", "http://b.example/o", "o", "item")
    agenda.put(item, 1.0)
    agenda.put(feed, 2.0)
    agenda.put(other, 3.0)
    assert agenda.take(0.5) is None and agenda.next_time() == 1.0
    assert agenda.take(5.0) == feed and agenda.take(5.0) == other and agenda.take(5.0) is None
    assert agenda.next_time() is None, "both hosts are busy"
    agenda.free("a.example", 9.0)
    assert agenda.take(8.0) is None and agenda.next_time() == 9.0
    agenda.rest("a.example", 20.0)
    assert agenda.take(9.0) is None and agenda.take(20.0, lambda e: e.what != "item") is None and agenda.take(20.0) == item


def test_no_feed_takes_more_than_its_share() -> None:
    shares = Shares(8)
    errands = [Errand("item", f"{n}", f"http://h{n}.example/", f"f{n // 3}", "item") for n in range(30)]
    begun = []
    for e in errands:
        if shares.allow(e):
            shares.begun(e)
            begun.append(e)
    assert [e.key for e in begun] == ["0", "1", "3", "4", "6", "7"], "two of eight for one feed, six for all articles"
    feed = Errand("feed", "x", "http://x.example/", "x", "feed")
    assert shares.allow(feed) and not shares.allow(errands[20])
    shares.over(begun[0])
    shares.keeping(begun[0].owner)
    assert not shares.allow(errands[2]) and shares.allow(errands[20])
    shares.kept(begun[0].owner)
    assert shares.allow(errands[2])


def test_waits_grow_up_to_a_bound() -> None:
    rng = random.Random(0)
    waits = [wait_after(n, 60, 3600, rng) for n in range(40)]
    assert 48 <= waits[0] <= 78 and all(w <= 3600 for w in waits) and waits[-1] == 3600


def test_a_server_cannot_have_itself_forgotten() -> None:
    assert retry_after("9" * 400, 0.0) == 86_400.0
    assert retry_after("Fri, 31 Dec 9999 23:59:59 GMT", 0.0) == 86_400.0
    assert [retry_after(v, 0.0) for v in (None, "", "-5", "²", "Fri, 99 Dec")] == [None] * 5


def test_rules_that_cannot_be_had_are_those_of_before_for_a_month() -> None:
    before = rules_from("https://a.example", 200, "User-agent: *\nDisallow: /x", 0.0, None)
    kept = rules_from("https://a.example", 503, "", 86_400.0, before)
    assert not kept.allow("https://a.example/x") and kept.allow("https://a.example/y")
    late = rules_from("https://a.example", 503, "", 31 * 86_400.0, kept)
    assert not late.allow("https://a.example/y") and "cannot be had" in late.why
    assert rules_from("https://a.example", 404, "", 0.0, before).allow("https://a.example/x")
    assert Rules("https://a.example", "User-agent: *\nCrawl-delay: 999999", 0.0).delay == 3600.0
