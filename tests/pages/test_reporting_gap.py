from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from analytics.describe.explained import Explained
from pages.reporting_gap import filters
from tests.pages.conftest import Open, said
from tests.support.published import empty_tables, source_row, table_rows
from warehouse.contract.snapshot import Snapshot
from warehouse.filters import Filters

Publish = Callable[..., Snapshot]
PAGE = "pages/reporting_gap/page.py"
PARTS = ["Share unreported", "Source overlap", "Delay and nowcast", "Coverage and silence", "Told to authorities", "Who counts what"]
LAST = date(2026, 11, 1)


def stated(base: Snapshot) -> dict[str, list[dict[str, Any]]]:
    """Tables in which Harbour Watch states when it published, a few days late; all three bodies are live today."""
    reports = []
    for number, row in enumerate(table_rows(base, "reports")):
        if row["source"] == "harbour_watch" and row["occurred_on"]:
            out = datetime.combine(row["occurred_on"], datetime.min.time(), UTC) + timedelta(days=number % 25)
            row |= {"published_at": min(out, datetime(2026, 11, 1, tzinfo=UTC)) if out.date() >= LAST else out}
        reports.append(row)
    now = datetime.now(UTC)
    described = [
        source_row(name, first_occurred_on=date(2011, 11, 5), last_landed_at=now - timedelta(hours=3), cadence_days=40.0)
        for name in ("harbour_watch", "coast_desk", "gulf_net")
    ]
    return {"reports": reports, "sources": described}


def test_what_members_reports_changed_is_said_by_region(base: Snapshot, published: Publish, open_page: Open) -> None:
    incidents = table_rows(base, "incidents")
    incidents[-1] |= {"sources": ["members"], "sea_region": "singapore_strait"}
    published({"incidents": incidents})
    at = open_page(PAGE)
    assert not at.exception and "What members' reports changed" in [part.value for part in at.subheader]
    assert "1 incident is known from members' reports alone" in said(at) and "estimate of what nobody reports does not change" in said(at)


@pytest.mark.parametrize("part", PARTS)
def test_every_part_stands_on_data_without_days_of_publication(part: str, published: Publish, open_page: Open) -> None:
    published()
    at = open_page(PAGE, part=part)
    assert not at.exception
    assert at.title[0].value == "Reporting gap"
    assert at.segmented_control[0].value is not None


@pytest.mark.parametrize("part", PARTS)
def test_every_part_stands_on_nothing(part: str, published: Publish, open_page: Open) -> None:
    published(empty_tables())
    at = open_page(PAGE, part=part)
    assert not at.exception
    assert "holds no report" in said(at)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(
    "query",
    [{"region": "oceania", "category": "terrorism", "severity": "1"}, {"from": "2026-01-01"}, {"area": "africa", "to": "2013-12-31"}],
)
def test_every_part_stands_on_few_and_on_none(part: str, query: dict[str, str], published: Publish, open_page: Open) -> None:
    published()
    at = open_page(PAGE, part=part, **query)
    assert not at.exception
    assert at.query_params["part"] == part if part != PARTS[0] else "part" not in at.query_params


def test_filters_come_from_the_address_and_go_back_to_it(published: Publish, open_page: Open) -> None:
    published()
    at = open_page(PAGE, region="singapore_strait,nowhere", severity="1", text="x", part="Told to authorities")
    assert "nowhere" in said(at) and "not known here" in said(at)
    assert at.query_params.get("region") == "singapore_strait" and "text" not in at.query_params
    boxes = {box.label: box for box in at.multiselect}
    assert boxes["Sea region"].value == ["singapore_strait"] and boxes["Severity"].value == ["1"]
    boxes["Category"].set_value(["piracy_robbery"]).run()
    assert at.query_params["category"] == "piracy_robbery" and at.query_params["region"] == "singapore_strait"
    at.slider[0].set_value((2020, 2022)).run()
    assert (at.query_params["from"], at.query_params["to"]) == ("2020-01-01", "2022-12-31")
    next(button for button in at.button if button.label == "Clear all").click().run()
    assert not at.exception
    assert set(at.query_params) <= {"part"}


def test_figures_follow_the_filters(base: Snapshot, published: Publish, open_page: Open) -> None:
    incidents = [
        row | {"reported_to_authority": bool(number % 4) if number % 3 else None}
        for number, row in enumerate(table_rows(base, "incidents"))
    ]
    published({"incidents": incidents})

    def counted(of: list[dict[str, Any]]) -> tuple[int, int]:
        return sum(row["reported_to_authority"] is not None for row in of), sum(row["reported_to_authority"] is False for row in of)

    every, none = counted(incidents)
    assert f"Of {every:,} incidents whose reports say either way, {none:,} were not reported to a coastal authority" in said(
        open_page(PAGE, part=PARTS[4])
    )
    inside = [
        row for row in incidents if row["sea_region"] == "gulf_of_guinea" and row["occurred_on"] and row["occurred_on"] >= date(2020, 1, 1)
    ]
    some, some_none = counted(inside)
    text = said(open_page(PAGE, part=PARTS[4], region="gulf_of_guinea", **{"from": "2020-01-01"}))
    assert f"Of {some:,} incidents whose reports say either way, {some_none:,} were not reported to a coastal authority" in text


def test_delays_and_nowcast_are_shown_where_publication_is_stated(base: Snapshot, published: Publish, open_page: Open) -> None:
    published(stated(base))
    at = open_page(PAGE, part="Delay and nowcast")
    assert not at.exception
    text = said(at)
    assert re.search(r"Harbour Watch: half within 1[0-4] days", text)
    assert "of which it is not known" not in text
    assert any("Reported then" in str(frame.value.columns) or "said_then" in frame.value.columns for frame in at.dataframe)


def test_without_days_of_publication_the_reason_stands_in_the_pictures_place(base: Snapshot, published: Publish, open_page: Open) -> None:
    landed = datetime(2026, 11, 2, tzinfo=UTC)
    old = {
        "reports": [row | {"first_seen_at": landed} for row in table_rows(base, "reports")],
        "report_revisions": [row | {"first_seen_at": landed, "landed_at": landed} for row in table_rows(base, "report_revisions")],
    }
    published({**old, "sources": [source_row("harbour_watch", state="closed", closed_on=LAST)]})
    at = open_page(PAGE, part="Delay and nowcast")
    reasons = [info.value.replace("\\", "") for info in at.info]
    assert any("came in a file of old reports" in reason for reason in reasons)
    assert any("No source still reports" in reason for reason in reasons)
    assert "Nothing is known" in said(at)


def test_a_source_cut_off_is_named_and_its_waters_are_not_called_calm(base: Snapshot, published: Publish, open_page: Open) -> None:
    cut = date(2020, 5, 1)
    reports = [
        row
        for row in table_rows(base, "reports")
        if not (row["source"] == "coast_desk" and row["occurred_on"] and row["occurred_on"] >= cut)
    ]
    published({"reports": reports, "sources": [source_row(name) for name in ("harbour_watch", "coast_desk", "gulf_net")]})
    at = open_page(PAGE, part="Coverage and silence")
    table = next(frame.value for frame in at.dataframe if "silent_days" in frame.value)
    breaks = table[(table["source"] == "Coast Desk") & (table["what"] == "fell silent")]
    assert len(breaks) == 1
    assert timedelta(0) <= cut - breaks["day"].iloc[0] <= timedelta(days=60)
    assert "Coast Desk fell silent" in said(at)


def test_definitions_can_be_chosen_also_by_the_address(base: Snapshot, published: Publish, open_page: Open) -> None:
    published()
    at = open_page(PAGE, part="Who counts what")
    chosen = [row for row in table_rows(base, "incidents") if row["occurred_on"]]
    counts = sum(
        row["category"] in ("piracy_robbery", "cargo_theft")
        and row["act"] in (None, "boarded", "attempted", "fired_upon", "hijacked", "kidnapping")
        for row in chosen
    )
    assert f"Of {len(chosen):,} incidents {counts:,} count" in said(at)
    at.segmented_control(key="counted_as").set_value("recaap").run()
    assert not at.exception and "outside its waters" in said(at)
    opened = open_page(PAGE, part="Who counts what", counted_as="ReCAAP", waters="In asia")
    assert (opened.segmented_control(key="counted_as").value, opened.selectbox(key="waters").value) == ("recaap", "asia")
    assert "outside its waters" not in said(opened)


def test_simulated_incidents_stand_beside_no_published_figure(published: Publish, open_page: Open) -> None:
    published(demo=True)
    text = said(open_page(PAGE, part="Who counts what"))
    assert "no published figures to compare them with" in text and "IMB published" not in text


def test_exports_carry_what_they_rest_on(published: Publish, base: Snapshot) -> None:
    import pyarrow as pa

    from analytics.delays.nowcast_charts import back_test_chart
    from warehouse.contract import csv_files

    explained: Explained = back_test_chart()
    table = pa.Table.from_pandas(explained.frame(), preserve_index=False)
    lines = list(csv.DictReader(io.StringIO(csv_files.to_csv(table, base).decode("utf-8-sig"))))
    assert explained.assumptions[0] in lines[0]["Assumptions"] and explained.references[0] in lines[0]["References"]


def test_how_good_the_nowcast_is(published: Publish, open_page: Open) -> None:
    from analytics.delays.nowcast_charts import stored_back_test

    published()
    at = open_page("pages/how_good/page.py", check="Nowcast")
    assert not at.exception
    cell_of_all = next(cell for cell in stored_back_test()["cells"] if cell["age"] == "all")
    assert f"{cell_of_all['data']}: {cell_of_all['share']:.0%} of {cell_of_all['months']} months" in said(at)
    assert len(at.dataframe[0].value) == len(stored_back_test()["files"])


def test_spans_stay_within_the_years_there_are() -> None:
    years = (2011, 2026)
    assert filters.years_chosen(Filters(), years) == years
    assert filters.years_chosen(Filters(date_from=date(2020, 3, 1), date_to=date(2021, 1, 1)), years) == (2020, 2021)
    assert filters.years_chosen(Filters(date_from=date(1950, 1, 1), date_to=date(1960, 1, 1)), years) == (2011, 2011)
    assert filters.years_chosen(Filters(date_from=date(2030, 1, 1)), years) == (2026, 2026)
