"""To webhooks, signed, and to mailboxes: one try each. What does not arrive stays in the outbox."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import os
import smtplib
import ssl
from collections.abc import Mapping
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from readouts.feeds.pacing import host_of
from readouts.feeds.settings import FeedsError, Mail, Webhook
from readouts.feeds.state import Message
from readouts.feeds.telling import Record, headline, lines
from readouts.read import Limits
from readouts.read.fetch import UnansweredError, ask
from readouts.read.guard import Resolver

MAIL = "mail"
_TIMEOUT_S = 30.0
_SHORTEST = 16
_LIMITS = Limits(size=100_000, step_seconds=15.0, total_seconds=30.0)


def secret_of(webhook: Webhook, environment: Mapping[str, str] | None = None) -> bytes:
    """A webhook's secret: what stands behind ``whsec_`` is base64, all else is taken as it is.

    Raises:
        FeedsError: it is not set, or too short to be one.
    """
    value = (os.environ if environment is None else environment).get(webhook.secret_env, "").strip()
    try:
        secret = base64.b64decode(value[6:], validate=True) if value.startswith("whsec_") else value.encode()
    except binascii.Error:
        raise FeedsError(f"{webhook.secret_env}: what stands behind whsec_ is no base64") from None
    if len(secret) < _SHORTEST:
        raise FeedsError(f"{webhook.secret_env}: set it to the webhook's secret, of {_SHORTEST} characters or more")
    return secret


def password_of(mail: Mail, environment: Mapping[str, str] | None = None) -> str:
    """The password for the mail server; empty where none is needed.

    Raises:
        FeedsError: it is not set.
    """
    if not mail.password_env:
        return ""
    password = (os.environ if environment is None else environment).get(mail.password_env, "")
    if not password:
        raise FeedsError(f"{mail.password_env}: set it to the password of {mail.user} at {mail.host}")
    return password


def signature(secret: bytes, id_: str, timestamp: int, body: bytes) -> str:
    """The value of ``webhook-signature``: HMAC-SHA256 of id, time and body, as Standard Webhooks have it.

    >>> signature(b"sixteen or more bytes", "msg_1", 1700000000, b"{}")
    'v1,8XXjrriX92nsMxW4e4+/ABSd73E7RKgSNS0O/EVZb9Q='
    """
    digest = hmac.new(secret, f"{id_}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"


def post(
    webhook: Webhook, secret: bytes, message: Message, now: float, agent: str, resolver: Resolver | None = None
) -> str:
    """Send a message to a webhook; empty when it arrived, else why not. A redirect is no arrival."""
    body = message.body.encode()
    headers = {
        "Content-Type": "application/json", "User-Agent": agent, "webhook-id": message.id,
        "webhook-timestamp": str(int(now)), "webhook-signature": signature(secret, message.id, int(now), body),
    }  # fmt: skip
    host = host_of(webhook.url)
    allowed = (host,) if webhook.private else ()
    try:
        got = ask(webhook.url, headers=headers, body=body, allow_hosts=allowed, limits=_LIMITS, resolver=resolver)
    except UnansweredError as error:
        return error.why.replace(f"--allow-host {host}", "private = true in its [[webhook]]")
    return "" if 200 <= got.status < 300 else f"it answered {got.status}"


def letter(mail: Mail, message: Message) -> EmailMessage:
    """A message as an e-mail in plain text. Tried again, it is the same letter with the same id."""
    record: Record = json.loads(message.body)
    out = EmailMessage()
    out["From"], out["To"] = mail.sender, ", ".join(mail.to)
    out["Subject"] = f"Readouts: {headline(record)}"
    out["Date"] = format_datetime(datetime.fromisoformat(record["at"]).astimezone(UTC))
    out["Message-ID"] = f"<{message.id}@{mail.sender.partition('@')[2]}>"
    out["Auto-Submitted"] = "auto-generated"
    out.set_content(f"{headline(record)}\n\n" + "\n".join(lines(record)) + "\n")
    return out


def mail_it(mail: Mail, password: str, message: Message) -> str:
    """Send a message by e-mail; empty when the server took it, else why not."""
    try:
        context = ssl.create_default_context(cafile=mail.ca_file or None)
        with _connected(mail, context) as server:
            if mail.security == "starttls":
                server.starttls(context=context)
            if password:
                server.login(mail.user, password)
            refused = server.send_message(letter(mail, message))
    except (smtplib.SMTPException, OSError, ValueError) as error:
        return f"{mail.host}: {' '.join(str(error).split())[:200] or type(error).__name__}"
    return f"{mail.host} refused {', '.join(refused)}" if refused else ""


def _connected(mail: Mail, context: ssl.SSLContext) -> smtplib.SMTP:
    if mail.security == "tls":
        return smtplib.SMTP_SSL(mail.host, mail.port, timeout=_TIMEOUT_S, context=context)
    return smtplib.SMTP(mail.host, mail.port, timeout=_TIMEOUT_S)


def check_secrets(webhooks: tuple[Webhook, ...], mail: Mail | None) -> None:
    """See that every secret the file names is there.

    Raises:
        FeedsError: naming the first that is not.
    """
    for webhook in webhooks:
        secret_of(webhook)
    if mail is not None:
        password_of(mail)
        if mail.ca_file and not Path(mail.ca_file).is_file():
            raise FeedsError(f"{mail.ca_file}: there is no such file: ca_file names the certificates to trust")
