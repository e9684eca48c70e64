"""Ten slides with maps, the same as PDF, and ten images, compared with plotly's kaleido drawing the same ten in a browser."""

from __future__ import annotations

import shutil
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, Final

import kaleido
import plotly.graph_objects as go
import psutil

from analytics.describe.maps import Map
from bench.measure import print_figure
from briefing import document, pdf, pictures, slides
from briefing.blocks import Description, Document, Section
from briefing.settings import BriefingSettings
from pages.charts import figures
from tests.support.published import view_as
from warehouse.contract.snapshot import Snapshot
from warehouse.filters import Filters

NOW: Final = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
SPAN: Final = Filters(date_from=date(2025, 11, 1), date_to=date(2026, 11, 1))
TEN: Final = 10
# Seconds at most for slides and PDF; kaleido should take at least five times as long as we do.
SLIDES_AIM, PDF_AIM, PEER_AIM = 2.0, 2.0, 5.0
RUNS: Final = 5
CHROMIUM: Final = shutil.which("chromium") or shutil.which("chromium-browser")


def main(snapshot: Snapshot) -> None:
    """Print the measurements for a briefing over one year of `snapshot`."""
    settings = BriefingSettings(audience="fleet", filters=SPAN)
    started = time.perf_counter()
    fleet_briefing = document.compose_document(view_as(snapshot), settings, NOW)
    print_figure("queries and analytics of a fleet briefing, first time", time.perf_counter() - started, "s")
    print_figure("the same again", median_seconds(lambda: document.compose_document(view_as(snapshot), settings, NOW), 3), "s")
    ten = _ten_exhibits(fleet_briefing)
    maps = sum(isinstance(exhibit.description, Map) for exhibit in ten.exhibits)
    print(f"{len(ten.exhibits)} images, {maps} of them maps; the PDF also contains the charts' numbers as tables")
    # The first time includes loading fonts and coastlines.
    started = time.perf_counter()
    slides.write_pptx(ten)
    print_figure("slides, first time in a process", time.perf_counter() - started, "s")
    print_figure("ten slides with maps", median_seconds(lambda: slides.write_pptx(ten)), "s", SLIDES_AIM)
    print_figure("processor time for the slides", median_processor_seconds(lambda: slides.write_pptx(ten)), "s", SLIDES_AIM)
    print_figure("the same as PDF", median_seconds(lambda: pdf.write_pdf(ten)), "s", PDF_AIM)
    print_figure("processor time for the PDF", median_processor_seconds(lambda: pdf.write_pdf(ten)), "s", PDF_AIM)
    print_figure("all slides of the fleet briefing", median_seconds(lambda: slides.write_pptx(fleet_briefing), 3), "s")
    print_figure("the fleet briefing as PDF", median_seconds(lambda: pdf.write_pdf(fleet_briefing), 3), "s")
    _compare_with_kaleido([exhibit.description for exhibit in ten.exhibits])


def _compare_with_kaleido(descriptions: list[Description]) -> None:
    """The same ten as images, drawn here and by kaleido."""
    own_seconds = median_seconds(lambda: [pictures.render_png(description) for description in descriptions])
    print_figure("ten images (PNG, 200 dots per inch)", own_seconds, "s")
    own_processor = median_processor_seconds(lambda: [pictures.render_png(description) for description in descriptions])
    print_figure("processor time for the images", own_processor, "s")
    if CHROMIUM is None:
        print("Chromium is not installed: no comparison with kaleido")
        return
    kaleido_seconds, kaleido_processor = _time_kaleido(descriptions)
    print_figure("the same ten by kaleido, its browser kept open, maps without land", kaleido_seconds, "s")
    print_figure("kaleido's time as a multiple of ours", kaleido_seconds / own_seconds, "", PEER_AIM, higher_is_better=True)
    print_figure("processor time for kaleido, including its browser", kaleido_processor, "s")
    print_figure("kaleido's processor time as a multiple of ours", kaleido_processor / own_processor, "", PEER_AIM, higher_is_better=True)


def median_seconds(make: Callable[[], Any], runs: int = RUNS) -> float:
    """Median seconds."""
    return statistics.median(_seconds_of(make, time.perf_counter) for _ in range(runs))


def median_processor_seconds(make: Callable[[], Any], runs: int = RUNS) -> float:
    """Median seconds of processor time, including child processes: nearly independent of the load on the machine."""
    return statistics.median(_seconds_of(make, _processor_seconds) for _ in range(runs))


def _seconds_of(make: Callable[[], Any], clock: Callable[[], float]) -> float:
    started = clock()
    make()
    return clock() - started


def _processor_seconds() -> float:
    here = psutil.Process()
    times = [process.cpu_times() for process in (here, *here.children(recursive=True))]
    return sum(process.user + process.system for process in times)


def _ten_exhibits(document: Document) -> Document:
    """The briefing reduced to ten exhibits; where it has fewer, the first are repeated under other names."""
    exhibits = list(document.exhibits)
    again = [replace(exhibit, description=replace(exhibit.description, name=f"{exhibit.description.name}_again")) for exhibit in exhibits]
    return replace(document, sections=(Section("ten", "Ten pictures", tuple((exhibits + again)[:TEN])),))


def _time_kaleido(descriptions: list[Description]) -> tuple[float, float]:
    """Median seconds, and median seconds of processor time, for all descriptions."""
    plotly_figures = [_plotly_figure(item) for item in descriptions]
    options = {"format": "png", "width": 800, "height": 450, "scale": 2}
    started = time.perf_counter()
    kaleido.start_sync_server(path=CHROMIUM, silence_warnings=True)
    try:
        kaleido.calc_fig_sync(plotly_figures[0], opts=options)
        print_figure("kaleido: starting its browser, and the first image", time.perf_counter() - started, "s")

        def draw_all() -> None:
            for figure in plotly_figures:
                kaleido.calc_fig_sync(figure, opts=options)

        return median_seconds(draw_all, 3), median_processor_seconds(draw_all, 3)
    finally:
        kaleido.stop_sync_server()


def _plotly_figure(description: Description) -> go.Figure:
    # kaleido cannot draw our base map, so a map is a scatter plot of its points: less work than ours.
    if not isinstance(description, Map):
        return go.Figure(figures.plotly_figure(description).to_dict())
    return go.Figure(
        [
            go.Scatter(x=list(marks.longitudes), y=list(marks.latitudes), mode="markers", name=marks.name, marker={"color": marks.colour})
            for marks in description.marks
        ]
    )
