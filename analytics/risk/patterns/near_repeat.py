"""Near repeats: are incidents that are close in space also closer in time than chance would have it?

The space-time interaction test of Knox (1964, doi 10.2307/2985220) with the ratio of pairs observed to pairs expected in each
band of distance and time, as Townsley, Homel and Chaseling (2003, doi 10.1093/bjc/43.3.615) use it for near-repeat burglary;
p values by Monte Carlo, with the days shuffled among the places. Own code, since no library that this program uses has the test.

Growth in one place and decline in another would also show as interaction (Kulldorff and Hjalmars 1999,
doi 10.1111/j.0006-341X.1999.00544.x). So days are shuffled only within blocks of one sea region and one year. Reports of one
incident that were not linked would show up in the first bands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import stats
from scipy.spatial import cKDTree

from analytics.describe.charts import Grid

Array = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]

EARTH_KM: Final = 6371.0088
DISTANCES_KM: Final = (10.0, 25.0, 50.0, 100.0, 200.0)
"""Outer ends of the bands of distance."""
DAYS: Final = (2, 7, 14, 30, 60, 90)
"""Last days of the bands of time."""
SHUFFLES: Final = 999
# Pairs grow with the square: every shuffle goes through all of them.
MOST_EVENTS: Final = 2500
FEWEST_PAIRS: Final = 30
SEED: Final = 2003
SIGNIFICANT: Final = 0.05
CLOSER: Final = "#C31570"
CHANCE: Final = "#6A7F92"
"""Colours of cells with more pairs than chance would give, and of all others."""
WITHIN_KM: Final = 10.0
"""Precision that a position needs: no coarser than the first band of distance."""


@dataclass(frozen=True, slots=True)
class NearRepeats:
    """Tables [distance band, time band] of pairs `observed`, pairs `expected` by chance, and adjusted `p`; `events` were compared.

    `reason` says why there is no test; the tables are empty then.
    """

    observed: Indices
    expected: Array
    p: Array
    events: int
    shuffles: int
    reason: str = ""

    @property
    def ratio(self) -> Array:
        """Pairs observed per pair expected; NaN where none is expected."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(self.expected > 0, self.observed / self.expected, np.nan)


def near_repeat_test(
    days: Indices, latitudes: Array, longitudes: Array, blocks: Indices, shuffles: int = SHUFFLES, seed: int = SEED
) -> NearRepeats:
    """The test for events on `days` (day numbers) at positions in degrees; days are shuffled within `blocks` (block numbers)."""
    pairs, band = _close_pairs(latitudes, longitudes)
    if len(pairs) < FEWEST_PAIRS:
        empty = np.zeros((len(DISTANCES_KM), len(DAYS)))
        reason = f"{len(pairs)} pairs of incidents within {DISTANCES_KM[-1]:g} km are too few to test"
        return NearRepeats(empty.astype(np.int64), empty, np.ones_like(empty), len(days), 0, reason)
    observed = _pair_counts(days, pairs, band)
    rng = np.random.default_rng(seed)
    total = np.zeros(observed.shape)
    as_many = np.zeros(observed.shape)
    in_blocks = np.argsort(blocks, kind="stable")
    dealt = np.empty_like(days)
    for _ in range(shuffles):
        # Sorted by block and then at random: one sort shuffles all blocks at once.
        dealt[in_blocks] = days[np.lexsort((rng.random(len(days)), blocks))]
        table = _pair_counts(dealt, pairs, band)
        total += table
        as_many += table >= observed
    chance = (as_many + 1) / (shuffles + 1)
    adjusted = np.asarray(stats.false_discovery_control(chance.ravel())).reshape(chance.shape)
    return NearRepeats(observed, total / shuffles, adjusted, len(days), shuffles)


def blocks_of(days: Indices, regions: Sequence[str | None]) -> Indices:
    """For each event, a number for its sea region and run of 365 days."""
    names = {region: place for place, region in enumerate(sorted({region or "" for region in regions}))}
    place = np.array([names[region or ""] for region in regions], dtype=np.int64)
    years = (days - days.min(initial=0)) // 365
    blocks: Indices = place * (int(years.max(initial=0)) + 1) + years
    return blocks


def _close_pairs(latitudes: Array, longitudes: Array) -> tuple[Indices, Indices]:
    """Pairs of events [pair, 2] within the largest distance, and each pair's band of distance."""
    if len(latitudes) < 2:
        return np.zeros((0, 2), dtype=np.int64), np.zeros(0, dtype=np.int64)
    y, x = np.radians(latitudes), np.radians(longitudes)
    points = np.column_stack([np.cos(y) * np.cos(x), np.cos(y) * np.sin(x), np.sin(y)])
    # Chords through the unit sphere instead of degrees: exact everywhere, and the antimeridian is no edge.
    pairs = cKDTree(points).query_pairs(2 * np.sin(DISTANCES_KM[-1] / EARTH_KM / 2), output_type="ndarray").astype(np.int64)
    chord = np.linalg.norm(points[pairs[:, 0]] - points[pairs[:, 1]], axis=1)
    km = 2 * EARTH_KM * np.arcsin(np.clip(chord / 2, 0, 1))
    return pairs, np.minimum(np.searchsorted(DISTANCES_KM, km), len(DISTANCES_KM) - 1).astype(np.int64)


def _pair_counts(days: Indices, pairs: Indices, band: Indices) -> Indices:
    """Number of pairs by band of distance and of time."""
    apart = np.abs(days[pairs[:, 0]] - days[pairs[:, 1]])
    time = np.searchsorted(DAYS, apart)
    inside = time < len(DAYS)
    size = (len(DISTANCES_KM), len(DAYS))
    counts: Indices = np.bincount(band[inside] * len(DAYS) + time[inside], minlength=size[0] * size[1]).reshape(size).astype(np.int64)
    return counts


def near_repeat_chart(result: NearRepeats, title: str, footnotes: Sequence[str] = ()) -> Grid:
    """Pairs observed per pair expected, by distance and time; a star where chance would rarely give as many."""
    ratio = result.ratio
    has_result = not result.reason
    values = tuple(tuple(None if np.isnan(value) else float(value) for value in row) for row in ratio) if has_result else ()
    texts = tuple(
        tuple(_cell_text(result, row, column) for column in range(len(DAYS))) for row in range(len(DISTANCES_KM) if has_result else 0)
    )
    first = _cell_text(result, 0, 0) if has_result else result.reason
    return Grid(
        name="risk_near_repeats",
        title=f"Pairs of incidents observed per pair expected by chance, {title}",
        unit="observed per expected",
        row_title="Distance",
        column_title="Days apart",
        rows=_band_titles(DISTANCES_KM, "km") if has_result else (),
        columns=_band_titles(tuple(float(day) for day in DAYS), "days") if has_result else (),
        values=values,
        texts=texts,
        colours=tuple(tuple(_cell_colour(result, row, column) for column in range(len(DAYS))) for row in range(len(values))),
        alt=f"Heat table of pairs observed per pair expected, by distance and days apart; closest in both: {first}.",
        unknown="No pair expected",
        decimals=2,
        footnotes=(
            f"n = {result.events:,} incidents with a position known to {WITHIN_KM:g} km. * : adjusted p at most {SIGNIFICANT:.0%} "
            f"({result.shuffles:,} Monte Carlo shuffles of days within sea region and year, false discovery rate controlled).",
            "Above 1, incidents close in space are also close in time. Unlinked reports of one incident would show up in the first bands.",
            *footnotes,
        ),
    )


def _cell_text(result: NearRepeats, row: int, column: int) -> str:
    ratio = result.ratio[row, column]
    star = "*" if result.p[row, column] <= SIGNIFICANT and ratio > 1 else ""
    return "–" if np.isnan(ratio) else f"{ratio:.2f}{star}"


def _cell_colour(result: NearRepeats, row: int, column: int) -> str | None:
    ratio = result.ratio[row, column]
    if np.isnan(ratio):
        return None
    return CLOSER if result.p[row, column] <= SIGNIFICANT and ratio > 1 else CHANCE


def _band_titles(ends: tuple[float, ...], unit: str) -> tuple[str, ...]:
    first = 0.0
    titles = []
    for end in ends:
        titles.append(f"{first:g}–{end:g} {unit}")
        first = end + 1 if unit == "days" else end
    return tuple(titles)
