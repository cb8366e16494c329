"""Adding documents from the first page, and following the work until it is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from readouts.api import uploads
from readouts.api.jobs import OVER, Job, Jobs
from readouts.api.people import Person, Uploader, need
from readouts.api.problems import Problem
from readouts.api.session import log
from readouts.web.pages import segment, show, twin
from readouts.web.wording import many

router = APIRouter(include_in_schema=False)
READER = Depends(need("reader"))
# What became of a source, in words.
OUTCOMES = {
    "added": "added", "copy": "kept as a copy of another", "version": "kept as a new version", "known": "was there already",
    "not_assessed": "kept, but could not be judged", "failed": "could not be read",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one source."""

    source: str
    outcome: str
    why: str
    document: str | None


@dataclass(frozen=True, slots=True)
class JobView:
    """One piece of work and how far it is."""

    id: str
    kind: str
    state: str
    over: bool
    by: str
    made: str
    sources: tuple[str, ...]
    total: int
    done: int
    saying: str
    why: str
    counted: str
    results: tuple[Outcome, ...]
    mine: bool


@dataclass(frozen=True, slots=True)
class JobsView:
    """The jobs of this server, the latest first."""

    jobs: tuple[JobView, ...]


@router.post("/add")
async def add(request: Request, person: Uploader) -> Response:
    """Take files, pasted text or addresses, and show the work."""
    job = await uploads.take(request, person)
    return RedirectResponse(f"/jobs/{segment(job.id)}", 303)


@twin(router, "/jobs", dependencies=[READER])
def jobs(request: Request) -> Response:
    """What is being worked on, and what was."""
    return show(request, "jobs.html", JobsView(tuple(_view(request, j) for j in _jobs(request).every())))


@twin(router, "/jobs/{name}", dependencies=[READER])
def job(request: Request, name: str) -> Response:
    """How far a job is, and what became of each source."""
    return show(request, "job.html", _view(request, _job(request, name)))


@router.post("/jobs/{name}/cancel", dependencies=[Depends(need("reviewer", "add"))])
def cancel(request: Request, name: str) -> Response:
    """Stop a job before its next document."""
    found, person = _job(request, name), request.state.person
    if found.by != person.name and not person.may("admin"):
        raise Problem(403, f"{found.by} began that job: only {found.by} or an admin can stop it")
    _jobs(request).cancel(name)
    log(request, "job stopped", name, person=person)
    return RedirectResponse(f"/jobs/{segment(name)}", 303)


def _jobs(request: Request) -> Jobs:
    known: Jobs = request.app.state.jobs
    return known


def _job(request: Request, name: str) -> Job:
    found = _jobs(request).get(name)
    if found is None:
        raise Problem(404, "there is no such job on this server: it may be long past")
    return found


def _view(request: Request, j: Job) -> JobView:
    person: Person = request.state.person
    counted = ", ".join(f"{many(n, 'document')} {OUTCOMES.get(what, what.replace('_', ' '))}" for what, n in j.counts.items())
    rows: list[dict[str, Any]] = list(j.results)
    return JobView(
        j.id, j.kind, j.state, j.state in OVER, j.by, j.made, tuple(j.sources), j.total, j.done, j.saying, j.why, counted,
        tuple(Outcome(r["source"], OUTCOMES.get(r["outcome"], r["outcome"]), r["why"] or "", r["document"]) for r in rows),
        j.by == person.name or person.may("admin"),
    )  # fmt: skip
