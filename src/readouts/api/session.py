"""Logging in and out, and knowing who it is that asks: by a session's cookie or an API token."""

from __future__ import annotations

from fastapi import Request
from starlette.responses import Response

from readouts.api.people import Person
from readouts.api.problems import Problem
from readouts.api.register import LONGEST_S, Register
from readouts.api.settings import ServeSettings


def identify(request: Request) -> tuple[Person | None, str]:
    """Who is asking, and what the form's token is made of; nobody where there is no cookie, or its session has ended.

    Raises:
        Problem: a token is sent that is not good.
    """
    register: Register = request.app.state.register
    said = request.headers.get("authorization", "")
    kind, _, secret = said.partition(" ")
    if said:
        found = register.bearer(secret.strip()) if kind.lower() == "bearer" else None
        if found is None:
            raise Problem(401, "this token is unknown, revoked or past its time: make another", headers=CHALLENGE)
        member, token = found
        return Person(member.name, member.role, member.blind, "token", frozenset(token.scopes)), token.id
    secret = request.cookies.get(cookie_name(request), "")
    known = register.session(secret) if secret else None
    if known is None:
        return None, ""
    return Person(known.name, known.role, known.blind, "session"), secret


CHALLENGE = {"WWW-Authenticate": 'Bearer realm="readouts"'}


def log_in(request: Request, name: str, password: str) -> tuple[Person, str]:
    """The person whose name and password these are, and a new session's secret, to be set by ``keep_cookie``.

    A session that the browser had before ends: nobody can plant one and wait for it to become somebody's.

    Raises:
        Problem: they are not right (401), or were wrong too often (429); there are no accounts (409).
    """
    register = register_of(request)
    address = address_of(request)
    if seconds := register.wait(name, address):
        log(request, "login refused", name[:80], "too many attempts", person=None)
        raise Problem(
            429, f"too many attempts: try again in {seconds // 60 + 1} minutes", headers={"Retry-After": str(seconds)}
        )
    member = register.knows(name, password)
    if member is None:
        register.failed(name, address)
        log(request, "login failed", name[:80], person=None)
        raise Problem(401, "no account has this name and password: check both")
    register.succeeded(name, address)
    if old := request.cookies.get(cookie_name(request)):
        register.end(old)
    person = Person(member.name, member.role, member.blind, "session")
    log(request, "login", person=person)
    return person, register.begin(member, address)


def log_out(request: Request) -> None:
    """End the session that the request came with, if it came with one."""
    secret = request.cookies.get(cookie_name(request))
    if secret and request.app.state.register is not None:
        request.app.state.register.end(secret)


def keep_cookie(request: Request, response: Response, secret: str | None) -> None:
    """Give the browser its session, or take it away (None)."""
    name, secure = cookie_name(request), _secure(request)
    if secret is None:
        response.delete_cookie(name, path="/", secure=secure, httponly=True, samesite="lax")
        return
    response.set_cookie(name, secret, max_age=LONGEST_S, path="/", secure=secure, httponly=True, samesite="lax")


def cookie_name(request: Request) -> str:
    """The cookie's name: over https one that no neighbouring host can set (``__Host-``)."""
    return "__Host-readouts" if _secure(request) else "readouts"


def _secure(request: Request) -> bool:
    settings: ServeSettings = request.app.state.settings
    return settings.secure or request.url.scheme == "https"


def register_of(request: Request) -> Register:
    """The register of people.

    Raises:
        Problem: there are no accounts here (409).
    """
    register: Register | None = request.app.state.register
    if register is None:
        raise Problem(409, "there are no accounts here: `readouts people add NAME --role admin` makes the first")
    return register


def address_of(request: Request) -> str:
    """Where a request comes from."""
    return request.client.host if request.client else ""


def log(request: Request, action: str, target: str = "", detail: str = "", *, person: Person | None) -> None:
    """Add a line to the audit log, where there are accounts."""
    register: Register | None = request.app.state.register
    if register is not None:
        name, by = (person.name, person.by) if person else ("", "nobody")
        register.note(name, by, action, target, detail, address_of(request))
