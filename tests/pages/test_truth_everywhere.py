"""What no page may get wrong, by registry: a source cut off, everything said twice, nothing, one incident, a day with 500."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pages.shell import navigation
from tests.pages.conftest import Open, said
from tests.support.cuts import double_reports, end_source
from tests.support.published import table_rows
from warehouse.contract.snapshot import Snapshot

Publish = Callable[..., Snapshot]
PAGES = [entry.script for entry in navigation.all_entries()]
COUNTING = [
    "pages/overview/page.py",
    "pages/incident_map/page.py",
    "pages/trends/page.py",
    "pages/compare/page.py",
    "pages/regional_risk/page.py",
    "pages/reporting_gap/page.py",
]
"""Pages whose figures are of incidents. The others are of one incident, of links, of kept figures, or of reports by design; the
briefing composes what these show."""
LAST, CUT = date(2026, 11, 1), date(2026, 9, 15)

FALL = re.compile(
    r"\b(fewer|less crime|calmer|fell|fallen|decreas\w*|declin\w*|improv\w*|safer|drop(?:ped|s)?|a clear fall|below the range)\b", re.I
)
CAUTIONS = (
    "fewer than before is not yet a fall",
    "left of 1 fewer",
    "fell silent",
    "never says that waters are safe",
    "a source began, ended or fell silent",
    "fewer than",
)
"""Sentences that guard against reading a fall, and rules that hold a number."""


def closed(table: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Every source that has not ended covers up to LAST and is closed, so that no day is still filling up."""
    return [row if row["closed_on"] else row | {"state": "closed", "closed_on": LAST, "last_occurred_on": LAST} for row in table]


def figures(at: AppTest) -> tuple[str, list[tuple[str, str, str]]]:
    """All words and key figures of a page, without the snapshot's time and id; sources in one order (pages name the largest first)."""
    assert not at.exception
    text = "\n".join((said(at), *(element.value for element in at.subheader)))
    text = re.sub(r"snapshot=[\w-]+", "", text)
    text = re.sub(r"\d{1,2} \w+ 20\d\d, \d\d:\d\d UTC", "", text)
    text = re.sub(r"Sources: ([^.]*)\.", lambda found: f"Sources: {sorted(found[1].split(', '))}.", text)
    return text, [(one.label, str(one.value), str(one.delta)) for one in at.metric]


@pytest.mark.parametrize("script", COUNTING)
def test_a_source_cut_off_is_never_read_as_less_crime(script: str, base: Snapshot, published: Publish, open_page: Open) -> None:
    """Harbour Watch ends six weeks before the last day, in the middle of the spans that are compared."""
    tables = end_source(base, "harbour_watch", CUT)
    published(tables | {"sources": closed(tables["sources"])})
    text, shown = figures(open_page(script))
    if script == "pages/overview/page.py":
        # The others did tell of more or fewer; what is compared is what they alone told.
        by_others = [row for row in tables["incidents"] if set(row["sources"]) - {"harbour_watch"}]
        spans = ((LAST - timedelta(days=29), LAST), (LAST - timedelta(days=59), LAST - timedelta(days=30)))
        now, before = (sum(first <= row["occurred_on"] <= last for row in by_others) for first, last in spans)
        assert {label: delta for label, _, delta in shown}["Incidents"] == str(now - before)
        assert "left out: Harbour Watch log" in text
        return
    if script == "pages/compare/page.py":
        by_others = [row for row in tables["incidents"] if set(row["sources"]) - {"harbour_watch"}]
        spans = ((date(2025, 11, 2), LAST), (date(2024, 11, 2), date(2025, 11, 1)))
        now, before = (sum(first <= row["occurred_on"] <= last for row in by_others) for first, last in spans)
        assert f": {now} incidents in the 12 months to 1 November 2026, {before} in the" in text
        assert "did not watch both sides alike: Harbour Watch log to" in text
        return
    for caution in CAUTIONS:
        text = text.replace(caution, "")
    assert not FALL.search(text), FALL.search(text)


@pytest.mark.parametrize("script", COUNTING)
def test_a_source_that_says_everything_twice_changes_no_figure(script: str, base: Snapshot, published: Publish, open_page: Open) -> None:
    published({"sources": closed(table_rows(base, "sources"))})
    once = figures(open_page(script))
    tables = double_reports(base, "coast_desk")
    published(tables | {"sources": closed(tables["sources"])})
    twice = figures(open_page(script))
    assert twice == once


@pytest.mark.parametrize("script", PAGES)
@pytest.mark.parametrize("count", [0, 1, 500])
def test_nothing_one_incident_and_a_day_with_five_hundred(
    script: str, count: int, base: Snapshot, published: Publish, open_page: Open
) -> None:
    pattern = next(row for row in table_rows(base, "incidents") if row["sea_region"] == "gulf_of_aden" and row["report_count"] == 1)
    told = next(row for row in table_rows(base, "incident_reports") if row["incident_id"] == pattern["incident_id"])
    report = next(row for row in table_rows(base, "reports") if row["report_id"] == told["report_id"])
    day = LAST - timedelta(days=3)
    names = [f"{told['report_id']}-{number}" for number in range(count)]
    published({
        "incidents": [pattern | {"incident_id": name, "occurred_on": day} for name in names],
        "reports": [report | {"report_id": name, "native_ref": name, "occurred_on": day} for name in names],
        "incident_reports": [told | {"incident_id": name, "report_id": name} for name in names],
        "links": [],
        "sources": closed(table_rows(base, "sources")),
    })  # fmt: skip
    text, shown = figures(open_page(script))
    assert "nan" not in re.findall(r"[a-z]+", text) and "None" not in text
    if script == "pages/overview/page.py":
        assert ("Incidents", f"{count:,}") in [(label, value) for label, value, _ in shown]
    if script == "pages/incident_map/page.py":
        assert ("No incidents" if not count else f"{count:,} incident") in text
