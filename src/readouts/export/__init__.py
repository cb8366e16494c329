"""Ledgers out of the program: JSON with its published schema, and one self-contained HTML page."""

from readouts.export.html import render
from readouts.export.json import dump, dump_line, load

__all__ = ["dump", "dump_line", "load", "render"]
