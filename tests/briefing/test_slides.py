"""Slides, read back: native charts whose workbooks hold the numbers, places filled, notes, alt texts, nothing that runs over."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from typing import Any

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from lxml import etree
from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.util import Inches

from analytics.describe.charts import Chart, Grid, Multiples, Series
from briefing import lettering, slides
from briefing.blocks import Document, Exhibit, Paragraphs, Section, TextTable
from briefing.slides import chart_xml, native, template
from tests.briefing.conftest import Make
from tests.support.charts import NAMES, random_charts, random_grids
from warehouse.contract.snapshot import Snapshot

QUICK = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def read_back(document: Document) -> Any:
    return Presentation(io.BytesIO(slides.write_pptx(document)))


def one_slide(described: Any) -> Any:
    """A presentation with one slide that shows the description, written and read again."""
    deck = template.empty_deck()
    slide = deck.slides.add_slide(deck.slide_layouts[template.PLAIN])
    native.draw_description(slide, described, template.BODY)
    out = io.BytesIO()
    deck.save(out)
    return Presentation(io.BytesIO(out.getvalue())).slides[0]


def embedded_frame(chart: Any) -> pd.DataFrame:
    """The workbook behind a native chart as a frame."""
    sheet = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob)).active
    heads, *lines = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f" or cell.hyperlink], "a formula or a link"
    return pd.DataFrame(lines, columns=heads)


def cached_values(chart: Any) -> dict[str, list[float | None]]:
    """The numbers that a native chart shows, by the name of the series."""
    values_by_name = {}
    for series in chart._chartSpace.iter(qn("c:ser")):
        points = {int(point.get("idx")): float(point.find(qn("c:v")).text) for point in series.find(qn("c:val")).iter(qn("c:pt"))}
        count = int(series.find(f"{qn('c:val')}/{qn('c:numRef')}/{qn('c:numCache')}/{qn('c:ptCount')}").get("val"))
        values_by_name[series.find(qn("c:tx")).find(f".//{qn('c:v')}").text or ""] = [points.get(place) for place in range(count)]
    return values_by_name


def cells_of(chart: Any, frame: pd.DataFrame) -> dict[str, list[float | None]]:
    """The numbers in the cells that the series refer to."""
    values_by_name = {}
    for series in chart._chartSpace.iter(qn("c:ser")):
        name, values = (series.find(path).find(f".//{qn('c:f')}").text for path in (qn("c:tx"), qn("c:val")))
        column = openpyxl.utils.column_index_from_string(values.split("$")[1]) - 1
        assert name.split("$")[1] == values.split("$")[1]
        assert values.endswith(f"${len(frame) + 1}")
        values_by_name[str(frame.columns[column] or "")] = [None if pd.isna(value) else float(value) for value in frame.iloc[:, column]]
    return values_by_name


@given(random_charts())
@QUICK
def test_workbook_slide_and_description_hold_the_same_numbers(chart: Chart) -> None:
    if chart.is_empty:
        return
    shape = next(shape for shape in one_slide(chart).shapes if shape.has_chart)
    frame, described = embedded_frame(shape.chart), chart.frame()
    assert [str(item or "") for item in frame.columns[: len(described.columns)]] == [
        lettering.clean_text(str(item)) for item in described.columns
    ]
    for place, column in enumerate(described.columns):
        expected = described[column].tolist()
        if isinstance(expected[0], str):
            assert [item or "" for item in frame.iloc[:, place]] == [lettering.clean_text(text) for text in expected]
        else:
            pd.testing.assert_series_equal(
                pd.to_numeric(frame.iloc[:, place]).astype(float), described[column].astype(float), check_names=False
            )
    values_shown = cached_values(shape.chart)
    assert cells_of(shape.chart, frame) == values_shown
    values_drawn = {lettering.clean_text(item.column): list(chart_xml.values_of(item)) for item in chart_xml.drawn_series(chart)}
    assert {name: values_shown[name] for name in values_drawn} == values_drawn


@given(random_grids())
@QUICK
def test_a_heat_table_is_a_native_table_with_every_cell(grid: Grid) -> None:
    shapes = list(one_slide(grid).shapes)
    tables = [shape.table for shape in shapes if shape.has_table]
    if grid.is_empty or not tables:
        assert grid.is_empty or any(shape.shape_type == 13 for shape in shapes)
        return
    texts = [[cell.text for cell in row.cells] for row in tables[0].rows]
    for row, values in zip(texts[1:], grid.values, strict=True):
        assert [item == "?" for item in row[1:]] == [value is None for value in values]
        assert [float(item.replace(",", "")) for item in row[1:] if item != "?"] == [round(item) for item in values if item is not None]


def one_series(kind: Any, name: str = "now", **how: Any) -> Series:
    return Series(name, kind, (1.0, None, 3.0), ("#DB0000",), **how)


@pytest.mark.parametrize("kind", ["bar", "line", "point", "dot", "range"])
@pytest.mark.parametrize("across", [True, False])
def test_parts_of_a_chart_stand_in_the_order_of_the_schema(kind: str, across: bool) -> None:
    whiskers: dict[str, Any] = {"lows": (0.5, None, 2.0), "highs": (1.5, None, 4.0)} if kind in ("line", "dot", "range") else {}
    partial: dict[str, Any] = {"partial": (False, False, True)} if kind in ("bar", "line") else {}
    chart = Chart(
        "c",
        "T",
        "incidents",
        "Place",
        ("a", "b", "c"),
        (one_series(kind, **whiskers, **partial), one_series("bar", "all")),
        "alt",
        across=across,
    )
    shape = next(shape for shape in one_slide(chart).shapes if shape.has_chart)
    order = ["idx", "order", "tx", "spPr", "invertIfNegative", "marker", "dPt", "dLbls", "errBars", "cat", "val", "smooth"]
    for element in shape.chart._chartSpace.iter(qn("c:ser")):
        places = [order.index(etree.QName(child).localname) for child in element]
        assert places == sorted(places)
    numbers = [int(element.find(qn("c:idx")).get("val")) for element in shape.chart._chartSpace.iter(qn("c:ser"))]
    assert sorted(numbers) == list(range(len(numbers)))
    assert {plot.tag for plot in shape.chart._chartSpace.plotArea.iter_xCharts()} <= {qn("c:barChart"), qn("c:lineChart")}


@pytest.mark.parametrize("most", [1, 2, 3, 5])
def test_ticks_of_small_counts_are_not_repeated(most: int) -> None:
    chart = Chart("c", "T", "incidents", "Place", ("a", "b"), (Series("now", "bar", (float(most), 0.0), ("#DB0000",)),), "alt")
    axis = next(shape for shape in one_slide(chart).shapes if shape.has_chart).chart.value_axis
    assert axis.major_unit == 1
    shares = replace(chart, percent=True, series=(Series("share", "bar", (most / 100, 0.0), ("#DB0000",)),))
    assert next(shape for shape in one_slide(shares).shapes if shape.has_chart).chart.value_axis.major_unit == 0.01


def test_small_charts_are_native_and_share_their_scale() -> None:
    panels = tuple(Chart(f"p{n}", f"P{n}", "incidents", "Year", ("1", "2", "3"), (one_series("line"),), "x") for n in range(4))
    slide = one_slide(Multiples("m", "All", "incidents", "Region", panels, "alt", same_scale=True))
    native_charts = [shape.chart for shape in slide.shapes if shape.has_chart]
    assert len(native_charts) == 4
    assert {chart.value_axis.maximum_scale for chart in native_charts} == {3.15}


@pytest.fixture(scope="module")
def deck(invented: Snapshot, make: Make) -> tuple[Document, Any]:
    document = make(invented, mark="AMBER", organisation="Example Shipping")
    return document, read_back(document)


def test_every_slide_has_title_mark_date_number_and_notes(deck: tuple[Document, Any]) -> None:
    document, slides_read = deck
    assert round(slides_read.slide_width / slides_read.slide_height, 3) == round(16 / 9, 3)
    assert len(slides_read.slides) >= 10
    for slide in slides_read.slides:
        kinds = {shape._element.find(f".//{qn('p:ph')}").get("type"): shape for shape in slide.placeholders}
        assert {"dt", "ftr", "sldNum"} <= set(kinds)
        assert kinds["ftr"].text_frame.text == "TLP:AMBER"
        assert document.stamp in kinds["dt"].text_frame.text
        assert kinds["sldNum"]._element.find(f".//{qn('a:fld')}").get("type") == "slidenum"
        assert slide.shapes.title.text_frame.text
        assert slide.notes_slide.notes_text_frame.text.strip()


def test_every_chart_table_and_picture_has_an_alt_text_and_lies_on_the_slide(deck: tuple[Document, Any]) -> None:
    _, slides_read = deck
    for slide in slides_read.slides:
        for shape in slide.shapes:
            if not shape.is_placeholder:
                assert shape._element.xpath(".//p:cNvPr")[0].get("descr"), shape.name
            assert shape.left >= 0 and shape.top >= 0
            assert shape.left + shape.width <= slides_read.slide_width + Inches(0.01)
            assert shape.top + shape.height <= slides_read.slide_height + Inches(0.01)


def test_notes_hold_sources_n_and_caveats(deck: tuple[Document, Any]) -> None:
    document, slides_read = deck
    notes = "\n".join(slide.notes_slide.notes_text_frame.text for slide in slides_read.slides)
    for picture in document.exhibits:
        assert all(lettering.clean_text(note) in notes for note in picture.notes)
        assert lettering.clean_text(picture.description.alt) in notes


def test_maps_carry_the_same_picture_in_vectors(deck: tuple[Document, Any]) -> None:
    out = io.BytesIO()
    deck[1].save(out)
    names = zipfile.ZipFile(out).namelist()
    assert [name for name in names if name.endswith(".svg")]
    with zipfile.ZipFile(out) as archive:
        for name in names:
            if name.endswith((".xml", ".rels", ".svg")):
                etree.fromstring(archive.read(name))


def test_what_was_withheld_is_said_on_the_last_slide(deck: tuple[Document, Any]) -> None:
    document, slides_read = deck
    text = "\n".join(shape.text_frame.text for shape in slides_read.slides[-1].shapes if shape.has_text_frame)
    assert document.last_page and "TLP:AMBER" in text
    assert all(lettering.clean_text(line) in text for line in document.last_page)


def test_hostile_and_long_names_neither_run_over_nor_run(hostile: Snapshot, make: Make) -> None:
    document = make(hostile, title="=cmd|'/c calc'!A1 " * 6, organisation=NAMES[3] * 3)
    slides_read = read_back(document)
    for slide in slides_read.slides:
        banner = [shape for shape in slide.shapes if shape.has_text_frame and "Simulated data" in shape.text_frame.text]
        assert banner, "a slide without the banner of simulated data"
        for shape in slide.shapes:
            if shape.has_chart:
                embedded_frame(shape.chart)
    assert slides_read.core_properties.title.startswith("=cmd")


def test_a_long_text_goes_on_over_several_slides(invented: Snapshot, make: Make) -> None:
    document = replace(
        make(invented, sections=("situation",)), sections=(Section("x", "Words", (Paragraphs(("word " * 3000, "y" * 900)),)),)
    )
    slides_read = read_back(document)
    assert len(slides_read.slides) > 5
    bodies = [
        next(placeholder for placeholder in slide.placeholders if placeholder.placeholder_format.idx == 1).text_frame.text
        for slide in list(slides_read.slides)[1:-1]
    ]
    assert sum(body.count("word") for body in bodies) == 3000
    assert "".join(bodies).replace("\n", "").replace(" ", "").count("y") == 900


def test_a_long_table_goes_on_and_what_was_cut_stands_in_the_notes(invented: Snapshot, make: Make) -> None:
    from briefing.blocks import TableColumn

    rows = tuple((f"Ship {n}", "z" * 400 if n == 3 else "short") for n in range(60))
    table = TextTable("t", "Ships", (TableColumn("Name", 0.4), TableColumn("What", 0.6)), rows)
    slides_read = read_back(replace(make(invented, sections=("situation",)), sections=(Section("x", "Ships", (table,)),)))
    tables = [shape.table for slide in slides_read.slides for shape in slide.shapes if shape.has_table]
    assert [row.cells[0].text for table_read in tables for row in list(table_read.rows)[1:]] == [name for name, _ in rows]
    assert "z" * 400 in "".join(slide.notes_slide.notes_text_frame.text for slide in slides_read.slides)


def test_a_briefing_without_any_incident_stands(nothing: Snapshot, make: Make) -> None:
    slides_read = read_back(make(nothing))
    text = "\n".join(shape.text_frame.text for slide in slides_read.slides for shape in slide.shapes if shape.has_text_frame)
    assert "No source watches these waters day by day" in text


def test_pictures_of_a_document_stand_on_its_slides(deck: tuple[Document, Any]) -> None:
    document, slides_read = deck
    natives = [shape.chart for slide in slides_read.slides for shape in slide.shapes if shape.has_chart]
    expected = [block.description for block in document.exhibits if isinstance(block, Exhibit) and isinstance(block.description, Chart)]
    assert len(natives) >= len(expected) > 0
