"""Run by Alembic: the migrations, over the connection and inside the transaction that ``migrate`` has open."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], version_table="readouts_schema")
context.run_migrations()
