"""When something was said, and which time it is about."""

from readouts.extract.when.when import find, statement_time

__all__ = ["find", "statement_time"]
