"""One self-contained page: agreements with their status, accounts side by side, quotes linked to their place.

No script, no outside file; everything that comes from a document is escaped, and a content security policy
that allows nothing but this page's own style sheet (by its hash) stands behind that.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Sequence
from html import escape
from importlib import resources

from readouts.export.marks import segments
from readouts.model import Account, Agreement, Anchor, Document, Ledger, Span

# Control characters have no place in HTML; each becomes one replacement character, so offsets stay.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_Places = dict[tuple[str, str], list[tuple[Span, str]]]


def render(ledgers: Iterable[Ledger], documents: Iterable[Document]) -> str:
    """Render ledgers and the full texts they quote as one HTML page.

    Args:
        ledgers: one or more ledgers.
        documents: what they were made from; a quote whose document is missing is shown without a link.

    >>> page = render([Ledger("s", ("d",))], [Document(id="d", text="<script>alert(1)</script>")])
    >>> "<script" in page, "&lt;script&gt;" in page
    (False, True)
    """
    books, texts = list(ledgers), {d.id: d for d in documents}
    parts, rules = [], []
    for n, ledger in enumerate(books):
        body, keys = _Page(n, ledger, texts).build()
        parts.append(body)
        rules += keys
    css = resources.files("readouts.export").joinpath("page.css").read_text(encoding="utf-8")
    # A passage may be cut into several pieces: all of them light up when its link is followed.
    css += "".join(f"main:has(#{k}:target) .{k}{{background:#ffe27a;color:#1b1f24}}\n" for k in rules)
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    title = _text(" · ".join(b.story for b in books if b.story) or "Who says what was agreed")
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<meta name="referrer" content="no-referrer"><title>{title}</title>'
        f"<style>{css}</style></head>\n<body><main>\n" + "\n".join(parts) + "\n</main></body></html>\n"
    )


def _text(value: object) -> str:
    """Any string as HTML text or attribute value."""
    return escape(_CONTROL.sub("\ufffd", str(value)), quote=True)


def _words(value: str) -> str:
    return value.replace("_", " ")


class _Page:
    """One ledger's part of the page. Element ids are numbers, never names taken from a document."""

    def __init__(self, number: int, ledger: Ledger, documents: dict[str, Document]) -> None:
        self.number = number
        self.ledger = ledger
        self.documents = documents
        self.places: _Places = {}
        self.keys: list[str] = []
        self.stances: dict[str, str] = {}

    def build(self) -> tuple[str, list[str]]:
        """The HTML of this ledger, and the keys of the passages it links to."""
        led = self.ledger
        out = [f'<section class="ledger"><h1>{_text(led.story or "Who says what was agreed")}</h1>']
        if not led.agreements:
            out.append("<p>No agreement was found in these documents.</p>")
        links = [self._link(a.anchor, a.stance) for a in led.accounts]
        out += [self._agreement(g, links) for g in led.agreements]
        loose = [n for n, a in enumerate(led.accounts) if a.agreement is None]
        if loose:
            columns = self._columns(loose, links)
            out.append(f'<section class="agreement"><h2>Other accounts</h2>{columns}</section>')
        out.append(self._rest())
        out += [self._document(n, self.documents[d]) for n, d in enumerate(led.docs) if d in self.documents]
        engine = _text(", ".join(led.engine) or "not recorded")
        out.append(f"<footer><p>Engine: {engine}</p></footer></section>")
        return "\n".join(out), self.keys

    def _link(self, anchor: Anchor, stance: str = "") -> str:
        """A quote, linked to its passage where the document is at hand and the words still stand there."""
        words = f'<bdi dir="auto">{_text(anchor.quote)}</bdi>'
        document = self.documents.get(anchor.doc)
        source = "" if document is None else document.title if anchor.field == "title" else document.text
        if anchor.doc not in self.ledger.docs or source[anchor.start : anchor.end] != anchor.quote:
            return f"<blockquote>“{words}”</blockquote>"
        key = f"q{self.number}-{len(self.keys)}"
        self.keys.append(key)
        self.stances[key] = stance
        self.places.setdefault((anchor.doc, anchor.field), []).append((anchor.span, key))
        return f'<blockquote><a href="#{key}">“{words}”</a></blockquote>'

    def _agreement(self, agreement: Agreement, links: list[str]) -> str:
        kinds = f" ({', '.join(agreement.dispute_kinds)})" if agreement.dispute_kinds else ""
        c = agreement.counts
        counts = f"{c.parties} parties · {c.accounts} accounts · {c.documents} documents"
        counts += f" · {c.copies} copies" if c.copies else ""
        counts += f" · {c.first} to {c.last}" if c.first and c.last else ""
        mine = [n for n, a in enumerate(self.ledger.accounts) if a.agreement == agreement.id]
        status = f'<span class="status s-{agreement.status}">{_words(agreement.status)}{_text(kinds)}</span>'
        bound = f" · between {_text(', '.join(agreement.parties))}" if agreement.parties else ""
        return (
            f'<section class="agreement"><h2>{_text(agreement.label)} {status}</h2>'
            f'<p class="dim">{_text(counts)}{bound}</p>'
            f"{self._columns(mine, links)}{self._parting(agreement.id)}</section>"
        )

    def _columns(self, numbers: Sequence[int], links: list[str]) -> str:
        by_party: dict[str, list[int]] = {}
        for n in numbers:
            by_party.setdefault(self.ledger.accounts[n].party.name, []).append(n)
        columns = []
        for party, ns in by_party.items():
            accounts = "".join(self._account(n, links[n]) for n in ns)
            columns.append(f'<div class="party"><h3>{_text(party)}</h3>{accounts}</div>')
        return f'<div class="parties">{"".join(columns)}</div>'

    def _account(self, n: int, link: str) -> str:
        a: Account = self.ledger.accounts[n]
        who = _text(a.speaker.name or a.speaker.surface)
        basis = "; ".join(f"{k.of} → {k.to}: {k.basis}" for k in a.standing.links)
        when = f"{a.when.earliest} to {a.when.latest}" if a.when and a.when.earliest != a.when.latest else ""
        when = when or (a.when.earliest if a.when else "")
        page = f", page {a.anchor.page}" if a.anchor.page else ""
        where = f"{a.anchor.doc} {a.anchor.start}–{a.anchor.end}{page}"
        notes = " · ".join(_text(x) for x in (when, a.voice, where, basis) if x)
        return (
            f'<div class="account t-{a.stance}"><span class="t t-{a.stance}">{a.stance}</span> · {who}{link}'
            f'<div class="dim">{notes}</div></div>'
        )

    def _parting(self, agreement: str) -> str:
        accounts, items = self.ledger.accounts, []
        for c in self.ledger.contradictions:
            if c.agreement != agreement or not (0 <= c.a < len(accounts) and 0 <= c.b < len(accounts)):
                continue
            a, b = accounts[c.a], accounts[c.b]
            why = f" — {', '.join(c.reasons)}" if c.reasons else ""
            items.append(
                f"<li><b>{c.kind}</b>: {_text(a.party.name)} {a.stance}, {_text(b.party.name)} {b.stance}"
                f'<span class="dim">{_text(why)}</span></li>'
            )
        return f"<h3>Where they part</h3><ul>{''.join(items)}</ul>" if items else ""

    def _rest(self) -> str:
        led, link, out = self.ledger, self._link, []
        lists = {
            "Shifts": [f"{_text(s.party)}: {s.before} → {s.after}{link(s.anchor)}" for s in led.shifts],
            "Conditions": [f"set by {_text(c.party)}{link(c.anchor)}" for c in led.conditions],
            "Doubted mandates": [
                f"{_text(m.doubter)} doubts {_text(m.speaker)}{link(m.anchor)}" for m in led.mandate_doubts
            ],
            "Silences": [
                f"{_text(s.party)} in {_text(s.doc)} says nothing of {_text(self._label(s.agreement))}"
                for s in led.silences
            ],
            "Copies": [f"{_text(c.doc)} repeats {_text(c.of)} ({c.similarity:.0%})" for c in led.copies],
            "Not assessed": [f"{_text(n.doc)}: {_text(n.reason)}" for n in led.not_assessed],
        }
        for head, items in lists.items():
            if items:
                out.append(f"<h3>{head}</h3><ul>{''.join(f'<li>{i}</li>' for i in items)}</ul>")
        return "".join(out)

    def _label(self, agreement: str) -> str:
        return next((g.label for g in self.ledger.agreements if g.id == agreement), agreement)

    def _document(self, number: int, document: Document) -> str:
        facts = [_text(x) for x in (document.publisher, document.published, document.kind) if x]
        if document.url and document.url.lower().startswith(("http://", "https://")):
            url = _text(document.url)
            facts.append(f'<a rel="noreferrer noopener" href="{url}">{url}</a>')
        title = self._marked(document, "title", document.title or document.id)
        return (
            f'<article class="document" id="d{self.number}-{number}"><h2>{title}</h2>'
            f'<p class="dim">{" · ".join(facts)}</p><div class="text" dir="auto">'
            f"{self._marked(document, 'text', document.text)}</div></article>"
        )

    def _marked(self, document: Document, field: str, text: str) -> str:
        marks = list(self.places.get((document.id, field), ()))
        if field == "text":
            marks += [(span, "furniture") for span in document.furniture]
        out = []
        for piece in segments(len(text), marks):
            words = _text(text[piece.start : piece.end])
            if "furniture" in piece.keys:
                words = f'<span class="furniture">{words}</span>'
            keys = [k for k in piece.keys if k != "furniture"]
            if keys:
                stances = {f"t-{self.stances[k]}" for k in keys if self.stances[k]}
                names = " ".join([*keys, *sorted(stances), *(["over"] if len(keys) > 1 else [])])
                words = f'<mark class="{names}">{words}</mark>'
            out += [f'<span class="at" id="{k}"></span>' for k in piece.starts if k != "furniture"]
            out.append(words)
        return "".join(out)
