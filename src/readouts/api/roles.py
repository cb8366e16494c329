"""What people may do: three roles, four scopes."""

from __future__ import annotations

from typing import Literal, get_args

Role = Literal["reader", "reviewer", "admin"]
Scope = Literal["read", "judge", "add", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)
SCOPES: tuple[Scope, ...] = get_args(Scope)
# What each role may do: a token can have less, never more.
MAY: dict[Role, frozenset[Scope]] = {
    "reader": frozenset(("read",)),
    "reviewer": frozenset(("read", "judge", "add")),
    "admin": frozenset(SCOPES),
}
# What a route for a role needs of a token, unless the route says otherwise.
DEFAULT: dict[Role, Scope] = {"reader": "read", "reviewer": "judge", "admin": "admin"}
