from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from analytics.situation import attention
from analytics.situation.attention import notable

UNTIL = date(2026, 11, 1)


def row(**facts: Any) -> dict[str, Any]:
    usual: dict[str, Any] = dict.fromkeys(("severity", "act", "sea_region")) | {"incident_id": "a:1", "occurred_on": UNTIL}
    usual |= {"crew_harm": [], "status": "unverified"}
    return usual | facts


def test_points_add_up_and_say_why() -> None:
    (one,) = notable([row(severity=1, act="hijacked", crew_harm=["hostage"], sea_region="gulf_of_aden")], UNTIL, ("gulf_of_aden",))
    assert one.points == 4 + 2 + 2 + 3 + 2
    assert one.why == "CAT 1 (4) + crew: hostage (2) + ship hijacked (2) + in the last 7 days (3) + watched region (2) = 13"


def test_a_recent_incident_that_nothing_is_known_of_is_not_notable() -> None:
    assert notable([row()], UNTIL, ()) == []
    assert notable([row(severity=0), row(severity=4)], UNTIL, ()) == []


def test_a_struck_ship_needs_attention_for_a_month_though_no_category_of_severity_fits_it() -> None:
    (sunk,) = notable([row(act="struck", occurred_on=UNTIL - timedelta(days=14))], UNTIL)
    assert sunk.why == "ship struck (4) + in the last 30 days (1) = 5"
    (hurt,) = notable([row(act="struck", crew_harm=["injured"])], UNTIL)
    assert hurt.why == "crew: injured (1) + ship struck (4) + in the last 7 days (3) = 8"


def test_a_watched_region_can_tip_the_scale() -> None:
    three = row(severity=2, occurred_on=UNTIL - timedelta(days=20), sea_region="malacca_strait")
    assert notable([three], UNTIL, ()) == []
    assert [one.points for one in notable([three], UNTIL, ("malacca_strait",))] == [6]


def test_unfounded_incidents_are_left_out() -> None:
    assert notable([row(severity=1, status="unfounded")], UNTIL, ()) == []
    assert len(notable([row(severity=1, status="disputed")], UNTIL, ())) == 1


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
        row(**{name: value for name, value in one.items() if name != "days"}, incident_id=f"a:{n}")
        | {"occurred_on": UNTIL - timedelta(days=one["days"])}
        for n, one in enumerate(facts)
    ]
    found = notable(rows, UNTIL, ("red_sea",))
    assert all(one.points == sum(points for _, points in one.reasons) >= attention.LEAST for one in found)
    assert [one.points for one in found] == sorted((one.points for one in found), reverse=True)
    assert {id(one.incident) for one in found} <= {id(one) for one in rows}
