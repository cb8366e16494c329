"""One self-contained page: agreements with their status, accounts side by side, quotes linked to their place.

No script, no outside file; everything that comes from a document is escaped, and a content security policy
that allows nothing but this page's own style sheet (by its hash) stands behind that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from readouts.export.marks import around, segments
from readouts.export.markup import framed, style
from readouts.export.markup import text as _text
from readouts.export.words import by_party, counted, dated
from readouts.model import Account, Agreement, Anchor, Document, Ledger, Span, Speaker

_FEW = 8  # documents: a longer list is folded, so that the findings stay in sight
_UNTITLED = "Who says what was agreed"
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
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
    # A passage may be cut into several pieces: all of them light up when its link is followed. A rule only for such:
    # the browser tries each of these rules again at every step.
    css = style("page.css") + "".join(
        f"main:has(#{k}:target) .{k}{{background:#ffe27a;color:#1b1f24}}\n" for k in rules
    )
    if len(books) > 1:
        parts.insert(0, _stories(books))
    return framed(" · ".join(b.story for b in books if b.story) or _UNTITLED, css, parts)


def _words(value: str) -> str:
    return value.replace("_", " ")


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _speaker(speaker: Speaker) -> str:
    """The speaker as in the text, and who that is where the document says so."""
    name = speaker.name if speaker.name and speaker.name not in speaker.surface else ""
    return _text(speaker.surface) + (f" [{_text(name)}]" if name else "")


def _stories(books: Sequence[Ledger]) -> str:
    """A way to each story of the page, with its statuses."""
    items = []
    for n, book in enumerate(books):
        statuses = ", ".join(dict.fromkeys(_words(g.status) for g in book.agreements)) or "no agreement found"
        items.append(
            f'<li><a href="#s{n}">{_text(book.story or _UNTITLED)}</a> <span class="dim">{statuses}</span></li>'
        )
    return f'<nav aria-label="Stories"><ul>{"".join(items)}</ul></nav>'


class _Page:
    """One ledger's part of the page. Element ids are numbers, never names taken from a document."""

    def __init__(self, number: int, ledger: Ledger, documents: dict[str, Document]) -> None:
        self.number = number
        self.ledger = ledger
        self.documents = documents
        self.places: _Places = {}
        self.keys: list[str] = []
        self.cut: set[str] = set()
        self.stances: dict[str, str] = {}

    def build(self) -> tuple[str, list[str]]:
        """The HTML of this ledger, and the keys of the passages that were cut into pieces."""
        led = self.ledger
        out = [f'<section class="ledger" id="s{self.number}"><h1>{_text(led.story or _UNTITLED)}</h1>', self._head()]
        if not led.agreements:
            out.append("<p>No agreement was found in these documents.</p>")
        links = [self._link(a.anchor, a.stance) for a in led.accounts]
        out += [self._agreement(g, links) for g in led.agreements]
        loose = [n for n, a in enumerate(led.accounts) if a.agreement is None]
        if loose:
            columns = self._columns(loose, links)
            out.append(f'<section class="agreement"><h2>Other accounts</h2>{columns}</section>')
        out.append(self._rest())
        texts = [self._document(n, self.documents[d]) for n, d in enumerate(led.docs) if d in self.documents]
        if texts:
            out.append(f'<h2>The documents</h2><div class="documents">{"".join(texts)}</div>')
        engine = _text(", ".join(led.engine) or "not recorded")
        out.append(f"<footer><p>Engine: {engine}</p></footer></section>")
        return "\n".join(out), [key for key in self.keys if key in self.cut]

    def _head(self) -> str:
        """What was compared and, before any finding, what could not be judged."""
        led = self.ledger
        names = "".join(f"<li>{self._named(doc)}</li>" for doc in led.docs)
        shown = " open" if len(led.docs) <= _FEW else ""
        out = f'<details class="dim"{shown}><summary>{_many(len(led.docs), "document")} compared</summary><ul>{names}</ul></details>'
        if led.not_assessed:
            items = "".join(f"<li>{self._named(n.doc)}: {_text(n.reason)}</li>" for n in led.not_assessed)
            out += f'<section class="notice"><h2>Not assessed</h2><ul>{items}</ul></section>'
        return out

    def _named(self, doc: str) -> str:
        """A document by its id, linked to its text where the page has it, with title, publisher and day."""
        document = self.documents.get(doc)
        if document is None or doc not in self.ledger.docs:
            return _text(doc)
        facts = [x for x in (document.title, document.publisher, (document.published or "")[:10]) if x and x != doc]
        rest = f" ({_text(', '.join(facts))})" if facts else ""
        return f'<a href="#d{self.number}-{self.ledger.docs.index(doc)}">{_text(doc)}</a>{rest}'

    def _link(self, anchor: Anchor, stance: str = "") -> str:
        """A quote amid its context, linked to its passage where the document is at hand and still has the words."""
        words = f'<bdi class="quote" dir="auto">{_text(anchor.quote)}</bdi>'
        document = self.documents.get(anchor.doc)
        source = "" if document is None else document.title if anchor.field == "title" else document.text
        if anchor.doc not in self.ledger.docs or source[anchor.start : anchor.end] != anchor.quote:
            why = "its document is not on this page" if document is None else "the document given has other words there"
            return f'<blockquote>{words} <span class="dim">({why})</span></blockquote>'
        key = f"q{self.number}-{len(self.keys)}"
        self.keys.append(key)
        self.stances[key] = stance
        self.places.setdefault((anchor.doc, anchor.field), []).append((anchor.span, key))
        before, after = (f'<bdi class="dim">{_text(x)}</bdi>' if x.strip() else "" for x in around(source, anchor.span))
        return f'<blockquote>{before}<a href="#{key}">{words}</a>{after}</blockquote>'

    def _agreement(self, agreement: Agreement, links: list[str]) -> str:
        kinds = f" ({', '.join(agreement.dispute_kinds)})" if agreement.dispute_kinds else ""
        mine = [n for n, a in enumerate(self.ledger.accounts) if a.agreement == agreement.id]
        status = f'<span class="status s-{agreement.status}">{_words(agreement.status)}{_text(kinds)}</span>'
        bound = f" · between {_text(', '.join(agreement.parties))}" if agreement.parties else ""
        return (
            f'<section class="agreement"><h2>{_text(agreement.label)} {status}</h2>'
            f'<p class="dim">{_text(counted(agreement.counts))}{bound}</p>'
            f"{self._parting(agreement.id)}{self._columns(mine, links, agreement.parties)}</section>"
        )

    def _columns(self, numbers: Sequence[int], links: list[str], bound: Sequence[str] = ()) -> str:
        accounts = self.ledger.accounts
        place = {id(accounts[n]): n for n in numbers}
        columns = []
        for party, members in by_party((accounts[n] for n in numbers), bound).items():
            shown = "".join(self._account(n, links[n]) for n in (place[id(a)] for a in members))
            columns.append(f'<div class="party"><h3>{_text(party)}</h3>{shown}</div>')
        return f'<div class="parties">{"".join(columns)}</div>'

    def _account(self, n: int, link: str) -> str:
        a: Account = self.ledger.accounts[n]
        basis = "; ".join(f"{k.of} → {k.to} ({_words(k.basis)})" for k in a.standing.links)
        page = f", page {a.anchor.page}" if a.anchor.page else ""
        field = "title " if a.anchor.field == "title" else ""
        where = f"{a.anchor.doc} {field}{a.anchor.start}–{a.anchor.end}{page}"
        notes = " · ".join(_text(x) for x in (dated(a.when), a.voice, where) if x)
        whom = "Speaker" if a.party.kind == "unnamed" else f"Speaks for {_text(a.party.name)}"
        chain = f'<div class="dim">{whom}: {_text(basis)}</div>' if basis else ""
        return (
            f'<div class="account t-{a.stance}" id="c{self.number}-{n}"><b class="t">{a.stance}</b> · '
            f'{_speaker(a.speaker)}{link}<div class="dim">{notes}</div>{chain}</div>'
        )

    def _parting(self, agreement: str) -> str:
        accounts, items = self.ledger.accounts, []
        for c in self.ledger.contradictions:
            if c.agreement != agreement or not (0 <= c.a < len(accounts) and 0 <= c.b < len(accounts)):
                continue
            sides = " against ".join(self._side(n) for n in (c.a, c.b))
            why = f' <span class="dim">— {_text(", ".join(c.reasons))}</span>' if c.reasons else ""
            items.append(f"<li><b>{c.kind}</b>: {sides}{why}</li>")
        return f'<div class="parting"><h3>Where they part</h3><ul>{"".join(items)}</ul></div>' if items else ""

    def _side(self, n: int) -> str:
        """One side of a contradiction, linked to its account."""
        a = self.ledger.accounts[n]
        return (
            f'<a href="#c{self.number}-{n}">{_text(a.party.name)} <b class="t t-{a.stance}">{a.stance}</b></a>'
            f' <span class="dim">({_text(a.speaker.surface)})</span>'
        )

    def _rest(self) -> str:
        led, link, about, out = self.ledger, self._link, self._about, []
        lists = {
            "Shifts": [
                f"{_text(s.party)}: {s.before} → {s.after}{about(s.agreement)}"
                f"{_text(f', says {s.said_by}') if s.said_by else ''}{link(s.anchor)}"
                for s in led.shifts
            ],
            "Conditions": [f"set by {_text(c.party)}{about(c.agreement)}{link(c.anchor)}" for c in led.conditions],
            "Doubted mandates": [
                f"{_text(m.doubter)} doubts that {_text(m.speaker)} can commit{link(m.anchor)}" for m in led.mandate_doubts
            ],
            "Silences": [
                f"{_text(s.party)}, in {self._named(s.doc)}, says nothing of it{about(s.agreement)}; not a denial"
                for s in led.silences
            ],
            "Copies": [
                f"{self._named(c.doc)} repeats {self._named(c.of)} ({c.similarity:.0%}); counted once" for c in led.copies
            ],
        }  # fmt: skip
        for head, items in lists.items():
            if items:
                out.append(f"<section><h2>{head}</h2><ul>{''.join(f'<li>{i}</li>' for i in items)}</ul></section>")
        return "".join(out)

    def _about(self, agreement: str | None) -> str:
        label = next((g.label for g in self.ledger.agreements if g.id == agreement), "")
        return f' <span class="dim">({_text(label)})</span>' if label else ""

    def _document(self, number: int, document: Document) -> str:
        facts = [_text(x) for x in (document.publisher, document.published, document.kind, *document.notes) if x]
        if document.url and document.url.lower().startswith(("http://", "https://")):
            url = _text(document.url)
            facts.append(f'<a rel="noreferrer noopener" href="{url}">{url}</a>')
        language = f' lang="{document.language}"' if _LANGUAGE.fullmatch(document.language or "") else ""
        title = self._marked(document, "title", document.title or document.id)
        return (
            f'<article class="document" id="d{self.number}-{number}"><h3>{title}</h3>'
            f'<p class="dim">{" · ".join(facts)}</p><div class="text" dir="auto"{language}>'
            f"{self._marked(document, 'text', document.text)}</div></article>"
        )

    def _marked(self, document: Document, field: str, text: str) -> str:
        marks = list(self.places.get((document.id, field), ()))
        if field == "text":
            marks += [(span, "furniture") for span in document.furniture]
        out: list[str] = []
        for piece in segments(len(text), marks):
            words = _text(text[piece.start : piece.end])
            if "furniture" in piece.keys:
                words = f'<span class="furniture">{words}</span>'
            keys = [k for k in piece.keys if k != "furniture"]
            starts = [k for k in piece.starts if k != "furniture"]
            # What lights up by itself is the piece right behind its target.
            self.cut |= {k for k in keys if k not in starts[-1:]}
            if keys:
                stances = {f"t-{self.stances[k]}" for k in keys if self.stances[k]}
                names = " ".join([*keys, *sorted(stances), *(["over"] if len(keys) > 1 else [])])
                words = f'<mark class="{names}">{words}</mark>'
            out += [f'<span class="at" id="{k}"></span>' for k in starts]
            out.append(words)
        return "".join(out)
