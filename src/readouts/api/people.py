"""Who is asking, and what that person may do.

Every route declares whom it is for, by ``Depends(need(ROLE))`` or ``Depends(anybody)``; a test walks all of them.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool

from readouts.api.problems import Problem
from readouts.api.roles import DEFAULT, MAY, ROLES, Role, Scope
from readouts.api.settings import ServeSettings

By = Literal["local", "session", "token"]
SAFE = ("GET", "HEAD", "OPTIONS")
CSRF_HEADER, CSRF_FIELD = "x-csrf-token", "csrf"
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


@dataclass(frozen=True, slots=True)
class Person:
    """Who is asking. ``blind`` reviewers see nobody else's judgements; ``scopes`` is what this request may do.

    >>> Person("ruiz", "reviewer").may("judge"), Person("ruiz", "reviewer").may("admin")
    (True, False)
    """

    name: str
    role: Role
    blind: bool = False
    by: By = "local"
    scopes: frozenset[Scope] | None = None

    def may(self, scope: Scope) -> bool:
        """True where the role, and the token where there is one, allow it."""
        return scope in MAY[self.role] and (self.scopes is None or scope in self.scopes)


def who(request: Request) -> Person | None:
    """The person who is asking, or None; sets ``request.state.person`` and ``request.state.csrf``.

    In local use (no accounts, this machine only) it is always the admin named in the settings.
    """
    identify: Callable[[Request], tuple[Person | None, str]] = request.app.state.identify
    person, session = identify(request)
    request.state.csrf = csrf_of(request, session)
    request.state.person = person
    return person


def as_local(request: Request) -> tuple[Person | None, str]:
    """Who is asking where nobody logs in, and the session that the form's token is made of."""
    settings: ServeSettings = request.app.state.settings
    return Person(settings.named, "admin"), "local"


def csrf_of(request: Request, session: str) -> str:
    """The token that a form or script of ours sends with whatever changes something: made of the session and a secret."""
    secret: bytes = request.app.state.secret
    return hmac.new(secret, session.encode(), hashlib.sha256).hexdigest()


async def forged(request: Request, person: Person) -> bool:
    """True where a request that changes something carries a browser's standing but not our token."""
    if request.method in SAFE or person.by == "token":
        return False
    headers = request.headers
    if person.by == "local" and not any(h in headers for h in ("origin", "sec-fetch-site", "cookie", "referer")):
        return False  # no browser: a script on this machine
    given = headers.get(CSRF_HEADER)
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if given is None and kind in _FORMS:
        form = await request.form()
        given = str(form.get(CSRF_FIELD, ""))
    return not hmac.compare_digest((given or "").encode(), str(request.state.csrf).encode())


def need(role: Role, scope: Scope | None = None, *, later: bool = False) -> Callable[..., Awaitable[Person]]:
    """A dependency: the person who asks, who has at least this role, and a token only with this scope.

    What changes something needs the CSRF token too, in the header ``X-CSRF-Token`` or the form field ``csrf``, unless an
    API token says who it is. ``scope`` follows from the role unless it is given. With ``later`` the route itself looks at
    the token (``forged``): a large form is not read before it is known who sends it.
    """
    wanted = scope or DEFAULT[role]

    async def allowed(request: Request) -> Person:
        local = request.app.state.register is None
        person = who(request) if local else await run_in_threadpool(who, request)
        if person is None:
            raise Problem(
                401, "log in, or send an API token: Authorization: Bearer ...", headers={"WWW-Authenticate": "Bearer"}
            )
        if ROLES.index(person.role) < ROLES.index(role):
            raise Problem(403, f"this takes the role {role}; yours is {person.role}: ask an admin")
        if not person.may(wanted):
            raise Problem(403, f"this token lacks the scope {wanted}: make one that has it")
        if not later and await forged(request, person):
            raise Problem(403, "the form's token is missing or of another session: load the page again")
        return person

    declare(allowed, role, wanted)
    return allowed


def declare(dependency: Any, role: Role | None, scope: Scope | None) -> None:
    """Say whom a dependency lets in: what a test and the OpenAPI document read of a route."""
    dependency.role, dependency.scope = role, scope


def anybody() -> None:
    """A dependency that says: this route is for everybody, logged in or not."""


declare(anybody, None, None)

Reader = Annotated[Person, Depends(need("reader"))]
Reviewer = Annotated[Person, Depends(need("reviewer"))]
Adder = Annotated[Person, Depends(need("reviewer", "add"))]
# For ``readouts.api.uploads.take``, which looks at the form's token itself.
Uploader = Annotated[Person, Depends(need("reviewer", "add", later=True))]
Admin = Annotated[Person, Depends(need("admin"))]
