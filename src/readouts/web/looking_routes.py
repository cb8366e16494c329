"""The pages to look at many agreements: over time, between parties, since a day, by words."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from readouts.api.parts import kept_of, overview_of
from readouts.api.people import need
from readouts.api.problems import Problem
from readouts.api.store import At, Moment, reading
from readouts.engine.asking import Inquiry
from readouts.engine.changes import changes, moment_before, ranked
from readouts.errors import LedgerError
from readouts.ledger.protocol import Reading
from readouts.model import STATUSES
from readouts.web import network, timeline
from readouts.web.changed import PAGE, ChangesView, changes_view
from readouts.web.filters import Asked, Filters, day, fitting, named, stance_named
from readouts.web.listing import ordered
from readouts.web.network import NetworkView, Web, network_view
from readouts.web.pages import show, twin
from readouts.web.reading_routes import Page
from readouts.web.searching import Query as Wanted
from readouts.web.searching import SearchView, search_view
from readouts.web.timeline import TimelineView, held_rows

router = APIRouter(dependencies=[Depends(need("reader"))], include_in_schema=False)
_WEEK = dt.timedelta(days=7)


@twin(router, "/timeline")
def over_time(request: Request, at: At, wanted: Asked, agreement: str | None = None) -> Response:
    """Who held what from when to when."""
    with reading(request, at) as inquiry:
        if agreement:
            shown, left_out = [_full(inquiry, agreement)], 0
        else:
            found = ordered(fitting(overview_of(request, inquiry), inquiry.reading, wanted), "latest")
            shown = [g.id for g in found[: timeline.MOST]]
            left_out = len(found) - len(shown)
        made = {d.id: d for d in inquiry.dossiers(shown, whole=False)} if shown else {}
        rows = held_rows((made[i] for i in shown if i in made), wanted)
    view = TimelineView(rows, wanted, agreement or None, len(shown), left_out)
    return show(request, "timeline.html", view, drawing=timeline.draw(rows))


@twin(router, "/network")
def between(request: Request, at: At, wanted: Asked) -> Response:
    """Parties and agreements, within a window of time."""
    with reading(request, at) as inquiry:
        view, drawing = kept_of(request, inquiry, f"network {wanted}", lambda: _drawn(request, inquiry, wanted))
    return show(request, "network.html", view, drawing=drawing)


def _drawn(request: Request, inquiry: Inquiry, wanted: Filters) -> tuple[NetworkView, Web | None]:
    view = network_view(fitting(overview_of(request, inquiry), inquiry.reading, wanted), wanted)
    return view, network.draw(view.rows)


@twin(router, "/changes")
def changed(
    request: Request, at: At, since: Annotated[str | None, Query(max_length=40)] = None, page: Page = 1
) -> Response:
    """What is new in the ledger since a day."""
    with reading(request, at) as new:
        since = (since or "").strip() or _week_before(new.reading)
        try:
            before = moment_before(since)
            with reading(request, Moment(before, at.machine, at.blind)) as old:
                if old.reading.seq > new.reading.seq:
                    raise Problem(422, f"since: {since} is later than {at.as_of}: nothing lies between")
                view = kept_of(
                    request, new, f"changed {old.reading.seq} {since} {at.as_of} {page}",
                    lambda: _changed(request, old, new, since, at.as_of, page),
                )  # fmt: skip
        except LedgerError as error:
            raise Problem(422, f"since: {error}") from None
    return show(request, "changes.html", view)


def _changed(request: Request, old: Inquiry, new: Inquiry, since: str, until: str | None, page: int) -> ChangesView:
    order = ranked(old, new, lambda one: overview_of(request, one), enough=PAGE)
    found = changes(old, new, order[(page - 1) * PAGE : page * PAGE])
    return changes_view(found, since, until, len(order), page)


@twin(router, "/search")
def search(
    request: Request, at: At, q: Annotated[str, Query(max_length=500)] = "", party: str | None = None,
    stance: str | None = None, status: str | None = None, source: str | None = None, since: str | None = None,
    until: str | None = None, page: Page = 1,
) -> Response:  # fmt: skip
    """Accounts and documents by their words."""
    wanted = Wanted(
        q, party or None, stance_named(stance), named("status", status, STATUSES), source or None, day("since", since),
        day("until", until),
    )  # fmt: skip
    with reading(request, at) as inquiry:
        try:
            view = search_view(inquiry, overview_of(request, inquiry), wanted, page)
        except LedgerError as error:
            view = SearchView(wanted, (), (), 0, False, False, 1, 1, {}, str(error))
    return show(request, "search.html", view)


def _full(inquiry: Inquiry, name: str) -> str:
    try:
        return inquiry.dossier(name).id
    except LedgerError as error:
        raise Problem(404, str(error)) from None


def _week_before(ledger: Reading) -> str:
    """A week before the ledger last learnt anything."""
    last = ledger.transactions(since=max(0, ledger.seq - 1))
    end = dt.date.fromisoformat(last[-1].at[:10]) if last else dt.datetime.now(dt.UTC).date()
    return (end - _WEEK).isoformat()
