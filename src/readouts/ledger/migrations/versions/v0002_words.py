"""Schema 2: the words of documents and quotes can be searched. What is there already is indexed.

This file says what schema 2 was and is never edited: ``words`` goes on without it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_SQLITE = """
CREATE VIRTUAL TABLE document_words USING fts5(title, text, content='documents', content_rowid='n', tokenize='unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE document_letters USING fts5(title, content='documents', content_rowid='n', tokenize='trigram');
CREATE VIRTUAL TABLE account_words USING fts5(quote, content='accounts', content_rowid='n', tokenize='unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE account_letters USING fts5(quote, content='accounts', content_rowid='n', tokenize='trigram');
"""
_POSTGRES = """
CREATE TABLE document_words (n integer NOT NULL REFERENCES documents(n), part integer NOT NULL, words tsvector NOT NULL, PRIMARY KEY (n, part));
CREATE INDEX ix_document_words ON document_words USING gin (words);
CREATE TABLE account_words (n integer NOT NULL REFERENCES accounts(n), part integer NOT NULL, words tsvector NOT NULL, PRIMARY KEY (n, part));
CREATE INDEX ix_account_words ON account_words USING gin (words);
"""
_LETTERS = """
CREATE INDEX ix_document_letters ON documents USING gin (lower(title) gin_trgm_ops);
CREATE INDEX ix_account_letters ON accounts USING gin (lower(quote) gin_trgm_ops);
"""


def upgrade() -> None:
    """Make the search index of this store and fill it."""
    if op.get_bind().dialect.name == "sqlite":
        _each(_SQLITE)
        for name in ("document_words", "document_letters", "account_words", "account_letters"):
            op.execute(f"INSERT INTO {name}({name}) VALUES ('rebuild')")  # noqa: S608
    else:
        _each(_POSTGRES)
        if _letters_are_known():
            _each(_LETTERS)
        _fill()


def _each(statements: str) -> None:
    for statement in filter(None, (s.strip() for s in statements.split(";\n"))):
        op.execute(statement)


def _letters_are_known() -> bool:
    """True when the server has pg_trgm, for this user too; without it the same searches take longer."""
    bind = op.get_bind()
    if bind.scalar(sa.text("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")):
        return True
    if not bind.scalar(sa.text("SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'")):
        return False
    try:
        with bind.begin_nested():
            bind.execute(sa.text("CREATE EXTENSION pg_trgm"))
    except sa.exc.DBAPIError:  # this user may not
        return False
    return True


def _fill() -> None:
    """Index the rows of schema 1 with what indexes new ones, some hundred at a time."""
    from readouts.ledger.words import index_postgres  # noqa: PLC0415 - only a ledger of schema 1 needs it

    bind = op.get_bind()
    for table, wanted in (("documents", "n, title, text"), ("accounts", "n, quote")):
        last = 0
        query = sa.text(f"SELECT {wanted} FROM {table} WHERE n > :last ORDER BY n LIMIT 200")  # noqa: S608
        while found := [dict(row) for row in bind.execute(query, {"last": last}).mappings()]:
            index_postgres(bind, table, found)
            last = found[-1]["n"]
