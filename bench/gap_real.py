"""ASAM and IMB, 2000 to 2020 by five years and area: what neither reports, by our links and by simple pair rules.

The pair rules are those of the labels' README: within a day and 50 km, greedy, one to one (`bench.link_peers.greedy_pairs`).
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import duckdb
import pandas as pd

from analytics.coverage.policies import AS_DESCRIBED
from analytics.coverage.source_watch import SourceWatch
from analytics.coverage.watchkeeping import keep_watch
from analytics.gap import GapEstimate, cell_estimates, histories_by_source
from analytics.gap.recapture.estimate import estimate
from analytics.gap.strata import Stratified
from bench import link_peers
from bench.measure import REAL_DATA, run_command
from warehouse.contract.snapshot import Store
from warehouse.filters import Filters
from warehouse.queries.gap import source_histories
from warehouse.reference.geography import AREAS

LISTS: Final = ("asam", "imb_crime_at_sea")
SPANS: Final = ((2000, 2004), (2005, 2009), (2010, 2014), (2015, 2019), (2020, 2020))
ALL: Final = "all areas"

# A cluster counts in the year of its first report and the area of the report whose source and id sort first; any fixed rule would do.
_GREEDY = """
SELECT year(min(r.occurred_on)) AS year, arg_min(r.area, r.source || r.report_id) AS area, list_sort(list(DISTINCT r.source)) AS sources
FROM reports AS r JOIN peer USING (report_id)
WHERE r.occurred_on IS NOT NULL
GROUP BY peer.cluster
"""


@dataclass(frozen=True)
class Row:
    """One span and area: ours (repeats counted as IMB's), ours as published, that with the pair rules, and ours summed over severities."""

    span: tuple[int, int]
    area: str
    ours: GapEstimate
    published: GapEstimate
    greedy: GapEstimate
    by_severity: str


def published_folder(folder: Path) -> Path:
    """Land and publish the two bodies' files in `folder`."""
    run_command("add", "asam", str(REAL_DATA / "asam" / "asam_archive_1978_2024.json"), data=folder)
    run_command("add", "imb_crime_at_sea", str(REAL_DATA / "imb" / "pirate_attacks.csv"), data=folder)
    run_command("run", data=folder)
    return folder


def result_rows(data: Path) -> list[Row]:
    """All spans and areas from the snapshot in force in `data`."""
    con = Store(data).open().open_database()
    watching = tuple(watch for watch in keep_watch(con, datetime.now(UTC), AS_DESCRIBED).watches if watch.source in LISTS)
    frame, links = source_histories.source_histories(con, Filters()), source_histories.uncertain_links(con, Filters())
    simple = _by_pair_rules(con)
    con.close()
    return [_result_row(span, area, frame, links, simple, watching) for span in SPANS for area in (ALL, *AREAS)]


def _by_pair_rules(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Clusters of the pair rules, in the form of `gap.source_histories`."""
    clusters = link_peers.greedy_pairs(con)
    peer = pd.DataFrame({"report_id": list(clusters), "cluster": list(clusters.values())})
    con.register("peer", peer)
    return con.execute(_GREEDY).df().assign(incidents=1)


def _result_row(
    span: tuple[int, int],
    area: str,
    frame: pd.DataFrame,
    links: source_histories.UncertainLinks,
    simple: pd.DataFrame,
    watching: tuple[SourceWatch, ...],
) -> Row:
    area_frame, area_links, area_simple = frame, links, simple
    if area != ALL:
        area_frame, area_simple = frame[frame["area"] == area], simple[simple["area"] == area]
        area_links = cell_estimates.links_within(links, (links.members["area"] == area).to_numpy(bool))
    inside = area_frame[area_frame["year"].between(*span)]
    return Row(
        span,
        area,
        cell_estimates.estimate_of_years(area_frame, watching, *span, area_links),
        estimate(histories_by_source(inside, LISTS)),
        estimate(histories_by_source(area_simple[area_simple["year"].between(*span)], LISTS)),
        _summed_text(cell_estimates.stratified_by_column(inside, LISTS, "severity")),
    )


def _summed_text(stratified: Stratified) -> str:
    if stratified.estimate is None or stratified.interval is None:
        return "-"
    without = f", {len(stratified.without)} of {len(stratified.parts)} strata only observed" if stratified.without else ""
    return f"{stratified.estimate:,.0f} ({stratified.interval.low:,.0f}-{stratified.interval.high:,.0f}{without})"


def _estimate_text(result: GapEstimate) -> str:
    if result.estimate is None or result.interval is None or result.unreported is None:
        return f"refused: {result.refusals[0].code}"
    share = result.unreported
    ends = f"({result.interval.low:,.0f}-{result.interval.high:,.0f})"
    return f"{result.estimate:,.0f} {ends} {share.share:.0%} ({share.low:.0%}-{share.high:.0%})"


def table_lines(table: list[Row]) -> list[str]:
    """The table as text."""
    text = [
        "ASAM x IMB: incidents that neither holds. N (95 %), share unreported (95 %).",
        "ours: our links, what ASAM credits to IMB counts as IMB's, uncertainty about links in the interval; wider: the factor by which",
        "that widens the interval. published: our links, repeats counted as ASAM's own finds (a lower end). rules: the same with the",
        "simple pair rules (within 1 day and 50 km, greedy, one to one).",
        "Two lists: Chapman's estimate, with independence as the only model; range: from published to doubled odds of being in the other.",
        "",
        f"{'years':<11}{'area':<22}{'known':>6}{'shared':>7}  {'ours':<40}{'wider':>6}  {'range':<16}"
        f"{'published':<40}{'rules':<40}{'N rules/ours published':>8}  by severity",
    ]
    for row in table:
        our_estimate = row.ours
        ends = f"{our_estimate.range[0]:,.0f}-{our_estimate.range[1]:,.0f}" if our_estimate.range else "-"
        wider = f"{our_estimate.links.wider:.2f}" if our_estimate.links else "-"
        ratio = f"{row.greedy.estimate / row.published.estimate:.2f}" if row.greedy.estimate and row.published.estimate else "-"
        years = f"{row.span[0]}-{row.span[1]}" if row.span[0] != row.span[1] else str(row.span[0])
        text.append(
            f"{years:<11}{AREAS.get(row.area, row.area):<22}{our_estimate.observed:>6,}{our_estimate.shared:>7,}  "
            f"{_estimate_text(our_estimate):<40}{wider:>6}  {ends:<16}"
            f"{_estimate_text(row.published):<40}{_estimate_text(row.greedy):<40}{ratio:>8}  {row.by_severity}"
        )
    return text


def main(data: Path | None) -> None:
    """The table; from the snapshot in force in `data`, or from the real files."""
    if data is None and not REAL_DATA.is_dir():
        print(f"the real files are not here ({REAL_DATA}); name their folder in REAL_DATA")
        return
    with tempfile.TemporaryDirectory() as folder:
        table: Any = result_rows(data or published_folder(Path(folder)))
    print("\n".join(table_lines(table)))
