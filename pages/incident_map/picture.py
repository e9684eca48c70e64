"""The incident map with its controls and the panel over it: one fragment, so that a click does not rerun the rest of the page."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, cast

import streamlit as st

from analytics.advisories.standing import in_force_at
from analytics.density import Heat, heat_of
from analytics.incidents import map_rows
from analytics.incidents.map_rows import MOST_POINTS, MapRows
from analytics.incidents.time_steps import TimeStep
from pages.incident_map import heat_parts, listing, panel, route_form, state, time_bar, tools
from pages.incident_map import view as map_view
from pages.incident_map.view import COLOURS, MapView
from pages.maps import advisory_layers, incident_deck, map_texts
from pages.maps.incident_deck import MapContext, Selection
from pages.maps.transits import show_strait_rates
from pages.maps.viewer.map_viewer import reported_state
from pages.maps.viewer.viewer_state import ViewerState
from pages.shell import data, lasting_link, page_top, recent_span, theme
from pages.shell.text import plain
from warehouse.contract import settings
from warehouse.filters import Filters
from warehouse.queries.filtering.choices import Choices
from warehouse.queries.incidents import incidents
from warehouse.queries.incidents.hexagons import Colour
from warehouse.queries.incidents.incidents import Summary
from warehouse.reference.geography import MapPreset
from warehouse.view import SnapshotView

KEY: Final = "incident_map_picture"


def show_picture(snapshot: SnapshotView, filters: Filters, choices: Choices, summary: Summary) -> None:
    """Map, controls, legend, panel and list under the filters; keeps the address up to date."""
    show = st.fragment(_show_picture, run_every=time_bar.SECONDS if state.is_playing() else None, key=KEY)
    show(snapshot, filters, choices, summary)


def _show_picture(snapshot: SnapshotView, filters: Filters, choices: Choices, summary: Summary) -> None:
    with data.page_left_open(snapshot):
        _show_parts(snapshot, filters, choices, summary)


def _show_parts(snapshot: SnapshotView, filters: Filters, choices: Choices, summary: Summary) -> None:
    steps = time_bar.steps_of(filters, summary)
    step = time_bar.current_step(steps)
    shown, counted = _within_step(snapshot, filters, summary, step)
    view = state.current_view()
    place = view.place or map_view.automatic_place(filters, choices)
    look = map_view.view_of(view, filters, choices)
    colour, rows = rows_to_draw(snapshot, shown, view, look, counted)
    with st.container(key="map_stage", gap=None):
        advisories = data.query(in_force_at, snapshot, data.now(snapshot)) if view.advisories else ()
        context = MapContext(
            _outlined_region(filters),
            settings.load().basemap,
            state.click_count(),
            state.recentre_count(),
            filters.within,
            view.rings,
            advisories,
        )
        selection = _selection(snapshot, view)
        deck = incident_deck.incident_deck(rows, colour, look, selection, dark=theme.is_dark(), context=context)
        text = map_texts.map_title(counted, shown, choices)
        drawn = incident_deck.show_deck(deck, map_texts.alt_text(text, rows, colour), lambda: _on_click(place), _on_view)
        _take_drawn(drawn)
        tools.show_tools(snapshot, shown, view, choices, rows, colour, counted)
        with st.container(key="map_legend"):
            outlined = tuple(advisory_layers.legend_entries(advisories))
            map_texts.show_legend(incident_deck.legend_entries(rows, colour), _legend_heading(rows, colour), outlined)
        if steps and step:
            watched = "incidents" if counted.incidents else recent_span.watch_of(snapshot, shown).state(0)
            time_bar.show_time_bar(steps, step, counted.incidents, watched)
        panel.show_panel(snapshot, shown, view, counted, place)
    # Each change of the address is a step back in the browser: a play would leave sixty.
    if not state.is_playing():
        state.write_address()
        listing.show_listing(snapshot, shown, view, choices, counted, place)
        with page_top.details():
            reason = map_texts.gathering_reason(rows, view.mode, counted.placed)
            notes = [*([reason] if reason else []), *map_texts.reading_notes(rows, view.mode, counted)]
            map_texts.show_caption([*notes, map_texts.sources_line(filters, choices, snapshot)])
            if isinstance(rows, Heat):
                now = data.now(snapshot)
                show_strait_rates(snapshot, shown.date_to or now.date(), now)
                heat_parts.show_heat_parts(snapshot, shown, look)
            # In the fragment and after the address has been written, which it repeats.
            lasting_link.show_lasting_link(snapshot, **recent_span.days_in_address(filters))


def _within_step(snapshot: SnapshotView, filters: Filters, summary: Summary, step: TimeStep | None) -> tuple[Filters, Summary]:
    if step is None:
        return filters, summary
    shown = replace(filters, date_from=step.first, date_to=step.last)
    return shown, data.query(incidents.summarise_incidents, snapshot, shown)


def rows_to_draw(
    snapshot: SnapshotView, filters: Filters, view: MapView, look: MapPreset, summary: Summary
) -> tuple[Colour, MapRows | Heat]:
    """What is drawn, and coloured by what: points while they are few enough, otherwise hexagons."""
    resolution = map_rows.resolution_for(look.zoom)
    if view.mode == "heat":
        return "number", data.derived(heat_of, snapshot, filters, data.now(snapshot).date(), theme.is_dark())
    if view.mode == "points" and summary.placed <= MOST_POINTS:
        colour: Colour = "severity" if view.colour == "severity" else "category"
        return colour, data.query(map_rows.point_rows, snapshot, filters, colour)
    colour = cast(Colour, view.colour or "number")
    return colour, data.query(map_rows.cell_rows, snapshot, filters, resolution, colour)


def _legend_heading(rows: MapRows | Heat, colour: Colour) -> str:
    if isinstance(rows, map_rows.PointRows):
        return f"{COLOURS[colour]}; larger is more severe"
    if isinstance(rows, Heat):
        return f"{rows.unit[0].upper()}{rows.unit[1:]}"
    return "Incidents in each hexagon" if colour == "number" else f"{COLOURS[colour]}, most frequent"


def _on_click(place: str) -> None:
    incident, cell = incident_deck.clicked_incident(), incident_deck.clicked_cell()
    if incident is not None or cell is not None:
        state.select_on_map(incident=incident, cell=cell, place=place)


def _take_drawn(drawn: ViewerState) -> None:
    """Make what was drawn on the map the waters of the page."""
    if drawn.fault is not None:
        st.toast(plain(drawn.fault), icon=":material/error:")
    if drawn.area is not None:
        route_form.set_area(drawn.area)
        # The filters stand outside the fragment.
        st.rerun()


def _on_view() -> None:
    if (look := reported_state(incident_deck.KEY).view) is not None:
        state.change_view(place=map_view.place_at(look.longitude, look.latitude, look.zoom))


def _selection(snapshot: SnapshotView, view: MapView) -> Selection:
    if view.incident is not None:
        incident = data.query(incidents.incident_by_id, snapshot, view.incident)
        if incident is not None and incident["latitude"] is not None:
            precision = incident["position_precision_km"] or 0.0
            return Selection((incident["longitude"], incident["latitude"]), 1000 * precision)
    return Selection(cell=f"{view.cell:x}" if view.cell is not None else None)


def _outlined_region(filters: Filters) -> str | None:
    return filters.regions[0] if len(filters.regions) == 1 else None
