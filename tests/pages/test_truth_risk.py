"""What the pages of risk must never say: that a source which ended means less crime."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from analytics.risk.levels import LEVELS
from tests.pages.conftest import Open, said
from tests.support.cuts import double_reports, end_source
from tests.support.published import table_rows
from warehouse.contract.snapshot import Snapshot

Publish = Callable[..., Snapshot]
PAGE = "pages/regional_risk/page.py"
LAST = date(2026, 11, 1)
CUT = date(2024, 6, 25)
TITLES = [level.title for level in LEVELS]


def closed(rows_of: list[dict[str, object]]) -> list[dict[str, object]]:
    return [row if row["closed_on"] else row | {"state": "closed", "closed_on": LAST, "last_occurred_on": LAST} for row in rows_of]


def regions_table(at: AppTest) -> dict[str, dict[str, object]]:
    frame = next(frame.value for frame in at.dataframe if "level" in frame.value)
    return {row["region"]: {str(name): value for name, value in row.items()} for row in frame.to_dict("records")}


def test_a_source_cut_off_in_the_middle_is_not_less_crime(base: Snapshot, published: Publish, open_page: Open) -> None:
    tables = end_source(base, "harbour_watch", CUT)
    published(tables | {"sources": closed(tables["sources"])})
    at = open_page(PAGE, until=LAST.isoformat())
    assert not at.exception
    text = said(at)
    assert "No longer reporting" in text and "Harbour Watch" in text
    assert not re.search(r"\b(fewer|less crime|calmer|fell|decreas|declin|improv|safer|drop)", text, re.IGNORECASE)
    for row in regions_table(at).values():
        assert "harbour_watch" not in str(row["sources"])
        # A count beside the count of the year before is over the same sources: no step at the cut.
        if row["before"] and row["before"] == row["before"] and float(str(row["before"])) >= 15:
            assert float(str(row["year"])) > 0.4 * float(str(row["before"]))


def test_waters_that_lost_their_only_source_have_no_level(base: Snapshot, published: Publish, open_page: Open) -> None:
    ended = [
        row | {"state": "closed", "closed_on": CUT, "last_occurred_on": CUT}
        for row in table_rows(base, "sources")
        if row["source"] == "harbour_watch"
    ]
    kept_incidents = [row | {"sources": ["harbour_watch"]} for row in table_rows(base, "incidents") if row["occurred_on"] <= CUT]
    reports = [row | {"source": "harbour_watch"} for row in table_rows(base, "reports") if row["occurred_on"] <= CUT]
    published({"sources": ended, "incidents": kept_incidents, "reports": reports})
    on_the_day = open_page(PAGE, until=CUT.isoformat())
    assert regions_table(on_the_day)["Singapore Strait"]["level"] in TITLES
    after = open_page(PAGE, until=CUT.isoformat(), region="singapore_strait")
    assert after.metric
    later = open_page(PAGE)
    assert not later.exception


@pytest.mark.parametrize("days_after", [120, 400])
def test_after_the_end_nothing_is_known(days_after: int, base: Snapshot, published: Publish, open_page: Open) -> None:
    tables = end_source(base, "harbour_watch", CUT)
    # The others watch other waters only.
    sources = [row if row["source"] == "harbour_watch" else row | {"watches": ["north_europe"]} for row in tables["sources"]]
    incidents = [row for row in tables["incidents"] if row["sources"] == ["harbour_watch"]]
    reports = [row for row in tables["reports"] if row["source"] == "harbour_watch"]
    published({"sources": closed(sources), "incidents": incidents, "reports": reports})
    at = open_page(PAGE, until=(CUT + timedelta(days=days_after)).isoformat(), region="singapore_strait")
    assert not at.exception
    frame = regions_table(at)
    assert {row["level"] for row in frame.values()} == {"Not watched"}
    assert all(row["expected"] != row["expected"] or row["expected"] is None for row in frame.values())
    assert "What happens there is unknown, so no level is given" in said(at)


def test_doubled_reports_change_nothing(base: Snapshot, published: Publish, open_page: Open) -> None:
    published({"sources": closed(table_rows(base, "sources"))})
    before = regions_table(open_page(PAGE))
    tables = double_reports(base, "coast_desk")
    published(tables | {"sources": closed(tables["sources"])})
    assert str(regions_table(open_page(PAGE))) == str(before)


@pytest.mark.parametrize("count", [0, 1, 500])
def test_no_incident_one_and_a_day_with_five_hundred(count: int, base: Snapshot, published: Publish, open_page: Open) -> None:
    pattern = next(row for row in table_rows(base, "incidents") if row["sea_region"] == "gulf_of_aden")
    day = LAST - timedelta(days=3)
    crowd = [pattern | {"incident_id": f"{pattern['incident_id']}-{number}", "occurred_on": day} for number in range(count)]
    published({"incidents": crowd, "incident_reports": [], "sources": closed(table_rows(base, "sources"))})
    for look in ("Months and categories", "Hot spots", "Near repeats"):
        at = open_page(PAGE, look=look, region="gulf_of_aden")
        assert not at.exception
        assert regions_table(at)["Gulf of Aden"]["recorded"] == count
