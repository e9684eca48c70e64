"""One case: a pair of reports or an incident, with the evidence and everything around it."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from analytics.linkage import evidence
from pages.charts import cards
from pages.charts.cards import plain
from pages.link_review import compare, decide, state
from pages.link_review.compare import letter
from pages.link_review.queue import day_words
from pages.maps import positions_map
from pages.shell import data, page_links, theme
from warehouse.contract.link_codes import DOUBT, LINK_KIND, LINK_OUTCOME, LINK_REASON, REPORTING_BODY
from warehouse.contract.snapshot import Snapshot
from warehouse.contract.taxonomy import ACT, INCIDENT_STATUS
from warehouse.queries.incidents import incidents
from warehouse.queries.review import review_queue
from warehouse.queries.review.review_queue import Pair, Row

SIDE_BY_SIDE: Final = 4
"""Reports of an incident shown at a time."""

OUTCOME_ICON: Final = {"linked": ":material/link:", "unsure": ":material/help:", "not_linked": ":material/link_off:"}
LINK_COLUMNS: Final = {
    "outcome": st.column_config.TextColumn("Outcome", width=90),
    "reason": st.column_config.TextColumn("Why", width=130),
    "weight": st.column_config.NumberColumn("Weight (bits)", format="%.1f", width=95),
    "probability": st.column_config.ProgressColumn("Probability", format="percent", min_value=0, max_value=1, width=120),
    "days": st.column_config.NumberColumn("Days apart", format="%.1f", width=85),
    "km": st.column_config.NumberColumn("km apart", format="%.0f", width=80),
    "ships": st.column_config.TextColumn("Ships", width=220),
    "pair": st.column_config.TextColumn("Reports", width=330),
}


def pair(snapshot: Snapshot, key: str) -> None:
    """Two reports side by side."""
    found = data.query(review_queue.pair, snapshot, key)
    if found is None:
        _missing("pair of reports")
        return
    reports = [found.a, found.b]
    _pair_heading(found)
    left, right = st.columns([3, 2])
    with left:
        compare.table(reports)
        compare.texts(reports)
    # Only now: at a million incidents these take their time, in which the reports can be read.
    around = data.query(review_queue.incidents_with, snapshot, found.ids)
    near = data.query(review_queue.links_of, snapshot, found.ids)
    with right:
        decide.pair(snapshot, found, around)
        _evidence(snapshot, found)
        positions_map.show(reports, [letter(0), letter(1)], theme.is_dark())
    _around(found, around)
    if found.link is not None:
        _rivals(found, found.link, near)
    decide.history(snapshot, found.ids)


def incident(snapshot: Snapshot, incident_id: str) -> None:
    """An incident with all its reports and every pair that one of them was judged in."""
    found = data.query(incidents.incident, snapshot, incident_id)
    if found is None:
        _missing("incident")
        return
    ids = tuple(row["report_id"] for row in data.query(incidents.incident_reports, snapshot, incident_id))
    by_id = data.query(review_queue.reports, snapshot, ids)
    _incident_heading(found, len(ids))
    shown = _shown(ids)
    reports = [by_id[report_id] for report_id in shown]
    left, right = st.columns([3, 2])
    with left:
        compare.table(reports)
        compare.texts(reports)
    with right:
        decide.incident(snapshot, found, [by_id[report_id] for report_id in ids])
        positions_map.show(reports, [letter(place) for place in range(len(reports))], theme.is_dark())
    _links_table("Judged pairs of its reports", data.query(review_queue.links_of, snapshot, ids), "review_links")
    decide.history(snapshot, ids)


def _pair_heading(found: Pair) -> None:
    names = dict.fromkeys(report["vessel_name"] or "ship not named" for report in (found.a, found.b))
    st.subheader(plain(" and ".join(names)), anchor=False)
    link = found.link
    if link is None:
        st.info(
            "This pair was never judged: nothing brought the two reports close. There is no evidence to show.", icon=":material/search_off:"
        )
        return
    with st.container(horizontal=True, gap="xsmall"):
        outcome = LINK_OUTCOME[link["outcome"]]
        st.badge(
            outcome.title,
            icon=OUTCOME_ICON[link["outcome"]],
            color="orange" if link["outcome"] == "unsure" else "blue",
            help=outcome.definition,
        )
        reason = LINK_REASON[link["reason"]]
        st.badge(reason.title, color="red" if link["reason"] == "contradicted" else "gray", help=reason.definition)
        kind = LINK_KIND[link["kind"]]
        st.badge(kind.title, color="gray", help=kind.definition)
    st.markdown(_judged(link))


def _judged(link: Row) -> str:
    """The verdict of the model in a sentence or two."""
    said = []
    if link["probability"] is not None:
        said.append(f"That both are one incident is **{evidence.likelihood(link['probability'])}**.")
    if link["weight"] is not None and link["probability"] is not None:
        alone = evidence.alone(link["weight"])
        if abs(alone - link["probability"]) > 0.02:
            said.append(f"By its own evidence alone it would be {evidence.percent(alone)}; the rivals change that.")
    apart = [_time(link["days_apart"]) if link["days_apart"] is not None else "an unknown time"]
    apart.append(f"{link['distance_km']:,.0f} km" if link["distance_km"] is not None else "an unknown distance")
    said.append(f"They are {' and '.join(apart)} apart.")
    return " ".join(said)


def _time(days: float) -> str:
    """Days in words; parts of a day in hours."""
    return f"{days * 24:.0f} h" if 0 < days < 1 else f"{days:.3g} day{'' if days == 1 else 's'}"


def _evidence(snapshot: Snapshot, found: Pair) -> None:
    link = found.link
    if link is None:
        return
    read = evidence.findings(link["evidence"])
    if link["weight"] is None or not read:
        with st.container(border=True):
            st.caption(
                "A person linked the pair; the model brought no evidence."
                if link["decision_id"]
                else "No evidence was noted for this pair."
            )
        return
    titles = [report["source_title"] or report["source"] for report in (found.a, found.b)]
    cards.chart(evidence.chart(read, link["weight"]), snapshot, list(dict.fromkeys(titles)))


def _around(found: Pair, around: list[Row]) -> None:
    """Which incidents the two are in now, and who else is."""
    by_incident: dict[str, list[Row]] = {}
    for row in around:
        by_incident.setdefault(row["incident_id"], []).append(row)
    together = any({row["report_id"] for row in rows} >= set(found.ids) for rows in by_incident.values())
    with st.container(border=True):
        st.markdown("**Now in one incident**" if together else "**Now in different incidents**")
        for incident_id, rows in by_incident.items():
            st.button(
                f"Incident {plain(incident_id)} · {len(rows)} report{'' if len(rows) == 1 else 's'}",
                icon=":material/folder_open:",
                type="tertiary",
                key=f"open_{incident_id}",
                on_click=state.open_case,
                args=("incident", incident_id),
                wrap=True,
            )
            others = [row for row in rows if row["report_id"] not in found.ids]
            for row in others[:10]:
                st.caption(f"also {_line(row)}")
            if len(others) > 10:
                st.caption(f"and {len(others) - 10:,} more")


def _line(row: Row) -> str:
    act = ACT[row["act"]].title.lower() if row["act"] in ACT else ""
    parts = [row["source_title"] or row["source"], row["report_id"], day_words(row["occurred_on"]), row["vessel_name"] or "", act]
    return plain(" · ".join(part for part in parts if part))


def _rivals(found: Pair, link: Row, near: list[Row]) -> None:
    """Who competes for one of the two, with what weight."""
    rivals = link["rivals"]
    judged = [row for row in near if ({row["report_a"], row["report_b"]} - set(found.ids)) & set(rivals)]
    order = {report_id: place for place, report_id in enumerate(rivals)}
    judged.sort(key=lambda row: min(order.get(report_id, len(order)) for report_id in (row["report_a"], row["report_b"])))
    if rivals and not judged:
        st.caption(f"Rivals that were not judged closely: {plain(', '.join(rivals))}.")
    _links_table("Rivals: reports that compete for one of the two", judged, "review_rivals", "No other report competes for one of the two.")


def _links_table(title: str, rows: list[Row], key: str, empty: str = "No pair with one of them came close enough to be judged.") -> None:
    """Judged pairs; a row opens its pair."""
    with st.container(border=True):
        cards.heading(title, "Choose a row to open the pair.")
        if not rows:
            st.caption(empty)
            return
        opened = st.session_state.get("review_clicks", 0)
        st.dataframe(
            links_frame(rows),
            hide_index=True,
            column_config=LINK_COLUMNS,
            column_order=list(LINK_COLUMNS),
            placeholder="–",
            key=f"{key}_{opened}",
            height=min(36 * (len(rows) + 1) + 4, 330),
            on_select=lambda: _row_chosen(f"{key}_{opened}", rows),
            selection_mode="single-row",
            alt=f"{title}; choose a row to open the pair",
        )
        if len(rows) == review_queue.MOST_LINKS:
            st.caption(f"Only the first {review_queue.MOST_LINKS:,} are shown.")


def links_frame(rows: list[Row]) -> pd.DataFrame:
    """Judged pairs in words."""
    return pd.DataFrame(
        {
            "outcome": [LINK_OUTCOME[row["outcome"]].title for row in rows],
            "reason": [LINK_REASON[row["reason"]].title for row in rows],
            "weight": [row["weight"] for row in rows],
            "probability": [row["probability"] for row in rows],
            "days": [row["days_apart"] for row in rows],
            "km": [row["distance_km"] for row in rows],
            "ships": [" / ".join(dict.fromkeys(filter(None, (row["name_a"], row["name_b"])))) or None for row in rows],
            "pair": [f"{row['report_a']}  |  {row['report_b']}" for row in rows],
        }
    )


def _row_chosen(key: str, rows: list[Row]) -> None:
    chosen = st.session_state[key]["selection"]["rows"]
    if chosen and chosen[0] < len(rows):
        row = rows[chosen[0]]
        st.session_state["review_clicks"] = st.session_state.get("review_clicks", 0) + 1
        state.open_case("pair", f"{row['report_a']}|{row['report_b']}")


def _incident_heading(found: Row, reports: int) -> None:
    st.subheader(plain(found["vessel_name"] or "Ship not named"), anchor=False)
    with st.container(horizontal=True, gap="xsmall"):
        st.badge(f"Incident of {reports} report{'' if reports == 1 else 's'}", icon=":material/folder_open:", color="blue")
        status = INCIDENT_STATUS[found["status"]]
        st.badge(status.title, color="gray", help=status.definition)
        for code in found["doubts"]:
            st.badge(DOUBT[code].title, icon=":material/warning:", color="orange", help=DOUBT[code].definition)
    weakest = found["link_probability"]
    linked = f" Its weakest link is {evidence.likelihood(weakest)} to be right." if weakest is not None else ""
    bodies = f" Its reports come from: {', '.join(_body(code) for code in found['origins'])}." if found["origins"] else ""
    card = f"[Full card]({page_links.incident(found['incident_id'], data.as_of())})"
    st.markdown(f"{plain(found['incident_id'])}, {plain(day_words(found['occurred_on']))}.{plain(linked)}{plain(bodies)} {card}")


def _body(code: str) -> str:
    return REPORTING_BODY[code].title if code in REPORTING_BODY else code


def _shown(ids: tuple[str, ...]) -> list[str]:
    """The reports to lay side by side; the reader chooses when they are many."""
    if len(ids) <= SIDE_BY_SIDE:
        return list(ids)
    return st.multiselect(
        "Reports side by side",
        ids,
        list(ids[:SIDE_BY_SIDE]),
        max_selections=SIDE_BY_SIDE,
        key=f"review_shown_{ids[0]}",
        format_func=str,
    ) or list(ids[:SIDE_BY_SIDE])


def _missing(what: str) -> None:
    st.warning(
        f"The data shown hold no such {what}. It may have been decided since, or belong to a source that is switched off.",
        title=f"No such {what}",
        icon=":material/search_off:",
    )
    st.button("Open the queue", icon=":material/arrow_back:", on_click=state.open_at, args=(1,), key="review_back")
