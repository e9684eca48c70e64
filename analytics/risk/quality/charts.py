"""The back-test of the forecast in pictures; all from the figures that `evaluation` keeps."""

from __future__ import annotations

from typing import Any, Final

from analytics.describe.charts import Chart, Mark, Series, height_of_rows
from analytics.describe.colours import NEUTRAL
from analytics.describe.key_figures import KeyFigure
from analytics.risk.groups import TITLES
from analytics.risk.quality.evaluation import RIVALS

AIM: Final = 0.1
BAND: Final = (0.77, 0.83)
_SHOWN: Final = "#D9822B"
_EXACT: Final = "#2B7FBA"
_RIVAL_COLOURS: Final = ("#2B7FBA", "#E9712A", "#878E9A")


def named(said: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Every part of the windows by name: all, groups, classes of the expected number, periods, regions' totals."""
    rows = [("All windows", said["overall"])]
    rows += [(TITLES[code], one) for code, one in said["groups"].items()]
    rows += [(f"Expected {_class(one)}", one) for one in said["sizes"]]
    rows += [(f"{one['from']} to {one['to']}", one) for one in said["periods"]]
    rows.append(("Regions' totals, all kinds", said["all_kinds"]))
    return [(name, one) for name, one in rows if one["n"]]


def key_figures(said: dict[str, Any]) -> tuple[KeyFigure, ...]:
    """What the back-test comes to over all windows, each figure beside what was aimed at."""
    overall = said["overall"]
    cover, share = overall["cover_80"], f"{BAND[0]:.0%} to {BAND[1]:.0%}"
    better = tuple(
        KeyFigure(
            f"Against {name}",
            f"{overall['rivals'][rival]['crps_better']:.0%}",
            f"error saved, aim {AIM:.0%}; n = {overall['rivals'][rival]['n']:,}",
            f"Share of the error (CRPS) of {RIVALS[rival]} that the forecast saves.",
        )
        for rival, name in (("last_year", "last year"), ("five_years", "5-year mean"))
    )
    return (
        KeyFigure(
            "80% interval held",
            f"{cover['randomised']:.1%}",
            f"aim {share}; {cover['shown']:.1%} as whole numbers",
            "By the exact count for whole numbers, which splits an outcome by the share of its probability inside the interval.",
        ),
        *better,
        KeyFigure(
            "Recorded",
            f"{overall['incidents']:,}",
            f"{overall['expected']:,.0f} expected, in {overall['n']:,} windows",
            "Incidents recorded in all windows of the back-test. A window: a sea region, a group, the days after the first of a month.",
        ),
    )


def coverage_chart(said: dict[str, Any], horizon: str) -> Chart:
    """How often the 80% interval held, part by part."""
    rows = named(said)
    exact = tuple(one["cover_80"]["randomised"] for _, one in rows)
    shown = tuple(one["cover_80"]["shown"] for _, one in rows)
    outside = [name for (name, _), value in zip(rows, exact, strict=True) if not BAND[0] <= value <= BAND[1]]
    return Chart(
        name=f"forecast_coverage_{horizon}",
        title=f"How often the 80% interval held, {horizon} days ahead",
        unit="share of windows",
        place_title="Windows",
        places=tuple(name for name, _ in rows),
        series=(
            Series("Randomised (exact for counts)", "dot", exact, (_EXACT,), label="exact", decimals=1),
            Series("Whole numbers as shown", "dot", shown, (_SHOWN,), label="shown", decimals=1),
            Series("Windows", "number", tuple(float(one["n"]) for _, one in rows), (NEUTRAL,), label="n"),
        ),
        alt=f"Dots of the share of windows inside the 80% interval; over all windows {exact[0]:.1%}, as shown {shown[0]:.1%}.",
        across=True,
        percent=True,
        marks=(Mark(BAND[0], "77%"), Mark(BAND[1], "83%")),
        footnotes=(
            f"n = {said['overall']['n']:,} windows (sea region x group x first of a month), "
            f"{said['first_origin']} to {said['last_origin']}; windows of 90 days overlap.",
            "Where few incidents are expected, an interval of whole numbers must hold more than it says: it cannot split 0. "
            "“Exact” counts a window's outcome by the share of its probability that lies inside (randomised transform).",
            *((f"Outside 77 to 83%: {', '.join(outside)}.",) if outside else ("All parts lie within 77 to 83%.",)),
        ),
        height=height_of_rows(len(rows)),
    )


def skill_chart(said: dict[str, Any], horizon: str, measure: str = "crps") -> Chart:
    """How much better than the simple forecasts, part by part."""
    rows = [(name, one) for name, one in named(said) if one.get("rivals")]
    title = {"crps": "CRPS", "deviance": "Poisson deviance"}[measure]
    series = tuple(
        Series(f"Against {words}", "dot", tuple(_better(one, rival, measure) for _, one in rows), (colour,), label=label)
        for (rival, words), colour, label in zip(RIVALS.items(), _RIVAL_COLOURS, ("last year", "5 years", "5-year rate"), strict=True)
    )
    short = [
        f"{name} against {words}"
        for name, one in rows
        for rival, words in RIVALS.items()
        if (found := _better(one, rival, measure)) is not None and found < AIM
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
            "Simple forecasts were given a floor and a spread that suited them best on the windows before 2000; "
            "each is compared on the windows that it can forecast.",
            *((f"Short of 10%: {'; '.join(short)}.",) if short else ("Every part reaches 10%.",)),
        ),
        height=height_of_rows(len(rows)),
    )


def pit_chart(said: dict[str, Any], horizon: str) -> Chart:
    """The probability integral transform: flat when calibrated."""
    bins = len(said["pit"])
    return Chart(
        name=f"forecast_pit_{horizon}",
        title=f"Where outcomes fell in their forecast distribution, {horizon} days ahead",
        unit="share of windows",
        place_title="Tenth of the forecast distribution (%)",
        places=tuple(f"{place * 100 // bins}–{(place + 1) * 100 // bins}" for place in range(bins)),
        series=(
            Series("All windows", "bar", tuple(said["pit"]), ("#2B7FBA",)),
            Series("Windows with at least one expected", "bar", tuple(said["pit_larger"]), ("#E9712A",)),
        ),
        alt="Bars of the probability integral transform in tenths; each tenth should hold 10% of the windows.",
        grouped=True,
        percent=True,
        marks=(Mark(1 / bins, "calibrated"),),
        footnotes=("Each tenth should hold 10%. A hump: intervals too wide; a bowl: too narrow; a slope: too high or too low.",),
        height=300,
    )


def reliability_chart(said: dict[str, Any], horizon: str) -> Chart:
    """Expected against recorded, by class of the expected number."""
    rows = said["reliability"]
    recorded = tuple(one["recorded"] for one in rows)
    ratios = tuple(one["recorded"] / one["expected"] for one in rows)
    lows = tuple(max(one["recorded"] - 2 * one["error"], 0.0) / one["expected"] for one in rows)
    highs = tuple((one["recorded"] + 2 * one["error"]) / one["expected"] for one in rows)
    ratio = ", ".join(f"{_class(one)}: {one['recorded'] / one['expected']:.2f}" for one in rows)
    return Chart(
        name=f"forecast_reliability_{horizon}",
        title=f"Recorded for every incident expected, {horizon} days ahead",
        unit="recorded per expected",
        place_title="Expected number",
        places=tuple(_class(one) for one in rows),
        series=(
            Series("Recorded per expected, with two standard errors", "dot", ratios, ("#2B7FBA",), lows, highs, "ratio", 2),
            Series("Mean expected", "number", tuple(one["expected"] for one in rows), (NEUTRAL,), label="expected", decimals=2),
            Series("Mean recorded", "number", recorded, (NEUTRAL,), label="recorded", decimals=2),
            Series("Windows", "number", tuple(float(one["n"]) for one in rows), (NEUTRAL,), label="n"),
        ),
        alt=f"Dots of recorded per expected incidents by class of the expected number: {ratio}.",
        across=True,
        marks=(Mark(1.0, "as expected"),),
        footnotes=("Above 1 the forecast was too low. Standard errors take windows as independent, which those of one region are not.",),
        height=height_of_rows(len(rows)),
    )  # fmt: skip


def _class(one: dict[str, Any]) -> str:
    low, high = one["from"], one["to"]
    return f"{low:g} and more" if high >= 1e9 else f"under {high:g}" if low == 0 else f"{low:g} to {high:g}"


def _better(one: dict[str, Any], rival: str, measure: str) -> float | None:
    found: float | None = one["rivals"][rival].get(f"{measure}_better")
    return found
