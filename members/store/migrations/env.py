"""Run by Alembic on a connection that `engine.py` hands over."""

from alembic import context

from members.store import community_tables, people_tables  # noqa: F401
from members.store.tables import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
