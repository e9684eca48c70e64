"""Reports into incidents: which reports describe one event, and the incident's facts from its best reports."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import duckdb
import h3.api.basic_int as h3
import numpy as np
import pyarrow as pa
from duckdb.func import FunctionNullHandling, PythonUDFType

from data_pipeline import registry
from data_pipeline.linkage import decisions, origins
from data_pipeline.linkage.increment import narrow_to_affected
from data_pipeline.linkage.link import Weigh, link_reports, weigh_reports
from data_pipeline.sql import statement
from data_pipeline.steps.history import view_before
from data_pipeline.steps.staging import Replaced, StagedTables
from warehouse.contract.decisions import Decision
from warehouse.contract.schema import DECISIONS, INCIDENT_REPORTS, INCIDENTS, LINKAGE, LINKS
from warehouse.contract.snapshot import Snapshot

KEPT_BESIDE: Final = (INCIDENTS, INCIDENT_REPORTS, LINKS, LINKAGE)
"""Tables of which the rows of reports that are not linked again stay as they were."""
_LINKED: Final = (
    (INCIDENTS, "incidents_linked", Replaced("incident_id", among="incidents_replaced", ids="incident_id")),
    (INCIDENT_REPORTS, "membership", Replaced("report_id", among="relinked")),
    (LINKS, "judged_pairs", Replaced("report_a", among="relinked")),
    (LINKAGE, "linkage_linked", Replaced("report_id", among="relinked")),
)
"""Of each table: the view or table of its new rows, and the rows of the snapshot before whose place they take."""


def build_incidents(
    con: duckdb.DuckDBPyConnection,
    decided: Sequence[Decision],
    base: Snapshot | None,
    staged: StagedTables,
    weigh: Weigh = weigh_reports,
) -> None:
    """Write the tables of incidents, links and decisions into `staged`, from the view `reports` and what people decided.

    With `base`, the snapshot that this run adds to, only the reports that the change can touch are linked again; where all are linked,
    `weigh` weighs their pairs.
    """
    # SPECIAL: null positions reach the function, which answers null for them.
    con.create_function(
        "h3_cell",
        _h3_cells,
        ["DOUBLE", "DOUBLE", "TINYINT"],
        "UBIGINT",
        type=PythonUDFType.ARROW,
        null_handling=FunctionNullHandling.SPECIAL,
    )
    parameters = {"named": sorted({report for decision in decided for report in decision.reports})}
    reissuing = [source.id for source in registry.sources().values() if source.reissues]
    narrowed = base is not None and _narrow(con, base, reissuing, parameters["named"])
    if not narrowed:
        view_before(con, None, *KEPT_BESIDE)
    published = {report for (report,) in con.execute(statement("linkage/assign/reports_named"), parameters).fetchall()}
    resolved = decisions.resolve_decisions(decided, published)
    link_reports(con, reissuing, resolved.constraints, narrowed, weigh)
    con.register("incident_verdicts", _incident_verdicts(con, resolved, decided, parameters))
    con.register("landed_decisions", decisions.decisions_table(decided, resolved.states))
    con.register("source_origins", _source_origins())
    con.execute(
        f"CREATE OR REPLACE TABLE incident_links AS {statement('linkage/assign/incident_links')}",
        {"dependent": sorted(origins.dependent_bodies())},
    )
    con.execute(f"CREATE OR REPLACE VIEW incidents_linked AS {statement('incidents')}")
    con.execute(f"CREATE OR REPLACE VIEW incidents_replaced AS {statement('incidents_replaced')}")
    con.execute(f"CREATE OR REPLACE VIEW linkage_linked AS {statement('linkage/increment/kept_for_next_run')}")
    staged.write(DECISIONS, "landed_decisions")
    for table, rows, replaced in _LINKED:
        if narrowed:
            staged.write_changes(table, rows, replaced)
        else:
            staged.write(table, rows)
    if narrowed:
        con.execute("CREATE OR REPLACE VIEW reports AS FROM all_reports")


def _narrow(con: duckdb.DuckDBPyConnection, base: Snapshot, reissuing: Sequence[str], named: Sequence[str]) -> bool:
    """Make `reports` a view of what has to be linked again; False when that is nearly all, and then all is."""
    view_before(con, base, *KEPT_BESIDE, DECISIONS)
    return narrow_to_affected(con, reissuing, named)


def _incident_verdicts(
    con: duckdb.DuckDBPyConnection, resolved: decisions.ResolvedDecisions, decided: Sequence[Decision], parameters: dict[str, list[str]]
) -> pa.Table:
    """A table of incident_id and verdict: what analysts decided about incidents as they are linked now."""
    incidents: dict[str, set[str]] = {}
    for report, incident in con.execute(statement("linkage/assign/incidents_of_named"), parameters).fetchall():
        incidents.setdefault(report, set()).add(incident)
    verdicts = decisions.verdicts_on_incidents(resolved, decided, {report: frozenset(ids) for report, ids in incidents.items()})
    return pa.table({"incident_id": pa.array(verdicts, pa.string()), "verdict": pa.array(verdicts.values(), pa.string())})


def _source_origins() -> pa.Table:
    """A table of source, origin (the body's code) and relays (whether it passes on what other bodies report)."""
    rows = [{"source": source.id, "origin": source.origin, "relays": source.relays} for source in registry.sources().values()]
    return pa.Table.from_pylist(rows)


def _h3_cells(latitude: Any, longitude: Any, resolution: Any) -> pa.Array:
    """H3 cells of arrays of positions; null where the position is."""
    if len(latitude) == 0:
        return pa.array([], pa.uint64())
    # One resolution a call: the SQL gives a constant.
    level = resolution[0].as_py()
    north, east = _floats_or_nan(latitude), _floats_or_nan(longitude)
    cells = [None if np.isnan(y) else h3.latlng_to_cell(y, x, level) for y, x in zip(north, east, strict=True)]
    return pa.array(cells, pa.uint64())


def _floats_or_nan(values: Any) -> list[float]:
    return [float("nan") if value is None else value for value in values.to_pylist()]
