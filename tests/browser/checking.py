"""What axe finds on a page, in light and in dark."""

from __future__ import annotations

from typing import Any

import pytest


def violations(page: Any) -> list[str]:
    """Every violation on the page as it stands, in words; a matter of colours is looked at again in the dark."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed").Axe()
    page.emulate_media(color_scheme="light")
    found = axe.run(page, options={"resultTypes": ["violations"]}).response["violations"]
    # What is not a matter of colours is the same in the dark. axe is in the page by now.
    page.emulate_media(color_scheme="dark")
    dark = page.evaluate("() => axe.run(document, {runOnly: ['color-contrast'], resultTypes: ['violations']})")["violations"]
    page.emulate_media(color_scheme="light")
    return [
        f"{page.url} {v['id']}: {v['nodes'][0]['target']} {v['nodes'][0].get('failureSummary', '')[:300]}" for v in (*found, *dark)
    ]


def too_wide(page: Any) -> list[str]:
    """The widths at which the page is wider than its window."""
    out = []
    for width in (360, 900, 1400):
        page.set_viewport_size({"width": width, "height": 800})
        if page.evaluate("document.documentElement.scrollWidth") > width:
            out.append(f"{page.url} at {width}")
    return out
