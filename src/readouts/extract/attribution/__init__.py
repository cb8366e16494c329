"""Who said what: source, cue and content spans, by rules over the parse; engines share one protocol."""

from readouts.extract.attribution.protocol import AttributionEngine
from readouts.extract.attribution.rules import RulesEngine

__all__ = ["AttributionEngine", "RulesEngine"]
