"""IMB's live map: the text in a field of the plugin's, its beginning, and references."""

from __future__ import annotations

from datetime import date
from typing import Any

import orjson
import pytest

from data_pipeline import registry
from data_pipeline.errors import BadRecord
from data_pipeline.facts.reader import read_facts
from data_pipeline.fields import Fields
from data_pipeline.landing import recognise_format
from data_pipeline.model import Draft
from tests.fixtures.golden import FOLDER
from warehouse.reference.geography import sea_regions

SOURCE = registry.source("imb_live")
FILE = FOLDER / "imb_live" / "markers_json.json"
FIRST: dict[str, Any] = orjson.loads(FILE.read_bytes())[0]
SITREP = "05.03.2025: 1830 UTC: Posn: 01:04.5N – 103:40.2E, Around 3nm west of Example Island, Singapore Straits.\nRobbers boarded a tug."


def read(sitrep: str = SITREP, number: str | None = "014-25", **changes: Any) -> Draft:
    custom = [{"name": "Sitrep:", "value": sitrep}, *([{"name": "Incident Number", "value": number}] if number is not None else [])]
    return SOURCE.adapter.read(Fields({**FIRST, "custom_field_data": custom, **changes}), "markers_json")


def test_it_is_recognised_by_the_plugins_names() -> None:
    assert recognise_format(SOURCE, FILE) == "markers_json"
    assert SOURCE.watches == ("*",)
    assert sea_regions()


@pytest.mark.parametrize(
    ("beginning", "day", "moment"),
    [
        ("05.03.2025: 1830 UTC: Posn", date(2025, 3, 5), "2025-03-05 18:30:00+00:00"),
        ("5.3.2025 18:30 UTC, Posn", date(2025, 3, 5), "2025-03-05 18:30:00+00:00"),
        ("  05.03.2025: 1830hrs UTC: Posn", date(2025, 3, 5), "2025-03-05 18:30:00+00:00"),
        ("05.03.2025: 1830 LT: Posn", date(2025, 3, 5), None),
        ("05.03.2025: Posn", date(2025, 3, 5), None),
    ],
)
def test_the_day_and_a_time_in_utc_begin_the_text(beginning: str, day: date, moment: str | None) -> None:
    draft = read(SITREP.replace("05.03.2025: 1830 UTC: Posn", beginning))
    facts = read_facts(draft, SOURCE)
    assert (facts.occurred_on, facts.occurred_at and str(facts.occurred_at)) == (day, moment)


@pytest.mark.parametrize(
    ("number", "title", "reference"),
    [
        ("014-25", "", "014-25"),
        ("014/2025", "", "014/2025"),
        ("014-24", "", "014-24"),
        ("014", "", "2025-014"),
        ("2025-014", "", "2025-014"),
        (None, "Attack 015-25", "015-25"),
        ("", "", "marker-901"),
        (None, "A ship", "marker-901"),
    ],
)
def test_a_reference_has_its_year(number: str | None, title: str, reference: str) -> None:
    assert read(number=number, title=title).native_ref == reference


@pytest.mark.parametrize(
    ("changes", "act"),
    [
        ({"categories": ["2"]}, "boarded"),
        ({"categories": [2]}, "boarded"),
        ({"categories": [], "category": "4"}, "hijacked"),
        ({"categories": None, "category": "9,3"}, "fired_upon"),
        ({"categories": [], "category": ""}, "other"),
    ],
)
def test_the_category_of_a_marker_is_its_act(changes: dict[str, Any], act: str) -> None:
    draft = read("05.03.2025: 1830 UTC: Posn: 01:04.5N - 103:40.2E, Example.\nThe master of a tug sent a message.", **changes)
    assert read_facts(draft, SOURCE).act == act


def test_the_place_stands_after_the_position() -> None:
    assert read().place == "Around 3nm west of Example Island, Singapore Straits"
    assert read("05.03.2025: 1830 UTC: Robbers boarded a tug.").place is None


def test_html_of_the_plugin_becomes_text() -> None:
    draft = read("05.03.2025: 1830 UTC: Posn: 01:04.5N &#8211; 103:40.2E, Example.<br>Robbers &amp; others boarded.")
    assert "–" in draft.narrative
    assert "Robbers & others" in draft.narrative


def test_long_and_hostile_texts_are_read_in_time() -> None:
    for text in ("05.03.2025: Posn " + "1E " * 50_000, "05.03.2025: " + "Posn" * 40_000, " " * 150_000):
        try:
            read(text)
        except BadRecord as error:
            assert error.reason == "no_date"
