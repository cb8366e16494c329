"""The pages: two sides' accounts side by side, each word one click from its place in the source."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fastapi import FastAPI


def install(app: FastAPI) -> None:
    """Add the pages, their JSON twins and their style sheet to an application of ``readouts.api``."""
    from readouts.web.routes import install_on  # noqa: PLC0415 - templates and FastAPI load when something is served

    install_on(app)


__all__ = ["install"]
