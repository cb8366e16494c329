"""The command line. Importing this is cheap: what reads and parses loads inside the commands."""

from readouts.cli.app import main

__all__ = ["main"]
