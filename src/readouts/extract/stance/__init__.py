"""Which statements take a stance on an agreement, and which of the six."""

from readouts.extract.stance.model import NAME, Judged, Reading, Scores, available, judge, load, scaled, score

__all__ = ["NAME", "Judged", "Reading", "Scores", "available", "judge", "load", "scaled", "score"]
