"""Tables and panels for people: agreements first, then what each party says, then where they part."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Column, Table
from rich.text import Text

from readouts.export.words import by_party, counted, dated
from readouts.model import Account, Agreement, Anchor, Document, Ledger

# A document's own words must not steer the terminal.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
STATUS_STYLE = {
    "corroborated": "bold green",
    "disputed": "bold red",
    "refused": "bold yellow",
    "conditional": "bold yellow",
    "withdrawn": "bold magenta",
    "open": "bold cyan",
    "one_sided": "bold blue",
    "not_assessed": "bold bright_black",
}
STANCE_STYLE = {
    "affirms": "green",
    "denies": "red",
    "refuses": "yellow",
    "conditions": "yellow",
    "hedges": "cyan",
    "withdraws": "magenta",
}


def clean(text: object) -> str:
    """Text without characters that steer a terminal; line breaks become spaces.

    >>> clean("a\\x1b[2Jb\\nc")
    'a [2Jb c'
    """
    return _CONTROL.sub(" ", str(text)).replace("\n", " ").replace("\t", " ")


def show_ledger(ledger: Ledger, *, offsets: bool = False, console: Console | None = None) -> None:
    """Print one ledger for a person to read."""
    out = console or Console(highlight=False)
    if ledger.story:
        out.rule(Text(clean(ledger.story), style="bold"))
    if not ledger.agreements:
        out.print(Text("No agreement was found in these documents."))
    for agreement in ledger.agreements:
        out.print(_agreement(ledger, agreement, offsets))
    loose = [a for a in ledger.accounts if a.agreement is None]
    if loose:
        out.print(Panel(Group(*_parties(loose, offsets)), title="Other accounts", title_align="left"))
    for head, lines in _layers(ledger, offsets):
        if lines:
            out.print(Text(head, style="bold"))
            for line in lines:
                out.print(Padding(line, (0, 0, 0, 2)))
    out.print(Text(f"Engine: {clean(', '.join(ledger.engine) or 'not recorded')}", style="dim"))


def show_documents(documents: Iterable[Document], *, console: Console | None = None) -> None:
    """Print a table of documents."""
    table = Table(
        Column("id", overflow="fold"),
        Column("published", no_wrap=True),
        Column("kind", no_wrap=True),
        Column("lang", no_wrap=True),
        Column("chars", justify="right", no_wrap=True),
        Column("title, publisher", ratio=1),
    )
    for d in documents:
        named = ", ".join(x for x in (d.title, d.publisher) if x)
        published = (d.published or "").replace("T", " ")
        cells = (d.id, published, d.kind, d.language or "?", f"{len(d.text):,}", named)
        table.add_row(*(Text(clean(c)) for c in cells))
    (console or Console(highlight=False)).print(table)


def show_accounts(
    document: Document, accounts: Sequence[Account], *, offsets: bool = False, console: Console | None = None
) -> None:
    """Print one document's accounts, by party."""
    body = Group(*_parties(accounts, offsets)) if accounts else Text("No account was found.")
    title = Text(clean(document.title or document.id))
    (console or Console(highlight=False)).print(Panel(body, title=title, title_align="left"))


def _agreement(ledger: Ledger, agreement: Agreement, offsets: bool) -> Panel:
    title = Text.assemble((clean(agreement.label), "bold"), "  ")
    kinds = f" ({', '.join(agreement.dispute_kinds)})" if agreement.dispute_kinds else ""
    title.append(agreement.status.replace("_", " ") + kinds, STATUS_STYLE[agreement.status])
    bound = f" · between {', '.join(agreement.parties)}" if agreement.parties else ""
    # Not as the panel's title: a narrow terminal would cut the status off.
    body: list[RenderableType] = [title, Text(clean(counted(agreement.counts) + bound), style="dim")]
    body += _parties([a for a in ledger.accounts if a.agreement == agreement.id], offsets, agreement.parties)
    parting = _parting(ledger, agreement.id)
    if parting:
        body += [Text("Where they part", style="bold"), *(Padding(line, (0, 0, 0, 2)) for line in parting)]
    return Panel(Group(*body), padding=(0, 1))


def _parties(accounts: Sequence[Account], offsets: bool, bound: Sequence[str] = ()) -> list[RenderableType]:
    out: list[RenderableType] = []
    for party, members in by_party(accounts, bound).items():
        out.append(Text(clean(party), style="bold underline"))
        out += [Padding(_account(a, offsets), (0, 0, 0, 2)) for a in members]
    return out


def _account(a: Account, offsets: bool) -> Text:
    text = Text.assemble((a.stance, STANCE_STYLE[a.stance]), "  ")
    name = a.speaker.surface
    if a.speaker.name and a.speaker.name not in name:
        name += f" [{a.speaker.name}]"
    text.append(clean(name))
    basis = ", ".join(dict.fromkeys(link.basis.replace("_", " ") for link in a.standing.links))
    notes = " · ".join(
        clean(x) for x in (f"for {a.party.name}" + (f" by {basis}" if basis else ""), dated(a.when), a.voice) if x
    )
    text.append(f"  {notes}\n", style="dim")
    text.append(_quote(a.anchor, offsets))
    return text


def _quote(anchor: Anchor, offsets: bool) -> Text:
    text = Text.assemble("“", (clean(anchor.quote), "italic"), "”")
    if offsets:
        where = f"{anchor.doc} {anchor.field} " if anchor.field != "text" else f"{anchor.doc} "
        page = f" page {anchor.page}" if anchor.page else ""
        text.append(clean(f"  [{where}{anchor.start}–{anchor.end}{page}]"), style="dim")
    return text


def _parting(ledger: Ledger, agreement: str) -> list[Text]:
    out = []
    for c in ledger.contradictions:
        if c.agreement == agreement and max(c.a, c.b) < len(ledger.accounts):
            a, b = ledger.accounts[c.a], ledger.accounts[c.b]
            line = Text.assemble((c.kind, "red"), ": ", clean(f"{a.party.name} ({a.speaker.surface}) "))
            line.append(a.stance, STANCE_STYLE[a.stance])
            line.append(clean(f", {b.party.name} ({b.speaker.surface}) "))
            line.append(b.stance, STANCE_STYLE[b.stance])
            line.append(clean(f"  {', '.join(c.reasons)}"), "dim")
            out.append(line)
    return out


def _layers(ledger: Ledger, offsets: bool) -> list[tuple[str, list[Text]]]:
    labels = {g.id: g.label for g in ledger.agreements}

    def quoted(head: str, anchor: Anchor) -> Text:
        return Text.assemble(clean(head), "\n", _quote(anchor, offsets))

    def about(agreement: str | None) -> str:
        return f" ({labels[agreement]})" if agreement in labels else ""

    shifts, doubts = [], []
    for s in ledger.shifts:
        said = f", says {s.said_by}" if s.said_by else ""
        shifts.append(quoted(f"{s.party}: {s.before} → {s.after}{about(s.agreement)}{said}", s.anchor))
    for m in ledger.mandate_doubts:
        doubts.append(quoted(f"{m.doubter} doubts that {m.speaker} can commit", m.anchor))
    plain = {
        "Silences": [
            f"{s.party}, in {s.doc}, says nothing of it{about(s.agreement)}; not a denial" for s in ledger.silences
        ],
        "Copies": [f"{c.doc} repeats {c.of} ({c.similarity:.0%}); counted once" for c in ledger.copies],
        "Not assessed": [f"{n.doc}: {n.reason}" for n in ledger.not_assessed],
    }
    return [
        ("Shifts", shifts),
        (
            "Conditions",
            [quoted(f"set by {c.party}{about(c.agreement)}", c.anchor) for c in ledger.conditions],
        ),
        ("Doubted mandates", doubts),
        *((head, [Text(clean(line)) for line in lines]) for head, lines in plain.items()),
    ]
