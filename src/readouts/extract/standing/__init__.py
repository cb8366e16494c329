"""For whom a speaker speaks, and on what ground."""

from readouts.extract.standing.standing import resolve

__all__ = ["resolve"]
