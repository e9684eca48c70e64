"""Pictures: they hold the numbers of their description, as the page does, and stand any text."""

from __future__ import annotations

import struct
import threading
import xml.etree.ElementTree as ET
from html import escape

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.container import BarContainer

from analytics.describe.charts import Chart, Grid, Multiples, Series
from briefing import pictures
from briefing.pictures import grids as grid_pictures
from pages.charts import figures
from tests.support.charts import NAMES, random_charts, random_grids

QUICK = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def size_of(png: bytes) -> tuple[int, int]:
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def drawn_values(chart: Chart) -> list[list[float]]:
    """The values of every drawn series in the picture; NaN where nothing is known."""
    axes = pictures.draw_sheet(chart).figure.axes[0]
    values_by_series = []
    bars = iter(container for container in axes.containers if isinstance(container, BarContainer))
    lines = {line.get_label(): line for line in axes.lines}
    dots = {collection.get_label(): collection for collection in axes.collections}
    along = 0 if chart.across else 1
    for series in sorted(chart.series, key=lambda series: series.kind != "range"):
        if series.kind == "number":
            continue
        if series.kind == "bar":
            values_by_series.append(np.asarray(next(bars).datavalues, dtype=float))
        elif series.kind == "dot":
            values_by_series.append(np.ma.filled(np.ma.asarray(dots[series.name].get_offsets(), dtype=float), np.nan)[:, along])
        else:
            if series.kind == "range":
                next(bars)
            data = np.asarray(lines[series.name].get_xydata(), dtype=float)[:, along]
            if any(series.partial):
                dotted = next(
                    line
                    for line in axes.lines
                    if line.get_linestyle() == ":" and to_hex(str(line.get_color())).upper() == series.colours[0]
                )
                data = np.where(np.isnan(data), np.asarray(dotted.get_xydata(), dtype=float)[:, along], data)
            values_by_series.append(data)
    return [[float(value) for value in values] for values in values_by_series]


def expected_values(chart: Chart) -> list[list[float]]:
    ordered = sorted(chart.series, key=lambda series: series.kind != "range")
    return [[np.nan if value is None else value for value in series.values] for series in ordered if series.kind != "number"]


@given(random_charts())
@QUICK
def test_page_and_picture_hold_the_numbers_of_the_description(chart: Chart) -> None:
    if chart.is_empty:
        return
    frame = chart.frame()
    for series in chart.series:
        assert [None if np.isnan(value) else value for value in frame[series.name].astype(float)] == list(series.values)
    if len({series.colours[0] for series in chart.series if any(series.partial)}) == sum(any(series.partial) for series in chart.series):
        # A stacked bar is as long as its top is above its base: off by a rounding.
        np.testing.assert_allclose(drawn_values(chart), expected_values(chart), rtol=1e-12)
    page = {trace.name: trace for trace in figures.plotly_figure(chart).data if trace.customdata is not None and trace.type == "bar"}
    for series in (series for series in chart.series if series.kind == "bar"):
        assert list(page[escape(series.name)].customdata) == list(series.values)


@given(random_grids())
@QUICK
def test_a_grid_shows_every_cell_and_unknown_is_not_zero(grid: Grid) -> None:
    if grid.is_empty:
        return
    most = grid_pictures.largest_value(grid)
    cells = pictures.draw_sheet(grid).figure.axes[0].collections[0]
    colours = [to_hex(tuple(colour)).upper() for colour in np.asarray(cells.get_facecolor())]
    flat = [(r, c) for r in range(len(grid.rows)) for c in range(len(grid.columns))]
    assert colours == [grid_pictures.cell_colour(grid, r, c, most) for r, c in flat]
    assert all((grid.values[r][c] is None) == (colour == grid_pictures.UNKNOWN) for (r, c), colour in zip(flat, colours, strict=True))


@given(random_charts())
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_chart_becomes_a_png_and_a_whole_svg(chart: Chart) -> None:
    frame = pictures.Caption(chart.title, NAMES, "Simulated data")
    assert pictures.render_png(chart, frame).startswith(b"\x89PNG")
    root = ET.fromstring(pictures.render_svg(chart, frame))
    assert not [element for element in root.iter() if element.tag.endswith("script")]
    links = [value for element in root.iter() for name, value in element.attrib.items() if name.endswith("href")]
    assert all(link.startswith(("#", "http://purl.org/dc")) for link in links)


def simple_chart(name: str = "Gulf of Guinea", places: int = 3) -> Chart:
    names = tuple(f"{name} {place}" for place in range(places))
    return Chart(
        "c", "Title", "incidents", "Region", names, (Series("now", "bar", (1.0, 2.0, 3.0)[:places], ("#DB0000",)),), "Bars", across=True
    )


def test_a_png_is_crisp_and_says_what_it_is() -> None:
    png = pictures.render_png(simple_chart())
    assert size_of(png) == (1600, round(simple_chart().height / 96 * 200 - 0.5))
    assert b"Title" in png and b"Bars" in png
    assert size_of(pictures.render_png(simple_chart(), size=(4, 3))) == (800, 600)


def test_the_same_data_give_the_same_bytes() -> None:
    assert pictures.render_svg(simple_chart()) == pictures.render_svg(simple_chart())
    assert pictures.render_png(simple_chart()) == pictures.render_png(simple_chart())


def test_letters_are_outlines_so_that_no_font_is_needed() -> None:
    svg = pictures.render_svg(simple_chart("上海港 ميناء"))
    assert b"<text" not in svg and b"font-family" not in svg
    assert b"<dc:title>Title</dc:title>" in svg


def test_names_stay_within_the_sheet() -> None:
    for name in NAMES:
        sheet = pictures.draw_sheet(simple_chart(name), pictures.Caption(name, (name,)))
        FigureCanvasAgg(sheet.figure)
        for text in sheet.figure.texts:
            box = text.get_window_extent()
            assert box.x0 >= -1 and box.x1 <= sheet.figure.bbox.x1 + 1, text.get_text()


def test_an_empty_chart_says_so() -> None:
    nothing = Chart("c", "T", "incidents", "Region", (), (), "alt")
    words = [text.get_text() for text in pictures.draw_sheet(nothing).figure.texts]
    assert words == ["Nothing to show here."]


def test_small_charts_share_one_scale() -> None:
    panels = tuple(
        Chart(f"p{top}", f"Panel {top}", "incidents", "Year", ("1", "2"), (Series("all", "line", (1.0, top), ("#DB0000",)),), "x")
        for top in (4.0, 40.0)
    )
    multiples = Multiples("m", "All", "incidents", "Region", panels, "Two panels", same_scale=True)
    tops = [axes.get_ylim()[1] for axes in pictures.draw_sheet(multiples).figure.axes]
    assert tops[0] == tops[1] == pytest.approx(42.0)
    apart = pictures.draw_sheet(Multiples("m", "All", "incidents", "Region", panels, "Two panels"))
    assert apart.figure.axes[0].get_ylim()[1] < apart.figure.axes[1].get_ylim()[1]


def test_threads_do_not_disturb_one_another() -> None:
    charts = [simple_chart(f"Sea {number}") for number in range(6)]
    alone = [pictures.render_png(chart) for chart in charts]
    images: dict[int, bytes] = {}
    threads = [threading.Thread(target=lambda n=n: images.update({n: pictures.render_png(charts[n])})) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [images[number] for number in range(6)] == alone
