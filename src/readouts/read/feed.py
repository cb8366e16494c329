"""Feeds and pages of links: which articles they name. RSS 0.9x to 2.0, Atom, JSON Feed, and HTML with a pattern."""

from __future__ import annotations

import codecs
import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html.entities import html5
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from readouts.errors import ReadError
from readouts.read.decode import decode
from readouts.read.fetch import Fetched, joined
from readouts.read.limits import Limits, Refused
from readouts.read.page import charset_hint, tree_of

MOST_ITEMS = 1000
_LONGEST = 2000
_WEB_PAGE = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.I | re.S)
_ENTITY = re.compile(rb"<!\s*ENTITY", re.I)
_CLOSED = re.compile(rb"</\s*(?:\w+:)?(?:rss|feed|rdf)\s*>\s*(?:<!--.*?-->\s*)*\Z", re.I | re.S)
_AMPERSAND = re.compile(rb"<!\[CDATA\[.*?\]\]>|(&)(?:(#?\w{1,40});)?", re.S)
_ATOM = ("http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#")
_ENTITIES = "it declares entities of its own, as XML bombs do: not read"


@dataclass(frozen=True, slots=True)
class Item:
    """One article that a feed names. ``mark`` is another one when the feed says that the article changed."""

    url: str
    title: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """What a feed or page names: ``items`` in its order, each address once; ``notes`` say what was left out."""

    title: str
    items: tuple[Item, ...]
    notes: tuple[str, ...] = ()


def listing(got: Fetched) -> Listing:
    """The items of a feed that was fetched.

    Raises:
        ReadError: it is no feed, or built to do harm.

    >>> feed = b'<rss version="2.0"><channel><item><link>/a</link><title>A</title></item></channel></rss>'
    >>> [i.url for i in listing(Fetched("https://example.org/feed", feed, "", None)).items]
    ['https://example.org/a']
    """
    try:
        return _json_feed(got) if got.data.lstrip()[:1] == b"{" else _xml_feed(got)
    except Refused as why:
        raise ReadError(got.url, str(why)) from None


def links(got: Fetched, limits: Limits | None = None) -> Listing:
    """The links of a web page, as items.

    Raises:
        ReadError: it is no page that can be read.

    >>> page = b"<html><body><a href='/press/1'>One</a> <a href='mailto:desk@example.org'>Desk</a></body></html>"
    >>> [i.url for i in links(Fetched("https://example.org/press", page, "text/html", None)).items]
    ['https://example.org/press/1']
    """
    try:
        html, _ = decode(got.data, got.charset or charset_hint(got.data))
        tree = tree_of(html, limits or Limits())
        base = tree.xpath("string(//base/@href)").strip()
        start = joined(got.url, base) if base else got.url
        found = ((a.get("href"), _words(a.text_content()), "") for a in tree.iter("a") if a.get("href"))
        title = _words(tree.xpath("string(//title)"))
        made = _listed(title, found, start, most=10 * MOST_ITEMS)
    except Refused as why:
        raise ReadError(got.url, str(why)) from None
    return Listing(made.title, made.items)  # that a page also links elsewhere than to the web is no news


def web_address(base: str, reference: str) -> str | None:
    """The http(s) address that a link leads to, without its fragment; None where it leads to none.

    >>> web_address("https://Example.org/feed", " /a?b=1#c "), web_address("https://example.org/", "javascript:alert(1)")
    ('https://example.org/a?b=1', None)
    """
    reference = "".join(c for c in reference.strip() if c.isprintable())
    if not reference or len(reference) > _LONGEST:
        return None
    try:
        parts = urlsplit(joined(base, reference))
        port = parts.port
    except (ValueError, Refused):
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None or " " in parts.netloc:
        return None
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    usual = port in (None, 443 if parts.scheme == "https" else 80)
    path = (parts.path or "/").replace(" ", "%20")
    return urlunsplit((parts.scheme, host if usual else f"{host}:{port}", path, parts.query.replace(" ", "%20"), ""))


def _listed(title: str, found: Iterable[tuple[str, str, str]], base: str, most: int = MOST_ITEMS) -> Listing:
    items: dict[str, Item] = {}
    nowhere = more = 0
    for reference, words, mark in found:
        url = web_address(base, reference)
        if url is None:
            nowhere += 1
        elif url not in items:
            if len(items) < most:
                items[url] = Item(url, words, mark)
            else:
                more += 1
    notes = []
    if nowhere:
        notes.append(f"{nowhere} of its items lead to no web address")
    if more:
        notes.append(f"it names {len(items) + more} items: only the first {most} are followed")
    return Listing(title, tuple(items.values()), tuple(notes))


def _words(text: str | None) -> str:
    return " ".join((text or "")[:5000].split())[:300]


def _mark(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:32]


def _json_feed(got: Fetched) -> Listing:
    try:
        data = json.loads(decode(got.data, got.charset)[0])
    except (ValueError, RecursionError):
        raise Refused("it is no JSON that can be read: is the address right?") from None
    if not str(data.get("version", "")).startswith("https://jsonfeed.org/version/"):
        raise Refused("it is JSON but no JSON Feed: is the address right?")
    entries = data.get("items")

    def found() -> Iterator[tuple[str, str, str]]:
        for e in entries if isinstance(entries, list) else []:
            if isinstance(e, dict):
                told = [str(e.get(k) or "") for k in ("date_modified", "title", "date_published", "content_text", "content_html")]
                where = e.get("url") or e.get("external_url") or e.get("id")
                yield str(where or ""), _words(told[1]), _mark(told[0]) if told[0] else _mark(*told)

    return _listed(_words(str(data.get("title") or "")), found(), got.url)


def _xml_feed(got: Fetched) -> Listing:
    if _WEB_PAGE.match(got.data[:4096]) or (got.media_type == "text/html" and b"<html" in got.data[:4096].lower()):
        raise Refused("this is a web page, no feed: name the feed, or list it as [[page]] with a pattern in follow")
    root, cut = _root(got)
    if _name(root) not in ("rss", "feed", "RDF"):
        raise Refused(f"it is XML but no feed (it begins with <{_name(root)[:40]}>): is the address right?")
    entries = list(root.iter("{*}item", "{*}entry"))
    if cut and entries:
        entries.pop()  # its address may have been cut short into another one
    title = next((_words(e.text) for e in root.iter("{*}title")), "")
    made = _listed(title, (_entry(e) for e in entries[: 2 * MOST_ITEMS]), got.url)
    notes = list(made.notes)
    if len(entries) > 2 * MOST_ITEMS:  # to read all of what will not be followed takes long
        notes = [f"it names {len(entries)} items: only the first {MOST_ITEMS} are followed"]
    if cut:
        notes.append("it ends in the middle: its last item was left out")
    return Listing(made.title, made.items, tuple(notes))


def _root(got: Fetched) -> tuple[Any, bool]:
    """The feed's tree, and whether its end is missing. Entities are never resolved, nor anything loaded for it."""
    from lxml import etree  # noqa: PLC0415

    if _ENTITY.search(got.data):
        raise Refused(_ENTITIES)
    named = got.charset if got.charset and b"encoding=" not in got.data[:200] else None
    safe = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
    if named:
        try:
            codecs.lookup(named)
        except LookupError:
            named = None
    for repair, recover in ((False, False), (True, False), (True, True)):
        data = _repaired(got.data) if repair else got.data
        try:
            parser = etree.XMLParser(encoding=named, recover=recover, remove_comments=True, remove_pis=True, **safe)
            root = etree.fromstring(data, parser, base_url=got.url)
        except (etree.LxmlError, ValueError, LookupError):
            continue
        if root is not None:
            declared = root.getroottree().docinfo.internalDTD
            if declared is not None and any(True for _ in declared.iterentities()):  # as UTF-16, say
                raise Refused(_ENTITIES)
            cut = recover and not _CLOSED.search(got.data[-2000:])
            return root, cut
    raise Refused("it is no XML that can be read: is the address right?")


def _repaired(data: bytes) -> bytes:
    """What feeds get wrong most: a bare ampersand, and names of characters that only HTML knows.

    A parser that recovers drops both, and so makes another address of ``/a?b=1&c=2``.

    >>> _repaired(b"<link>/a?b=1&c=2</link><title>A&nbsp;&amp;<![CDATA[&]]></title>")
    b'<link>/a?b=1&amp;c=2</link><title>A&#160;&amp;<![CDATA[&]]></title>'
    """

    def mended(match: re.Match[bytes]) -> bytes:
        if match[1] is None:
            return match[0]  # all of a CDATA section
        name = match[2].decode("ascii", "ignore") if match[2] else ""
        if not name:
            return b"&amp;"
        if name.startswith("#") or name in ("amp", "lt", "gt", "quot", "apos"):
            return match[0]
        known = html5.get(f"{name};")
        return "".join(f"&#{ord(c)};" for c in known).encode() if known else b"&amp;" + match[0][1:]

    return _AMPERSAND.sub(mended, data)


def _name(element: Any) -> str:
    """An element's name without its namespace; nothing for what is no element."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _entry(entry: Any) -> tuple[str, str, str]:
    """Where an item leads, what it is called, and what tells a change of it."""
    told: dict[str, str] = {}
    where = ""
    for e in entry:
        name = _name(e)
        text = (e.text or "")[:20_000].strip()
        if name == "link":
            atom = (e.tag.rpartition("}")[0].lstrip("{") in _ATOM) or not text
            if not atom:
                where = where or text
            elif e.get("href") and e.get("rel", "alternate") == "alternate":
                where = where or joined(e.base or "", e.get("href"))
        elif name == "guid" and e.get("isPermaLink", "true").lower() != "false" and text.startswith(("http://", "https://")):
            told["guid"] = text
        elif name in ("title", "updated", "modified", "date", "pubDate", "published", "description", "summary", "content", "encoded"):
            told.setdefault(name, text)
    changed = told.get("updated") or told.get("modified")
    mark = _mark(changed) if changed else _mark(*(told.get(k, "") for k in ("title", "pubDate", "date", "description", "encoded")))
    return where or told.get("guid", ""), _words(told.get("title")), mark
