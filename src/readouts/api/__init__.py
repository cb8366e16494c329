"""A kept ledger over HTTP: who may do what, the questions and answers as JSON, documents added in the background.

``create_app`` makes the application, ``ServeSettings`` says of what and for whom. ``readouts.web`` adds the pages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from readouts.api.settings import ServeSettings

if TYPE_CHECKING:
    from readouts.api.app import create_app

__all__ = ["ServeSettings", "create_app"]


def __getattr__(name: str) -> Any:
    if name == "create_app":
        from readouts.api.app import create_app  # noqa: PLC0415 - FastAPI takes 0.5 s, and --help needs none of it

        return create_app
    raise AttributeError(name)
