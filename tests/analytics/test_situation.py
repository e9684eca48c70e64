"""The situation against truths: what is cut off is missing knowledge, one incident is one, and a day with 500 holds 500."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from analytics.coverage.recent_end import recent_end_of
from analytics.coverage.watchkeeping import source_watches
from analytics.situation.situation import Situation, assess_situation, notable_incidents
from tests.support.published import republish, source_row, table_rows
from tests.support.snapshots import build_snapshot
from warehouse.contract.snapshot import Snapshot
from warehouse.filters import Filters

LAST = date(2026, 11, 1)
NOW = datetime(2026, 11, 2, 6, 0, tzinfo=UTC)
Ask = Callable[..., Situation]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return build_snapshot(tmp_path_factory.mktemp("base"), 1200)


@pytest.fixture
def ask(base: Snapshot, tmp_path: Path) -> Ask:
    """The situation of the 30 days up to LAST in the base snapshot with some tables exchanged."""

    def run(tables: dict[str, list[dict[str, Any]]], filters: Filters | None = None, until: date = LAST) -> Situation:
        with republish(base, tmp_path, tables).open_database() as con:
            return assess_situation(con, until, 30, NOW, filters or Filters())

    return run


def live(**facts: Any) -> list[dict[str, Any]]:
    return [source_row(name, **facts) for name in ("harbour_watch", "coast_desk", "gulf_net")]


def test_a_source_cut_off_in_the_span_is_never_read_as_less_crime(base: Snapshot, ask: Ask) -> None:
    cut = date(2026, 10, 12)
    kept_incidents = [row for row in table_rows(base, "incidents") if "harbour_watch" not in row["sources"] or row["occurred_on"] <= cut]
    sources = [source_row("harbour_watch", state="closed", closed_on=cut, last_occurred_on=cut), *live()[1:]]
    situation = ask({"incidents": kept_incidents, "sources": sources})
    assert situation.comparison.against_before.sources == ("coast_desk", "gulf_net")
    assert any("Harbour Watch covers only part of these days" in note for note in situation.notes)
    uncut = ask({"sources": live()})
    others = [row for row in table_rows(base, "incidents") if {"coast_desk", "gulf_net"} & set(row["sources"])]
    first = LAST - timedelta(days=29)
    same = sum(first <= row["occurred_on"] <= LAST for row in others if row in kept_incidents)
    assert situation.comparison.measures["incidents"].before_now == same
    assert uncut.comparison.against_before.sources == ("coast_desk", "gulf_net", "harbour_watch")


def test_when_every_source_is_cut_off_there_is_no_figure_to_compare(ask: Ask) -> None:
    situation = ask({"sources": live(state="closed", closed_on=date(2026, 9, 1), last_occurred_on=date(2026, 9, 1))})
    assert "That is missing knowledge, not calm" in situation.paragraph
    assert "fewer" not in situation.paragraph and situation.comparison.measures["incidents"].change is None


def test_doubling_the_reports_of_a_source_changes_no_count(base: Snapshot, ask: Ask) -> None:
    once = ask({"sources": live()})
    again = [row | {"report_id": f"{row['report_id']}-2", "native_ref": f"{row['native_ref']}-2"} for row in table_rows(base, "reports")]
    members = [row | {"report_id": f"{row['report_id']}-2", "link_rule": "model"} for row in table_rows(base, "incident_reports")]
    incidents = [row | {"report_count": 2 * row["report_count"]} for row in table_rows(base, "incidents")]
    twice = ask(
        {
            "sources": live(),
            "incidents": incidents,
            "reports": [*table_rows(base, "reports"), *again],
            "incident_reports": [*table_rows(base, "incident_reports"), *members],
        }
    )
    assert (twice.paragraph, twice.comparison) == (once.paragraph, once.comparison)


def test_a_single_incident(base: Snapshot, ask: Ask) -> None:
    incident = table_rows(base, "incidents")[-1] | {"occurred_on": LAST, "sea_region": "singapore_strait"}
    situation = ask({"incidents": [incident], "sources": live()})
    assert situation.paragraph.startswith("1 incident is known for the 30 days")


def test_a_day_with_500(base: Snapshot, tmp_path: Path) -> None:
    first = table_rows(base, "incidents")[0] | {"severity": 1, "act": "hijacked", "occurred_on": LAST, "sources": ["harbour_watch"]}
    many = [first | {"incident_id": f"harbour_watch:d{number}"} for number in range(500)]
    with republish(base, tmp_path, {"incidents": many, "sources": live()}).open_database() as con:
        situation = assess_situation(con, LAST, 7, NOW)
        assert situation.comparison.measures["incidents"].now == 500
        assert situation.paragraph.startswith("500 incidents are known for the 7 days")
        assert len(notable_incidents(con, LAST, 7)) == 500


def test_a_region_that_nobody_watches_is_said_to_be_unknown(ask: Ask) -> None:
    sources = live(watches=["singapore_strait"])
    situation = ask({"sources": sources}, Filters(regions=("caribbean",)))
    assert situation.covering == ()
    assert situation.paragraph.startswith("No source covers all of the 30 days")
    everywhere = ask({"sources": sources})
    assert "watch 1 of" in everywhere.paragraph and "missing knowledge, not calm" in everywhere.paragraph
    assert "caribbean" in everywhere.unwatched and "singapore_strait" not in everywhere.unwatched


def test_filters_leave_what_they_say(base: Snapshot, ask: Ask) -> None:
    filters = Filters(categories=("cyber",), date_to=date(2020, 1, 1))
    situation = ask({"sources": live()}, filters)
    first = LAST - timedelta(days=29)
    expected = sum(row["category"] == "cyber" and first <= row["occurred_on"] <= LAST for row in table_rows(base, "incidents"))
    assert situation.comparison.measures["incidents"].now == expected
    assert set(situation.comparison.categories) <= {"cyber"}


def test_an_empty_snapshot_has_no_anchor(base: Snapshot, tmp_path: Path) -> None:
    with republish(base, tmp_path, {"sources": []}).open_database() as con:
        assert source_watches(con, NOW) == () and recent_end_of(con, NOW) is None
