"""What every page has: text made safe, and a frame that lets nothing in but the page's own style sheet."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from html import escape
from importlib import resources

# Control characters have no place in HTML; each becomes one replacement character, so offsets stay.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def text(value: object) -> str:
    """Any string as HTML text or attribute value.

    >>> text("<b>\\x00")
    '&lt;b&gt;\ufffd'
    """
    return escape(_CONTROL.sub("\ufffd", str(value)), quote=True)


def style(name: str) -> str:
    """One of the style sheets beside this module."""
    return resources.files("readouts.export").joinpath(name).read_text(encoding="utf-8")


def css_string(value: str) -> str:
    """Any string as a string in a style sheet: every sign that could end it is written by its number.

    >>> css_string('a"}</style>')
    '"a\\\\22 \\\\7d \\\\3c \\\\2f style\\\\3e "'
    """
    return '"' + re.sub(r"[^\w \-.,:·]", lambda m: f"\\{ord(m[0]):x} ", _CONTROL.sub("\ufffd", value)) + '"'


def framed(title: str, css: str, parts: Iterable[str]) -> str:
    """A whole page. A content security policy allows nothing but this style sheet, by its hash."""
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<meta name="referrer" content="no-referrer"><title>{text(title)}</title>'
        f"<style>{css}</style></head>\n<body><main>\n" + "\n".join(parts) + "\n</main></body></html>\n"
    )
