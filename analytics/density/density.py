"""The density of incidents over the sea: per 10,000 km² and year of watching, on a grid, with its legend and its sentence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Final

import numpy as np
import pandas as pd

from analytics.coverage.policies import PERIODS
from analytics.coverage.source_watch import SourceWatch, first_day_watched, last_day_watched
from analytics.coverage.watchkeeping import Watchkeeping, keep_watch
from analytics.density import kernels, scale
from analytics.density.kernels import BANDWIDTHS_KM, Field
from analytics.describe.words import join_words
from warehouse.filters import Filters
from warehouse.queries.density import placed_incidents
from warehouse.queries.density.placed_incidents import Parts
from warehouse.queries.sources import sources as source_queries
from warehouse.reference.sea_share import CELL_DEGREES, COLUMNS, ROWS, sea_share

Read = Callable[..., Any]
"""Gives the result of a query: called with a function that takes a connection first, and that function's other arguments."""

UNIT: Final = "incidents per 10,000 km² and year"
PER_KM2: Final = 10_000.0
YEAR: Final = 365.25
LEAST_YEARS: Final = 1 / 12
"""Years of watching that an incident is divided by at least: one in waters watched for a week is not fifty a year."""
MOST_NAMED: Final = 3
PART_TITLES: Final[dict[Parts, tuple[str, ...]]] = {
    "": (),
    "season": ("December to February", "March to May", "June to August", "September to November"),
    "hours": ("0 to 6 h", "6 to 12 h", "12 to 18 h", "18 to 24 h"),
}
"""Titles of the parts; hours are local solar time."""


@dataclass(frozen=True, eq=False)
class Density:
    """`values` are in UNIT, for every cell of `warehouse.reference.sea_share` (ROWS x COLUMNS, north first); read only.

    They go on under land, so that a map can be drawn smoothly up to any coast; `at` and `on_sea` give none there. `weight` is the
    sum of incidents over years watched. `incidents` have a position. `steps` are the lower bounds of the legend's classes.
    """

    values: Field
    weight: float
    incidents: int
    steps: tuple[float, ...]
    densest: tuple[tuple[str, float], ...]
    first: date | None
    last: date | None
    title: str = ""

    @property
    def is_empty(self) -> bool:
        return not self.incidents

    @property
    def on_sea(self) -> Field:
        """The values; not a number on cells without sea."""
        return np.where(sea_share() > 0, self.values, np.nan)

    def at(self, longitude: float, latitude: float) -> float | None:
        """The value at a position in degrees; None on land."""
        row = min(int((90 - latitude) / CELL_DEGREES), ROWS - 1)
        column = int((longitude + 180) / CELL_DEGREES) % COLUMNS
        if not sea_share()[row, column]:
            return None
        return float(kernels.value_at(self.values, np.array([longitude]), np.array([latitude]))[0])

    @property
    def sentence(self) -> str:
        """`The densest waters: Singapore Strait (110 incidents per 10,000 km² and year), …`."""
        if not self.densest:
            return "No incident with a position is known here."
        (title, value), *others = self.densest
        named = [f"{title} ({value_in_words(value)} {UNIT})", *(f"{name} ({value_in_words(other)})" for name, other in others)]
        return f"The densest waters: {join_words(named)}."

    @property
    def method(self) -> tuple[str, ...]:
        """How it was estimated, for those who check it."""
        widths = f"{BANDWIDTHS_KM[0]:.0f} to {BANDWIDTHS_KM[-1]:.0f} km"
        return (
            "Each incident is spread over the sea around it by a Gaussian kernel as wide as it takes to hold about ten incidents, "
            f"{widths}, and never finer than its position is known (Breiman, Meisel and Purcell 1977). Its width in km is the same at "
            "every zoom.",
            "What would fall on land goes back to the sea (Diggle 1985): the sum over the sea is the number of incidents.",
            "Each counts for one over the years on which some source watched its sea region. Waters without colour are not calm waters: "
            "see who watched them.",
        )


def value_in_words(value: float) -> str:
    """Two digits: `110`, `4.2`, `0.31`."""
    return f"{float(f'{value:.2g}'):,g}"


def density_of(read: Read, filters: Filters, today: date) -> Density:
    """The density of the incidents that `filters` leave, as known on a day."""
    [density] = _densities(read, filters, today, "")
    return density


def densities_by_part(read: Read, filters: Filters, today: date, by: Parts) -> tuple[Density, ...]:
    """Four densities, by season or by quarter of the day (local solar time), with the same steps: small multiples.

    Each is a yearly rate of its own part: all four add up to the density of the incidents whose part is known.
    """
    return _densities(read, filters, today, by)


def _densities(read: Read, filters: Filters, today: date, by: Parts) -> tuple[Density, ...]:
    placed: pd.DataFrame = read(placed_incidents.placed_incidents, filters, BANDWIDTHS_KM[:-1], by)
    watchkeeping: Watchkeeping = read(keep_watch, datetime.combine(today, time.max, UTC), PERIODS, filters.sources)
    titles: dict[str, str] = read(source_queries.region_titles)
    span = _span_of(watchkeeping.watches, filters, today)
    years = {region: _years_watched(watchkeeping, region, span) for region in placed["sea_region"].dropna().unique()} if span else {}
    weights = placed["incidents"].to_numpy(np.float64) / placed["sea_region"].map(years).fillna(LEAST_YEARS).to_numpy(np.float64)
    parts = placed["part"].to_numpy(np.float64)
    groups = [parts == number + 1 for number in range(len(PART_TITLES[by]))] if by else [parts == 0]
    estimated = [_estimate(placed[group], weights[group], titles) for group in groups]
    highest = max((float(peak.max(initial=0.0)) for _, _, peak in estimated), default=0.0)
    # The peak of one incident by itself, where it was watched longest: fainter than that is the edge of a kernel.
    single = PER_KM2 / (2 * np.pi * BANDWIDTHS_KM[-1] ** 2) / max(years.values(), default=1.0)
    steps = scale.round_steps(highest, single)
    first, last = span or (None, None)
    return tuple(
        Density(
            field,
            float(weights[group].sum()),
            int(placed["incidents"].to_numpy()[group].sum()),
            steps,
            densest,
            first,
            last,
            title,
        )
        for (field, densest, _), group, title in zip(estimated, groups, PART_TITLES[by] or ("",), strict=True)
    )


def _estimate(placed: pd.DataFrame, weights: Field, titles: dict[str, str]) -> tuple[Field, tuple[tuple[str, float], ...], Field]:
    """The field in UNIT, the densest sea regions, and the values where incidents are."""
    longitudes, latitudes = placed["longitude"].to_numpy(np.float64), placed["latitude"].to_numpy(np.float64)
    field = (
        kernels.spread(longitudes, latitudes, weights, placed["incidents"].to_numpy(np.float64), placed["vague"].to_numpy(np.int64))
        * PER_KM2
    )
    field.flags.writeable = False
    peaks = kernels.value_at(field, longitudes, latitudes)
    by_region = pd.Series(peaks).groupby(placed["sea_region"].to_numpy()).max().sort_values(ascending=False, kind="stable")
    densest = tuple((titles.get(str(region), str(region)), float(value)) for region, value in by_region.head(MOST_NAMED).items())
    return field, densest, peaks


def _span_of(watches: tuple[SourceWatch, ...], filters: Filters, today: date) -> tuple[date, date] | None:
    """The days counted: those of the filters, as far as somebody watched; None when nobody ever did."""
    if not watches:
        return None
    first = max(filters.date_from or date.min, first_day_watched(watches))
    last = min(filters.date_to or today, today, last_day_watched(watches))
    return (first, last) if first <= last else None


def _years_watched(watchkeeping: Watchkeeping, region: str, span: tuple[date, date]) -> float:
    """Years of the span on which at least one source watched a sea region."""
    days = watchkeeping.days_watched(region, *span)
    return max(days / YEAR, LEAST_YEARS)
