"""Saved decisions that wait for the next run, and the button that starts it."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from collections.abc import Iterable
from typing import Final

import streamlit as st

from members.access import Deed
from pages.shell import access, data, failures
from pages.shell.text import plain
from warehouse.contract import decisions, settings
from warehouse.contract.dates import short_moment
from warehouse.contract.decisions import Decision, DecisionError
from warehouse.contract.link_codes import VERDICT
from warehouse.queries.review import review_queue
from warehouse.view import SnapshotView

COMMAND: Final = (sys.executable, "-m", "data_pipeline", "run")
WIDEST: Final = 60
"""A decision on more reports than this does not take its pairs out of the queue one by one: their number grows with the square."""

LAST_LINES: Final = 40
_OUTCOME: Final = "review_outcome"


def pending_decisions(snapshot: SnapshotView) -> tuple[Decision, ...]:
    """Saved decisions that the snapshot does not include yet, oldest first; none while one of them cannot be read (see `show_pending`)."""
    published = data.query(review_queue.decision_ids, snapshot)
    try:
        landed = decisions.read_decisions(settings.load())
    except DecisionError:
        return ()
    if snapshot.is_restricted:
        landed = _permitted_decisions(snapshot, landed)
    return tuple(decision for decision in landed if decision.decision_id not in published)


def _permitted_decisions(snapshot: SnapshotView, landed: list[Decision]) -> list[Decision]:
    """The decisions that name only reports which this reader may see, and those that take such a decision back.

    Decisions are landed files, which no clearance has gone through yet; ids and reasons in them tell of the reports they name.
    """
    report_ids = tuple(sorted({report_id for decision in landed for report_id in (*decision.group_a, *decision.group_b)}))
    visible = set(data.query(review_queue.reports_by_id, snapshot, report_ids))
    permitted: dict[str, Decision] = {}
    # Oldest first, so that a decision stands here before the one that takes it back.
    for decision in landed:
        groups = {*decision.group_a, *decision.group_b}
        if groups <= visible if groups else decision.undoes in permitted:
            permitted[decision.decision_id] = decision
    return list(permitted.values())


def pending_about(snapshot: SnapshotView, ids: tuple[str, ...]) -> list[Decision]:
    """The waiting decisions that name one of these reports."""
    return [decision for decision in pending_decisions(snapshot) if set(ids) & {*decision.group_a, *decision.group_b}]


def settled_keys(snapshot: SnapshotView, pending: Iterable[Decision]) -> tuple[str, ...]:
    """Keys of the pairs and incidents settled by waiting decisions: they leave the queue at once."""
    pending = list(pending)
    undone = {decision.undoes for decision in pending}
    keys: set[str] = set()
    for decision in pending:
        # A decision that a later one undoes leaves its pairs in the queue.
        if decision.decision_id not in undone and decision.verdict != "undo":
            keys |= decided_pairs(decision)
            report_ids = tuple(sorted({*decision.group_a, *decision.group_b}))
            # A pair settles an incident that holds both reports; a grade settles the incident of any of them.
            keys |= _incidents_holding(snapshot, report_ids, 2 if decision.verdict in ("same", "different") else 1)
    return tuple(sorted(keys))


def decided_pairs(decision: Decision) -> set[str]:
    """The pairs of reports that a decision concerns, as keys of the queue."""
    if len(decision.group_a) + len(decision.group_b) > WIDEST:
        return set()
    if decision.verdict == "same":
        combinations = itertools.combinations(sorted(set(decision.group_a)), 2)
        return {"|".join(pair) for pair in combinations}
    if decision.verdict == "different":
        return {"|".join(sorted(pair)) for pair in itertools.product(decision.group_a, decision.group_b)}
    return set()


def _incidents_holding(snapshot: SnapshotView, ids: tuple[str, ...], least: int) -> set[str]:
    """Incidents that contain at least `least` of these reports."""
    count: dict[str, int] = {}
    for row in data.query(review_queue.incidents_with, snapshot, ids):
        if row["report_id"] in ids:
            count[row["incident_id"]] = count.get(row["incident_id"], 0) + 1
    return {incident_id for incident_id, held in count.items() if held >= least}


def show_pending(snapshot: SnapshotView, pending: tuple[Decision, ...]) -> None:
    """The waiting decisions, the button that applies them, and the outcome of the last run."""
    outcome = st.session_state.pop(_OUTCOME, None)
    if outcome is not None:
        status, printed = outcome
        # What a run prints counts every record, also those above this reader's clearance.
        _show_run_outcome(status, "" if snapshot.is_restricted else printed)
    for fault in decisions.find_faults(settings.load()):
        st.error(
            failures.in_plain_words(f"{fault} Until then, no run publishes anything."),
            title="A decision cannot be read",
            icon=":material/error:",
        )
    if not pending:
        return
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            count = len(pending)
            st.markdown(
                f":material/hourglass_top: **{count:,} decision{'' if count == 1 else 's'} waiting** for the next run", width="stretch"
            )
            pressed = access.may_do(Deed.DECIDE_LINKS) and st.button(
                "Apply now",
                icon=":material/play_arrow:",
                type="primary",
                key="review_apply",
                help="Runs the pipeline and shows the new snapshot.",
            )
        with st.expander("Show them", key="review_waiting"):
            for decision in pending:
                groups = ", ".join(decision.group_a) + (f" against {', '.join(decision.group_b)}" if decision.group_b else "")
                st.markdown(
                    f"**{VERDICT[decision.verdict].title}** by {plain(decision.who)}, {short_moment(decision.made_at)} UTC: "
                    f"{plain(decision.why)}  \n:small[{plain(groups or decision.undoes or '')}]"
                )
        if pressed:
            with st.spinner("Linking with the decisions. Until it has ended, others can read but not decide.", show_time=True):
                st.session_state[_OUTCOME] = run_pipeline()
            # The run has published a new snapshot, which a session that looks at a kept one would not see.
            data.return_to_present()
            st.rerun()


def run_pipeline() -> tuple[int, str]:
    """Run the pipeline on this program's data folder; its exit status and the last LAST_LINES lines of its output."""
    # The environment includes ANCHORWATCH_*, so the run reads the same settings as the page.
    done = subprocess.run(COMMAND, cwd=settings.ROOT, env=os.environ.copy(), capture_output=True, text=True, errors="replace", check=False)  # noqa: S603
    lines = f"{done.stdout}\n{done.stderr}".strip().splitlines()
    return done.returncode, "\n".join(lines[-LAST_LINES:])


def _show_run_outcome(status: int, printed: str) -> None:
    """The outcome of a run by its exit status: 0 success, 1 published with a failure, otherwise nothing was published."""
    if status == 0:
        st.success("The decisions have been applied; the page shows the new snapshot.", icon=":material/task_alt:")
        return
    if status == 1:
        st.warning(
            "A new snapshot was published, but something failed along the way.", title="Published with a failure", icon=":material/warning:"
        )
    else:
        st.error(
            f"The run ended with status {status} and the previous snapshot stays current. The decisions are kept. "
            "Fix the problem below, then apply again, or run `python -m data_pipeline run` on the server.",
            title="Nothing was published",
            icon=":material/error:",
        )
    with st.expander("Output of the run", expanded=status != 0, key="review_said"):
        st.code(failures.without_paths(printed) or "Nothing.", language=None, wrap_lines=True)
