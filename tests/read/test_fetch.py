"""Addresses: what is refused before anything is sent, and what stops a server that means harm."""

from __future__ import annotations

import gzip
import threading
import time
from http.server import BaseHTTPRequestHandler

import pytest

from readouts.model.types import Document
from readouts.read import Failure, Limits, read
from readouts.read import guard as guard_module
from readouts.read.fetch import UnansweredError, ask, fetch
from readouts.read.guard import check, refusal
from readouts.read.limits import Refused

from .making import article
from .serving import Server

LOCAL = ("127.0.0.1",)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "224.0.0.1", "255.255.255.255", "240.0.0.1", "0.0.0.0", "0.1.2.3", "192.0.2.1", "198.18.0.1", "192.88.99.1",
        "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1", "fec0::1", "2001:db8::1",
        "::ffff:8.8.8.8", "::ffff:127.0.0.1", "::127.0.0.1", "2002:7f00:1::", "2002:808:808::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2", "64:ff9b::7f00:1", "64:ff9b:1::a00:1", "100::1", "nonsense",
    ],
)  # fmt: skip
def test_addresses_refused(address: str) -> None:
    assert refusal(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "2606:4700:4700::1111", "172.32.0.1"])
def test_addresses_allowed(address: str) -> None:
    assert refusal(address) is None


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("file:///etc/passwd", "only http and https"),
        ("ftp://example.org/a", "only http and https"),
        ("http://user:secret@example.org/", "user name or password"),
        ("http://user@example.org/", "user name or password"),
        ("http:///path", "names no host"),
        ("http://example.org:99999/", "port"),
        ("http://127.0.0.1/", "loopback"),
        ("http://[::1]/", "loopback"),
        ("http://2130706433/", "loopback"),
        ("http://0x7f.1/", "loopback"),
        ("http://[::ffff:127.0.0.1]/", "embedded IPv4"),
        ("http://localhost/", "loopback"),
        ("http://localhost./", "loopback"),
    ],
)
def test_urls_refused(url: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        check(url)


def test_a_name_that_leads_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard_module, "resolve", lambda host, port: ["93.184.216.34", "127.0.0.1"])
    (item,) = read(["http://statements.example/"])
    assert isinstance(item, Failure)
    assert "statements.example leads to 127.0.0.1, a loopback address" in item.why
    assert "--allow-host statements.example" in item.why


def test_unknown_host() -> None:
    with pytest.raises(Refused, match="not known"):
        check("http://nowhere.example/", resolver=lambda host, port: [])


def test_page_is_read(server: Server) -> None:
    server.page("/2019/bridge-talks.html?page=2", article().encode(), "text/html; charset=utf-8")
    url = server.url("/2019/bridge-talks.html?page=2")
    (got,) = read([url], allow_hosts=LOCAL)
    assert isinstance(got, Document), got
    assert (got.url, got.id) == (url, "127.0.0.1-2019-bridge-talks-page-2")
    assert got.published == "2019-03-07T18:30+01:00"
    sent = server.seen[0][1]
    assert not {"cookie", "authorization", "referer"} & set(sent)


def test_connects_to_the_checked_address_under_the_given_name(server: Server) -> None:
    """The name is looked up once: a second answer (DNS rebinding) is never asked for."""
    server.page("/", b"The minister said that nobody had agreed.")
    asked: list[str] = []

    def resolver(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    url = server.url("/", host="statements.example")
    got = fetch(url, allow_hosts=["statements.example"], resolver=resolver)
    assert got.data.startswith(b"The minister") and asked == ["statements.example"]
    assert server.seen[0][1]["host"] == f"statements.example:{server.port}"


def test_proxy_of_the_environment_is_not_used(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    server.page("/", b"Nobody agreed.")
    assert fetch(server.url("/"), allow_hosts=LOCAL).data == b"Nobody agreed."


def test_redirect_inside_is_refused(server: Server) -> None:
    server.redirect("/go", server.url("/secret"))
    server.page("/secret", b"inside")

    def resolver(host: str, port: int) -> list[str]:
        return ["127.0.0.1"]

    with pytest.raises(Refused, match=r"127\.0\.0\.1, a loopback address"):
        fetch(server.url("/go", host="open.example"), allow_hosts=["open.example"], resolver=resolver)
    assert [path for path, _ in server.seen] == ["/go"]


@pytest.mark.parametrize("to", ["file:///etc/passwd", "http://u:p@127.0.0.1/", "gopher://127.0.0.1/"])
def test_redirect_to_another_scheme(server: Server, to: str) -> None:
    server.redirect("/go", to)
    with pytest.raises(Refused, match=r"only http|user name"):
        fetch(server.url("/go"), allow_hosts=LOCAL)


def test_redirects_are_followed_and_counted(server: Server) -> None:
    for n in range(12):
        server.redirect(f"/{n}", f"/{n + 1}", Set_Cookie="a=b")
    server.page("/12", b"Nobody agreed.")
    assert fetch(server.url("/2"), allow_hosts=LOCAL).url == server.url("/12")
    assert all("cookie" not in headers for _, headers in server.seen)
    with pytest.raises(Refused, match="more than 10 redirects"):
        fetch(server.url("/0"), allow_hosts=LOCAL)


def test_gzip_bomb(server: Server) -> None:
    server.page("/", gzip.compress(bytes(50_000_000)), Content_Encoding="gzip")
    with pytest.raises(Refused, match="too large"):
        fetch(server.url("/"), allow_hosts=LOCAL, limits=Limits(size=100_000))


def test_packed_pages(server: Server) -> None:
    server.page("/a", gzip.compress(b"Nobody agreed."), Content_Encoding="gzip")
    assert fetch(server.url("/a"), allow_hosts=LOCAL).data == b"Nobody agreed."
    server.page("/b", b"x", Content_Encoding="br")
    server.page("/c", b"not gzip", Content_Encoding="gzip")
    with pytest.raises(Refused, match="packed"):
        fetch(server.url("/b"), allow_hosts=LOCAL)
    with pytest.raises(Refused, match="damaged"):
        fetch(server.url("/c"), allow_hosts=LOCAL)


def test_endless_body(server: Server) -> None:
    def forever(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        while True:
            handler.wfile.write(b"and then he said " * 500)

    server.routes["/feed"] = forever
    with pytest.raises(Refused, match="too large"):
        fetch(server.url("/feed"), allow_hosts=LOCAL, limits=Limits(size=200_000))


@pytest.mark.parametrize("where", ["headers", "body"])
def test_dripping_server(server: Server, where: str) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n" + (b"\r\n" if where == "body" else b"X-Drip: "))
        for _ in range(4000):
            handler.wfile.write(b"a")
            handler.wfile.flush()
            time.sleep(0.05)

    server.routes["/"] = drip
    started = time.monotonic()
    with pytest.raises(Refused, match="not finished after"):
        fetch(server.url("/"), allow_hosts=LOCAL, limits=Limits(step_seconds=1, total_seconds=0.4))
    assert time.monotonic() - started < 60, "it would have dripped for minutes"


def test_silent_server(server: Server) -> None:
    server.routes["/"] = lambda handler: time.sleep(2)
    with pytest.raises(Refused, match="no answer within"):
        fetch(server.url("/"), allow_hosts=LOCAL, limits=Limits(step_seconds=0.2, total_seconds=5))


def test_errors_of_the_server(server: Server) -> None:
    (item,) = read([server.url("/gone")], allow_hosts=LOCAL)
    assert isinstance(item, Failure) and "answered 404" in item.why
    with pytest.raises(Refused, match="connection failed"):
        fetch("http://127.0.0.1:9/", allow_hosts=LOCAL)


def test_ask_gives_any_answer_and_follows_nothing(server: Server) -> None:
    server.redirect("/old", server.url("/new"), ETag='"v1"')
    got = ask(server.url("/old"), headers={"If-None-Match": '"v0"', "User-Agent": "readouts test"}, allow_hosts=LOCAL)
    assert (got.status, got.headers["location"], got.headers["etag"], got.data) == (302, server.url("/new"), '"v1"', b"")
    ((path, sent),) = server.seen
    assert path == "/old" and sent["if-none-match"] == '"v0"' and sent["user-agent"] == "readouts test"
    assert ask(server.url("/gone"), allow_hosts=LOCAL).status == 404


def test_ask_says_whether_a_refusal_lasts(server: Server) -> None:
    for url, lasting in (
        (server.url("/"), True), ("file:///etc/passwd", True), ("http://[", True), ("http://nowhere.invalid/", False),
    ):  # fmt: skip
        with pytest.raises(UnansweredError) as refused:
            ask(url)
        assert refused.value.lasting is lasting, url
    with pytest.raises(UnansweredError, match="connection failed") as failed:
        ask("http://127.0.0.1:9/", allow_hosts=LOCAL)
    assert not failed.value.lasting
    assert server.seen == []


def test_ask_reads_no_body_but_that_of_a_page(server: Server) -> None:
    def forever(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(500)
        handler.end_headers()
        while True:
            handler.wfile.write(b"and then he said " * 500)

    server.routes["/broken"] = forever
    got = ask(server.url("/broken"), allow_hosts=LOCAL)
    assert got.status == 500 and got.data == b""


def test_a_thread_that_was_given_up_on_ends(server: Server) -> None:
    over = threading.Event()

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Drip: ")
        while not over.wait(0.02):
            handler.wfile.write(b"a")
            handler.wfile.flush()

    server.routes["/"] = drip
    try:
        with pytest.raises(UnansweredError, match="not finished"):
            ask(server.url("/"), allow_hosts=LOCAL, limits=Limits(step_seconds=30, total_seconds=0.5))
        for t in [t for t in threading.enumerate() if t.name == "readouts-fetch"]:
            t.join(60)
            assert not t.is_alive(), "it reads on for as long as the other side sends"
    finally:
        over.set()
