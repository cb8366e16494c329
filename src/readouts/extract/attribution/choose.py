"""Which attribution engine speaks: the trained one with the rules where its weights are installed, else the rules."""

from __future__ import annotations

from readouts.errors import ReadoutsError
from readouts.extract.attribution.combined import CombinedEngine
from readouts.extract.attribution.protocol import AttributionEngine
from readouts.extract.attribution.rules import RulesEngine

NAMES = ("auto", "rules", "tagger")


def engine_named(name: str = "auto") -> AttributionEngine:
    """The engine of that name; ``auto`` takes the trained one and the rules together where it can.

    Raises:
        ReadoutsError: no such engine, or its weights are missing.

    >>> engine_named("rules").name
    'rules/1'
    """
    if name not in NAMES:
        raise ReadoutsError(f"no attribution engine {name!r}: take one of {', '.join(NAMES)}")
    if name != "rules":
        from readouts.extract.attribution.tagger import TaggerEngine  # noqa: PLC0415 - numpy and onnxruntime only when used

        if TaggerEngine.available():
            trained = TaggerEngine()
            return trained if name == "tagger" else CombinedEngine(trained, RulesEngine())
        if name == "tagger":
            raise ReadoutsError("the weights of the trained attribution engine are missing: use --engine rules or reinstall")
    return RulesEngine()
