"""A port's picture: distances, neighbours told apart, who watched, and a level only where calls are counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analytics import trends
from analytics.coverage.region_watch import RegionWatch
from analytics.voyage.ports import calls, facts, sentences
from analytics.voyage.ports.picture import NEAR_NM, WIDE_NM, PortPicture, PortRank, picture_of_port, years_before
from tests.support.invented import LAST_DAY
from tests.support.snapshots import build_snapshot
from warehouse.port_calls import read_port_calls
from warehouse.reference.ports import ELLIPSOID, KM_PER_NM, nearest_port, ports_by_locode

TODAY = LAST_DAY + timedelta(days=1)


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Any]:
    snapshot = build_snapshot(tmp_path_factory.mktemp("ports"), 4000)
    return lru_cache(maxsize=None)(trends.query_runner(snapshot.open_database()))


@pytest.fixture(scope="module")
def singapore(read: Callable[..., Any]) -> PortPicture:
    return picture_of_port(read, "SGSIN", TODAY)


def test_incidents_are_those_within_the_circles_by_the_ellipsoid(singapore: PortPicture) -> None:
    port = singapore.port
    rows = singapore.incidents
    metres = ELLIPSOID.inv(
        np.full(len(rows), port.longitude), np.full(len(rows), port.latitude), rows["longitude"].to_numpy(), rows["latitude"].to_numpy()
    )[2]
    assert len(rows) > len(singapore.near) > 0
    np.testing.assert_allclose(metres / 1000 / KM_PER_NM, rows["nm"], atol=0.01)
    assert rows["nm"].max() <= WIDE_NM and singapore.near["nm"].max() <= NEAR_NM
    assert rows["occurred_on"].between(singapore.first, singapore.last).all()


def test_neighbours_are_told_apart_and_their_incidents_add_up(singapore: PortPicture) -> None:
    some = singapore.incidents.head(40)
    for latitude, longitude, nearest in zip(some["latitude"], some["longitude"], some["nearest"], strict=True):
        assert nearest == nearest_port(float(latitude), float(longitude)).locode
    own = int((singapore.incidents["nearest"] == "SGSIN").sum())
    beyond = len(singapore.incidents) - own - sum(other.incidents for other in singapore.neighbours)
    assert beyond >= 0, "the rest are nearest to ports farther off than the circle"
    assert [other.nm for other in singapore.neighbours] == sorted(other.nm for other in singapore.neighbours)
    assert {"IDKAB", "SGJUR"} <= {other.port.locode for other in singapore.neighbours}
    first = next(iter(singapore.others_near.items()), None)
    assert first is not None and f"{first[1]:,} nearer to {ports_by_locode()[first[0]].title}" in sentences.answer(singapore)


def test_waters_that_nobody_watches_are_unknown_however_little_was_recorded(singapore: PortPicture) -> None:
    nobody = RegionWatch((), ())
    never = replace(singapore, until=None, watch=nobody, rank=None, incidents=singapore.incidents.head(0))
    assert "nobody has ever watched" in sentences.answer(never) and "unknown, not calm" in sentences.answer(never)
    silent = replace(singapore, day=singapore.last + timedelta(days=91))
    assert not silent.is_watched_now
    assert "what happens now is unknown" in sentences.answer(silent)
    watched = replace(singapore, incidents=singapore.incidents.head(0), watch=RegionWatch(("Gulf Net",), ()))
    assert "no incident was recorded within 12 nm" in sentences.answer(watched) and "does not make it safe" in sentences.answer(watched)
    assert "watched only in part" in sentences.answer(replace(singapore, watch=RegionWatch((), ("Gulf Net",))))


def test_ships_under_way_may_only_have_passed(singapore: PortPicture) -> None:
    passing = replace(singapore, incidents=singapore.incidents.assign(vessel_status="underway"))
    assert f"{len(singapore.near):,} ships were under way, perhaps only passing." in sentences.answer(passing)
    lying = replace(singapore, incidents=singapore.incidents.assign(vessel_status="anchored"))
    assert "under way" not in sentences.answer(lying)
    assert facts.lying_share(lying.near) == (len(singapore.near), len(singapore.near))
    assert facts.lying_share(singapore.incidents.assign(vessel_status="unknown")) == (0, 0)


def test_a_place_among_ports_counts_the_others_in_watched_waters_alone(singapore: PortPicture) -> None:
    rank = singapore.rank
    assert rank is not None
    assert rank.incidents == int((singapore.near["nearest"] == "SGSIN").sum())
    assert 0 <= rank.fewer <= rank.others < len(ports_by_locode())
    assert f"{rank.incidents:,} of its own, more than at" in sentences.standing(singapore)
    none = replace(singapore, rank=PortRank(0, 900, 0, 800))
    assert "none of its own" in sentences.standing(none) and "no place" in sentences.standing(replace(singapore, rank=None))
    assert "as at 800 of 900 other ports" in sentences.rank_sentence(none)
    assert "no place among others" in sentences.rank_sentence(replace(singapore, rank=None))


def test_a_rate_needs_calls_on_days_that_were_watched_whole(singapore: PortPicture) -> None:
    days = [singapore.first + timedelta(days=number) for number in range((singapore.last - singapore.first).days + 1)]
    watched = replace(singapore, watch=RegionWatch(("Gulf Net",), ()))
    rate = calls.call_rate(watched, dict.fromkeys(days, 10))
    own = int((singapore.near["nearest"] == "SGSIN").sum())
    assert rate is not None and rate.calls == 10 * len(days) and rate.incidents == own
    assert rate.rate == pytest.approx(own / (10 * len(days)) * 1000) and rate.low <= rate.rate <= rate.high
    half = calls.call_rate(watched, dict.fromkeys(days[: len(days) // 2], 10))
    assert half is not None and half.incidents <= own, "incidents count on the days on which calls do"
    assert calls.call_rate(watched, {}) is None
    assert calls.call_rate(replace(singapore, watch=RegionWatch((), ("Gulf Net",))), dict.fromkeys(days, 10)) is None


def test_facts_say_what_is_stated_and_how_often_nothing_is(singapore: PortPicture) -> None:
    by_fact: dict[str, int] = {}
    for fact in facts.facts_of(singapore):
        assert fact.near <= fact.wide
        by_fact[fact.fact] = by_fact.get(fact.fact, 0) + fact.wide
    assert by_fact["Kind"] == by_fact["Act"] == by_fact["Gang"] == len(singapore.incidents)
    charts = facts.hours_chart(singapore), facts.weekdays_chart(singapore)
    assert sum(value or 0 for value in charts[1].series[0].values) == len(singapore.near)
    at_night, known = facts.night_share(singapore.near)
    assert at_night <= known == sum(value or 0 for value in charts[0].series[0].values)
    assert facts.count_of(singapore.near, "stowaway") >= int((singapore.near["category"] == "stowaway").sum())


@pytest.mark.parametrize("locode", ["FJSUV", "NOTOS", "AEAJM"])
def test_ports_at_the_antimeridian_and_in_the_north_have_a_picture(locode: str, read: Callable[..., Any]) -> None:
    picture = picture_of_port(read, locode, TODAY)
    assert sentences.answer(picture) and sentences.neighbours_sentence(picture) and facts.hours_chart(picture).alt


def test_an_unknown_port_is_refused(read: Callable[..., Any]) -> None:
    with pytest.raises(KeyError):
        picture_of_port(read, "XXXXX", TODAY)


def test_three_years_end_on_the_last_day() -> None:
    assert years_before(date(2024, 6, 25)) == date(2021, 6, 26)
    assert years_before(date(2024, 2, 28)) == date(2021, 2, 28), "the day after is 29 February"


def test_files_of_calls_are_read_as_the_service_writes_them(tmp_path: Path) -> None:
    folder = tmp_path / "exposure" / "ports"
    folder.mkdir(parents=True)
    head = "date,portid,portname,ISO3,portcalls\n"
    (folder / "a.csv").write_text(
        f"\ufeff{head}2024/01/01 00:00:00+00,port1,Callao,PER,12\n2024-01-02,port1,Callao,PER,\n2024-01-01,p,Callao,ITA,4\n", "utf-8"
    )
    (folder / "b.csv").write_text(f"{head}2024-01-01,port1,Callao,PER,13\n", "utf-8")
    (folder / "c.csv").write_text(f"{head}2024-01-01,port1,Callao,PER,-1\n", "utf-8")
    (folder / "d.csv").write_bytes(b"\xff\xfe\x00")
    read = read_port_calls(tmp_path)
    assert read.calls == {"PECLL": {date(2024, 1, 1): 13}}, "the last count of a day holds, and a day without a count is none"
    assert [problem.split(" ")[0] for problem in read.problems] == ["c.csv", "d.csv", "1"]
    assert read_port_calls(tmp_path / "empty").calls == {}
