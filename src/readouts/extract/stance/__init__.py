"""Which statements take a stance on an agreement, and which of the six."""

from readouts.extract.stance.model import NAME, Judged, available, judge, load

__all__ = ["NAME", "Judged", "available", "judge", "load"]
