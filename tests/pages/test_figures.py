from __future__ import annotations

import json
from dataclasses import replace

import plotly.io
import pytest

from analytics.describe.charts import Break, Chart, Grid, Lifetime, Mark, Multiples, Series
from pages.charts.figures import plotly_figure

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
    traces = plotly_figure(CHART).to_dict()["data"]
    band, tick, first, second, now, mean = traces
    assert (band["base"], band["x"]) == ([1.0], [5.0]) and tick["x"] == [2.5]
    assert first["x"] == [4.0, 2.0] and first["base"] == [0.0, 0.0]
    assert second["x"] == [1.0, 3.0] and second["base"] == [4.0, 2.0], "the second bar begins where the first ends"
    assert now["text"] == ["<b>5</b>", "<b>5</b>"] and mean["text"] == ["2.5", "–"]


def test_names_are_text_in_the_figure() -> None:
    first = plotly_figure(CHART).to_dict()["data"][2]
    assert first["y"][0] == "North &lt;b&gt;Sea&lt;/b&gt;"
    assert all(len(line) <= 26 for line in first["y"][1].split("<br>"))


def test_a_finished_figure_is_worked_out_once_and_sent_the_same_each_time() -> None:
    kept = plotly_figure(CHART)
    assert plotly_figure(CHART) is kept
    before = json.loads(plotly.io.to_json(kept.to_dict(), validate=False))
    assert kept.to_dict() is kept.to_dict()
    assert json.loads(plotly.io.to_json(kept.to_dict(), validate=False)) == before
    assert len(before["data"]) == 6


def test_lines_break_where_nothing_is_known() -> None:
    lines = Chart(
        "lines", "Reports", "reports", "Year", ("2020", "2021", "2022"),
        (Series("a", "line", (1.0, None, 2.0), ("#DB0000",)), Series("b", "point", (None, 5.0, None), ("#DB0000",))), "Lines",
    )  # fmt: skip
    line, point = plotly_figure(lines).to_dict()["data"]
    assert line["connectgaps"] is False and line["y"] == [1.0, None, 2.0]
    assert point["mode"] == "markers" and point["marker"]["symbol"] == "circle-open"


YEARS = ("2020", "2021", "2022", "2023")
TREND = Chart(
    "trend", "Incidents a year", "incidents", "Year", YEARS,
    (Series("all", "line", (4.0, None, 6.0, 2.0), ("#DB0000",), lows=(3.0, None, 5.0, 1.0), highs=(5.0, None, 8.0, 4.0),
            partial=(False, False, False, True)),),
    "Line", marks=(Mark(5.0, "mean <b>"),), breaks=(Break(2, "A ends"),),
    lifetimes=(Lifetime("A <i>", 0, 2, "#2B7FBA"), Lifetime("B", 1, 3.5, "#E9712A", open_ended=True)),
)  # fmt: skip


def test_a_band_is_an_area_for_each_run_of_known_places() -> None:
    first, second, main, filling = plotly_figure(TREND).to_dict()["data"][:4]
    assert (first["x"], first["y"]) == (["2020", "2020"], [5.0, 3.0])
    assert (second["x"], second["y"]) == (["2022", "2023", "2023", "2022"], [8.0, 4.0, 1.0, 5.0])
    assert main["y"] == [4.0, None, 6.0, None] and filling["y"] == [None, None, 6.0, 2.0]
    assert filling["line"]["dash"] == "dot"


def test_lifetimes_breaks_and_marks_lie_where_they_are_said_to_be() -> None:
    layout = plotly_figure(TREND).to_dict()["layout"]
    strips = [one for one in layout["shapes"] if one["type"] == "rect" and "layer" not in one]
    assert [(one["x0"], one["x1"]) for one in strips] == [(-0.5, 1.5), (0.5, 3.5)]
    lines = [one for one in layout["shapes"] if one["type"] == "line"]
    assert [(one["y0"], one["y1"]) for one in lines[:1]] == [(5.0, 5.0)] and lines[1]["x0"] == 1.5
    assert layout["yaxis2"]["ticktext"] == ["A &lt;i&gt;", "B"]
    assert [one["text"] for one in layout["annotations"]] == ["mean &lt;b&gt;", "A ends"]


def test_dots_carry_their_interval() -> None:
    dots = Chart(
        "dots", "Shares", "of incidents", "Region", ("A", "B"),
        (Series("share", "dot", (0.3, None), ("#DB0000",), lows=(0.2, None), highs=(0.5, None)),
         Series("n", "number", (40.0, 2.0), ("#111111",), label="n")), "Dots", across=True, percent=True,
    )  # fmt: skip
    drawn = plotly_figure(dots).to_dict()
    dot, column = drawn["data"]
    assert dot["x"] == [0.3, None]
    assert dot["error_x"]["array"] == [0.2, None]
    assert [round(one, 9) if one else one for one in dot["error_x"]["arrayminus"]] == [0.1, None]
    assert column["text"] == ["<b>40</b>", "<b>2</b>"], "n is no share"
    assert drawn["layout"]["xaxis"]["tickformat"] == ".0%"


def test_bars_that_are_filling_up_are_hatched() -> None:
    bars = Chart(
        "b",
        "Incidents",
        "incidents",
        "Year",
        YEARS,
        (Series("a", "bar", (1.0, 2.0, 3.0, 1.0), ("#DB0000",), partial=(False,) * 3 + (True,)),),
        "Bars",
    )
    assert plotly_figure(bars).to_dict()["data"][0]["marker"]["pattern"]["shape"] == ["", "", "", "/"]


def test_unknown_cells_of_a_grid_are_not_zero() -> None:
    grid = Grid("g", "Incidents", "incidents", "Region", "Month", ("A <b>", "B"), ("Jan", "Feb"), ((0.0, 3.0), (None, 1.0)), "Grid")
    heat, unknown = plotly_figure(grid).to_dict()["data"]
    assert heat["z"] == [[0.0, 3.0], [None, 1.0]] and heat["text"] == [["0", "3"], ["", "1"]]
    assert unknown["z"] == [[None, None], [1, None]] and unknown["text"][1][0] == "?"
    assert unknown["customdata"][1][0] == "B, Jan<br>Not watched"
    assert heat["y"][0] == "A &lt;b&gt;"
    frame = grid.frame()
    assert frame["incidents"].isna().tolist() == [False, False, True, False]
    assert frame["state"].tolist() == ["", "", "Not watched", ""]


def test_small_charts_share_one_scale_and_one_legend() -> None:
    panels = tuple(
        Chart(
            f"p{top}", f"Panel {top}", "incidents", "Year", YEARS, (Series("all", "line", (1.0, 2.0, 3.0, float(top)), ("#DB0000",)),), "x"
        )
        for top in (4, 40)
    )
    drawn = plotly_figure(Multiples("m", "All", "incidents", "Region", panels, "Two panels", same_scale=True)).to_dict()
    assert drawn["layout"]["yaxis"]["range"] == drawn["layout"]["yaxis3"]["range"] == [0, 42.0]
    assert [trace["showlegend"] for trace in drawn["data"]] == [True, False]
    assert {trace["xaxis"] for trace in drawn["data"]} == {"x", "x3"}
    assert (
        Multiples("m", "All", "incidents", "Region", panels, "Two panels").frame()["Region"].tolist() == ["Panel 4"] * 4 + ["Panel 40"] * 4
    )


def test_hollow_points_lie_in_their_row_and_places_keep_their_order() -> None:
    """A point of a chart across has its value along, its place down; a first place without a value stays first."""
    series = (Series("best", "dot", (0.1, 0.2), ("#DB0000",)), Series("published", "point", (None, 0.05), ("#E9712A",)))
    across = plotly_figure(Chart("a", "T", "share", "Region", ("One", "Two"), series, "x", across=True, percent=True)).to_dict()
    assert (across["data"][1]["x"], across["data"][1]["y"]) == ([None, 0.05], ["One", "Two"])
    line = Series("share", "line", (None, 0.2, 0.3), ("#DB0000",), (None, 0.1, 0.2), (None, 0.3, 0.4))
    drawn = plotly_figure(Chart("l", "T", "share", "Year", YEARS[:3], (line,), "x")).to_dict()
    assert drawn["layout"]["xaxis"]["categoryarray"] == list(YEARS[:3])


def test_the_legend_of_an_upright_chart_stands_above_its_plot_and_the_names_of_its_places_under_the_strips() -> None:
    """On a phone the room below is not sure: the legend lay over the names of the years, and those over the strips."""
    layout = plotly_figure(TREND).to_dict()["layout"]
    assert layout["legend"]["y"] > 1 and layout["legend"]["yanchor"] == "bottom"
    assert layout["xaxis"]["anchor"] == "y2"
    assert layout["yaxis2"]["domain"][0] == 0 and layout["yaxis2"]["domain"][1] < layout["yaxis"]["domain"][0]
    assert plotly_figure(CHART).to_dict()["layout"]["legend"]["y"] < 0


def test_labels_of_breaks_stand_on_their_lines_and_the_legend_above_them_all() -> None:
    breaks = (Break(1, "A ends"), Break(3.5, "B begins", 1), Break(3.9, "C begins", 2))
    one, three = (plotly_figure(replace(TREND, marks=(), breaks=breaks[:count])).to_dict()["layout"] for count in (1, 3))
    assert [said["yshift"] for said in three["annotations"]] == [0, 12, 24]
    assert [said["xanchor"] for said in three["annotations"]] == ["center", "right", "right"], "the last would run off the picture"
    assert three["margin"]["t"] == one["margin"]["t"] + 24 and three["legend"]["y"] > one["legend"]["y"]


def test_long_figures_beside_dots_get_a_wider_column() -> None:
    """On a phone "98%" and "43,053" ran into one another."""
    series = (
        Series("x", "dot", (0.2,), ("#DB0000",), label="share"),
        Series("y", "number", (43_053.0,), ("#111111",), label="n"),
        Series("z", "number", (7.0,), ("#111111",), label="k"),
    )
    chart = Chart("c", "T", "share", "Sea", ("A",), series, "x", across=True, percent=True)
    figure = plotly_figure(chart).to_dict()
    edges = [trace["x"][0] for trace in figure["data"] if trace.get("mode") == "text"]
    assert edges == pytest.approx([1.0, 1.0 + 7 / 5, 2.0 + 7 / 5])
    assert figure["layout"]["xaxis2"]["range"] == [0, edges[-1]]


def test_headings_of_columns_and_words_of_marks_do_not_run_into_one_another() -> None:
    def drawn(*labels: str) -> list[tuple[str, int]]:
        series = (Series("x", "dot", (0.2,), ("#DB0000",)), *(Series(one, "number", (1.0,), ("#111111",), label=one) for one in labels))
        chart = Chart("c", "T", "share", "Sea", ("A",), series, "x", across=True, percent=True, marks=(Mark(0.3, "quoted"),))
        layout = plotly_figure(chart).to_dict()["layout"]
        assert layout["margin"]["t"] >= max(said["yshift"] for said in layout["annotations"]) + 14
        return [(said["text"], said["yshift"]) for said in layout["annotations"]]

    assert drawn("now", "last", "mean") == [("<i>now</i>", 0), ("<i>last</i>", 0), ("<i>mean</i>", 0), ("quoted", 14)]
    assert drawn("exact", "shown", "n") == [("<i>exact</i>", 14), ("<i>shown</i>", 0), ("<i>n</i>", 0), ("quoted", 28)]
    assert drawn("expected", "last year") == [("<i>expected</i>", 14), ("<i>last year</i>", 0), ("quoted", 28)]
    assert drawn("All incidents", "too thin", "n")[:3] == [("<i>All<br>incidents</i>", 14), ("<i>too thin</i>", 0), ("<i>n</i>", 0)]
