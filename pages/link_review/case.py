"""One case, a pair of reports or an incident, with its evidence, its rivals and the decisions on it."""

from __future__ import annotations

from typing import Final

import streamlit as st

from analytics.describe.words import report_letter
from analytics.linkage import evidence
from pages.charts import cards
from pages.link_review import compare, decide, state
from pages.link_review.case_links import show_incidents_of, show_links, show_rivals
from pages.link_review.queue import day_in_words
from pages.maps import positions_map
from pages.shell import data, page_links, theme
from pages.shell.text import Markdown, plain
from warehouse.contract.link_codes import DOUBT, LINK_KIND, LINK_OUTCOME, LINK_REASON, REPORTING_BODY
from warehouse.contract.taxonomy import INCIDENT_STATUS
from warehouse.queries.incidents import incidents
from warehouse.queries.review import review_queue
from warehouse.queries.review.review_queue import ReportPair, Row
from warehouse.view import SnapshotView

SIDE_BY_SIDE: Final = 4
"""Reports of an incident that are shown at a time."""

OUTCOME_ICON: Final = {"linked": ":material/link:", "unsure": ":material/help:", "not_linked": ":material/link_off:"}


def show_pair(snapshot: SnapshotView, key: str) -> None:
    """Two reports side by side."""
    pair = data.query(review_queue.report_pair, snapshot, key)
    if pair is None:
        _show_missing("pair of reports")
        return
    reports = [pair.a, pair.b]
    _pair_heading(pair)
    # The evidence and the decision come first on the page; the facts, which cost nothing, are sent before them.
    evidence_column, decision_column = st.columns([3, 2])
    reports_column, map_column = st.columns([3, 2])
    with reports_column:
        compare.show_fact_table(reports)
        compare.show_texts(reports)
    # Queried after the reports have been sent: at a million incidents this takes a while, during which they can be read.
    around = data.query(review_queue.incidents_with, snapshot, pair.ids)
    near = data.query(review_queue.links_of, snapshot, pair.ids)
    with decision_column:
        decide.show_pair_decision(snapshot, pair, around)
    with evidence_column:
        _show_evidence(snapshot, pair)
    with map_column:
        positions_map.show_positions_map(reports, [report_letter(0), report_letter(1)], theme.is_dark())
    show_incidents_of(pair, around)
    if pair.link is not None:
        show_rivals(pair, pair.link, near)
    decide.show_decisions(snapshot, pair.ids)


def show_incident(snapshot: SnapshotView, incident_id: str) -> None:
    """An incident with all its reports, and every pair in which one of them was judged."""
    incident = data.query(incidents.incident_by_id, snapshot, incident_id)
    if incident is None:
        _show_missing("incident")
        return
    ids = tuple(row["report_id"] for row in data.query(incidents.incident_reports, snapshot, incident_id))
    by_id = data.query(review_queue.reports_by_id, snapshot, ids)
    _incident_heading(incident, len(ids))
    side_by_side = _reports_side_by_side(ids)
    reports = [by_id[report_id] for report_id in side_by_side]
    reports_column, decision_column = st.columns([3, 2])
    with reports_column:
        compare.show_fact_table(reports)
        compare.show_texts(reports)
    with decision_column:
        decide.show_incident_decision(snapshot, incident, [by_id[report_id] for report_id in ids])
        positions_map.show_positions_map(reports, [report_letter(place) for place in range(len(reports))], theme.is_dark())
    show_links("Judged pairs of its reports", data.query(review_queue.links_of, snapshot, ids), "review_links")
    decide.show_decisions(snapshot, ids)


def _pair_heading(pair: ReportPair) -> None:
    # A dictionary keeps the order and drops a name that both reports give.
    names = dict.fromkeys(report["vessel_name"] for report in (pair.a, pair.b) if report["vessel_name"])
    st.subheader(plain(" and ".join(names) or "Ships not named"), anchor=False)
    link = pair.link
    if link is None:
        st.info(
            "This pair was never judged: the two reports have nothing in common that would suggest it. There is no evidence to show.",
            icon=":material/search_off:",
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
    st.markdown(_verdict_in_words(link))


def _verdict_in_words(link: Row) -> Markdown:
    """The model's verdict on a pair, in a sentence or two."""
    sentences: list[Markdown] = []
    if link["probability"] is not None:
        likelihood = plain(evidence.likelihood_in_words(link["probability"]))
        sentences.append(Markdown(f"The same incident: **{likelihood}**."))
    if link["weight"] is not None and link["probability"] is not None:
        alone = evidence.probability_of_weight(link["weight"])
        # Smaller differences vanish in the words for a likelihood.
        if abs(alone - link["probability"]) > 0.02:
            percent = evidence.percent_in_words(alone)
            sentences.append(plain(f"Without rival links: {percent}."))
    days = _days_in_words(link["days_apart"]) if link["days_apart"] is not None else "An unknown time"
    km = f"{link['distance_km']:,.0f} km" if link["distance_km"] is not None else "an unknown distance"
    sentences.append(plain(f"Same day, {km} apart." if link["days_apart"] == 0 else f"{days} and {km} apart."))
    return Markdown(" ".join(sentences))


def _days_in_words(days: float) -> str:
    """A number of days in words; less than a day in hours."""
    return f"{days * 24:.0f} h" if 0 < days < 1 else f"{days:.3g} day{'' if days == 1 else 's'}"


def _show_evidence(snapshot: SnapshotView, pair: ReportPair) -> None:
    link = pair.link
    # Pairs that were never judged, and those linked by a person alone, have no findings to chart.
    if link is None:
        return
    findings = evidence.parse_findings(link["evidence"])
    if link["weight"] is None or not findings:
        with st.container(border=True):
            st.caption(
                "An analyst linked the pair; there is no evidence from the model."
                if link["decision_id"]
                else "No evidence was recorded for this pair."
            )
        return
    titles = [report["source_title"] or report["source"] for report in (pair.a, pair.b)]
    chart = evidence.evidence_chart(findings, link["weight"])
    with st.container(border=True):
        cards.card_heading(cards.title_with_unit(chart))
        cards.plot_figure(chart, chart.name)
        with st.popover("Details", type="tertiary"):
            cards.show_card_foot(snapshot, list(dict.fromkeys(titles)), chart.footnotes, lambda: chart.frame(), chart.name, chart)


def _incident_heading(incident: Row, reports: int) -> None:
    st.subheader(plain(incident["vessel_name"] or "Ship not named"), anchor=False)
    with st.container(horizontal=True, gap="xsmall"):
        st.badge(f"Incident of {reports} report{'' if reports == 1 else 's'}", icon=":material/folder_open:", color="blue")
        status = INCIDENT_STATUS[incident["status"]]
        st.badge(status.title, color="gray", help=status.definition)
        for code in incident["doubts"]:
            st.badge(DOUBT[code].title, icon=":material/warning:", color="orange", help=DOUBT[code].definition)
    weakest = incident["link_probability"]
    linked = f" Its weakest link is {evidence.likelihood_in_words(weakest)} to be correct." if weakest is not None else ""
    bodies = f" Reported by: {', '.join(_body_title(code) for code in incident['origins'])}." if incident["origins"] else ""
    card = f"[Full card]({page_links.incident_link(incident['incident_id'], data.as_of())})"
    st.markdown(f"{plain(incident['incident_id'])}, {plain(day_in_words(incident['occurred_on']))}.{plain(linked)}{plain(bodies)} {card}")


def _body_title(code: str) -> str:
    return REPORTING_BODY[code].title if code in REPORTING_BODY else code


def _reports_side_by_side(ids: tuple[str, ...]) -> list[str]:
    """The reports to show side by side; the reader chooses where there are many."""
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


def _show_missing(noun: str) -> None:
    st.warning(
        f"The current data contain no such {plain(noun)}. It may have been decided since, or belong to a source that is switched off.",
        title=f"No such {plain(noun)}",
        icon=":material/search_off:",
    )
    st.button("Open the queue", icon=":material/arrow_back:", on_click=state.open_at, args=(1,), key="review_back")
