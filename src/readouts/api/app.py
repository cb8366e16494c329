"""The application: one store, its people, the routes, and the gate before them."""

from __future__ import annotations

import hashlib
import secrets
import tempfile
import threading
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from fastapi import Depends, FastAPI
from starlette.concurrency import run_in_threadpool

from readouts.api import demo
from readouts.api.gate import Gate
from readouts.api.jobs import Jobs
from readouts.api.metrics import Metrics
from readouts.api.openapi import describe
from readouts.api.parts import asked_once
from readouts.api.people import as_local
from readouts.api.problems import catch
from readouts.api.register import Register, beside, open_register
from readouts.api.routes import agreements, documents, jobs, judging, metrics, people, search, service
from readouts.api.session import identify
from readouts.api.settings import ServeSettings
from readouts.api.visits import Visits
from readouts.engine.asking import Inquiry
from readouts.engine.keeping import Chain, Keeper
from readouts.engine.overview import Overviews
from readouts.engine.shelf import Shelf
from readouts.errors import LedgerError, ReadoutsError
from readouts.ledger import Store, open_store
from readouts.model import Document, Ledger
from readouts.observe import watch

PREFIX = "/api/v1"


@lru_cache(maxsize=1)
def _inline() -> Chain:
    from readouts.engine.inline import Inline  # noqa: PLC0415 - the models load when the first document is added

    return Inline()


def create_app(settings: ServeSettings, *, chain: Callable[[], Chain] | None = None) -> FastAPI:
    """The application that serves one ledger.

    What a request finds in ``request.app.state``: ``settings``, ``store``, ``register`` (the people, None in local
    use), ``chain`` (what judges documents), ``uploads`` (paths that take large bodies), ``metrics``, ``page_problem``.

    Args:
        settings: what is served, where, and for whom.
        chain: makes what judges documents that are added; the shipped engine when None.

    Raises:
        LedgerError: the ledger cannot be opened.
        ReadoutsError: the settings do not go together.
    """
    room = tempfile.TemporaryDirectory(prefix="readouts-") if settings.demo else None
    where = str(Path(room.name) / "demo.ledger") if room else settings.ledger
    register = _people(settings, where)
    store: Store = open_store(where, create=settings.create or settings.demo)
    judge = chain or _inline
    if settings.demo:
        demo.fill(store, Keeper(store, judge, "readouts"))

    @asynccontextmanager
    async def living(app: FastAPI) -> AsyncIterator[None]:
        threading.Thread(target=_look, args=(app, store), name="readouts-overview", daemon=True).start()
        unwatch = watch(app.state.metrics.ended)
        yield
        unwatch()
        app.state.closing.set()
        await run_in_threadpool(app.state.jobs.close)
        store.close()
        if register is not None:
            register.close()
        if room is not None:
            room.cleanup()

    app = FastAPI(
        title="Readouts", version=version("readouts"), lifespan=living, docs_url=None, redoc_url=None,
        openapi_url=None, redirect_slashes=False, telemetry=_OWN_TELEMETRY,
        description="Who claims that what was agreed, for whom, since when, and where the accounts part.",
    )  # fmt: skip
    app.state.settings, app.state.store, app.state.chain = settings, store, judge
    app.state.register = register
    app.state.identify = identify if register else as_local
    app.state.overviews, app.state.shelf = Overviews(), Shelf()
    app.state.jobs = Jobs(store, judge, _journal(where), compare=_comparing(judge), fetch_hosts=settings.fetch_hosts)
    app.state.metrics = app.state.jobs.metrics = Metrics(store, lambda: [j.state for j in app.state.jobs.every()])
    app.state.closing = threading.Event()
    early: list[Callable[[], object]] = []
    app.state.early = early  # what else is worth reading before somebody asks
    app.state.secret = secrets.token_bytes(32)
    app.state.uploads = {f"{PREFIX}/jobs"}
    catch(app)
    for topic in (documents, agreements, search, judging, jobs, people, service):
        app.include_router(topic.router, prefix=PREFIX, dependencies=[Depends(asked_once)])
    app.include_router(metrics.router)
    describe(app, PREFIX)
    app.add_middleware(Gate, settings=settings, uploads=app.state.uploads)
    app.add_middleware(Visits, of=app, metrics=app.state.metrics)
    return app


def _look(app: FastAPI, store: Store) -> None:
    """Look over a large ledger before the first who asks has to wait for it."""
    with suppress(LedgerError), store.reading() as reading:
        app.state.shelf.of(reading)
        app.state.overviews.of(Inquiry(reading))
        for look in app.state.early:
            look()


def _people(settings: ServeSettings, ledger: str) -> Register | None:
    """The register of people, where there are any; None in local use.

    Raises:
        ReadoutsError: others could reach a server at which nobody logs in.
    """
    if settings.auth is False or settings.demo:
        register = None
    else:
        register = open_register(beside(ledger, settings.people))
        if register is not None and not register.members():
            register.close()
            register = None
    if register is None and settings.auth:
        raise ReadoutsError(f"{_NOBODY}: {_FIRST}")
    if register is None and not settings.local:
        raise ReadoutsError(f"--host {settings.host} lets others in, and {_NOBODY}: {_FIRST}, or leave --host out")
    return register


def _journal(ledger: str) -> Path:
    """Where it stands which jobs are not over: beside a file, else in this user's own folder."""
    if "://" not in ledger or ledger.startswith("sqlite:///"):
        return Path(f"{ledger.removeprefix('sqlite:///')}.jobs")
    own = Path.home() / ".local" / "state" / "readouts"
    own.mkdir(parents=True, exist_ok=True, mode=0o700)
    return own / f"{hashlib.sha256(ledger.encode()).hexdigest()[:16]}.jobs"


def _comparing(chain: Callable[[], Chain]) -> Callable[..., Ledger]:
    def compare(documents: Sequence[Document], story: str, tell: Callable[[int, int, str], None]) -> Ledger:
        judge = chain()
        if not isinstance(judge, Comparing):
            raise ReadoutsError("this engine only adds documents: leave out kind=compare")
        return judge.compare(documents, story, tell)

    return compare


@runtime_checkable
class Comparing(Protocol):
    """What can compare documents that are not kept: the shipped engine."""

    def compare(
        self, documents: Iterable[Document], story: str = "", progress: Callable[[int, int, str], None] | None = None
    ) -> Ledger:
        """One ledger over all the documents."""
        ...


# FastAPI's own spans hold paths and queries, which name documents and carry what people search for: ours do not.
_OWN_TELEMETRY: Any = {"tracing": False, "metrics": False, "logs": False, "auto_configure": False}
_NOBODY = "there are no accounts to log in with"
_FIRST = "make the first with `readouts people add NAME --role admin --ledger LEDGER`"
