"""The answers of regional risk in words that a board can repeat: whole numbers, short intervals, one sentence for all waters or for one."""

from __future__ import annotations

from typing import Final

from analytics.describe.words import join_words
from analytics.risk.groups import ALL_KINDS, GROUP_TITLES
from analytics.risk.levels import LEVELS
from analytics.risk.results import Forecast, ForecastNumbers, RiskTable
from warehouse.contract.dates import day_in_words

MOST_HIGHEST: Final = 10
MOST_LEVELS: Final = 2
MOST_NAMES: Final = 2
"""Levels in the headline, and names of regions at each; the others are counted."""
LEAST_IN_HEADLINE: Final = "substantial"
"""The lowest level whose regions are named beside a higher one."""

MOST_TIMES: Final = 5
LEAST_WIDE: Final = 10
"""An interval that ends at this number or above, and beyond this many times the expected number, tells a board nothing."""


def highest_regions(table: RiskTable, group: str = ALL_KINDS, most: int = MOST_HIGHEST) -> tuple[Forecast, ...]:
    """The regions with the highest levels, at most `most`, by severity-weighted score: levels follow one another from the highest."""
    return tuple(row for row in table.of_group(group) if row.level is not None)[:most]


def headline(table: RiskTable, group: str = ALL_KINDS, day_note: str = "", most_levels: int = MOST_LEVELS) -> str:
    """The table in one sentence: which regions are highest; a second one where some waters are not watched.

    `day_note` is said of the day after which the forecast begins: `last watched`. Regions at more than `most_levels` are not named.
    """
    rows = table.of_group(group)
    span = _span_in_words(table, day_note)
    kind = "" if group == ALL_KINDS else f", {GROUP_TITLES[group].lower()}"
    reached = [level for level in reversed(LEVELS) if any(row.level == level for row in rows)]
    if not reached:
        return f"No level can be given for {span}{kind}: no source still watching has reported for long enough."
    names = {level.code: [row.title for row in rows if row.level == level] for level in reached}
    named = [level for level in reached[:most_levels] if level is reached[0] or level.least >= _least_in_headline()]
    parts = [f"{_name_some(names[level.code])} ({level.title.lower()})" for level in named]
    answer = f"Highest for {span}{kind}: {'; '.join(parts)}."
    if reached[0] is LEVELS[0]:
        answer = f"No sea region is above {LEVELS[0].title.lower()} for {span}{kind}."
    unwatched = sum(not row.basis.watched for row in rows)
    if unwatched:
        answer += f" Nobody watches {unwatched} of {len(rows)} sea regions: nothing is known there, which does not mean calm."
    return answer


def forecast_answer(forecast: Forecast, table: RiskTable, day_note: str = "") -> str:
    """One region in a sentence: its level, and how many incidents are expected; or why that is not known. `day_note`: as for `headline`."""
    if not forecast.basis.watched:
        return (
            f"{forecast.title}: level unknown. No source watches {forecast.title} on {day_in_words(table.as_of)}. "
            "What happens there is unknown, so no level is given."
        )
    if forecast.numbers is None:
        return f"{forecast.title}: level unknown. {forecast.reason}: no forecast is made."
    kind = "" if forecast.group == ALL_KINDS else f" ({GROUP_TITLES[forecast.group].lower()})"
    incident = "incident" if is_about_one(forecast.numbers) else "incidents"
    level = forecast.level.title.lower() if forecast.level else "level unknown"
    return (
        f"{forecast.title}: {level}. {expected_in_words(forecast.numbers).capitalize()} {incident}{kind} expected in "
        f"{_span_in_words(table, day_note)} {interval_in_words(forecast.numbers)}."
    )


def level_reasons(forecast: Forecast, table: RiskTable) -> str:
    """Why a region has its level: what the level means, and what its sources recorded in two years; empty without numbers."""
    if forecast.numbers is None:
        return ""
    meaning = f"{forecast.level.title} means that {forecast.level.meaning}." if forecast.level else f"No level. {forecast.reason}."
    if forecast.year_before is None:
        return meaning
    who = join_words([table.source_titles.get(source, source) for source in forecast.basis.sources])
    incidents = f"{forecast.last_year:,} incident{'' if forecast.last_year == 1 else 's'}"
    return (
        f"{meaning} {who} recorded {incidents} in the year to {day_in_words(table.settled)} "
        f"and {forecast.year_before:,} in the year before."
    )


def year_before_as_figure(forecast: Forecast) -> str:
    """What the same sources recorded on the forecast's days a year before; `none` where they watched, a dash where they did not."""
    count = forecast.same_days[-1] if forecast.same_days else None
    return "–" if count is None else f"{count:,}" if count else "none"


def expected_in_words(numbers: ForecastNumbers) -> str:
    """`about 4`; `fewer than 1` where the number rounds to nought, since nought would read as certainty."""
    whole = round(numbers.expected)
    return f"about {whole:,}" if whole else "fewer than 1"


def expected_as_figure(numbers: ForecastNumbers) -> str:
    """The same for a column of figures: `4` or `<1`."""
    whole = round(numbers.expected)
    return f"{whole:,}" if whole else "<1"


def is_about_one(numbers: ForecastNumbers) -> bool:
    """Whether the expected number is spoken of in the singular."""
    return round(numbers.expected) <= 1


def interval_in_words(numbers: ForecastNumbers) -> str:
    """`(between 1 and 8)`: the 80% interval; in words where it is too wide to be of use."""
    low, high = numbers.low80, numbers.high80
    if high >= LEAST_WIDE and high > MOST_TIMES * numbers.expected:
        return "(very uncertain)"
    return f"(between {low:,} and {high:,})" if high else "(probably none)"


def _span_in_words(table: RiskTable, day_note: str) -> str:
    return f"the {table.horizon} days after {day_in_words(table.as_of)}" + (f" ({day_note})" if day_note else "")


def _least_in_headline() -> float:
    return next(level.least for level in LEVELS if level.code == LEAST_IN_HEADLINE)


def _name_some(titles: list[str]) -> str:
    rest = len(titles) - MOST_NAMES
    # "and 1 more" is no shorter than the name itself.
    return join_words(titles if rest <= 1 else [*titles[:MOST_NAMES], f"{rest} more"])
