"""Reports into incidents: compare, weigh, assign, and record why."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import partial
from typing import Final

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from data_pipeline.linkage import features, origins, score
from data_pipeline.linkage.assign import (
    RIVAL_BITS,
    WORST_REISSUE_BITS,
    Assignment,
    DecidedGroups,
    ReportsToAssign,
    WeighedPairs,
    assign_incidents,
)
from data_pipeline.linkage.candidates import find_candidates
from data_pipeline.linkage.comparison import level_sql
from data_pipeline.linkage.model import NAME
from data_pipeline.linkage.weights import linkage_weights
from data_pipeline.sql import statement


@dataclass(frozen=True, slots=True)
class DecisionConstraints:
    """What people decided, by report id: sets that are one incident, and pairs of sets that share none.

    `decision_of` gives the decision about a pair, `contradicted` the pairs whose decisions contradict one another.
    """

    same: list[frozenset[str]] = field(default_factory=list)
    different: list[tuple[frozenset[str], frozenset[str]]] = field(default_factory=list)
    contradicted: list[tuple[str, str]] = field(default_factory=list)
    decision_of: dict[tuple[str, str], str] = field(default_factory=dict)


MOST_SUPPORT: Final = 4.8
"""Bits that a partner adds to a pair of re-issues, or takes from it, at most (`weigh/pairs_reissue`)."""
PARTNER_BITS: Final = 2.0
"""What a pair of two sources weighs at least that makes its reports partners (`weigh/pairs_reissue`)."""
_BATCH: Final = 50_000
_DECIDED: Final = pa.schema(
    [("report_a", pa.string()), ("report_b", pa.string()), ("decision_id", pa.string()), ("contradicted", pa.bool_())]
)


Weigh = Callable[[duckdb.DuckDBPyConnection, Collection[str], DecisionConstraints], None]
"""Makes the tables `compared`, `decided_pairs`, `pairs_reissue` and `weighed` of all reports, as `weigh_reports` does."""


def weigh_reports(con: duckdb.DuckDBPyConnection, reissuing: Collection[str], decided: DecisionConstraints, counted: bool = False) -> None:
    """Make the tables `compared`, `decided_pairs`, `pairs_reissue` and `weighed` from the view `reports`.

    `counted`: the table `context` is there already.
    """
    prepare_candidates(con, reissuing, decided, counted)
    weigh_candidates(con)
    # The largest tables, of which nothing reads any more: assignment needs their room.
    _drop_tables(con, "candidates", "pairs_between", "scored_between", "scored_reissue")


def link_reports(
    con: duckdb.DuckDBPyConnection,
    reissuing: Collection[str],
    decided: DecisionConstraints,
    narrowed: bool = False,
    weigh: Weigh = weigh_reports,
) -> None:
    """Make the tables `membership`, `judged_pairs`, `components` and `near_reports` from the view `reports`.

    `reissuing` names the sources that issue an event more than once. `narrowed`: the table `context` is there already, and of what is
    linked only the reports in the table `relinked` are kept; otherwise that table is made, of all reports, which `weigh` weighs.
    """
    if narrowed:
        weigh_reports(con, reissuing, decided, counted=True)
    else:
        weigh(con, reissuing, decided)
    least = {"least_rival": RIVAL_BITS, "least_partner": PARTNER_BITS, "least_reissue": WORST_REISSUE_BITS - MOST_SUPPORT}
    con.execute(statement("linkage/increment/near_reports"), least)
    ids = con.table("compared").order("unique_id").project("report_id").fetchnumpy()["report_id"]
    decided_groups = _decided_by_number(decided, ids)
    assignment = assign_incidents(_reports_to_assign(con), _pairs_to_assign(con), decided_groups, partial(_names_differ, con))
    _store_assignment(con, assignment, ids)
    describe_links(con)
    _drop_tables(con, "weighed", "assigned")
    if narrowed:
        con.execute(statement("linkage/assign/keep_relinked"))
    else:
        con.execute("CREATE OR REPLACE VIEW relinked AS SELECT report_id FROM compared")


def prepare_candidates(
    con: duckdb.DuckDBPyConnection, reissuing: Collection[str], decided: DecisionConstraints | None = None, counted: bool = False
) -> None:
    """Make the tables `compared`, `decided_pairs` and `candidates`."""
    features.build_compared(con, reissuing, None if counted else features.surround_with_all)
    register_decided_pairs(con, decided or DecisionConstraints())
    con.execute(f"CREATE OR REPLACE TABLE candidates AS {find_candidates('compared', 'compared')}", {"vectors_missing": False})
    # Whatever the blocking rules leave out: a pair that a person decided is always judged and shown.
    con.execute(statement("linkage/weigh/decided_candidates"))


def weigh_candidates(con: duckdb.DuckDBPyConnection) -> None:
    """Make the table `weighed`: every candidate pair with its weight."""
    con.execute(statement("linkage/weigh/pairs_between"))
    score.score_pairs(con, "pairs_between", linkage_weights("between"), "scored_between")
    # After the pairs between sources, because two reports that fit the same report of another source support each other.
    con.execute(statement("linkage/weigh/pairs_reissue"))
    score.score_pairs(con, "pairs_reissue", linkage_weights("reissue"), "scored_reissue")
    con.execute(statement("linkage/weigh/weighed"), {"usual_crowd": features.USUAL_CROWD})


def describe_links(con: duckdb.DuckDBPyConnection) -> None:
    """Make the tables `membership` and `judged_pairs` from what was assigned."""
    # The evidence begins with the prior: what a pair of its kind weighs before anything is compared.
    priors = {
        f"prior_{kind}": float(np.log2(linkage_weights(kind).prior / (1 - linkage_weights(kind).prior))) for kind in ("between", "reissue")
    }
    con.execute(statement("linkage/assign/kept"), {**priors, "usual_crowd": features.USUAL_CROWD})
    score.explain_pairs(con, "told")
    con.register("report_cites", _credited_by_report(con))
    for name in ("judged_pairs", "membership", "texts_shared"):
        con.execute(f"CREATE OR REPLACE TABLE {name} AS {statement(f'linkage/assign/{name}')}")


def _drop_tables(con: duckdb.DuckDBPyConnection, *tables: str) -> None:
    for table in tables:
        con.execute(f"DROP TABLE {table}")


def decided_rows(decided: DecisionConstraints) -> pa.Table:
    """report_a, report_b, decision_id, contradicted: the pairs that a decision is about."""
    contradicted = set(decided.contradicted)
    rows = [
        {"report_a": a, "report_b": b, "decision_id": decision_id, "contradicted": (a, b) in contradicted}
        for (a, b), decision_id in sorted(decided.decision_of.items())
    ]
    return pa.Table.from_pylist(rows, _DECIDED)


def register_decided_pairs(con: duckdb.DuckDBPyConnection, decided: DecisionConstraints) -> None:
    """Make the table `decided_pairs`: pairs that a decision is about."""
    con.register("decided_pairs_arrow", decided_rows(decided))
    con.execute(f"CREATE OR REPLACE TABLE decided_pairs AS {statement('linkage/weigh/decided_pairs')}")
    con.unregister("decided_pairs_arrow")


def _reports_to_assign(con: duckdb.DuckDBPyConnection) -> ReportsToAssign:
    rows = con.sql(statement("linkage/assign/reports_to_assign")).fetchnumpy()
    return ReportsToAssign(rows["source"].astype(np.int64), rows["several"].astype(bool), rows["twin"].astype(np.int64))


def _pairs_to_assign(con: duckdb.DuckDBPyConnection) -> WeighedPairs:
    rows = con.sql(statement("linkage/assign/pairs_to_assign")).fetchnumpy()
    return WeighedPairs(rows["a"].astype(np.int64), rows["b"].astype(np.int64), rows["match_weight"].astype(np.float64))


def _names_differ(con: duckdb.DuckDBPyConnection, left: npt.NDArray[np.int64], right: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Which pairs of reports, by number, name ships that cannot be one."""
    con.register("pairs_asked", pa.table({"a": left, "b": right}))
    different = f"({level_sql(NAME)}) = {len(NAME.levels) - 1}"
    differ = con.sql(statement("linkage/assign/names_differ").replace("{levels}", different)).fetchnumpy()["differ"]
    con.unregister("pairs_asked")
    return np.asarray(differ, bool)


def _decided_by_number(decided: DecisionConstraints, ids: np.ndarray) -> DecidedGroups:
    """The constraints by position in `ids`; reports that are not published have none and are left out."""
    if not decided.same and not decided.different:
        return DecidedGroups()
    number = {report_id: n for n, report_id in enumerate(ids.tolist())}

    def positions(reports: frozenset[str]) -> frozenset[int]:
        return frozenset(number[report] for report in reports if report in number)

    return DecidedGroups([positions(group) for group in decided.same], [(positions(a), positions(b)) for a, b in decided.different])


def _store_assignment(con: duckdb.DuckDBPyConnection, assignment: Assignment, ids: np.ndarray) -> None:
    """Make the tables `assigned` (a pair each, in the order of `pairs_to_assign`), `grouped` (a report and its incident's number) and
    `components` (a report and the first, by id, of those that it is settled with)."""
    sizes = np.array([len(incident) for incident in assignment.incidents], np.int64)
    incident_number = np.repeat(np.arange(len(sizes)), sizes)
    report = np.array([member for incident in assignment.incidents for member in incident], np.int64)
    incident_of_report = np.empty(len(report), np.int64)
    incident_of_report[report] = incident_number
    # A report of several ships has a row for each further incident that it belongs to.
    also = np.array(assignment.shared, np.int64).reshape(-1, 2)
    grouped = pa.table(
        {
            "n": pa.array(np.concatenate([report, also[:, 0]])),
            "incident": pa.array(np.concatenate([incident_number, incident_of_report[also[:, 1]]])),
            "shared": pa.array(np.concatenate([np.isin(report, also[:, 0]), np.ones(len(also), bool)])),
        }
    )
    assigned = pa.table(
        {
            "place": pa.array(np.arange(len(assignment.outcome))),
            "probability": pa.array(assignment.probability),
            "outcome": pa.array(assignment.outcome, pa.string()).dictionary_encode(),
            "reason": pa.array(assignment.reason, pa.string()).dictionary_encode(),
        }
    )
    _, first = np.unique(assignment.component, return_index=True)
    components = pa.table(
        {"unique_id": pa.array(np.arange(len(ids), dtype=np.int32)), "component": pa.array(ids[first[assignment.component]], pa.string())}
    )
    for name, table in (("grouped", grouped), ("assigned", assigned), ("components", components)):
        con.register(f"{name}_arrow", table)
        con.execute(f"CREATE OR REPLACE TABLE {name} AS FROM {name}_arrow")
        con.unregister(f"{name}_arrow")


def _credited_by_report(con: duckdb.DuckDBPyConnection) -> pa.Table:
    """report_id, cites: the bodies that texts credit, where they credit any; read batch by batch to bound the memory."""
    credited_rows = [pa.table({"report_id": pa.array([], pa.string()), "cites": pa.array([], pa.list_(pa.string()))})]
    for batch in con.sql(statement("linkage/compare/texts_of_reports")).to_arrow_reader(_BATCH):
        texts = pa.Table.from_batches([batch])
        credited = pa.table({"report_id": texts["report_id"], "cites": origins.credited_bodies(texts)})
        credited_rows.append(credited.filter(pc.greater(pc.list_value_length(credited["cites"]), 0)))
    return pa.concat_tables(credited_rows)
