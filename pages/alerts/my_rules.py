"""Watch rules, one's own or those of a group: each in one line, with pausing, changing and deleting it; and a new one."""

from __future__ import annotations

from typing import Final

import streamlit as st

from members.access import Deed
from members.alerts import rules
from members.alerts.rules import RuleRow, rule_in_words
from members.community.groups import GroupRow, list_groups
from pages.alerts.rule_form import show_rule_form
from pages.shell import access
from pages.shell.access.attempts import attempt
from pages.shell.access.current import may_do, store
from pages.shell.text import as_it_stands, plain
from warehouse.view import SnapshotView

OWN: Final = ""


def show_rules(snapshot: SnapshotView, own: list[RuleRow]) -> None:
    """One's own rules, or those of a group that one chooses, and making one. Raises NotAllowed, StoreError."""
    groups = _own_groups()
    chosen = (
        st.selectbox("Whose rules", [OWN, *groups], format_func=lambda code: _whose(groups, code), key="whose_rules", width=320)
        if groups
        else OWN
    )
    group = groups.get(chosen)
    if group is None:
        _show_list(snapshot, own, OWN, may_change=True)
        return
    st.caption("Everybody in the group is told, as far as he or she may read it and wants to be told. Its moderators change the rules.")
    _show_list(snapshot, rules.rules_of(store(), access.current_person(), chosen), chosen, group.is_moderator)


def _own_groups() -> dict[str, GroupRow]:
    """The groups to which the person belongs, by id."""
    person = access.current_person()
    if person.is_local or not may_do(Deed.TALK):
        return {}
    return {row.group_id: row for row in list_groups(store(), person) if row.is_inside}


def _whose(groups: dict[str, GroupRow], code: str) -> str:
    return as_it_stands(groups[code].name) if code in groups else "My own"


def _show_list(snapshot: SnapshotView, rows: list[RuleRow], group_id: str, may_change: bool) -> None:
    for row in rows:
        _show_rule(snapshot, row, may_change)
    if may_change:
        with st.expander("New rule", icon=":material/add_alert:", expanded=not rows):
            # Another number of rules gives fresh fields: what was typed for the last rule is not the next one's.
            show_rule_form(snapshot, None, "_".join(filter(None, ("new", group_id, str(len(rows))))), group_id)
    elif not rows:
        st.caption("This group has no rule.")


def _show_rule(snapshot: SnapshotView, row: RuleRow, may_change: bool) -> None:
    key = f"rule_{row.rule_id}"
    with st.container(border=True, gap="xxsmall"):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            rests = " :gray-badge[Over]" if row.has_ended else " :orange-badge[Paused]" if row.is_paused else ""
            st.markdown(f"**{plain(row.text.name)}**{rests}")
            if may_change:
                with st.container(horizontal=True, width="content", gap="small"):
                    pause = "Resume" if row.is_paused else "Pause"
                    st.button(pause, key=f"{key}_pause", type="tertiary", on_click=_pause, args=(row,))
                    st.toggle("Change", key=f"change_{row.rule_id}")
                    st.button("Delete", key=f"{key}_delete", type="tertiary", on_click=_delete, args=(row,))
        st.caption(plain(rule_in_words(row.text)))
        if may_change and st.session_state.get(f"change_{row.rule_id}"):
            show_rule_form(snapshot, row, key)


def _pause(row: RuleRow) -> None:
    attempt(
        rules.pause_rule,
        row.rule_id,
        not row.is_paused,
        said="Watching again." if row.is_paused else "Paused: you are not told of what comes meanwhile.",
    )


def _delete(row: RuleRow) -> None:
    attempt(rules.delete_rule, row.rule_id, said="Deleted.")
