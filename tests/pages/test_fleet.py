"""The page *Fleet*: the company's voyages and nobody else's, unknown hours always said, what changed, and an alert at one click."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from members.access import LOCAL, Role
from members.alerts.rules import rules_of
from members.store.engine import MemberStore
from members.voyages.figures import note_figures
from members.voyages.kept import VoyageText, keep_voyage
from members.voyages.ships import keep_ship
from pages.shell import data
from tests.pages.conftest import Open, said
from tests.pages.people import sign_in_as

PAGE = "pages/fleet/page.py"
NOW = datetime(2026, 11, 2, 6, tzinfo=UTC)
HOSTILE = '=cmd|"/c" *b* [x](http://evil.example) \u202egpj'
PLANS = {
    "Lagos": {"origin": "Singapore", "destination": "Lagos", "depart": "2026-11-03T06:00"},
    "Santos": {"origin": "Cape Town", "destination": "Santos", "depart": "2026-11-03T06:00"},
    "Over": {"origin": "Singapore", "destination": "Colombo", "depart": "2026-01-03T06:00"},
    "Broken": {"origin": "Jebel Ali", "destination": "Lagos", "avoid": "hormuz", "depart": "2026-11-03T06:00"},
}


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setenv("ANCHORWATCH_DATA", str(tmp_path))
    monkeypatch.setattr(data, "this_hour", lambda: NOW)


def keep_all(store: MemberStore) -> dict[str, str]:
    ship = keep_ship(store, LOCAL, {"name": HOSTILE})
    return {
        name: keep_voyage(store, LOCAL, VoyageText(f"{name} {HOSTILE}", query, ship if name == "Lagos" else ""), date(2026, 12, 1))
        for name, query in PLANS.items()
    }


def test_without_a_kept_voyage_the_page_says_what_to_do(member_store: MemberStore, open_page: Open) -> None:
    at = open_page(PAGE)
    assert not at.exception and "No voyage is kept here." in said(at)


def test_voyages_stand_together_with_what_is_unknown_and_what_changed(member_store: MemberStore, open_page: Open) -> None:
    ids = keep_all(member_store)
    at = open_page(PAGE)
    assert not at.exception
    words = said(at)
    assert "3 voyages, 0 under way. Worst known leg ahead: =cmd" in words and "1 cannot be assessed as planned." in words
    assert "unknown, not calm" in words and "day before" not in words.split("Details")[0].split("\n")[0]
    assert len(at.get("deck_gl_json_chart")) == 1
    table = at.dataframe[0].value.set_index("voyage")
    rows = {name: table.loc[next(title for title in table.index if title.startswith(name))] for name in PLANS}
    assert rows["Santos"]["unknown"].split(" of ")[0] == rows["Santos"]["unknown"].split(" of ")[1], "all hours are unknown"
    assert (rows["Santos"]["level"], rows["Santos"]["likely"]) == ("Unknown", "unknown")
    assert rows["Lagos"]["strait"] == "Singapore Strait, 3 Nov 2026, 06:00" and rows["Lagos"]["likely"].startswith("at least ")
    assert (rows["Over"]["stage"], rows["Broken"]["stage"]) == ("arrived", "cannot be assessed") and rows["Broken"]["unknown"] == "all"
    assert set(table["changes"]) >= {"no day before to compare with"} and set(table["signed"]) == {"no"}

    published = data.store().open()
    day = published.published_at.date()
    earlier = note_figures(member_store, LOCAL, "RED", day + timedelta(days=1), "later", {})[ids["Lagos"]]
    earlier["incidents"] = earlier["incidents"][2:]
    note_figures(member_store, LOCAL, "RED", day - timedelta(days=1), "earlier", {ids["Lagos"]: earlier})
    again = open_page(PAGE)
    assert "1 changed since the day before." in said(again)
    again.selectbox(key="fleet_voyage").set_value(ids["Lagos"]).run()
    assert "2 new incidents along the route: Singapore Strait: 2 (" in said(again)
    again.button(key="fleet_watch").click().run()
    [rule] = rules_of(member_store, LOCAL)
    assert (
        rule.text.name == "Voyage of 3 Nov 2026"
        and rule.text.area.startswith("route_25")
        and rule.text.until == date(2026, 11, 30)
        and "cmd" not in str(rule)
    )


def test_nobody_else_sees_a_voyage_or_what_it_was_compared_with(
    member_store: MemberStore, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_all(member_store)
    for role in (Role.ADMIN, Role.MEMBER):
        sign_in_as(monkeypatch, role)
        at = open_page(PAGE)
        assert not at.exception and "No voyage is kept here." in said(at) and not at.dataframe
