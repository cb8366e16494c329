"""Whether the server is well, and the ways out of it."""

from __future__ import annotations

from importlib.metadata import version
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response

from readouts.api import shapes
from readouts.api.parts import Party, Since, Source, Until, answer
from readouts.api.people import Reader, anybody
from readouts.api.problems import Problem
from readouts.api.session import log
from readouts.api.store import At, reading
from readouts.engine.gathering import Selection, gather
from readouts.errors import ExportError, LedgerError
from readouts.export import FORMATS, export
from readouts.model import StanceName, Status

router = APIRouter()


@router.get(
    "/health",
    operation_id="getHealth",
    response_model=shapes.Health,
    dependencies=[Depends(anybody)],
    tags=["service"],
    summary="Whether the server is well",
)
def health(request: Request) -> Response:
    """Answers when the ledger can be read. For everybody, and says nothing of what is in it."""
    with reading(request):
        local = request.app.state.register is None
        return answer({"status": "ok", "version": version("readouts"), "local": local})


@router.get(
    "/exports",
    operation_id="listExports",
    response_model=shapes.ExportFormats,
    tags=["exports"],
    summary="The ways out",
)
def exports(person: Reader) -> Response:
    """The formats in which a ledger, or a part of it, can be had."""
    return answer({
        "formats": [
            {"name": f.name, "about": f.about, "media_type": f.media_type, "suffix": f.suffix, "takes": sorted(f.takes)}
            for f in FORMATS.values()
        ],
    })  # fmt: skip


@router.get(
    "/exports/{form}",
    operation_id="export",
    tags=["exports"],
    summary="Export a ledger or a part of it",
    response_class=Response,
)
def export_to(
    request: Request, person: Reader, at: At,
    form: Annotated[str, Path(description="A name that GET /exports lists.", max_length=40, examples=["csv"])],
    agreement: Annotated[list[Annotated[shapes.Words, Query(max_length=200)]], Query(description="Only these, by id.", max_length=200)] = [],  # noqa: B006
    status: Status | None = None, party: Party = None, stance: StanceName | None = None, source: Source = None,
    since: Since = None, until: Until = None,
    q: Annotated[shapes.Words | None, Query(description="Accounts with these words, as a search finds them.", max_length=500)] = None,
    document: Annotated[list[Annotated[shapes.Words, Query(max_length=200)]], Query(description="In these, by key.", max_length=200)] = [],  # noqa: B006
    bom: Annotated[bool, Query(description="CSV for Excel: begin with a byte order mark.")] = False,
    rejected: Annotated[bool, Query(description="Tables: also accounts that people hold to be none.")] = False,
    projection: Annotated[bool, Query(description="Networks: parties to parties.")] = False,
    window: Annotated[int | None, Query(description="Networks: cut time into windows of so many days.", ge=1, le=36500)] = None,
) -> Response:  # fmt: skip
    """A file, as the person asking may see the ledger: a blind reviewer's export has only his own judgements in it."""
    if form not in FORMATS:
        raise Problem(404, f"there is no such format: there are {', '.join(FORMATS)}")
    wanted = Selection(tuple(agreement), status, party, stance, source, since, until, q or None, tuple(document))
    given = {"bom": bom, "rejected": rejected, "projection": projection, "window": window}
    try:
        with reading(request, at) as inquiry:
            evidence = gather(inquiry, wanted, as_of=at.as_of)
        made = export(evidence, form, **{k: v for k, v in given.items() if v})
    except (LedgerError, ExportError, ImportError) as error:
        raise Problem(422, str(error)) from None
    log(request, "export", form, " ".join(f"{k}={v}" for k, v in wanted.chosen().items()), person=person)
    headers = {"content-disposition": f"attachment; filename*=utf-8''{quote(made.file_name)}"}
    return Response(made.content, 200, headers, made.media_type)
