"""Bytes to text: which encoding it is, and when it is no text at all."""

from __future__ import annotations

import codecs
import gzip
import io
import zlib

from readouts.read.limits import Refused, too_big

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = bytes(set(range(32)) - {9, 10, 12, 13, 27})
_SAVE = "save it as UTF-8 and try again"


def looks_binary(data: bytes) -> bool:
    """True when the bytes cannot be text: a NUL, or more than 2% control characters.

    >>> looks_binary(b"He said no."), looks_binary(bytes(8))
    (False, True)
    """
    head = data[:65536]
    if any(head.startswith(bom) for bom, _ in _BOMS):
        return False
    if b"\0" in data[:1_000_000]:
        return True
    return len(head) - len(head.translate(None, _CONTROLS)) > len(head) * 0.02


def decode(data: bytes, hint: str | None = None) -> tuple[str, tuple[str, ...]]:
    """Text from bytes, with a note when the encoding was not plainly UTF-8.

    A byte order mark wins, then UTF-8, then the ``hint`` (a charset that the page or server names), then cp1252.

    >>> decode("«нет»".encode())
    ('«нет»', ())
    >>> decode(b"the caf\\xe9 accord")[0]
    'the café accord'
    """
    if looks_binary(data):
        raise Refused("this is a binary file, not text: give the text, HTML, PDF or DOCX it came from")
    for bom, name in _BOMS:
        if data.startswith(bom):
            try:
                return data.decode(name), ()
            except UnicodeDecodeError:
                raise Refused(f"its byte order mark says {name} but the bytes do not fit: {_SAVE}") from None
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        pass
    if hint:
        try:
            return data.decode(hint), (f"read as {hint.lower()}, as the page says",)
        except (UnicodeDecodeError, LookupError):
            pass
    letters = sum(b >= 0x80 or chr(b).isalpha() for b in data[:65536])
    high = sum(b >= 0x80 for b in data[:65536])
    # Mostly high bytes is no Western text (cp1251, KOI8, Shift-JIS ...): cp1252 would give letters that nobody wrote.
    if high > letters * 0.3:
        raise Refused(f"its encoding cannot be told (not UTF-8, not Western European): {_SAVE}")
    try:
        return data.decode("cp1252"), ("not valid UTF-8: read as cp1252",)
    except UnicodeDecodeError:
        text = data.decode("utf-8", "replace")
    share = text.count("\ufffd") / max(1, len(text))
    if share > 0.01:
        raise Refused(f"its encoding cannot be told: {_SAVE}")
    return text, (f"not valid UTF-8: {text.count(chr(0xFFFD))} characters could not be read",)


def gunzip(data: bytes, limit: int) -> bytes:
    """Unpack gzip data, stopping as soon as it grows past ``limit`` bytes.

    >>> gunzip(gzip.compress(b"no"), 10)
    b'no'
    """
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
            out = file.read(limit + 1)
    except (OSError, EOFError, zlib.error):
        raise Refused("damaged gzip file: pack it again") from None
    if len(out) > limit:
        raise too_big(limit)
    return out
