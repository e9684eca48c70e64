"""What estimates are made from: page and document leave the uncertainty about links out by one limit, and say so in one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import duckdb
import pytest

from analytics.coverage.policies import AS_DESCRIBED
from analytics.coverage.watchkeeping import keep_watch
from analytics.gap import estimation_data
from analytics.gap.estimation_data import LINK_DOUBT_OMITTED
from analytics.gap.explained_estimates import explained_overlap, explained_parts, explained_periods, explained_strata
from tests.support.snapshots import build_snapshot
from warehouse.filters import Filters

NOW = datetime(2026, 11, 25, tzinfo=UTC)


@pytest.fixture(scope="module")
def con(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    con = build_snapshot(tmp_path_factory.mktemp("estimates"), 1500).open_database()
    yield con
    con.close()


def test_links_are_drawn_up_to_the_limit_and_left_out_beyond(con: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch) -> None:
    watching = keep_watch(con, NOW, AS_DESCRIBED).watches
    within = estimation_data.estimation_data(con, Filters(), watching)
    assert within.links is not None and within.notes == ()
    incidents = int(within.frame["incidents"].sum())
    monkeypatch.setattr(estimation_data, "MOST_INCIDENTS_WITH_LINK_DOUBT", incidents)
    assert estimation_data.estimation_data(con, Filters(), watching).links is not None
    monkeypatch.setattr(estimation_data, "MOST_INCIDENTS_WITH_LINK_DOUBT", incidents - 1)
    beyond = estimation_data.estimation_data(con, Filters(), watching)
    assert beyond.links is None and beyond.notes == (LINK_DOUBT_OMITTED,)


def test_the_pictures_say_when_the_links_are_left_out(con: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch) -> None:
    assert LINK_DOUBT_OMITTED not in explained_periods(con, Filters(), NOW).explained.assumptions
    monkeypatch.setattr(estimation_data, "MOST_INCIDENTS_WITH_LINK_DOUBT", 1)
    periods, parts = explained_periods(con, Filters(), NOW), explained_parts(con, Filters(), NOW)
    assert parts is not None
    for explained in (periods.explained, parts.by_region, parts.by_category):
        assert explained.assumptions[-1] == LINK_DOUBT_OMITTED


def test_parts_strata_and_overlap_are_of_the_same_years(con: duckdb.DuckDBPyConnection) -> None:
    parts, overlap = explained_parts(con, Filters(), NOW), explained_overlap(con, Filters(), NOW)
    assert parts is not None and overlap is not None and explained_strata(con, Filters(), NOW) is not None
    assert parts.years == overlap.years


def test_without_common_years_there_are_no_parts(con: duckdb.DuckDBPyConnection) -> None:
    nothing = Filters(text="no ship of this name at all")
    assert explained_parts(con, nothing, NOW) is None
    assert explained_overlap(con, nothing, NOW) is None
    assert explained_strata(con, nothing, NOW) is None
    assert explained_periods(con, nothing, NOW).headline == (
        "All waters: no incident is known, so no share of unreported ones can be given. "
        "Watched only in part, by Coast Desk log, Gulf Net log and Harbour Watch log; that does not mean calm."
    )
