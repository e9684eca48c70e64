"""The evidence of a judged pair: what agrees, what contradicts, and its weight in words and as a chart.

Weights are bits, the logarithm to base 2 of how much more often the observation is made on two reports of one
incident than on two of different ones (Fellegi and Sunter 1969, https://doi.org/10.1080/01621459.1969.10501049).
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

import orjson

from analytics.describe.charts import Chart, Series, height_of_rows
from analytics.describe.colours import NEUTRAL

FOR: Final = "#2B7FBA"
AGAINST: Final = "#D9822B"
SILENT: Final = 0.05
"""Weights nearer to 0 than this, bits, say nothing either way: shown they would read 0.0."""

PRIOR: Final = "Before any evidence"
"""The finding that says how likely two such reports are one incident before anything is compared."""
SUM: Final = "Sum: weight of the pair"
LIKELY: Final = (
    (0.99, "virtually certain"),
    (0.9, "very likely"),
    (0.66, "likely"),
    (0.33, "about as likely as not"),
    (0.1, "unlikely"),
    (0.01, "very unlikely"),
)
"""Least probability and its words (IPCC AR5, guidance note on uncertainties); below the last: exceptionally unlikely."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One comparison: what was compared, what was found, and its weight (bits, above 0 speaks for one incident)."""

    feature: str
    level: str
    weight: float

    @property
    def words(self) -> str:
        return f"{self.feature}: {self.level}" if self.level else self.feature


def findings(evidence: str | None) -> tuple[Finding, ...]:
    """The findings of `links.evidence`: the prior, then the strongest for one incident first; none when it cannot be read."""
    try:
        rows = orjson.loads(evidence or "[]")
    except orjson.JSONDecodeError:
        return ()
    found = [_finding(row) for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    return tuple(sorted((one for one in found if one is not None), key=lambda one: (one.feature != PRIOR, -one.weight)))


def chart(found: tuple[Finding, ...], weight: float) -> Chart:
    """Every finding that says something, and their sum, as horizontal bars in bits."""
    telling = [one for one in found if abs(one.weight) >= SILENT]
    rows = [*((one.words, one.weight) for one in telling), (SUM, weight)]
    places = _distinct([words for words, _ in rows])
    values = tuple(round(value, 3) for _, value in rows)
    colours = [FOR if value > 0 else AGAINST for value in values]
    colours[-1] = NEUTRAL
    silent = [one.words for one in found if abs(one.weight) < SILENT]
    notes = ["Above 0 speaks for one incident, below 0 for two; one bit doubles or halves the odds."]
    if silent:
        notes.append(f"Says nothing either way: {'; '.join(silent)}.")
    said = "; ".join(f"{place} {value:+.1f}" for place, value in zip(places, values, strict=True))
    return Chart(
        name="link_evidence",
        title="What speaks for one incident, and what against",
        unit="bits",
        place_title="Finding",
        places=places,
        series=(Series("Weight", "bar", values, tuple(colours), label="bits", decimals=1),),
        alt=f"Weights of the evidence in bits: {said}.",
        across=True,
        footnotes=tuple(notes),
        height=height_of_rows(len(rows)) - 34,
    )


def likelihood(probability: float) -> str:
    """A probability in words: `likely (78%)`."""
    words = next((words for least, words in LIKELY if probability >= least), "exceptionally unlikely")
    return f"{words} ({percent(probability)})"


def percent(probability: float) -> str:
    """`43%`; what is not quite 0 or 1 does not read so."""
    if 0 < probability < 0.01:
        return "under 1%"
    if 0.99 < probability < 1:
        return "over 99%"
    return f"{probability * 100:.0f}%"


def alone(weight: float) -> float:
    """The probability that a weight (bits) alone gives, 0 to 1."""
    return 1 / (1 + math.exp2(-max(min(weight, 60.0), -60.0)))


def _finding(row: dict[str, Any]) -> Finding | None:
    weight = row.get("weight")
    if isinstance(weight, bool) or not isinstance(weight, int | float) or not math.isfinite(weight):
        return None
    return Finding(str(row.get("feature", "")), str(row.get("level", "")), float(weight))


def _distinct(words: list[str]) -> tuple[str, ...]:
    """Places of an axis must differ: a repeated one is numbered."""
    counted: Counter[str] = Counter()
    found = []
    for word in words:
        counted[word] += 1
        found.append(word if counted[word] == 1 else f"{word} ({counted[word]})")
    return tuple(found)
