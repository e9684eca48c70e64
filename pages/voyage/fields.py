"""The fields of a voyage: where, when and how fast in one row; the rest, and the ship's own route, in a popover."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import streamlit as st

from analytics.voyage.corridor import WIDTHS_NM
from analytics.voyage.errors import RouteFileError
from analytics.voyage.kept.parameters import EXAMPLE, VoyageView
from analytics.voyage.route.legs import FASTEST_KN, SLOWEST_KN
from analytics.voyage.route.route_files import SUFFIXES, FiledRoute, read_route
from analytics.voyage.route.waypoints import LONGEST, LONGEST_NAME
from pages.shell.text import plain
from pages.voyage.state import ADDRESS
from warehouse.contract.taxonomy import VESSEL_TYPE
from warehouse.reference.sea_network import PASSAGES, USUALLY_CLOSED

_FILE_NOTE: Final = "_voyage_file_note"
_FILE_REFUSED: Final = "_voyage_file_refused"
_TAKEN: Final = "_voyage_file_taken"


def show_fields(view: VoyageView, now: datetime) -> None:
    """The fields, as the view has them; a change is taken at once."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="fields_voyage"):
        _text_field("origin", "From", view.origin, EXAMPLE[0])
        _text_field("destination", "To", view.destination, EXAMPLE[1])
        st.session_state["voyage_depart"] = view.departure(now).replace(tzinfo=None)
        st.datetime_input("Departure, UTC", key="voyage_depart", step=3600, format="YYYY-MM-DD", width=230, on_change=_take_departure)
        st.session_state["voyage_speed"] = view.speed_kn
        st.number_input(
            "Knots",
            SLOWEST_KN,
            FASTEST_KN,
            step=0.5,
            format="%.1f",
            key="voyage_speed",
            width=130,
            on_change=_take,
            args=("speed_kn", "speed"),
        )
        with st.popover("More", icon=":material/tune:", key="voyage_more"):
            _show_more(view)


def show_file_note() -> None:
    """What became of the file that was loaded last."""
    if refused := st.session_state.get(_FILE_REFUSED):
        st.error(plain(refused), icon=":material/error:")
    elif (note := st.session_state.get(_FILE_NOTE)) and ADDRESS.state.track:
        st.caption(plain(note))


def _text_field(name: str, label: str, value: str, example: str) -> None:
    key = f"voyage_{name}"
    st.session_state[key] = value
    st.text_input(
        plain(label),
        key=key,
        max_chars=LONGEST_NAME,
        placeholder=example,
        width=200,
        on_change=_take_name,
        args=(name,),
    )


def _show_more(view: VoyageView) -> None:
    st.session_state["voyage_via"] = view.via.replace("; ", "\n")
    st.text_area(
        "On the way, one a line: ports, straits or positions, with hours to wait there",
        key="voyage_via",
        max_chars=LONGEST,
        height=80,
        placeholder="Colombo\nFujairah, 36 h\n12-30N 045-00E",
        on_change=_take_name,
        args=("via",),
    )
    st.session_state["voyage_avoid"] = list(view.avoid)
    st.multiselect(
        "Avoid",
        [code for code in PASSAGES if code not in USUALLY_CLOSED],
        key="voyage_avoid",
        format_func=PASSAGES.__getitem__,
        placeholder="Nothing but the Northwest Passage",
        on_change=_take_codes,
        select_all=False,
    )
    st.session_state["voyage_corridor"] = view.within_nm
    st.segmented_control(
        "Corridor to either side, nm",
        WIDTHS_NM,
        key="voyage_corridor",
        format_func=lambda width: plain(f"{width:g}"),
        required=True,
        on_change=_take,
        args=("within_nm", "corridor"),
    )
    st.session_state["voyage_ship"] = view.ship_type
    st.selectbox(
        "Ship",
        ["", *VESSEL_TYPE],
        key="voyage_ship",
        format_func=lambda code: VESSEL_TYPE[code].title if code else "Any type",
        on_change=_take,
        args=("ship_type", "ship"),
    )
    file = st.file_uploader("The ship's own route", type=list(SUFFIXES), key="voyage_file", help="CSV, GPX, RTZ or GeoJSON")
    if file is not None and st.session_state.get(_TAKEN) != file.file_id:
        st.session_state[_TAKEN] = file.file_id
        _take_file(file.getvalue())
    if view.track:
        st.button("Without the file", icon=":material/close:", on_click=_drop_track)


def _take_file(content: bytes) -> None:
    try:
        filed = read_route(content)
    except RouteFileError as refusal:
        st.session_state[_FILE_REFUSED] = str(refusal)
        return
    st.session_state[_FILE_REFUSED] = ""
    st.session_state[_FILE_NOTE] = _note_of(filed)
    _change(track=filed.waypoints)
    st.rerun()


def _note_of(filed: FiledRoute) -> str:
    """How many points of the file are kept, and how far off the others lie."""
    kept = f"The route follows the {filed.points:,} points of the file"
    if filed.off_nm:
        return f"{kept}, of which {len(filed.waypoints)} are kept; the others lie within {filed.off_nm:.1f} nm of it."
    return f"{kept}."


def _drop_track() -> None:
    _change(track=())


def _take_name(name: str) -> None:
    text = str(st.session_state[f"voyage_{name}"] or "")
    _change(**{name: text if name == "via" else " ".join(text.split()), "track": ()})


def _take_departure() -> None:
    moment = st.session_state["voyage_depart"]
    if isinstance(moment, datetime):
        _change(depart=moment.replace(tzinfo=UTC))


def _take_codes() -> None:
    _change(avoid=tuple(code for code in PASSAGES if code in st.session_state["voyage_avoid"]))


def _take(field: str, key: str) -> None:
    value = st.session_state[f"voyage_{key}"]
    if value is not None:
        _change(**{field: value})


def _change(**fields: Any) -> None:
    # Another place may be far from the sea routes as well: it is asked about anew.
    asked = {} if fields.keys() & {"depart", "speed_kn", "within_nm", "ship_type"} else {"is_sure": False}
    # The departure shown is the one meant: the same address must not mean another day tomorrow.
    shown = st.session_state.get("voyage_depart")
    depart = {"depart": shown.replace(tzinfo=UTC)} if isinstance(shown, datetime) else {}
    ADDRESS.change(**depart | asked | fields)


def confirm_far() -> None:
    """Take waypoints far from the sea routes as meant."""
    ADDRESS.change(is_sure=True)
