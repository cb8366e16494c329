"""The tables of people: apart from the ledger's, since a ledger is copied, exported and handed on, and passwords are not.

A file ledger has them in a file beside it; a ledger on a server in the same schema, under names of their own.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    DDL,
    Boolean,
    Column,
    Connection,
    Double,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    event,
    inspect,
    select,
)

from readouts.errors import ReadoutsError

VERSION = 1
metadata = MetaData()

people = Table(
    "people", metadata,
    Column("key", String, primary_key=True, comment="the name in small letters: Ana and ana are one person"),
    Column("name", String, nullable=False),
    Column("role", String, nullable=False),
    Column("blind", Boolean, nullable=False, default=False),
    Column("password", String, nullable=False, comment="an argon2id hash"),
    Column("added", String, nullable=False),
    Column("removed", String),
)  # fmt: skip
sessions = Table(
    "people_sessions", metadata,
    Column("id", String, primary_key=True, comment="SHA-256 of what the cookie holds"),
    Column("person", String, nullable=False, index=True),
    Column("begun", Double, nullable=False),
    Column("seen", Double, nullable=False),
    Column("address", String, nullable=False),
)  # fmt: skip
tokens = Table(
    "people_tokens", metadata,
    Column("id", String, primary_key=True),
    Column("hash", String, nullable=False, unique=True, comment="SHA-256 of the token"),
    Column("person", String, nullable=False, index=True),
    Column("label", String, nullable=False),
    Column("scopes", String, nullable=False),
    Column("made", String, nullable=False),
    Column("until", String),
    Column("used", String),
    Column("revoked", String),
)  # fmt: skip
attempts = Table(
    "people_attempts", metadata,
    Column("n", Integer, primary_key=True),
    Column("at", Double, nullable=False, index=True),
    Column("key", String, nullable=False),
    Column("address", String, nullable=False),
)  # fmt: skip
audit = Table(
    "people_audit", metadata,
    Column("n", Integer, primary_key=True),
    Column("at", String, nullable=False),
    Column("person", String, nullable=False),
    Column("by", String, nullable=False),
    Column("action", String, nullable=False),
    Column("target", String, nullable=False),
    Column("detail", String, nullable=False),
    Column("address", String, nullable=False),
    sqlite_autoincrement=True,
)  # fmt: skip
schema = Table("people_schema", metadata, Column("version", Integer, primary_key=True))
Index("people_attempts_key", attempts.c.key, attempts.c.at)
Index("people_attempts_address", attempts.c.address, attempts.c.at)

_ddl: Any = DDL

# Lines of the audit log are added and never changed, not by a slip of this program either.
for _verb in ("UPDATE", "DELETE"):
    event.listen(audit, "after_create", _ddl(
        f"CREATE TRIGGER people_audit_{_verb.lower()} BEFORE {_verb} ON people_audit "
        "BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END"
    ).execute_if(dialect="sqlite"))  # fmt: skip
    event.listen(audit, "after_create", _ddl(
        f"CREATE RULE people_audit_{_verb.lower()} AS ON {_verb} TO people_audit DO INSTEAD NOTHING"
    ).execute_if(dialect="postgresql"))  # fmt: skip


def there(connection: Connection) -> bool:
    """True where the tables have been made.

    Raises:
        ReadoutsError: a newer version made them.
    """
    if not inspect(connection).has_table(schema.name):
        return False
    version = connection.execute(select(schema.c.version)).scalar_one()
    if version > VERSION:
        raise ReadoutsError(f"a newer readouts made the accounts (version {version}): upgrade readouts")
    return True


def make(connection: Connection) -> None:
    """Make the tables where they are not there."""
    if not there(connection):
        metadata.create_all(connection)
        connection.execute(schema.insert().values(version=VERSION))
