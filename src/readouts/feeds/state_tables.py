"""The tables of what is followed: apart from the ledger's, since they are changed all the time and can be lost."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Double, Index, Integer, MetaData, String, Table, Text

VERSION = 1
metadata = MetaData()

feeds = Table(
    "feeds_feed", metadata,
    Column("url", String, primary_key=True),
    Column("next_at", Double, nullable=False, comment="seconds since 1970, as all times here"),
    Column("failures", Integer, nullable=False, default=0, comment="in a row"),
    Column("validator_of", String, nullable=False, default="", comment="the address that etag and modified belong to"),
    Column("etag", String, nullable=False, default=""),
    Column("modified", String, nullable=False, default=""),
    Column("good_at", Double),
    Column("why", String, nullable=False, default="", comment="what was wrong the last time"),
)  # fmt: skip
items = Table(
    "feeds_item", metadata,
    Column("url", String, primary_key=True),
    Column("feed", String, nullable=False, index=True),
    Column("mark", String, nullable=False, comment="another one when the feed says that the article changed"),
    Column("state", String, nullable=False, comment="waiting, kept, failed, refused"),
    Column("next_at", Double, comment="when it is asked for; null where it is not to be"),
    Column("tries", Integer, nullable=False, default=0),
    Column("visits", Integer, nullable=False, default=0, comment="how often it was kept or found as it was"),
    Column("found_at", Double, nullable=False),
    Column("asked_at", Double),
    Column("named_at", Double, nullable=False, comment="when a feed last named it, within a day"),
    Column("validator_of", String, nullable=False, default=""),
    Column("etag", String, nullable=False, default=""),
    Column("modified", String, nullable=False, default=""),
    Column("why", String, nullable=False, default=""),
)  # fmt: skip
robots = Table(
    "feeds_robots", metadata,
    Column("origin", String, primary_key=True),
    Column("text", Text),
    Column("until", Double, nullable=False),
    Column("since", Double, nullable=False),
    Column("why", String, nullable=False, default=""),
    Column("lasting", Boolean, nullable=False, default=False),
)  # fmt: skip
hosts = Table(
    "feeds_host", metadata,
    Column("host", String, primary_key=True),
    Column("rest_until", Double, nullable=False),
)  # fmt: skip
told = Table(
    "feeds_told", metadata,
    Column("channel", String, primary_key=True),
    Column("seq", Integer, nullable=False, comment="the state of the ledger that was told of last"),
    Column("at", Double, nullable=False),
)  # fmt: skip
outbox = Table(
    "feeds_outbox", metadata,
    Column("n", Integer, primary_key=True),
    Column("id", String, nullable=False),
    Column("target", String, nullable=False, index=True),
    Column("body", Text, nullable=False),
    Column("tries", Integer, nullable=False, default=0),
    Column("next_at", Double, nullable=False),
    Column("why", String, nullable=False, default=""),
    sqlite_autoincrement=True,
)  # fmt: skip
schema = Table("feeds_schema", metadata, Column("version", Integer, primary_key=True))
Index("feeds_item_due", items.c.next_at)
