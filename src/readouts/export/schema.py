"""JSON Schema for Document and Ledger, derived from the types so that the two cannot part.

``python -m readouts.export.schema`` writes ``schemas/*.json`` beside this file; a test says they are current.
"""

from __future__ import annotations

import json
import sys
import types
from dataclasses import MISSING, Field, fields, is_dataclass
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from readouts.model import Account, Anchor, Document, Ledger, Party, Shift, Span, Speaker

SCHEMAS = Path(__file__).with_name("schemas")
_NAMES: dict[str, type] = {"document-1.json": Document, "ledger-1.json": Ledger}
_PLAIN = {str: "string", int: "integer", float: "number", bool: "boolean"}
_RENAME: dict[type, dict[str, str]] = {Shift: {"before": "from", "after": "to"}}


def schema(cls: type) -> dict[str, Any]:
    """The JSON Schema (2020-12) of one model type as ``to_record`` writes it.

    >>> schema(Document)["$id"]
    'urn:readouts:schema:document:1'
    """
    defs: dict[str, Any] = {}
    body = _object(cls, defs)
    if cls is Ledger:
        body["properties"]["schema"] = {"const": "readouts.ledger/1"}
    name = cls.__name__.lower()
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"urn:readouts:schema:{name}:1"}
    out = head | {"title": cls.__name__, "description": (cls.__doc__ or "").split("\n")[0]} | body
    return out | ({"$defs": dict(sorted(defs.items()))} if defs else {})


def _object(cls: type, defs: dict[str, Any]) -> dict[str, Any]:
    hints = get_type_hints(cls)
    properties: dict[str, Any] = {}
    required: list[str] = []
    for f in fields(cls):
        if cls is Account and hints[f.name] in (Party, Speaker):
            flat = _prefixed(hints[f.name], f.name, defs)
        elif hints[f.name] is Anchor:
            # Anchors lie flat in their owner's record.
            flat = _object(Anchor, defs)
        else:
            key = _RENAME.get(cls, {}).get(f.name, f.name)
            required_here = [] if _optional(f) else [key]
            flat = {"properties": {key: _type(hints[f.name], defs)}, "required": required_here}
        properties |= flat["properties"]
        required += flat["required"]
    return {"type": "object", "properties": properties, "required": required}


def _prefixed(cls: type, name: str, defs: dict[str, Any]) -> dict[str, Any]:
    """A party or speaker as an account's record holds it: ``party``, ``party_id``, ``party_kind``."""
    inner = _object(cls, defs)
    first = next(iter(inner["properties"]))
    names = {key: name if key == first else f"{name}_{key}" for key in inner["properties"]}
    properties = {names[key]: value for key, value in inner["properties"].items()}
    return {"properties": properties, "required": [names[key] for key in inner["required"]]}


def _optional(f: Field[Any]) -> bool:
    return f.default is not MISSING or f.default_factory is not MISSING


def _type(tp: Any, defs: dict[str, Any]) -> dict[str, Any]:
    origin = get_origin(tp)
    if origin in (Union, types.UnionType):
        return {"anyOf": [_type(a, defs) for a in get_args(tp)]}
    if tp is type(None):
        return {"type": "null"}
    if origin is tuple:
        return {"type": "array", "items": _type(get_args(tp)[0], defs)}
    if origin is Literal:
        return {"enum": list(get_args(tp))}
    if tp is Span:
        # A span is the pair [start, end].
        return {"type": "array", "items": {"type": "integer", "minimum": 0}, "minItems": 2, "maxItems": 2}
    if is_dataclass(tp) and isinstance(tp, type):
        if tp.__name__ not in defs:
            defs[tp.__name__] = {}
            defs[tp.__name__] = _object(tp, defs)
        return {"$ref": f"#/$defs/{tp.__name__}"}
    return {"type": _PLAIN[tp]}


def texts() -> dict[str, str]:
    """File name -> text of each published schema, as generated now."""
    return {name: json.dumps(schema(cls), indent=2) + "\n" for name, cls in _NAMES.items()}


def main() -> None:
    """Write the schemas beside this module."""
    SCHEMAS.mkdir(exist_ok=True)
    for name, text in texts().items():
        (SCHEMAS / name).write_text(text, encoding="utf-8")
        sys.stdout.write(f"{SCHEMAS / name}\n")


if __name__ == "__main__":
    main()
