"""DOCX: paragraphs and table rows in the order of the document."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from readouts.read.limits import Limits, Refused, too_big

OLE = b"\xd0\xcf\x11\xe0"  # old .doc files, and .docx files with a password


def is_docx(data: bytes) -> bool:
    """True when the bytes are a zip archive with a Word document in it."""
    if not data.startswith(b"PK"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "word/document.xml" in archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return False


def read_docx(data: bytes, limits: Limits) -> tuple[str, str]:
    """The text of a Word document, and the title its properties give (often none)."""
    if data.startswith(OLE):
        raise Refused("an old .doc file or one with a password: save it as .docx without the password")
    _check_size(data, limits)
    import docx  # noqa: PLC0415 - only when a Word document is read

    try:
        document = docx.Document(io.BytesIO(data))
        parts = [part for block in document.iter_inner_content() if (part := _block(block))]
        title = str(document.core_properties.title or "").strip()
    except RecursionError:
        raise Refused("tables nested too deep: save the document as text") from None
    except Exception:
        raise Refused("damaged DOCX: open it in Word or LibreOffice and save it again") from None
    text = "\n\n".join(parts)
    if not text.strip():
        raise Refused("empty: there is no text in it")
    return text, title


def _check_size(data: bytes, limits: Limits) -> None:
    """What the archive says it unpacks to; zipfile itself stops a member that turns out longer than it says."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(info.file_size for info in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError):
        raise Refused("damaged DOCX: open it in Word or LibreOffice and save it again") from None
    if size > limits.size * 4:  # pictures are unpacked with the rest, so the cap is wider than that of a text
        raise too_big(limits.size * 4, size)


def _block(block: Any) -> str:
    if hasattr(block, "rows"):
        rows = []
        for row in block.rows:
            cells = dict.fromkeys(" ".join(cell.text.split()) for cell in row.cells)
            rows.append(" | ".join(cell for cell in cells if cell))
        return "\n".join(row for row in rows if row)
    return str(block.text).strip()
