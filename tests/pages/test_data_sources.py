from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import quote

import orjson
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from pages.data_sources.quarantine import make_visible
from pages.shell import handling
from tests.pages.conftest import Open, said
from tests.support.published import empty_tables, landing_row, quarantine_row, source_row, table_rows, view_as
from warehouse import dictionary
from warehouse.contract import settings
from warehouse.contract.health.document import Alert, Attempt, FeedHealth, Health, write_health
from warehouse.contract.issues import QUARANTINE_REASONS
from warehouse.contract.snapshot import Snapshot
from warehouse.disclosure import Handling
from warehouse.queries.changes.change_list import KIND_TITLE, changes_since
from warehouse.queries.sources.sources import ROWS_ON_A_PAGE

Publish = Callable[..., Snapshot]
PAGE = "pages/data_sources/page.py"
TABS = ["Sources", "Feeds", "Changes", "Accounting", "Quarantine", "Warnings", "Data dictionary", "Snapshots"]
HOSTILE = '=HYPERLINK("http://x.example") <script>alert(1)</script> ![x](http://x.example/a.png) **b** \x00\x1b[31m \u202egnp'
NAMES = ("harbour_watch", "coast_desk")


def some() -> dict[str, list[dict[str, object]]]:
    """Two sources, five landings, quarantine of two reasons."""
    landings = [landing_row(name, number) for name in NAMES for number in (1, 2)]
    landings.append(
        landing_row("coast_desk", 3, new=0, read=0, revised=0, unchanged=0, repeated=0, quarantined=0, failure="it is not JSON")
    )
    aside = [quarantine_row("harbour_watch", number) for number in range(7)]
    aside += [quarantine_row("coast_desk", number, reason="no_reference", message="no reference") for number in range(3)]
    return {"sources": [source_row(name) for name in NAMES], "landings": landings, "quarantine": aside}


def frame(at: AppTest, column: str) -> pd.DataFrame:
    found: pd.DataFrame = next(one.value for one in at.dataframe if column in one.value)
    return found


def keep_health(*attempts: Attempt, alerts: tuple[Alert, ...] = ()) -> None:
    """Leave a health document in the page's data folder: the feed of harbour_watch, asked so often."""
    feed = FeedHealth("harbour_watch", 60, attempts[0].at, attempts[0].at, attempts)
    write_health(settings.load().data, Health(attempts[0].at, "", None, (feed,), alerts))


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_runs_and_is_in_the_address(tab: str, published: Publish, open_page: Open) -> None:
    published(some())
    keep_health(Attempt(datetime(2026, 11, 1, tzinfo=UTC), "landed", "3 records landed", 900, 3))
    at = open_page(PAGE, tab=tab, since="1990-01-01")
    assert not at.exception
    assert len(at.dataframe) >= 1
    assert len(at.download_button) >= 1


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_with_empty_tables(tab: str, published: Publish, open_page: Open) -> None:
    published(empty_tables())
    assert not open_page(PAGE, tab=tab).exception


def test_the_feeds_tab_shows_what_came_of_the_last_requests(published: Publish, open_page: Open) -> None:
    published(some())
    first = Attempt(datetime(2026, 11, 1, tzinfo=UTC), "landed", "30 records landed", 900, 30, None)
    second = Attempt(datetime(2026, 11, 1, 1, tzinfo=UTC), "failed", f"a web page titled {HOSTILE} came", 1_200, None, 30)
    silent = Alert("silent", "harbour_watch", f"Harbour Watch is silent {HOSTILE}", datetime(2026, 11, 2, tzinfo=UTC))
    keep_health(first, second, alerts=(silent, Alert("failing", "somebody_else", "not for this reader", silent.raised_at)))
    at = open_page(PAGE, tab="Feeds")
    assert not at.exception
    row = frame(at, "history").iloc[0]
    assert (row["source"], list(row["state"]), list(row["history"]), row["expected"]) == ("Harbour Watch", ["failing"], [30, 0], 30)
    assert row["text"] == second.text, "a table shows text as it stands"
    assert list(frame(at, "raised_at")["text"]) == [silent.text]
    assert "No watch is running" in said(at)


def test_the_feeds_tab_before_any_request(published: Publish, open_page: Open) -> None:
    published(some())
    assert "No feed has been asked yet." in said(open_page(PAGE, tab="Feeds"))


def test_the_changes_tab_lists_changes_and_hands_them_out(base: Snapshot, published: Publish, open_page: Open) -> None:
    published()
    at = open_page(PAGE, tab="Changes", since="1990-01-01")
    assert not at.exception
    rows = frame(at, "changed_at")
    assert set(rows["kind"]) <= set(KIND_TITLE.values())
    assert len(rows) == 500
    assert any(button.label == "JSON" for button in at.download_button)
    assert "Nothing has changed since then." in said(open_page(PAGE, tab="Changes", since="2026-11-02"))


def test_changes_for_machines_hold_no_more_than_may_go_out(base: Snapshot) -> None:
    view = view_as(base)
    with view.connect() as con:
        table = changes_since(con, datetime(1990, 1, 1, tzinfo=UTC))
    document = orjson.loads(handling.card_json("changes", table, view, Handling("CLEAR")))
    clear = {row["report_id"] for row in table_rows(base, "reports") if row["tlp"] == "CLEAR"}
    assert (document["snapshot"], document["simulated"]) == (base.id, base.is_demo)
    assert 0 < len(document["changes"]) <= table.num_rows
    assert {row["report_id"] for row in document["changes"]} <= clear
    assert set(document["changes"][0]) == set(table.column_names)


def test_only_the_open_tab_runs(published: Publish, open_page: Open) -> None:
    published(some())
    at = open_page(PAGE)
    assert not any("quarantined" in one.value for one in at.dataframe)
    assert "Attribution" in said(at) or any("Attribution" in table.value.to_string() for table in at.table)


def test_each_source_shows_its_licence_attribution_and_state(published: Publish, open_page: Open) -> None:
    stale = source_row(
        "coast_desk", state="live", last_landed_at=datetime(2026, 3, 1, tzinfo=UTC), cadence_days=7.0, watches=["singapore_strait"]
    )
    failed = source_row("gulf_net", state="failed", state_reason="The last file could not be used: it is not JSON")
    published({"sources": [source_row("harbour_watch", state="closed", closed_on=date(2026, 11, 1)), stale, failed]})
    at = open_page(PAGE)
    states = {title: next(iter(state)) for title, state in zip(*(frame(at, "state")[name] for name in ("source", "state")), strict=True)}
    assert states == {"Harbour Watch": "closed", "Coast Desk": "stale", "Gulf Net": "failed"}
    cards = "\n".join(table.value.to_string() for table in at.table).replace("\\", "")
    assert "CC BY 4.0" in cards and "coast_desk, invented" in cards and "https://example.org/log" in cards
    assert "Singapore Strait" in cards and "All waters" in cards
    assert "Nothing has landed since 1 March 2026; files usually come every 7 days" in cards
    assert "it is not JSON" in cards


def test_the_accounting_adds_up_and_a_sum_that_does_not_is_shown(published: Publish, open_page: Open) -> None:
    tables = some()
    tables["landings"].append(landing_row("harbour_watch", 9, new=79))
    published(tables)
    at = open_page(PAGE, tab="Accounting")
    total = frame(at, "landings").set_index("source")
    parts = ["new", "revised", "unchanged", "repeated", "quarantined"]
    assert total.loc["Coast Desk", "read"] == total.loc["Coast Desk", parts].sum() == 200
    assert bool(total.loc["Coast Desk", "adds_up"]) and not bool(total.loc["Harbour Watch", "adds_up"])
    files = frame(at, "origin").set_index("origin")
    assert files["adds_up"].sum() == 5
    assert files.loc["coast_desk_3.csv", "failure"] == "it is not JSON"
    assert [list(fields) for fields in total["leftover_fields"]] == [["moon_phase"]] * 2


def test_quarantine_is_counted_and_filtered(published: Publish, open_page: Open) -> None:
    published(some())
    at = open_page(PAGE, tab="Quarantine")
    counts = frame(at, "meaning").set_index("reason")
    assert dict(counts["records"]) == {"bad_date": 7, "no_reference": 3}
    assert counts.loc["bad_date", "meaning"] == QUARANTINE_REASONS["bad_date"]
    assert len(frame(at, "message")) == 10
    at.selectbox(key="q_reason").set_value("no_reference").run()
    assert list(frame(at, "message")["source"].unique()) == ["Coast Desk"]
    at.selectbox(key="q_source").set_value("harbour_watch").run()
    assert not at.exception
    assert "No record with this source and reason." in said(at)


def test_quarantine_comes_in_pages(published: Publish, open_page: Open) -> None:
    tables = some() | {"quarantine": [quarantine_row("harbour_watch", number) for number in range(ROWS_ON_A_PAGE + 30)]}
    published(tables)
    at = open_page(PAGE, tab="Quarantine")
    first = frame(at, "message")
    assert len(first) == ROWS_ON_A_PAGE
    page: Any = at.get("pagination")[0]
    page.set_value(2).run()
    second = frame(at, "message")
    assert len(second) == 30
    assert not set(first["raw_locator"]) & set(second["raw_locator"])


def read_whole(snapshot_id: str, folder: str, message: str) -> None:
    from pathlib import Path

    from pages.data_sources import quarantine
    from warehouse.contract.snapshot import Snapshot
    from warehouse.reader import LOCAL
    from warehouse.view import view

    shown = view(Snapshot(snapshot_id, Path(folder)), LOCAL)
    quarantine.show_record(shown, "harbour_watch", "harbour_watch-0001", "1", "bad_date", message)


def test_a_record_is_read_whole(published: Publish, open_page: Open) -> None:
    long = HOSTILE + "x" * 5000
    snapshot = published(some() | {"quarantine": [quarantine_row("harbour_watch", 1, raw=long, message=HOSTILE)]})
    at = open_page(PAGE, tab="Quarantine")
    assert len(frame(at, "message")["raw"].iloc[0]) <= 310
    at = AppTest.from_function(read_whole, args=(snapshot.id, str(snapshot.folder), HOSTILE)).run()
    assert not at.exception
    assert at.code[0].value == make_visible(long)
    live = re.compile(r"(?<!\\)(<script|\]\(http|!\[|\*\*b)")
    assert not any(live.search(str(element.value)) for kind in (at.markdown, at.caption) for element in kind)


def test_what_would_not_show_is_made_visible() -> None:
    assert make_visible("a\x00b\x1b[31m\x7f") == "a\u2400b\u241b[31m\u2421"
    assert make_visible("\u202egnp.exe") == "<U+202E>gnp.exe"
    assert make_visible("line\none\ttab \u00b0 \u6c34") == "line\none\ttab \u00b0 \u6c34"


def test_warnings_have_meanings_and_shares(base: Snapshot, published: Publish, open_page: Open) -> None:
    reports = table_rows(base, "reports")
    published()
    table = frame(open_page(PAGE, tab="Warnings"), "meaning")
    assert table["meaning"].str.len().min() > 0
    titles = {row["title"]: row["source"] for row in table_rows(base, "sources")}
    for row in table.to_dict("records"):
        own = [report for report in reports if report["source"] == titles[row["source"]]]
        carrying = sum(row["issue"] in report["issues"] for report in own)
        assert row["reports"] == carrying
        assert row["share"] == pytest.approx(carrying / len(own))


def test_the_dictionary_is_complete_and_can_be_searched(published: Publish, open_page: Open) -> None:
    published()
    at = open_page(PAGE, tab="Data dictionary")
    assert len(frame(at, "definition")) == len(dictionary.column_entries())
    at.text_input(key="word").set_value("ADMIRALTY grade").run()
    assert not at.exception
    at.text_input(key="word").set_value("cat 1").run()
    codes = frame(at, "code_list")
    assert {"severity", "measure"} <= set(codes["code_list"]) and len(codes) < 20
    at.text_input(key="word").set_value("**nothing** `holds` this <b>").run()
    assert not at.exception and "Nothing in the dictionary" in said(at)
    assert all(mark not in "".join(info.value for info in at.info) for mark in ("**", " `holds", " <b>"))


def test_kept_snapshots_are_listed_with_links(published: Publish, open_page: Open) -> None:
    old = published(some(), now=datetime(2026, 11, 2, tzinfo=UTC))
    broken = published(some(), now=datetime(2026, 11, 3, tzinfo=UTC))
    new = published(some(), now=datetime(2026, 11, 4, tzinfo=UTC))
    (broken.folder / "manifest.json").write_text("{")
    table = frame(open_page(PAGE, tab="Snapshots"), "link").set_index("id")
    assert list(table.index) == [new.id, f"{broken.id} (damaged)", old.id]
    assert list(table["present"]) == [True, False, False]
    assert table.loc[old.id, "link"] == f"?snapshot={old.id}&tab=Snapshots"
    assert table.loc[new.id, "quarantine"] == 10
    assert list(table["reports"].isna()) == [False, True, False]


def test_reports_with_a_warning_are_listed_the_doubtful_first(base: Snapshot, published: Publish, open_page: Open) -> None:
    rows = [{**row, "issues": []} for row in table_rows(base, "reports")]
    assert len({row["source"] for row in rows}) > 1
    severities = (None, 0, 3, 1)
    for row, severity in zip(rows, severities, strict=False):
        row |= {"issues": ["doubtful_act"], "severity": severity, "narrative": HOSTILE}
    rows[5]["issues"] = ["date_conflict_near"]
    published({"reports": rows})
    at = open_page(PAGE, tab="Warnings")
    assert not at.exception
    listed = frame(at, "report")
    assert list(listed["report"]) == [rows[place]["report_id"] for place in (3, 2, 1, 0)], "the most severe first, unknown last"
    assert set(listed["text"]) == {HOSTILE[:300]}
    members = {(row["report_id"], row["incident_id"]) for row in table_rows(base, "incident_reports")}
    for report, link in zip(listed["report"], listed["link"], strict=True):
        assert any(f"id={quote(incident)}" in link for member, incident in members if member == report)
    at.selectbox(key="warning").set_value("date_conflict_near").run()
    assert list(frame(at, "report")["report"]) == [rows[5]["report_id"]]
    assert not at.exception
