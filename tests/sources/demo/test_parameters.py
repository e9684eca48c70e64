"""The data files hang together with each other, the sea regions and the pipeline's words."""

from __future__ import annotations

import numpy as np
import pytest

from data_pipeline import geography, registry
from data_pipeline.facts.data_files import read_toml
from data_pipeline.facts.rules.definitions import RULE_FOLDER
from data_pipeline.sources.demo.simulator.incidents import scatter_positions, stolen_goods
from data_pipeline.sources.demo.simulator.model import CATEGORIES, STATUSES, load_model
from data_pipeline.sources.demo.simulator.rates import published_by_region, story_shares, yearly_truth
from data_pipeline.sources.demo.simulator.statements import confused_stories
from warehouse.contract.taxonomy import CODE_LISTS


def test_every_story_uses_codes_of_the_taxonomy() -> None:
    stories = load_model().stories
    for column, codes in (
        ("act", "act"),
        ("also", "category"),
        ("cyber_subtype", "cyber_subtype"),
        ("weapons", "weapon"),
        ("crew_harm", "crew_harm"),
    ):
        used = {code for text in getattr(stories, column) for code in text.split(";") if code}
        assert used <= set(CODE_LISTS[codes]), column
    assert set(CATEGORIES) == {CATEGORIES[number] for number in stories.category}


def test_attackers_that_are_counted_are_mentioned() -> None:
    stories = load_model().stories
    for text, low, high in zip(stories.text, stories.attackers_low, stories.attackers_high, strict=True):
        assert ("[robbers]" in text) == (low > 0), text
        assert low <= high


def test_stolen_goods_have_codes_of_the_rules() -> None:
    rules = read_toml(RULE_FOLDER / "70_stolen.toml")["rule"]
    goods = load_model().numbers["goods"]
    assert set(goods.values()) <= {rule["value"] for rule in rules}
    assert set(stolen_goods(load_model())) - {"-"} == set(goods)


def test_every_region_can_have_every_category_that_it_is_given() -> None:
    shares = story_shares(load_model())
    assert np.allclose(shares.sum(axis=2), 1)


def test_published_regions_add_up_to_the_published_total() -> None:
    for year, total in ((2012, 297), (2017, 180), (2021, 132), (2025, 137), (2030, 137)):
        assert published_by_region(load_model(), year).sum() == pytest.approx(total)
        assert (published_by_region(load_model(), year) >= 0).all()
    by_region = dict(zip(load_model().regions, published_by_region(load_model(), 2025), strict=True))
    assert by_region["singapore_strait"] == pytest.approx(80)
    assert by_region["gulf_of_guinea"] + by_region["west_africa"] == pytest.approx(21)


def test_every_region_named_anywhere_is_a_sea_region_with_a_place() -> None:
    numbers, regions = load_model().numbers, set(load_model().regions)
    region_codes = set(numbers["weights"]) - {"first_year"} | set(numbers["season"])
    region_codes |= {region for members in numbers["style"].values() for region in members}
    region_codes |= {region for entry in numbers["others"].values() if isinstance(entry, dict) for region in entry["where"]}
    assert region_codes <= regions
    for body in load_model().bodies:
        assert set(registry.source(body.id).watches) - {"*"} <= regions
    assert (yearly_truth(load_model(), 2020).sum(axis=1) > 0).all(), "a place where nothing ever happens"


def test_places_lie_in_their_region_and_not_inland() -> None:
    places, rng = load_model().places, np.random.default_rng(1)
    row = np.repeat(np.arange(len(places.name)), 40)
    along = rng.random(len(row))
    latitude = places.latitude[row] + along * (places.end_latitude - places.latitude)[row]
    longitude = places.longitude[row] + along * (places.end_longitude - places.longitude)[row]
    located = geography.locate_positions(*scatter_positions(latitude, longitude, places.spread_km[row] / 2, rng))
    regions = np.array(load_model().regions)[places.region[row]]
    elsewhere = np.array(list(located.sea_region)) != regions
    assert elsewhere.mean() < 0.002, set(np.array(places.name)[row[elsewhere]])
    assert np.max(located.on_land_km) < 10
    assert (located.on_land_km > 5).mean() < 0.001


def test_what_is_confused_stays_plausible() -> None:
    stories = load_model().stories
    act, category = confused_stories(stories)
    for story, (by_act, by_category) in enumerate(zip(act, category, strict=True)):
        assert stories.category[by_act] == stories.category[story]
        if by_act != story:
            assert {stories.act[by_act], stories.act[story]} == {"boarded", "attempted"}
        if by_category != story:
            assert stories.category[by_category] != stories.category[story]


def test_status_shares_are_complete() -> None:
    for kind, shares in load_model().numbers["status"].items():
        assert len(shares) == len(STATUSES), kind
        assert sum(shares) == pytest.approx(1)


def test_every_description_says_that_it_is_simulated() -> None:
    for body in load_model().bodies:
        source = registry.source(body.id)
        assert source.demo
        assert source.description.startswith("SIMULATED.")
        assert "SIMULATED" in source.attribution
        assert "(demo)" in source.title
