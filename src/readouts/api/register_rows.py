"""What the register of people keeps, one frozen type for each kind of row."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from readouts.api.roles import Role, Scope


@dataclass(frozen=True, slots=True)
class Member:
    """One account of the register."""

    name: str
    role: Role
    blind: bool = False
    added: str = ""
    removed: str | None = None


@dataclass(frozen=True, slots=True)
class Token:
    """An API token without its secret, which only its owner ever saw."""

    id: str
    person: str
    label: str
    scopes: tuple[Scope, ...]
    made: str
    until: str | None
    used: str | None
    revoked: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the audit log: who did what to what, how they were known, from where."""

    n: int
    at: str
    person: str
    by: str
    action: str
    target: str
    detail: str
    address: str


def key_of(name: str) -> str:
    """A name as it is compared: without case, in one form of each letter.

    >>> key_of(" Ana ") == key_of("ana")
    True
    """
    return unicodedata.normalize("NFKC", name.strip()).casefold()


def member_of(row: Mapping[Any, Any]) -> Member:
    """The account of a row of the table."""
    return Member(row["name"], row["role"], bool(row["blind"]), row["added"], row["removed"])


def token_of(row: Mapping[Any, Any]) -> Token:
    """The token of a row of the table."""
    scopes = cast("tuple[Scope, ...]", tuple(row["scopes"].split()))
    return Token(
        row["id"], row["name"], row["label"], scopes, row["made"], row["until"], row["used"], row["revoked"]
    )  # fmt: skip
