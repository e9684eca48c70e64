"""Links in doubt: pairs are drawn as often as they say, rivals exclude each other, and an estimate without doubt stays as it is."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analytics.gap import Histories
from analytics.gap.link_draws import DoubtfulLinks, draw_histories, tabulate_touched
from analytics.gap.recapture.estimate import estimate
from warehouse.queries.gap.source_histories import UncertainLinks

LISTS = ("bureau", "navy")


def links(members: list[tuple[str, str]], pairs: list[tuple[str, str, float]]) -> UncertainLinks:
    """Members as (incident, report), a report's source before its colon; pairs as (report, report, probability)."""
    incident = {report: of for of, report in members}
    frame = pd.DataFrame({"incident_id": [of for of, _ in members], "report_id": [report for _, report in members]})
    frame["source"] = frame["report_id"].str.split(":").str[0]
    frame["credits"] = [["navy"] if "copied" in report else [] for _, report in members]
    table = pd.DataFrame(pairs, columns=["report_a", "report_b", "probability"])
    for side in ("a", "b"):
        table[f"incident_{side}"] = table[f"report_{side}"].map(incident)
    table["kind"] = "between"
    return UncertainLinks(table, frame)


def test_a_linked_pair_is_cut_and_an_unsure_one_joined_as_often_as_it_says() -> None:
    doubt = DoubtfulLinks.from_links(
        links(
            [("1", "bureau:1"), ("1", "navy:1"), ("2", "bureau:2"), ("3", "navy:3"), ("3", "navy:3b")],
            [("bureau:1", "navy:1", 0.9), ("bureau:2", "navy:3", 0.2)],
        ),
        LISTS,
    )
    assert tabulate_touched(doubt, 2).tolist() == [[1, 1, 1]]
    histories = draw_histories(doubt, 2, 4000, np.random.default_rng(1))[:, 0]
    assert histories.sum(axis=1).mean() == pytest.approx(3 + 0.1 - 0.2, abs=0.03)
    assert histories[:, 2].mean() == pytest.approx(0.9 + 0.2, abs=0.03)
    assert (histories.sum(axis=1) + histories[:, 2] == 4).all(), "reports of one source stay together"


def test_rivals_exclude_each_other_and_keep_their_probabilities() -> None:
    members = [("1", "bureau:1"), ("1", "navy:1"), ("2", "navy:2"), ("3", "bureau:3")]
    pairs = [("bureau:1", "navy:1", 0.6), ("bureau:1", "navy:2", 0.35), ("bureau:3", "navy:2", 0.5)]
    histories = draw_histories(DoubtfulLinks.from_links(links(members, pairs), LISTS), 2, 6000, np.random.default_rng(2))[:, 0]
    assert histories[:, 2].mean() == pytest.approx(0.6 + 0.35 + 0.5, abs=0.03)
    assert histories[:, 2].max() == 2
    assert (histories[:, :2].sum(axis=1) + 2 * histories[:, 2] == 4).all()


def test_a_report_that_repeats_counts_for_the_other() -> None:
    uncertain = links([("1", "bureau:copied"), ("2", "bureau:2"), ("2", "navy:2")], [("bureau:2", "navy:2", 0.5)])
    assert tabulate_touched(DoubtfulLinks.from_links(uncertain, LISTS), 2).tolist() == [[1, 0, 1]]
    assert tabulate_touched(DoubtfulLinks.from_links(uncertain, LISTS, origin=True), 2).tolist() == [[0, 1, 1]]


def test_strata_and_reports_left_out() -> None:
    uncertain = links([("1", "bureau:1"), ("2", "navy:2"), ("3", "navy:3"), ("4", "bureau:4")], [("bureau:1", "navy:2", 0.5)])
    doubt = DoubtfulLinks.from_links(uncertain, LISTS, stratum=[0, 0, 1, -1])
    assert tabulate_touched(doubt, 2, strata=2).tolist() == [[1, 1, 0], [0, 1, 0]]
    histories = draw_histories(doubt, 2, 300, np.random.default_rng(3), strata=2)
    assert histories.shape == (300, 2, 3)
    assert (histories[:, 1] == [0, 1, 0]).all()


def test_doubt_widens_the_interval_and_sure_links_do_not() -> None:
    histories = Histories(LISTS, np.array([300, 250, 200]))
    sure = estimate(histories, linked=np.tile(histories.counts, (200, 1)))
    plain = estimate(histories)
    assert sure.estimate == plain.estimate
    assert sure.links is not None and sure.interval is not None and plain.interval is not None
    assert sure.links.without == plain.interval
    assert sure.links.wider < 1.25
    assert sure.links.estimate == pytest.approx(plain.estimate)
    joined = np.random.default_rng(5).binomial(60, 0.5, 200)[:, None]
    doubtful = estimate(histories, linked=histories.counts + joined * np.array([-1, -1, 1]))
    assert doubtful.links is not None and doubtful.interval is not None and doubtful.unreported is not None
    assert doubtful.links.wider > 1.2
    assert doubtful.links.estimate < plain.estimate if plain.estimate else False
    assert doubtful.interval.low < plain.interval.low
    assert doubtful.unreported.low < doubtful.unreported.share < doubtful.unreported.high
