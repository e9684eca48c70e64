"""Making and changing a watch rule, with what it would have told in the last 30 days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import streamlit as st

from members.access import Deed
from members.alerts import rules
from members.alerts.news import ADVISORY, KINDS, NEW, POST, SEVERER
from members.alerts.preview import LOOKED_BACK, preview
from members.alerts.rules import LONGEST_NAME, RuleRow, RuleText
from members.errors import NotAllowed
from pages.shell import access, data
from pages.shell.access.attempts import attempt, is_at_fault
from pages.shell.access.current import may_do
from pages.shell.text import plain
from warehouse.areas.shapes import AreaError, Circle, Route, area_code, parse_area
from warehouse.contract.taxonomy import ACT, CATEGORY
from warehouse.reference.geography import sea_regions
from warehouse.reference.ports import ports_by_locode
from warehouse.reference.typed_positions import PositionError, parse_position
from warehouse.view import SnapshotView

ANYWHERE, REGIONS, PORT, POSITION, ROUTE, KEPT = (
    "Everywhere",
    "Sea regions",
    "Around a port",
    "Around a position",
    "Along a route",
    "As it is",
)
_ANY: Final = "Any, judged or not"
_LEVELS: Final = {_ANY: None, "Only 1 very significant": 1, "2 moderate or worse": 2, "3 less significant or worse": 3, "4 or worse": 4}
_USUAL_NM: Final = 50


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a rule looks; `fault` says what is still missing."""

    regions: tuple[str, ...] = ()
    area: str = ""
    place: str = ""
    fault: str = ""


def show_rule_form(snapshot: SnapshotView, row: RuleRow | None, key: str, group_id: str = "") -> None:
    """The fields of a rule, with its preview and the button that keeps it. Without `row` it is a new one: of a group, or one's own."""
    text = row.text if row else RuleText("")
    name = st.text_input("Name", value=text.name, max_chars=LONGEST_NAME, key=f"{key}_name", placeholder="Singapore Strait, armed")
    place = _place_fields(text, row is not None, key)
    level = st.selectbox("Severity (ReCAAP)", list(_LEVELS), index=_level_of(text), key=f"{key}_level")
    offered = _kinds()
    kinds = st.pills(
        "Tell me of", offered, selection_mode="multi", default=[kind for kind in text.kinds if kind in offered],
        format_func=KINDS.__getitem__, key=f"{key}_kinds",
    )  # fmt: skip
    until = st.date_input("Last day, UTC (optional)", value=text.until, key=f"{key}_until", width=220)
    with st.expander("Only certain crimes"):
        categories = st.multiselect("Categories", list(CATEGORY), list(text.categories), format_func=_category, key=f"{key}_categories")
        acts = st.multiselect("Acts", list(ACT), list(text.acts), format_func=_act, key=f"{key}_acts")
    asked = RuleText(
        name.strip() or "Unnamed",
        tuple(kinds or ()),
        place.regions,
        place.area,
        place.place,
        tuple(categories),
        tuple(acts),
        _LEVELS[level],
        until,
    )
    fault = place.fault or _fault_in(asked)
    st.caption(plain(fault or _preview_in_words(snapshot, asked)))
    label = "Save the changes" if row else "Make this rule"
    st.button(
        label, type="primary", key=f"{key}_keep", disabled=bool(fault), on_click=_keep,
        args=(row.rule_id if row else None, asked, key, group_id),
    )  # fmt: skip


def _keep(rule_id: str | None, text: RuleText, key: str, group_id: str) -> None:
    if rule_id is None:
        attempt(rules.make_rule, text, group_id, said="The rule watches from now on.")
    else:
        attempt(rules.change_rule, rule_id, text, said="Changed.")
    if not is_at_fault():
        for name in [name for name in st.session_state if str(name).startswith(f"{key}_")]:
            del st.session_state[name]


def _place_fields(text: RuleText, exists: bool, key: str) -> _Place:
    ways = [ANYWHERE, REGIONS, PORT, POSITION, ROUTE]
    if exists and text.area:
        ways.insert(0, KEPT)
    usual = KEPT if KEPT in ways else REGIONS if text.regions else ANYWHERE
    way = st.segmented_control("Where", ways, default=usual, required=True, key=f"{key}_where")
    if way == KEPT:
        return _Place(text.regions, text.area, text.place)
    if way == REGIONS:
        titles = {code: region.title for code, region in sea_regions().items()}
        chosen = st.multiselect(
            "Sea regions", sorted(titles, key=titles.__getitem__), list(text.regions), format_func=titles.__getitem__, key=f"{key}_regions"
        )
        return _Place(tuple(chosen), fault="" if chosen else "Choose at least one sea region.")
    if way == PORT:
        return _around_port(key)
    if way == POSITION:
        return _around_position(key)
    return _along_route(key) if way == ROUTE else _Place()


def _around_port(key: str) -> _Place:
    ports = ports_by_locode()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        code = st.selectbox(
            "Port",
            list(ports),
            index=None,
            format_func=lambda code: f"{ports[code].title} ({code})",
            key=f"{key}_port",
            placeholder="Type its name",
        )
        radius = _radius(key)
    if code is None:
        return _Place(fault="Choose a port.")
    return _Place(area=area_code(Circle(ports[code].latitude, ports[code].longitude, radius)), place=ports[code].title)


def _around_position(key: str) -> _Place:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        typed = st.text_input("Position", key=f"{key}_position", placeholder="01-10N 103-48E")
        radius = _radius(key)
    try:
        position = parse_position(typed) if typed.strip() else None
        area = area_code(Circle(position.latitude, position.longitude, radius)) if position else ""
    except (PositionError, AreaError) as error:
        return _Place(fault=str(error))
    return _Place(area=area, fault="" if area else "Type a position.")


def _along_route(key: str) -> _Place:
    typed = st.text_area("Waypoints, one on a line", key=f"{key}_route", placeholder="01-10N 103-48E\n05-50N 095-20E")
    within = _radius(key)
    lines = [line for line in typed.splitlines() if line.strip()]
    try:
        positions = [parse_position(line) for line in lines]
        area = area_code(Route(tuple((each.latitude, each.longitude) for each in positions), within)) if positions else ""
        # The form in an address is limited: a rule must be read again.
        if area:
            parse_area(area)
    except (PositionError, AreaError) as error:
        return _Place(fault=str(error))
    return _Place(area=area, fault="" if area else "Type at least two waypoints.")


def _radius(key: str) -> float:
    return float(st.number_input("Within (nm)", 1, 500, _USUAL_NM, key=f"{key}_radius", width=140))


def _preview_in_words(snapshot: SnapshotView, text: RuleText) -> str:
    if set(text.kinds) <= {POST}:
        return "Tells you of posts about what lies there, as far as you may open them."
    counted: Any = data.query(preview, snapshot, text, data.now(snapshot))
    incidents = "1 incident" if counted.incidents == 1 else f"{counted.incidents:,} incidents"
    advisories = "" if ADVISORY not in text.kinds else f" and {_advisories(counted.advisories)}"
    told = "would have told you of" if NEW in text.kinds else "would have watched"
    changes = " Later changes to them are not in this count." if {SEVERER, "confirmed"} & set(text.kinds) else ""
    return f"In the last {LOOKED_BACK.days} days this rule {told} {incidents}{advisories}.{changes}"


def _advisories(number: int) -> str:
    return "1 advisory" if number == 1 else f"{number:,} advisories"


def _fault_in(text: RuleText) -> str:
    try:
        rules.check_rule(text)
    except NotAllowed as error:
        return str(error)
    return ""


def _kinds() -> list[str]:
    """The kinds of news that there can be for this person: posts for those who take part."""
    person = access.current_person()
    return [kind for kind in KINDS if kind != POST or (may_do(Deed.TALK) and not person.is_local)]


def _level_of(text: RuleText) -> int:
    levels = list(_LEVELS.values())
    return levels.index(text.least_severity) if text.least_severity in levels else 0


def _category(code: str) -> str:
    return CATEGORY[code].title


def _act(code: str) -> str:
    return ACT[code].title
