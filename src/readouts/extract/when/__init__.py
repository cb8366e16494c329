"""When something was said, and which time it is about."""

from readouts.extract.when.statement import statement_time
from readouts.extract.when.when import find

__all__ = ["find", "statement_time"]
