"""Cursors: where the next page of a list begins, in which moment of the ledger, signed so that nobody makes one up."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Query, Request

from readouts.api.problems import Problem
from readouts.api.store import Moment

Cursor = Annotated[str | None, Query(description="`next` of the page before.", max_length=400)]
Limit = Annotated[int, Query(description="At most so many.", ge=1, le=200)]


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list is asked for, and of which moment."""

    offset: int
    limit: int
    at: Moment


def page(request: Request, cursor: str | None, limit: int, at: Moment, filters: Mapping[str, Any]) -> Page:
    """The page that a cursor leads to; the first one without.

    Raises:
        Problem: the cursor was not made here for the same question (422).
    """
    if cursor is None:
        return Page(0, limit, at)
    try:
        raw = base64.urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
        sign, body = raw[:16], raw[16:]
    except ValueError:
        sign, body = b"", b""
    if not hmac.compare_digest(sign, _sign(request, body, filters)):
        raise Problem(
            422,
            "cursor: it is of another question, or of before the server was started again: begin with the first page",
        )
    offset, seq = json.loads(body)
    return Page(offset, limit, Moment(at.as_of, at.machine, at.blind, seq))


def following(request: Request, now: Page, shown: int, more: bool, seq: int, filters: Mapping[str, Any]) -> str | None:
    """The cursor of the page after; None where there is none."""
    if not more:
        return None
    body = json.dumps([now.offset + shown, seq]).encode()
    return base64.urlsafe_b64encode(_sign(request, body, filters) + body).rstrip(b"=").decode()


def _sign(request: Request, body: bytes, filters: Mapping[str, Any]) -> bytes:
    asked = json.dumps([request.url.path, dict(filters)], sort_keys=True, default=str).encode()
    secret: bytes = request.app.state.secret
    return hmac.new(secret, asked + b"\0" + body, hashlib.sha256).digest()[:16]
