"""Charts of the forecast's back-test, all from the figures that `evaluation` stores."""

from __future__ import annotations

from typing import Any, Final

from analytics.describe.charts import Chart, Mark, Series, height_of_rows
from analytics.describe.colours import NEUTRAL
from analytics.describe.key_figures import KeyFigure
from analytics.risk.groups import GROUP_TITLES
from analytics.risk.quality.evaluation import RIVALS

# What counts as good: a tenth less error than simple forecasts, and coverage within three points of 80%.
AIM: Final = 0.1
BAND: Final = (0.77, 0.83)
_SHOWN: Final = "#D9822B"
_EXACT: Final = "#2B7FBA"
_RIVAL_COLOURS: Final = ("#2B7FBA", "#E9712A", "#878E9A")


def named_parts(figures: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Every part of the windows by name: all, groups, classes of the expected number, periods, regional totals."""
    rows = [("All windows", figures["overall"])]
    rows += [(GROUP_TITLES[code], part) for code, part in figures["groups"].items()]
    rows += [(f"Expected {_size_class(part)}", part) for part in figures["sizes"]]
    rows += [(f"{part['from']} to {part['to']}", part) for part in figures["periods"]]
    rows.append(("Regions' totals, all kinds", figures["all_kinds"]))
    return [(name, part) for name, part in rows if part["n"]]


def backtest_key_figures(figures: dict[str, Any]) -> tuple[KeyFigure, ...]:
    """The back-test's results over all windows, each beside its aim."""
    overall = figures["overall"]
    cover, share = overall["cover_80"], f"{BAND[0]:.0%} to {BAND[1]:.0%}"
    better = tuple(
        KeyFigure(
            f"Against {name}",
            f"{overall['rivals'][rival]['crps_better']:.0%}",
            f"error saved, aim {AIM:.0%}; n = {overall['rivals'][rival]['n']:,}",
            f"How much smaller the forecast's error (CRPS) is than that of {RIVALS[rival]}.",
        )
        for rival, name in (("last_year", "last year"), ("five_years", "5-year mean"))
    )
    return (
        KeyFigure(
            "80% interval coverage",
            f"{cover['randomised']:.1%}",
            f"aim {share}; {cover['shown']:.1%} as whole numbers",
            "Share of windows within the interval, exact for whole numbers: an outcome counts by the share of its probability inside.",
        ),
        *better,
        KeyFigure(
            "Recorded",
            f"{overall['incidents']:,}",
            f"{overall['expected']:,.0f} expected, in {overall['n']:,} windows",
            "Incidents recorded in all windows of the back-test. A window: one sea region and group, from the first of a month on.",
        ),
    )


def coverage_chart(figures: dict[str, Any], horizon: str) -> Chart:
    """How often outcomes fell within the 80% interval, part by part."""
    rows = named_parts(figures)
    exact = tuple(part["cover_80"]["randomised"] for _, part in rows)
    as_shown = tuple(part["cover_80"]["shown"] for _, part in rows)
    outside = [name for (name, _), value in zip(rows, exact, strict=True) if not BAND[0] <= value <= BAND[1]]
    return Chart(
        name=f"forecast_coverage_{horizon}",
        title=f"How often outcomes fell within the 80% interval, {horizon} days ahead",
        unit="share of windows",
        place_title="Windows",
        places=tuple(name for name, _ in rows),
        series=(
            Series("Randomised (exact for counts)", "dot", exact, (_EXACT,), label="exact"),
            Series("Whole numbers as shown", "dot", as_shown, (_SHOWN,), label="shown"),
            Series("Windows", "number", tuple(float(part["n"]) for _, part in rows), (NEUTRAL,), label="n"),
        ),
        alt=f"Dots of the share of windows within the 80% interval; over all windows {exact[0]:.1%}, as shown {as_shown[0]:.1%}.",
        across=True,
        percent=True,
        marks=(Mark(BAND[0], ""), Mark(BAND[1], "77 to 83%")),
        footnotes=(
            f"n = {figures['overall']['n']:,} windows (sea region x group x first of a month), "
            f"{figures['first_origin']} to {figures['last_origin']}; windows of 90 days overlap.",
            "Where few incidents are expected, an interval of whole numbers must cover more than it claims: it cannot split 0. "
            "“Exact” counts an outcome by the share of its probability that lies inside (randomised transform).",
            *((f"Outside 77 to 83%: {', '.join(outside)}.",) if outside else ("All parts lie within 77 to 83%.",)),
        ),
        height=height_of_rows(len(rows)),
    )


def skill_chart(figures: dict[str, Any], horizon: str, measure: str = "crps") -> Chart:
    """How much smaller the error is than that of the simple forecasts, part by part."""
    rows = [(name, part) for name, part in named_parts(figures) if part.get("rivals")]
    title = {"crps": "CRPS", "deviance": "Poisson deviance"}[measure]
    series = tuple(
        Series(f"Against {words}", "dot", tuple(_error_saved(part, rival, measure) for _, part in rows), (colour,), label=label)
        for (rival, words), colour, label in zip(RIVALS.items(), _RIVAL_COLOURS, ("last year", "5 years", "5-year rate"), strict=True)
    )
    short = [
        f"{name} against {words}"
        for name, part in rows
        for rival, words in RIVALS.items()
        if (saved := _error_saved(part, rival, measure)) is not None and saved < AIM
    ]
    return Chart(
        name=f"forecast_{measure}_{horizon}",
        title=f"How much better than simple forecasts ({title}), {horizon} days ahead",
        unit="share of the simple forecast's error that is saved",
        place_title="Windows",
        places=tuple(name for name, _ in rows),
        series=series,
        alt=f"Dots of the share of error saved against simple forecasts, by {title}; aim at least 10%.",
        across=True,
        percent=True,
        marks=(Mark(AIM, "aim 10%"),),
        footnotes=(
            "The simple forecasts were given the floor and the spread that suited them best on the windows before 2000; "
            "each is compared on the windows that it can forecast.",
            *((f"Below 10%: {'; '.join(short)}.",) if short else ("Every part reaches 10%.",)),
        ),
        height=height_of_rows(len(rows)),
    )


def pit_chart(figures: dict[str, Any], horizon: str) -> Chart:
    """The histogram of the probability integral transform: flat when the forecast is calibrated."""
    bins = len(figures["pit"])
    return Chart(
        name=f"forecast_pit_{horizon}",
        title=f"Where outcomes fell in their forecast distribution, {horizon} days ahead",
        unit="share of windows",
        place_title="Tenth of the forecast distribution (%)",
        places=tuple(f"{place * 100 // bins}–{(place + 1) * 100 // bins}" for place in range(bins)),
        series=(
            Series("All windows", "bar", tuple(figures["pit"]), ("#2B7FBA",)),
            Series("Windows with at least one expected", "bar", tuple(figures["pit_larger"]), ("#E9712A",)),
        ),
        alt="Bars of the probability integral transform in tenths; each tenth should hold 10% of the windows.",
        grouped=True,
        percent=True,
        marks=(Mark(1 / bins, "calibrated"),),
        footnotes=(
            "Each tenth should hold 10%. A hump means intervals too wide, a bowl too narrow, a slope forecasts too high or too low.",
        ),
        height=300,
    )


def reliability_chart(figures: dict[str, Any], horizon: str) -> Chart:
    """Recorded against expected, by class of the expected number."""
    rows = figures["reliability"]
    recorded = tuple(row["recorded"] for row in rows)
    ratios = tuple(row["recorded"] / row["expected"] for row in rows)
    lows = tuple(max(row["recorded"] - 2 * row["error"], 0.0) / row["expected"] for row in rows)
    highs = tuple((row["recorded"] + 2 * row["error"]) / row["expected"] for row in rows)
    ratio = ", ".join(f"{_size_class(row)}: {row['recorded'] / row['expected']:.2f}" for row in rows)
    return Chart(
        name=f"forecast_reliability_{horizon}",
        title=f"Incidents recorded per incident expected, {horizon} days ahead",
        unit="recorded per expected",
        place_title="Expected number",
        places=tuple(_size_class(row) for row in rows),
        series=(
            Series("Recorded per expected, with two standard errors", "dot", ratios, ("#2B7FBA",), lows, highs, "ratio", 2),
            Series("Mean expected", "number", tuple(row["expected"] for row in rows), (NEUTRAL,), label="expected", decimals=2),
            Series("Mean recorded", "number", recorded, (NEUTRAL,), label="recorded", decimals=2),
            Series("Windows", "number", tuple(float(row["n"]) for row in rows), (NEUTRAL,), label="n"),
        ),
        alt=f"Dots of incidents recorded per incident expected, by class of the expected number: {ratio}.",
        across=True,
        marks=(Mark(1.0, "as expected"),),
        footnotes=("Above 1 the forecast was too low. Standard errors treat windows as independent, which those of one region are not.",),
        height=height_of_rows(len(rows)),
    )  # fmt: skip


def _size_class(part: dict[str, Any]) -> str:
    low, high = part["from"], part["to"]
    return f"{low:g} and more" if high >= 1e9 else f"under {high:g}" if low == 0 else f"{low:g} to {high:g}"


def _error_saved(part: dict[str, Any], rival: str, measure: str) -> float | None:
    saved: float | None = part["rivals"][rival].get(f"{measure}_better")
    return saved
