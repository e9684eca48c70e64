"""Decisions that are landed and wait for the next run, and the button that runs it."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from collections.abc import Iterable
from typing import Final

import streamlit as st

from pages.charts.cards import plain
from pages.shell import data
from warehouse.contract import decisions, settings
from warehouse.contract.dates import short_moment
from warehouse.contract.decisions import Decision, DecisionError
from warehouse.contract.link_codes import VERDICT
from warehouse.contract.snapshot import Snapshot
from warehouse.queries.review import review_queue

COMMAND: Final = (sys.executable, "-m", "data_pipeline", "run")
WIDEST: Final = 60
"""Reports of one decision whose pairs are worked out one by one."""

LAST_LINES: Final = 40
_OUTCOME: Final = "review_outcome"


def waiting(snapshot: Snapshot) -> tuple[Decision, ...]:
    """Landed decisions that the snapshot does not know yet, oldest first; none while one of them cannot be read (see `show`)."""
    known = data.query(review_queue.decision_ids, snapshot)
    try:
        return tuple(one for one in decisions.read(settings.load()) if one.decision_id not in known)
    except DecisionError:
        return ()


def about(snapshot: Snapshot, ids: tuple[str, ...]) -> list[Decision]:
    """The waiting decisions about one of these reports."""
    return [one for one in waiting(snapshot) if set(ids) & {*one.group_a, *one.group_b}]


def settled(snapshot: Snapshot, pending: Iterable[Decision]) -> tuple[str, ...]:
    """Keys of the pairs and incidents that waiting decisions settle: they leave the queue at once."""
    pending = list(pending)
    undone = {one.undoes for one in pending}
    keys: set[str] = set()
    for one in pending:
        if one.decision_id not in undone and one.verdict != "undo":
            keys |= pairs(one)
            named = tuple(sorted({*one.group_a, *one.group_b}))
            keys |= _incidents(snapshot, named, 2 if one.verdict in ("same", "different") else 1)
    return tuple(sorted(keys))


def pairs(one: Decision) -> set[str]:
    """The pairs of reports that a decision is about, as keys of the queue."""
    if len(one.group_a) + len(one.group_b) > WIDEST:
        return set()
    if one.verdict == "same":
        found = itertools.combinations(sorted(set(one.group_a)), 2)
        return {"|".join(pair) for pair in found}
    if one.verdict == "different":
        return {"|".join(sorted(pair)) for pair in itertools.product(one.group_a, one.group_b)}
    return set()


def _incidents(snapshot: Snapshot, ids: tuple[str, ...], least: int) -> set[str]:
    """Incidents that hold at least so many of the reports named."""
    count: dict[str, int] = {}
    for row in data.query(review_queue.incidents_with, snapshot, ids):
        if row["report_id"] in ids:
            count[row["incident_id"]] = count.get(row["incident_id"], 0) + 1
    return {incident_id for incident_id, found in count.items() if found >= least}


def show(snapshot: Snapshot, pending: tuple[Decision, ...]) -> None:
    """How many decisions wait, which, and the button that applies them; and what the last run came to."""
    outcome = st.session_state.pop(_OUTCOME, None)
    if outcome is not None:
        _report(*outcome)
    for fault in decisions.faults(settings.load()):
        st.error(plain(f"{fault} Until then no run publishes anything."), title="A decision cannot be read", icon=":material/error:")
    if not pending:
        return
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            count = len(pending)
            st.markdown(
                f":material/hourglass_top: **{count:,} decision{'' if count == 1 else 's'} waiting** for the next run", width="stretch"
            )
            pressed = st.button(
                "Apply now",
                icon=":material/play_arrow:",
                type="primary",
                key="review_apply",
                help="Runs the pipeline and shows its snapshot.",
            )
        with st.expander("Which", key="review_waiting"):
            for one in pending:
                groups = ", ".join(one.group_a) + (f" against {', '.join(one.group_b)}" if one.group_b else "")
                st.markdown(
                    f"**{VERDICT[one.verdict].title}** by {plain(one.who)}, {short_moment(one.made_at)} UTC: "
                    f"{plain(one.why)}  \n:small[{plain(groups or one.undoes or '')}]"
                )
        if pressed:
            with st.spinner("Linking with the decisions. Anybody may go on working meanwhile.", show_time=True):
                st.session_state[_OUTCOME] = run()
            data.return_to_present()
            st.rerun()


def run() -> tuple[int, str]:
    """Run the pipeline on the data folder of this program; its exit status and the last lines it said."""
    # The environment carries ANCHORWATCH_*: the run reads the same settings as the page.
    done = subprocess.run(COMMAND, cwd=settings.ROOT, env=os.environ.copy(), capture_output=True, text=True, errors="replace", check=False)  # noqa: S603
    lines = f"{done.stdout}\n{done.stderr}".strip().splitlines()
    return done.returncode, "\n".join(lines[-LAST_LINES:])


def _report(status: int, said: str) -> None:
    """What a run came to: 0 all well, 1 published with a failure, else nothing was published."""
    if status == 0:
        st.success("The decisions are applied; the page shows the new state.", icon=":material/task_alt:")
        return
    if status == 1:
        st.warning(
            "A new state was published, but something failed on the way.", title="Published with a failure", icon=":material/warning:"
        )
    else:
        st.error(
            f"The run ended with status {status} and the last state stays in force. The decisions are kept and wait. "
            "Mend what it says, then apply again, or run `python -m data_pipeline run` on the server.",
            title="Nothing was published",
            icon=":material/error:",
        )
    with st.expander("What the run said", expanded=status != 0, key="review_said"):
        st.code(said or "Nothing.", language=None, wrap_lines=True)
