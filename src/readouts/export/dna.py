"""A database of Discourse Network Analyzer 3.0: documents, and each account as a statement coded in them.

DNA 3.0 opens the file as coder ``Admin`` with the password ``readouts``. Its offsets count UTF-16 code units, since it is
a Java program.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from readouts.errors import ExportError
from readouts.export.dna_tables import DATE, LONGEST, TABLES, VERSION
from readouts.export.formats import Options
from readouts.export.graph import SIGNS
from readouts.export.rows import without_surrogates
from readouts.export.words import digest, named, nobody
from readouts.model import Account, Document, Evidence

PASSWORD = "readouts"  # noqa: S105 - a file to open needs one, and this one is told in the manual
_CODER = 1
_YES_OR_NO, _NEITHER = 1, 2
# Of each kind of statement its variables, as DNA calls them; a condition or a hedge says neither yes nor no.
_VARIABLES = {
    _YES_OR_NO: (("person", "short text"), ("organization", "short text"), ("concept", "short text"),
                 ("agreement", "boolean"), ("stance", "short text"), ("speaker", "long text"), ("account", "long text")),
    _NEITHER: (("person", "short text"), ("organization", "short text"), ("concept", "short text"),
               ("stance", "short text"), ("speaker", "long text"), ("account", "long text")),
}  # fmt: skip
_LABELS = {_YES_OR_NO: "DNA Statement", _NEITHER: "Condition or hedge"}
_COLOURS = {_YES_OR_NO: (239, 208, 51), _NEITHER: (150, 150, 200)}


def write(evidence: Evidence, options: Options) -> bytes:
    """The database file.

    Raises:
        ExportError: the texts are not there, which statements are coded in.
    """
    missing = [a.anchor.doc for a in evidence.ledger.accounts if a.anchor.doc not in evidence.texts]
    if missing:
        raise ExportError(f"{missing[0]}: DNA needs the text that is quoted: give it with --documents")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.dna"
        with closing(sqlite3.connect(path)) as database:
            database.execute("PRAGMA foreign_keys = ON")
            with database:
                _Database(database, evidence).fill()
        return path.read_bytes()


def utf16(text: str, index: int) -> int:
    """Where a character stands when UTF-16 code units are counted.

    >>> utf16("😀 yes", 2)
    3
    """
    return index + sum(c > "\uffff" for c in text[:index])


def password_hash(password: str, salt: bytes) -> str:
    """A password as DNA keeps it: what Jasypt's StrongPasswordEncryptor makes (SHA-256, 100,000 rounds, the salt first).

    >>> password_hash("x", bytes(16))[:20]
    'AAAAAAAAAAAAAAAAAAAA'
    """
    made = hashlib.sha256(salt + password.encode()).digest()
    for _ in range(99_999):
        made = hashlib.sha256(made).digest()
    return base64.b64encode(salt + made).decode()


def short(text: str) -> str:
    """A short text as DNA can hold it: on one line, cut where it is too long.

    >>> len(short("x" * 500)), short(" a\\n b ")
    (190, 'a b')
    """
    line = " ".join(without_surrogates(text).replace("\x00", "\ufffd").split())
    return line if len(line) <= LONGEST else line[: LONGEST - 2] + " …"


class _Database:
    """An empty database under way, and the ids given so far."""

    def __init__(self, database: sqlite3.Connection, evidence: Evidence) -> None:
        self.database = database
        self.evidence = evidence
        self.variables: dict[tuple[int, str], int] = {}
        self.entities: dict[tuple[int, str], int] = {}
        self.documents: dict[str, int] = {}
        self.concepts = _concepts(evidence)

    def add(self, table: str, **values: object) -> int:
        """One row; its id."""
        names, marks = ", ".join(values), ", ".join("?" * len(values))
        made = self.database.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(values.values()))  # noqa: S608 - names are ours
        return int(made.lastrowid or 0)

    def fill(self) -> None:
        """All tables and all rows."""
        for table in TABLES:
            self.database.execute(table)
        salt = hashlib.sha256(b"readouts").digest()[:16]  # the password is public: a random salt would hide nothing
        self.add("CODERS", ID=_CODER, Name="Admin", Red=255, Green=255, Blue=0, Password=password_hash(PASSWORD, salt))
        self.add("SETTINGS", Property="version", Value=VERSION)
        self.add("SETTINGS", Property="date", Value=DATE)
        for kind, variables in _VARIABLES.items():
            red, green, blue = _COLOURS[kind]
            self.add("STATEMENTTYPES", ID=kind, Label=_LABELS[kind], Red=red, Green=green, Blue=blue)
            for name, type_ in variables:
                made = self.add("VARIABLES", Variable=name, DataType=type_, StatementTypeId=kind)
                self.variables[kind, name] = made
                if type_ == "short text":
                    for attribute in ("Type", "Alias", "Notes"):
                        self.add("ATTRIBUTEVARIABLES", VariableId=made, AttributeVariable=attribute)
                    self.entity(made, "")
        accounts = self.evidence.ledger.accounts
        titled = [a for a in accounts if a.anchor.field == "title"]
        for document in self.evidence.documents:
            self.document(document, [a for a in titled if a.anchor.doc == document.id])
        again = self.evidence.copies  # DNA would count their statements twice
        for account in accounts:
            if account.anchor.field == "text" and account.anchor.doc not in again:
                self.statement(account)

    def entity(self, variable: int, value: str) -> int:
        """The id of a value of a variable, made when it is first met."""
        key = (variable, short(value))
        if key not in self.entities:
            self.entities[key] = self.add("ENTITIES", VariableId=variable, Value=key[1])
        return self.entities[key]

    def document(self, d: Document, titled: Iterable[Account]) -> None:
        """One document. What DNA has no place for is told in its notes, and so are the accounts in its title."""
        notes = [f"id: {d.id}", f"sha256: {digest(d) or 'none'}"]
        notes += [f"url: {d.url}"] if d.url else []
        notes += [f"title: {d.title}"] if len(d.title) > LONGEST else []
        notes += [] if _seconds(d.published) else [f"no date is known ({d.published or 'none given'}): 1970-01-01 stands for that"]
        copy = self.evidence.copies.get(d.id)
        notes += [f"prints again: {self.evidence.name(copy)}, where its statements are coded"] if copy else []
        notes += [f"stands in the title, where DNA codes nothing: {a.party.name} {a.stance}: {a.anchor.quote}" for a in titled]
        self.documents[d.id] = self.add(
            "DOCUMENTS", Title=short(d.title or self.evidence.name(d.id)), Text=_whole(d.text), Coder=_CODER,
            Source=short(d.publisher or ""), Notes=_whole("\n".join(notes)), Type=short(d.kind), Date=_seconds(d.published),
        )  # fmt: skip

    def statement(self, a: Account) -> None:
        """One account as a statement."""
        text = self.evidence.texts[a.anchor.doc].text
        sign = SIGNS[a.stance]
        kind = _YES_OR_NO if sign else _NEITHER
        made = self.add(
            "STATEMENTS", StatementTypeId=kind, DocumentId=self.documents[a.anchor.doc], Coder=_CODER,
            Start=utf16(text, a.anchor.start), Stop=utf16(text, a.anchor.end),
        )  # fmt: skip
        values = {
            "person": named(a.speaker) or "", "organization": "" if nobody(a.party) else a.party.name,
            "concept": self.concepts.get(a.agreement or "", ""), "stance": a.stance,
            "speaker": a.speaker.surface, "account": a.id,
        }  # fmt: skip
        for name, type_ in _VARIABLES[kind]:
            at = {"StatementId": made, "VariableId": self.variables[kind, name]}
            if type_ == "boolean":
                self.add("DATABOOLEAN", **at, Value=int(sign > 0))
            elif type_ == "long text":
                self.add("DATALONGTEXT", **at, Value=_whole(values[name]))
            else:
                self.add("DATASHORTTEXT", **at, Entity=self.entity(at["VariableId"], values[name]))


def _concepts(evidence: Evidence) -> dict[str, str]:
    """A name for each agreement that no other has: its label, with its id where two have the same."""
    labels = {g.id: short(g.label or g.id) for g in evidence.ledger.agreements}
    shared = Counter(labels.values())
    return {
        g: label if shared[label] == 1 else f"{label[: LONGEST - len(short(g)[:40]) - 3]} ({short(g)[:40]})"
        for g, label in labels.items()
    }  # fmt: skip


def _whole(text: str) -> str:
    """A text of any length, character for character; half a character and the zero byte, which SQLite or Java cut at, are replaced."""
    return without_surrogates(text).replace("\x00", "\ufffd")


def _seconds(published: str | None) -> int:
    """The clock's reading as published, in seconds as if it were UTC: DNA knows no zones. 0 where no date is known."""
    try:
        return int(dt.datetime.fromisoformat(published or "").replace(tzinfo=dt.UTC).timestamp())
    except ValueError:
        return 0
