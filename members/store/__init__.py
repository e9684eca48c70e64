"""The database of members: SQLite in the data folder by default, PostgreSQL by an address."""

from members.store.engine import MemberStore as MemberStore
from members.store.engine import open_store as open_store
from members.store.engine import url_in as url_in
