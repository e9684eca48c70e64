"""The choice of both sides: waters, days, and the comparisons that people ask for most."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, Final

import streamlit as st

from analytics.compare import Comparison
from analytics.compare.spans import BEFORE, LATEST, SAME, YEARS, parse_span
from analytics.coverage.equal.spans import MONTHS, Days, add_months
from analytics.describe.words import join_words, span_in_words
from pages.compare.state import ADDRESS, CompareView, days_in_address
from pages.shell.text import plain
from warehouse.contract.taxonomy import CATEGORY
from warehouse.filters import NOT_STATED
from warehouse.queries.filtering.choices import Choices
from warehouse.reference.geography import AREAS

FROM: Final = "from"
OTHER: Final = "other"
DAY_TITLES: Final = {
    LATEST: f"Last {MONTHS} watched months",
    BEFORE: "As long before",
    SAME: "The same days",
    FROM: f"{MONTHS} months from a day …",
    OTHER: "Other days …",
}
EARLIEST: Final = date(YEARS[0], 1, 1)
LAST: Final = date(YEARS[1], 12, 31)
QUICK: Final = ("Latest 12 months, and the 12 before", "This year, and last year", "Before and after a day", "The two busiest waters")


def show_controls(choices: Choices, latest: date, comparison: Comparison) -> None:
    """One row: the waters and days of one side, the other side in a popover, and a menu of usual comparisons."""
    dated = [source.first_occurred_on.year for source in choices.sources.values() if source.first_occurred_on]
    years = [str(year) for year in range(latest.year, min(dated, default=latest.year) - 1, -1)]
    view = ADDRESS.state
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="fields_compare"):
        _waters("a", "Waters", view.waters_a, "All waters", choices)
        _days("a", view.span_a, [LATEST, *years, FROM, OTHER], comparison.request.a.days)
        with st.popover(plain(_other_side(view, choices)), icon=":material/compare_arrows:", key="compare_other"):
            _waters("b", "Other waters", view.waters_b or (), "The same waters", choices)
            _days("b", view.span_b, [BEFORE, SAME, *years, OTHER], comparison.request.b.days)
            _kinds(view.categories)
        st.menu_button(
            "Examples", list(QUICK), key="compare_quick", on_click=_take_quick, args=(latest, comparison), icon=":material/bolt:"
        )


def _other_side(view: CompareView, choices: Choices) -> str:
    """`against 2019`, `against Singapore Strait, the same days, only Cyber`."""
    titles = _titles(choices)
    days = DAY_TITLES.get(view.span_b, "")
    days = f"{days[:1].lower()}{days[1:]}" if days else span_in_words(parsed) if (parsed := parse_span(view.span_b)) else view.span_b
    waters = [titles.get(code, code) for code in view.waters_b or ()]
    named = [join_words(waters) if len(waters) <= 1 else f"{len(waters)} waters"] if waters else []
    kinds = [f"only {CATEGORY[code].title}" for code in view.categories]
    kinds = kinds if len(kinds) <= 1 else [f"{len(kinds)} kinds"]
    return f"against {', '.join([*named, view.span_b if view.span_b.isdigit() else days, *kinds])}"


def _titles(choices: Choices) -> dict[str, str]:
    titles = {code: f"{title}, all of it" for code, title in AREAS.items()}
    return titles | {code: region.title for code, region in choices.regions.items()}


def _waters(side: str, label: str, codes: tuple[str, ...], placeholder: str, choices: Choices) -> None:
    titles = _titles(choices)
    key = f"compare_waters_{side}"
    # Widgets are set from the address before they are drawn, so that a link opens the view that it names.
    st.session_state[key] = [code for code in codes if code in titles]
    st.multiselect(
        plain(label),
        sorted(titles, key=lambda code: (code not in codes, titles[code])),
        key=key,
        format_func=lambda code: titles.get(code, code),
        placeholder=placeholder,
        label_visibility="collapsed",
        on_change=_take_waters,
        args=(side,),
        filter_mode="contains",
        select_all=False,
        width=260,
    )


def _days(side: str, span: str, offered: list[str], days: Days) -> None:
    key = f"compare_days_{side}"
    chosen = _kind_of(span)
    offered = [*offered[:1], *([chosen] if chosen not in offered else []), *offered[1:]]
    st.session_state[key] = chosen
    st.selectbox(
        "Days" if side == "a" else "Other days",
        offered,
        key=key,
        format_func=lambda word: DAY_TITLES.get(word, word),
        on_change=_take_kind,
        args=(side, days),
        label_visibility="collapsed",
        width=230,
    )
    ends = {FROM: ("first",), OTHER: ("first", "last")}.get(chosen, ())
    for end, day in zip(ends, days, strict=False):
        st.session_state[f"compare_{end}_{side}"] = day
        st.date_input(
            plain(end.capitalize() + " day"),
            None,
            EARLIEST,
            LAST,
            key=f"compare_{end}_{side}",
            format="YYYY-MM-DD",
            on_change=_take_days,
            args=(side, ends),
            label_visibility="collapsed",
            width=150,
        )


def _kinds(codes: tuple[str, ...]) -> None:
    st.session_state["compare_kinds"] = list(codes)
    st.multiselect(
        "Kinds of incident",
        list(CATEGORY),
        key="compare_kinds",
        format_func=lambda code: CATEGORY[code].title,
        placeholder="All kinds of incident",
        label_visibility="collapsed",
        on_change=lambda: ADDRESS.change(categories=tuple(sorted(st.session_state["compare_kinds"]))),
        filter_mode="contains",
        select_all=False,
        width=260,
    )


def _kind_of(span: str) -> str:
    """The choice that a word of the address stands for."""
    if ".." not in span:
        return span
    return FROM if span.endswith("..") else OTHER


def _take_waters(side: str) -> None:
    codes = tuple(sorted(st.session_state[f"compare_waters_{side}"]))
    _change(side, waters=codes if side == "a" else codes or None)


def _take_kind(side: str, days: Days) -> None:
    kind = st.session_state[f"compare_days_{side}"]
    words = {FROM: f"{days[0].isoformat()}..", OTHER: days_in_address(days)}
    _change(side, span=words.get(kind, kind))


def _take_days(side: str, ends: tuple[str, ...]) -> None:
    words = [day.isoformat() if (day := st.session_state[f"compare_{end}_{side}"]) else "" for end in ends]
    # Days that contradict each other, or were emptied, change nothing: the fields show the old ones again.
    if parse_span(word := f"{words[0]}..{words[-1] if len(ends) > 1 else ''}"):
        _change(side, span=word)


def _take_quick(latest: date, comparison: Comparison) -> None:
    view = ADDRESS.state
    busiest = [pair.code for pair in comparison.counts.by["sea_region"] if pair.code != NOT_STATED][:2]
    sides: dict[str, CompareView] = {
        QUICK[0]: replace(view, span_a=LATEST, span_b=BEFORE, waters_b=None),
        QUICK[1]: replace(view, span_a=str(latest.year), span_b=str(latest.year - 1), waters_b=None),
        QUICK[2]: replace(view, span_a=f"{add_months(latest, -MONTHS).isoformat()}..", span_b=BEFORE, waters_b=None),
        QUICK[3]: replace(view, waters_a=tuple(busiest[:1]), waters_b=tuple(busiest[1:]), span_b=SAME) if len(busiest) == 2 else view,
    }
    ADDRESS.replace_state(sides.get(st.session_state["compare_quick"], view))


def _change(side: str, **values: Any) -> None:
    ADDRESS.change(**{f"{name}_{side}": value for name, value in values.items()})
