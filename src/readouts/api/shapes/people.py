"""Who asks, accounts, tokens and the audit log."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from readouts.api.roles import Role, Scope
from readouts.api.shapes.base import Given, Words


class Me(BaseModel):
    """Who is asking, what that person may do, and the token that forms send along."""

    name: str
    role: Role
    blind: bool
    by: Literal["local", "session", "token"]
    scopes: list[Scope]
    csrf: str


class Login(Given):
    """A name and its password."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"name": "ruiz", "password": "four plain words here"}]}
    )
    name: Annotated[Words, Field(min_length=1, max_length=80)]
    password: Annotated[Words, Field(min_length=1, max_length=256)]


class Member(BaseModel):
    """An account."""

    name: str
    role: Role
    blind: bool
    added: str
    removed: str | None


class Members(BaseModel):
    """Accounts."""

    people: list[Member]


class NewMember(Given):
    """An account to be made; ``again`` where somebody who was removed comes back."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"name": "holt", "role": "reviewer", "password": "some four plain words", "blind": True}]
        },
    )
    name: Annotated[Words, Field(min_length=1, max_length=80)]
    role: Role
    password: Annotated[Words, Field(min_length=12, max_length=256)]
    blind: bool = False
    again: bool = False


class MemberChange(Given):
    """Another role, or blind or seeing."""

    role: Role | None = None
    blind: bool | None = None


class NewPassword(Given):
    """A new password; ``old`` is needed for one's own."""

    password: Annotated[Words, Field(min_length=12, max_length=256)]
    old: Annotated[Words, Field(max_length=256)] | None = None


class Token(BaseModel):
    """An API token, without its secret."""

    id: str
    person: str
    label: str
    scopes: list[Scope]
    made: str
    until: str | None
    used: str | None
    revoked: str | None


class Tokens(BaseModel):
    """API tokens."""

    tokens: list[Token]


class NewToken(Given):
    """A token to be made, of one's own account."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"label": "notebook", "scopes": ["read"], "days": 90}]}
    )
    label: Annotated[Words, Field(min_length=1, max_length=80)]
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=4)]
    days: Annotated[int, Field(ge=1, le=3650)] = 90


class TokenMade(Token):
    """A new token with its secret, which is never shown again."""

    secret: str


class AuditLine(BaseModel):
    """Who did what."""

    n: int
    at: str
    person: str
    by: str
    action: str
    target: str
    detail: str
    address: str


class Audit(BaseModel):
    """Lines of the audit log, the latest first."""

    lines: list[AuditLine]
    next: int | None
