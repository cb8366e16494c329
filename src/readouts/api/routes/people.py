"""Who is asking; logging in and out; accounts, tokens and the audit log."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response

from readouts.api import shapes
from readouts.api.parts import answer
from readouts.api.people import Admin, Person, Reader, anybody, csrf_of
from readouts.api.problems import Problem
from readouts.api.register import Register
from readouts.api.register_rows import Member, Token
from readouts.api.roles import SCOPES
from readouts.api.session import address_of, keep_cookie, log, log_in, log_out, register_of
from readouts.errors import ReadoutsError

router = APIRouter(tags=["people"])
Name = Annotated[shapes.Words, Path(min_length=1, max_length=80, examples=["holt"])]


def _me(person: Person, csrf: str) -> dict[str, Any]:
    scopes = [s for s in SCOPES if person.may(s)]
    return {
        "name": person.name, "role": person.role, "blind": person.blind, "by": person.by, "scopes": scopes, "csrf": csrf,
    }  # fmt: skip


@router.get("/me", operation_id="whoami", response_model=shapes.Me, summary="Who is asking")
def me(request: Request, person: Reader) -> Response:
    """Who the server takes you for, what you may do, and the token that changes by a browser need (X-CSRF-Token)."""
    return answer(_me(person, request.state.csrf))


@router.post(
    "/session", operation_id="logIn", response_model=shapes.Me, dependencies=[Depends(anybody)], summary="Log in"
)
def begin(request: Request, given: shapes.Login) -> Response:
    """Begin a session; the answer sets its cookie. Any session the browser had before ends. Scripts use a token instead."""
    register_of(request)
    person, secret = log_in(request, given.name, given.password)
    out = answer(_me(person, csrf_of(request, secret)))
    keep_cookie(request, out, secret)
    return out


@router.delete("/session", operation_id="logOut", response_model=shapes.Done, summary="Log out")
def end(request: Request, person: Reader) -> Response:
    """End the session that the request came with."""
    log_out(request)
    log(request, "logout", person=person)
    out = answer({"done": True})
    keep_cookie(request, out, None)
    return out


@router.put(
    "/me/password", operation_id="changeOwnPassword", response_model=shapes.Done, summary="Change one's own password"
)
def own_password(request: Request, person: Reader, given: shapes.NewPassword) -> Response:
    """Give yourself another password: the old one is asked for, and every session ends, this one too."""
    register = register_of(request)
    if person.by == "token":
        raise Problem(403, "a token cannot change a password: log in")
    if register.wait(person.name, address_of(request)):
        raise Problem(429, "too many attempts: try again later", headers={"Retry-After": "900"})
    if register.knows(person.name, given.old or "") is None:
        register.failed(person.name, address_of(request))
        raise Problem(403, "old: that is not your password now")
    _try(lambda: register.set_password(person.name, given.password))
    log(request, "password changed", person.name, person=person)
    return answer({"done": True})


def _try(work: Any) -> Any:
    """Do something with the register; what will not do is said as a problem."""
    try:
        return work()
    except ReadoutsError as error:
        missing = "there is no such account" in str(error)
        taken = any(x in str(error) for x in ("already", "was here before", "the only admin"))
        raise Problem(404 if missing else 409 if taken else 422, str(error)) from None


def _member(m: Member) -> dict[str, Any]:
    return asdict(m)


@router.get("/people", operation_id="listPeople", response_model=shapes.Members, summary="List accounts")
def people(
    request: Request, person: Admin,
    removed: Annotated[bool, Query(description="Also those that were removed.")] = False,
) -> Response:  # fmt: skip
    """Accounts by name."""
    return answer({"people": [_member(m) for m in register_of(request).members(everybody=removed)]})


@router.post(
    "/people", operation_id="addPerson", response_model=shapes.Member, status_code=201, summary="Make an account"
)
def add(request: Request, person: Admin, given: shapes.NewMember) -> Response:
    """Make an account with a first password, which its owner should change."""
    register = register_of(request)
    made = _try(lambda: register.add(given.name, given.role, given.password, blind=given.blind, again=given.again))
    log(request, "person added", made.name, f"{made.role}{' blind' if made.blind else ''}", person=person)
    return answer(_member(register.member(made.name) or made), 201)


@router.patch("/people/{name}", operation_id="changePerson", response_model=shapes.Member, summary="Change a role")
def change(request: Request, person: Admin, name: Name, given: shapes.MemberChange) -> Response:
    """Give an account another role, or set it blind or seeing. One admin always remains."""
    register = register_of(request)
    made = _try(lambda: register.change(name, role=given.role, blind=given.blind))
    log(request, "person changed", made.name, f"{made.role}{' blind' if made.blind else ''}", person=person)
    return answer(_member(made))


@router.put(
    "/people/{name}/password", operation_id="setPassword", response_model=shapes.Done, summary="Set somebody's password"
)
def password(request: Request, person: Admin, name: Name, given: shapes.NewPassword) -> Response:
    """Give an account a new password; its sessions end."""
    register = register_of(request)
    _try(lambda: register.set_password(name, given.password))
    log(request, "password set", name, person=person)
    return answer({"done": True})


@router.delete("/people/{name}", operation_id="removePerson", response_model=shapes.Done, summary="Close an account")
def remove(request: Request, person: Admin, name: Name) -> Response:
    """Close an account: sessions end, tokens are revoked; what the person judged stays in the ledger under the name."""
    register = register_of(request)
    _try(lambda: register.remove(name))
    log(request, "person removed", name, person=person)
    return answer({"done": True})


def _token(t: Token) -> dict[str, Any]:
    return {**asdict(t), "scopes": list(t.scopes)}


@router.get("/tokens", operation_id="listTokens", response_model=shapes.Tokens, summary="List API tokens")
def tokens(
    request: Request, person: Reader,
    everybody: Annotated[bool, Query(description="Those of all accounts; takes the role admin.")] = False,
) -> Response:  # fmt: skip
    """One's own tokens, without their secrets."""
    if everybody and not person.may("admin"):
        raise Problem(403, "other people's tokens are for admins to see")
    found = register_of(request).tokens(None if everybody else person.name)
    return answer({"tokens": [_token(t) for t in found]})


@router.post(
    "/tokens", operation_id="makeToken", response_model=shapes.TokenMade, status_code=201, summary="Make an API token"
)
def make_token(request: Request, person: Reader, given: shapes.NewToken) -> Response:
    """Make a token for scripts. Its secret is in this answer and nowhere else; a token cannot make another one."""
    register: Register = register_of(request)
    if person.by == "token":
        raise Problem(403, "a token cannot make another: log in")
    made, secret = _try(lambda: register.make_token(person.name, given.label, given.scopes, given.days))
    log(request, "token made", made.id, " ".join(made.scopes), person=person)
    return answer({**_token(made), "secret": secret}, 201)


@router.delete("/tokens/{id}", operation_id="revokeToken", response_model=shapes.Token, summary="Revoke an API token")
def revoke(
    request: Request, person: Reader,
    id: Annotated[shapes.Words, Path(min_length=1, max_length=40)],
) -> Response:  # fmt: skip
    """Make a token good for nothing: one's own, or anybody's for an admin."""
    register = register_of(request)
    gone = register.revoke(id, of=None if person.may("admin") else person.name)
    if gone is None:
        raise Problem(404, "there is no such token of yours: GET /api/v1/tokens lists them")
    log(request, "token revoked", id, person=person)
    return answer(_token(gone))


@router.get("/audit", operation_id="getAudit", response_model=shapes.Audit, summary="Who did what")
def audit(
    request: Request, person: Admin,
    who: Annotated[shapes.Words | None, Query(description="By this person only.", max_length=80)] = None,
    before: Annotated[int | None, Query(description="`next` of the page before.", ge=1, le=2**53)] = None,
    limit: Annotated[int, Query(description="At most so many.", ge=1, le=500)] = 100,
) -> Response:  # fmt: skip
    """Logins, judgements, documents added, exports, and changes of accounts: the latest first."""
    lines = register_of(request).log(before=before, limit=limit, person=who)
    return answer({"lines": [asdict(line) for line in lines], "next": lines[-1].n if len(lines) == limit else None})
