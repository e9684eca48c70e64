"""Reports into incidents: compare, weigh, assign, and write down why."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data_pipeline.linkage import features, origins, score
from data_pipeline.linkage.assign import Assignment, Decided, Pairs, Reports, assign
from data_pipeline.linkage.weights import weights
from data_pipeline.sql import statement


@dataclass(frozen=True, slots=True)
class Constraints:
    """What people decided, by report id: sets that are one incident, and pairs of sets of which no two share one."""

    same: list[frozenset[str]] = field(default_factory=list)
    different: list[tuple[frozenset[str], frozenset[str]]] = field(default_factory=list)
    contradicted: list[tuple[str, str]] = field(default_factory=list)
    decision_of: dict[tuple[str, str], str] = field(default_factory=dict)


_BATCH: Final = 50_000
_DECIDED: Final = pa.schema(
    [("report_a", pa.string()), ("report_b", pa.string()), ("decision_id", pa.string()), ("contradicted", pa.bool_())]
)


def link(con: duckdb.DuckDBPyConnection, reissuing: Collection[str], decided: Constraints) -> None:
    """Make the tables `membership` and `judged_pairs` from the view `reports`.

    `reissuing` names the sources that issue an event more than once.
    """
    prepare(con, reissuing, decided)
    weigh(con)
    _drop(con, "candidates", "pairs_between", "scored_between", "scored_reissue")
    ids = con.table("compared").order("unique_id").project("report_id").fetchnumpy()["report_id"]
    found = assign(_reports(con), _pairs(con), _numbered(decided, ids))
    _keep(con, found)
    write_down(con)
    _drop(con, "weighed", "assigned")


def _drop(con: duckdb.DuckDBPyConnection, *spent: str) -> None:
    """Drop tables that nothing reads any more; of many reports they are the largest."""
    for table in spent:
        con.execute(f"DROP TABLE {table}")


def _note_decided(con: duckdb.DuckDBPyConnection, decided: Constraints) -> None:
    """Make the table `decided_pairs`: pairs that a decision is about."""
    against = set(decided.contradicted)
    rows = [
        {"report_a": a, "report_b": b, "decision_id": decision, "contradicted": (a, b) in against}
        for (a, b), decision in sorted(decided.decision_of.items())
    ]
    con.register("decided_pairs_arrow", pa.Table.from_pylist(rows, _DECIDED))
    con.execute(f"CREATE OR REPLACE TABLE decided_pairs AS {statement('linkage/decided_pairs')}")
    con.unregister("decided_pairs_arrow")


def prepare(con: duckdb.DuckDBPyConnection, reissuing: Collection[str], decided: Constraints | None = None) -> None:
    """Make the tables `compared`, `decided_pairs` and `candidates`."""
    features.build(con, reissuing)
    _note_decided(con, decided or Constraints())
    con.execute(f"CREATE OR REPLACE TABLE candidates AS {statement('linkage/candidates')}")
    con.execute(statement("linkage/decided_candidates"))


def weigh(con: duckdb.DuckDBPyConnection) -> None:
    """Make the table `weighed`: every candidate pair with its weight."""
    con.execute(statement("linkage/pairs_between"))
    score.score(con, "pairs_between", weights("between"), "scored_between")
    con.execute(statement("linkage/pairs_reissue"))
    score.score(con, "pairs_reissue", weights("reissue"), "scored_reissue")
    con.execute(statement("linkage/weighed"), {"usual_crowd": features.USUAL_CROWD})


def _reports(con: duckdb.DuckDBPyConnection) -> Reports:
    rows = con.sql(statement("linkage/reports_to_assign")).fetchnumpy()
    return Reports(rows["source"].astype(np.int64), rows["several"].astype(bool), rows["twin"].astype(np.int64))


def _pairs(con: duckdb.DuckDBPyConnection) -> Pairs:
    rows = con.sql(statement("linkage/pairs_to_assign")).fetchnumpy()
    return Pairs(rows["a"].astype(np.int64), rows["b"].astype(np.int64), rows["match_weight"].astype(np.float64))


def _numbered(decided: Constraints, ids: np.ndarray) -> Decided:
    if not decided.same and not decided.different:
        return Decided()
    number = {report_id: n for n, report_id in enumerate(ids.tolist())}

    def positions(one: frozenset[str]) -> frozenset[int]:
        return frozenset(number[report] for report in one if report in number)

    return Decided([positions(one) for one in decided.same], [(positions(a), positions(b)) for a, b in decided.different])


def _keep(con: duckdb.DuckDBPyConnection, found: Assignment) -> None:
    """Make the tables `assigned` (a pair each, in the order of `pairs_to_assign`) and `grouped` (a report and its incident's number)."""
    sizes = np.array([len(one) for one in found.incidents], np.int64)
    group = np.repeat(np.arange(len(sizes)), sizes)
    report = np.array([one for incident in found.incidents for one in incident], np.int64)
    of = np.empty(len(report), np.int64)
    of[report] = group
    also = np.array(found.shared, np.int64).reshape(-1, 2)
    grouped = pa.table(
        {
            "n": pa.array(np.concatenate([report, also[:, 0]])),
            "incident": pa.array(np.concatenate([group, of[also[:, 1]]])),
            "shared": pa.array(np.concatenate([np.isin(report, also[:, 0]), np.ones(len(also), bool)])),
        }
    )
    assigned = pa.table(
        {
            "place": pa.array(np.arange(len(found.outcome))),
            "probability": pa.array(found.probability),
            "outcome": pa.array(found.outcome, pa.string()).dictionary_encode(),
            "reason": pa.array(found.reason, pa.string()).dictionary_encode(),
        }
    )
    for name, table in (("grouped", grouped), ("assigned", assigned)):
        con.register(f"{name}_arrow", table)
        con.execute(f"CREATE OR REPLACE TABLE {name} AS FROM {name}_arrow")
        con.unregister(f"{name}_arrow")


def write_down(con: duckdb.DuckDBPyConnection) -> None:
    """Make the tables `membership` and `judged_pairs` from what was assigned."""
    priors = {f"prior_{kind}": float(np.log2(weights(kind).prior / (1 - weights(kind).prior))) for kind in ("between", "reissue")}
    con.execute(statement("linkage/kept"), {**priors, "usual_crowd": features.USUAL_CROWD})
    score.evidence(con, "told")
    con.register("report_cites", _cites(con))
    for name in ("judged_pairs", "membership", "texts_shared"):
        con.execute(f"CREATE OR REPLACE TABLE {name} AS {statement(f'linkage/{name}')}")


def _cites(con: duckdb.DuckDBPyConnection) -> pa.Table:
    """report_id, cites: the bodies that texts credit, where they credit any; read batch by batch."""
    found = [pa.table({"report_id": pa.array([], pa.string()), "cites": pa.array([], pa.list_(pa.string()))})]
    for batch in con.sql(statement("linkage/texts_of_reports")).to_arrow_reader(_BATCH):
        texts = pa.Table.from_batches([batch])
        credited = pa.table({"report_id": texts["report_id"], "cites": origins.cites(texts)})
        found.append(credited.filter(pc.greater(pc.list_value_length(credited["cites"]), 0)))
    return pa.concat_tables(found)
