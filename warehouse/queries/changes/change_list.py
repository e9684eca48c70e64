"""What changed since a moment: new and revised reports, withdrawals, and incidents that people merged or split."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import duckdb
import pyarrow as pa

from warehouse.queries.run import run_query

MOST: Final = 100_000
"""Changes in one answer: more than any day brings, and a first import's archive in several."""


KIND_TITLE: Final = {
    "new": "New",
    "joined": "Another report",
    "revised": "Revised",
    "withdrawn": "Withdrawn",
    "restored": "Stated again",
    "to_advisory": "Now an advisory",
    "from_advisory": "Was an advisory",
    "merged": "Merged",
    "split": "Split",
}
"""What happened, in a word or two."""


def changes_since(con: duckdb.DuckDBPyConnection, since: datetime, limit: int = MOST) -> pa.Table:
    """Every change after `since`, the latest first, at most `limit`: changed_at, kind, incident_id, report_id, revision, decision_id,
    source, occurred_on, act, vessel_name.

    `kind`: `new` (an incident's first report), `joined` (a further report of it), `revised`, `withdrawn` (its body took the report
    back), `restored` (and stated it again), `to_advisory` (its body counts it as an advisory now), `from_advisory` (the reverse),
    `merged` and `split` (by a decision, or by taking one back). `revision` is null where people decided, `decision_id` where a body
    did. The same landings and decisions give the same list, after a rebuild too.
    """
    return run_query(con, "change_list", {"since": since, "limit": limit})


def withdrawn_since(con: duckdb.DuckDBPyConnection, since: datetime) -> pa.Table:
    """Incidents withdrawn as a whole after `since`, the latest first: incident_id, withdrawn_at, occurred_on, sources."""
    return run_query(con, "withdrawals", {"since": since})
