"""The full card of one incident: facts and place, its history, its reports, its neighbours and its likes."""

from __future__ import annotations

from typing import Any, Final

import duckdb
import pyarrow as pa
import streamlit as st

from analytics.incidents import history, nearby
from analytics.incidents.history import Event
from analytics.incidents.nearby import Alike, Neighbourhood
from pages.charts import cards
from pages.charts.cards import plain
from pages.incident import map
from pages.incidents import card
from pages.server import first_paint
from pages.shell import data, page_links, theme
from warehouse.contract.dates import short_day, short_moment
from warehouse.contract.snapshot import Snapshot
from warehouse.contract.taxonomy import ACT, CATEGORY
from warehouse.queries.incident import incident_context as queries
from warehouse.queries.incidents import incidents
from warehouse.queries.incidents.incidents import COARSE_KM
from warehouse.queries.review import review_queue
from warehouse.queries.sources import sources
from warehouse.reference import ports
from warehouse.reference.geography import countries
from warehouse.reference.ports import KM_PER_NM, Port

NEAREST: Final = 25
MOST_ALIKE: Final = 10
Row = dict[str, Any]


def show(snapshot: Snapshot, incident: Row) -> None:
    """The whole card. Text from reports is escaped."""
    incident_id = incident["incident_id"]
    reports = data.query(incidents.incident_reports, snapshot, incident_id)
    near = data.query(_neighbourhood, snapshot, incident_id)
    card.head(incident)
    facts, place = st.columns([1, 1], gap="medium")
    with facts:
        st.table(card.facts(incident) | _place(snapshot, incident), border="horizontal", width="stretch", alt="Facts of the incident")
        card.basis(incident)
        first_paint.sent()
        _send(incident_id)
    with place:
        map.show(incident, reports, near, theme.is_dark())
    _timeline(snapshot, incident_id)
    _reports(reports)
    _near(snapshot, incident, near)
    _alike(snapshot, incident)


def _place(snapshot: Snapshot, incident: Row) -> dict[str, str]:
    """Nearest port and shore; nothing without a position."""
    if incident["latitude"] is None:
        return {}
    port = data.query(_port, snapshot, incident["latitude"], incident["longitude"])
    rough = (incident["position_precision_km"] or 0.0) > COARSE_KM
    caution = f" (the position itself is known only to {incident['position_precision_km']:,.0f} km)" if rough else ""
    said = {
        "Nearest port": f"{plain(port.name)} ({port.locode}), {distance(port.distance_km)}, bearing {port.bearing:03.0f}° from it{caution}"
    }
    if incident["shore_km"] is not None:
        code = incident["country"]
        on_land = ", the stated position lies on land" if incident["on_land_km"] else ""
        said["Nearest shore"] = f"{countries().get(code, code) or 'claimed by several states'}, {distance(incident['shore_km'])}{on_land}"
    return said


def distance(km: float) -> str:
    """`13 km (7.1 nm)`."""
    nm = km / KM_PER_NM
    return f"{km:,.1f} km ({nm:,.1f} nm)" if km < 100 else f"{km:,.0f} km ({nm:,.0f} nm)"


def _send(incident_id: str) -> None:
    """The address to send to a colleague, with a button that copies it, and the ways to the other pages."""
    st.caption("Address of this incident, to send; it stays good when incidents are merged")
    # It brings the program that colours code.
    first_paint.hold()
    st.code(page_links.absolute(page_links.incident(incident_id)), language=None, wrap_lines=True)
    with st.container(horizontal=True, gap="small"):
        kept = data.as_of() and data.store().current_id()
        st.markdown(f":material/explore: [Show on the map]({page_links.on_map(incident_id, data.as_of() if kept else None)})")
        st.markdown(f":material/fact_check: [Review its links]({page_links.review(incident_id)})")


def _timeline(snapshot: Snapshot, incident_id: str) -> None:
    events = data.query(_events, snapshot, incident_id)
    st.subheader("What happened when", anchor=False)
    rows = [{"When (UTC)": _moment(one), "What": plain(one.title), "Who": plain(one.who), "Changed": _changed(one)} for one in events]
    if not any(row["Changed"] for row in rows):
        rows = [{name: value for name, value in row.items() if name != "Changed"} for row in rows]
    st.table(rows, border="horizontal", hide_index=True, alt="Timeline: when it happened, was told, published, seen and revised")


def _moment(event: Event) -> str:
    return short_moment(event.moment) if event.exact else short_day(event.moment)


def _changed(event: Event) -> str:
    """`ship's status: Underway → Anchored`; long texts are said to have changed, and stand in the report."""
    parts = []
    for one in event.changes:
        if one.fact == "text":
            parts.append("text reworded" if one.before and one.after else "text added" if one.after else "text removed")
        else:
            parts.append(f"{one.fact}: {one.before or 'not stated'} → {one.after or 'not stated'}")
    return plain("; ".join(parts))


def _reports(reports: list[Row]) -> None:
    count = len(reports)
    st.subheader(f"{count} report{'' if count == 1 else 's'} behind this incident", anchor=False)
    told = {True: "told", False: "not told", None: "not stated"}
    said = "; ".join(f"{one['source_title'] or one['source']}: {told[one['reported_to_authority']]}" for one in reports)
    st.caption(plain(f"Coastal authority, by report: {said}."))
    with st.grid(2 if count > 1 else 1, min_column_width=320) as grid:
        for number, report in enumerate(reports):
            with grid.cell(), st.container(border=True, height="stretch"):
                card.report_card(report, number, map.letter(number))


def _near(snapshot: Snapshot, incident: Row, near: Neighbourhood | None) -> None:
    if near is None:
        st.subheader("Nearby incidents", anchor=False)
        st.caption("Without a position and a day, nothing can be said to be near.")
        return
    shown = [_row(one.incident) | {"nm": round(one.distance_nm, 1), "days": one.days} for one in near.shown]
    first, last = near.span
    more = f" The {len(shown)} nearest." if near.number > len(shown) else ""
    rough = (incident["position_precision_km"] or 0.0) > COARSE_KM
    notes = [f"Distances on the ellipsoid between stated positions.{more}"]
    notes += [f"Its own position is known only to {incident['position_precision_km']:,.0f} km."] if rough else []
    cards.table(
        f"{_incidents(near.number)} within {nearby.RADIUS_NM:.0f} nm, {short_day(first)} to {short_day(last)}",
        _table(shown, {"nm": pa.float64(), "days": pa.int64()}),
        snapshot,
        data.query(_sources_of, snapshot, tuple(sorted({code for one in near.shown for code in one.incident["sources"]}))),
        name="nearby",
        alt=f"{near.number} incidents within {nearby.RADIUS_NM:.0f} nautical miles and a year, nearest first",
        columns={
            "nm": st.column_config.NumberColumn("Distance", format="%.1f nm", width=80),
            "days": st.column_config.NumberColumn("Days after", format="%+d", width=80, help="Negative: before it."),
            **_columns(),
        },
        footnotes=notes,
        empty="None is known. Whether anybody watched these waters stands on the overview.",
    )


def _incidents(number: int) -> str:
    return f"{number:,} incident{'' if number == 1 else 's'}"


def _alike(snapshot: Snapshot, incident: Row) -> None:
    stated = nearby.stated(incident)
    with st.skeleton(height=260):
        found: tuple[Alike, ...] = data.query(_likes, snapshot, incident["incident_id"])
    shown = [_row(one.incident) | {"bits": one.bits, "why": one.why} for one in found]
    cards.table(
        "Most alike incidents, anywhere and at any time",
        _table(shown, {"bits": pa.float64(), "why": pa.string()}),
        snapshot,
        data.query(_sources_of, snapshot, tuple(sorted({code for one in found for code in one.incident["sources"]}))),
        name="alike",
        alt=f"The {len(shown)} incidents that share most with this one, with what they share",
        columns={
            "bits": st.column_config.NumberColumn("Likeness", format="%.1f", width=82, help="Bits: one more is twice as rare a likeness."),
            "why": st.column_config.TextColumn("Both state", width=330),
            **{name: column for name, column in _columns().items() if name not in ("category", "region")},
        },
        footnotes=(
            "Each fact that both state alike counts, a rare one more than a common one (log2 of one over its share of all incidents). "
            f"This incident states: {', '.join(stated) or 'nothing to compare'}.",
        ),
        empty="No other incident shares a stated fact with this one.",
    )


def _row(one: Any) -> Row:
    return {
        "day": one["occurred_on"],
        "category": CATEGORY[one["category"]].title,
        "act": ACT[one["act"]].title if one["act"] in ACT else "",
        "region": one["sea_region"] or "No position",
        "vessel": one["vessel_name"] or "Not named",
        "link": page_links.incident(one["incident_id"], data.as_of()),
    }


def _table(rows: list[Row], own: dict[str, pa.DataType]) -> pa.Table:
    texts = ("category", "act", "region", "vessel", "link")
    return pa.Table.from_pylist(rows, schema=pa.schema({**own, "day": pa.date32(), **dict.fromkeys(texts, pa.string())}))


def _columns() -> Row:
    return {
        "day": st.column_config.DateColumn("Day", format="D MMM YYYY", width=88),
        "category": st.column_config.TextColumn("Category", width=160),
        "act": st.column_config.TextColumn("Act", width=128),
        "region": st.column_config.TextColumn("Sea region", width=180),
        "vessel": st.column_config.TextColumn("Ship", width=150),
        "link": st.column_config.LinkColumn("Card", display_text="Open", width=58),
    }


def _neighbourhood(con: duckdb.DuckDBPyConnection, incident_id: str) -> Neighbourhood | None:
    found = incidents.incident(con, incident_id)
    return nearby.neighbourhood(con, found, NEAREST) if found else None


def _likes(con: duckdb.DuckDBPyConnection, incident_id: str) -> tuple[Alike, ...]:
    found = incidents.incident(con, incident_id)
    return nearby.alike(con, found, MOST_ALIKE) if found else ()


def _port(_con: duckdb.DuckDBPyConnection, latitude: float, longitude: float) -> Port:
    return ports.nearest(latitude, longitude)


def _events(con: duckdb.DuckDBPyConnection, incident_id: str) -> tuple[Event, ...]:
    found = incidents.incident(con, incident_id)
    revisions = queries.history(con, incident_id)
    ids = tuple({row["report_id"] for row in revisions})
    return history.timeline(found, revisions, review_queue.decisions_on(con, ids)) if found else ()


def _sources_of(con: duckdb.DuckDBPyConnection, codes: tuple[str, ...]) -> list[str]:
    titles = {one.source: one.title for one in sources.sources(con)}
    return [titles.get(code, code) for code in codes]
