"""My watch rules: each in one line, with pausing, changing and deleting it; and a new one."""

from __future__ import annotations

import streamlit as st

from members.alerts import rules
from members.alerts.rules import RuleRow, rule_in_words
from pages.alerts.attempts import attempt
from pages.alerts.rule_form import show_rule_form
from pages.shell.text import plain
from warehouse.view import SnapshotView


def show_rules(snapshot: SnapshotView, rows: list[RuleRow]) -> None:
    """All rules, and making one."""
    for row in rows:
        _show_rule(snapshot, row)
    with st.expander("New rule", icon=":material/add_alert:", expanded=not rows):
        # Another number of rules gives fresh fields: what was typed for the last rule is not the next one's.
        show_rule_form(snapshot, None, f"new_{len(rows)}")


def _show_rule(snapshot: SnapshotView, row: RuleRow) -> None:
    key = f"rule_{row.rule_id}"
    with st.container(border=True, gap="xxsmall"):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            paused = " :orange-badge[Paused]" if row.is_paused else ""
            st.markdown(f"**{plain(row.text.name)}**{paused}")
            with st.container(horizontal=True, width="content", gap="small"):
                pause = "Go on" if row.is_paused else "Pause"
                st.button(pause, key=f"{key}_pause", type="tertiary", on_click=_pause, args=(row,))
                st.toggle("Change", key=f"change_{row.rule_id}")
                st.button("Delete", key=f"{key}_delete", type="tertiary", on_click=_delete, args=(row,))
        st.caption(plain(rule_in_words(row.text)))
        if st.session_state.get(f"change_{row.rule_id}"):
            show_rule_form(snapshot, row, key)


def _pause(row: RuleRow) -> None:
    attempt(
        rules.pause_rule,
        row.rule_id,
        not row.is_paused,
        said="It watches again." if row.is_paused else "Paused: what comes now is not told.",
    )


def _delete(row: RuleRow) -> None:
    attempt(rules.delete_rule, row.rule_id, said="Deleted.")
