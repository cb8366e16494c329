"""From the world to documents: files, folders, addresses and standard input, each with its clear error."""

from readouts.read.limits import Failure, Limits
from readouts.read.reading import read, read_one

__all__ = ["Failure", "Limits", "read", "read_one"]
