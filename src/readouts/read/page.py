"""HTML: the article's text by trafilatura, and what the page says of itself read by us."""

from __future__ import annotations

import json
import logging
import re
from typing import Any

from readouts.read.limits import Limits, Refused
from readouts.text.dateline import parse_date

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_XML_CHARSET = re.compile(rb"\A\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w-]+)", re.IGNORECASE)
_PUBLISHED = (
    "article:published_time", "og:published_time", "og:article:published_time", "datepublished", "parsely-pub-date",
    "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date", "dcterms.date", "sailthru.date", "pubdate",
    "publishdate", "publish-date", "publication_date", "citation_publication_date", "article.published", "date",
)  # fmt: skip
_TITLE = ("og:title", "dc.title", "dcterms.title", "twitter:title", "headline")
_PUBLISHER = ("og:site_name", "article:publisher", "dc.publisher", "dcterms.publisher", "application-name")
_URL_DATE = re.compile(r"/(20\d\d)[/-](0[1-9]|1[0-2])[/-]([0-3]\d)(?:/|-|$)")
_QUOTE = re.compile(r"<(/?)q(?:\s[^<>]{0,500})?>", re.IGNORECASE)
# A break in the middle of a sentence; the counts are bounded so that a page of blanks costs no time.
_WRAP = re.compile(r"(?<=[^\s>])\s{0,20}<br\s{0,20}/?>\s{0,20}(?=[a-z])")
_TAG = re.compile(r"<[A-Za-z][^<>]{4000,}")
_MOST_ATTRIBUTES = 4000
_VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
})  # fmt: skip


def charset_hint(data: bytes) -> str | None:
    """The charset that a page names in its own head."""
    match = _CHARSET.search(data[:8192]) or _XML_CHARSET.match(data[:512])
    return match[1].decode("ascii", "ignore") if match else None


def read_page(html: str, url: str | None, limits: Limits) -> tuple[str, dict[str, str]]:
    """The article's text, and the fields of Document that the page tells (title, published, publisher ...)."""
    fields = page_fields(tree_of(html, limits), url)
    text = _article(html, url)
    return text, fields


def tree_of(html: str, limits: Limits) -> Any:
    """The elements of a page, once it is known that it was not built to overflow or to take minutes."""
    _check_tags(html)
    _check_nesting(html, limits.nesting)
    return _tree(html)


def _article(html: str, url: str | None) -> str:
    import trafilatura  # noqa: PLC0415 - slow to import: only when a page is read

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # its complaints come as our one line instead
    try:
        text = trafilatura.extract(
            _as_shown(html), url=url, include_comments=False, include_tables=True, output_format="txt"
        )
    except (RecursionError, ValueError, AssertionError):
        raise Refused("the page is built in a way that cannot be read: save it as text") from None
    text = (text or "").strip()
    if len(text.split()) < 8:
        raise Refused("no article found in this page: give the article's own page, or its text")
    # Trafilatura ends a paragraph with one line end; a blank line is what every other reader gives.
    return re.sub(r"\n+", "\n\n", text)


def _as_shown(html: str) -> str:
    """What trafilatura takes for a new paragraph and a browser does not: ``<q>``, and a line wrapped by ``<br>``.

    >>> _as_shown("He said <q>not<br>one</q>.")
    'He said “not one”.'
    """
    return _WRAP.sub(" ", _QUOTE.sub(lambda q: "”" if q[1] else "“", html))


def _check_tags(html: str) -> None:
    """Parsers compare every attribute of a tag with every other: 100,000 of them would take minutes."""
    # Once more without what is quoted, where a ">" would end the tag for this pattern and not for the parser.
    for text in (html, re.sub(r"\"[^\"]*\"|'[^']*'", "", html)):
        if any(len(tag.split()) > _MOST_ATTRIBUTES for tag in _TAG.findall(text)):
            raise Refused("a tag with thousands of attributes: save the page as text")


def _check_nesting(html: str, limit: int) -> None:
    """Count open elements with the streaming parser, so that a page built to overflow the stack never gets a tree."""
    from lxml import etree  # noqa: PLC0415

    class Depth:
        depth = deepest = 0

        def start(self, tag: str, _attrib: object) -> None:
            if tag not in _VOID:
                self.depth += 1
                self.deepest = max(self.deepest, self.depth)

        def end(self, tag: str) -> None:
            if tag not in _VOID:
                self.depth -= 1

        def close(self) -> int:
            return self.deepest

    parser = etree.HTMLParser(target=Depth(), huge_tree=True, recover=True)
    try:
        parser.feed(html.encode("utf-8", "replace") or b" ")
        deepest = parser.close()
    except etree.LxmlError:
        deepest = 0
    if isinstance(deepest, int) and deepest > limit:
        raise Refused(f"elements nested {deepest} deep (the limit is {limit}): save the page as text")


def _tree(html: str) -> Any:
    from lxml import etree  # noqa: PLC0415
    from lxml import html as lxml_html  # noqa: PLC0415

    parser = lxml_html.HTMLParser(encoding="utf-8", recover=True, no_network=True)
    try:
        tree = lxml_html.document_fromstring(html.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError):
        raise Refused("no article found in this page: it holds no HTML that can be read") from None
    return tree


def page_fields(tree: Any, url: str | None = None) -> dict[str, str]:
    """Title, date, publisher, address and language: from JSON-LD, then meta tags, then ``<time>`` and the address."""
    meta = _metas(tree)
    linked = _linked_data(tree)
    canonical = tree.xpath("string(//link[@rel='canonical']/@href)").strip()
    address = url or next((u for u in (canonical, meta.get("og:url", "")) if u.startswith(("http://", "https://"))), "")
    language = tree.xpath("string(/html/@lang)").strip() or meta.get("content-language", "")
    title = next((meta[k] for k in _TITLE if meta.get(k)), "") or linked.get("title", "")
    fields = {
        "title": title or _words(tree.xpath("string(//h1)")) or _words(tree.xpath("string(//title)")),
        "published": linked.get("published") or _published(tree, meta, address) or "",
        "publisher": linked.get("publisher") or next((meta[k] for k in _PUBLISHER if meta.get(k)), ""),
        "url": address,
        "page_language": language.split("-")[0].split("_")[0].lower()[:3],
    }
    return {key: value for key, value in fields.items() if value}


def _words(text: str) -> str:
    return " ".join(text.split())[:500]


def _metas(tree: Any) -> dict[str, str]:
    out: dict[str, str] = {}
    for node in tree.xpath("//meta[@content]")[:500]:
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            if node.get(attribute):
                out.setdefault(node.get(attribute).strip().lower(), _words(node.get("content")))
    return out


def _published(tree: Any, meta: dict[str, str], url: str) -> str | None:
    for key in _PUBLISHED:
        if meta.get(key) and (iso := parse_date(meta[key])):
            return iso
    for path in (
        "//*[@itemprop='datePublished']", "//time[@pubdate]", "//header//time", "//article//time", "//time",
    ):  # fmt: skip
        for node in tree.xpath(path)[:3]:
            iso = parse_date(node.get("datetime") or node.get("content") or _words(node.text_content()))
            if iso:
                return iso
    match = _URL_DATE.search(url)
    return parse_date("-".join(match.groups())) if match else None


def _linked_data(tree: Any) -> dict[str, str]:
    """What the page's JSON-LD says of the article; a broken block is skipped, pages often carry one."""
    out: dict[str, str] = {}
    for node in tree.xpath("//script[@type='application/ld+json']")[:20]:
        try:
            data = json.loads(node.text or "")
        except (ValueError, RecursionError):
            continue
        for item in _items(data):
            kinds = item.get("@type")
            kind = " ".join(map(str, kinds)) if isinstance(kinds, list) else str(kinds)
            if "Article" not in kind and "datePublished" not in item:
                continue
            publisher = item.get("publisher")
            name = publisher.get("name") if isinstance(publisher, dict) else publisher
            for key, value in (("title", item.get("headline")), ("publisher", name)):
                if isinstance(value, str) and value.strip():
                    out.setdefault(key, _words(value))
            if isinstance(item.get("datePublished"), str) and (iso := parse_date(item["datePublished"])):
                out.setdefault("published", iso)
    return out


def _items(data: Any) -> list[dict[str, Any]]:
    todo: list[Any] = [data]
    out: list[dict[str, Any]] = []
    while todo and len(out) < 200:
        value = todo.pop(0)
        if isinstance(value, list):
            todo.extend(value[:200])
        elif isinstance(value, dict):
            out.append(value)
            todo.append(value.get("@graph"))
    return out
