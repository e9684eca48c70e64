"""How good the links are on simulated reports, where the truth about every report is known.

Pairs over all, by kind (re-issues of one body; between two bodies, each on its own or one repeating another), by category
and by sea region; clusters; and raids: two ships attacked one after the other by the same men, taken for one incident.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from data_pipeline.errors import UsageError
from data_pipeline.linkage.evaluate import Figures
from data_pipeline.linkage.measures import Clusters, Counts
from data_pipeline.sql import statement

FOLDER = "demo_truth"
SIMULATED = "simulation"


@dataclass(frozen=True, slots=True)
class Raids:
    """Pairs of reports about two ships of one raid, and how many of them we took for one incident."""

    pairs: int
    confused: int


def evaluate_truth(con: duckdb.DuckDBPyConnection, truth: Path) -> tuple[list[Figures], Raids]:
    """Hold the incidents in `con` (`reports`, `incident_reports`, `links`) against the truth in the folder `truth`.

    Leaves the tables `truth_known` and `truth_pairs` in `con`. Raises UsageError when the truth is missing or of another simulation.
    """
    for name in ("reports", "incidents"):
        file = truth / f"{name}.parquet"
        if not file.is_file():
            raise UsageError(f"there is no {file}; draw reports with `python -m data_pipeline simulate`, then `run`")
        con.read_parquet(str(file)).create_view(f"truth_{name}", replace=True)
    con.execute(statement("truth_known"))
    reports, known = (len(con.table(name)) for name in ("reports", "truth_known"))
    if known < reports:
        what = f"{reports - known:,} of {reports:,} published reports are not in {truth}: it is the truth of another simulation"
        raise UsageError(f"{what}. Publish what it belongs to with `python -m data_pipeline run`.")
    con.execute(statement("truth_pairs"))
    figures = []
    for part, name, right, wrong, missed, *unsure in con.sql(statement("truth_scores")).fetchall():
        group, part_name = ("", "") if part == "all" else (part, name)
        figures.append(Figures(SIMULATED, group, part_name, Counts(right, wrong, missed, -1, *unsure)))
    [clusters] = con.sql(statement("truth_clusters")).fetchall()
    if figures:
        figures[0].clusters = Clusters(*clusters)
    [raids] = con.sql(statement("truth_raids")).fetchall()
    return figures, Raids(*raids)
