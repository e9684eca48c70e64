from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from analytics.risk import RiskTable, assess
from analytics.risk.groups import ALL, CODES
from analytics.risk.levels import LEVELS, SEVERITY_WEIGHT, level, score
from analytics.risk.parameters import parameters
from tests.support.cuts import cut, doubled
from tests.support.published import empty, republish, rows
from tests.support.snapshots import build
from warehouse.contract.snapshot import Snapshot
from warehouse.contract.taxonomy import SEVERITY
from warehouse.filters import Filters
from warehouse.reference.geography import regions

NOW = datetime(2026, 11, 2, 8, tzinfo=UTC)
LAST = date(2026, 11, 1)
CUT = date(2025, 6, 30)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return build(tmp_path_factory.mktemp("risk"), 4000)


@pytest.fixture(scope="module")
def whole(base: Snapshot) -> RiskTable:
    return assess(base.connect(), Filters(), LAST, 30, NOW)


@pytest.fixture
def assessed(base: Snapshot, tmp_path: Path) -> Callable[..., RiskTable]:
    def run(tables: dict[str, list[dict[str, Any]]], as_of: date = LAST, horizon: int = 30, filters: Filters | None = None) -> RiskTable:
        return assess(republish(base, tmp_path, tables).connect(), filters or Filters(), as_of, horizon, NOW)

    return run


def test_every_region_has_a_row_for_each_group_and_all(whole: RiskTable) -> None:
    assert len(whole.forecasts) == len(regions()) * (1 + len(CODES))
    strait = whole.one("singapore_strait")
    assert strait is not None and strait.numbers is not None
    assert strait.state == "incidents" and strait.level is not None and len(strait.basis.sources) == 3
    groups = [one.numbers.expected for one in whole.region("singapore_strait") if one.group != ALL and one.numbers]
    assert strait.numbers.expected == pytest.approx(sum(groups))
    assert strait.numbers.low95 <= strait.numbers.low80 <= strait.numbers.expected <= strait.numbers.high80 <= strait.numbers.high95
    scores = [one.numbers.score for one in whole.of() if one.numbers]
    assert scores == sorted(scores, reverse=True)


def test_waters_that_nobody_watches_have_no_level(whole: RiskTable) -> None:
    arctic = whole.one("arctic_ocean")
    assert arctic is not None and arctic.state == "not_watched" and arctic.level is None and arctic.numbers is None
    assert arctic.reason == "Not watched"
    assert any("watched by no source" in note and "not calm" in note for note in whole.notes)


def test_three_times_the_days_are_about_three_times_the_incidents(base: Snapshot, whole: RiskTable) -> None:
    longer = assess(base.connect(), Filters(), LAST, 90, NOW).one("singapore_strait")
    shorter = whole.one("singapore_strait")
    assert longer and shorter and longer.numbers and shorter.numbers
    assert longer.numbers.expected == pytest.approx(3 * shorter.numbers.expected, rel=0.35)
    with pytest.raises(ValueError, match="the horizon is 31 days"):
        assess(base.connect(), Filters(), LAST, 31, NOW)


def test_a_source_that_ends_is_not_less_crime(base: Snapshot, whole: RiskTable, assessed: Callable[..., RiskTable]) -> None:
    """Half of all incidents come from this source; without it the same waters must not look calmer than they were to the others."""
    after = assessed(cut(base, "harbour_watch", CUT))
    for one in after.of():
        before = whole.one(one.region)
        assert before is not None
        if not before.basis.watched:
            continue
        assert "harbour_watch" not in one.basis.sources and len(one.basis.sources) == 2
        assert one.state != "not_watched"
        # The same two sources' own year before is what the last one is held against: no step at the cut.
        if one.year_before and one.year_before >= 20:
            assert 0.5 < one.last_year / one.year_before < 2.0
    assert any("No longer reporting" in note and "Harbour Watch" in note and "June 2025" in note for note in after.notes)
    alone = assess(base.connect(), Filters(sources=("coast_desk", "gulf_net")), LAST, 30, NOW)
    for region in ("singapore_strait", "gulf_of_guinea", "gulf_of_aden"):
        with_cut, without = after.one(region), alone.one(region)
        assert with_cut and without and with_cut.numbers and without.numbers
        assert with_cut.numbers.expected == pytest.approx(without.numbers.expected, rel=1e-9), "as if that source had never been"
        assert with_cut.last_year == without.last_year


def test_where_the_only_source_ends_nothing_is_claimed(base: Snapshot, assessed: Callable[..., RiskTable]) -> None:
    table = assessed(cut(base, "harbour_watch", CUT), filters=Filters(sources=("harbour_watch",)))
    assert all(one.level is None and one.numbers is None and not one.basis.watched for one in table.forecasts)
    assert all(one.state == "not_watched" or one.state == "incidents" for one in table.forecasts)


def test_doubled_reports_change_no_number(base: Snapshot, whole: RiskTable, assessed: Callable[..., RiskTable]) -> None:
    twice = assessed(doubled(base, "coast_desk"))
    for one, other in zip(whole.forecasts, twice.forecasts, strict=True):
        assert (one.region, one.group, one.numbers, one.level, one.recorded) == (
            other.region, other.group, other.numbers, other.level, other.recorded,
        )  # fmt: skip


def test_nothing_after_the_day_is_used(base: Snapshot, assessed: Callable[..., RiskTable]) -> None:
    day = date(2022, 3, 31)
    early = assess(base.connect(), Filters(), day, 90, NOW)
    # What happens later is made ten times worse.
    later = [row for row in rows(base, "incidents") if row["occurred_on"] > day]
    more = rows(base, "incidents") + [row | {"incident_id": f"{row['incident_id']}-{number}"} for row in later for number in range(3)]
    other = assessed({"incidents": more}, as_of=day, horizon=90)
    assert [one.numbers for one in early.forecasts] == [one.numbers for one in other.forecasts]


@pytest.mark.parametrize("count", [0, 1, 500])
def test_no_incident_one_and_a_day_with_five_hundred(base: Snapshot, assessed: Callable[..., RiskTable], count: int) -> None:
    pattern = next(row for row in rows(base, "incidents") if row["sea_region"] == "gulf_of_aden")
    day = LAST - timedelta(days=3)
    crowd = [pattern | {"incident_id": f"{pattern['incident_id']}-{number}", "occurred_on": day} for number in range(count)]
    table = assessed({"incidents": crowd})
    aden = table.one("gulf_of_aden")
    assert aden is not None and aden.recorded == count
    assert aden.state == ("incidents" if count else "none")
    assert aden.numbers is not None and aden.numbers.high95 >= aden.numbers.low95
    if count == 500:
        assert aden.numbers.expected > 20 and (aden.level is None or aden.level.code == "critical")


def test_empty_tables(assessed: Callable[..., RiskTable]) -> None:
    table = assessed(empty())
    assert all(one.state == "not_watched" and one.level is None for one in table.forecasts)
    assert len(table.frame()) == len(table.forecasts)


def test_filters_choose_rows_and_what_is_counted(base: Snapshot, whole: RiskTable) -> None:
    con = base.connect()
    africa = assess(con, Filters(areas=("africa",), date_from=date(2026, 1, 1)), LAST, 30, NOW)
    assert {one.area for one in africa.forecasts} == {"africa"}
    assert africa.one("gulf_of_guinea") == whole.one("gulf_of_guinea"), "days of the filter do not shorten the history"
    boarded = assess(con, Filters(acts=("boarded",)), LAST, 30, NOW).one("singapore_strait")
    everything = whole.one("singapore_strait")
    assert boarded and everything and 0 < boarded.recorded < everything.recorded


def test_the_frame_says_what_the_rows_say(whole: RiskTable) -> None:
    frame = whole.frame()
    assert len(frame) == len(whole.forecasts)
    assert frame.loc[frame["state"] == "Not watched", "level"].isna().all()
    assert set(frame["level"].dropna()) <= {one.title for one in LEVELS}


def test_levels_are_in_order_and_every_severity_has_a_weight() -> None:
    assert [one.least for one in LEVELS] == sorted({one.least for one in LEVELS}) and LEVELS[0].least == 0
    assert set(SEVERITY_WEIGHT) == set(SEVERITY)
    assert level(0.0) == LEVELS[0] and level(1e9) == LEVELS[-1]
    assert level(LEVELS[2].least) == LEVELS[2]
    assert score(9.0, 2.0, 90) == 6.0


def test_parameters_are_never_from_the_future() -> None:
    for day in (date(2005, 5, 5), date(2024, 6, 25), date(2026, 11, 1)):
        for horizon in (30, 90):
            _, before = parameters(day, horizon)
            assert before <= day
