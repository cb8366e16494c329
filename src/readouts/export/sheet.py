"""An evidence sheet: one page, for screen and for paper, with every quote amid its context, its source and that source's
hash, who judged it, and what software found it. No script, nothing from outside, no whole documents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from readouts.export.formats import Options
from readouts.export.identifiers import engines, moment, web
from readouts.export.marks import around
from readouts.export.markup import css_string, framed, style
from readouts.export.markup import text as safe
from readouts.export.words import by_party, counted, dated, digest, nobody
from readouts.model import Account, Agreement, Anchor, Contradiction, Evidence, Ruling

_UNTITLED = "Who says what was agreed"


def write(evidence: Evidence, options: Options) -> bytes:
    """The sheet as UTF-8."""
    at = moment(options.at)
    title = _title(evidence)
    foot = css_string(f"{title[:80]} · {at[:10]}")
    # Page numbers and the running foot: what a browser's own header would give, and a PDF made by a program has not.
    css = style("sheet.css") + (
        f"@page{{@bottom-left{{content:{foot};font:8pt sans-serif}}"
        '@bottom-right{content:counter(page) " / " counter(pages);font:8pt sans-serif}}\n'
    )
    return framed(title, css, _Sheet(evidence, at, title).parts()).encode()


def _title(evidence: Evidence) -> str:
    agreements = evidence.ledger.agreements
    return agreements[0].label if len(agreements) == 1 else evidence.ledger.story or _UNTITLED


class _Sheet:
    """One sheet under way. Ids on the page are numbers, never names taken from a document."""

    def __init__(self, evidence: Evidence, at: str, title: str) -> None:
        self.evidence = evidence
        self.at = at
        self.title = title
        self.texts = evidence.texts
        self.numbers = {doc: n for n, doc in enumerate(evidence.ledger.docs, 1)}
        self.contradictions: dict[str, list[Contradiction]] = defaultdict(list)
        for c in evidence.ledger.contradictions:
            self.contradictions[c.agreement].append(c)
        self.accounts = {a.id: n for n, a in enumerate(evidence.ledger.accounts)}

    def parts(self) -> Iterable[str]:
        """Everything between the page's beginning and its end."""
        book = self.evidence.ledger
        yield self._head()
        if book.not_assessed:
            items = "".join(f"<li>{self._source(n.doc)}: {safe(n.reason)}</li>" for n in book.not_assessed)
            yield f'<section class="notice"><h2>Not assessed</h2><ul>{items}</ul></section>'
        if not book.agreements:
            yield "<p>There is no agreement here.</p>"
        elif len(book.agreements) > 1:
            yield self._contents(book.agreements)
        for n, agreement in enumerate(book.agreements):
            yield self._agreement(n, agreement)
        loose = self.evidence.accounts[None]
        if loose:
            yield f'<section class="agreement"><h2>Other accounts</h2>{self._by_party(loose)}</section>'
        yield self._rest(None)
        yield self._sources()
        yield self._foot()

    def _head(self) -> str:
        chosen = "; ".join(f"{k}: {v}" for k, v in self.evidence.chosen.items())
        facts = [f"Evidence sheet, made {self.at}"]
        facts += [f"the ledger as of {self.evidence.as_of}"] if self.evidence.as_of else []
        out = f'<h1>{safe(self.title)}</h1><p class="meta">{safe(" · ".join(facts))}</p>'
        if chosen:
            out += (
                f'<p class="notice">Only part of the ledger is shown ({safe(chosen)}). '
                "Statuses and counts are those of whole agreements.</p>"
            )
        return out

    def _contents(self, agreements: Sequence[Agreement]) -> str:
        rows = "".join(
            f'<tr><td><a href="#g{n}">{safe(g.label)}</a></td><td>{_state(g)}</td>'
            f"<td>{safe(', '.join(g.parties))}</td><td>{safe(counted(g.counts))}</td></tr>"
            for n, g in enumerate(agreements)
        )
        head = "<tr><th>Alleged agreement</th><th>Status</th><th>Parties</th><th>Rests on</th></tr>"
        return f'<div class="wide"><table><thead>{head}</thead><tbody>{rows}</tbody></table></div>'

    def _agreement(self, n: int, g: Agreement) -> str:
        own = self.evidence.accounts[g.id]
        judged = _judged(self.evidence.ruling(g.id))
        head = "" if g.label == self.title else f"<h2>{safe(g.label)}</h2>"
        return (
            f'<section class="agreement" id="g{n}">{head}'
            f'<p class="meta lead"><b>{_state(g)}</b> · {safe(counted(g.counts))} · rule: {safe("; ".join(g.reasons) or "not recorded")}'
            f"</p>{judged}{self._parting(g.id)}{self._by_party(own, g.parties)}{self._rest(g.id)}</section>"
        )

    def _parting(self, agreement: str) -> str:
        accounts = self.evidence.ledger.accounts
        items = [
            f"<li><b>{safe(c.kind)}</b>: {self._side(accounts[c.a])} against {self._side(accounts[c.b])}{_why(c)}</li>"
            for c in self.contradictions[agreement]
        ]  # fmt: skip
        return f"<h3>Where they part</h3><ul>{''.join(items)}</ul>" if items else ""

    def _side(self, a: Account) -> str:
        return (
            f'<a href="#c{self.accounts[a.id]}">{safe(a.party.name)} <span class="t t-{a.stance}">{a.stance}</span></a>'
        )

    def _by_party(self, accounts: Sequence[Account], bound: Sequence[str] = ()) -> str:
        return "".join(
            f"<h3>{safe(party)}</h3>{''.join(map(self._account, own))}"
            for party, own in by_party(accounts, bound).items()
        )

    def _account(self, a: Account) -> str:
        chain = "; ".join(f"{k.of} → {k.to} ({k.basis.replace('_', ' ')})" for k in a.standing.links)
        name = a.speaker.name if a.speaker.name and a.speaker.name not in a.speaker.surface else ""
        who = a.speaker.surface + (f" [{name}]" if name else "")
        sure = "" if a.certainty is None else f"certainty {a.certainty:.2f}"
        said = f"said {dated(a.when)}" if a.when else ""
        whom = chain and ("speaker" if nobody(a.party) else f"speaks for {a.party.name}") + f": {chain}"
        facts = " · ".join(safe(x) for x in (said, a.voice, sure, whom) if x)
        return (
            f'<div class="account t-{a.stance}" id="c{self.accounts[a.id]}"><p><span class="t">{a.stance}</span> · {safe(who)}</p>'
            f'{self._quote(a.anchor)}<p class="meta">{self._place(a.anchor)}</p><p class="meta">{facts}</p>'
            f"{_judged(self.evidence.ruling(a.id), a)}</div>"
        )

    def _quote(self, at: Anchor) -> str:
        """The words, with what stands around them where the text is at hand, else with the little that the record has."""
        document = self.texts.get(at.doc)
        words = f'<bdi class="quote" dir="auto">{safe(at.quote)}</bdi>'
        if document is None:
            before, after = (f"… {at.prefix}" if at.prefix else ""), (f"{at.suffix} …" if at.suffix else "")
        else:
            before, after = around(document.title if at.field == "title" else document.text, at.span, 240)
        near = [f'<bdi class="near">{safe(x)}</bdi>' if x.strip() else "" for x in (before, after)]
        return f"<blockquote>{near[0]}{words}{near[1]}</blockquote>"

    def _place(self, at: Anchor) -> str:
        page = f", page {at.page}" if at.page else ""
        moved = "" if at.state == "found" else f", {at.state} in a later version"
        field = "title, " if at.field == "title" else ""
        return f"{self._source(at.doc)}, {field}characters {at.start}–{at.end}{page}{moved}"

    def _source(self, doc: str) -> str:
        document = self.texts.get(doc)
        facts = [
            self.evidence.name(doc),
            document.publisher if document else None,
            (document.published or "")[:10] if document else None,
        ]
        told = safe(", ".join(x for x in facts if x))
        return f'<a href="#d{self.numbers[doc]}">[{self.numbers[doc]}]</a> {told}' if doc in self.numbers else told

    def _rest(self, agreement: str | None) -> str:
        """Shifts, conditions, doubts and silences of one agreement; of none in particular where none is given."""
        book = self.evidence.ledger
        known = {g.id for g in book.agreements}

        def mine(name: str | None) -> bool:
            return name == agreement if agreement else name not in known

        items = [
            f"<li>Shift: {safe(s.party)}, {s.before} → {s.after}{safe(f', says {s.said_by}' if s.said_by else '')}{self._words(s.anchor)}</li>"
            for s in book.shifts if mine(s.agreement)
        ]  # fmt: skip
        items += [
            f"<li>Condition of {safe(c.party)}{self._words(c.anchor)}</li>"
            for c in book.conditions
            if mine(c.agreement)
        ]
        if agreement is None:
            items += [
                f"<li>{safe(m.doubter)} doubts that {safe(m.speaker)} can commit{self._words(m.anchor)}</li>"
                for m in book.mandate_doubts
            ]
        items += [
            f"<li>Silence: {safe(s.party)}, in {self._source(s.doc)}, says nothing of it; not a denial</li>"
            for s in book.silences if mine(s.agreement)
        ]  # fmt: skip
        head = "Also on record" if agreement else "Also on record, of no agreement in particular"
        return f"<h3>{head}</h3><ul>{''.join(items)}</ul>" if items else ""

    def _words(self, at: Anchor) -> str:
        return f'{self._quote(at)}<p class="meta">{self._place(at)}</p>'

    def _sources(self) -> str:
        again = self.evidence.copies
        rows = []
        for doc, n in self.numbers.items():
            d = self.texts.get(doc)
            first = self.numbers.get(again.get(doc, ""))
            copy = f'<br>prints again <a href="#d{first}">[{first}]</a>; counted once' if first else ""
            url = web(d.url) if d else None
            link = f'<br><a rel="noreferrer noopener" href="{safe(url)}">{safe(url)}</a>' if url else ""
            what = f"{safe((d.title if d else '') or self.evidence.name(doc))}{link}{copy}"
            hashed = (digest(d) or "none: half a character in it") if d else "the text is not at hand"
            cells = (
                f"<td>{n}</td><td>{what}</td><td>{safe((d.publisher if d else '') or '')}</td>",
                f'<td class="day">{safe((d.published if d else "") or "not known")}</td><td class="hash">{hashed}</td>',
            )
            rows.append(f'<tr id="d{n}">{"".join(cells)}</tr>')
        head = "<tr><th>No.</th><th>Source</th><th>Publisher</th><th>Published</th><th>SHA-256</th></tr>"
        table = f'<div class="wide"><table><thead>{head}</thead><tbody>{"".join(rows)}</tbody></table></div>'
        return f"<h2>Sources</h2>{table}" if rows else ""

    def _foot(self) -> str:
        return (
            f'<h2>How this was made</h2><p class="meta">{safe("; ".join(engines(self.evidence)))}</p>'
            '<p class="meta">Quotes are exact. Characters are counted from 0 in the text as stored (Unicode code points). '
            "The hash is SHA-256 of the title, a zero byte, and the text. A status follows from the accounts; it says nothing "
            "of who is right.</p>"
        )


def _state(g: Agreement) -> str:
    kinds = f" ({', '.join(g.dispute_kinds)})" if g.dispute_kinds else ""
    return safe(g.status.replace("_", " ") + kinds)


def _why(c: Contradiction) -> str:
    return f' <span class="dim">— {safe(", ".join(c.reasons))}</span>' if c.reasons else ""


def _judged(ruling: Ruling, account: Account | None = None) -> str:
    """What people said, and what the machine had found where they changed it."""
    if not ruling.people:
        return ""
    said = [
        f"{v.author} ({v.at[:10]}): {', '.join([*([v.verdict] if v.verdict else []), *v.notes]) or 'noted'}"
        for v in ruling.people
    ]
    if ruling.open:
        said.append(f"they differ on {', '.join(ruling.open)}")
    if account and (ruling.machine_party, ruling.machine_stance) != (account.party.name, account.stance):
        said.append(f"the machine found: {ruling.machine_party} {ruling.machine_stance}")
    return f'<p class="meta">Reviewed by {safe("; ".join(said))}</p>'
