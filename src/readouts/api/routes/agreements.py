"""Agreements: the list, one with everything, who held what when; the matrix and the network; what changed."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from pydantic import WithJsonSchema
from starlette.responses import Response

from readouts.api import records, shapes
from readouts.api.cursors import Cursor, Limit, following, page
from readouts.api.parts import Day, Id, Party, answer, kept, overview_of
from readouts.api.people import Reader
from readouts.api.problems import Problem
from readouts.api.store import At, reading, store_of
from readouts.engine.asking import Inquiry
from readouts.engine.changes import changes as changes_between
from readouts.engine.changes import moment_before
from readouts.engine.choosing import Choice, choose
from readouts.engine.dossier import Dossier
from readouts.engine.matrix import matrix as matrix_of
from readouts.engine.network import network as network_of
from readouts.engine.timeline import positions
from readouts.errors import LedgerError
from readouts.model import DisputeKind, Status

router = APIRouter(tags=["agreements"])
_MOST_ROWS = 500
Since = Annotated[Day | None, Query(description="With an account published on that day or later.")]
Until = Annotated[Day | None, Query(description="With an account published on that day or earlier.")]


def choice(
    status: Annotated[Status | None, Query(description="With this status only.")] = None,
    party: Party = None,
    dispute: Annotated[DisputeKind | None, Query(description="Disputed in this way only.")] = None,
    q: Annotated[shapes.Words, Query(description="All these words stand in the label.", max_length=300)] = "",
    since: Since = None,
    until: Until = None,
    differ: Annotated[bool, Query(description="Only those on which reviewers differ.")] = False,
) -> Choice:
    """The dependency that reads the filters on agreements from the query."""
    return Choice(status, party, dispute, q, since, until, differ)


Wanted = Annotated[Choice, Depends(choice)]


@router.get("/agreements", operation_id="listAgreements", response_model=shapes.Agreements, summary="List agreements")
def agreements(
    request: Request, person: Reader, at: At, wanted: Wanted,
    order: Annotated[Literal["came", "latest", "accounts"], Query(description="What comes first.")] = "came",
    cursor: Cursor = None, limit: Limit = 50,
) -> Response:  # fmt: skip
    """Agreements with their status, and how many there are of each status, party and dispute among all that fit."""
    wanted = replace(wanted, order=order)
    filters = {"choice": wanted, "at": at}
    now = page(request, cursor, limit, at, filters)

    def made() -> dict[str, Any]:
        found = choose(overview_of(request, inquiry), wanted)
        shown = found.glances[now.offset : now.offset + limit]
        more = len(found.glances) > now.offset + limit
        follows = following(request, now, len(shown), more, inquiry.reading.seq, filters)
        rows = [records.agreement(g) for g in shown]
        return {
            "seq": inquiry.reading.seq, "total": len(found.glances), "next": follows, "agreements": rows,
            "facets": found.facets,
        }  # fmt: skip

    with reading(request, now.at) as inquiry:
        return kept(request, inquiry, made)


def dossier_of(inquiry: Inquiry, name: str) -> Dossier:
    """One agreement by its id, or by the beginning of it.

    Raises:
        Problem: there is none (404), or several begin so.
    """
    try:
        return inquiry.dossier(name)
    except LedgerError as error:
        raise Problem(
            404, f"{error}".replace("`readouts agreements` lists them", "GET /api/v1/agreements lists them")
        ) from None


@router.get(
    "/agreements/{id}",
    operation_id="getAgreement",
    response_model=shapes.Dossier,
    summary="Everything about one agreement",
)
def agreement(request: Request, person: Reader, at: At, id: Id) -> Response:
    """One agreement: its accounts, contradictions, shifts, conditions, doubts, silences, sources, and what reviewers said.

    The beginning of an id will do where no other begins so. Rejected accounts are listed and count for nothing.
    """
    with reading(request, at) as inquiry:
        return answer(records.dossier(dossier_of(inquiry, id), inquiry.reading.seq))


@router.get(
    "/agreements/{id}/timeline",
    operation_id="getAgreementTimeline",
    response_model=shapes.Timeline,
    summary="Who held what when",
)
def agreement_timeline(request: Request, person: Reader, at: At, id: Id) -> Response:
    """What each party held of one agreement from when to when: a later word supersedes an earlier one and erases none."""
    with reading(request, at) as inquiry:
        d = dossier_of(inquiry, id)
        held = [records.position(p, d.label) for p in positions(d)]
        return answer({"seq": inquiry.reading.seq, "positions": held})


@router.get(
    "/timeline", operation_id="getPartyTimeline", response_model=shapes.Timeline, summary="What one party held when"
)
def timeline(
    request: Request, person: Reader, at: At,
    party: Annotated[shapes.Words, Query(description="The party's name or id.", min_length=1, max_length=300)],
) -> Response:  # fmt: skip
    """What one party held of every agreement on which it is heard, oldest first."""
    with reading(request, at) as inquiry:
        every = overview_of(request, inquiry)
    found = [(g, s, stay) for g in every for s in g.sides if s.named(party) for stay in s.stays]
    found.sort(key=lambda x: (x[2].since is None, x[2].since or "", x[0].agreement.label))
    return answer({"seq": every.seq, "positions": [records.stay(g, s, stay) for g, s, stay in found]})


Parties = Annotated[
    list[Annotated[shapes.Words, Query(max_length=300)]], Query(description="Only these, in this order.", max_length=50)
]


@router.get("/matrix", operation_id="getMatrix", response_model=shapes.Matrix, summary="Parties by agreements")
def matrix(
    request: Request, person: Reader, at: At, wanted: Wanted, parties: Parties = [],  # noqa: B006 - FastAPI copies it
    rows: Annotated[int, Query(description="At most so many agreements.", ge=1, le=_MOST_ROWS)] = 100,
    columns: Annotated[int, Query(description="At most so many parties.", ge=1, le=100)] = 30,
) -> Response:  # fmt: skip
    """What each party holds now of each agreement; the agreements with most accounts, the parties heard most."""

    def made() -> dict[str, Any]:
        found = choose(overview_of(request, inquiry), replace(wanted, order="accounts")).glances
        table = matrix_of(found[:rows], most=columns, parties=parties)
        lines = [
            {"agreement": records.agreement(g), "cells": [records.cell(s) for s in cells]} for g, cells in table.rows
        ]
        left = {"agreements": max(0, len(found) - rows), "parties": table.left_out}
        return {"seq": inquiry.reading.seq, "parties": list(table.parties), "rows": lines, "left_out": left}

    with reading(request, at) as inquiry:
        return kept(request, inquiry, made)


@router.get(
    "/network",
    operation_id="getNetwork",
    response_model=shapes.Network,
    summary="Who is heard with whom, who contradicts whom",
)
def network(
    request: Request, person: Reader, at: At, wanted: Wanted,
    most: Annotated[int, Query(description="At most so many parties.", ge=1, le=200)] = 60,
) -> Response:  # fmt: skip
    """Parties that are heard on the same agreements, and on which of those they contradict each other."""

    def made() -> dict[str, Any]:
        found = network_of(choose(overview_of(request, inquiry), wanted).glances, most=most)
        nodes = [
            {"party": n.party, "party_id": n.party_id, "kind": n.kind, "agreements": n.agreements,
             "accounts": n.accounts, "parting": n.parting}
            for n in found.nodes
        ]  # fmt: skip
        edges = [
            {"a": e.a, "b": e.b, "agreements": list(e.agreements), "disputed": list(e.disputed), "kinds": dict(e.kinds)}
            for e in found.edges
        ]
        return {"seq": inquiry.reading.seq, "nodes": nodes, "edges": edges, "left_out": found.left_out}

    with reading(request, at) as inquiry:
        return kept(request, inquiry, made)


def _changed(before: Inquiry, after: Inquiry) -> dict[str, Any]:
    return records.changes(changes_between(before, after), before, after)


_MOMENT = {"anyOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}]}


@router.get("/changes", operation_id="getChanges", response_model=shapes.Changes, summary="What changed since a date")
def changes(
    request: Request, person: Reader, at: At,
    since: Annotated[
        str,
        Query(
            description="From the beginning of that day, or from that time (UTC).", min_length=10, max_length=40, examples=["2031-03-01"],
        ),
        WithJsonSchema(_MOMENT),
    ],
) -> Response:  # fmt: skip
    """New accounts, disputes, shifts, statuses, judgements and documents, by when the ledger learnt of them."""
    try:
        begin = moment_before(since)
        with store_of(request).reading(begin) as old, reading(request, at) as after:
            if old.seq > after.reading.seq:
                raise Problem(422, "since: it is later than as_of: nothing lies between")
            before = after.at(old)
            return kept(request, after, lambda: _changed(before, after))
    except LedgerError as error:
        raise Problem(422, f"since: {error}") from None
