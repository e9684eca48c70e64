"""Charts of the voyages' back-test, from the figures that `python -m bench voyage` stores."""

from __future__ import annotations

from typing import Any, Final

from analytics.describe.charts import Chart, Series, height_of_rows
from analytics.describe.colours import NEUTRAL
from analytics.describe.key_figures import KeyFigure

AIM: Final = 0.1
BAND: Final = (0.77, 0.83)
LEAST_BIAS: Final = 0.05
"""Relative difference between expected and recorded from which it is called too high or too low."""
RIVALS: Final[dict[str, str]] = {
    "same_days": "the count in the same corridor on the same days a year before",
    "year_rate": "the rate of the year before in the same corridor",
}
CANNOT_KNOW: Final = (
    "It cannot know what no source recorded, whether the ship itself would have been the one attacked, or what a campaign brings that "
    "begins after the forecast. Who watched is taken from all the data."
)


def answer(figures: dict[str, Any]) -> str:
    """Whether as much was recorded as expected, and whether the intervals held."""
    cover = figures["overall"]["cover_80"]
    held = "as they should" if BAND[0] <= cover <= BAND[1] else f"and {BAND[0]:.0%} to {BAND[1]:.0%} should have"
    return f"{hindsight(figures)} {cover:.1%} of the 80% intervals held, {held}."


def hindsight(figures: dict[str, Any]) -> str:
    """How far what was expected lay from what was recorded, and what was gained on the rate of the year before."""
    overall = figures["overall"]
    ratio = overall["expected"] / max(overall["recorded"], 1) - 1
    bias = f"{abs(ratio):.0%} too {'high' if ratio > 0 else 'low'}" if abs(ratio) >= LEAST_BIAS else "about right"
    gain = overall["rivals"]["year_rate"]["crps_better"]
    return (
        f"Along {figures['voyages']:,} random voyages of {figures['years'][0]} to {figures['years'][1]}, {overall['expected']:,.0f} "
        f"incidents were expected and {overall['recorded']:,} recorded: {bias}. The error is {abs(gain):.0%} "
        f"{'below' if gain >= 0 else 'above'} that of {RIVALS['year_rate']} (aim: {AIM:.0%} below)."
    )


def named_parts(figures: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """All voyages, then by how many incidents were expected along them."""
    return [("All voyages", figures["overall"]), *((f"Expected {_size_class(part)}", part) for part in figures["sizes"])]


def coverage_chart(figures: dict[str, Any]) -> Chart:
    """How often what was recorded fell within the 80% interval."""
    rows = named_parts(figures)
    shares = tuple(part["cover_80"] for _, part in rows)
    return Chart(
        name="voyage_coverage",
        title="How often what was recorded along a voyage fell within the 80% interval",
        unit="share of voyages",
        place_title="Voyages",
        places=tuple(name for name, _ in rows),
        series=(
            Series("Randomised (exact for counts)", "dot", shares, ("#2B7FBA",), label="exact"),
            Series("Voyages", "number", tuple(float(part["n"]) for _, part in rows), (NEUTRAL,), label="n"),
            Series("Expected", "number", tuple(round(part["expected"], 1) for _, part in rows), (NEUTRAL,), label="expected", decimals=1),
            Series("Recorded", "number", tuple(float(part["recorded"]) for _, part in rows), (NEUTRAL,), label="recorded"),
        ),
        alt=f"Dots of the share of voyages within the 80% interval; over all {shares[0]:.1%}.",
        across=True,
        percent=True,
        footnotes=(f"Aim: {BAND[0]:.0%} to {BAND[1]:.0%}. Expected and recorded are sums over the voyages of a row.",),
        height=height_of_rows(len(rows)),
    )


def key_figures(figures: dict[str, Any]) -> tuple[KeyFigure, ...]:
    """The results over all voyages, each beside its aim."""
    overall = figures["overall"]
    cards = [
        KeyFigure(
            "80% interval coverage",
            f"{overall['cover_80']:.1%}",
            f"aim {BAND[0]:.0%} to {BAND[1]:.0%}; n = {overall['n']:,}",
            "Share of voyages within the interval, exact for whole numbers.",
        )
    ]
    for rival, name in (("year_rate", "last year's rate"), ("same_days", "last year's days")):
        scores = overall["rivals"][rival]
        cards.append(
            KeyFigure(
                f"Against {name}",
                f"{scores['crps_better']:.0%}",
                f"error saved (CRPS), aim {AIM:.0%}; Brier {scores['brier_better']:.0%}",
                f"How much smaller the error is than that of {RIVALS[rival]}.",
            )
        )
    return tuple(cards)


def _size_class(part: dict[str, Any]) -> str:
    low, high = part["from"], part["to"]
    if low == 0:
        return f"under {high:g}"
    return f"{low:g} or more" if high > 1e6 else f"{low:g} to {high:g}"
