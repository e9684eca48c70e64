"""How good the links are on simulated reports, for which the truth is known.

Pairs overall, by kind (re-issues of one body; between two bodies, each on its own or one repeating another), by category
and by sea region; clusters; and raids: two ships attacked one after the other by the same men, mistaken for one incident.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from data_pipeline.errors import UsageError
from data_pipeline.linkage.quality.evaluate import LinkageFigures
from data_pipeline.linkage.quality.measures import Clusters, Counts
from data_pipeline.sql import statement

FOLDER = "demo_truth"
SIMULATED = "simulation"


@dataclass(frozen=True, slots=True)
class Raids:
    """Pairs of reports about two ships of one raid, and how many of them we mistook for one incident."""

    pairs: int
    confused: int


def evaluate_truth(con: duckdb.DuckDBPyConnection, truth: Path) -> tuple[list[LinkageFigures], Raids]:
    """Compare the incidents in `con` (`reports`, `incident_reports`, `links`) with the truth in the folder `truth`.

    Leaves the tables `truth_known` and `truth_pairs` in `con`. Raises UsageError when the truth is missing or of another simulation.
    """
    for name in ("reports", "incidents"):
        file = truth / f"{name}.parquet"
        if not file.is_file():
            raise UsageError(f"there is no {file}; simulate reports with `python -m data_pipeline simulate`, then `run`")
        con.read_parquet(str(file)).create_view(f"truth_{name}", replace=True)
    con.execute(statement("truth/truth_known"))
    reports, simulated = (len(con.table(name)) for name in ("reports", "truth_known"))
    if simulated < reports:
        mismatch = f"{reports - simulated:,} of {reports:,} published reports are not in {truth}: it is the truth of another simulation"
        raise UsageError(f"{mismatch}. Publish what it belongs to with `python -m data_pipeline run`.")
    con.execute(statement("truth/truth_pairs"))
    figures = []
    for part, name, right, wrong, missed, *unsure in con.sql(statement("truth/truth_scores")).fetchall():
        group, part_name = ("", "") if part == "all" else (part, name)
        # -1: the pairs that are neither one incident nor linked are too many to count.
        figures.append(LinkageFigures(SIMULATED, group, part_name, Counts(right, wrong, missed, -1, *unsure)))
    [clusters] = con.sql(statement("truth/truth_clusters")).fetchall()
    if figures:
        figures[0].clusters = Clusters(*clusters)
    [raids] = con.sql(statement("truth/truth_raids")).fetchall()
    return figures, Raids(*raids)
