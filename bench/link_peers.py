"""Other ways of linking the reports of a snapshot: the peers with which our links are compared.

- greedy: pairs of two sources within a day and 50 km, nearest first, one to one.
- Splink's defaults: three comparisons of its library (date, distance, name), parameters estimated by expectation maximisation;
  one to one by taking the pairs with the highest weights first, or by Splink's own single-best-link clustering, which takes far longer.
- our weights without our assignment: the pairs with the highest weights first, one to one; or every pair that is more likely one
  incident than two, and whatever is connected (rivals ignored).
"""

from __future__ import annotations

import logging
import time
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

import duckdb
import networkx
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
from splink import comparison_library as compare
from splink.blocking_rule_library import CustomRule

from warehouse.contract.snapshot import Snapshot

Link = Callable[[duckdb.DuckDBPyConnection], dict[str, str]]
SURE: Final = 0.5
"""Probability from which Splink's pairs count as links: more likely one incident than two."""

_GREEDY = """
WITH near AS (
    SELECT a.report_id AS a, b.report_id AS b, a.source AS source_a, b.source AS source_b, abs(a.occurred_on - b.occurred_on) AS days,
        6371 * 2 * asin(sqrt(least(1, sin(radians(b.latitude - a.latitude) / 2) ** 2
        + cos(radians(a.latitude)) * cos(radians(b.latitude)) * sin(radians(b.longitude - a.longitude) / 2) ** 2))) AS km
    FROM (SELECT *, unnest([occurred_on - 1, occurred_on, occurred_on + 1]) AS day FROM reports) AS a
    JOIN reports AS b ON a.day = b.occurred_on AND a.source < b.source
)
SELECT a, b, source_a, source_b FROM near WHERE km <= 50 ORDER BY km, days, a, b
"""
_RECORDS = "SELECT report_id AS unique_id, source AS source_dataset, occurred_on, latitude, longitude, vessel_name FROM reports"

_OUR_WEIGHTS = """
SELECT l.report_a AS a, l.report_b AS b, x.source AS source_a, y.source AS source_b
FROM links AS l JOIN reports AS x ON x.report_id = l.report_a JOIN reports AS y ON y.report_id = l.report_b
WHERE l.weight > 0 AND l.kind = 'between' ORDER BY l.weight DESC, a, b
"""


@dataclass(frozen=True, slots=True)
class Peer:
    """A way of linking: report id to cluster, and how long it took."""

    name: str
    clusters: dict[str, str]
    seconds: float


def run_peers(snapshot: Snapshot, names: Iterable[str]) -> list[Peer]:
    """The peers `names` (of `PEERS`) on the reports of `snapshot`."""
    return [_run_peer(name, PEERS[name], snapshot) for name in names]


def _run_peer(name: str, link: Link, snapshot: Snapshot) -> Peer:
    con = snapshot.open_database()
    started = time.perf_counter()
    clusters = link(con)
    seconds = time.perf_counter() - started
    con.close()
    return Peer(name, clusters, seconds)


def greedy_pairs(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Within a day and 50 km, nearest first; a cluster takes one report of each source."""
    return _join_one_to_one(con, con.sql(_GREEDY).fetchall())


def _join_one_to_one(con: duckdb.DuckDBPyConnection, pairs: Iterable[tuple[str, str, str, str]]) -> dict[str, str]:
    cluster: dict[str, str] = {row[0]: row[0] for row in con.sql("SELECT report_id FROM reports").fetchall()}
    members: dict[str, dict[str, str]] = {}
    for a, b, source_a, source_b in pairs:
        members_a, members_b = members.setdefault(cluster[a], {source_a: a}), members.setdefault(cluster[b], {source_b: b})
        if not members_a.keys() & members_b.keys():
            members_a |= members_b
            for report in members_b.values():
                cluster[report] = cluster[a]
    return cluster


def splink_best_first(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Splink's pairs, highest weight first; a cluster takes one report of each source."""
    _, pairs, _ = _run_splink(con)
    chosen = pairs.as_duckdbpyrelation().order("match_weight DESC, unique_id_l, unique_id_r")
    return _join_one_to_one(con, chosen.select("unique_id_l, unique_id_r, source_dataset_l, source_dataset_r").fetchall())


def splink_own_clusters(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Splink's pairs in its own one-to-one clusters."""
    linker, pairs, sources = _run_splink(con)
    clusters = linker.clustering.cluster_using_single_best_links(pairs, sources, threshold_match_probability=SURE)
    table = clusters.as_duckdbpyrelation().select("unique_id, cluster_id").fetchall()
    return {str(report): str(cluster) for report, cluster in table}


def our_weights_best_first(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Our weights, highest first; a cluster takes one report of each source."""
    return _join_one_to_one(con, con.sql(_OUR_WEIGHTS).fetchall())


def our_weights_connected(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Our weights above even odds; whatever is connected is one incident."""
    graph: networkx.Graph[str] = networkx.Graph()
    graph.add_nodes_from(row[0] for row in con.sql("SELECT report_id FROM reports").fetchall())
    graph.add_edges_from(con.sql(f"SELECT a, b FROM ({_OUR_WEIGHTS})").fetchall())
    return {report: min(members) for members in networkx.connected_components(graph) for report in members}


def _run_splink(con: duckdb.DuckDBPyConnection) -> tuple[Linker, Any, list[str]]:
    """A model with three comparisons of Splink's library, trained on the reports themselves: it, its likely pairs, the sources."""
    logging.getLogger("splink").setLevel(logging.ERROR)
    con.execute(f"CREATE TABLE records AS {_RECORDS}")
    sources = [row[0] for row in con.sql("SELECT DISTINCT source_dataset FROM records ORDER BY 1").fetchall()]
    api = DuckDBAPI(connection=con)
    frames = [api.register(con.table("records").filter(f"source_dataset = '{source}'").to_arrow_table(), dataset_display_name=source)
              for source in sources]  # fmt: skip
    days = [block_on("occurred_on"), CustomRule("l.occurred_on = r.occurred_on + 1"), CustomRule("l.occurred_on = r.occurred_on - 1")]
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[
            compare.AbsoluteDateDifferenceAtThresholds("occurred_on", input_is_string=False, metrics=["day"] * 3, thresholds=[0.5, 1, 7]),
            compare.DistanceInKMAtThresholds("latitude", "longitude", [5, 20, 50, 200]),
            compare.NameComparison("vessel_name"),
        ],
        blocking_rules_to_generate_predictions=[*days, block_on("vessel_name")],
        retain_matching_columns=False,
    )
    linker = Linker(frames, settings, log_level=None)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        linker.training.estimate_probability_two_random_records_match([block_on("occurred_on", "vessel_name")], recall=0.4)
        linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
        for rule in (block_on("vessel_name"), block_on("occurred_on")):
            linker.training.estimate_parameters_using_expectation_maximisation(rule, record_sample_proportion=1.0)
        pairs = linker.inference.predict(threshold_match_probability=SURE)
    return linker, pairs, sources


GREEDY: Final = "greedy baseline"
SPLINK: Final = "Splink's defaults, best first"
SPLINK_CLUSTERS: Final = "Splink's defaults, own clusters"
BEST_FIRST: Final = "our weights, best first"
CONNECTED: Final = "our weights, no rivals"
PEERS: Final[dict[str, Link]] = {
    GREEDY: greedy_pairs,
    SPLINK: splink_best_first,
    SPLINK_CLUSTERS: splink_own_clusters,
    BEST_FIRST: our_weights_best_first,
    CONNECTED: our_weights_connected,
}
