"""What changed is told: on the terminal, to webhooks that may be down, and by e-mail once a day."""

from __future__ import annotations

import base64
import itertools
import json
import re
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from readouts.feeds.sending import check_secrets, secret_of, signature
from readouts.feeds.settings import FeedsError, Mail, Webhook, settings_of
from readouts.feeds.telling import headline, lines

from .post import Office, office
from .test_watching import FERRY, PIER, feed
from .world import Desk, World, rss

_ROOT = Path(__file__).resolve().parents[2]
SECRET = "whsec_" + base64.b64encode(b"twenty-four bytes long!!").decode()


@pytest.fixture(autouse=True)
def secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READOUTS_HOOK", SECRET)
    monkeypatch.setenv("READOUTS_MAIL", "open sesame")


@pytest.fixture
def mail(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as made:
        yield made


def hook(web: World, private: bool = True) -> str:
    return f'[[webhook]]\nurl = "{web.url("hook.test", "/in")}"\nsecret_env = "READOUTS_HOOK"\nprivate = {str(private).lower()}\n'


def stated(headers: dict[str, str], body: bytes, now: float) -> bool:
    """The check that docs/feeds.md gives to receivers."""
    (code,) = re.findall(r"```python\n(.*?)```", (_ROOT / "docs/feeds.md").read_text(encoding="utf-8"), re.S)
    names: dict[str, Any] = {}
    exec(code, names)
    return bool(names["genuine"](SECRET, headers, body, now))


def test_a_webhook_is_told_signed(web: World, at: Desk) -> None:
    settings = feed(web.serve("news.test", "/rss", rss(web.article("news.test", "/a", PIER)))) + hook(web)
    at.run(settings)
    ((where, headers, body),) = web.posted
    assert where == "hook.test/in" and headers["content-type"] == "application/json"
    now = at.clock.now()
    assert stated(headers, body, now) and not stated(headers, body + b" ", now) and not stated(headers, body, now + 600)
    assert not stated({**headers, "webhook-id": "msg_other"}, body, now)
    record = json.loads(body)
    assert record == at.ears.reports[0] and record["id"] == headers["webhook-id"]
    assert record["documents"][0]["url"] == web.url("news.test", "/a")


def test_a_webhook_that_is_down_loses_nothing(web: World, at: Desk) -> None:
    def down(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(503)
        handler.end_headers()

    web.answer("hook.test", "/in", down)
    a = web.article("news.test", "/a", PIER)
    url = web.serve("news.test", "/rss", rss(a))
    settings = feed(url) + hook(web)
    at.run(settings)
    web.serve("news.test", "/rss", rss(a, web.article("news.test", "/b", FERRY)))
    at.clock.time += 7200
    at.run(settings)
    assert len(at.sources()) == 2 and {h["webhook-id"] for _, h, _ in web.posted} == {at.ears.reports[0]["id"]}
    assert "2 still to be delivered" in at.ears.notices[-1]
    web.posted.clear()
    del web.routes["hook.test", "/in"]
    at.clock.time += 7200
    at.run(settings)
    assert [json.loads(b)["id"] for _, _, b in web.posted] == [r["id"] for r in at.ears.reports], "in order, each once"
    assert all(stated(h, b, at.clock.now()) for _, h, b in web.posted)
    at.clock.time += 7200
    at.run(settings)
    assert len(web.posted) == 2


def test_while_it_goes_on_a_message_is_tried_again_less_and_less(web: World, at: Desk) -> None:
    tries = []

    def down(handler: BaseHTTPRequestHandler) -> None:
        tries.append(at.clock.now())
        handler.send_response(500 if len(tries) < 6 else 204)
        handler.end_headers()

    web.answer("hook.test", "/in", down)
    settings = feed(web.serve("news.test", "/rss", rss(web.article("news.test", "/a", PIER)))) + hook(web)
    at.run(settings, once=False, seconds=4 * 3600)
    gaps = [b - a for a, b in itertools.pairwise(tries)]
    assert len(tries) == 6 and gaps[4] > gaps[0] * 4


def test_a_webhook_at_a_private_address_must_be_named_as_such(web: World, at: Desk) -> None:
    settings = at.settings(feed(web.serve("news.test", "/rss", rss(web.article("news.test", "/a", PIER)))) + hook(web, private=False))
    at.run(settings)
    assert web.posted == [] and "private = true in its [[webhook]]" in at.ears.notices[0]


def test_an_article_cannot_reach_the_private_host_of_a_webhook(web: World, at: Desk) -> None:
    settings = at.settings(feed(web.serve("news.test", "/rss", rss(web.url("hook.test", "/in")))) + hook(web))
    at.run(settings)
    assert [h for h, _, _ in web.asked if h == "hook.test"] == []


def test_a_redirect_of_a_webhook_is_no_arrival(web: World, at: Desk) -> None:
    web.serve("hook.test", "/in", b"", status=302, Location=web.url("hook.test", "/other"))
    at.run(feed(web.serve("news.test", "/rss", rss(web.article("news.test", "/a", PIER)))) + hook(web))
    assert len(web.posted) == 1 and "answered 302" in at.ears.notices[0]


def digest(mail: Office, more: str = "") -> str:
    return (
        f'[email]\nhost = "localhost"\nport = {mail.port}\nuser = "desk"\npassword_env = "READOUTS_MAIL"\nca_file = "{mail.ca_file}"\n'
        f'from = "readouts@desk.example"\nto = ["ana@desk.example", "ben@desk.example"]\nevery = "1d"\n{more}'
    )


def test_a_digest_is_mailed_once_a_day_over_tls(web: World, at: Desk, mail: Office) -> None:
    a = web.article("news.test", "/a", PIER)
    url = web.serve("news.test", "/rss", rss(a))
    settings = feed(url) + digest(mail)
    at.run(settings)
    assert mail.letters == [], "the day is not over"
    web.serve("news.test", "/rss", rss(a, web.article("news.test", "/b", FERRY)))
    at.clock.time += 12 * 3600
    at.run(settings)
    at.clock.time += 13 * 3600
    at.run(settings)
    (letter,) = mail.letters
    assert letter["Subject"] == "Readouts: 2 agreements changed, 2 new documents"
    assert letter["To"] == "ana@desk.example, ben@desk.example" and letter["Message-ID"].endswith("@desk.example>")
    text = letter.get_content()
    assert f"“{PIER}”" in text and f"“{FERRY}”" in text
    assert mail.logins == [b"\0desk\0open sesame"] and "AUTH" not in mail.said and "TLS AUTH" in mail.said
    at.clock.time += 25 * 3600
    at.run(settings)
    assert len(mail.letters) == 1, "a day without news is a day without mail"


def test_a_digest_that_cannot_be_mailed_is_kept(web: World, at: Desk, mail: Office) -> None:
    settings = feed(web.serve("news.test", "/rss", rss(web.article("news.test", "/a", PIER)))) + digest(mail)
    at.run(settings)
    mail.closed = True
    at.clock.time += 25 * 3600
    at.run(settings)
    assert mail.letters == [] and any("localhost: " in n for n in at.ears.notices)
    mail.closed = False
    at.clock.time += 3600
    at.run(settings)
    assert len(mail.letters) == 1


def test_a_mail_server_that_nobody_vouches_for_gets_no_password(web: World, at: Desk, mail: Office) -> None:
    other = digest(mail).replace(f'ca_file = "{mail.ca_file}"\n', "")
    settings = feed(web.serve("news.test", "/rss", rss(web.article("news.test", "/a", PIER)))) + other
    at.run(settings)
    at.clock.time += 25 * 3600
    at.run(settings)
    assert mail.letters == [] and mail.logins == [] and any("certificate" in n.lower() for n in at.ears.notices)


def test_two_accounts_that_part_are_a_new_dispute(web: World, at: Desk) -> None:
    a = web.article("news.test", "/a", "Brann said it had agreed to mend the old pier at Odde with Velland this spring.")
    url = web.serve("news.test", "/rss", rss(a))
    at.run(feed(url))
    b = web.article("news.test", "/b", "Velland denied that it agreed to mend the old pier at Odde with Brann this spring.")
    web.serve("news.test", "/rss", rss(a, b))
    at.clock.time += 7200
    at.run(feed(url))
    report = at.ears.reports[1]
    assert headline(report) == "1 new dispute, 1 agreement changed, 1 new document"
    told = list(lines(report))
    assert told[0].startswith("NEW DISPUTE") and any("Velland denies: “Velland denied" in line for line in told)


def test_a_line_for_people_steers_no_terminal(web: World, at: Desk) -> None:
    said = "<html><title>x\u202e\x1b[2J</title><body><p>Brann promised to mend the pier\u202e at Odde before winter.</p></body></html>"
    web.serve("news.test", "/a", said.encode())
    at.run(feed(web.serve("news.test", "/rss", rss(web.url("news.test", "/a")))))
    assert all(line.isprintable() for r in at.ears.reports for line in lines(r))


def test_secrets_are_needed_and_long_enough(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    webhook = Webhook("https://hook.example/", "READOUTS_HOOK")
    assert secret_of(webhook) == b"twenty-four bytes long!!"
    for value, says in (("", "16 characters"), ("short", "16 characters"), ("whsec_!!!", "no base64")):
        monkeypatch.setenv("READOUTS_HOOK", value)
        with pytest.raises(FeedsError, match=says):
            secret_of(webhook)
    monkeypatch.delenv("READOUTS_MAIL")
    with pytest.raises(FeedsError, match="READOUTS_MAIL"):
        check_secrets((), Mail("mail.example", "a@b.example", ("c@d.example",), user="x", password_env="READOUTS_MAIL"))
    with pytest.raises(FeedsError, match="no such file"):
        check_secrets((), Mail("mail.example", "a@b.example", ("c@d.example",), ca_file=str(tmp_path / "no.pem")))


def test_the_signature_is_that_of_the_standard() -> None:
    # `printf 'msg_1.1700000000.{}' | openssl dgst -sha256 -hmac 'sixteen or more bytes' -binary | base64`
    assert signature(b"sixteen or more bytes", "msg_1", 1700000000, b"{}") == "v1,8XXjrriX92nsMxW4e4+/ABSd73E7RKgSNS0O/EVZb9Q="


def test_no_password_without_tls() -> None:
    text = '[[feed]]\nurl = "https://a.example/rss"\n[email]\nhost = "m.example"\nfrom = "a@b.example"\nto = ["c@d.example"]\n'
    text += 'user = "u"\npassword_env = "P"\nsecurity = "none"\n'
    with pytest.raises(FeedsError, match="nothing but TLS"):
        settings_of(text)
