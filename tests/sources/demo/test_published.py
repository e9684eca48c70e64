"""The simulated bureau counts what IMB published: the figures here are typed from IMB's reports, not read from the model."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from warehouse.contract.taxonomy import CATEGORY, SEVERITY_SCALE_OF

from .conftest import incidents_of

IMB = {
    2012: 297, 2013: 264, 2014: 245, 2015: 246, 2016: 191, 2017: 180,
    2020: 195, 2021: 132, 2022: 115, 2023: 120, 2024: 116, 2025: 137,
}  # fmt: skip
SINGAPORE_STRAIT = {2022: 38, 2023: 37, 2024: 43, 2025: 80}
GULF_OF_GUINEA = {2020: 81, 2021: 35, 2022: 19, 2023: 22, 2024: 18, 2025: 21}
LIKE_IMB = ["piracy_robbery", "cargo_theft"]


@pytest.fixture(scope="module")
def truth(usual: Path) -> pd.DataFrame:
    table: pd.DataFrame = incidents_of(usual).to_pandas()
    table["year"] = table["occurred_at"].dt.year
    return table


@pytest.fixture(scope="module")
def scale(truth: pd.DataFrame) -> float:
    """Simulated for one published incident."""
    counted = truth[truth["category"].isin(LIKE_IMB) & truth["heard_demo_bureau"] & truth["year"].isin(IMB)]
    return len(counted) / sum(IMB.values())


def _agrees(simulated: int, published: int, scale: float) -> bool:
    return bool(abs(simulated - published * scale) < 4 * np.sqrt(published * scale) + 0.02 * published * scale)


@pytest.mark.parametrize(("year", "published"), IMB.items())
def test_yearly_totals(truth: pd.DataFrame, scale: float, year: int, published: int) -> None:
    notified = truth[truth["category"].isin(LIKE_IMB) & truth["heard_demo_bureau"] & (truth["year"] == year)]
    assert _agrees(len(notified), published, scale), (len(notified), published * scale)


@pytest.mark.parametrize(
    ("regions", "figures"),
    [(["singapore_strait"], SINGAPORE_STRAIT), (["gulf_of_guinea", "west_africa"], GULF_OF_GUINEA)],
    ids=["Singapore Strait", "Gulf of Guinea"],
)
def test_regional_figures(truth: pd.DataFrame, scale: float, regions: list[str], figures: dict[int, int]) -> None:
    for year, published in figures.items():
        in_region = truth["sea_region"].isin(regions) & (truth["year"] == year) & truth["category"].isin(LIKE_IMB)
        notified = int((in_region & truth["heard_demo_bureau"]).sum())
        assert _agrees(notified, published, scale), (year, notified, published * scale)
        # And from the truth, by the chance to hear that stands beside it.
        assert _agrees(int(truth.loc[in_region, "chance_demo_bureau"].sum()), published, scale)


def test_truth_is_larger_than_what_is_published(truth: pd.DataFrame) -> None:
    like_imb = truth[truth["category"].isin(LIKE_IMB)]
    assert 0.4 < like_imb["heard_demo_bureau"].mean() < 0.65


def test_scale_one_is_the_default_size(scale: float) -> None:
    assert 4.5 < scale < 6.5, "12,000 reports are about the world as published; the test draws 60,000"


def test_every_category_and_every_act_of_the_field_occurs(truth: pd.DataFrame) -> None:
    assert set(truth["category"]) == set(CATEGORY)
    assert {"attempted", "boarded", "fired_upon", "hijacked", "kidnapping", "struck", "seized", "interference", "found"} <= set(
        truth["act"]
    )


def test_every_severity_occurs_and_only_where_the_scale_fits(truth: pd.DataFrame) -> None:
    assert set(truth["severity"].dropna()) == {0, 1, 2, 3, 4}
    graded = set(truth.loc[truth["severity"].notna(), "category"])
    assert {"piracy_robbery", "cargo_theft", "terrorism", "militant", "cyber", "drugs"} <= graded <= set(SEVERITY_SCALE_OF)


def test_season_of_the_somali_basin(truth: pd.DataFrame) -> None:
    """The south-west monsoon (June to September) keeps skiffs ashore, as IMB's figures of 2000-2020 show."""
    piracy = truth[(truth["sea_region"] == "somali_basin") & (truth["category"] == "piracy_robbery")]
    month = piracy["occurred_at"].dt.month
    assert month.isin([3, 4, 10, 11]).mean() > 2 * month.isin([6, 7, 8, 9]).mean()


def test_robbers_come_by_night(truth: pd.DataFrame) -> None:
    thefts = truth[truth["category"] == "cargo_theft"]
    hour = (thefts["occurred_at"].dt.hour + np.rint(thefts["longitude"] / 15)) % 24
    assert 0.75 < ((hour >= 22) | (hour < 6)).mean() < 0.92


def test_raids_are_second_ships_of_the_same_night_and_place(truth: pd.DataFrame) -> None:
    second = truth[truth["raid_of"].notna()]
    first = truth.set_index("incident").loc[second["raid_of"].astype(int)]
    hours = np.abs((second["occurred_at"].to_numpy() - first["occurred_at"].to_numpy()) / np.timedelta64(1, "h"))
    assert len(second) > 100
    assert (second["place"].to_numpy() == first["place"].to_numpy()).all()
    assert (second["vessel_name"].to_numpy() != first["vessel_name"].to_numpy()).mean() > 0.99
    assert hours.max() <= 24
    assert np.median(hours) < 3


def test_some_ships_are_attacked_twice_and_keep_name_number_type_and_flag(truth: pd.DataFrame) -> None:
    ships = truth[truth["imo_number"].notna()].groupby("imo_number")
    assert (ships.size() > 1).sum() > 100
    assert ships["vessel_name"].nunique().max() == 1
    assert ships["vessel_type"].nunique().max() == 1
    assert ships["flag"].nunique().max() == 1
