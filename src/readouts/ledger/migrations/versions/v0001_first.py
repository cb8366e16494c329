"""Schema 1: documents, what was found in them, agreements, judgements; each row with its transaction.

This file says what schema 1 was and is never edited: ``tables`` goes on without it.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

NAME = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def refers(columns: list[str], to: list[str]) -> Any:
    """A foreign key that is checked when the transaction ends."""
    return sa.ForeignKeyConstraint(columns, to, initially="DEFERRED", deferrable=True)


def upgrade() -> None:
    """Make the tables, each after those that it refers to."""
    transactions()
    documents()
    engines()
    judgements()
    attributions()
    copies()
    extractions()
    failures()
    fingerprints()
    snapshots()
    spans()
    accounts()
    agreements()
    batches()
    links()
    relations()


def transactions() -> None:
    op.create_table(
        "transactions",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", NAME, nullable=False),
        sa.Column("kind", NAME, nullable=False),
        sa.Column("author", NAME, nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("content", NAME, nullable=False),
        sa.Column("chain", NAME, nullable=False),
        sa.PrimaryKeyConstraint("seq"),
    )
    op.create_index("ix_transactions_at", "transactions", ["at"])


def documents() -> None:
    op.create_table(
        "documents",
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", NAME, nullable=False),
        sa.Column("digest", NAME, nullable=False),
        sa.Column("name", NAME, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("published", NAME),
        sa.Column("url", NAME),
        sa.Column("publisher", NAME),
        sa.Column("kind", NAME, nullable=False),
        sa.Column("language", NAME),
        sa.Column("story", NAME),
        sa.Column("layout", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        refers(["seq"], ["transactions.seq"]),
        sa.PrimaryKeyConstraint("n"),
        sa.UniqueConstraint("key"),
    )
    op.create_index("ix_documents_published", "documents", ["published"])
    op.create_index("ix_documents_publisher", "documents", ["publisher"])
    op.create_index("ix_documents_seq", "documents", ["seq"])


def engines() -> None:
    op.create_table(
        "engines",
        sa.Column("id", NAME, nullable=False),
        sa.Column("names", sa.Text(), nullable=False),
        sa.Column("settings", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        refers(["seq"], ["transactions.seq"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_engines_seq", "engines", ["seq"])


def judgements() -> None:
    op.create_table(
        "judgements",
        sa.Column("id", NAME, nullable=False),
        sa.Column("author", NAME, nullable=False),
        sa.Column("at", NAME, nullable=False),
        sa.Column("target_kind", NAME, nullable=False),
        sa.Column("target", NAME, nullable=False),
        sa.Column("verdict", NAME, nullable=False),
        sa.Column("value", sa.Text()),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("undoes", NAME),
        sa.Column("seq", sa.Integer(), nullable=False),
        refers(["seq"], ["transactions.seq"]),
        refers(["undoes"], ["judgements.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_judgements_author", "judgements", ["author"])
    op.create_index("ix_judgements_seq", "judgements", ["seq"])
    op.create_index("ix_judgements_target", "judgements", ["target"])


def attributions() -> None:
    op.create_table(
        "attributions",
        sa.Column("id", NAME, nullable=False),
        sa.Column("doc", NAME, nullable=False),
        sa.Column("parent", NAME),
        sa.Column("engine", NAME, nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        refers(["doc"], ["documents.key"]),
        refers(["engine"], ["engines.id"]),
        refers(["parent"], ["attributions.id"]),
        refers(["seq"], ["transactions.seq"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_attributions_doc", "attributions", ["doc"])
    op.create_index("ix_attributions_parent", "attributions", ["parent"])
    op.create_index("ix_attributions_seq", "attributions", ["seq"])


def copies() -> None:
    op.create_table(
        "copies",
        sa.Column("doc", NAME, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("of", NAME),
        sa.Column("similarity", sa.Double(), nullable=False),
        sa.Column("engine", NAME, nullable=False),
        refers(["doc"], ["documents.key"]),
        refers(["engine"], ["engines.id"]),
        refers(["of"], ["documents.key"]),
        refers(["seq"], ["transactions.seq"]),
        sa.PrimaryKeyConstraint("doc", "seq"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_copies_of", "copies", ["of"])
    op.create_index("ix_copies_seq", "copies", ["seq"])


def extractions() -> None:
    op.create_table(
        "extractions",
        sa.Column("doc", NAME, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("engine", NAME, nullable=False),
        sa.Column("issuer", NAME),
        sa.Column("not_assessed", sa.Text()),
        refers(["doc"], ["documents.key"]),
        refers(["engine"], ["engines.id"]),
        refers(["seq"], ["transactions.seq"]),
        sa.PrimaryKeyConstraint("doc", "seq"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_extractions_seq", "extractions", ["seq"])


def failures() -> None:
    op.create_table(
        "failures",
        sa.Column("source", NAME, nullable=False),
        sa.Column("stage", NAME, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("doc", NAME),
        sa.Column("reason", sa.Text(), nullable=False),
        refers(["doc"], ["documents.key"]),
        refers(["seq"], ["transactions.seq"]),
        sa.PrimaryKeyConstraint("source", "stage", "seq"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_failures_seq", "failures", ["seq"])


def fingerprints() -> None:
    op.create_table(
        "fingerprints",
        sa.Column("value", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("doc", NAME, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        refers(["doc"], ["documents.key"]),
        refers(["seq"], ["transactions.seq"]),
        sa.PrimaryKeyConstraint("value", "doc"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_fingerprints_seq", "fingerprints", ["seq"])


def snapshots() -> None:
    op.create_table(
        "snapshots",
        sa.Column("id", NAME, nullable=False),
        sa.Column("source", NAME, nullable=False),
        sa.Column("doc", NAME, nullable=False),
        sa.Column("name", NAME, nullable=False),
        sa.Column("published", NAME),
        sa.Column("publisher", NAME),
        sa.Column("url", NAME),
        sa.Column("previous", NAME),
        sa.Column("read_at", NAME),
        sa.Column("seq", sa.Integer(), nullable=False),
        refers(["doc"], ["documents.key"]),
        refers(["previous"], ["snapshots.id"]),
        refers(["seq"], ["transactions.seq"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_snapshots_doc", "snapshots", ["doc"])
    op.create_index("ix_snapshots_seq", "snapshots", ["seq"])
    op.create_index("ix_snapshots_source", "snapshots", ["source"])
    op.create_index("ix_snapshots_url", "snapshots", ["url"])


def spans() -> None:
    op.create_table(
        "spans",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("owner", NAME, nullable=False),
        sa.Column("role", NAME, nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("doc", NAME, nullable=False),
        sa.Column("field", NAME, nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("stop", sa.Integer(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        refers(["doc"], ["documents.key"]),
        refers(["seq"], ["transactions.seq"]),
        sa.PrimaryKeyConstraint("seq", "owner", "role", "n"),
        sqlite_with_rowid=False,
    )


def accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", NAME, nullable=False),
        sa.Column("doc", NAME, nullable=False),
        sa.Column("field", NAME, nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("stop", sa.Integer(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("party", NAME, nullable=False),
        sa.Column("party_id", NAME),
        sa.Column("party_kind", NAME),
        sa.Column("speaker", sa.Text(), nullable=False),
        sa.Column("speaker_name", sa.Text()),
        sa.Column("stance", NAME, nullable=False),
        sa.Column("certainty", sa.Double()),
        sa.Column("said_from", NAME),
        sa.Column("said_to", NAME),
        sa.Column("about_from", NAME),
        sa.Column("about_to", NAME),
        sa.Column("attribution", NAME),
        sa.Column("engine", NAME, nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("vector", sa.LargeBinary()),
        sa.Column("seq", sa.Integer(), nullable=False),
        refers(["attribution"], ["attributions.id"]),
        refers(["doc"], ["documents.key"]),
        refers(["engine"], ["engines.id"]),
        refers(["seq"], ["transactions.seq"]),
        sa.PrimaryKeyConstraint("n"),
        sa.UniqueConstraint("id"),
    )
    op.create_index("ix_accounts_doc", "accounts", ["doc"])
    op.create_index("ix_accounts_party", "accounts", ["party", "seq"])
    op.create_index("ix_accounts_seq", "accounts", ["seq"])


def agreements() -> None:
    op.create_table(
        "agreements",
        sa.Column("id", NAME, nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("account", NAME, nullable=False),
        sa.Column("engine", NAME, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        refers(["account"], ["accounts.id"]),
        refers(["engine"], ["engines.id"]),
        refers(["seq"], ["transactions.seq"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_agreements_seq", "agreements", ["seq"])


def batches() -> None:
    op.create_table(
        "batches",
        sa.Column("subject", NAME, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("agreement", NAME),
        sa.Column("doc", NAME),
        sa.Column("engine", NAME, nullable=False),
        refers(["agreement"], ["agreements.id"]),
        refers(["doc"], ["documents.key"]),
        refers(["engine"], ["engines.id"]),
        refers(["seq"], ["transactions.seq"]),
        sa.PrimaryKeyConstraint("subject", "seq"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_batches_seq", "batches", ["seq"])


def links() -> None:
    op.create_table(
        "links",
        sa.Column("account", NAME, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("agreement", NAME),
        sa.Column("engine", NAME),
        sa.Column("judgement", NAME),
        sa.Column("score", sa.Double()),
        sa.Column("reasons", sa.Text(), nullable=False),
        refers(["account"], ["accounts.id"]),
        refers(["agreement"], ["agreements.id"]),
        refers(["engine"], ["engines.id"]),
        refers(["judgement"], ["judgements.id"]),
        refers(["seq"], ["transactions.seq"]),
        sa.PrimaryKeyConstraint("account", "seq"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_links_agreement", "links", ["agreement", "account"])
    op.create_index("ix_links_seq", "links", ["seq"])


def relations() -> None:
    op.create_table(
        "relations",
        sa.Column("subject", NAME, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", NAME, nullable=False),
        sa.Column("accounts", sa.Text(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        refers(["seq"], ["transactions.seq"]),
        refers(["subject", "seq"], ["batches.subject", "batches.seq"]),
        sa.PrimaryKeyConstraint("subject", "seq", "n"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_relations_seq", "relations", ["seq"])
