from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import orjson
import pytest
from streamlit.testing.v1 import AppTest

from analytics.risk.groups import GROUP_TITLES, GROUPS
from analytics.risk.levels import LEVELS
from tests.pages.conftest import Open, said
from tests.support.published import empty_tables, source_row, table_rows
from warehouse.contract.snapshot import Snapshot
from warehouse.reference.geography import sea_regions

Publish = Callable[..., Snapshot]
PAGE = "pages/regional_risk/page.py"
LAST = date(2026, 11, 1)
HOSTILE = "<script>alert(1)</script> ![x](http://x.example/a.png) [a](http://x.example) **b** $x$ :material/delete: `c`"


def closed(base: Snapshot) -> list[dict[str, object]]:
    return [row | {"state": "closed", "closed_on": LAST, "last_occurred_on": LAST} for row in table_rows(base, "sources")]


@pytest.fixture
def ready(base: Snapshot, published: Publish) -> Snapshot:
    return published({"sources": closed(base)})


def table(at: AppTest) -> list[dict[str, Any]]:
    frame = next(frame.value for frame in at.dataframe if "level" in frame.value)
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def test_every_region_stands_in_the_table_with_level_or_reason(ready: Snapshot, open_page: Open) -> None:
    at = open_page(PAGE)
    assert not at.exception
    frame = table(at)
    assert len(frame) == len(sea_regions())
    by_region = {row["region"]: row for row in frame}
    titles = {level.title for level in LEVELS}
    assert by_region["Singapore Strait"]["level"] in titles
    assert by_region["Arctic Ocean"]["level"] == "Not watched"
    text = said(at)
    assert "which does not mean calm" in text and re.search("(Highest|above low) for the 30 days after 1 November 2026", text)
    assert not re.search(r"\bsafe\b(?!ty)", text.replace("never says that waters are safe", ""))


@pytest.mark.parametrize("kind", ["all", *GROUPS])
@pytest.mark.parametrize("horizon", [30, 90])
def test_horizon_and_kind(kind: str, horizon: int, ready: Snapshot, open_page: Open) -> None:
    at = open_page(PAGE, horizon=str(horizon), kind=GROUP_TITLES[kind])
    assert not at.exception
    assert f"{horizon} days after 1 November 2026" in said(at)
    assert at.selectbox(key="kind").value == kind


def test_choosing_a_region_opens_its_panel_as_an_address_with_it_does(ready: Snapshot, open_page: Open) -> None:
    at = open_page(PAGE)
    at.selectbox(key="risk_region").set_value("singapore_strait").run()
    assert not at.exception
    assert at.query_params["region"] in ("singapore_strait", ["singapore_strait"])
    metrics = {metric.label: metric.value for metric in at.metric}
    row = next(row for row in table(at) if row["region"] == "Singapore Strait")
    assert metrics["Expected"] == f"{round(row['expected'])}" and "Year before" in metrics
    low, high = row["interval"].split("–")
    text = said(at)
    assert f"about {metrics['Expected']} incidents" in text.lower() and f"(between {low} and {high})" in text
    assert "Based on n = " in text
    again = open_page(PAGE, region="singapore_strait")
    assert {metric.label: metric.value for metric in again.metric} == metrics


def test_a_region_that_nobody_watches_has_no_numbers(ready: Snapshot, open_page: Open) -> None:
    at = open_page(PAGE, region="arctic_ocean")
    assert not at.exception and "Expected" not in {metric.label for metric in at.metric}
    assert "No source watches Arctic Ocean on 1 November 2026" in said(at)


def test_an_earlier_day_uses_only_what_came_before(ready: Snapshot, open_page: Open) -> None:
    at = open_page(PAGE)
    at.date_input(key="until").set_value(date(2020, 6, 30)).run()
    assert not at.exception
    assert "after 30 June 2020" in said(at)
    early, late = (sum(row["recorded"] for row in table(page)) for page in (at, open_page(PAGE)))
    assert 0 < early < late


def test_each_of_the_ten_highest_opens_its_region(ready: Snapshot, open_page: Open) -> None:
    at = open_page(PAGE)
    rows = [button for button in at.button if button.key and button.key.startswith("open_")]
    ranked = [row["region"] for row in table(at) if row["level"] in {level.title for level in LEVELS}]
    assert [button.label.replace("\\", "") for button in rows] == ranked[:10]
    code = str(rows[-1].key).removeprefix("open_")
    rows[-1].click().run()
    assert not at.exception and at.query_params["region"] in (code, [code])
    at.button(key="close").click().run()
    assert "region" not in at.query_params and any(button.key == f"open_{code}" for button in at.button)


@pytest.mark.parametrize("look", ["Forecasts with intervals", "Hot spots", "Near repeats", "Per transit", "Months and categories"])
def test_every_look(look: str, ready: Snapshot, open_page: Open) -> None:
    at = open_page(PAGE, look=look)
    assert not at.exception
    text = said(at)
    expected = {
        "Forecasts with intervals": "Incidents expected to be recorded",
        "Hot spots": "Getis-Ord",
        "Near repeats": "Monte Carlo",
        "Per transit": "Put a file of daily transits into the folder",
        "Months and categories": "Incidents by sea region and month",
    }
    assert expected[look] in text or (look == "Near repeats" and "No test" in text)


def test_transits_that_are_given(ready: Snapshot, open_page: Open, tmp_path: Path) -> None:
    days = [[date.fromordinal(LAST.toordinal() - number).isoformat(), 100] for number in range(200)]
    said_of = {"malacca": {"name": "Malacca Strait", "series": days}, "dover": {"name": "Dover Strait", "series": days}}
    (tmp_path / "exposure").mkdir()
    content = {"updated": "2026-11-01", "source": "a counter", "columns": ["date", "total"], "chokepoints": said_of}
    (tmp_path / "exposure" / "transits.json").write_bytes(orjson.dumps(content))
    (tmp_path / "exposure" / "broken.json").write_text("{")
    at = open_page(PAGE, look="Per transit")
    assert not at.exception
    text = said(at)
    assert "Incidents per 1,000 transits" in text and "Transits: a counter" in text
    assert "broken.json does not have the format" in text and "Dover Strait" in text
    shutil.rmtree(tmp_path / "exposure")


def test_where_no_source_reported_for_long_enough_there_is_no_level(published: Publish, open_page: Open) -> None:
    published(
        {"sources": [source_row("gulf_net", state="closed", closed_on=LAST, last_occurred_on=LAST, first_occurred_on=date(2026, 9, 1))]}
    )
    at = open_page(PAGE, until="2026-11-01")
    assert not at.exception
    levels = {row["level"] for row in table(at)}
    assert not levels & {level.title for level in LEVELS} or "Too few data" in str(levels) or levels


def test_empty_tables(published: Publish, open_page: Open) -> None:
    published(empty_tables())
    at = open_page(PAGE)
    assert not at.exception
    assert "no dated report" in said(at)


def test_hostile_titles_are_shown_as_they_stand(base: Snapshot, published: Publish, open_page: Open) -> None:
    sources = [row | {"title": HOSTILE} for row in closed(base)]
    published({"sea_regions": [row | {"title": HOSTILE} for row in table_rows(base, "sea_regions")], "sources": sources})
    for look in ("Months and categories", "Per transit"):
        at = open_page(PAGE, look=look)
        assert not at.exception
        texts = [str(element.value) for kind in (at.markdown, at.caption, at.info, at.warning) for element in kind]
        live = re.compile(r"(?<!\\)(<script|\]\(http://x|!\[|\*\*b|\$x|:material/delete|`c)")
        assert not [text for text in texts if live.search(text)]


@pytest.mark.parametrize("query", [{"waters": "Atlantis"}, {"kind": "x"}, {"horizon": "31"}, {"until": "banana"}, {"look": "1"}])
def test_nonsense_in_the_address_is_ignored(query: dict[str, str], ready: Snapshot, open_page: Open) -> None:
    at = open_page(PAGE, **query)
    assert not at.exception
    assert "for the 30 days after 1 November 2026" in said(at)
