"""The page Compare and the board's deck, of the same two spans: the same days, sources, counts and percentage, in the same words."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from briefing import document
from briefing.blocks import Page
from briefing.deck.changes import MOST_ROWS
from briefing.settings import BriefingSettings
from tests.pages.conftest import Open
from tests.pages.test_compare import LAST, sentence
from tests.support.published import table_rows, view_as
from warehouse.contract.snapshot import Snapshot
from warehouse.filters import Filters

Publish = Callable[..., Snapshot]
NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
ENDS = (0, 20, 200)
"""Days before the last one on which the sources end, one after another."""

SENTENCE = re.compile(
    r"(?P<waters>.+?): (?P<a>[\d,]+) incidents? (?P<span_a>(?:in|from) .+?), (?P<b>[\d,]+) (?P<span_b>(?:in|from) .+?): "
    r"(?P<change>.+?)(?: \((?P<range>.*)\))?, on (?P<sources>.+?)(?: alone, .*)?\."
)
DOUBT = ", which chance alone could explain"


def ended(base: Snapshot) -> list[dict[str, Any]]:
    """The sources, closed on days that differ."""
    lasts = [LAST - timedelta(days=ENDS[number % len(ENDS)]) for number in range(len(table_rows(base, "sources")))]
    return [
        row | {"state": "closed", "closed_on": last, "last_occurred_on": last}
        for row, last in zip(table_rows(base, "sources"), lasts, strict=True)
    ]


@pytest.mark.parametrize("region", ["", "gulf_of_guinea"])
@pytest.mark.parametrize(
    "days",
    [
        (date(2020, 1, 1), date(2020, 12, 31)),
        (date(2025, 11, 2), date(2026, 11, 1)),
        (date(2026, 1, 1), date(2026, 12, 31)),
        (date(2023, 7, 1), date(2026, 12, 31)),
        (date(2024, 3, 1), date(2024, 3, 31)),
        (date(2024, 5, 27), date(2024, 6, 25)),
    ],
)
def test_the_deck_says_what_the_page_says(
    days: tuple[date, date], region: str, base: Snapshot, published: Publish, open_page: Open
) -> None:
    snapshot = published({"sources": ended(base)})
    regions = {"region": region} if region else {}
    at = open_page("pages/compare/page.py", a=f"{days[0]}..{days[1]}", **regions)
    parts = SENTENCE.fullmatch(sentence(at))
    assert parts is not None, sentence(at)
    filters = Filters(date_from=days[0], date_to=days[1], regions=(region,) if region else ())
    deck = document.compose_document(view_as(snapshot), BriefingSettings(audience="board", filters=filters), NOW)
    pages = [block for section in deck.sections for block in section.blocks if isinstance(block, Page)]
    headline = next(page for page in pages if page.figures is not None)
    changes = next(page for page in pages if page.table is not None and page.table.name == "deck_changes")
    assert headline.figures is not None and changes.table is not None
    a, b, span_a, span_b = (parts[name] for name in ("a", "b", "span_a", "span_b"))
    carried = f"; on {parts['sources']}, which watched both: {a} {span_a}, {b} {span_b}"
    percent = re.match(r"\d+% (?:more|fewer)", parts["change"])
    # A range from fewer to more on the page is what the board reads as chance.
    said = headline.title.removesuffix(DOUBT)
    assert headline.title.endswith(DOUBT) is bool(percent and "fewer and" in parts["range"])
    if carries_all := f": {a} incidents {span_a}" in headline.title:
        than = f", {percent[0]} than {span_b}" if percent else f", against {b} {span_b}"
        assert said.endswith(f": {a} incidents {span_a}{than}")
    else:
        assert said.endswith(f"{carried}, {percent[0]}" if percent else carried)
    counted = headline.figures.items[0].change
    assert counted.startswith(percent[0] if percent else f"up from {b} to {a}")
    assert carries_all or counted.endswith(f" ({a} against {b})")
    assert headline.notes[-1].startswith(f"Compared over {parts['sources']}, which watched both periods")
    cut = f", cut to equal days: {span_a.removeprefix('from ')} and {span_b.removeprefix('from ')}"
    assert (cut in headline.notes[-1]) is (span_b.startswith("from ") and days[1] >= LAST)
    assert changes.title.endswith(f", against {span_b.removeprefix('in ').removeprefix('from ')}")
    # Within a single sea region the rows are the kinds of incident; where none is left off, they add up to all incidents.
    rows = [(int(row[2]), int(row[1])) for row in changes.table.rows]
    if region and len(rows) < MOST_ROWS:
        assert tuple(map(sum, zip(*rows, strict=True))) == (int(a), int(b))
