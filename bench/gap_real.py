"""ASAM beside IMB, 2000 to 2020 by five years and area: what neither holds, from our links and from the simple pair rules.

The pair rules are those of the labels' README: within a day and 50 km, greedy, one to one (`bench.link_peers.greedy`).
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import duckdb
import pandas as pd

from analytics.coverage.freshness import coverage
from analytics.gap import GapEstimate, Watch, by_source, cell_estimates, watches
from analytics.gap.recapture.estimate import estimate
from analytics.gap.strata import Stratified
from bench import link_peers
from bench.measure import REAL_DATA, command
from warehouse.contract.snapshot import Store
from warehouse.filters import Filters
from warehouse.queries.gap import source_histories
from warehouse.queries.sources.sources import sources
from warehouse.reference.geography import AREAS

LISTS: Final = ("asam", "imb_crime_at_sea")
SPANS: Final = ((2000, 2004), (2005, 2009), (2010, 2014), (2015, 2019), (2020, 2020))
ALL: Final = "all areas"

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
    command("add", "asam", str(REAL_DATA / "asam" / "asam_archive_1978_2024.json"), data=folder)
    command("add", "imb_crime_at_sea", str(REAL_DATA / "imb" / "pirate_attacks.csv"), data=folder)
    command("run", data=folder)
    return folder


def rows(data: Path) -> list[Row]:
    """All spans and areas from the snapshot in force in `data`."""
    con = Store(data).open().connect()
    known = sources(con)
    watching = tuple(one for one in watches(known, coverage(known, datetime.now(UTC))) if one.source in LISTS)
    frame, links = source_histories.source_histories(con, Filters()), source_histories.uncertain_links(con, Filters())
    simple = _by_pair_rules(con)
    con.close()
    return [_row(span, area, frame, links, simple, watching) for span in SPANS for area in (ALL, *AREAS)]


def _by_pair_rules(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Clusters of the pair rules, in the form of `gap.source_histories`."""
    clusters = link_peers.greedy(con)
    peer = pd.DataFrame({"report_id": list(clusters), "cluster": list(clusters.values())})
    con.register("peer", peer)
    return con.execute(_GREEDY).df().assign(incidents=1)


def _row(
    span: tuple[int, int],
    area: str,
    frame: pd.DataFrame,
    links: source_histories.UncertainLinks,
    simple: pd.DataFrame,
    watching: tuple[Watch, ...],
) -> Row:
    kept, own, other = frame, links, simple
    if area != ALL:
        kept, other = frame[frame["area"] == area], simple[simple["area"] == area]
        own = cell_estimates.narrowed(links, (links.members["area"] == area).to_numpy(bool))
    inside = kept[kept["year"].between(*span)]
    return Row(
        span,
        area,
        cell_estimates.of_span(kept, watching, *span, own),
        estimate(by_source(inside, LISTS)),
        estimate(by_source(other[other["year"].between(*span)], LISTS)),
        _summed(cell_estimates.stratified_by(inside, LISTS, "severity")),
    )


def _summed(found: Stratified) -> str:
    if found.estimate is None or found.interval is None:
        return "-"
    without = f", {len(found.without)} of {len(found.parts)} strata only observed" if found.without else ""
    return f"{found.estimate:,.0f} ({found.interval.low:,.0f}-{found.interval.high:,.0f}{without})"


def _said(found: GapEstimate) -> str:
    if found.estimate is None or found.interval is None or found.unreported is None:
        return f"refused: {found.refusals[0].code}"
    share = found.unreported
    ends = f"({found.interval.low:,.0f}-{found.interval.high:,.0f})"
    return f"{found.estimate:,.0f} {ends} {share.share:.0%} ({share.low:.0%}-{share.high:.0%})"


def lines(found: list[Row]) -> list[str]:
    """The table as text."""
    made = [
        "ASAM x IMB: incidents that neither holds. N (95 %), share unreported (95 %).",
        "ours: our links, what ASAM credits to IMB counts as IMB's, doubt about links in the interval; wider: how many times as wide",
        "the interval is for that doubt. published: our links, repeats counted as ASAM's own finds (a lower end). rules: the same with the",
        "simple pair rules (within 1 day and 50 km, greedy, one to one).",
        "Two lists: Chapman's estimate, independence is the only model; range: published to doubled odds of being in the other list.",
        "",
        f"{'years':<11}{'area':<22}{'known':>6}{'shared':>7}  {'ours':<40}{'wider':>6}  {'range':<16}"
        f"{'published':<40}{'rules':<40}{'N rules/ours published':>8}  by severity",
    ]
    for row in found:
        ours = row.ours
        ends = f"{ours.range[0]:,.0f}-{ours.range[1]:,.0f}" if ours.range else "-"
        wider = f"{ours.links.wider:.2f}" if ours.links else "-"
        ratio = f"{row.greedy.estimate / row.published.estimate:.2f}" if row.greedy.estimate and row.published.estimate else "-"
        years = f"{row.span[0]}-{row.span[1]}" if row.span[0] != row.span[1] else str(row.span[0])
        made.append(
            f"{years:<11}{AREAS.get(row.area, row.area):<22}{ours.observed:>6,}{ours.shared:>7,}  "
            f"{_said(ours):<40}{wider:>6}  {ends:<16}{_said(row.published):<40}{_said(row.greedy):<40}{ratio:>8}  {row.by_severity}"
        )
    return made


def main(data: Path | None) -> None:
    """The table; from the snapshot in force in `data`, or from the real files."""
    if data is None and not REAL_DATA.is_dir():
        print(f"the real files are not here ({REAL_DATA}); name their folder in REAL_DATA")
        return
    with tempfile.TemporaryDirectory() as folder:
        found: Any = rows(data or published_folder(Path(folder)))
    print("\n".join(lines(found)))
