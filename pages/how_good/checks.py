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
from pages.how_good import gap, nowcast
from warehouse.contract.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that is tested: what is asked, the command that works the figures out anew, and what draws them."""

    title: str
    question: str
    command: str
    draw: Callable[[Snapshot], None]


def show(check: Check, snapshot: Snapshot) -> None:
    """The question, the figures, and how to work them out anew."""
    st.subheader(check.question, anchor=False)
    check.draw(snapshot)
    with st.expander("Work these figures out anew", icon=":material/refresh:"):
        st.markdown("On a machine with the data, at the project's root (see *make bench*):")
        st.code(check.command, language="bash")


def facts(said: dict[str, Any]) -> str:
    """On what the figures rest, when and how they were made."""
    data = cards.plain("; ".join(f"{title}: {what}" for title, what in said["snapshot"].items()))
    return f"Worked out on {said['made_on']} by `{said['command']}` from {said['incidents']:,} incidents. {data}."


def _forecast(snapshot: Snapshot) -> None:
    said = evaluation.saved()
    if said is None:
        st.info("The back-test has not been run yet.", icon=":material/hourglass_empty:")
        return
    horizons = list(said["horizons"])
    horizon = (
        st.segmented_control("Days ahead", horizons, default=horizons[0], key="ahead", bind="query-params", required=True) or horizons[0]
    )
    found = said["horizons"][horizon]
    cards.key_figures(charts.key_figures(found))
    st.markdown(cards.plain(_forecast_words(found, horizon)))
    sources = tuple(said["snapshot"])
    cards.chart(charts.coverage_chart(found, horizon), snapshot, sources)
    cards.chart(charts.skill_chart(found, horizon), snapshot, sources)
    cards.chart(charts.skill_chart(found, horizon, "deviance"), snapshot, sources)
    left, right = st.columns(2)
    with left:
        cards.chart(charts.pit_chart(found, horizon), snapshot, sources)
    with right:
        cards.chart(charts.reliability_chart(found, horizon), snapshot, sources)
    st.caption(facts(said))


def _forecast_words(found: dict[str, Any], horizon: str) -> str:
    overall = found["overall"]
    cover = overall["cover_80"]
    better = "; ".join(
        f"{one['crps_better']:.0%} against {words} ({one['deviance_better']:.0%} in Poisson deviance)"
        for one, words in ((overall["rivals"][rival], words) for rival, words in RIVALS.items())
    )
    return (
        f"On the first of every month from {found['first_origin'][:7]} to {found['last_origin'][:7]} the model forecast the {horizon} days "
        f"ahead for every sea region and group, knowing only what came before: {overall['n']:,} forecasts. The 80% interval held in "
        f"{cover['randomised']:.1%} of them by the exact count, in {cover['shown']:.1%} as whole numbers. Over all windows "
        f"{overall['expected']:,.0f} incidents were expected and {overall['incidents']:,} recorded. Error saved (CRPS): {better}."
    )


def _linkage(snapshot: Snapshot) -> None:
    said = quality.saved()
    if said is None:
        st.info("The links have not been held against labels yet.", icon=":material/hourglass_empty:")
        return
    for labels in said["sets"]:
        left, right = st.columns(2)
        with left:
            cards.chart(quality.chart(said, labels, "precision"), snapshot, ("ASAM", "IMB, Crime at Sea"))
        with right:
            cards.chart(quality.chart(said, labels, "recall"), snapshot, ("ASAM", "IMB, Crime at Sea"))
    made = f"Worked out on {said['made_on']} by `{said['command']}` on ASAM and IMB as published on {said['published_on']}."
    st.caption(f"{made} `python -m data_pipeline evaluate-links` lists every wrong pair.")


CHECKS: Final[dict[str, Check]] = {
    "forecast": Check(
        "Forecast",
        "Do the forecasts of regional risk hold?",
        "python -m bench forecast --write",
        _forecast,
    ),
    "nowcast": Check(
        "Nowcast",
        "Did the nowcast foresee what the months came to?",
        "python -m bench nowcast --write",
        nowcast.draw,
    ),
    "gap": Check(
        "Reporting gap",
        "Do the estimates of what nobody reports hold?",
        "python -m bench gap --simulate --write",
        gap.draw,
    ),
    "linkage": Check(
        "Linkage",
        "Are reports of one incident linked, and only those?",
        "python -m bench quality --write",
        _linkage,
    ),
}
"""Code to check; a new one is one entry."""
