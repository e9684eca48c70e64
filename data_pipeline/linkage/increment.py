"""Which reports have to be linked again when a few have changed: those few, and their neighbourhood.

The snapshot that a run adds to holds a table `linkage`: of every report what candidates are found by, its rivals and partners, and its
component. From the reports that changed, the search goes as far as a change can reach, and then as far as that depends on others:

- a pair's weight depends on its two reports and their counts; that of re-issues also on the partners of both (`pairs_reissue`);
- a pair's probability depends on the pairs at most ROUNDS steps away (`rivals.py`), each between all re-issues of two statements;
- a pair is likely by itself or together with reports that say the very same (`twin`), which lie a step further;
- a component is settled by itself: likely pairs, re-issues and what people decided connect its reports.

Linking the neighbourhood alone gives what linking everything gives, row by row; `rebuild --compare` looks.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import duckdb

from data_pipeline.linkage.candidates import find_candidates
from data_pipeline.linkage.features import build_compared
from data_pipeline.linkage.rivals import ROUNDS
from data_pipeline.sql import statement

WORTH_NARROWING: Final = 1 / 3
"""Share of all reports above which linking them all again costs hardly more."""


def narrow_to_affected(con: duckdb.DuckDBPyConnection, reissuing: Collection[str], named: Collection[str]) -> bool:
    """Make `reports` a view of the affected reports alone, and the table `context` of their counts; False where nearly all are.

    Reads the views `all_reports`, `linkage_before` and `decisions_before`, and the table `numbered` of what has landed. `named` are the
    reports that decisions name.
    """
    con.execute(f"CREATE OR REPLACE TABLE seeds AS {statement('linkage/increment/seeds')}", {"named": list(named)})
    con.execute("CREATE OR REPLACE VIEW reports AS FROM all_reports SEMI JOIN seeds USING (report_id)")
    build_compared(con, reissuing, _count_around)
    con.execute(statement("linkage/increment/recounted"))
    con.execute(statement("linkage/increment/present"))
    con.execute("CREATE OR REPLACE TABLE candidates (join_key_l INTEGER, join_key_r INTEGER)")
    for seekers, sought in (("moved", "present"), ("present", "moved")):
        con.execute(f"INSERT INTO candidates {find_candidates(seekers, sought)}", {"vectors_missing": True})
    con.execute(statement("linkage/increment/reached_first"))
    con.execute("DROP VIEW context")
    con.execute("DROP TABLE surroundings")
    # Every relation that follows is a union over the state before and after: what is new begins at what moved and its candidates.
    _reach(con, *("partners",) * 3, "settled")
    _reach(con, "rivals", "settled", times=ROUNDS + 2)
    con.execute("CREATE OR REPLACE TABLE relinked AS FROM reached")
    _reach(con, "rivals", "rivals", "settled")
    _reach(con, "rivals", "settled", times=ROUNDS)
    _reach(con, *("partners",) * 3)
    [[reached, everything]] = con.sql(statement("linkage/increment/counted")).fetchall()
    if reached > WORTH_NARROWING * everything:
        con.execute("DROP TABLE relinked")
        con.execute("CREATE OR REPLACE VIEW reports AS FROM all_reports")
        return False
    con.execute(statement("linkage/increment/affected_context"))
    con.execute("CREATE OR REPLACE VIEW reports AS FROM all_reports SEMI JOIN reached USING (report_id)")
    return True


def _reach(con: duckdb.DuckDBPyConnection, *steps: str, times: int = 1) -> None:
    """Add to the table `reached`: the `partners` or `rivals` of what is in it, or what is `settled` together with it; so many times."""
    for _ in range(times):
        added = 0
        for step in steps:
            sql = "settle" if step == "settled" else "step"
            [[rows]] = con.execute(statement(f"linkage/increment/{sql}").replace("{neighbours}", step)).fetchall()
            added += rows
        # What led nowhere now leads nowhere the next time.
        if not added:
            return


def _count_around(con: duckdb.DuckDBPyConnection) -> None:
    """Make the table `surroundings` of the reports around the seeds."""
    con.execute(statement("linkage/increment/touched_quarters"))
    con.execute(statement("linkage/increment/surroundings_changed"))
