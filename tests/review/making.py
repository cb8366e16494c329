"""Accounts and judgements made by hand, with a clock that only goes forward."""

from __future__ import annotations

import datetime as dt
from itertools import count
from typing import Any

from readouts.ledger.review import judgement, undoing
from readouts.ledger.rows import Judgement
from readouts.model import Account, Anchor, Document, Party, Speaker, StanceName

_TICKS = count()


def tick() -> str:
    return (dt.datetime(2031, 3, 4, 9, tzinfo=dt.UTC) + dt.timedelta(seconds=next(_TICKS))).isoformat()


def account(
    name: str, party: str = "Port Ane", stance: StanceName = "affirms", agreement: str | None = "g1"
) -> Account:
    words = f"{party} spoke of the night shift."
    anchor = Anchor.at(Document(id=f"doc-{name}", text=words), 0, len(words))
    return Account(
        name, anchor, Party(party, f"id-{party}", "company"), Speaker(party, "organization"), stance, "indirect",
        agreement, reasons=("claims.agreed",),
    )  # fmt: skip


def says(author: str, verdict: str, target: str, kind: str = "account", **more: Any) -> Judgement:
    return judgement(author, verdict, target, kind, at=tick(), **more)


def undoes(author: str, of: Judgement) -> Judgement:
    return undoing(author, of, at=tick())
