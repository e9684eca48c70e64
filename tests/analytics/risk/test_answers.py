"""The words of regional risk: whole numbers, short intervals, and silence that is never taken for calm."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from analytics.coverage.constant_sources import SourceBasis
from analytics.risk.answers import (
    expected_as_figure,
    expected_in_words,
    forecast_answer,
    headline,
    highest_regions,
    interval_in_words,
    level_reasons,
    year_before_as_figure,
)
from analytics.risk.levels import LEVELS, NOT_WATCHED, level_of
from analytics.risk.region_map import as_map, region_map
from analytics.risk.results import Forecast, ForecastNumbers, RiskTable
from warehouse.reference.geography import sea_regions

DAY = date(2024, 6, 25)
NOW = datetime(2024, 6, 26, tzinfo=UTC)
WATCHED = SourceBasis(("asam",), date(2000, 1, 1), 9000)
UNWATCHED = SourceBasis((), None, 0)


def numbers(expected: float = 4.2, low: int = 1, high: int = 8, score: float = 40.0) -> ForecastNumbers:
    return ForecastNumbers(expected, low, high, 0, 12, score, 0.9, 5.0)


def row(code: str, score: float | None = 40.0, *, watched: bool = True) -> Forecast:
    title = sea_regions()[code].title
    if not watched or score is None:
        reason = "Too few data: 100 days watched by the same sources, and 730 are needed" if watched else NOT_WATCHED
        return Forecast(
            code, title, "africa", "all", "none", None, None, reason, 1.0, 0, 0, None, (), 1.0, WATCHED if watched else UNWATCHED
        )
    return Forecast(
        code, title, "africa", "all", "incidents", numbers(score=score), level_of(score), "", 1.0, 9, 50, 2, (0, 0, 0, 1, 3), 1.0, WATCHED
    )


def table(*rows: Forecast) -> RiskTable:
    return RiskTable(DAY, 30, DAY, rows, {"asam": "ASAM"}, date(2024, 1, 1), 100, 0, ())


def test_the_headline_names_the_two_highest_levels() -> None:
    assessed = table(row("red_sea", 42), row("gulf_of_aden", 36), row("bab_el_mandeb", 14), row("singapore_strait", 7))
    assert headline(assessed) == (
        "Highest for the 30 days after 25 June 2024: Red Sea and Gulf of Aden (critical); Bab el-Mandeb (severe)."
    )
    assert "25 June 2024 (last watched):" in headline(assessed, day_note="last watched")
    assert headline(assessed, most_levels=1).endswith("Red Sea and Gulf of Aden (critical).")


def test_a_headline_counts_what_it_does_not_name_and_leaves_low_levels_out() -> None:
    codes = ["red_sea", "gulf_of_aden", "bab_el_mandeb", "singapore_strait", "malacca_strait"]
    assert "Red Sea, Gulf of Aden and 3 more (critical)." in headline(table(*(row(code) for code in codes)))
    assert headline(table(row("red_sea", 42), row("black_sea", 1))).endswith("Red Sea (critical).")
    assert headline(table(row("red_sea", 0.1))) == "No sea region is above low for the 30 days after 25 June 2024."


def test_unwatched_waters_are_said_and_no_level_is_no_calm() -> None:
    assert "Nobody watches 1 of 2 sea regions: nothing is known there, which does not mean calm." in headline(
        table(row("red_sea"), row("arctic_ocean", watched=False))
    )
    assert headline(table(row("arctic_ocean", watched=False))).startswith("No level can be given for the 30 days after 25 June 2024")
    assert headline(table()).startswith("No level can be given")


def test_the_list_of_the_highest_leaves_out_unknown_levels_and_stops_at_ten() -> None:
    codes = sorted(sea_regions())[:12]
    rows = [row(codes[0]), *(row(code, 5.0) for code in codes[1:11]), row(codes[11], None)]
    assert [forecast.region for forecast in highest_regions(table(*rows))] == codes[:10]
    assert highest_regions(table(row("arctic_ocean", watched=False))) == ()


def test_one_region_is_answered_in_a_sentence() -> None:
    assessed = table(row("gulf_of_aden"))
    forecast = assessed.forecasts[0]
    assert forecast_answer(forecast, assessed) == (
        "Gulf of Aden: critical. About 4 incidents expected in the 30 days after 25 June 2024 (between 1 and 8)."
    )
    assert level_reasons(forecast, assessed) == (
        f"Critical means that {LEVELS[-1].meaning}. ASAM recorded 50 incidents in the year to 25 June 2024 and 2 in the year before."
    )
    unknown = row("arctic_ocean", watched=False)
    assert "is unknown, so no level is given" in forecast_answer(unknown, assessed) and level_reasons(unknown, assessed) == ""
    assert "no forecast is made" in forecast_answer(row("red_sea", None), assessed)


@pytest.mark.parametrize(
    ("expected", "words", "figure"),
    [
        (0.0, "fewer than 1", "<1"),
        (0.49, "fewer than 1", "<1"),
        (0.6, "about 1", "1"),
        (4.54, "about 5", "5"),
        (1234.0, "about 1,234", "1,234"),
    ],
)
def test_numbers_are_whole_and_never_nought(expected: float, words: str, figure: str) -> None:
    assert (expected_in_words(numbers(expected)), expected_as_figure(numbers(expected))) == (words, figure)


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (1, 8, "(between 1 and 8)"),
        (0, 4, "(between 0 and 4)"),
        (0, 0, "(probably none)"),
        (2, 60, "(very uncertain)"),
        (0, 919_272, "(very uncertain)"),
    ],
)
def test_intervals_are_short(low: int, high: int, words: str) -> None:
    assert interval_in_words(numbers(low=low, high=high)) == words


def test_a_year_before_that_nobody_watched_is_no_nought() -> None:
    assert year_before_as_figure(row("red_sea")) == "3"
    assert year_before_as_figure(replace(row("red_sea"), same_days=(0, None))) == "–"
    assert year_before_as_figure(replace(row("red_sea"), same_days=(None, 0))) == "none"


def test_the_map_of_pages_and_briefings_has_the_levels_colours_and_marks_what_is_unknown() -> None:
    drawn = region_map(table(row("red_sea", 42), row("black_sea", None), row("arctic_ocean", watched=False)))
    assert list(drawn.legend[: len(LEVELS)]) == [(level.title, level.colour) for level in LEVELS]
    colours = {level.colour for level in LEVELS}
    areas = {area.name: area for area in as_map(drawn).areas}
    assert areas["Red Sea"].colour == LEVELS[-1].colour
    unknown = [area for name, area in areas.items() if name != "Red Sea"]
    assert len(unknown) == 2 and not colours & {area.colour for area in unknown}
    assert [area.hatched for area in unknown] == [False, True]
    assert "80%" not in " ".join(shape.label for shape in drawn.shapes)
