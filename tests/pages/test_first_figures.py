"""What pages begin with: key figures that agree with what stands below them, and heavy parts that wait for them to be painted."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from starlette.requests import Request
from starlette.responses import Response
from streamlit.testing.v1 import AppTest

from analytics.risk.quality import evaluation
from pages.server import first_paint
from pages.shell import navigation
from tests.pages.conftest import Open, said
from tests.support.published import empty_tables, table_rows
from warehouse.contract.snapshot import Snapshot

Publish = Callable[..., Snapshot]
HEAVY = ("plotly_chart", "deck_gl_json_chart", "bidi_component", "arrow_data_frame", "imgs", "image")
LAST = date(2026, 11, 1)
BEGIN_WITH_ANSWER = ("overview", "trends", "reporting_gap", "board_briefing", "how_good", "data_sources")


def figures(at: AppTest) -> dict[str, str]:
    return {metric.label.replace("\\", ""): str(metric.value).replace("\\", "") for metric in at.metric}


@pytest.mark.parametrize("page", BEGIN_WITH_ANSWER)
def test_the_sentence_that_answers_comes_before_every_chart_map_and_table(page: str, published: Publish, open_page: Open) -> None:
    published()
    at = open_page(f"pages/{page}/page.py")
    assert not at.exception
    kinds = [element.type for element in at.main]
    drawn = [place for place, kind in enumerate(kinds) if kind in HEAVY]
    # Menus and notices come first; the answer is the last text before the first picture.
    assert drawn and "markdown" in kinds[: drawn[0]]


@pytest.mark.parametrize("page", [entry.script for entry in navigation.all_entries()])
def test_without_any_incident_no_figure_is_made_up(page: str, published: Publish, open_page: Open) -> None:
    published(empty_tables())
    at = open_page(page)
    assert not at.exception
    assert not {"nan", "inf", "None %"} & {str(value) for value in figures(at).values()}


def test_trends_begin_with_what_their_sentences_say(base: Snapshot, published: Publish, open_page: Open) -> None:
    published()
    at = open_page("pages/trends/page.py")
    shown = figures(at)
    dated = [row for row in table_rows(base, "incidents") if row["occurred_on"] is not None]
    assert shown["Incidents shown"] == f"{len(dated):,}"
    year = next(label for label in shown if label.isdigit())
    assert shown[year] == f"{sum(row['occurred_on'].year == int(year) for row in dated):,}"
    assert f"All incidents: {shown[year]} in {year} against" in said(at)
    assert shown["Latest level"].startswith("About ")
    assert shown["Sources still reporting"].endswith(" of 3")


def test_levels_add_up_to_all_sea_regions(published: Publish, open_page: Open) -> None:
    published(now=datetime.combine(LAST, time(), UTC) + timedelta(days=1))
    at = open_page("pages/regional_risk/page.py")
    levels = {"Critical", "Severe", "Substantial", "Moderate or low", "Level unknown"}
    shown = figures(at)
    assert levels <= set(shown) and sum(int(shown[one]) for one in levels) == len(at.dataframe[-1].value)


def test_a_level_nobody_can_give_is_not_shown_as_nought(base: Snapshot, published: Publish, open_page: Open) -> None:
    published(now=datetime.combine(LAST, time(), UTC) + timedelta(days=1))
    early = min(row["first_occurred_on"] for row in table_rows(base, "sources")) + timedelta(days=200)
    at = open_page("pages/regional_risk/page.py", until=early.isoformat())
    shown = figures(at)
    assert "Critical" not in shown and int(shown["Level unknown"]) > 0


def test_the_gap_begins_with_its_headline(published: Publish, open_page: Open) -> None:
    published()
    at = open_page("pages/reporting_gap/page.py")
    shown = figures(at)
    share = shown["Held by no source"]
    if share == "Not known":
        assert "Estimated in all" not in shown
        return
    known = next(value for label, value in shown.items() if label.startswith("Known, "))
    assert f"{known} incidents known; an estimated {share} of all" in said(at)
    assert int(shown["Estimated in all"].replace(",", "")) >= int(known.replace(",", ""))


def test_how_good_begins_with_the_kept_figures(published: Publish, open_page: Open) -> None:
    published()
    kept = evaluation.stored_figures()
    assert kept is not None
    overall = kept["horizons"]["90"]["overall"]
    shown = figures(open_page("pages/how_good/page.py", ahead="90"))
    assert shown["80% interval coverage"] == f"{overall['cover_80']['randomised']:.1%}"
    assert shown["Against last year"] == f"{overall['rivals']['last_year']['crps_better']:.0%}"
    assert shown["Recorded"] == f"{overall['incidents']:,}"


def test_sources_are_counted_by_state(base: Snapshot, published: Publish, open_page: Open) -> None:
    published()
    shown = figures(open_page("pages/data_sources/page.py"))
    assert shown["Reports"] == f"{sum(row['reports'] for row in table_rows(base, 'sources')):,}"
    assert shown["Sources that report"].endswith(f" of {len(table_rows(base, 'sources'))}")


@pytest.mark.parametrize(("days", "reporting"), [(1, "3 of 3"), (120, "0 of 3")])
def test_pages_agree_on_who_still_reports(days: int, reporting: str, base: Snapshot, published: Publish, open_page: Open) -> None:
    """Long after the last landing none does, on any page."""
    live = [row | {"state": "live", "closed_on": None} for row in table_rows(base, "sources")]
    kept = published({"sources": live}, now=datetime.combine(LAST, time(), UTC) + timedelta(days=days))
    assert figures(open_page("pages/data_sources/page.py", snapshot=kept.id))["Sources that report"] == reporting
    assert figures(open_page("pages/trends/page.py", snapshot=kept.id))["Sources still reporting"] == reporting


def test_the_briefing_counts_only_what_may_be_handed_out(base: Snapshot, published: Publish, open_page: Open) -> None:
    def shown(mark: str) -> str:
        return said(open_page("pages/board_briefing/page.py", sections="figures", mark=mark, days="365"))

    reports = [row | {"tlp": "RED"} for row in table_rows(base, "reports")]
    published({"reports": reports})
    assert re.search(r"[1-9]\d* incidents above TLP:CLEAR left out; no figure counts them", shown("CLEAR"))
    assert "left out; no figure" not in shown("RED")


def test_heavy_parts_wait_once_and_only_after_figures(monkeypatch: pytest.MonkeyPatch, published: Publish, open_page: Open) -> None:
    published()
    waited: list[float | None] = []
    monkeypatch.setattr(threading.Event, "wait", lambda event, timeout=None: waited.append(timeout))
    monkeypatch.setattr(first_paint, "LONGEST", 1.25)
    at = open_page("pages/how_good/page.py")
    assert not at.exception and waited.count(1.25) == 1
    at.run()
    assert waited.count(1.25) == 1
    assert not open_page("pages/incident_map/page.py").exception
    assert waited.count(1.25) == 1, "the map is what its page begins with"


def test_the_browser_says_that_it_has_painted() -> None:
    waiting = threading.Event()
    first_paint._AWAITED["token"] = waiting

    def ask(token: str) -> Response:
        answered: Response = asyncio.run(first_paint.ROUTE.endpoint(Request({"type": "http", "path_params": {"token": token}})))
        return answered

    assert ask("another").status_code == 200 and not waiting.is_set()
    answer = ask("token")
    assert waiting.is_set() and answer.media_type == "image/gif" and answer.body == first_paint.PIXEL
