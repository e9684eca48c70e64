"""What is new since an earlier assessment, and a fleet: what is gone from sight is said first, and only what lies ahead counts."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from analytics.voyage.assessment import VoyageAssessment, assess_voyage, passage_of
from analytics.voyage.ground import Ground
from analytics.voyage.kept import fleet
from analytics.voyage.kept.fleet import FleetVoyage, most_pressing_first
from analytics.voyage.kept.since import Figures, differences, figures_of, since_in_words
from analytics.voyage.kept.watch_area import watch_area
from tests.analytics.voyage.conftest import SAILING, plan
from warehouse.areas.inside import is_inside
from warehouse.areas.shapes import parse_area
from warehouse.queries.advisories.advisories import Advisory, all_advisories

PUBLISHED = SAILING - timedelta(days=1)


@pytest.fixture(scope="module")
def advisories(read: Callable[..., Any]) -> tuple[Advisory, ...]:
    found: tuple[Advisory, ...] = read(all_advisories)
    return found


def after(lagos: VoyageAssessment, advisories: tuple[Advisory, ...]) -> Figures:
    return figures_of(lagos, advisories, "today", PUBLISHED)


def test_figures_are_the_same_after_they_were_kept(lagos: VoyageAssessment, advisories: tuple[Advisory, ...]) -> None:
    figures = after(lagos, advisories)
    assert Figures.from_fields(json.loads(json.dumps(figures.to_fields()))) == figures
    assert not differences(figures, figures, lagos)
    assert "nothing can have changed" in since_in_words(figures, figures, ())
    secret = replace(advisories[0], tlp="RED", title="MARKED")
    assert "MARKED" not in str(after(lagos, (secret,)).to_fields()), "figures are filed under a wider mark"


def test_what_differs_is_found_and_what_is_no_longer_known_comes_first(lagos: VoyageAssessment, advisories: tuple[Advisory, ...]) -> None:
    figures = after(lagos, advisories)
    strait, unwatched = figures.legs[0], next(leg for leg in figures.legs if leg.state == "not_watched")
    legs = tuple(
        replace(leg, level="Low") if leg is strait else replace(leg, is_unknown=False, level="High") if leg is unwatched else leg
        for leg in figures.legs
    )
    new = lagos.legs[0].evidence.incident_ids[:2]
    title = next(iter(figures.advisories.values()))
    before = replace(
        figures,
        snapshot_id="yesterday",
        legs=legs,
        incidents=tuple(incident for incident in figures.incidents if incident not in new),
        advisories={**dict(list(figures.advisories.items())[1:]), "gone": "Warning: *Mine* =1+1"},
    )
    found = differences(before, figures, lagos)
    assert [one.kind for one in found] == ["Coverage", "Level", "Incidents", "Advisories", "Advisories"]
    assert found[0].text.startswith(f"{unwatched.title} was known (High); nothing is known of it now")
    assert found[1].short == f"{strait.title} {strait.level}, was Low"
    assert found[2].text.startswith("2 new incidents along the route: Singapore Strait: 2 (")
    assert title in found[3].text and "Warning: *Mine* =1+1" in found[4].text
    assert "2 new incidents; 1 new advisory; 1 advisory no longer applies." in since_in_words(before, figures, found)
    [changed] = differences(replace(figures, plan="elsewhere"), figures, lagos)
    assert changed.kind == "Plan" and "elsewhere" in changed.text


def on_fleet(lagos: VoyageAssessment, now: datetime, name: str = "Anna") -> FleetVoyage:
    return FleetVoyage("1", name, name, now, lagos.passage, lagos)


def test_of_a_ship_under_way_only_what_lies_ahead_counts(lagos: VoyageAssessment) -> None:
    planned, middle = on_fleet(lagos, SAILING - timedelta(days=1)), lagos.legs[-2].leg.start + timedelta(hours=1)
    under_way, arrived = on_fleet(lagos, middle), FleetVoyage("2", "b", "", lagos.passage.arrival, lagos.passage)
    assert (planned.stage, under_way.stage, arrived.stage) == ("planned", "under way", "arrived")
    assert planned.hours_ahead == pytest.approx(lagos.passage.hours) and planned.unknown_hours == pytest.approx(lagos.unknown_hours)
    assert planned.worst is lagos.worst and planned.next_strait and planned.next_strait.leg.title == "Singapore Strait"
    assert under_way.ahead == lagos.legs[-2:] and under_way.next_strait is None
    assert under_way.hours_ahead == pytest.approx((lagos.passage.arrival - middle).total_seconds() / 3600)
    broken = FleetVoyage("3", "c", "", SAILING, reason="No route")
    assert most_pressing_first([arrived, planned, broken]) == (broken, planned, arrived)
    words = fleet.answer([arrived, planned, broken], None)
    assert words.startswith("2 voyages, 0 under way. Worst known leg ahead: Anna in ")
    unknown = round(lagos.unknown_hours)
    assert f"{unknown:,} of {lagos.passage.hours:,.0f} hours ahead are in waters of which nothing is known: unknown, not calm." in words
    assert "1 cannot be assessed as planned." in words and "day before" not in words
    assert fleet.answer([arrived], 0) == "1 voyage kept, none planned or under way: all ships have arrived."


def test_leaving_out_the_gap_and_keeping_the_geometry_changes_no_other_figure(
    read: Callable[..., Any], ground: Ground, lagos: VoyageAssessment
) -> None:
    light = assess_voyage(read, lagos.plan, ground, with_gaps=False)
    assert [replace(leg, gap=None) for leg in lagos.legs] == list(light.legs)
    later = replace(lagos.plan, departure=lagos.plan.departure + timedelta(days=3))
    assert passage_of(later).route is lagos.passage.route and passage_of(later).departure == later.departure


@pytest.mark.parametrize("ends", [("Singapore", "Lagos"), ("Yokohama", "Los Angeles"), ("Hamburg", "Bremerhaven")])
def test_a_watch_area_holds_the_whole_route(ends: tuple[str, str]) -> None:
    passage = passage_of(plan(*ends))
    code = watch_area(passage, 25.0)
    assert len(code) <= 2400
    inside = is_inside(parse_area(code), passage.route.latitude, passage.route.longitude)
    assert inside.all()


def test_what_was_recorded_where_a_ship_waits_belongs_to_the_wait_alone(
    read: Callable[..., Any], ground: Ground, lagos: VoyageAssessment
) -> None:
    waits = assess_voyage(read, plan("Singapore, 48 h", "Lagos"), ground, with_gaps=False)
    assert [leg.is_waiting for leg in (leg.leg for leg in waits.legs)] == [True, *(False for _ in lagos.legs)]
    wait, strait = waits.legs[0], waits.legs[1]
    assert wait.evidence.year and not set(wait.evidence.incident_ids) & set(strait.evidence.incident_ids)
    assert waits.recorded == lagos.recorded, "no incident counts twice"
    assert wait.expected and strait.expected and lagos.legs[0].expected
    longer = assess_voyage(read, plan("Singapore, 96 h", "Lagos"), ground, with_gaps=False).legs[0].expected
    assert longer and longer.mean == pytest.approx(2 * wait.expected.mean, rel=0.2)
    far = assess_voyage(read, plan("Cape Town, 48 h", "Santos"), ground, with_gaps=False)
    assert far.legs[0].is_unknown and far.unknown_hours == pytest.approx(far.passage.hours), "hours of waiting nobody watches are unknown"
