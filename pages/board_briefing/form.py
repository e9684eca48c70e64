"""The choices for a briefing: its audience, incidents and sections; saved to a file and loaded again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

import streamlit as st

from briefing.dates import DATE_STYLES
from briefing.document import file_stem
from briefing.logo import LARGEST_LOGO, normalise_logo
from briefing.saved_file import LARGEST_FILE
from briefing.section_kinds import SECTIONS
from briefing.settings import AUDIENCES, LONGEST_TITLE, PAPERS, BriefingError, BriefingSettings
from pages.board_briefing import state
from pages.charts import cards
from pages.shell import data
from pages.shell.text import plain
from warehouse.contract.taxonomy import CATEGORY, TLP_CODE
from warehouse.filters import DAYS, EARLIEST, LATEST, LISTS
from warehouse.queries.filtering.choices import Choices

SPANS: Final = {7: "7 days", 30: "30 days", 90: "90 days", 365: "12 months"}
# Streamlit would otherwise allow ten years before and after today only.


def show_audience(settings: BriefingSettings) -> None:
    """For whom the briefing is: the one choice on the first screen."""
    key = _put_value("briefing_audience", settings.audience)
    st.selectbox(
        "For",
        list(AUDIENCES),
        key=key,
        format_func=lambda code: AUDIENCES[code].title,
        on_change=_on_change,
        args=("audience", key),
        label_visibility="collapsed",
        width=150,
    )


def show_form(settings: BriefingSettings, offered: Choices) -> None:
    """Show all other choices; each takes effect at once."""
    first, second = st.columns(2, gap="medium")
    with first, st.container(border=True, key="fields_incidents"):
        cards.card_heading("Incidents")
        _period_fields(settings)
        _codes_field("regions", "Sea regions", {code: region.title for code, region in offered.regions.items()}, settings)
        _codes_field("categories", "Categories", {code: kind.title for code, kind in CATEGORY.items()}, settings)
        _other_filters(settings)
    with first, st.container(border=True, key="fields_document"):
        cards.card_heading("Document")
        _text_field("title", "Title", settings.title)
        _text_field("organisation", "Organisation", settings.organisation)
        with st.container(horizontal=True):
            _select_field("mark", "Marking", list(data.reader().marks), settings.mark, lambda code: TLP_CODE[code].title)
            _select_field("dates", "Dates", list(DATE_STYLES), settings.dates, lambda code: DATE_STYLES[code].title)
            _select_field("paper", "Paper", list(PAPERS), settings.paper, str)
        st.caption(
            plain(f"{TLP_CODE[settings.mark].title}: {TLP_CODE[settings.mark].definition} Reports above it are left out, and counted.")
        )
        _logo_field(settings)
    with second, st.container(border=True):
        cards.card_heading("Sections")
        _section_list(settings)
    with second, st.container(border=True):
        cards.card_heading("Save", "A small file that you can load here again, or run from the command line, for example every week.")
        _file_fields(settings, offered)


def _put_value(key: str, value: Any) -> str:
    # The settings are the truth, not what a widget remembers: an address, a file or another widget may have changed them.
    st.session_state[key] = value
    return key


def _on_change(name: str, key: str) -> None:
    value = st.session_state[key]
    # A select box can be cleared; a briefing always has an audience, a mark and so on.
    if value is None:
        return
    # A new audience starts with its own sections.
    state.change_settings(**{name: value}, **({"sections": ()} if name == "audience" else {}))


def _text_field(name: str, title: str, value: str) -> None:
    key = _put_value(f"briefing_{name}", value)
    st.text_input(plain(title), key=key, max_chars=LONGEST_TITLE, on_change=_on_change, args=(name, key))


def _select_field(name: str, title: str, offered: list[str], value: str, title_of: Callable[[str], str]) -> None:
    key = _put_value(f"briefing_{name}", value)
    st.selectbox(plain(title), offered, key=key, format_func=title_of, on_change=_on_change, args=(name, key))


def _period_fields(settings: BriefingSettings) -> None:
    filters = settings.filters
    fixed = filters.date_from is not None
    key = _put_value("briefing_days", None if fixed or settings.days not in SPANS else settings.days)
    st.segmented_control(
        "Span",
        list(SPANS),
        key=key,
        format_func=lambda days: SPANS[days],
        on_change=_on_span,
        args=(key,),
        help="Up to the end date below, or to the last well-watched day: a saved briefing then moves on by itself.",
    )
    with st.container(horizontal=True):
        for name, title in (("date_from", "Or from"), ("date_to", "To")):
            key = _put_value(f"briefing_{name}", getattr(filters, name))
            st.date_input(title, None, EARLIEST, LATEST, key=key, format="YYYY-MM-DD", on_change=_on_day, args=(name, key))


def _on_span(key: str) -> None:
    if (days := st.session_state[key]) is not None:
        state.change_settings(days=days, filters=state.current_settings().filters.without("date_from"))


def _on_day(name: str, key: str) -> None:
    filters = replace(state.current_settings().filters, **{name: st.session_state[key]})
    # Of two dates in the wrong order, the one chosen last is kept.
    if filters.date_from and filters.date_to and filters.date_from > filters.date_to:
        filters = filters.without("date_to" if name == "date_from" else "date_from")
    state.change_settings(filters=filters)


def _codes_field(name: str, title: str, titles: dict[str, str], settings: BriefingSettings) -> None:
    chosen = list(getattr(settings.filters, name))
    key = _put_value(f"briefing_{name}", chosen)
    # An address may hold codes that this snapshot does not offer, such as “not stated”; the widget would fail on them.
    offered = list(dict.fromkeys([*titles, *chosen]))
    st.multiselect(
        plain(title),
        offered,
        key=key,
        format_func=lambda code: titles.get(code, "Not stated"),
        placeholder="All",
        on_change=_on_codes,
        args=(name, key),
    )


def _on_codes(name: str, key: str) -> None:
    chosen: Any = {name: tuple(st.session_state[key])}
    state.change_settings(filters=replace(state.current_settings().filters, **chosen))


def _other_filters(settings: BriefingSettings) -> None:
    """Name the filters that came with the address and have no field here, with a button to clear them."""
    own_fields = {"regions", "categories", *DAYS}
    others = [name for name in (*LISTS, "text") if name not in own_fields and getattr(settings.filters, name)]
    if others:
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.caption(plain(f"Also limited by {', '.join(name.replace('_', ' ') for name in others)}."))
            st.button("Clear", type="tertiary", on_click=_clear_filters, args=(tuple(others),))


def _clear_filters(names: tuple[str, ...]) -> None:
    filters = state.current_settings().filters
    for name in names:
        filters = filters.without(name)
    state.change_settings(filters=filters)


def _section_list(settings: BriefingSettings) -> None:
    """The chosen sections, in order, with buttons to move or remove each, and a list of those that can be added."""
    chosen = [code for code in settings.section_codes if code in SECTIONS]
    for place, code in enumerate(chosen):
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
            st.markdown(SECTIONS[code].title, help=SECTIONS[code].help, width="stretch")
            for icon, to, help_text, off in (
                (":material/arrow_upward:", place - 1, "Earlier", place == 0),
                (":material/arrow_downward:", place + 1, "Later", place == len(chosen) - 1),
                (":material/close:", None, "Leave out", len(chosen) == 1),
            ):
                moved = [other for other in chosen if other != code]
                if to is not None:
                    moved.insert(to, code)
                key = f"briefing_{help_text}_{code}"
                st.button("", icon=icon, key=key, type="tertiary", help=plain(f"{help_text}: {SECTIONS[code].title}"), disabled=off,
                          on_click=state.change_settings, kwargs={"sections": tuple(moved)})  # fmt: skip
    addable = [code for code in SECTIONS if code not in chosen]
    if addable:
        key = "briefing_add"
        # Empty again after each addition.
        st.session_state[key] = None
        st.selectbox("Add", addable, key=key, format_func=lambda code: SECTIONS[code].title, placeholder="Add a section",
                     label_visibility="collapsed", on_change=_add_section, args=(tuple(chosen), key))  # fmt: skip


def _add_section(chosen: tuple[str, ...], key: str) -> None:
    if code := st.session_state[key]:
        state.change_settings(sections=(*chosen, code))


def _logo_field(settings: BriefingSettings) -> None:
    upload = st.file_uploader(
        "Logo",
        type=["png", "jpg", "jpeg"],
        key="briefing_logo",
        help="PNG or JPEG. It is kept in this session and in a saved file, not in the address.",
    )
    # The uploader gives the same file on every run: it is taken once, or a removed logo would come back.
    if upload is not None and st.session_state.get("briefing_logo_taken") != upload.file_id:
        st.session_state["briefing_logo_taken"] = upload.file_id
        try:
            # One byte more than allowed is enough to see that a file is too large.
            state.change_settings(logo=normalise_logo(upload.read(LARGEST_LOGO + 1)))
            st.rerun()
        except BriefingError as error:
            st.error(plain(str(error)))
    if settings.logo:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.image(settings.logo, width=90, alt="Logo")
            st.button("Remove logo", type="tertiary", on_click=state.change_settings, kwargs={"logo": b""})


def _file_fields(settings: BriefingSettings, offered: Choices) -> None:
    st.download_button(
        "Save settings",
        data=settings.to_file(),
        file_name=f"{file_stem(settings.title)}.toml",
        mime="application/toml",
        icon=":material/save:",
        key="briefing_save",
        on_click="ignore",
    )
    upload = st.file_uploader("Load settings", type=["toml"], key="briefing_load")
    if upload is not None and st.session_state.get("briefing_loaded") != upload.file_id:
        st.session_state["briefing_loaded"] = upload.file_id
        # One byte more than allowed is enough to see that a file is too large.
        state.load_file(upload.read(LARGEST_FILE + 1), offered)
        st.rerun()
    # Inline code, as a code block would make the browser load 1.5 MB of syntax highlighting for one line.
    st.caption("From the command line: `python -m briefing FILE --out DIR`")
