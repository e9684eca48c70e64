from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from analytics.risk import RiskTable, assess_regions
from analytics.risk.groups import ALL_KINDS, GROUP_CODES
from analytics.risk.levels import LEVELS, SEVERITY_WEIGHT, level_of, severity_score
from analytics.risk.parameters import parameters_for
from tests.support.cuts import double_reports, end_source
from tests.support.published import empty_tables, republish, table_rows
from tests.support.snapshots import build_snapshot
from warehouse.contract.snapshot import Snapshot
from warehouse.contract.taxonomy import SEVERITY
from warehouse.filters import Filters
from warehouse.reference.geography import sea_regions

NOW = datetime(2026, 11, 2, 8, tzinfo=UTC)
LAST = date(2026, 11, 1)
CUT = date(2025, 6, 30)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return build_snapshot(tmp_path_factory.mktemp("risk"), 4000)


@pytest.fixture(scope="module")
def whole(base: Snapshot) -> RiskTable:
    return assess_regions(base.open_database(), Filters(), LAST, 30, NOW)


@pytest.fixture
def assessed(base: Snapshot, tmp_path: Path) -> Callable[..., RiskTable]:
    def run(tables: dict[str, list[dict[str, Any]]], as_of: date = LAST, horizon: int = 30, filters: Filters | None = None) -> RiskTable:
        return assess_regions(republish(base, tmp_path, tables).open_database(), filters or Filters(), as_of, horizon, NOW)

    return run


def test_every_region_has_a_row_for_each_group_and_all(whole: RiskTable) -> None:
    assert len(whole.forecasts) == len(sea_regions()) * (1 + len(GROUP_CODES))
    strait = whole.forecast_for("singapore_strait")
    assert strait is not None and strait.numbers is not None
    assert strait.state == "incidents" and strait.level is not None and len(strait.basis.sources) == 3
    groups = [
        forecast.numbers.expected for forecast in whole.region("singapore_strait") if forecast.group != ALL_KINDS and forecast.numbers
    ]
    assert strait.numbers.expected == pytest.approx(sum(groups))
    assert strait.numbers.low95 <= strait.numbers.low80 <= strait.numbers.expected <= strait.numbers.high80 <= strait.numbers.high95
    scores = [forecast.numbers.score for forecast in whole.of_group() if forecast.numbers]
    assert scores == sorted(scores, reverse=True)


def test_waters_that_nobody_watches_have_no_level(whole: RiskTable) -> None:
    arctic = whole.forecast_for("arctic_ocean")
    assert arctic is not None and arctic.state == "not_watched" and arctic.level is None and arctic.numbers is None
    assert arctic.reason == "Not watched"
    assert any("watched by no source" in note and "does not mean calm" in note for note in whole.notes)


def test_three_times_the_days_are_about_three_times_the_incidents(base: Snapshot, whole: RiskTable) -> None:
    longer = assess_regions(base.open_database(), Filters(), LAST, 90, NOW).forecast_for("singapore_strait")
    shorter = whole.forecast_for("singapore_strait")
    assert longer and shorter and longer.numbers and shorter.numbers
    assert longer.numbers.expected == pytest.approx(3 * shorter.numbers.expected, rel=0.35)
    with pytest.raises(ValueError, match="the horizon is 31 days"):
        assess_regions(base.open_database(), Filters(), LAST, 31, NOW)


def test_a_source_that_ends_is_not_less_crime(base: Snapshot, whole: RiskTable, assessed: Callable[..., RiskTable]) -> None:
    """Half of all incidents come from this source; without it the same waters must not look calmer than they were to the others."""
    after = assessed(end_source(base, "harbour_watch", CUT))
    for forecast in after.of_group():
        before = whole.forecast_for(forecast.region)
        assert before is not None
        if not before.basis.watched:
            continue
        assert "harbour_watch" not in forecast.basis.sources and len(forecast.basis.sources) == 2
        assert forecast.state != "not_watched"
        # The same two sources' own year before is what the last one is held against: no step at the cut.
        if forecast.year_before and forecast.year_before >= 20:
            assert 0.5 < forecast.last_year / forecast.year_before < 2.0
    assert any("No longer reporting" in note and "Harbour Watch" in note and "June 2025" in note for note in after.notes)
    alone = assess_regions(base.open_database(), Filters(sources=("coast_desk", "gulf_net")), LAST, 30, NOW)
    for region in ("singapore_strait", "gulf_of_guinea", "gulf_of_aden"):
        with_cut, without = after.forecast_for(region), alone.forecast_for(region)
        assert with_cut and without and with_cut.numbers and without.numbers
        assert with_cut.numbers.expected == pytest.approx(without.numbers.expected, rel=1e-9), "as if that source had never been"
        assert with_cut.last_year == without.last_year


def test_where_the_only_source_ends_nothing_is_claimed(base: Snapshot, assessed: Callable[..., RiskTable]) -> None:
    table = assessed(end_source(base, "harbour_watch", CUT), filters=Filters(sources=("harbour_watch",)))
    assert all(forecast.level is None and forecast.numbers is None and not forecast.basis.watched for forecast in table.forecasts)
    assert all(forecast.state == "not_watched" or forecast.state == "incidents" for forecast in table.forecasts)


def test_doubled_reports_change_no_number(base: Snapshot, whole: RiskTable, assessed: Callable[..., RiskTable]) -> None:
    twice = assessed(double_reports(base, "coast_desk"))
    for forecast, repeated in zip(whole.forecasts, twice.forecasts, strict=True):
        assert (forecast.region, forecast.group, forecast.numbers, forecast.level, forecast.recorded) == (
            repeated.region, repeated.group, repeated.numbers, repeated.level, repeated.recorded,
        )  # fmt: skip


def test_nothing_after_the_day_is_used(base: Snapshot, assessed: Callable[..., RiskTable]) -> None:
    day = date(2022, 3, 31)
    early = assess_regions(base.open_database(), Filters(), day, 90, NOW)
    # What happens later is made ten times worse.
    later = [row for row in table_rows(base, "incidents") if row["occurred_on"] > day]
    more = table_rows(base, "incidents") + [row | {"incident_id": f"{row['incident_id']}-{number}"} for row in later for number in range(3)]
    with_more = assessed({"incidents": more}, as_of=day, horizon=90)
    assert [forecast.numbers for forecast in early.forecasts] == [forecast.numbers for forecast in with_more.forecasts]


@pytest.mark.parametrize("count", [0, 1, 500])
def test_no_incident_one_and_a_day_with_five_hundred(base: Snapshot, assessed: Callable[..., RiskTable], count: int) -> None:
    pattern = next(row for row in table_rows(base, "incidents") if row["sea_region"] == "gulf_of_aden")
    day = LAST - timedelta(days=3)
    crowd = [pattern | {"incident_id": f"{pattern['incident_id']}-{number}", "occurred_on": day} for number in range(count)]
    table = assessed({"incidents": crowd})
    aden = table.forecast_for("gulf_of_aden")
    assert aden is not None and aden.recorded == count
    assert aden.state == ("incidents" if count else "none")
    assert aden.numbers is not None and aden.numbers.high95 >= aden.numbers.low95
    if count == 500:
        assert aden.numbers.expected > 20 and (aden.level is None or aden.level.code == "critical")


def test_empty_tables(assessed: Callable[..., RiskTable]) -> None:
    table = assessed(empty_tables())
    assert all(forecast.state == "not_watched" and forecast.level is None for forecast in table.forecasts)
    assert len(table.to_frame()) == len(table.forecasts)


def test_filters_choose_rows_and_what_is_counted(base: Snapshot, whole: RiskTable) -> None:
    con = base.open_database()
    africa = assess_regions(con, Filters(areas=("africa",), date_from=date(2026, 1, 1)), LAST, 30, NOW)
    assert {forecast.area for forecast in africa.forecasts} == {"africa"}
    assert africa.forecast_for("gulf_of_guinea") == whole.forecast_for("gulf_of_guinea"), "days of the filter do not shorten the history"
    boarded = assess_regions(con, Filters(acts=("boarded",)), LAST, 30, NOW).forecast_for("singapore_strait")
    everything = whole.forecast_for("singapore_strait")
    assert boarded and everything and 0 < boarded.recorded < everything.recorded


def test_the_frame_says_what_the_rows_say(whole: RiskTable) -> None:
    frame = whole.to_frame()
    assert len(frame) == len(whole.forecasts)
    assert frame.loc[frame["state"] == "Not watched", "level"].isna().all()
    assert set(frame["level"].dropna()) <= {level.title for level in LEVELS}


def test_levels_are_in_order_and_every_severity_has_a_weight() -> None:
    assert [level.least for level in LEVELS] == sorted({level.least for level in LEVELS}) and LEVELS[0].least == 0
    assert set(SEVERITY_WEIGHT) == set(SEVERITY)
    assert level_of(0.0) == LEVELS[0] and level_of(1e9) == LEVELS[-1]
    assert level_of(LEVELS[2].least) == LEVELS[2]
    assert severity_score(9.0, 2.0, 90) == 6.0


def test_parameters_are_never_from_the_future() -> None:
    for day in (date(2005, 5, 5), date(2024, 6, 25), date(2026, 11, 1)):
        for horizon in (30, 90):
            _, before = parameters_for(day, horizon)
            assert before <= day
