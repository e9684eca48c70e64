from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from analytics.trends import BY_TITLE
from pages.trends import tabs as trends_view
from pages.trends.state import TrendsView
from tests.pages.conftest import ONE_EACH, Open, said
from tests.support.map_page import address_parameters
from tests.support.published import empty_tables, source_row, table_rows
from warehouse.contract.snapshot import Snapshot
from warehouse.filters import LISTS, Filters
from warehouse.queries.incidents import incidents

Publish = Callable[..., Snapshot]
PAGE = "pages/trends/page.py"
TABS = ("Ranking", "What changed", "Kinds", "Regions", "Season and hours", "Year to date")
LAST = date(2026, 11, 1)
HOSTILE = "<script>alert(1)</script> ![x](http://x.example/a.png) **b** $x$ :material/delete: `c`"


def closed(base: Snapshot, **facts: Any) -> list[dict[str, Any]]:
    """The base's sources, all closed on their last day, so that what is shown does not depend on today."""
    return [row | {"state": "closed", "closed_on": LAST, "last_occurred_on": LAST} | facts for row in table_rows(base, "sources")]


def count(snapshot: Snapshot, filters: Filters) -> int:
    with snapshot.open_database() as con:
        return incidents.summarise_incidents(con, filters).incidents


def pictures(at: AppTest) -> int:
    return len(at.get("plotly_chart"))


@pytest.mark.parametrize("tab", TABS)
def test_every_tab(tab: str, base: Snapshot, published: Publish, open_page: Open) -> None:
    snapshot = published({"sources": closed(base)})
    at = open_page(PAGE, tab=tab)
    assert not at.exception
    assert not at.error
    text = said(at)
    assert "All incidents: " in text and " against " in text
    # The chart over time stands above the tabs.
    assert pictures(at) == 1 + {"Ranking": 0, "What changed": 4, "Kinds": 6, "Regions": 10, "Season and hours": 4, "Year to date": 2}[tab]
    assert len(at.dataframe) == (4 if tab == "Ranking" else 0)
    assert "Sources: Coast Desk log, Gulf Net log, Harbour Watch log." in text
    assert f"n = {count(snapshot, Filters()):,} incidents" in text


@pytest.mark.parametrize("name", LISTS)
def test_each_filter_by_its_widget(name: str, base: Snapshot, published: Publish, open_page: Open) -> None:
    snapshot = published({"sources": closed(base)})
    filters = Filters(**{name: (ONE_EACH[name],)})  # type: ignore[arg-type]
    at = open_page(PAGE)
    at.multiselect(key=f"filter_{name}").set_value([ONE_EACH[name]]).run()
    assert not at.exception
    assert f"n = {count(snapshot, filters):,} incidents" in said(at)
    assert address_parameters(at) == filters.to_query()


def test_dates_and_text(base: Snapshot, published: Publish, open_page: Open) -> None:
    snapshot = published({"sources": closed(base)})
    at = open_page(PAGE)
    at.date_input(key="filter_date_from").set_value(date(2020, 1, 1)).run()
    at.date_input(key="filter_date_to").set_value(date(2024, 12, 31)).run()
    at.text_input(key="filter_text").set_value("pale star").run()
    filters = Filters(date_from=date(2020, 1, 1), date_to=date(2024, 12, 31), text="pale star")
    assert not at.exception
    assert f"n = {count(snapshot, filters):,} incidents" in said(at)
    assert "that mention “pale star”" in said(at)


def test_what_is_chosen_stands_in_the_address(base: Snapshot, published: Publish, open_page: Open) -> None:
    published({"sources": closed(base)})
    at = open_page(PAGE)
    at.selectbox(key="trends_grain").set_value("quarter").run()
    at.selectbox(key="trends_by").set_value("weapon").run()
    at.segmented_control(key="trends_show").set_value(True).run()
    at.toggle(key="trends_constant").set_value(True).run()
    assert not at.exception
    assert address_parameters(at) == {"grain": "quarter", "by": "weapon", "show": "shares", "set": "constant"}
    assert "by weapons, per quarter" in said(at) and "Constant set of sources" in said(at)
    at.selectbox(key="trends_grain").set_value("automatic").run()
    assert "grain" not in address_parameters(at)
    again = open_page(PAGE, by="weapon", show="shares", set="constant", tab="Kinds")
    assert "Constant set of sources" in said(again)


@pytest.mark.parametrize("by", list(BY_TITLE))
@pytest.mark.parametrize("show", ["", "shares"])
def test_every_column(by: str, show: str, base: Snapshot, published: Publish, open_page: Open) -> None:
    published({"sources": closed(base)})
    at = open_page(PAGE, by=by, grain="year", **({"show": show} if show else {}))
    assert not at.exception and pictures(at) == 1
    if by != "none":
        assert f"by {BY_TITLE[by].lower()}, per year" in said(at)  # type: ignore[index]


def test_nonsense_in_the_address_is_named_and_ignored(base: Snapshot, published: Publish, open_page: Open) -> None:
    snapshot = published({"sources": closed(base)})
    at = open_page(PAGE, grain="decade", by="<b>", show="x", set="all", category="nothing", tab="Nowhere")
    assert not at.exception
    assert len(at.warning) == 5
    assert f"n = {count(snapshot, Filters()):,} incidents" in said(at)
    assert address_parameters(at).keys() <= {"tab"}


def test_view_and_address_are_one_another() -> None:
    view = TrendsView("month", "act", True, True)
    assert TrendsView.from_query(view.to_query()) == (view, ())
    assert TrendsView.from_query({}) == (TrendsView(), ()) and TrendsView().to_query() == {}


def test_a_changed_set_of_sources_is_said_and_a_constant_one_offered(base: Snapshot, published: Publish, open_page: Open) -> None:
    ends = {"gulf_net": date(2018, 6, 30), "coast_desk": date(2022, 3, 31), "harbour_watch": LAST}
    sources = [
        source_row(name, state="closed", closed_on=end, last_occurred_on=end, first_occurred_on=date(2011, 11, 6))
        for name, end in ends.items()
    ]
    kept_reports = [row for row in table_rows(base, "reports") if row["occurred_on"] <= ends[row["source"]]]
    kept_incidents = [
        row | {"sources": [source for source in row["sources"] if row["occurred_on"] <= ends[source]]}
        for row in table_rows(base, "incidents")
    ]
    published({"sources": sources, "reports": kept_reports, "incidents": [row for row in kept_incidents if row["sources"]]})
    at = open_page(PAGE, to="2026-11-01")
    assert not at.exception
    assert "The set of reporting sources changed" in said(at) and "nothing is tested across it" in said(at)
    at = open_page(PAGE, to="2026-11-01", **{"from": "2014-01-01"}, set="constant")
    assert "Constant set of sources: only incidents reported by Harbour Watch." in said(at)
    assert "The set of reporting sources changed" not in said(at)


def test_spans_are_offered_where_no_source_covers_all(base: Snapshot, published: Publish, open_page: Open) -> None:
    lives = {
        "gulf_net": (date(2012, 1, 1), date(2018, 6, 30)),
        "coast_desk": (date(2015, 1, 1), date(2022, 3, 31)),
        "harbour_watch": (date(2019, 1, 1), LAST),
    }
    kept_reports = [row for row in table_rows(base, "reports") if lives[row["source"]][0] <= row["occurred_on"] <= lives[row["source"]][1]]
    sources = [
        source_row(name, state="closed", closed_on=last, first_occurred_on=first, last_occurred_on=last)
        for name, (first, last) in lives.items()
    ]
    published({"sources": sources, "reports": kept_reports})
    at = open_page(PAGE, set="constant", to="2026-11-01")
    assert not at.exception
    assert "No source covers all of these days" in said(at)
    offers = [button for button in at.button if str(button.key).startswith("trends_offer_")]
    assert offers
    offers[0].click().run()
    assert not at.exception
    assert address_parameters(at)["set"] == "constant" and {"from", "to"} <= address_parameters(at).keys()
    assert "Constant set of sources: only incidents reported by" in said(at)


def test_filters_follow_the_reader_from_page_to_page(base: Snapshot, published: Publish, open_page: Open) -> None:
    snapshot = published({"sources": closed(base)})
    at = open_page("pages/incident_map/page.py", category="cyber", region="gulf_of_aden")
    at.switch_page(PAGE).run()
    filters = Filters(categories=("cyber",), regions=("gulf_of_aden",))
    assert f"n = {count(snapshot, filters):,} incidents" in said(at)
    assert address_parameters(at) == filters.to_query()
    at.switch_page("pages/incident_map/page.py").run()
    assert not at.exception
    assert address_parameters(at) == filters.to_query()


def test_empty_tables(published: Publish, open_page: Open) -> None:
    published(empty_tables())
    at = open_page(PAGE)
    assert not at.exception
    assert trends_view.NOBODY in said(at)


@pytest.mark.parametrize("tab", TABS)
def test_no_incident_under_the_filters(tab: str, base: Snapshot, published: Publish, open_page: Open) -> None:
    published({"sources": closed(base)})
    at = open_page(PAGE, tab=tab, text="no ship of this name")
    assert not at.exception
    assert "rise" not in said(at) and "fall" not in said(at)


def test_hostile_and_long_names_are_shown_as_they_stand(base: Snapshot, published: Publish, open_page: Open) -> None:
    regions = [row | {"title": f"{HOSTILE} {row['sea_region']} {'long ' * 30}"} for row in table_rows(base, "sea_regions")]
    published({"sea_regions": regions, "sources": closed(base, title=f"{HOSTILE} {'y' * 120}")})
    for tab in TABS:
        at = open_page(PAGE, tab=tab, region="gulf_of_aden,singapore_strait")
        assert not at.exception
        texts = [str(element.value) for kind in (at.markdown, at.caption, at.info, at.warning) for element in kind]
        assert any("script" in text for text in texts)
        assert not [text for text in texts if "<script" in text.replace("\\<", "") or "](http" in text.replace("\\]", "")]


def test_a_rerun_that_changes_nothing_recomputes_nothing(
    base: Snapshot, published: Publish, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    from warehouse.queries import run

    published({"sources": closed(base)})
    for tab in TABS:
        open_page(PAGE, tab=tab)
    ran: list[str] = []
    original = run.load_sql

    def counting(name: str, names: frozenset[str] = frozenset()) -> str:
        ran.append(name)
        return original(name, names)

    monkeypatch.setattr(run, "load_sql", counting)
    calls: list[str] = []
    monkeypatch.setattr("analytics.trends.models.fit_trend", lambda *args: calls.append("trend"))
    for tab in TABS:
        assert not open_page(PAGE, tab=tab).exception
    assert (ran, calls) == ([], [])
