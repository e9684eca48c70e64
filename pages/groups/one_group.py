"""One group: what it is for, its people, and what its moderators do."""

from __future__ import annotations

import streamlit as st

from members.access import Person
from members.community import belonging, groups
from members.community.groups import GroupPerson, GroupRow
from members.community.markup import post_html
from members.store.community_tables import ADMISSIONS
from pages.groups import files
from pages.groups.listing import ADMISSION_IN_WORDS, group_facts, show_way_in
from pages.shell.access.attempts import attempt, field
from pages.shell.access.current import store
from pages.shell.text import plain
from warehouse.contract.dates import short_day


def show_group(person: Person, group_id: str) -> None:
    """The group. Raises NotAllowed in the same words for one that the reader may not know of and one that does not exist; StoreError."""
    row = groups.read_group(store(), person, group_id)
    st.subheader(plain(row.name), anchor=False)
    st.caption(plain(" · ".join(group_facts(row))))
    if row.charter:
        with st.container(key="charter"):
            st.html(post_html(row.charter))
    show_way_in(row)
    if not row.is_inside:
        return
    people = groups.people_in_group(store(), person, group_id)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.page_link("pages/chatter/page.py", label="Threads of this group", icon=":material/forum:", query_params={"place": group_id})
        st.page_link("pages/events/page.py", label="Its events", icon=":material/event:", query_params={"place": group_id})
        st.button(
            "Leave the group", key=f"leave_{group_id}", type="tertiary", icon=":material/logout:",
            on_click=lambda: attempt(belonging.leave_group, group_id, said="You have left the group."),
        )  # fmt: skip
    _show_requests(row, [member for member in people if member.asked_on])
    inside = [member for member in people if not member.asked_on]
    st.markdown(plain(", ".join(member.name + (" (moderator)" if member.is_moderator else "") for member in inside)))
    files.show_files(person, group_id)
    if row.is_moderator:
        _show_deeds(row, inside)


def _show_requests(row: GroupRow, asking: list[GroupPerson]) -> None:
    for member in asking:
        key = f"{row.group_id}_{member.person_id}"
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(plain(f"{member.name} asked to join, {short_day(member.asked_on)}" if member.asked_on else member.name))
            for label, is_let_in in (("Let in", True), ("Decline", False)):
                st.button(label, key=f"{label}_{key}", on_click=_answer_request, args=(row.group_id, member.person_id, is_let_in))


def _answer_request(group_id: str, person_id: str, is_let_in: bool) -> None:
    attempt(belonging.answer_request, group_id, person_id, is_let_in, said="Let in." if is_let_in else "Declined.")


def _show_deeds(row: GroupRow, inside: list[GroupPerson]) -> None:
    key = row.group_id
    with st.expander("Moderate this group", icon=":material/shield_person:"):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.text_input("E-mail address", key=f"invite_{key}", max_chars=320)
            st.button("Invite", key=f"invite_button_{key}", on_click=_invite, args=(key,))
        names = {member.person_id: member for member in inside}
        chosen = st.selectbox(
            "Person", list(names), index=None, key=f"person_{key}", format_func=lambda code: names[code].name, placeholder="Choose a person"
        )
        if chosen:
            _show_person_deeds(key, names[chosen])
        st.selectbox(
            "How people join", ADMISSIONS, index=ADMISSIONS.index(row.admission), key=f"admission_{key}",
            format_func=lambda code: ADMISSION_IN_WORDS[code].capitalize(),
        )  # fmt: skip
        st.checkbox("Posts without a name are allowed", value=row.allows_unnamed, key=f"allows_{key}")
        st.text_area("Charter", value=row.charter, key=f"charter_{key}", max_chars=groups.LONGEST_CHARTER)
        st.button("Save", key=f"save_{key}", type="primary", on_click=_save_rules, args=(key,))


def _show_person_deeds(group_id: str, member: GroupPerson) -> None:
    with st.container(horizontal=True):
        label = "No longer a moderator" if member.is_moderator else "Make moderator"
        st.button(
            label, key=f"moderator_{group_id}",
            on_click=lambda: attempt(belonging.set_moderator, group_id, member.person_id, not member.is_moderator, said="Saved."),
        )  # fmt: skip
        st.button(
            "Take out of the group", key=f"out_{group_id}", disabled=member.is_by_directory,
            on_click=lambda: attempt(belonging.take_out_of_group, group_id, member.person_id, said="Taken out."),
        )  # fmt: skip


def _invite(group_id: str) -> None:
    attempt(belonging.invite_to_group, group_id, field(f"invite_{group_id}"), said=belonging.INVITED, clear=(f"invite_{group_id}",))


def _save_rules(group_id: str) -> None:
    allows = bool(st.session_state.get(f"allows_{group_id}"))
    attempt(groups.set_rules, group_id, field(f"admission_{group_id}"), field(f"charter_{group_id}"), allows, said="Saved.")
