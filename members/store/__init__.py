"""The database of members: SQLite in the data folder by default, PostgreSQL by an address."""

# Named here so that every table is known wherever one of them is.
from members.store import alert_tables as alert_tables
from members.store import community_tables as community_tables
from members.store import event_tables as event_tables
from members.store import people_tables as people_tables
from members.store import voyage_tables as voyage_tables
from members.store.engine import MemberStore as MemberStore
from members.store.engine import is_begun as is_begun
from members.store.engine import open_store as open_store
from members.store.engine import shared_store as shared_store
from members.store.engine import url_in as url_in
