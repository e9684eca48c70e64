"""Pictures and words of delays, silence, authorities and definitions: what they show is what was computed."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from analytics.authorities import charts, notification
from analytics.coverage import silence, silence_charts, source_charts
from analytics.coverage.breaks import Break, find_breaks
from analytics.definitions import charts as crosswalk_charts
from analytics.definitions import crosswalk
from analytics.delays import charts as delay_charts
from analytics.delays.delay_curves import FEWEST, LONGEST, DelayCurve
from analytics.gap import cell_estimates, estimation_data, explanations, headline
from tests.analytics.coverage.test_silence import NOW, drawn, ear, watchkeeping_of, without
from tests.analytics.test_crosswalk import cells
from tests.support.watches import watch_of
from warehouse.filters import Filters


def curve(source: str, by: str = "source", cell: str | None = None, refusal: str = "") -> DelayCurve:
    share = tuple(np.minimum(np.arange(LONGEST + 1) / 20, 1.0).tolist())
    if refusal:
        return DelayCurve(source, by, cell or source, (), 3, 9, 0, 0, (), (), (), refusal)  # type: ignore[arg-type]
    return DelayCurve(source, by, cell or source, ("stated",), 400, 2, 1, 3, share, share, share)  # type: ignore[arg-type]


def test_delay_curves_say_half_times_and_what_is_left_out() -> None:
    explained = delay_charts.curves_chart([curve("one"), curve("two", refusal="Only 3 reports.")], {"one": "One", "two": "Two"})
    assert not explained.refusal
    assert any("One: half within 10 days (10 to 10), 90% within 18 (18 to 18)" in text for text in explained.plain)
    notes = " ".join(explained.picture.footnotes)
    assert "n = 400 reports" in notes and "Two: Only 3 reports." in notes and "11 without a known publication date" in notes
    assert delay_charts.curves_chart([curve("two", refusal="Only 3.")], {}).refusal
    rows = delay_charts.cells_chart([curve("one", "category", "drugs"), curve("two", "category", "cyber")], "category", {}, "one", "One")
    assert rows.frame()["Category"].tolist() == ["drugs"] and rows.frame()["half"].tolist() == [10.0]


def test_lifetimes_and_the_three_states() -> None:
    frame = pd.concat([drawn("one", 0.5, 1, "a"), without(drawn("two", 0.5, 2, "b"), date(2016, 1, 1), NOW)])
    lives = silence.find_lifetimes(frame, {"one": ear("one", ["a"]), "two": ear("two", ["b"])}, ["a", "b", "c"])
    breaks = find_breaks(lives, frame, date(2012, 6, 1), NOW)
    explained = silence_charts.lifetimes_chart(frame, lives, breaks, 2012, 2021)
    assert any("Two fell silent" in text for text in explained.plain) and any("One reports" in text for text in explained.plain)
    assert [strip.name for strip in explained.picture.lifetimes] == ["One", "Two"]  # type: ignore[union-attr]
    assert any("fell silent" in mark.label for mark in explained.picture.breaks)  # type: ignore[union-attr]
    watch = watchkeeping_of(frame, one=["a"], two=["b"])
    grid = silence_charts.watched_regions_grid(frame, watch, {}, list(range(2013, 2021)), ["a", "b", "c"]).picture
    states = dict(zip(grid.rows, grid.values, strict=True))  # type: ignore[union-attr]
    assert all(value for value in states["a"])
    assert states["b"][0] and states["b"][-1] is None, "after its only source fell silent nobody watches: unknown, not 0"
    assert states["c"] == (None,) * 8
    assert "Two fell silent on" in silence_charts.breaks_warning(breaks) and silence_charts.breaks_warning([]) == ""
    table = silence_charts.breaks_table(breaks, {})
    assert list(table["day"]) == sorted((change.day for change in breaks), reverse=True)


def test_authorities_keep_silence_apart() -> None:
    rows = [notification.notification_share("2019", 30, 10, 60), notification.notification_share("2020", 2, 1, 9)]
    explained = charts.by_year_chart(rows, notification.notification_share("all", 32, 11, 69))
    assert explained.frame()["not told, with 95% interval"].tolist()[0] == 0.25
    assert pd.isna(explained.frame()["not told, with 95% interval"].tolist()[1])
    assert "69 do not say" in explained.plain[0] and "9.8%" in explained.plain[1] and "71.4%" in explained.plain[1]
    assert charts.by_region_chart(rows[1:], {}).refusal


def test_the_crosswalk_explains_its_difference_in_figures() -> None:
    incidents = cells({"year": 2020, "of_imb": True, "incidents": 190}, {"year": 2020, "incidents": 80}, {"year": 2021, "incidents": 60})
    counts = crosswalk.count_by_definition(incidents, crosswalk.definitions()["imb"])
    explained = crosswalk_charts.years_chart(counts, ())
    text = " ".join(explained.plain)
    assert "In 2020, IMB published 195; by its definition we count 270. 190 of them come from IMB; 80 only other bodies report" in text
    assert "In 2021 we hold next to none of IMB's own reports: it published 132, and we count 60" in text
    assert explained.frame()["published by IMB"].tolist() == [195.0, 132.0]
    assert crosswalk_charts.years_table(counts)["others"].tolist() == [60, 80]
    grid = crosswalk_charts.regions_grid(crosswalk.counts_by_region(incidents), {}).picture
    assert grid.values == ((330.0, 330.0, 330.0, 330.0, None),)  # type: ignore[union-attr]


def test_the_share_is_explained_and_the_common_part_is_the_largest() -> None:
    watching = tuple(watch_of(name, (date(1990, 1, 1), date(2012, 12, 31))) for name in ("a", "b"))
    rows = [(year, held, n) for year in range(2003, 2013) for held, n in ((("a",), 20), (("b",), 15), (("a", "b"), 30))]
    frame = pd.DataFrame(rows, columns=["year", "sources", "incidents"]).assign(sea_region=None)
    frame["repeats"] = [[] for _ in rows]
    estimates = cell_estimates.estimates_by_period(frame, watching)
    explained = explanations.explain_periods(estimates, {"a": "A", "b": "B"})
    assert not explained.refusal and explained.assumptions
    latest = explanations.latest_estimate(estimates)
    assert latest is not None and any(sentence.startswith(f"{latest.title}: ") for sentence in explained.plain)
    assert "less than the 30% usually quoted" in headline.headline_sentence(latest, Filters(), {})
    common = estimation_data.largest_common_part(frame, watching, 2003, 2012)
    assert common is not None and common.incidents == 650 and common.lists == ("a", "b")
    assert not explanations.explain_narrowing(common, {"a": "A"}).refusal
    bars, matrix = explanations.explain_overlap(common, {})
    assert sum(bars.frame()["Incidents"]) == 650 and not matrix.picture.is_empty
    assert estimation_data.largest_common_part(frame, watching[:1], 2003, 2012) is None
    nobody = explanations.explain_periods(cell_estimates.estimates_by_period(frame, watching[:1]), {})
    assert nobody.refusal
    refused = headline.headline_sentence(cell_estimates.estimates_by_period(frame, watching[:1])[-1], Filters(), {})
    assert "no share of unreported incidents can be given, because two sources must watch" in refused and "650" not in refused


def test_the_headline_is_of_the_years_and_waters_chosen() -> None:
    watching = tuple(watch_of(name, (date(1990, 1, 1), date(2012, 12, 31))) for name in ("a", "b"))
    rows = [(year, held, n) for year in range(2006, 2010) for held, n in ((("a",), 20), (("b",), 15), (("a", "b"), 30))]
    frame = pd.DataFrame(rows, columns=["year", "sources", "incidents"]).assign(sea_region="gulf_of_guinea")
    frame["repeats"] = [[] for _ in rows]
    estimation = estimation_data.EstimationData(frame, watching)
    chosen = Filters(regions=("gulf_of_guinea",), date_from=date(2006, 1, 1), date_to=date(2009, 12, 31))
    cell = headline.headline_cell(estimation, estimation.estimates_by_period(), chosen)
    assert cell is not None and (cell.first_year, cell.last_year, cell.estimate.observed) == (2006, 2009, 4 * 65)
    share = cell.estimate.unreported
    assert share is not None
    assert headline.headline_sentence(cell, chosen, {"gulf_of_guinea": "Gulf of Guinea"}).startswith(
        f"Gulf of Guinea, 2006 to 2009: about {share.share:.0%} of incidents reached none of the 2 sources compared "
        f"(between {share.low:.0%} and {share.high:.0%}), "
    )
    nothing = headline.headline_cell(estimation_data.EstimationData(frame[:0], watching), (), chosen)
    assert nothing is None and "no incident is known" in headline.headline_sentence(nothing, chosen, {})


def test_shared_incidents_are_counted_twice_only_with_the_reason() -> None:
    watching = tuple(watch_of(name, (date(1990, 1, 1), date(2012, 12, 31))) for name in ("a", "b"))
    frame = pd.DataFrame({"year": [2010] * 4, "sources": [["a"], ["b"], ["a", "b"], ["a", "b"]], "incidents": [40, 30, 25, 7]})
    frame = frame.assign(sea_region=None, repeats=pd.Series([[], [], [], ["a>b"]]))
    common = estimation_data.largest_common_part(frame, watching, 2010, 2010)
    assert common is not None and (common.by_source.shared, common.by_origin.shared) == (32, 25)
    reason = "32 incidents are published by more than one source. In 7 of them one only repeats another's report, so 25 count as found"
    bars, _ = explanations.explain_overlap(common, {})
    assert any(reason in sentence for sentence in bars.plain)
    assert any(reason in sentence for sentence in explanations.explain_models(common, {}).plain)


def test_a_delay_of_too_few_reports_is_not_told() -> None:
    few = DelayCurve("a", "source", None, ("stated",), FEWEST - 1, 0, 0, 0, (), (), (), "too few")
    assert delay_charts.delays_sentence([few], {"a": "Alpha"}) == (
        f"How soon reports come is not known yet: {FEWEST} reports of a source must state when they were published, and Alpha has most, "
        f"{FEWEST - 1}."
    )


def test_labels_of_breaks_close_together_stand_on_rows_of_their_own() -> None:
    changes = [
        Break(date(year, 6, 1), "stopped", name, name.upper(), None, 10, 5.0, 0) for year, name in ((1995, "a"), (2018, "b"), (2020, "c"))
    ]
    labelled = silence_charts._labelled_breaks(changes, range(1990, 2025))
    assert [mark.line for mark in labelled] == [0, 0, 1]


def test_the_accounting_is_a_sum_that_adds_up() -> None:
    parts = {"new": 16699, "revised": 2, "unchanged": 0, "repeated": 2, "quarantined": 1}
    accounts = pd.DataFrame([{"read": sum(parts.values()), **parts}])
    sentence = source_charts.accounting_sentence(accounts)
    assert sentence == "16,704 records read from 1 source: 16,699 new reports, 2 revised, 0 unchanged, 2 repeated, 1 quarantined."
    assert source_charts.accounting_sentence(accounts[:0]) == "No record has been read yet."
