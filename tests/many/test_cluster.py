from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from readouts.engine.many.alone import Alone
from readouts.engine.many.protocol import Recipe
from readouts.engine.many.run import run
from tests.keeping.plain import Plain
from tests.many import running
from tests.many.making import digests, lines, notes

_ROOT = Path(__file__).resolve().parents[2]
needs_daft = pytest.mark.skipif(
    importlib.util.find_spec("daft") is None, reason='Daft is not installed: pip install -e ".[daft]"'
)
needs_ray = pytest.mark.skipif(
    importlib.util.find_spec("ray") is None or importlib.util.find_spec("daft") is None,
    reason='Ray is not installed: pip install -e ".[daft]"',
)


def in_a_process_of_its_own(*command: str) -> subprocess.CompletedProcess[str]:
    """A process decides once whether Daft runs in it or on a cluster."""
    known = os.environ | {"PYTHONPATH": f"{_ROOT / 'src'}:{_ROOT}"}
    return subprocess.run(
        [sys.executable, "-m", *command], check=False, capture_output=True, text=True, env=known, cwd=_ROOT
    )


@needs_daft
def test_daft_writes_the_same_bytes_as_inline(tmp_path: Path) -> None:
    source = lines(tmp_path / "notes.jsonl.gz", notes(35))
    run([source], tmp_path / "inline", Alone(), Recipe(Plain), size=running.SIZE)
    done = in_a_process_of_its_own("tests.many.running", str(source), str(tmp_path / "daft"), "daft")
    assert done.returncode == 0, done.stderr[-2000:]
    assert digests(tmp_path / "daft") == digests(tmp_path / "inline")


@needs_ray
def test_a_cluster_that_loses_a_node_ends_with_the_same_bytes_as_inline(tmp_path: Path) -> None:
    source = lines(tmp_path / "notes.jsonl", notes(60))
    run([source], tmp_path / "inline", Alone(), Recipe(Plain), size=6)
    done = in_a_process_of_its_own("tests.many.on_cluster", str(source), str(tmp_path / "cluster"))
    if "two nodes" not in done.stdout:
        pytest.skip(f"no Ray cluster can be started on this machine: {done.stderr.strip()[-200:]}")
    assert done.returncode == 0, done.stderr[-2000:]
    assert "killed a node of two" in done.stdout
    said = json.loads(done.stdout.splitlines()[-1])
    assert said["counts"]["done"] == 60
    assert digests(tmp_path / "cluster") == digests(tmp_path / "inline")


@needs_daft
def test_nothing_is_reported_home(tmp_path: Path) -> None:
    code = (
        "from readouts.engine.many.cluster import Cluster; Cluster(1); "
        "from daft import scarf_telemetry as s; print(s._track_on_scarf('daft-import'))"
    )
    known = {
        k: v for k, v in os.environ.items() if k not in ("DO_NOT_TRACK", "DAFT_ANALYTICS_ENABLED", "SCARF_NO_ANALYTICS")
    }
    known["PYTHONPATH"] = str(_ROOT / "src")
    said = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True, env=known)
    assert said.stdout.startswith("(None"), said.stdout + said.stderr


@needs_ray
def test_a_cluster_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    source = lines(tmp_path / "notes.jsonl", notes(2))
    command = ["run", str(source), "--out", str(tmp_path / "out"), "--engine", "daft", "--cluster", "127.0.0.1:1"]
    code = f"import sys; sys.argv[1:] = {command!r}; from readouts.cli import main; main()"
    known = os.environ | {"PYTHONPATH": str(_ROOT / "src"), "RAY_gcs_rpc_server_reconnect_timeout_s": "1"}
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True, env=known)
    assert done.returncode == 1
    assert "no Ray cluster answers there" in done.stderr


def test_without_daft_the_line_says_what_to_install(tmp_path: Path) -> None:
    source = lines(tmp_path / "notes.jsonl", notes(2))
    command = ["run", str(source), "--out", str(tmp_path / "out"), "--engine", "daft"]
    code = f"import sys; sys.modules['daft'] = None; sys.argv[1:] = {command!r}; from readouts.cli import main; main()"
    known = os.environ | {"PYTHONPATH": str(_ROOT / "src")}
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True, env=known)
    assert done.returncode == 1
    assert 'this engine needs Daft: pip install "readouts[daft]"' in done.stderr
