"""Directory: members who want to be found, what they know, and how to reach them."""

from __future__ import annotations

from typing import Final

import streamlit as st

from members.access import Deed
from members.community.directory import LANGUAGES, MOST_CHOSEN, Listed, Listing, leave_directory, list_oneself, listed_people, own_listing
from members.errors import MembersError
from pages.shell import access, failures, page_top
from pages.shell.access import attempts
from pages.shell.access.attempts import attempt, field
from pages.shell.access.current import store
from pages.shell.text import plain
from warehouse.contract.dates import short_day
from warehouse.contract.taxonomy import VESSEL_TYPE
from warehouse.reference.geography import sea_regions

ALL: Final = ""
_REGIONS: Final = {code: region.title for code, region in sea_regions().items()}
_SHIPS: Final = {code: kind.title for code, kind in VESSEL_TYPE.items()}
_OWN: Final = {"regions": "own_regions", "vessel_types": "own_ships", "languages": "own_languages", "reach": "own_reach"}


def show_directory() -> None:
    """Who wants to be found, and one's own line. Raises NotAllowed, StoreError."""
    with st.container(horizontal=True):
        region = _choice("Sea region", "region", _REGIONS)
        ship = _choice("Ship type", "ship", _SHIPS)
        language = _choice("Language", "language", {name: name for name in LANGUAGES})
    listed = listed_people(store(), person, region, ship, language)
    page_top.show_answer(_answer(listed, is_limited=bool(region or ship or language)), before_picture=False)
    for row in listed:
        _show_person(row)
    _show_own(own_listing(store(), person))


def _choice(label: str, key: str, titles: dict[str, str]) -> str:
    options = [ALL, *titles]
    return st.selectbox(plain(label), options, key=f"directory_{key}", format_func=lambda code: plain(titles[code]) if code else "Any")


def _answer(listed: list[Listed], is_limited: bool) -> str:
    number = len(listed)
    if is_limited:
        return f"{number:,} {'member matches' if number == 1 else 'members match'}." if number else "Nobody who is listed matches."
    told = f"{number:,} {'member wants' if number == 1 else 'members want'} to be found" if number else "Nobody wants to be found yet"
    return f"{told}{'; you are among them' if any(row.is_self for row in listed) else '; you are not listed'}."


def _show_person(row: Listed) -> None:
    with st.container(border=True, gap="xsmall"):
        st.markdown(f"**{plain(row.name)}**{f', {plain(row.company)}' if row.company else ''}{' (you)' if row.is_self else ''}")
        for label, words in (
            ("Sea regions", [_REGIONS[code] for code in row.listing.regions if code in _REGIONS]),
            ("Ships", [_SHIPS[code] for code in row.listing.vessel_types if code in _SHIPS]),
            ("Languages", list(row.listing.languages)),
        ):
            if words:
                st.caption(plain(f"{label}: {', '.join(words)}"))
        st.markdown(plain(row.listing.reach))
        st.caption(f"Last changed {short_day(row.changed_on)}")


def _show_own(own: Listing | None) -> None:
    title = "What others see of you" if own else "Be found by other members"
    with st.expander(title, icon=":material/badge:"):
        st.caption("All members see it, with your name and company. Readers and people outside do not. Nobody is listed unasked.")
        shown = own or Listing()
        limit = MOST_CHOSEN
        st.multiselect("Sea regions that you know", list(_REGIONS), shown.regions, _region, key=_OWN["regions"], max_selections=limit)
        st.multiselect("Ship types", list(_SHIPS), shown.vessel_types, _ship, key=_OWN["vessel_types"], max_selections=limit)
        st.multiselect("Languages", LANGUAGES, shown.languages, key=_OWN["languages"], max_selections=limit)
        st.text_input("How to reach you", shown.reach, max_chars=300, key=_OWN["reach"], placeholder="E-mail, telephone, hours")
        with st.container(horizontal=True):
            st.button("Save" if own else "List me", type="primary", on_click=_list)
            if own:
                st.button("Take me out", on_click=attempt, args=(leave_directory,), kwargs={"said": "You are no longer listed."})


def _region(code: str) -> str:
    return plain(_REGIONS[code])


def _ship(code: str) -> str:
    return plain(_SHIPS[code])


def _list() -> None:
    chosen = {name: tuple(st.session_state.get(_OWN[name]) or ()) for name in ("regions", "vessel_types", "languages")}
    attempt(list_oneself, Listing(**chosen, reach=field(_OWN["reach"])), said="Others can find you now.")


person = access.refuse_unless(Deed.TALK)
st.title("Directory", anchor=False)
if person.is_local:
    st.info("The directory is for servers where people sign in. How to set it up: `docs/access.md`.", icon=":material/badge:")
    st.stop()
attempts.show_fault()
try:
    show_directory()
except MembersError as error:
    failures.log(error)
    st.warning(failures.in_plain_words(error), icon=":material/search_off:")
