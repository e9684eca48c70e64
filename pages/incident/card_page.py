"""The full card of one incident: facts and position, history, reports, nearby incidents and similar ones."""

from __future__ import annotations

from typing import Any, Final

import pyarrow as pa
import streamlit as st

from analytics.describe.words import report_letter
from analytics.incidents import incident_card, nearby
from analytics.incidents.history import TimelineEvent
from analytics.incidents.nearby import Neighbourhood, SimilarIncident
from pages.charts import cards
from pages.incident import card_map, confirming, exchange
from pages.incidents import card
from pages.server import first_paint
from pages.shell import data, page_links, page_top, theme
from pages.shell.access.talk_link import show_talk_link
from pages.shell.text import Markdown, as_it_stands, plain
from warehouse.contract.dates import short_day, short_moment
from warehouse.contract.taxonomy import ACT, CATEGORY
from warehouse.queries.incidents import incidents
from warehouse.queries.incidents.incidents import COARSE_KM
from warehouse.queries.sources import sources
from warehouse.reference.geography import country_titles
from warehouse.reference.ports import KM_PER_NM
from warehouse.view import SnapshotView

NEAREST: Final = 25
MOST_ALIKE: Final = 10
"""Rows of the tables of nearby and of similar incidents."""

WORDS_SHOWN: Final = 40
"""Words of a report's text at the top; the whole of it stands with the report."""

Row = dict[str, Any]


def show_incident(snapshot: SnapshotView, incident: Row) -> None:
    """Show the whole card. Text from reports is escaped."""
    incident_id = incident["incident_id"]
    reports = data.query(incidents.incident_reports, snapshot, incident_id)
    near = data.query(incident_card.neighbourhood_of, snapshot, incident_id, NEAREST)
    # The text first, with the heavy map beside it: a browser paints the text while it loads the map.
    told, place = st.columns([2, 3], gap="medium")
    with told:
        card.show_head(incident)
        _show_narrative(incident, reports)
        first_paint.note_light_parts()
    with place:
        card_map.show_card_map(incident, reports, near, theme.is_dark())
    st.table(
        card.fact_table(incident) | _place_facts(snapshot, incident), border="horizontal", width="stretch", alt="Facts of the incident"
    )
    card.show_fact_basis(incident)
    _show_links(incident_id)
    exchange.show_exchange(snapshot, incident)
    show_talk_link("incident", incident_id)
    confirming.show_confirming(incident, reports)
    _show_timeline(snapshot, incident_id)
    _show_reports(reports)
    _show_neighbours(snapshot, incident, near)
    _show_similar(snapshot, incident)


def _show_narrative(incident: Row, reports: list[Row]) -> None:
    """What happened in one sentence, then in the words of the report that tells most."""
    page_top.show_answer(incident_card.incident_in_words(incident))
    fullest = max(reports, key=lambda report: len(report["narrative"] or ""), default=None)
    if fullest is None or not fullest["narrative"]:
        st.caption("No report has a text.")
        return
    words = fullest["narrative"].split()
    # As text, not Markdown: it comes from elsewhere and may be hostile.
    st.text(as_it_stands(" ".join(words[:WORDS_SHOWN]) + (" …" if len(words) > WORDS_SHOWN else "")))
    st.caption(plain(f"{fullest['source_title'] or fullest['source']} {fullest['native_ref']}, in full below."))


def _place_facts(snapshot: SnapshotView, incident: Row) -> dict[str, Markdown]:
    """Nearest port and nearest shore; nothing without a position."""
    if incident["latitude"] is None:
        return {}
    port = incident_card.nearest_port(incident["latitude"], incident["longitude"])
    rough = (incident["position_precision_km"] or 0.0) > COARSE_KM
    caution = f" (the position itself is known only to within {incident['position_precision_km']:,.0f} km)" if rough else ""
    distance = distance_in_words(port.distance_km)
    facts = {"Nearest port": plain(f"{port.name} ({port.locode}), {distance}, bearing {port.bearing:03.0f}° from it{caution}")}
    if incident["shore_km"] is not None:
        code = incident["country"]
        on_land = ", the stated position lies on land" if incident["on_land_km"] else ""
        facts["Nearest shore"] = plain(
            f"{country_titles().get(code, code) or 'claimed by several states'}, {distance_in_words(incident['shore_km'])}{on_land}"
        )
    return facts


def distance_in_words(km: float) -> str:
    """`13 km (7.1 nm)`."""
    nm = km / KM_PER_NM
    return f"{km:,.1f} km ({nm:,.1f} nm)" if km < 100 else f"{km:,.0f} km ({nm:,.0f} nm)"


def _show_links(incident_id: str) -> None:
    """The address to share, with a button that copies it, and links to the other pages."""
    st.caption("Permanent address of this incident; it still works after incidents are merged")
    # The code block loads a syntax highlighter.
    first_paint.wait_for_paint()
    st.code(page_links.absolute_address(page_links.incident_link(incident_id)), language=None, wrap_lines=True)
    with st.container(horizontal=True, gap="small"):
        is_kept = data.as_of() and data.store().current_id()
        st.markdown(f":material/explore: [Show on the map]({page_links.map_link(incident_id, data.as_of() if is_kept else None)})")
        st.markdown(f":material/fact_check: [Review its links]({page_links.review_link(incident_id)})")


def _show_timeline(snapshot: SnapshotView, incident_id: str) -> None:
    events = data.query(incident_card.timeline_of, snapshot, incident_id)
    st.subheader("What happened when", anchor=False)
    rows: list[dict[str, Markdown]] = [
        {
            "When (UTC)": plain(_moment_in_words(event)),
            "What": plain(event.title),
            "Who": plain(event.who),
            "Changed": _changes_in_words(event),
        }
        for event in events
    ]
    # An empty column would take the width that the others need.
    if not any(row["Changed"] for row in rows):
        rows = [{name: value for name, value in row.items() if name != "Changed"} for row in rows]
    st.table(rows, border="horizontal", hide_index=True, alt="Timeline: when it happened, was reported, published, seen and revised")


def _moment_in_words(event: TimelineEvent) -> str:
    return short_moment(event.moment) if event.exact else short_day(event.moment)


def _changes_in_words(event: TimelineEvent) -> Markdown:
    """`ship's status: Underway → Anchored`; for the narrative only that it changed, since the report shows it in full."""
    parts = []
    for change in event.changes:
        if change.fact == "text":
            parts.append("text reworded" if change.before and change.after else "text added" if change.after else "text removed")
        else:
            parts.append(f"{change.fact}: {change.before or 'not stated'} → {change.after or 'not stated'}")
    return plain("; ".join(parts))


def _show_reports(reports: list[Row]) -> None:
    count = len(reports)
    st.subheader(f"{count} report{'' if count == 1 else 's'} behind this incident", anchor=False)
    words = {True: "informed", False: "not informed", None: "not stated"}
    answers = "; ".join(f"{report['source_title'] or report['source']}: {words[report['reported_to_authority']]}" for report in reports)
    st.caption(plain(f"Coastal authority, by report: {answers}."))
    with st.grid(2 if count > 1 else 1, min_column_width=320) as grid:
        for number, report in enumerate(reports):
            with grid.cell(), st.container(border=True, height="stretch"):
                card.show_report(report, number, report_letter(number))


def _show_neighbours(snapshot: SnapshotView, incident: Row, near: Neighbourhood | None) -> None:
    if near is None:
        st.subheader("Nearby incidents", anchor=False)
        st.caption("Nearby incidents cannot be found without a position and a day.")
        return
    rows = [_table_row(neighbour.incident) | {"nm": round(neighbour.distance_nm, 1), "days": neighbour.days} for neighbour in near.shown]
    first, last = near.span
    more = f" The {len(rows)} nearest." if near.number > len(rows) else ""
    rough = (incident["position_precision_km"] or 0.0) > COARSE_KM
    notes = [f"Distances between stated positions, on the WGS 84 ellipsoid.{more}"]
    notes += [f"The position of this incident is known only to within {incident['position_precision_km']:,.0f} km."] if rough else []
    cards.show_table(
        f"{_count_in_words(near.number)} within {nearby.RADIUS_NM:.0f} nm, {short_day(first)} to {short_day(last)}",
        _as_table(rows, {"nm": pa.float64(), "days": pa.int64()}),
        snapshot,
        data.query(
            sources.source_titles, snapshot, tuple(sorted({code for neighbour in near.shown for code in neighbour.incident["sources"]}))
        ),
        name="nearby",
        alt=f"{near.number} incidents within {nearby.RADIUS_NM:.0f} nautical miles and a year, nearest first",
        columns={
            "nm": st.column_config.NumberColumn("Distance", format="%.1f nm", width=80),
            "days": st.column_config.NumberColumn("Days after", format="%+d", width=80, help="Negative: before this incident."),
            **_table_columns(),
        },
        footnotes=notes,
        empty="None known. The overview shows whether anyone watched these waters.",
    )


def _count_in_words(number: int) -> str:
    return f"{number:,} incident{'' if number == 1 else 's'}"


def _show_similar(snapshot: SnapshotView, incident: Row) -> None:
    stated = nearby.stated_facts(incident)
    # At a million incidents this query takes seconds; the placeholder keeps the page from jumping.
    with st.skeleton(height=260):
        similar: tuple[SimilarIncident, ...] = data.query(incident_card.incidents_similar_to, snapshot, incident["incident_id"], MOST_ALIKE)
    rows = [_table_row(match.incident) | {"bits": match.bits, "why": match.why} for match in similar]
    cards.show_table(
        "Most similar incidents, anywhere and at any time",
        _as_table(rows, {"bits": pa.float64(), "why": pa.string()}),
        snapshot,
        data.query(sources.source_titles, snapshot, tuple(sorted({code for match in similar for code in match.incident["sources"]}))),
        name="alike",
        alt=f"The {len(rows)} incidents most similar to this one, with what they have in common",
        columns={
            "bits": st.column_config.NumberColumn(
                "Similarity", format="%.1f", width=82, help="In bits: one more bit means agreement half as likely by chance."
            ),
            "why": st.column_config.TextColumn("In common", width=330),
            **{name: column for name, column in _table_columns().items() if name not in ("category", "region")},
        },
        footnotes=(
            "Each stated fact in which both agree counts, a rare one more than a common one (log2 of 1 / its share of all incidents). "
            f"Facts stated for this incident: {', '.join(stated) or 'none that can be compared'}.",
        ),
        empty="No other incident has a stated fact in common with this one.",
    )


def _table_row(incident: Any) -> Row:
    return {
        "day": incident["occurred_on"],
        "category": CATEGORY[incident["category"]].title,
        "act": ACT[incident["act"]].title if incident["act"] in ACT else "",
        "region": incident["sea_region"] or "No position",
        "vessel": incident["vessel_name"] or "Not named",
        "link": page_links.incident_link(incident["incident_id"], data.as_of()),
    }


def _as_table(rows: list[Row], own: dict[str, pa.DataType]) -> pa.Table:
    texts = ("category", "act", "region", "vessel", "link")
    # The schema is explicit because an empty list of rows has no types.
    return pa.Table.from_pylist(rows, schema=pa.schema({**own, "day": pa.date32(), **dict.fromkeys(texts, pa.string())}))


def _table_columns() -> Row:
    return {
        "day": st.column_config.DateColumn("Day", format="D MMM YYYY", width=88),
        "category": st.column_config.TextColumn("Category", width=160),
        "act": st.column_config.TextColumn("Act", width=128),
        "region": st.column_config.TextColumn("Sea region", width=180),
        "vessel": st.column_config.TextColumn("Ship", width=150),
        "link": st.column_config.LinkColumn("Card", display_text="Open", width=58),
    }
