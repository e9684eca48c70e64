"""The evidence for or against a link between two reports: what agrees, what contradicts, and its weight in words and as a chart.

Weights are in bits: the logarithm to base 2 of how many times more often the observation is made on two reports of one
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
"""Weights (bits) closer to 0 than this say nothing either way: they would be printed as 0.0."""

PRIOR: Final = "Before any evidence"
"""The finding that gives the odds that two such reports are one incident, before anything is compared."""
SUM: Final = "Sum: weight of the pair"
LIKELY: Final = (
    (0.99, "virtually certain"),
    (0.9, "very likely"),
    (0.66, "likely"),
    (0.33, "about as likely as not"),
    (0.1, "unlikely"),
    (0.01, "very unlikely"),
)
"""Lowest probability and its wording (IPCC AR5, guidance note on uncertainties); below the last: exceptionally unlikely."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One comparison: what was compared, the outcome, and its weight (bits; above 0 speaks for one incident)."""

    feature: str
    level: str
    weight: float

    @property
    def words(self) -> str:
        return f"{self.feature}: {self.level}" if self.level else self.feature


def parse_findings(evidence: str | None) -> tuple[Finding, ...]:
    """The findings in `links.evidence`: the prior, then the others, the strongest for one incident first; none if it cannot be read."""
    try:
        rows = orjson.loads(evidence or "[]")
    except orjson.JSONDecodeError:
        return ()
    findings = [_parse_finding(row) for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    return tuple(
        sorted((finding for finding in findings if finding is not None), key=lambda finding: (finding.feature != PRIOR, -finding.weight))
    )


def evidence_chart(findings: tuple[Finding, ...], weight: float) -> Chart:
    """Every finding that says something, and their sum, as horizontal bars in bits."""
    telling = [finding for finding in findings if abs(finding.weight) >= SILENT]
    rows = [*((finding.words, finding.weight) for finding in telling), (SUM, weight)]
    places = _number_repeats([words for words, _ in rows])
    values = tuple(round(value, 3) for _, value in rows)
    colours = [FOR if value > 0 else AGAINST for value in values]
    # The last row is the sum, not a finding: neutral, whatever its sign.
    colours[-1] = NEUTRAL
    silent = [finding.words for finding in findings if abs(finding.weight) < SILENT]
    notes = ["Above 0 speaks for one incident, below 0 for two; one bit doubles or halves the odds."]
    if silent:
        notes.append(f"Neutral: {'; '.join(silent)}.")
    weights = "; ".join(f"{place} {value:+.1f}" for place, value in zip(places, values, strict=True))
    return Chart(
        name="link_evidence",
        title="Evidence for one incident",
        unit="bits",
        place_title="Finding",
        places=places,
        series=(Series("Weight", "bar", values, tuple(colours), label="bits", decimals=1),),
        alt=f"Weights of the evidence in bits: {weights}.",
        across=True,
        footnotes=tuple(notes),
        height=height_of_rows(len(rows)) - 34,
    )


def likelihood_in_words(probability: float) -> str:
    """A probability in words: `likely (78%)`."""
    words = next((words for least, words in LIKELY if probability >= least), "exceptionally unlikely")
    return f"{words} ({percent_in_words(probability)})"


def percent_in_words(probability: float) -> str:
    """`43%`; a probability that is not quite 0 or 1 is not rounded to it."""
    if 0 < probability < 0.01:
        return "under 1%"
    if 0.99 < probability < 1:
        return "over 99%"
    return f"{probability * 100:.0f}%"


def probability_of_weight(weight: float) -> float:
    """The probability (0 to 1) that corresponds to a weight in bits."""
    # Beyond 60 bits the result is 0 or 1 in floating point; exp2 of a larger number would overflow.
    return 1 / (1 + math.exp2(-max(min(weight, 60.0), -60.0)))


def _parse_finding(row: dict[str, Any]) -> Finding | None:
    weight = row.get("weight")
    # Evidence is stored text of any snapshot, old ones too: a weight that cannot be drawn is dropped, not raised.
    if isinstance(weight, bool) or not isinstance(weight, int | float) or not math.isfinite(weight):
        return None
    return Finding(str(row.get("feature", "")), str(row.get("level", "")), float(weight))


def _number_repeats(words: list[str]) -> tuple[str, ...]:
    """The labels with repeated ones numbered: a chart would draw equal labels of an axis as one row."""
    counted: Counter[str] = Counter()
    distinct = []
    for word in words:
        counted[word] += 1
        distinct.append(word if counted[word] == 1 else f"{word} ({counted[word]})")
    return tuple(distinct)
