"""The parts of the page around its map."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, cast

import pandas as pd
import streamlit as st

from analytics.advisories.standing import in_force_at
from analytics.advisories.words import short_validity
from analytics.describe.key_figures import KeyFigure
from analytics.voyage.ports import calls, facts, sentences
from analytics.voyage.ports.picture import NEAR_NM, WIDE_NM, PortPicture
from pages.charts import cards
from pages.port.state import ADDRESS, PortView
from pages.shell import data, page_links
from pages.shell.text import Markdown, plain
from warehouse import port_calls
from warehouse.contract import settings
from warehouse.contract.dates import short_day
from warehouse.contract.taxonomy import ACT, ADVISORY_KIND, CATEGORY
from warehouse.port_calls import PortCalls
from warehouse.reference.ports import ports_by_locode
from warehouse.view import SnapshotView

LISTED: Final = 6
LATEST: Final = 10


def show_choice(view: PortView) -> None:
    """The field in which a port is found by the first letters of its name."""
    st.session_state["port_choice"] = view.shown
    names = sorted(ports_by_locode(), key=lambda locode: ports_by_locode()[locode].title)
    st.selectbox(
        "Port",
        names,
        key="port_choice",
        format_func=lambda locode: plain(ports_by_locode()[locode].title),
        width=320,
        label_visibility="collapsed",
        on_change=_take,
    )


def _take() -> None:
    ADDRESS.change(locode=str(st.session_state["port_choice"]))


def show_advisories(snapshot: SnapshotView, picture: PortPicture, now: datetime) -> None:
    """The advisories in force for the port's waters; that none has landed, where there is none."""
    in_force = [one for one in data.query(in_force_at, snapshot, now) if picture.region in one.sea_regions]
    if not in_force:
        st.caption(plain(f"No advisory that has landed is in force for {picture.region_title}."))
        return
    with st.container(border=True, gap="xsmall", key="port_advisories"):
        cards.card_heading(f"Advisories in force for {picture.region_title} ({len(in_force):,})", "They are no incidents and in no figure.")
        for advisory in in_force[:LISTED]:
            kind = plain(ADVISORY_KIND[advisory.kind].title)
            st.markdown(f"{kind}: **{plain(advisory.title)}** · {plain(f'{short_validity(advisory)}, {advisory.source_title}')}")


def show_figures(picture: PortPicture) -> None:
    """Five figures of the circle of NEAR_NM."""
    near = picture.near
    shares = {
        "At berth or anchor": (facts.lying_share(near), "of those that say so"),
        "At night": (facts.night_share(near), "of those with a known hour"),
        "Armed": (facts.armed_share(near), "of those that say so"),
    }
    counts = ", ".join(f"{facts.count_of(near, code):,}" for code in facts.WITHOUT_FORCE)
    cards.show_key_figures(
        (
            KeyFigure(f"Within {NEAR_NM:.0f} nm", f"{len(near):,}", sentences.standing(picture)),
            *(KeyFigure(title, f"{part:,} of {of:,}" if of else "unknown", note) for title, ((part, of), note) in shares.items()),
            KeyFigure("Stowaways, drugs, theft", counts, "alone or beside another kind; most are reported elsewhere"),
        )
    )


def show_charts(picture: PortPicture, snapshot: SnapshotView) -> None:
    """By day of the week and, where enough reports state it, by hour, beside each other."""
    if not len(picture.near):
        return
    charts = [facts.weekdays_chart(picture)]
    if facts.night_share(picture.near)[1] >= facts.FEWEST_HOURS:
        charts.insert(0, facts.hours_chart(picture))
    for column, chart in zip(st.columns(len(charts)), charts, strict=True):
        with column:
            cards.show_chart(chart, snapshot, picture.sources)


def show_facts(picture: PortPicture, snapshot: SnapshotView) -> None:
    """What reports state, and the latest incidents with their cards."""
    stated = pd.DataFrame(
        [{"fact": fact.fact, "value": fact.value, "near": fact.near, "wide": fact.wide} for fact in facts.facts_of(picture)]
    )
    left, right = st.columns(2)
    with left:
        cards.show_table(
            f"How it goes: incidents by what their reports state, {short_day(picture.first)} to {short_day(picture.last)}",
            stated,
            snapshot,
            picture.sources,
            name="port_facts",
            alt=f"{len(stated)} rows of a fact, its value and the number of incidents",
            columns={
                "fact": st.column_config.TextColumn("Fact", width=130),
                "value": st.column_config.TextColumn("Stated", width=210),
                "near": st.column_config.NumberColumn(f"{NEAR_NM:.0f} nm", format="localized", width=64),
                "wide": st.column_config.NumberColumn(f"{WIDE_NM:.0f} nm", format="localized", width=64),
            },
            height=cards.ROW_HEIGHT * (LATEST + 1) + 2,
        )
    with right:
        _show_latest(picture, snapshot)


def _show_latest(picture: PortPicture, snapshot: SnapshotView) -> None:
    kept = data.as_of()
    rows = pd.DataFrame(
        [
            {
                "day": row["occurred_on"],
                "kind": CATEGORY[row["category"]].title,
                "act": ACT[row["act"]].title if row["act"] in ACT else "",
                "nm": round(row["nm"], 1),
                "nearest": ports_by_locode()[row["nearest"]].title,
                "link": page_links.incident_link(row["incident_id"], kept),
            }
            for row in cast(list[dict[str, Any]], picture.incidents.to_dict("records"))
        ]
    )
    cards.show_table(
        f"The incidents within {WIDE_NM:.0f} nm, newest first",
        rows,
        snapshot,
        picture.sources,
        name="port_incidents",
        alt=f"{len(rows)} incidents with day, kind, act, distance and nearest port",
        columns={
            "day": st.column_config.DateColumn("Day", format="D MMM YYYY", width=92),
            "kind": st.column_config.TextColumn("Kind", width=150),
            "act": st.column_config.TextColumn("Act", width=92),
            "nm": st.column_config.NumberColumn("nm", format="%.1f", width=52),
            "nearest": st.column_config.TextColumn("Nearest port", width=120),
            "link": st.column_config.LinkColumn("Card", display_text="Open", width=58),
        },
        height=cards.ROW_HEIGHT * (LATEST + 1) + 2,
    )


def show_details(picture: PortPicture) -> None:
    """Level, rate, neighbours, hours and method."""
    counted = counted_calls()
    rate = calls.call_rate(picture, counted.calls.get(picture.port.locode, {}))
    lines = [calls.rate_in_words(rate) if rate else calls.NOT_COUNTED, sentences.rank_sentence(picture), *counted.problems]
    lines += [sentences.neighbours_sentence(picture), sentences.hours_sentence(picture)]
    if picture.vague:
        lines.append(f"Placed less precisely than {NEAR_NM:.0f} nm: {picture.vague:,} of these incidents.")
    lines += [picture.watch.who_watched, facts.HOW_ABOARD, sentences.METHOD]
    for line in lines:
        st.markdown(plain(line))
    if rate:
        st.markdown(plain(f"Calls: {port_calls.SOURCE}."))
    st.markdown(Markdown("[What is likely next in these waters](regional_risk)"))


def counted_calls() -> PortCalls:
    """The operator's files of port calls as they are now."""
    folder = settings.load().data
    return _read_calls(str(folder), port_calls.files_fingerprint(folder))


@st.cache_resource(max_entries=2, show_spinner=False)
def _read_calls(folder: str, files: tuple[tuple[str, int, int], ...]) -> PortCalls:
    """`folder` and `files` are the cache's key: an edited file is read again."""
    return port_calls.read_port_calls(settings.load().data)
