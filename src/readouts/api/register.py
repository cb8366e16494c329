"""The register of people: accounts, passwords, sessions, API tokens, failed logins and the audit log."""

from __future__ import annotations

import hashlib
import os
import secrets
import time
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, delete, event, func, or_, select, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from readouts.api import register_tables as t
from readouts.api.passwords import LONGEST, check_password, hashed, verified
from readouts.api.register_rows import Line, Member, Token, key_of, member_of, token_of
from readouts.api.roles import MAY, ROLES, SCOPES, Role
from readouts.errors import ReadoutsError
from readouts.ledger.moments import now

IDLE_S, LONGEST_S = 12 * 3600, 7 * 24 * 3600
SEEN_EVERY_S = 300
WINDOW_S, BY_NAME, BY_ADDRESS = 900, 8, 30
PREFIX = "readouts_"


def beside(ledger: str, people: str | None = None) -> str:
    """Where the register of a ledger is: a file beside a file, the same database on a server.

    >>> beside("talks.ledger"), beside("talks.ledger", "team.people")
    ('talks.ledger.people', 'team.people')
    """
    if people:
        return people
    if ledger.startswith("sqlite:///"):
        ledger = ledger.removeprefix("sqlite:///")
    return ledger if "://" in ledger else f"{ledger}.people"


def open_register(where: str, *, create: bool = False) -> Register | None:
    """The register there; None where there is none and none may be made.

    Raises:
        ReadoutsError: it cannot be opened.
    """
    if "://" not in where and not create and not Path(where).exists():
        return None
    register = Register(where)
    try:
        if not register.ready(create=create):
            register.close()
            return None
    except BaseException:
        register.close()
        raise
    return register


class Register:
    """Keeps people. ``open_register`` makes them; safe to use from several threads and processes."""

    def __init__(self, where: str) -> None:
        self.where = where if "://" not in where else make_url(where).render_as_string(hide_password=True)
        self._engine = _engine(where)

    def ready(self, *, create: bool) -> bool:
        """True where the tables are there, or were made now."""
        with self._changing() as connection:
            if create:
                t.make(connection)
            return t.there(connection)

    @contextmanager
    def _changing(self) -> Iterator[Connection]:
        try:
            with self._engine.begin() as connection:
                yield connection
        except IntegrityError:
            raise
        except SQLAlchemyError as error:
            why = " ".join(str(getattr(error, "orig", None) or error).split())[:200]
            raise ReadoutsError(f"{self.where}: the accounts cannot be read or written ({why})") from error

    def close(self) -> None:
        """Let go of files and connections."""
        self._engine.dispose()

    # people

    def members(self, *, everybody: bool = False) -> list[Member]:
        """Accounts by name; with ``everybody`` those that were removed too."""
        query = select(t.people).order_by(t.people.c.key)
        with self._changing() as c:
            rows = c.execute(query if everybody else query.where(t.people.c.removed.is_(None))).mappings().all()
        return [member_of(row) for row in rows]

    def member(self, name: str) -> Member | None:
        """One account that is in use."""
        with self._changing() as c:
            row = c.execute(_of(name).where(t.people.c.removed.is_(None))).mappings().first()
        return member_of(row) if row else None

    def add(self, name: str, role: Role, password: str, *, blind: bool = False, again: bool = False) -> Member:
        """A new account; with ``again`` somebody who was removed comes back under the same name.

        Raises:
            ReadoutsError: the name, role or password will not do, or the name is taken.
        """
        name = _named(name)
        check_password(password, name)
        made = {"name": name, "role": _role(role), "blind": blind, "password": hashed(password), "added": now()}
        with self._changing() as c:
            before = c.execute(_of(name)).mappings().first()
            if before is None:
                try:
                    c.execute(t.people.insert().values(key=key_of(name), removed=None, **made))
                except IntegrityError:
                    raise ReadoutsError(f"{name}: there is such an account already") from None
            elif before["removed"] is None:
                raise ReadoutsError(f"{name}: there is such an account already")
            elif not again:
                raise ReadoutsError(
                    f"{name}: somebody of this name was here before, and what that person judged keeps it: "
                    "take another name, or say that it is the same person again"
                )
            else:
                c.execute(update(t.people).where(t.people.c.key == key_of(name)).values(removed=None, **made))
        return Member(name, role, blind)

    def change(self, name: str, *, role: Role | None = None, blind: bool | None = None) -> Member:
        """Give an account another role, or set it blind or seeing.

        Raises:
            ReadoutsError: there is no such account, or nobody would be left as admin.
        """
        values: dict[str, Any] = {} if role is None else {"role": _role(role)}
        values |= {} if blind is None else {"blind": blind}
        with self._changing() as c:
            row = self._there(c, name)
            if role not in (None, "admin"):
                self._keep_an_admin(c, row)
            if values:
                c.execute(update(t.people).where(t.people.c.key == row["key"]).values(**values))
            return member_of({**row, **values})

    def set_password(self, name: str, password: str) -> None:
        """A new password; every session of that account ends."""
        with self._changing() as c:
            row = self._there(c, name)
        check_password(password, row["name"])
        fresh = hashed(password)
        with self._changing() as c:
            c.execute(update(t.people).where(t.people.c.key == row["key"]).values(password=fresh))
            c.execute(delete(t.sessions).where(t.sessions.c.person == row["key"]))

    def remove(self, name: str) -> None:
        """Close an account: its sessions end, its tokens are revoked. Its judgements stay in the ledger.

        Raises:
            ReadoutsError: there is no such account, or nobody would be left as admin.
        """
        with self._changing() as c:
            row = self._there(c, name)
            self._keep_an_admin(c, row)
            c.execute(update(t.people).where(t.people.c.key == row["key"]).values(removed=now()))
            c.execute(delete(t.sessions).where(t.sessions.c.person == row["key"]))
            mine = t.tokens.c.person == row["key"]
            c.execute(update(t.tokens).where(mine, t.tokens.c.revoked.is_(None)).values(revoked=now()))

    def _there(self, c: Connection, name: str) -> Mapping[str, Any]:
        row = c.execute(_of(name).where(t.people.c.removed.is_(None))).mappings().first()
        if row is None:
            raise ReadoutsError(f"{name}: there is no such account: `readouts people list` names them")
        return dict(row)

    def _keep_an_admin(self, c: Connection, row: Mapping[str, Any]) -> None:
        if row["role"] != "admin":
            return
        others = select(func.count()).select_from(t.people)
        others = others.where(t.people.c.role == "admin", t.people.c.removed.is_(None), t.people.c.key != row["key"])
        if not c.execute(others).scalar_one():
            raise ReadoutsError(f"{row['name']} is the only admin: make somebody else admin first")

    # passwords and sessions

    def knows(self, name: str, password: str) -> Member | None:
        """The account, where the password is its own. Takes as long for a name that is not there."""
        with self._changing() as c:
            row = c.execute(_of(name).where(t.people.c.removed.is_(None))).mappings().first()
        right, fresh = verified(row["password"] if row else None, password[: LONGEST + 1])
        if row is None or not right:
            return None
        if fresh:
            with self._changing() as c:
                c.execute(update(t.people).where(t.people.c.key == row["key"]).values(password=fresh))
        return member_of(row)

    def begin(self, member: Member, address: str) -> str:
        """A new session; returns what its cookie holds. What is past its time is swept out."""
        secret, at = secrets.token_urlsafe(32), time.time()
        with self._changing() as c:
            old = or_(t.sessions.c.seen < at - IDLE_S, t.sessions.c.begun < at - LONGEST_S)
            c.execute(delete(t.sessions).where(old))
            row = {"id": _digest(secret), "person": key_of(member.name), "begun": at, "seen": at, "address": address}
            c.execute(t.sessions.insert().values(**row))
        return secret

    def session(self, secret: str) -> Member | None:
        """Whose session it is; None where it has ended."""
        at = time.time()
        s = t.sessions
        query = select(t.people, s.c.seen).join(s, s.c.person == t.people.c.key)
        query = query.where(s.c.id == _digest(secret), t.people.c.removed.is_(None))
        with self._changing() as c:
            row = c.execute(query.where(s.c.seen >= at - IDLE_S, s.c.begun >= at - LONGEST_S)).mappings().first()
            if row and row["seen"] < at - SEEN_EVERY_S:
                c.execute(update(s).where(s.c.id == _digest(secret)).values(seen=at))
        return member_of(row) if row else None

    def end(self, secret: str) -> None:
        """End a session."""
        with self._changing() as c:
            c.execute(delete(t.sessions).where(t.sessions.c.id == _digest(secret)))

    # failed logins

    def wait(self, name: str, address: str) -> int:
        """Seconds until this account, or this address, may try again; 0 where it may now."""
        at = time.time()
        a = t.attempts
        out = 0
        with self._changing() as c:
            for same, most in ((a.c.key == key_of(name), BY_NAME), (a.c.address == address, BY_ADDRESS)):
                query = select(a.c.at).where(same, a.c.at > at - WINDOW_S).order_by(a.c.at.desc()).limit(most)
                times = [row[0] for row in c.execute(query)]
                if len(times) == most:
                    out = max(out, int(times[-1] + WINDOW_S - at) + 1)
        return out

    def failed(self, name: str, address: str) -> None:
        """Count a failed login; what is long past is forgotten."""
        at = time.time()
        with self._changing() as c:
            c.execute(delete(t.attempts).where(t.attempts.c.at < at - WINDOW_S))
            c.execute(t.attempts.insert().values(at=at, key=key_of(name)[:100], address=address))

    def succeeded(self, name: str, address: str) -> None:
        """Who got in is no longer held up by slips from the same address."""
        a = t.attempts
        with self._changing() as c:
            c.execute(delete(a).where(a.c.key == key_of(name), a.c.address == address))

    # tokens

    def make_token(self, name: str, label: str, scopes: Collection[str], days: int | None) -> tuple[Token, str]:
        """A new API token of an account, and its secret, which is shown once and kept as a hash.

        Raises:
            ReadoutsError: a scope is unknown or more than the account's role has, or there is no such account.
        """
        member = self.member(name)
        if member is None:
            raise ReadoutsError(f"{name}: there is no such account: `readouts people list` names them")
        given = tuple(s for s in SCOPES if s in set(scopes))
        if len(given) != len(set(scopes)) or not given:
            raise ReadoutsError(f"a token has one or more of the scopes {', '.join(SCOPES)}")
        if more := [s for s in given if s not in MAY[member.role]]:
            raise ReadoutsError(f"{member.name} is {member.role} and has no scope {', '.join(more)}")
        if days is not None and not 1 <= days <= 3650:
            raise ReadoutsError("a token lasts from 1 to 3650 days")
        until = _iso(datetime.now(UTC) + timedelta(days=days)) if days else None
        made = Token(secrets.token_hex(6), member.name, label.strip()[:80], given, now(), until, None, None)
        secret = PREFIX + secrets.token_urlsafe(32)
        with self._changing() as c:
            c.execute(t.tokens.insert().values(
                id=made.id, hash=_digest(secret), person=key_of(member.name), label=made.label, scopes=" ".join(given),
                made=made.made, until=until,
            ))  # fmt: skip
        return made, secret

    def tokens(self, name: str | None = None) -> list[Token]:
        """The tokens of one account, or of all, the newest first."""
        query = select(t.tokens, t.people.c.name).join(t.people, t.people.c.key == t.tokens.c.person)
        if name is not None:
            query = query.where(t.tokens.c.person == key_of(name))
        with self._changing() as c:
            return [
                token_of(row) for row in c.execute(query.order_by(t.tokens.c.made.desc(), t.tokens.c.id)).mappings()
            ]

    def revoke(self, id_: str, *, of: str | None = None) -> Token | None:
        """Make a token good for nothing from now on; with ``of`` only one of that account. None where there is none."""
        with self._changing() as c:
            mine = [t.tokens.c.id == id_, *([t.tokens.c.person == key_of(of)] if of else [])]
            c.execute(update(t.tokens).where(*mine, t.tokens.c.revoked.is_(None)).values(revoked=now()))
            query = select(t.tokens, t.people.c.name).join(t.people, t.people.c.key == t.tokens.c.person)
            row = c.execute(query.where(*mine)).mappings().first()
        return token_of(row) if row else None

    def bearer(self, secret: str) -> tuple[Member, Token] | None:
        """Whose token it is, with what it may; None for one that is unknown, revoked or past its time."""
        at = now()
        query = select(
            t.tokens, t.people.c.name, t.people.c.role, t.people.c.blind, t.people.c.added, t.people.c.removed
        )
        query = query.join(t.people, t.people.c.key == t.tokens.c.person).where(t.tokens.c.hash == _digest(secret))
        query = query.where(t.tokens.c.revoked.is_(None), t.people.c.removed.is_(None))
        with self._changing() as c:
            row = c.execute(query.where(or_(t.tokens.c.until.is_(None), t.tokens.c.until > at))).mappings().first()
            if row and (row["used"] or "")[:13] != at[:13]:  # to the hour: not a write for each request
                c.execute(update(t.tokens).where(t.tokens.c.id == row["id"]).values(used=at))
        return (member_of(row), token_of(row)) if row else None

    # the audit log

    def note(self, person: str, by: str, action: str, target: str = "", detail: str = "", address: str = "") -> None:
        """Add one line to the audit log."""
        line = {"person": person, "by": by, "action": action, "target": target, "detail": detail, "address": address}
        with self._changing() as c:
            c.execute(t.audit.insert().values(at=now(), **{k: v[:300] for k, v in line.items()}))

    def log(self, *, before: int | None = None, limit: int = 100, person: str | None = None) -> list[Line]:
        """Lines of the audit log, the latest first."""
        query = select(t.audit).order_by(t.audit.c.n.desc()).limit(limit)
        if before is not None:
            query = query.where(t.audit.c.n < before)
        if person is not None:
            query = query.where(t.audit.c.person == person)
        with self._changing() as c:
            return [Line(**row) for row in c.execute(query).mappings()]


def _named(name: str) -> str:
    name = unicodedata.normalize("NFC", " ".join(name.split()))
    if not name or len(name) > 80 or not name.isprintable() or any(c in name for c in "<>&\"'/\\"):
        raise ReadoutsError("a name has 1 to 80 characters, in one line, without quotes and brackets")
    return name


def _role(role: Role) -> Role:
    if role not in ROLES:
        raise ReadoutsError(f"{role}: the roles are {', '.join(ROLES)}")
    return role


def _of(name: str) -> Any:
    return select(t.people).where(t.people.c.key == key_of(name))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _iso(at: datetime) -> str:
    return at.isoformat(timespec="microseconds").replace("+00:00", "Z")


def _engine(where: str) -> Engine:
    if "://" in where and not where.startswith("sqlite:///"):
        url = make_url(where).set(drivername="postgresql+psycopg")
        return create_engine(url, pool_pre_ping=True, max_overflow=-1)
    path = Path(where.removeprefix("sqlite:///"))
    if not path.parent.is_dir():
        raise ReadoutsError(f"{path}: there is no folder {path.parent}: make it first")
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))  # nobody else on this machine need read it
    engine = create_engine(URL.create("sqlite", database=str(path)), connect_args={"timeout": 30}, max_overflow=-1)
    event.listen(engine, "connect", lambda raw, _: raw.execute("PRAGMA journal_mode=WAL"))
    return engine
