from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import duckdb
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import Open, said
from tests.support.map_page import deck_content
from tests.support.published import empty_tables, source_row, table_rows
from warehouse.contract.snapshot import Snapshot
from warehouse.reference.geography import sea_regions

Publish = Callable[..., Snapshot]
LAST = date(2026, 11, 1)
BLACK_SEA, CARIBBEAN = sea_regions()["black_sea"].title, sea_regions()["caribbean"].title
HOSTILE = "<script>alert(1)</script> ![x](http://x.example/a.png) [a](http://x.example) **b** $x$ :material/delete: `c`"


def closed(base: Snapshot) -> list[dict[str, object]]:
    """The base's sources, all closed on their last day."""
    return [row | {"state": "closed", "closed_on": LAST, "last_occurred_on": LAST} for row in table_rows(base, "sources")]


def counted(snapshot: Snapshot, first: date, last: date, where: str = "true") -> int:
    with snapshot.open_database() as con:
        row = con.execute(f"SELECT count(*) FROM incidents WHERE occurred_on BETWEEN ? AND ? AND {where}", [first, last]).fetchone()
    assert row is not None
    return int(row[0])


@pytest.mark.parametrize("days", [7, 30, 90])
def test_figures_of_each_span(days: int, base: Snapshot, published: Publish, open_page: Open) -> None:
    snapshot = published({"sources": closed(base)})
    at = open_page(days=str(days))
    assert not at.exception
    first = LAST - timedelta(days=days - 1)
    now = counted(snapshot, first, LAST)
    before = counted(snapshot, first - timedelta(days=days), LAST - timedelta(days=days))
    armed = "list_has_any(weapons, ['guns', 'knives', 'rpg', 'missile_drone', 'mine', 'other'])"
    metrics = {metric.label: metric for metric in at.metric}
    assert metrics["Incidents"].value == f"{now:,}"
    assert metrics["Incidents"].delta.split(" ")[0] == f"{now - before}"
    measures = frame_of(at, "measure").set_index("measure")
    assert measures.loc["Armed attackers", "now"] == counted(snapshot, first, LAST, armed)
    assert measures.loc["Incidents", "before"] == before
    assert metrics["Crew harmed"].value == f"{counted(snapshot, first, LAST, 'len(crew_harm) > 0'):,}"
    severe = "severity IN (1, 2) OR act IN ('struck', 'seized')"
    assert metrics["Severe"].value == f"{counted(snapshot, first, LAST, f'({severe})'):,}"
    assert len(metrics) == 3 and re.search(rf"\b{now:,} incidents? in the {days} days to 1 November 2026", said(at))
    assert f"{days} days" in said(at)
    assert at.query_params.get("days") == (None if days == 30 else str(days))


def test_choosing_a_span_changes_the_figures_and_the_address(base: Snapshot, published: Publish, open_page: Open) -> None:
    snapshot = published({"sources": closed(base)})
    at = open_page()
    at.segmented_control[0].set_value(90).run()
    assert at.metric[0].value == f"{counted(snapshot, LAST - timedelta(days=89), LAST):,}"
    at.date_input[0].set_value(date(2024, 6, 25)).run()
    assert not at.exception
    assert at.metric[0].value == f"{counted(snapshot, date(2024, 6, 25) - timedelta(days=89), date(2024, 6, 25)):,}"
    assert at.query_params["until"] == "2024-06-25"


def test_where_nobody_reports_any_more_the_page_says_so(base: Snapshot, published: Publish, open_page: Open) -> None:
    published({"sources": closed(base)})
    at = open_page()
    assert "No source reports after 1 November 2026" in at.info[0].value.replace("\\", "")
    assert at.date_input[0].value == LAST


def test_a_live_source_ends_the_span_today(published: Publish, open_page: Open) -> None:
    now = datetime.now(UTC)
    published(
        {"sources": [source_row("harbour_watch", last_landed_at=now - timedelta(hours=2), last_occurred_on=now.date() - timedelta(days=2))]}
    )
    at = open_page()
    assert at.date_input[0].value == now.date()
    assert not any("No source reports" in info.value for info in at.info)


def test_days_that_are_still_filling_up_are_named(base: Snapshot, published: Publish, open_page: Open) -> None:
    late = [
        row | {"published_at": datetime.combine(row["occurred_on"], datetime.min.time(), UTC) + timedelta(days=9 + number % 10)}
        for number, row in enumerate(table_rows(base, "reports"))
    ]
    kept_reports = [row for row in late if row["published_at"].date() <= LAST]
    published({"reports": kept_reports, "sources": [source_row("harbour_watch"), source_row("coast_desk", state="closed", closed_on=LAST)]})
    at = open_page()
    text = said(at)
    assert not at.exception
    assert "Reports are still coming in" in text and "so far" in text
    assert "Harbour Watch" in text.split("Reports are still coming in")[1].split("\n")[0]
    assert "Coast Desk" not in text.split("Reports are still coming in")[1].split("\n")[0], "a closed source does not grow"
    assert "Reports are still coming in" not in said(open_page(until="2024-06-25"))


def test_a_live_source_that_fell_silent_is_stale(published: Publish, open_page: Open) -> None:
    published({"sources": [source_row("harbour_watch", last_landed_at=datetime(2026, 9, 1, tzinfo=UTC))]})
    at = open_page()
    assert at.date_input[0].value == LAST
    assert "No source reports after 1 November 2026" in at.info[0].value.replace("\\", "")
    assert list(at.dataframe[-1].value["state"].iloc[0]) == ["stale"]


def test_a_changed_set_of_sources_is_named_and_left_out(published: Publish, open_page: Open) -> None:
    published(
        {
            "sources": [
                source_row("harbour_watch", state="closed", closed_on=LAST, last_occurred_on=LAST),
                source_row("coast_desk", state="closed", closed_on=date(2023, 12, 31), last_occurred_on=date(2023, 12, 20)),
                source_row("gulf_net", state="closed", closed_on=LAST, last_occurred_on=LAST, first_occurred_on=date(2026, 10, 1)),
            ]
        }
    )
    text = said(open_page())
    assert "Compared with the mean of 2021–2025 over Harbour Watch only" in text
    assert "Coast Desk (1 January 2010 to 31 December 2023)" in text
    assert "Compared with the 30 days before over Harbour Watch only" in text
    assert "Gulf Net (1 October 2026 to 1 November 2026)" in text


def test_without_a_common_source_there_is_no_comparison(published: Publish, open_page: Open) -> None:
    published(
        {"sources": [source_row("gulf_net", state="closed", closed_on=LAST, last_occurred_on=LAST, first_occurred_on=date(2026, 9, 20))]}
    )
    at = open_page()
    text = said(at)
    assert not at.exception
    assert "No comparison with the 30 days before: no source covers both spans" in text
    assert "No comparison with the mean of 2021–2025" in text
    assert at.metric[0].delta in ("", None)
    assert "No five-year mean" in text


def test_days_that_no_source_covers_are_missing_knowledge(base: Snapshot, published: Publish, open_page: Open) -> None:
    # The day lies in the range of the page, between two sources.
    published(
        {
            "sources": [
                source_row("harbour_watch", state="closed", closed_on=LAST, last_occurred_on=LAST, first_occurred_on=date(2020, 1, 1)),
                source_row("coast_desk", state="closed", closed_on=date(2012, 1, 1), last_occurred_on=date(2012, 1, 1)),
            ]
        }
    )
    text = said(open_page(until="2016-05-01"))
    assert "No source covers all of the 30 days" in text and "missing knowledge, not calm" in text


@pytest.mark.parametrize("query", [{"days": "abc"}, {"days": "31"}, {"until": "banana"}, {"until": "1600-01-01"}, {"until": "2999-01-01"}])
def test_nonsense_in_the_address_is_ignored(query: dict[str, str], base: Snapshot, published: Publish, open_page: Open) -> None:
    snapshot = published({"sources": closed(base)})
    at = open_page(**query)
    assert not at.exception
    assert at.metric[0].value == f"{counted(snapshot, LAST - timedelta(days=29), LAST):,}"


def test_empty_tables(published: Publish, open_page: Open) -> None:
    published(empty_tables())
    at = open_page()
    assert not at.exception
    assert "no dated report" in said(at)


def test_sources_without_any_incident(base: Snapshot, published: Publish, open_page: Open) -> None:
    published({"incidents": [], "incident_reports": [], "sources": closed(base)})
    at = open_page()
    assert not at.exception
    assert at.metric[0].value == "0"
    text = said(at)
    assert "No incident is known for the 30 days" in text
    assert "No incident in any of the spans." in text and "No incident is known up to 1 November 2026." in text


def test_hostile_text_is_shown_as_it_stands(base: Snapshot, published: Publish, open_page: Open) -> None:
    hostile = [row | {"title": HOSTILE} for row in table_rows(base, "sea_regions")]
    sources = [row | {"title": HOSTILE, "state_reason": HOSTILE} for row in closed(base)]
    vessels = [row | {"vessel_name": HOSTILE, "place": HOSTILE} for row in table_rows(base, "incidents")]
    published({"sea_regions": hostile, "sources": sources, "incidents": vessels})
    at = open_page()
    assert not at.exception
    texts = [str(element.value) for kind in (at.markdown, at.caption, at.info, at.warning) for element in kind]
    assert any("script" in text for text in texts)
    live = re.compile(r"(?<!\\)(<script|\]\(http|!\[|\*\*b|\$x|:material/delete|`c)")
    for text in texts:
        assert not live.search(text)


def test_latest_incidents_name_their_own_sources(base: Snapshot, published: Publish, open_page: Open) -> None:
    """Where few happened in the span the table reaches further back, to sources that the span does not rest on."""
    snapshot = published({"sources": closed(base)})
    at = open_page(days="7")
    (foot,) = (caption.value for caption in at.caption if caption.value.startswith("The 12 latest"))
    with snapshot.open_database() as con:
        latest = con.execute("SELECT sources FROM incidents ORDER BY occurred_on DESC, incident_id LIMIT 12").fetchall()
        titles = dict(con.execute("SELECT source, title FROM sources").fetchall())
    titles_named = sorted({titles[code] for (codes,) in latest for code in codes})
    assert len(titles_named) > 1
    assert f"Sources: {', '.join(titles_named)}." in foot.replace("\\", "")


def test_latest_incidents_lead_to_their_card(base: Snapshot, published: Publish, open_page: Open) -> None:
    odd = [row | {"incident_id": f"asam:2024/1 & {number}?#"} for number, row in enumerate(table_rows(base, "incidents"))]
    published({"incidents": odd, "sources": closed(base)})
    table = frame_of(open_page(), "day")
    assert len(table) == 12
    assert all(link.startswith("incident?id=asam%3A2024%2F1+%26+") and "#" not in link for link in table["link"])
    assert list(table["day"]) == sorted(table["day"], reverse=True)


def test_a_query_runs_once_for_all_sessions(base: Snapshot, published: Publish, open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    from warehouse.queries import run

    published({"sources": closed(base)})
    open_page()
    ran: list[str] = []
    original = run.run_query

    def counting(con: duckdb.DuckDBPyConnection, name: str, values: object = None) -> object:
        ran.append(name)
        return original(con, name, values)  # type: ignore[arg-type]

    monkeypatch.setattr(run, "run_query", counting)
    monkeypatch.setattr("warehouse.queries.frames.run_query", counting)
    monkeypatch.setattr("warehouse.queries.sources.sources.run_query", counting)
    assert not open_page().exception
    assert ran == []


def frame_of(at: AppTest, column: str) -> Any:
    """The table (a data frame) that has this column."""
    shown_frame: Any = next(frame.value for frame in at.dataframe if column in frame.value)
    return shown_frame


def test_incidents_that_need_attention_lead_to_their_cards(base: Snapshot, published: Publish, open_page: Open) -> None:
    every = table_rows(base, "incidents")
    late = [row | {"severity": None, "act": "boarded", "crew_harm": []} if row["occurred_on"] > date(2026, 8, 1) else row for row in every]
    grave = late[-1] | {"severity": 1, "act": "hijacked", "occurred_on": LAST, "vessel_name": HOSTILE, "status": "unverified"}
    published({"incidents": [*late[:-1], grave], "sources": closed(base)})
    at = open_page()
    assert "1 needs attention" in said(at) and "Less urgent:" in said(at), "those with fewer points follow, marked apart"
    listed = " ".join(element.value for element in at.markdown if "incident?id=" in element.value)
    assert f"incident?id={grave['incident_id'].replace(':', '%3A')}" in listed
    assert "very severe" in listed and "(4)" not in listed, "in words; the points are for Details"
    scores = frame_of(at, "points")
    assert list(scores["why"]) == ["severity 1 (4) + ship hijacked (2) + in the last 7 days (3) = 9"]
    assert "Points: severity 1 (4)" in said(at)
    unfounded = grave | {"status": "unfounded"}
    published({"incidents": [*late[:-1], unfounded], "sources": closed(base)})
    assert "0 need attention" in said(open_page()) and "Waters that nobody watches cannot appear here" in said(open_page())


@pytest.mark.parametrize("number", [0, 1, 3, 4, 12])
def test_the_list_is_as_long_as_its_heading_says(number: int, base: Snapshot, published: Publish, open_page: Open) -> None:
    calm = [row | {"severity": 4, "act": "boarded", "crew_harm": []} for row in table_rows(base, "incidents")]
    grave = [row | {"severity": 1, "act": "hijacked", "occurred_on": LAST} for row in calm[:number]]
    published({"incidents": [*grave, *calm[number:]], "sources": closed(base)})
    at = open_page()
    assert not at.exception
    assert f"{number} need{'s' if number == 1 else ''} attention" in said(at)
    listed = " ".join(element.value for element in at.markdown)
    assert sum(listed.count(f"incident?id={row['incident_id'].replace(':', '%3A')})") for row in grave) == number
    assert len(frame_of(at, "points") if number else ()) == number


def test_only_the_watched_regions_are_counted_on_request(base: Snapshot, published: Publish, open_page: Open) -> None:
    snapshot = published({"sources": closed(base)})
    at = open_page(region="singapore_strait")
    everywhere = at.metric[0].value
    at.toggle[0].set_value(True).run()
    assert not at.exception and at.query_params["only"] == "yes"
    here = counted(snapshot, LAST - timedelta(days=29), LAST, "sea_region = 'singapore_strait'")
    assert at.metric[0].value == f"{here:,}" != everywhere
    assert "in Singapore Strait" in said(at)
    assert open_page(region="singapore_strait", only="yes").metric[0].value == f"{here:,}"
    assert open_page(only="yes").metric[0].value == everywhere, "without regions there is nothing to narrow to"
    at.multiselect[0].set_value([]).run()
    assert at.metric[0].value == everywhere and "only" not in at.query_params


def test_no_incident_says_whether_anybody_watched(base: Snapshot, published: Publish, open_page: Open) -> None:
    sources = [row | {"watches": ["singapore_strait"]} for row in closed(base)]
    published({"sources": sources, "incidents": [row for row in table_rows(base, "incidents") if row["sea_region"] == "red_sea"]})
    assert "no incident is known. Watched on all of these days by" in said(open_page(region="singapore_strait", only="yes"))
    assert "nobody watched these waters" in said(open_page(region="black_sea", only="yes", until="2026-10-01"))


def test_marks_are_ranked_by_severity(base: Snapshot, published: Publish, open_page: Open) -> None:
    levels = [row | {"severity": (1, 2, 3, 4, 0, None)[place % 6]} for place, row in enumerate(table_rows(base, "incidents"))]
    published({"incidents": levels, "sources": closed(base)})
    (marks,) = [layer["data"] for layer in deck_content(open_page())["layers"] if layer["id"].startswith("points")]
    radii = [mark["r"] for mark in marks]
    assert radii == sorted(radii) and len(set(radii)) > 2, "the gravest last, on top"


def test_a_click_on_a_mark_opens_the_incident(base: Snapshot, published: Publish, open_page: Open) -> None:
    published({"sources": closed(base)})
    at = open_page()
    (mark, *_) = (row for layer in deck_content(at)["layers"] if layer["id"].startswith("points") for row in layer["data"])
    at.session_state["_overview_open"] = mark["i"]
    at.run()
    assert not at.exception and at.title[0].value != "Overview" and at.query_params["id"] in (mark["i"], [mark["i"]])


def test_watched_regions_are_counted_like_for_like_and_kept_in_the_address(base: Snapshot, published: Publish, open_page: Open) -> None:
    sources = [
        source_row("harbour_watch", watches=["singapore_strait"], state="closed", closed_on=LAST, last_occurred_on=LAST),
        source_row("coast_desk", watches=["black_sea"], state="closed", closed_on=LAST, last_occurred_on=LAST),
        source_row("gulf_net", watches=["gulf_of_guinea"], first_occurred_on=date(2026, 10, 20), closed_on=LAST, state="closed"),
    ]
    kept_incidents = [row for row in table_rows(base, "incidents") if row["sea_region"] != "gulf_of_guinea"]
    snapshot = published({"sources": sources, "incidents": kept_incidents})
    assert open_page(region="gulf_of_guinea").multiselect[0].value == ["Gulf of Guinea"]
    at = open_page(days="90")
    at.multiselect[0].set_value(["Singapore Strait", BLACK_SEA, "Gulf of Guinea"]).run()
    assert not at.exception
    table = frame_of(at, "watched_by").set_index("region")
    first = LAST - timedelta(days=89)
    assert table.loc["Singapore Strait", "now"] == counted(snapshot, first, LAST, "sea_region = 'singapore_strait'")
    only = "sea_region = 'singapore_strait' AND list_contains(sources, 'harbour_watch')"
    assert table.loc["Singapore Strait", "before"] == counted(snapshot, first - timedelta(days=90), first - timedelta(days=1), only)
    assert table.loc["Singapore Strait", "before_now"] == counted(snapshot, first, LAST, only)
    assert list(table.loc[BLACK_SEA, "state"]) == ["Watched, none known"]
    assert list(table.loc["Gulf of Guinea", "state"]) == ["Watched in part, none known"]
    at = open_page(region="caribbean")
    table = frame_of(at, "watched_by").set_index("region")
    assert table.loc[CARIBBEAN, "watched_by"] == "Nobody"


def test_the_list_of_watched_regions_survives_a_change_of_page(base: Snapshot, published: Publish, open_page: Open) -> None:
    published({"sources": closed(base)})
    at = open_page()
    at.multiselect[0].set_value(["Red Sea"]).run()
    at.switch_page("pages/data_sources/page.py").run()
    at.switch_page("pages/overview/page.py").run()
    assert at.multiselect[0].value == ["Red Sea"]


def test_a_region_that_nobody_watches_has_no_number(base: Snapshot, published: Publish, open_page: Open) -> None:
    sources = [row | {"watches": ["singapore_strait"]} for row in closed(base)]
    published({"sources": sources, "incidents": [row for row in table_rows(base, "incidents") if row["sea_region"] != "caribbean"]})
    at = open_page(region="caribbean")
    table = frame_of(at, "watched_by").set_index("region")
    assert list(table.loc[CARIBBEAN, "state"]) == ["Not watched"] and pd.isna(table.loc[CARIBBEAN, "now"])
    assert "watch 1 of" in said(at) and "missing knowledge, not calm" in said(at)
    grey = next(layer for layer in deck_content(at)["layers"] if layer["id"].startswith("unwatched"))
    assert len(grey["data"]["features"]) == len(table_rows(base, "sea_regions")) - 1


def test_what_changed_since_a_day(base: Snapshot, published: Publish, open_page: Open) -> None:
    since = datetime(2026, 10, 1, tzinfo=UTC)
    snapshot = published({"sources": closed(base)})
    at = open_page(since="2026-10-01")
    assert not at.exception
    with snapshot.open_database() as con:
        [(new,)] = con.execute("SELECT count(*) FROM incidents WHERE last_changed_at > ?", [since]).fetchall()
    assert f"{new:,} incidents are new here" in said(at)
    assert "What changed since 1 October 2026" in [head.value for head in at.subheader]
    assert "Gulf Net log closed on 1 November 2026." in said(at)
    table = frame_of(at, "kind")
    assert set(table["kind"]) == {"New"} and len(table) == min(new, 50)
    at = open_page()
    at.date_input[1].set_value(datetime.now(UTC).date()).run()
    assert "No incident is new here, and none has changed. - No source delivered anything." in said(at).replace("\n", " ")


def test_the_map_holds_the_last_30_days_whatever_the_span(base: Snapshot, published: Publish, open_page: Open) -> None:
    snapshot = published({"sources": closed(base)})
    placed = counted(snapshot, LAST - timedelta(days=29), LAST, "latitude IS NOT NULL")
    for days in ("7", "90"):
        at = open_page(days=days)
        assert f"{placed} incidents with a position" in said(at)
        marks = [row for layer in deck_content(at)["layers"] if layer["id"].startswith(("points", "coarse")) for row in layer["data"]]
        assert sum(row.get("n", 1) for row in marks) == placed
        assert "incident_map?from=2026-10-03&to=2026-11-01" in said(at)
