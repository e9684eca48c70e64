"""The checks of the page *How good is this?*: each is one entry of CHECKS."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import streamlit as st

from analytics.linkage import quality
from analytics.risk.quality import charts, evaluation
from analytics.risk.quality.evaluation import RIVALS
from pages.charts import cards
from pages.how_good import gap, nowcast, voyage
from pages.shell import page_top
from pages.shell.text import Markdown, code, plain
from warehouse.view import SnapshotView


@dataclass(frozen=True, slots=True)
class QualityCheck:
    """One test of Anchorwatch: the question, the command that recomputes the figures, and the function that draws them."""

    title: str
    question: str
    command: str
    draw: Callable[[SnapshotView], None]


def show_check(check: QualityCheck, snapshot: SnapshotView) -> None:
    """Draw the question, the figures, and how to recompute them."""
    st.subheader(plain(check.question), anchor=False)
    check.draw(snapshot)
    with st.expander("Recompute these figures", icon=":material/refresh:"):
        st.markdown("On a machine with the data, in the project's root folder (see *make bench*):")
        st.code(check.command, language="bash")


def provenance_sentence(stored: dict[str, Any]) -> Markdown:
    """The data that the figures rest on, and when and how they were computed."""
    data = plain("; ".join(f"{title}: {value}" for title, value in stored["snapshot"].items()))
    return Markdown(f"Computed on {plain(stored['made_on'])} by {code(stored['command'])} from {stored['incidents']:,} incidents. {data}.")


def _draw_forecast(snapshot: SnapshotView) -> None:
    stored = evaluation.stored_figures()
    if stored is None:
        st.info("The back-test has not been run yet.", icon=":material/hourglass_empty:")
        return
    horizons = list(stored["horizons"])
    horizon = (
        st.segmented_control(
            "Days ahead", horizons, format_func=plain, default=horizons[0], key="ahead", bind="query-params", required=True
        )
        or horizons[0]
    )
    figures = stored["horizons"][horizon]
    overall, sources = figures["overall"], tuple(stored["snapshot"])
    page_top.show_answer(
        f"Of {overall['n']:,} forecasts {horizon} days ahead, {overall['cover_80']['randomised']:.0%} of the 80% intervals contained what "
        "was then recorded."
    )
    chart = charts.coverage_chart(figures, horizon)
    with st.container(border=True):
        cards.card_heading(cards.title_with_unit(chart))
        cards.plot_figure(chart, chart.name)
    with page_top.details():
        cards.show_card_foot(snapshot, sources, chart.footnotes, lambda: chart.frame(), chart.name, chart)
        cards.show_key_figures(charts.backtest_key_figures(figures))
        st.markdown(plain(_forecast_sentences(figures, horizon)))
    cards.show_chart(charts.skill_chart(figures, horizon), snapshot, sources)
    cards.show_chart(charts.skill_chart(figures, horizon, "deviance"), snapshot, sources)
    left_column, right_column = st.columns(2)
    with left_column:
        cards.show_chart(charts.pit_chart(figures, horizon), snapshot, sources)
    with right_column:
        cards.show_chart(charts.reliability_chart(figures, horizon), snapshot, sources)
    st.caption(provenance_sentence(stored))


def _forecast_sentences(figures: dict[str, Any], horizon: str) -> str:
    overall = figures["overall"]
    cover = overall["cover_80"]
    gains = [(overall["rivals"][rival], title) for rival, title in RIVALS.items()]
    better = "; ".join(
        f"{gain['crps_better']:.0%} against {title} ({gain['deviance_better']:.0%} in Poisson deviance)" for gain, title in gains
    )
    return (
        f"On the first of every month from {figures['first_origin'][:7]} to {figures['last_origin'][:7]} the model forecast the {horizon} "
        f"days ahead for every sea region and group from earlier data only: {overall['n']:,} forecasts. The 80% interval contained the "
        f"outcome in {cover['randomised']:.1%} of them by the exact (randomised) count, and in {cover['shown']:.1%} as whole numbers. "
        f"Over all windows {overall['expected']:,.0f} incidents were expected and {overall['incidents']:,} recorded. Reduction in error "
        f"(CRPS): {better}."
    )


def _draw_linkage(snapshot: SnapshotView) -> None:
    stored = quality.saved_quality()
    if stored is None:
        st.info("The links have not been compared with hand-made labels yet.", icon=":material/hourglass_empty:")
        return
    page_top.show_answer("Links between reports, held against labels made by hand: how many are right, and how many were found.")
    for labels in stored["sets"]:
        left_column, right_column = st.columns(2)
        with left_column:
            cards.show_chart(quality.quality_chart(stored, labels, "precision"), snapshot, ("ASAM", "IMB Crime at Sea"))
        with right_column:
            cards.show_chart(quality.quality_chart(stored, labels, "recall"), snapshot, ("ASAM", "IMB Crime at Sea"))
    published = plain(f"on ASAM and IMB as published on {stored['published_on']}.")
    provenance = f"Computed on {plain(stored['made_on'])} by {code(stored['command'])} {published}"
    st.caption(f"{provenance} `python -m data_pipeline evaluate-links` lists every wrong pair.")


CHECKS: Final[dict[str, QualityCheck]] = {
    "forecast": QualityCheck(
        "Forecast",
        "Are the forecasts of regional risk right?",
        "python -m bench forecast --write",
        _draw_forecast,
    ),
    "nowcast": QualityCheck(
        "Nowcast",
        "Did the nowcast predict what the months came to?",
        "python -m bench nowcast --write",
        nowcast.draw_nowcast,
    ),
    "voyage": QualityCheck(
        "Voyages",
        "Was what was expected along voyages recorded there?",
        "python -m bench voyage --write",
        voyage.draw_voyages,
    ),
    "gap": QualityCheck(
        "Reporting gap",
        "Are the estimates of what nobody reports right?",
        "python -m bench gap --simulate --write",
        gap.draw_gap,
    ),
    "linkage": QualityCheck(
        "Linkage",
        "Are reports of one incident linked, and only those?",
        "python -m bench quality --write",
        _draw_linkage,
    ),
}
"""The checks by code, in the order shown; a new check is one entry."""
