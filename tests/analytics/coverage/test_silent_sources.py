"""Where figures rest on a source that has fallen silent, they say so; where they do not, nothing is said."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from analytics.coverage.health.silent_sources import silence_in_words
from tests.support.watches import described_source
from warehouse.filters import Filters
from warehouse.queries.sources.sources import SourceRow

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
WORDS = "UKMTO silent since 18 August 2026: figures are incomplete."


def silent(name: str = "ukmto", **facts: object) -> SourceRow:
    usual = {"title": name.upper(), "cadence_days": 7.0, "last_landed_at": NOW, "last_occurred_on": date(2026, 8, 18)}
    return described_source(name, **{**usual, "watches": ("red_sea", "gulf_of_aden"), **facts})


@pytest.mark.parametrize(
    ("filters", "is_told"),
    [
        (Filters(), True),
        (Filters(regions=("red_sea",)), True),
        (Filters(regions=("singapore_strait",)), False),
        (Filters(regions=("singapore_strait", "gulf_of_aden")), True),
        (Filters(sources=("asam",)), False),
        (Filters(sources=("asam", "ukmto")), True),
        (Filters(date_to=date(2026, 8, 18)), False),
        (Filters(date_to=date(2026, 8, 19)), True),
    ],
)
def test_it_is_told_where_figures_rest_on_it(filters: Filters, is_told: bool) -> None:
    assert silence_in_words([silent()], NOW, filters) == (WORDS if is_told else "")


def test_live_and_closed_sources_are_not_told() -> None:
    live = silent(last_occurred_on=NOW.date() - timedelta(days=20))
    closed = silent("asam", state="closed", closed_on=date(2024, 6, 25), last_occurred_on=date(2024, 6, 25))
    assert silence_in_words([live, closed], NOW, Filters()) == ""


def test_a_source_whose_file_failed_is_told_and_several_are_one_sentence() -> None:
    failed = silent("recaap", state="failed", last_occurred_on=date(2026, 3, 1), watches=("*",))
    told = silence_in_words([silent(), failed], NOW, Filters())
    assert told == "Silent, so figures are incomplete: RECAAP since 1 March 2026 and UKMTO since 18 August 2026."
    assert silence_in_words([silent(), failed], NOW, Filters(regions=("oceania",))).startswith("RECAAP silent since")
