"""The ledger behind a request, at the moment and with the judgements that it asks for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query, Request

from readouts.api.people import Person
from readouts.api.problems import Problem
from readouts.engine.asking import Inquiry
from readouts.errors import LedgerError
from readouts.ledger import Store
from readouts.ledger.moments import moment

_AS_OF = "The ledger as it stood at the end of that day (2031-03-04), or at that time (2031-03-04T09:30, UTC unless it says)."
_MACHINE = "The machine's rows alone, without people's judgements."
_BLIND = "Without other people's judgements. A reviewer who is set blind gets nothing else."


@dataclass(frozen=True, slots=True)
class Moment:
    """Which state of the ledger a request asks for. ``seq`` goes before ``as_of``: a cursor's own moment."""

    as_of: str | None = None
    machine: bool = False
    blind: bool = False
    seq: int | None = None


def wanted(
    as_of: Annotated[str | None, Query(description=_AS_OF, max_length=40, examples=["2031-03-04"])] = None,
    machine: Annotated[bool, Query(description=_MACHINE)] = False,
    blind: Annotated[bool, Query(description=_BLIND)] = False,
) -> Moment:
    """The dependency that reads ``as_of``, ``machine`` and ``blind`` from the query."""
    if as_of is not None:
        try:
            as_of = moment(as_of)
        except LedgerError as error:
            raise Problem(422, f"as_of: {error}") from None
    return Moment(as_of, machine, blind)


At = Annotated[Moment, Depends(wanted)]


def store_of(request: Request) -> Store:
    """The store that this application serves."""
    store: Store = request.app.state.store
    return store


@contextmanager
def reading(request: Request, at: Moment | None = None) -> Iterator[Inquiry]:
    """The ledger at the moment asked for, with the judgements that the person asking may see laid over it.

    ``Inquiry.reading`` is the ledger's own ``Reading``. Use it in a ``with`` block, inside one function.
    """
    at = at or Moment()
    person: Person | None = getattr(request.state, "person", None)
    blind = at.blind or (person is not None and person.blind)
    with store_of(request).reading(at.seq if at.seq is not None else at.as_of) as ledger:
        yield Inquiry(ledger, judged=not at.machine, author=person.name if person else None, blind=blind)
