from __future__ import annotations

import json

import plotly.io

from analytics.charts import Chart, Series
from pages.ui.figures import figure

PLACES = ("North <b>Sea</b>", "A water with a name far too long for one line of the axis")
CHART = Chart(
    name="test",
    title="Incidents",
    unit="incidents",
    place_title="Sea",
    places=PLACES,
    series=(
        Series("now", "bar", (4.0, 2.0), ("#DB0000", "#2B7FBA")),
        Series("others", "bar", (1.0, 3.0), ("#DB000066", "#2B7FBA66")),
        Series("all", "number", (5.0, 5.0), ("#111111",), label="now"),
        Series("years", "range", (2.5, None), ("#7D8FA0",), lows=(1.0, None), highs=(6.0, None), label="mean", decimals=1),
    ),
    alt="Bars",
    across=True,
    stacked=True,
)


def test_the_figure_holds_the_described_values() -> None:
    traces = figure(CHART).to_dict()["data"]
    band, tick, first, second, now, mean = traces
    assert (band["base"], band["x"]) == ([1.0], [5.0]) and tick["x"] == [2.5]
    assert first["x"] == [4.0, 2.0] and first["base"] == [0.0, 0.0]
    assert second["x"] == [1.0, 3.0] and second["base"] == [4.0, 2.0], "the second bar begins where the first ends"
    assert now["text"] == ["<b>5</b>", "<b>5</b>"] and mean["text"] == ["2.5", "–"]


def test_names_are_text_in_the_figure() -> None:
    first = figure(CHART).to_dict()["data"][2]
    assert first["y"][0] == "North &lt;b&gt;Sea&lt;/b&gt;"
    assert all(len(line) <= 26 for line in first["y"][1].split("<br>"))


def test_a_finished_figure_is_worked_out_once_and_sent_the_same_each_time() -> None:
    kept = figure(CHART)
    assert figure(CHART) is kept
    before = json.loads(plotly.io.to_json(kept.to_dict(), validate=False))
    assert kept.to_dict() is kept.to_dict()
    assert json.loads(plotly.io.to_json(kept.to_dict(), validate=False)) == before
    assert len(before["data"]) == 6


def test_lines_break_where_nothing_is_known() -> None:
    lines = Chart(
        "lines", "Reports", "reports", "Year", ("2020", "2021", "2022"),
        (Series("a", "line", (1.0, None, 2.0), ("#DB0000",)), Series("b", "point", (None, 5.0, None), ("#DB0000",))), "Lines",
    )  # fmt: skip
    line, point = figure(lines).to_dict()["data"]
    assert line["connectgaps"] is False and line["y"] == [1.0, None, 2.0]
    assert point["mode"] == "markers" and point["marker"]["symbol"] == "circle-open"
