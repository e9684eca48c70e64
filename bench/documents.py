"""Ten slides with maps, the PDF of the same, and ten pictures, beside the same ten figures drawn by plotly's kaleido in a browser."""

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
from bench.measure import show
from briefing import document, pdf, pictures, slides
from briefing.blocks import Described, Document, Section
from briefing.settings import Settings
from pages.charts import figures
from warehouse.contract.snapshot import Snapshot
from warehouse.filters import Filters

NOW: Final = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
SPAN: Final = Filters(date_from=date(2025, 11, 1), date_to=date(2026, 11, 1))
TEN: Final = 10
SLIDES_AIM, PDF_AIM, PEER_AIM = 2.0, 2.0, 5.0
RUNS: Final = 5
CHROMIUM: Final = shutil.which("chromium") or shutil.which("chromium-browser")


def main(snapshot: Snapshot) -> None:
    """Print the figures of a briefing of one year of `snapshot`."""
    settings = Settings(audience="fleet", filters=SPAN)
    started = time.perf_counter()
    whole = document.compose(snapshot, settings, NOW)
    show("queries and analytics of a fleet briefing, first time", time.perf_counter() - started, "s")
    show("the same again", timed(lambda: document.compose(snapshot, settings, NOW), 3), "s")
    ten = _ten(whole)
    maps = sum(isinstance(one.described, Map) for one in ten.pictures)
    print(f"{len(ten.pictures)} pictures, {maps} of them maps; the PDF also holds the charts' numbers as tables")
    started = time.perf_counter()
    slides.write(ten)
    show("slides, first time in a process", time.perf_counter() - started, "s")
    show("ten slides with maps", timed(lambda: slides.write(ten)), "s", SLIDES_AIM)
    show("their processor time", worked(lambda: slides.write(ten)), "s", SLIDES_AIM)
    show("PDF of the same", timed(lambda: pdf.write(ten)), "s", PDF_AIM)
    show("its processor time", worked(lambda: pdf.write(ten)), "s", PDF_AIM)
    show("all slides of the fleet briefing", timed(lambda: slides.write(whole), 3), "s")
    show("its PDF", timed(lambda: pdf.write(whole), 3), "s")
    _peer([one.described for one in ten.pictures])


def _peer(drawn: list[Described]) -> None:
    """The same ten as pictures, ours beside kaleido's."""
    ours = timed(lambda: [pictures.png(one) for one in drawn])
    show("ten pictures (PNG, 200 dots per inch)", ours, "s")
    own = worked(lambda: [pictures.png(one) for one in drawn])
    show("their processor time", own, "s")
    if CHROMIUM is None:
        print("no Chromium here: kaleido is not compared")
        return
    theirs, its = _kaleido(drawn)
    show("the same ten by kaleido, its browser kept open, maps without land", theirs, "s")
    show("kaleido takes so many times as long", theirs / ours, "", PEER_AIM, higher_is_better=True)
    show("their processor time, the browser's included", its, "s")
    show("kaleido takes so many times as much of it", its / own, "", PEER_AIM, higher_is_better=True)


def timed(make: Callable[[], Any], runs: int = RUNS) -> float:
    """Median seconds."""
    return statistics.median(_seconds(make, time.perf_counter) for _ in range(runs))


def worked(make: Callable[[], Any], runs: int = RUNS) -> float:
    """Median seconds of processor time, child processes included: what a busy machine does not change much."""
    return statistics.median(_seconds(make, _processor) for _ in range(runs))


def _seconds(make: Callable[[], Any], clock: Callable[[], float]) -> float:
    started = clock()
    make()
    return clock() - started


def _processor() -> float:
    here = psutil.Process()
    times = [one.cpu_times() for one in (here, *here.children(recursive=True))]
    return sum(one.user + one.system for one in times)


def _ten(whole: Document) -> Document:
    """The briefing cut to ten pictures; where it has fewer, the first ones again under other names."""
    found = list(whole.pictures)
    again = [replace(one, described=replace(one.described, name=f"{one.described.name}_again")) for one in found]
    return replace(whole, sections=(Section("ten", "Ten pictures", tuple((found + again)[:TEN])),))


def _kaleido(drawn: list[Described]) -> tuple[float, float]:
    """Seconds, and seconds of processor time."""
    made = [_figure(one) for one in drawn]
    options = {"format": "png", "width": 800, "height": 450, "scale": 2}
    started = time.perf_counter()
    kaleido.start_sync_server(path=CHROMIUM, silence_warnings=True)
    try:
        kaleido.calc_fig_sync(made[0], opts=options)
        show("kaleido's browser started, and its first picture", time.perf_counter() - started, "s")

        def ten() -> None:
            for one in made:
                kaleido.calc_fig_sync(one, opts=options)

        return timed(ten, 3), worked(ten, 3)
    finally:
        kaleido.stop_sync_server()


def _figure(one: Described) -> go.Figure:
    if not isinstance(one, Map):
        return go.Figure(figures.figure(one).to_dict())
    return go.Figure(
        [
            go.Scatter(x=list(marks.longitudes), y=list(marks.latitudes), mode="markers", name=marks.name, marker={"color": marks.colour})
            for marks in one.marks
        ]
    )
