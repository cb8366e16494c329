"""What the program says of its own work: log lines, and spans with their durations. Never a word of a document.

This package stands below everything and imports nothing of readouts. With nothing set up, it costs nothing.

>>> with span("readouts.example", documents=2) as work:
...     work.note(outcome="done")
"""

from readouts.observe.logs import Level, event, logging_to, tagged
from readouts.observe.spans import Ended, each, span, trace_with, watch

__all__ = ["Ended", "Level", "each", "event", "logging_to", "span", "tagged", "trace_with", "watch"]
