"""The table that CSV, JSONL and Parquet share: one row an account, its columns described once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from readouts.errors import ExportError
from readouts.model import Account, Agreement, Document, Evidence, Ruling

Kind = Literal["text", "integer", "number", "texts", "boolean"]


@dataclass(frozen=True, slots=True)
class Told:
    """One account with all that a row tells of it."""

    account: Account
    agreement: Agreement | None
    document: Document | None
    name: str
    ruling: Ruling
    copy_of: str | None
    rejected: bool


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, what it holds, in one line, and how it is had. ``usual`` ones are there unasked."""

    name: str
    kind: Kind
    about: str
    value: Callable[[Told], Any]
    usual: bool = True


def _of_agreement(name: str) -> Callable[[Told], Any]:
    return lambda t: getattr(t.agreement, name) if t.agreement else None


def _count(name: str) -> Callable[[Told], Any]:
    return lambda t: getattr(t.agreement.counts, name) if t.agreement else None


def _of_document(name: str) -> Callable[[Told], Any]:
    return lambda t: getattr(t.document, name) or None if t.document else None


COLUMNS: tuple[Column, ...] = (
    Column("account", "text", "the account's id", lambda t: t.account.id),
    Column("agreement", "text", "the id of the alleged agreement it is about", lambda t: t.account.agreement),
    Column("label", "text", "the words that name that agreement", _of_agreement("label")),
    Column("status", "text", "what all of the agreement's accounts come to", _of_agreement("status")),
    Column("dispute_kinds", "texts", "what is disputed: record, terms, substance, mandate, performance", _of_agreement("dispute_kinds"), False),
    Column("party", "text", "on whose behalf it is said; `unnamed` and `narration` are nobody in particular", lambda t: t.account.party.name),
    Column("party_id", "text", "the party's id in the tables of parties", lambda t: t.account.party.id, False),
    Column("party_kind", "text", "state, union, company ...", lambda t: t.account.party.kind, False),
    Column("speaker", "text", "who said it, as in the text", lambda t: t.account.speaker.surface),
    Column("speaker_name", "text", "who that is, where the text shows it", lambda t: t.account.speaker.name, False),
    Column("speaker_kind", "text", "person, organization, unnamed, narration", lambda t: t.account.speaker.kind, False),
    Column("standing", "texts", "each step from speaker to party with its basis", lambda t: [f"{k.of} → {k.to} ({k.basis})" for k in t.account.standing.links], False),
    Column("stance", "text", "affirms, denies, refuses, conditions, hedges, withdraws", lambda t: t.account.stance),
    Column("voice", "text", "direct, mixed, indirect, narration", lambda t: t.account.voice, False),
    Column("certainty", "number", "how likely the account is one, 0 to 1", lambda t: t.account.certainty, False),
    Column("quote", "text", "the words, exactly as they stand", lambda t: t.account.anchor.quote),
    Column("said_earliest", "text", "the first day on which it may have been said, as the text has it", lambda t: t.account.when.earliest if t.account.when else None, False),
    Column("said_latest", "text", "the last such day", lambda t: t.account.when.latest if t.account.when else None, False),
    Column("document", "text", "the document's own name", lambda t: t.name),
    Column("doc", "text", "the document's id, to which the offsets belong", lambda t: t.account.anchor.doc, False),
    Column("title", "text", "the document's title", _of_document("title"), False),
    Column("published", "text", "when it was published, ISO 8601", _of_document("published")),
    Column("publisher", "text", "who published it", _of_document("publisher")),
    Column("url", "text", "where it was published", _of_document("url")),
    Column("language", "text", "the document's language", _of_document("language"), False),
    Column("sha256", "text", "SHA-256 of the document's title, a zero byte, and its text", lambda t: t.document.digest if t.document else None, False),
    Column("copy_of", "text", "the id of the document that this one prints again", lambda t: t.copy_of, False),
    Column("field", "text", "`text` or `title`: where the words stand", lambda t: t.account.anchor.field, False),
    Column("start", "integer", "first character of the words in that field (Unicode code points, from 0)", lambda t: t.account.anchor.start),
    Column("end", "integer", "the character after the last", lambda t: t.account.anchor.end),
    Column("page", "integer", "the page of a PDF, from 1", lambda t: t.account.anchor.page, False),
    Column("prefix", "text", "the characters before the words", lambda t: t.account.anchor.prefix, False),
    Column("suffix", "text", "the characters after them", lambda t: t.account.anchor.suffix, False),
    Column("anchor", "text", "found, moved or lost in the latest text", lambda t: t.account.anchor.state, False),
    Column("judgement", "text", "accept or reject, where reviewers have judged and agree", lambda t: t.ruling.verdict),
    Column("judged_by", "texts", "who judged", lambda t: list(dict.fromkeys(v.author for v in t.ruling.people))),
    Column("differ_on", "texts", "what reviewers differ on", lambda t: list(t.ruling.open), False),
    Column("notes", "texts", "what reviewers noted", lambda t: [f"{v.author}: {n}" for v in t.ruling.people for n in v.notes], False),
    Column("machine_party", "text", "the party before people's corrections", lambda t: t.ruling.machine_party or t.account.party.name, False),
    Column("machine_stance", "text", "the stance before people's corrections", lambda t: t.ruling.machine_stance or t.account.stance, False),
    Column("counts_for_status", "boolean", "false where people hold it to be no account", lambda t: not t.rejected, False),
    Column("agreement_parties", "integer", "how many parties speak of the agreement", _count("parties"), False),
    Column("agreement_accounts", "integer", "how many accounts of it there are", _count("accounts"), False),
    Column("agreement_origins", "integer", "in how many independent documents", _count("documents"), False),
    Column("reasons", "texts", "the rules that decided", lambda t: list(t.account.reasons), False),
    Column("engine", "text", "what judged, with its version", lambda t: t.account.engine or None, False),
)  # fmt: skip
_BY_NAME = {c.name: c for c in COLUMNS}


def chosen(names: Sequence[str]) -> tuple[Column, ...]:
    """The columns with these names, in this order; the usual ones where none are named, every one for ``all``.

    Raises:
        ExportError: there is no column of that name, or one is named twice.

    >>> [c.name for c in chosen(("quote", "party"))]
    ['quote', 'party']
    """
    if not names:
        return tuple(c for c in COLUMNS if c.usual)
    if tuple(names) == ("all",):
        return COLUMNS
    wrong = [n for n in names if n not in _BY_NAME]
    if wrong:
        raise ExportError(f"no such column: {', '.join(wrong)}: there are {', '.join(_BY_NAME)}")
    if len(set(names)) < len(names):
        raise ExportError(
            f"a column is named twice: {', '.join(dict.fromkeys(n for n in names if list(names).count(n) > 1))}"
        )
    return tuple(_BY_NAME[n] for n in names)


def told(evidence: Evidence, *, rejected: bool = False) -> Iterator[Told]:
    """Every account with what a row tells of it: those that count, then on demand those that people rejected."""
    agreements, texts = evidence.agreements, evidence.texts
    copies = {c.doc: c.of for c in evidence.ledger.copies}
    rows = [(a, False) for a in evidence.ledger.accounts] + [(a, True) for a in evidence.rejected if rejected]
    for a, gone in rows:
        doc, agreement = a.anchor.doc, agreements.get(a.agreement or "")
        yield Told(a, agreement, texts.get(doc), evidence.name(doc), evidence.ruling(a.id), copies.get(doc), gone)


def without_surrogates(text: str) -> str:
    r"""Half a character, which UTF-8 cannot hold, becomes the sign for one that is missing.

    >>> without_surrogates("a\ud800") == "a\ufffd"
    True
    """
    return re.sub("[\ud800-\udfff]", "\ufffd", text)
