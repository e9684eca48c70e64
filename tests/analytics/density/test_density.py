"""A density of a snapshot: what it counts, over which years, and where the real archives are densest."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from analytics import trends
from analytics.density import Density, densities_by_part, density_of
from tests.support.snapshots import build_snapshot
from warehouse.contract.snapshot import Snapshot
from warehouse.filters import Filters
from warehouse.queries.incidents.incidents import summarise_incidents
from warehouse.reference.sea_share import cell_areas, sea_share

TODAY = date(2026, 11, 29)


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return build_snapshot(tmp_path_factory.mktemp("density"), 1500)


def density(snapshot: Snapshot, filters: Filters) -> Density:
    return density_of(trends.query_runner(snapshot.open_database()), filters, TODAY)


def incidents_a_year(of: Density) -> float:
    return float((of.values * cell_areas()[:, None] * sea_share()).sum() / 1e4)


@pytest.mark.parametrize(
    "filters", [Filters(), Filters(regions=("gulf_of_guinea",)), Filters(categories=("cyber",)), Filters(text="nothing here")]
)
def test_the_sum_over_the_sea_is_incidents_over_years(filters: Filters, invented: Snapshot) -> None:
    of = density(invented, filters)
    assert incidents_a_year(of) == pytest.approx(of.weight, rel=1e-9)
    with invented.open_database() as con:
        assert of.incidents == summarise_incidents(con, filters).placed


def test_parts_add_up_to_those_whose_part_is_known(invented: Snapshot) -> None:
    read = trends.query_runner(invented.open_database())
    whole = density_of(read, Filters(), TODAY)
    seasons, hours = (densities_by_part(read, Filters(), TODAY, by) for by in ("season", "hours"))
    assert len(seasons) == len(hours) == 4
    assert sum(part.incidents for part in seasons) == whole.incidents >= sum(part.incidents for part in hours)
    assert sum(part.weight for part in seasons) == pytest.approx(whole.weight)
    assert len({part.steps for part in seasons}) == 1, "one legend for all"
    assert len({part.title for part in seasons}) == 4


def test_values_cannot_be_changed_by_who_shares_them(invented: Snapshot) -> None:
    with pytest.raises(ValueError, match="read-only"):
        density(invented, Filters()).values[0, 0] = 1.0


def test_a_week_is_not_taken_for_a_year(invented: Snapshot) -> None:
    week = density(invented, Filters(date_from=date(2020, 3, 1), date_to=date(2020, 3, 7)))
    assert week.weight <= week.incidents * 12 + 1e-9


@pytest.mark.real_data
def test_a_year_of_the_real_archive(real_snapshot: Snapshot) -> None:
    of = density(real_snapshot, Filters(date_from=date(2023, 6, 26), date_to=date(2024, 6, 25)))
    with real_snapshot.open_database() as con:
        placed = con.sql(
            "SELECT count(*) FROM incidents WHERE occurred_on BETWEEN '2023-06-26' AND '2024-06-25' AND latitude IS NOT NULL"
        ).fetchall()
    assert placed == [(of.incidents,)]
    assert of.weight == pytest.approx(of.incidents / (366 / 365.25)), "ASAM watched all waters on all 366 days"
    assert incidents_a_year(of) == pytest.approx(of.weight)
    assert of.sentence.startswith("The densest waters: Singapore Strait (")
    strait, open_sea = of.at(103.9, 1.2), of.at(-30.0, 30.0)
    assert strait is not None and open_sea is not None and strait > 1000 * open_sea


@pytest.mark.real_data
def test_the_whole_archive_against_sql(real_snapshot: Snapshot) -> None:
    of = density(real_snapshot, Filters(regions=("singapore_strait",), date_from=date(2000, 1, 1), date_to=date(2009, 12, 31)))
    with real_snapshot.open_database() as con:
        [(placed,)] = con.sql(
            "SELECT count(latitude) FROM incidents WHERE sea_region = 'singapore_strait' AND year(occurred_on) BETWEEN 2000 AND 2009"
        ).fetchall()
    assert of.incidents == placed and of.weight == pytest.approx(placed / 10, rel=0.01)
    row, column = np.unravel_index(int(of.values.argmax()), of.values.shape)
    assert abs(90 - (row + 0.5) / 4 - 1.2) < 0.5 and abs(-180 + (column + 0.5) / 4 - 104) < 1
