"""The choices of a briefing: for whom, what of, in which order; saved to a file and loaded again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, Final

import streamlit as st

from briefing.dates import LANGUAGES
from briefing.document import file_stem
from briefing.sections import SECTIONS
from briefing.settings import AUDIENCES, LARGEST_LOGO, LONGEST_TITLE, PAPERS, BriefingError, Settings, logo
from pages.board_briefing import state
from pages.charts import cards
from warehouse.contract.taxonomy import CATEGORY, TLP_CODE
from warehouse.filters import DAYS, LISTS
from warehouse.queries.filtering.choices import Choices

SPANS: Final = (7, 30, 90, 365)
EARLIEST: Final = date(1900, 1, 1)
LATEST: Final = date(2100, 12, 31)


def show(settings: Settings, offered: Choices) -> None:
    """All choices; each takes effect at once."""
    with st.container(border=True, key="fields_document"):
        cards.heading("Document")
        _text("title", "Title", settings.title)
        _text("organisation", "Organisation", settings.organisation)
        with st.container(horizontal=True):
            _choice("audience", "Audience", list(AUDIENCES), settings.audience, lambda code: AUDIENCES[code].title)
            _choice("mark", "Marking", list(TLP_CODE), settings.mark, lambda code: TLP_CODE[code].title)
        st.caption(
            cards.plain(
                f"{TLP_CODE[settings.mark].title}: {TLP_CODE[settings.mark].definition} What lies above it is left out and counted."
            )
        )
        with st.container(horizontal=True):
            _choice("dates", "Dates", list(LANGUAGES), settings.dates, lambda code: LANGUAGES[code].title)
            _choice("paper", "Paper", list(PAPERS), settings.paper, str)
        _logo(settings)
    with st.container(border=True, key="fields_incidents"):
        cards.heading("Incidents")
        _period(settings)
        _codes("regions", "Sea regions", {code: region.title for code, region in offered.regions.items()}, settings)
        _codes("categories", "Categories", {code: kind.title for code, kind in CATEGORY.items()}, settings)
        _others(settings)
    with st.container(border=True):
        cards.heading("Sections")
        _sections(settings)
    with st.container(border=True):
        cards.heading("Keep", "A small file that can be loaded here again, or run from the command line for a weekly job.")
        _file(settings, offered)


def _set(key: str, value: Any) -> str:
    st.session_state[key] = value
    return key


def _changed(name: str, key: str) -> None:
    value = st.session_state[key]
    if value is None:
        return
    # Another audience begins with its own sections.
    state.change(**{name: value}, **({"sections": ()} if name == "audience" else {}))


def _text(name: str, title: str, value: str) -> None:
    key = _set(f"briefing_{name}", value)
    st.text_input(title, key=key, max_chars=LONGEST_TITLE, on_change=_changed, args=(name, key))


def _choice(name: str, title: str, offered: list[str], value: str, said: Callable[[str], str]) -> None:
    key = _set(f"briefing_{name}", value)
    st.selectbox(title, offered, key=key, format_func=said, on_change=_changed, args=(name, key))


def _period(settings: Settings) -> None:
    filters = settings.filters
    fixed = filters.date_from is not None
    key = _set("briefing_days", None if fixed or settings.days not in SPANS else settings.days)
    st.segmented_control(
        "Last … days",
        SPANS,
        key=key,
        on_change=_span,
        args=(key,),
        help="Up to the last day, or to the latest that a source covers: a saved briefing moves on by itself.",
    )
    with st.container(horizontal=True):
        for name, title in (("date_from", "Or from"), ("date_to", "To")):
            key = _set(f"briefing_{name}", getattr(filters, name))
            st.date_input(title, None, EARLIEST, LATEST, key=key, format="YYYY-MM-DD", on_change=_day, args=(name, key))


def _span(key: str) -> None:
    if (days := st.session_state[key]) is not None:
        state.change(days=days, filters=state.current().filters.without("date_from"))


def _day(name: str, key: str) -> None:
    filters = replace(state.current().filters, **{name: st.session_state[key]})
    if filters.date_from and filters.date_to and filters.date_from > filters.date_to:
        filters = filters.without("date_to" if name == "date_from" else "date_from")
    state.change(filters=filters)


def _codes(name: str, title: str, titles: dict[str, str], settings: Settings) -> None:
    chosen = list(getattr(settings.filters, name))
    key = _set(f"briefing_{name}", chosen)
    offered = list(dict.fromkeys([*titles, *chosen]))
    st.multiselect(
        title,
        offered,
        key=key,
        format_func=lambda code: titles.get(code, "Not stated"),
        placeholder="All",
        on_change=_filter,
        args=(name, key),
    )


def _filter(name: str, key: str) -> None:
    chosen: Any = {name: tuple(st.session_state[key])}
    state.change(filters=replace(state.current().filters, **chosen))


def _others(settings: Settings) -> None:
    """Filters that came with the address and have no place of their own here."""
    shown = {"regions", "categories", *DAYS}
    others = [name for name in (*LISTS, "text") if name not in shown and getattr(settings.filters, name)]
    if others:
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.caption(f"Also limited by {', '.join(name.replace('_', ' ') for name in others)}.")
            st.button("Clear", type="tertiary", on_click=_clear, args=(tuple(others),))


def _clear(names: tuple[str, ...]) -> None:
    filters = state.current().filters
    for name in names:
        filters = filters.without(name)
    state.change(filters=filters)


def _sections(settings: Settings) -> None:
    """The chosen sections in their order, each to be moved or removed, and those that can be added."""
    chosen = [code for code in settings.chosen if code in SECTIONS]
    for place, code in enumerate(chosen):
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
            st.markdown(SECTIONS[code].title, help=SECTIONS[code].help, width="stretch")
            for icon, to, help_text, off in (
                (":material/arrow_upward:", place - 1, "Earlier", place == 0),
                (":material/arrow_downward:", place + 1, "Later", place == len(chosen) - 1),
                (":material/close:", None, "Leave out", len(chosen) == 1),
            ):
                moved = [one for one in chosen if one != code]
                if to is not None:
                    moved.insert(to, code)
                key = f"briefing_{help_text}_{code}"
                st.button("", icon=icon, key=key, type="tertiary", help=f"{help_text}: {SECTIONS[code].title}", disabled=off,
                          on_click=state.change, kwargs={"sections": tuple(moved)})  # fmt: skip
    left = [code for code in SECTIONS if code not in chosen]
    if left:
        key = "briefing_add"
        st.session_state[key] = None
        st.selectbox("Add", left, key=key, format_func=lambda code: SECTIONS[code].title, placeholder="Add a section",
                     label_visibility="collapsed", on_change=_add, args=(tuple(chosen), key))  # fmt: skip


def _add(chosen: tuple[str, ...], key: str) -> None:
    if code := st.session_state[key]:
        state.change(sections=(*chosen, code))


def _logo(settings: Settings) -> None:
    found = st.file_uploader(
        "Logo", type=["png", "jpg", "jpeg"], key="briefing_logo", help="PNG or JPEG. Kept in this session and in a saved file."
    )
    if found is not None and st.session_state.get("briefing_logo_taken") != found.file_id:
        st.session_state["briefing_logo_taken"] = found.file_id
        try:
            state.change(logo=logo(found.read(LARGEST_LOGO + 1)))
            st.rerun()
        except BriefingError as error:
            st.error(cards.plain(str(error)))
    if settings.logo:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.image(settings.logo, width=90, alt="The logo")
            st.button("Remove logo", type="tertiary", on_click=state.change, kwargs={"logo": b""})


def _file(settings: Settings, offered: Choices) -> None:
    st.download_button(
        "Save settings",
        data=settings.to_file(),
        file_name=f"{file_stem(settings.title)}.toml",
        mime="application/toml",
        icon=":material/save:",
        key="briefing_save",
        on_click="ignore",
    )
    found = st.file_uploader("Load settings", type=["toml"], key="briefing_load")
    if found is not None and st.session_state.get("briefing_loaded") != found.file_id:
        st.session_state["briefing_loaded"] = found.file_id
        state.load(found.read(4 * LARGEST_LOGO).decode("utf-8", "replace"), offered)
        st.rerun()
    # Not a block of code, which would bring a program of 1.5 MB for one line.
    st.caption("From the command line: `python -m briefing FILE --out DIR`")
