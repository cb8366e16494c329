"""Names for things in linked data: the same thing always gets the same one, and nothing is looked up anywhere."""

from __future__ import annotations

import datetime as dt
import json
import re
from importlib.metadata import version
from typing import Any
from urllib.parse import quote

from readouts.export.words import digest, named
from readouts.model import Account, Document, Evidence

TERMS = "urn:readouts:terms:"  # where the project's own words live, for what no shared vocabulary has
_WEB = re.compile(r"https?://[^\s<>\"{}|\\^`\x00-\x20]+", re.IGNORECASE)


def iri(kind: str, *names: str) -> str:
    """A name for one thing, whatever its own id is made of.

    >>> iri("party", "Port Ane")
    'urn:readouts:party:Port%20Ane'
    """
    whole = (name.encode("utf-8", "replace") for name in names)
    return f"urn:readouts:{kind}:" + ":".join(quote(name, safe="") for name in whole)


def web(url: str | None) -> str | None:
    """An address on the web, or None where it is none that linked data could hold.

    >>> web("https://example.org/a"), web("javascript:alert(1)"), web("/home/desk/a.txt")
    ('https://example.org/a', None, None)
    """
    return url if url and _WEB.fullmatch(url) else None


def text_of(document: Document | None, doc: str, field: str = "text") -> str:
    """The text that offsets refer to: by its hash where it is at hand, else by the document's id."""
    return iri(field, "sha256", known_digest) if (known_digest := digest(document)) else iri(field, doc)


def speaker_of(a: Account) -> str:
    """Who spoke: one name for a person whom the text names, and another for each account where it names nobody."""
    name = named(a.speaker)
    return iri("speaker", a.party.name, name) if name else iri("speaker-of", a.id)


def engines(evidence: Evidence) -> list[str]:
    """What judged, with versions; the program itself first."""
    return [f"readouts {version('readouts')}", *evidence.ledger.engine]


def moment(at: str | None) -> str:
    """When an export is made, ISO 8601 in UTC to the second; now where nothing is given."""
    return at or dt.datetime.now(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def known(**facts: Any) -> dict[str, Any]:
    """The facts that are known.

    >>> known(name="Ane", url=None, parties=[])
    {'name': 'Ane'}
    """
    return {k: v for k, v in facts.items() if v not in (None, "", [], {})}


def dumped(value: Any) -> bytes:
    """Indented JSON as UTF-8; half a character becomes the sign for one that is missing, since IRIs and RDF hold none."""
    text = json.dumps(value, ensure_ascii=False, indent=2) + "\n"
    return re.sub("[\ud800-\udfff]", "\ufffd", text).encode()
