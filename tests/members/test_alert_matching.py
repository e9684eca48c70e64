"""What is news between two snapshots, and which rules ask for it: against a second reading of the rules, one by one."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from members.alerts.compare import news_between, silent_sources
from members.alerts.matching import RuleIndex
from members.alerts.news import News, severity_rank
from members.alerts.preview import _Columns, preview
from members.alerts.rules import RuleText
from tests.support.alert_world import NOW, AlertWorld
from tests.support.published import view_as
from warehouse.areas.inside import is_inside
from warehouse.areas.shapes import Circle, Polygon, Route, area_code, parse_area
from warehouse.contract.taxonomy import ACT, CATEGORY
from warehouse.reference.geography import sea_regions


@pytest.fixture
def world(tmp_path: Path) -> AlertWorld:
    return AlertWorld(tmp_path)


def ids(news: list[News]) -> list[str]:
    return [item.news_id for item in news]


def news_after(world: AlertWorld, change: object = None, clearance: str = "RED") -> list[str]:
    before = world.publish()
    if callable(change):
        change()
    return ids(news_between(view_as(before, clearance), view_as(world.publish(), clearance), NOW))


def test_nothing_is_news_where_nothing_changed(world: AlertWorld) -> None:
    world.add_incident(1)
    assert news_after(world) == []


def test_a_new_incident_is_news_and_an_old_one_that_arrives_is_not(world: AlertWorld) -> None:
    def change() -> None:
        world.add_incident(1)
        world.add_incident("archive", occurred_on=NOW.date().replace(year=1998))

    [news_id] = news_after(world, change)
    assert news_id.startswith("new:") and news_id.endswith(":new-1")


def test_a_worse_judgement_and_a_confirmation_are_news_each_once_and_a_milder_one_is_none(world: AlertWorld) -> None:
    worse, milder, confirmed, judged = (world.add_incident(number, severity=level) for number, level in enumerate((3, 2, 3, None)))

    def change() -> None:
        world.set_facts(worse, severity=1)
        world.set_facts(milder, severity=4)
        world.set_facts(judged, severity=2)
        world.corroborate(confirmed)

    assert sorted(news_after(world, change)) == sorted([f"severer:{worse}:1", f"severer:{judged}:2", f"confirmed:{confirmed}:corroborated"])


def test_an_incident_under_another_id_is_not_new(world: AlertWorld) -> None:
    incident_id = world.add_incident(1)

    def change() -> None:
        world.incident(incident_id)["incident_id"] = "other:2"
        for row in world.tables["incident_reports"]:
            if row["incident_id"] == incident_id:
                row["incident_id"] = "other:2"

    assert news_after(world, change) == []


def test_advisories_that_hold_are_news(world: AlertWorld) -> None:
    def change() -> None:
        world.add_advisory(1)
        world.add_advisory(2, withdrawn=True)
        world.add_advisory(3, valid_to=NOW)

    assert news_after(world, change) == ["advisory:coast_desk:adv-1"]


def test_what_is_marked_too_narrowly_is_no_news_and_what_others_tell_too_is(world: AlertWorld) -> None:
    known = world.add_incident("known")

    def change() -> None:
        world.add_incident("secret", tlp="AMBER")
        world.add_advisory(1, tlp="RED")
        # Only the narrower report confirms it.
        world.corroborate(known, tlp="AMBER")

    assert news_after(world, change, "GREEN") == []
    again = AlertWorld(world.data)
    known = again.add_incident("known")
    assert len(news_after(again, lambda: again.corroborate(known), "GREEN")) == 1


def test_a_live_source_that_brings_nothing_is_silent_and_a_closed_one_is_not(world: AlertWorld) -> None:
    first, second, third = world.tables["sources"][:3]
    assert silent_sources(view_as(world.publish()), NOW) == []
    first |= {"last_landed_at": NOW.replace(month=10)}
    second |= {"last_occurred_on": NOW.date().replace(month=9), "watches": ["gulf_of_aden"]}
    third |= {"last_landed_at": NOW.replace(month=10), "closed_on": NOW.date()}
    silent = silent_sources(view_as(world.publish()), NOW)
    assert {(item.subject, item.regions) for item in silent} == {(first["source"], ("*",)), (second["source"], ("gulf_of_aden",))}


def rule(**text: object) -> _Columns:
    return _Columns(RuleText("r", **{"kinds": ("new", "advisory", "silent")} | text))  # type: ignore[arg-type]


REGIONS = list(sea_regions())
AREAS = [
    "", area_code(Circle(1.2, 103.9, 40)), area_code(Circle(0.0, 179.9, 300)), area_code(Route(((1.0, 103.0), (6.0, 95.0)), 30)),
    area_code(Polygon(((-5.0, 170.0), (-5.0, -170.0), (5.0, -170.0), (5.0, 170.0)))),
]  # fmt: skip
SEVERITIES = [None, 0, 1, 2, 3, 4]
CATEGORIES, ACTS = list(CATEGORY)[:3], list(ACT)[:3]
kinds_of_incidents = st.sampled_from(["new", "severer", "confirmed"])


def some(codes: list[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(codes), unique=True, max_size=2)


choices = st.tuples(
    st.lists(kinds_of_incidents, min_size=1, unique=True), some(REGIONS[:4]), st.sampled_from(AREAS), some(CATEGORIES), some(ACTS),
    st.sampled_from(SEVERITIES),
)  # fmt: skip
incidents = st.builds(
    News, st.just("n"), kinds_of_incidents, st.just("s"), st.sampled_from([(code,) for code in REGIONS[:4]]),
    st.sampled_from([None, 1.1, 0.5, 4.0]), st.sampled_from([103.8, 179.5, -179.5, 98.0]), st.none(), st.none(),
    st.sampled_from(CATEGORIES), st.sampled_from([None, *ACTS]), st.sampled_from(SEVERITIES), st.sampled_from(SEVERITIES),
)  # fmt: skip


def asks_for(chosen: _Columns, news: News) -> bool:
    """The rules in plain words, one rule and one piece of news at a time."""

    def severe_enough(severity: int | None) -> bool:
        least = chosen.least_severity
        return least is None or (severity is not None and severity_rank(severity) >= severity_rank(least))

    wanted = news.kind in chosen.kinds
    if news.kind == "severer" and "new" in chosen.kinds and not severe_enough(news.severity_before):
        wanted = True
    in_place = not chosen.regions and not chosen.area
    in_place |= any(region in chosen.regions for region in news.regions)
    if chosen.area and news.latitude is not None and news.longitude is not None:
        in_place |= bool(is_inside(parse_area(chosen.area), np.array([news.latitude]), np.array([news.longitude]))[0])
    what = (not chosen.categories or news.category in chosen.categories) and (not chosen.acts or news.act in chosen.acts)
    return wanted and in_place and what and severe_enough(news.severity)


@settings(max_examples=40)
@given(st.lists(choices, min_size=1, max_size=12), incidents)
def test_all_rules_at_once_decide_as_one_by_one(drawn: list[tuple[object, ...]], news: News) -> None:
    names = ("kinds", "regions", "area", "categories", "acts", "least_severity")
    rules = [rule(**dict(zip(names, each, strict=True))) for each in drawn]
    assert RuleIndex(rules).matching_rules(news) == [place for place, each in enumerate(rules) if asks_for(each, news)]


def test_an_advisory_reaches_areas_that_it_meets() -> None:
    near, far, at_antimeridian = rule(area=AREAS[1]), rule(area=AREAS[3]), rule(area=AREAS[4])
    index = RuleIndex([near, far, at_antimeridian, rule(regions=("gulf_of_aden",)), rule()])
    by_region = News("n", "advisory", "s", ("singapore_strait",))
    assert index.matching_rules(by_region) == [0, 1, 4]
    by_circle = News("n", "advisory", "s", ("gulf_of_aden",), 1.5, 104.2, 30.0)
    assert index.matching_rules(by_circle) == [0, 3, 4]
    across = '{"type": "Polygon", "coordinates": [[[178, -2], [186, -2], [186, 2], [178, 2], [178, -2]]]}'
    assert index.matching_rules(News("n", "advisory", "s", (), None, None, None, across)) == [2, 4]
    assert index.matching_rules(News("n", "advisory", "s")) == [4]
    assert index.matching_rules(News("n", "silent", "s", ("*",))) == [0, 1, 2, 3, 4]


def test_the_preview_counts_what_was_first_published_in_the_days_before(world: AlertWorld) -> None:
    world.add_incident(1)
    world.add_incident(2, severity=1)
    world.add_incident(3, sea_region="gulf_of_aden", latitude=12.0, longitude=48.0)
    world.add_advisory(1)
    con = view_as(world.publish()).connect()
    assert (
        preview(con, RuleText("r", ("new", "advisory")), NOW).incidents,
        preview(con, RuleText("r", ("new", "advisory")), NOW).advisories,
    ) == (3, 1)
    assert preview(con, RuleText("r", regions=("singapore_strait",)), NOW).incidents == 2
    assert preview(con, RuleText("r", ("severer",), least_severity=2), NOW).incidents == 1
    assert preview(con, RuleText("r"), NOW.replace(year=2027)).incidents == 0


def test_many_areas_are_told_apart() -> None:
    rng = random.Random(1)
    rules = [rule(area=area_code(Circle(rng.uniform(-60, 60), rng.uniform(-180, 180), rng.uniform(10, 900)))) for _ in range(300)]
    index = RuleIndex(rules)
    for _ in range(30):
        news = News("n", "new", "s", (), rng.uniform(-60, 60), rng.uniform(-180, 180))
        assert index.matching_rules(news) == [place for place, each in enumerate(rules) if asks_for(each, news)]
