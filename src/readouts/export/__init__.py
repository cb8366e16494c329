"""The ways out of the program: JSON with its published schema, one self-contained page, and ``FORMATS`` for other tools.

>>> from readouts.model import Evidence, Ledger
>>> export(Evidence(Ledger("strike", ())), to="jsonl").content
b''
"""

from readouts.export.formats import FORMATS, Export, Format, Options, export
from readouts.export.html import render
from readouts.export.json import dump, dump_line, load
from readouts.export.record import evidence_of

__all__ = [
    "FORMATS", "Export", "Format", "Options", "dump", "dump_line", "evidence_of", "export", "load", "render",
]  # fmt: skip
