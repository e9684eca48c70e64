from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.situation import attention
from analytics.situation.attention import rank_notable

UNTIL = date(2026, 11, 1)


def row(**facts: Any) -> dict[str, Any]:
    usual: dict[str, Any] = dict.fromkeys(("severity", "act", "sea_region")) | {"incident_id": "a:1", "occurred_on": UNTIL}
    usual |= {"crew_harm": [], "status": "unverified"}
    return usual | facts


def test_points_add_up_and_say_why() -> None:
    (notable,) = rank_notable([row(severity=1, act="hijacked", crew_harm=["hostage"], sea_region="gulf_of_aden")], UNTIL, ("gulf_of_aden",))
    assert notable.points == 4 + 2 + 2 + 3 + 2
    assert (
        notable.points_in_words
        == "severity 1 (4) + crew: hostage (2) + ship hijacked (2) + in the last 7 days (3) + watched region (2) = 13"
    )


def test_a_recent_incident_that_nothing_is_known_of_is_not_notable() -> None:
    assert rank_notable([row()], UNTIL, ()) == []
    assert rank_notable([row(severity=0), row(severity=4)], UNTIL, ()) == []


def test_a_struck_ship_needs_attention_for_a_month_though_its_severity_is_not_known() -> None:
    (sunk,) = rank_notable([row(act="struck", occurred_on=UNTIL - timedelta(days=14))], UNTIL)
    assert sunk.points_in_words == "ship struck (4) + in the last 30 days (1) = 5"
    (hurt,) = rank_notable([row(act="struck", crew_harm=["injured"])], UNTIL)
    assert hurt.points_in_words == "crew: injured (1) + ship struck (4) + in the last 7 days (3) = 8"
    (minor,) = rank_notable([row(act="struck", severity=3)], UNTIL)
    assert minor.points_in_words == "severity 3 (1) + ship struck (2) + in the last 7 days (3) = 6"


def test_a_watched_region_can_tip_the_scale() -> None:
    three = row(severity=2, occurred_on=UNTIL - timedelta(days=20), sea_region="malacca_strait")
    assert rank_notable([three], UNTIL, ()) == []
    assert [notable.points for notable in rank_notable([three], UNTIL, ("malacca_strait",))] == [6]


def test_unfounded_incidents_are_left_out() -> None:
    assert rank_notable([row(severity=1, status="unfounded")], UNTIL, ()) == []
    assert len(rank_notable([row(severity=1, status="disputed")], UNTIL, ())) == 1


FACTS = st.fixed_dictionaries(
    {
        "severity": st.sampled_from([None, 0, 1, 2, 3, 4]),
        "act": st.sampled_from([None, "boarded", "hijacked", "struck", "kidnapping", "attempted"]),
        "crew_harm": st.lists(st.sampled_from(["killed", "threatened", "hostage"]), max_size=2, unique=True),
        "sea_region": st.sampled_from([None, "red_sea", "black_sea"]),
        "days": st.integers(0, 89),
    }
)


@given(st.lists(FACTS, max_size=12))
def test_shown_points_are_the_sum_of_the_shown_reasons(facts: list[dict[str, Any]]) -> None:
    rows = [
        row(**{name: value for name, value in fact.items() if name != "days"}, incident_id=f"a:{n}")
        | {"occurred_on": UNTIL - timedelta(days=fact["days"])}
        for n, fact in enumerate(facts)
    ]
    ranked = rank_notable(rows, UNTIL, ("red_sea",))
    assert all(notable.points == sum(points for _, points in notable.reasons) >= attention.LEAST_POINTS for notable in ranked)
    assert [notable.points for notable in ranked] == sorted((notable.points for notable in ranked), reverse=True)
    assert {id(notable.incident) for notable in ranked} <= {id(incident) for incident in rows}


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"severity": 1, "act": "hijacked"}, "very severe"),
        ({"severity": 2}, "severe"),
        ({"severity": 3}, ""),
        ({"severity": 1, "crew_harm": ["killed", "missing"]}, "crew killed, missing"),
        ({"severity": 2, "crew_harm": ["hostage"]}, "crew held hostage"),
        ({"act": "struck", "crew_harm": ["injured"]}, "crew injured"),
        ({"act": "kidnapping", "severity": 1, "crew_harm": ["kidnapped"]}, ""),
        ({"act": "kidnapping", "severity": 1, "crew_harm": ["kidnapped", "killed"]}, "crew killed"),
    ],
)
def test_why_in_words(facts: dict[str, Any], why: str) -> None:
    (scored,) = rank_notable([row(**facts)], UNTIL, least=0)
    assert scored.why == why
