"""The data files hang together with each other, the sea regions and the pipeline's words."""

from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np
import pytest

from data_pipeline import geography, registry
from data_pipeline.sources.demo.parameters import CATEGORIES, STATUSES, model
from data_pipeline.sources.demo.rates import published_by_region, story_shares, yearly_truth
from data_pipeline.sources.demo.reporting import confusions
from data_pipeline.sources.demo.truth import scatter, stolen_goods
from warehouse.contract.taxonomy import CODE_LISTS

RULES = Path(geography.__file__).parent / "facts" / "rules"


def test_every_story_uses_codes_of_the_taxonomy() -> None:
    stories = model().stories
    for column, codes in (
        ("act", "act"),
        ("also", "category"),
        ("cyber_subtype", "cyber_subtype"),
        ("weapons", "weapon"),
        ("crew_harm", "crew_harm"),
    ):
        found = {one for text in getattr(stories, column) for one in text.split(";") if one}
        assert found <= set(CODE_LISTS[codes]), column
    assert set(CATEGORIES) == {CATEGORIES[number] for number in stories.category}


def test_whoever_is_counted_is_told_of() -> None:
    stories = model().stories
    for text, low, high in zip(stories.text, stories.attackers_low, stories.attackers_high, strict=True):
        assert ("[robbers]" in text) == (low > 0), text
        assert low <= high


def test_loot_is_in_the_words_of_the_look_up() -> None:
    rules = tomllib.loads((RULES / "70_stolen.toml").read_text(encoding="utf-8"))["rule"]
    goods = model().numbers["goods"]
    assert set(goods.values()) <= {rule["value"] for rule in rules}
    assert set(stolen_goods(model())) - {"-"} == set(goods)


def test_every_region_can_have_every_category_that_it_is_given() -> None:
    shares = story_shares(model())
    assert np.allclose(shares.sum(axis=2), 1)


def test_published_regions_add_up_to_the_published_total() -> None:
    for year, total in ((2012, 297), (2017, 180), (2021, 132), (2025, 137), (2030, 137)):
        assert published_by_region(model(), year).sum() == pytest.approx(total)
        assert (published_by_region(model(), year) >= 0).all()
    by_region = dict(zip(model().regions, published_by_region(model(), 2025), strict=True))
    assert by_region["singapore_strait"] == pytest.approx(80)
    assert by_region["gulf_of_guinea"] + by_region["west_africa"] == pytest.approx(21)


def test_every_region_named_anywhere_is_a_sea_region_with_a_place() -> None:
    numbers, regions = model().numbers, set(model().regions)
    named = set(numbers["weights"]) - {"first_year"} | set(numbers["season"])
    named |= {region for members in numbers["style"].values() for region in members}
    named |= {region for said in numbers["others"].values() if isinstance(said, dict) for region in said["where"]}
    assert named <= regions
    for body in model().bodies:
        assert set(registry.source(body.id).watches) - {"*"} <= regions
    assert (yearly_truth(model(), 2020).sum(axis=1) > 0).all(), "a place where nothing ever happens"


def test_places_lie_in_their_region_and_not_inland() -> None:
    places, rng = model().places, np.random.default_rng(1)
    row = np.repeat(np.arange(len(places.name)), 40)
    along = rng.random(len(row))
    latitude = places.latitude[row] + along * (places.end_latitude - places.latitude)[row]
    longitude = places.longitude[row] + along * (places.end_longitude - places.longitude)[row]
    located = geography.locate(*scatter(latitude, longitude, places.spread_km[row] / 2, rng))
    regions = np.array(model().regions)[places.region[row]]
    elsewhere = np.array(list(located.sea_region)) != regions
    assert elsewhere.mean() < 0.002, set(np.array(places.name)[row[elsewhere]])
    assert np.max(located.on_land_km) < 10
    assert (located.on_land_km > 5).mean() < 0.001


def test_what_is_confused_stays_plausible() -> None:
    stories = model().stories
    act, category = confusions(stories)
    for story, (by_act, by_category) in enumerate(zip(act, category, strict=True)):
        assert stories.category[by_act] == stories.category[story]
        if by_act != story:
            assert {stories.act[by_act], stories.act[story]} == {"boarded", "attempted"}
        if by_category != story:
            assert stories.category[by_category] != stories.category[story]


def test_status_shares_are_complete() -> None:
    for kind, shares in model().numbers["status"].items():
        assert len(shares) == len(STATUSES), kind
        assert sum(shares) == pytest.approx(1)


def test_every_description_says_that_it_is_simulated() -> None:
    for body in model().bodies:
        source = registry.source(body.id)
        assert source.demo
        assert source.description.startswith("SIMULATED.")
        assert "SIMULATED" in source.attribution
        assert "(demo)" in source.title
