"""The steps of a form that find a place: ports of a name, and the charts to click on. What was typed travels along; nothing is stored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse

from members.reports.forms import Form
from pages.report import sea_chart
from pages.report.html_pages import html_page
from pages.report.sent import Sent, first
from warehouse.areas.shapes import AreaError, Circle
from warehouse.queries.searching.places import suggest_places
from warehouse.reference.typed_positions import PositionError, parse_position

_CARRIED: Final = ("proof", "website")


@dataclass(frozen=True, slots=True)
class FoundPort:
    """A port or place: its name, and its position as the form takes it."""

    name: str
    position: str


def find_ports(text: str) -> list[FoundPort]:
    """Ports and places of this name or one like it, the likeliest first."""
    try:
        suggestions = suggest_places(text)
    except (PositionError, AreaError):
        return []
    return [
        FoundPort(
            suggestion.title.split(" around ", 1)[-1], sea_chart.position_in_minutes(suggestion.area.longitude, suggestion.area.latitude)
        )
        for suggestion in suggestions
        if isinstance(suggestion.area, Circle)
    ]


def with_port(sent: Sent, chosen: str) -> Sent:
    """The answers with a port of `find_ports` in them: `position|name`."""
    position, _, name = chosen.partition("|")
    return {**sent, "position": [position], "place": [name]}


def show_chart(request: Request, form: Form, sent: Sent) -> HTMLResponse | Sent:
    """The chart that follows a click; the answers with the position in them once the closest chart was clicked."""
    step, view, message = first(sent, "step"), sea_chart.read_view(first(sent, "view")), ""
    # Browsers count in pixels of the screen, and without a script nobody knows how wide that is: phones are shown a chart of half the size.
    scale, name = (2, "half") if "half.x" in sent else (1, "at")
    pixel = sea_chart.read_pixel(first(sent, f"{name}.x"), first(sent, f"{name}.y"), scale)
    if step == "map":
        view = _first_view(first(sent, "position"))
    elif step == "further":
        view = view.further()
    elif pixel is None:
        message = "Click on the chart with a mouse or a finger; without either, type the position in the form."
    elif view.is_closest:
        return {**sent, "position": [sea_chart.position_in_minutes(*view.position_of(*pixel))]}
    else:
        view = view.closer(*pixel)
    names = {field.name for field in form.fields} | set(_CARRIED)
    carried = {name: values for name, values in sent.items() if name in names}
    return html_page(
        request, "map.html", "Where was it?", form=form, sent=carried, token=first(sent, "token"), view=view, message=message,
        picture=sea_chart.chart_picture(view), width=sea_chart.WIDTH, height=sea_chart.HEIGHT,
    )  # fmt: skip


def _first_view(position: str) -> sea_chart.ChartView:
    """The region around a position that was typed already, else the world."""
    try:
        typed = parse_position(position)
    except PositionError:
        return sea_chart.ChartView()
    return sea_chart.read_view(f"1 {typed.longitude:.1f} {typed.latitude:.1f}")
