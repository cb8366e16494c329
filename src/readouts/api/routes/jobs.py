"""Adding documents and comparing them, in the background."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from starlette.responses import Response, StreamingResponse

from readouts.api import shapes, uploads
from readouts.api.jobs import OVER, Job, Jobs, ledger_record
from readouts.api.parts import answer
from readouts.api.people import Adder, Reader, Uploader
from readouts.api.problems import Problem
from readouts.api.session import log

router = APIRouter(tags=["jobs"])
JobId = Annotated[str, Path(min_length=1, max_length=40, examples=["9f86d081884c7d65"])]
_LONGEST_S, _BEAT_S, _STEP_S = 600.0, 15.0, 0.3
_FORM = {
    "requestBody": {"required": True, "content": {"multipart/form-data": {"schema": {
        "type": "object",
        "properties": {
            "files": {"type": "array", "items": {"type": "string", "format": "binary"}, "description": "Files to be read."},
            "text": {"type": "string", "description": "Pasted text."},
            "title": {"type": "string", "description": "The pasted text's title."},
            "published": {"type": "string", "description": "When the pasted text was published, ISO 8601."},
            "publisher": {"type": "string", "description": "Who published the pasted text."},
            "url": {"type": "string", "description": "Where the pasted text stands."},
            "urls": {"type": "string", "description": "Addresses to be read, one a line."},
            "kind": {"type": "string", "enum": ["add", "compare"], "description": "Keep, or only compare."},
        },
    }}}},
}  # fmt: skip


@router.post(
    "/jobs",
    operation_id="addDocuments",
    response_model=shapes.Job,
    status_code=202,
    summary="Add or compare documents",
    openapi_extra=_FORM,
)
async def begin(request: Request, person: Uploader) -> Response:
    """Send files, pasted text or addresses; they are read and judged in the background, one job after the other.

    Follow the job by its id. Addresses that lead into private networks are refused.
    """
    job = await uploads.take(request, person)
    return answer(job.record(), 202)


def _job(request: Request, id_: str) -> Job:
    jobs: Jobs = request.app.state.jobs
    job = jobs.get(id_)
    if job is None:
        raise Problem(404, "there is no such job: GET /api/v1/jobs lists those of this server")
    return job


@router.get("/jobs", operation_id="listJobs", response_model=shapes.Jobs, summary="List jobs")
def jobs(request: Request, person: Reader) -> Response:
    """The jobs of this server, and what the one before it left undone, the latest first."""
    known: Jobs = request.app.state.jobs
    return answer({"jobs": [j.record() for j in known.every()]})


@router.get("/jobs/{id}", operation_id="getJob", response_model=shapes.Job, summary="How far a job is")
def job(request: Request, person: Reader, id: JobId) -> Response:
    """One job: its state, how far it is, and what became of each source."""
    return answer(_job(request, id).record())


@router.delete("/jobs/{id}", operation_id="cancelJob", response_model=shapes.Job, summary="Stop a job")
def cancel(request: Request, person: Adder, id: JobId) -> Response:
    """Stop a job before its next document: one's own, or anybody's for an admin. What it kept until then stays."""
    found = _job(request, id)
    if found.by != person.name and not person.may("admin"):
        raise Problem(403, f"{found.by} began that job: only {found.by} or an admin can stop it")
    known: Jobs = request.app.state.jobs
    known.cancel(id)
    log(request, "job stopped", id, person=person)
    return answer(found.record())


@router.get(
    "/jobs/{id}/ledger", operation_id="getJobLedger", response_model=dict[str, Any], summary="What a comparison gave"
)
def ledger(request: Request, person: Reader, id: JobId) -> Response:
    """The record that `readouts compare` prints (schema readouts.ledger/1). Kept for the last ten comparisons only."""
    found = _job(request, id)
    known: Jobs = request.app.state.jobs
    made = known.answer(id)
    if made is None:
        raise Problem(404, f"job {found.id} has no ledger: it adds documents, is not done, or is long past")
    return answer(ledger_record(made))


@router.get(
    "/jobs/{id}/events", operation_id="watchJob", summary="Follow a job", response_class=StreamingResponse,
    responses={200: {"description": "Server-sent events: `job` with the job as its data, at each change.",
                     "content": {"text/event-stream": {"schema": {"type": "string"}}}}},
)  # fmt: skip
async def events(request: Request, person: Reader, id: JobId) -> Response:
    """Server-sent events until the job is over: each `job` event carries the job, without results that came before."""
    found = _job(request, id)
    return StreamingResponse(_events(request, found), media_type="text/event-stream")


async def _events(request: Request, job: Job) -> AsyncIterator[str]:
    begun = beat = time.monotonic()
    before = ""
    while time.monotonic() - begun < _LONGEST_S:
        now = json.dumps(job.record(), ensure_ascii=False)
        if now != before:
            before, beat = now, time.monotonic()
            yield f"event: job\ndata: {now}\n\n"
        elif time.monotonic() - beat > _BEAT_S:
            beat = time.monotonic()
            yield ": still here\n\n"
        if job.state in OVER or request.app.state.closing.is_set() or await request.is_disconnected():
            return
        await asyncio.sleep(_STEP_S)
