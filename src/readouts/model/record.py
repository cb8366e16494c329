"""Types to JSON records and back, losing nothing. The ledger's record is the annotation guide's, with more fields."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import lru_cache
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from readouts.model import types as t

T = TypeVar("T")
_FLAT = {"anchor": t.Anchor}
_RENAME: dict[type[Any], dict[str, str]] = {t.Shift: {"before": "from", "after": "to"}}


def to_record(value: Any) -> Any:
    """Turn any model type into plain JSON values.

    Anchors are laid flat into their owner (``doc``, ``start``, ``end``, ``quote`` ...), a party becomes its name
    with ``party_id`` and ``party_kind``, and a speaker its surface form with ``speaker_name`` and so on.

    >>> to_record(t.Span(1, 3))
    [1, 3]
    """
    if isinstance(value, t.Span):
        return [value.start, value.end]
    if isinstance(value, tuple | list):
        return [to_record(v) for v in value]
    if not is_dataclass(value) or isinstance(value, type):
        return value
    out: dict[str, Any] = {}
    rename = _RENAME.get(type(value), {})
    for f in fields(value):
        v = getattr(value, f.name)
        if isinstance(value, t.Account) and f.name == "party":
            out |= {"party": v.name, "party_id": v.id, "party_kind": v.kind}
        elif isinstance(value, t.Account) and f.name == "speaker":
            out |= {"speaker": v.surface} | {
                f"speaker_{k}": to_record(getattr(v, k)) for k in ("kind", "name", "span", "basis")
            }
        elif isinstance(v, t.Anchor):
            out |= to_record(v)
        else:
            out[rename.get(f.name, f.name)] = to_record(v)
    return out


def from_record(cls: type[T], data: Any) -> T:
    """Build a model type from its record; unknown keys are ignored, a missing or wrong one is named in the error.

    >>> from_record(t.Span, [1, 3])
    Span(start=1, end=3)
    """
    value = _build(cls, data, cls.__name__)
    assert isinstance(value, cls)
    return value


@lru_cache(maxsize=256)
def _shape(tp: Any) -> tuple[str, tuple[Any, ...]]:
    """What kind of annotation it is, with what stands in its brackets; looked up once, not for each value."""
    origin = get_origin(tp)
    if origin in (Union, types.UnionType):
        return "optional", tuple(a for a in get_args(tp) if a is not type(None))
    kind = {tuple: "tuple", Literal: "literal"}.get(origin) or ("record" if is_dataclass(tp) else "plain")
    return "span" if tp is t.Span else kind, get_args(tp)


def _build(tp: Any, data: Any, where: str) -> Any:
    kind, inner = _shape(tp)
    if kind == "optional":
        return None if data is None else _build(inner[0], data, where)
    if kind == "tuple":
        if not isinstance(data, list):
            raise ValueError(f"{where}: expected a list, got {type(data).__name__}")
        return tuple(_build(inner[0], v, f"{where}[{n}]") for n, v in enumerate(data))
    if kind == "literal":
        if data not in inner:
            raise ValueError(f"{where}: {data!r} is not one of {', '.join(map(str, inner))}")
        return data
    if kind == "span":
        return _span(data, where)
    if kind == "record":
        if not isinstance(data, Mapping):
            raise ValueError(f"{where}: expected an object, got {type(data).__name__}")
        return _build_dataclass(tp, data, where)
    if tp is float and isinstance(data, int):
        return float(data)
    if isinstance(tp, type) and not isinstance(data, tp):
        raise ValueError(f"{where}: expected {tp.__name__}, got {type(data).__name__}")
    return data


def _span(data: Any, where: str) -> t.Span:
    if not isinstance(data, list) or len(data) != 2 or not all(type(v) is int for v in data):
        raise ValueError(f"{where}: expected [start, end], got {data!r}")
    try:
        return t.Span(*data)
    except ValueError as error:
        raise ValueError(f"{where}: {error}") from None


@lru_cache(maxsize=64)
def _fields(tp: Any) -> tuple[tuple[str, str, Any], ...]:
    """Name, key in the record and annotation of each field, resolved once: a ledger holds many records of few types."""
    hints, rename = get_type_hints(tp), _RENAME.get(tp, {})
    return tuple((f.name, rename.get(f.name, f.name), hints[f.name]) for f in fields(tp))


def _build_dataclass(tp: Any, data: Mapping[str, Any], where: str) -> Any:
    out: dict[str, Any] = {}
    for name in ("party", "speaker") if tp is t.Account else ():
        if not isinstance(data.get(name), str):
            raise ValueError(f"{where}.{name}: expected str, got {type(data.get(name)).__name__}")
    for name, key, hint in _fields(tp):
        if hint is t.Anchor and name in _FLAT:
            out[name] = _build(t.Anchor, data, where)
        elif tp is t.Account and name == "party":
            out["party"] = t.Party(data["party"], data.get("party_id"), data.get("party_kind"))
        elif tp is t.Account and name == "speaker":
            flat = {"surface": data["speaker"]} | {k[8:]: v for k, v in data.items() if k.startswith("speaker_")}
            out["speaker"] = _build(t.Speaker, flat, f"{where}.speaker")
        elif key in data:
            out[name] = _build(hint, data[key], f"{where}.{key}")
    try:
        return tp(**out)
    except TypeError as error:
        raise ValueError(f"{where}: {error}") from None
