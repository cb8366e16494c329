"""Passwords: which will do, and how they are kept and tried (argon2id)."""

from __future__ import annotations

import secrets
import threading
from typing import Any

from readouts.api.register_rows import key_of
from readouts.errors import ReadoutsError

SHORTEST, LONGEST = 12, 256
# A guess at each hash takes 64 MB and a core: more at once would starve everybody who is logged in.
_HASHING = threading.BoundedSemaphore(2)
_DUMMY: list[str] = []
# argon2-cffi's own choice (RFC 9106, the second one); tests make it cheap.
COST: dict[str, Any] = {}


def check_password(password: str, name: str = "") -> None:
    """Say why a password will not do.

    >>> check_password("short")
    Traceback (most recent call last):
    readouts.errors.ReadoutsError: a password has 12 to 256 characters: several words do well

    Raises:
        ReadoutsError: it is too short, too long, the name itself, or one character again and again.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise ReadoutsError(f"a password has {SHORTEST} to {LONGEST} characters: several words do well")
    if len(set(password)) < 5 or key_of(password) == key_of(name):
        raise ReadoutsError("that password is guessed at once: take several words")


def hashed(password: str) -> str:
    """The hash that is kept of a password."""
    from argon2 import PasswordHasher  # noqa: PLC0415 - only where a password is set or tried

    with _HASHING:
        return PasswordHasher(**COST).hash(password)


def verified(kept: str | None, password: str) -> tuple[bool, str | None]:
    """Whether it is the password, and a new hash where the old one is weaker than today's."""
    from argon2 import PasswordHasher  # noqa: PLC0415
    from argon2.exceptions import Argon2Error, InvalidHashError  # noqa: PLC0415

    hasher = PasswordHasher(**COST)
    if not _DUMMY:
        _DUMMY.append(hashed(secrets.token_urlsafe(16)))
    with _HASHING:
        try:
            hasher.verify(kept or _DUMMY[0], password)
        except (Argon2Error, InvalidHashError):
            return False, None
    if kept is None:
        return False, None
    return True, hashed(password) if hasher.check_needs_rehash(kept) else None
