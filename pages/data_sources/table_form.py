"""The form in which a guessed mapping is corrected: what each column is, how values are written, and who reports."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd
import streamlit as st

from pages.charts import cards
from pages.shell.text import plain
from warehouse.contract.taxonomy import MARKS, NARRATIVE_RULE

_NOT_USED: Final = "Not used"
_REFERENCE: Final = "Reference (tells records apart)"
_UNKNOWN_ZONE: Final = ""
_ZONES: Final = (_UNKNOWN_ZONE, "UTC", "+01:00", "+02:00", "+03:00", "+05:30", "+07:00", "+08:00", "+09:00", "-05:00")
_Columns = dict[str, dict[str, Any]]
_TEXTS: Final = (("id", "Source id", 180), ("title", "Title", 240), ("body", "Body", 280), ("licence", "Licence", 280))
_BY_RULES: Final = "Read as words"


def show_form(guess: dict[str, Any], mapping: dict[str, Any], answer: dict[str, Any], file_id: str) -> dict[str, Any]:
    """Fields for everything in a mapping that people correct; the mapping as they stand, what has no field as it was."""
    targets = answer["targets"]
    corrected = {**mapping, "record": dict(mapping.get("record", {})), "file": dict(mapping.get("file", {}))}
    columns, key = _columns_field(guess, mapping, targets, file_id)
    with st.container(border=True):
        cards.card_heading("How values are written")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            corrected["file"]["decimal"] = st.selectbox(
                "Decimal sign", [".", ","], index=int(corrected["file"].get("decimal") == ","), width=140, key=f"table_decimal_{file_id}"
            )
            corrected["record"]["time_zone"] = _zone_field(corrected["record"].get("time_zone", ""), file_id)
            _order_fields(columns, mapping, answer["orders"], file_id)
    _value_fields(columns, mapping, guess, targets, file_id)
    _body_fields(corrected, answer["kinds"], file_id)
    corrected["columns"], corrected["record"]["key"] = columns, key
    return corrected


def _columns_field(
    guess: dict[str, Any], mapping: dict[str, Any], targets: dict[str, Any], file_id: str
) -> tuple[dict[str, dict[str, Any]], list[str]]:
    """The table of columns; what is chosen in it, as the mapping's columns and key."""
    title_of = {name: target["title"] for name, target in targets.items()}
    name_of = {title: name for name, title in title_of.items()}
    used = {heading: title_of[name] for name, column in mapping["columns"].items() for heading in column["from"]}
    used |= dict.fromkeys(mapping.get("record", {}).get("key", []), _REFERENCE) | used
    rows = [
        {
            "column": column["heading"],
            "is": used.get(column["heading"], _NOT_USED),
            "sure": round(100 * column["sure"]) if column["target"] else None,
            "examples": " | ".join(column["examples"]),
        }
        for column in guess["columns"]
    ]
    with st.container(border=True):
        cards.card_heading("What each column is")
        edited = st.data_editor(
            pd.DataFrame(rows, columns=["column", "is", "sure", "examples"]),
            hide_index=True,
            height=400 if len(rows) > 10 else "content",
            key=f"table_columns_{file_id}",
            disabled=["column", "sure", "examples"],
            column_config={
                "column": st.column_config.TextColumn("Column", width=150),
                "is": st.column_config.SelectboxColumn("Is", options=[_NOT_USED, _REFERENCE, *title_of.values()], required=True, width=260),
                "sure": st.column_config.ProgressColumn(
                    "Sure", format="%d %%", min_value=0, max_value=100, width=100, help="How sure the guess is."
                ),
                "examples": st.column_config.TextColumn("Examples", width="large"),
            },
        )
    columns: dict[str, dict[str, Any]] = {}
    key: list[str] = []
    for heading, chosen in zip(edited["column"], edited["is"], strict=True):
        if chosen == _REFERENCE:
            key.append(heading)
        elif chosen in name_of:
            column = columns.setdefault(name_of[chosen], {**mapping["columns"].get(name_of[chosen], {}), "from": []})
            column["from"].append(heading)
    # Where no column is the reference, day and ship may have been guessed to be it together.
    kept = [heading for heading in mapping.get("record", {}).get("key", []) if heading in used and used[heading] != _REFERENCE]
    return columns, key or [heading for heading in kept if heading in {name for column in columns.values() for name in column["from"]}]


def _zone_field(stated: str, file_id: str) -> str:
    zones = list(dict.fromkeys((stated, *_ZONES)))
    return st.selectbox(
        "Time zone of times",
        zones,
        format_func=lambda zone: zone or "Unknown: days only",
        width=220,
        key=f"table_zone_{file_id}",
        accept_new_options=True,
        help="UTC, an offset such as +08:00, or a place such as Asia/Singapore, for times that do not say it themselves.",
    )


def _order_fields(columns: _Columns, mapping: dict[str, Any], orders: dict[str, str], file_id: str) -> None:
    for name in ("occurred_on", "reported_at", "published_at"):
        if name not in columns:
            continue
        stated = mapping["columns"].get(name, {}).get("order") or "day_first"
        options = list(dict.fromkeys((stated, *orders)))
        columns[name]["order"] = st.selectbox(
            f"Days of “{plain(columns[name]['from'][0])}”",
            options,
            index=0,
            format_func=lambda order: f"{order.replace('_', ' ')}: {orders[order]}" if order in orders else order,
            width=330,
            key=f"table_order_{name}_{file_id}",
            accept_new_options=True,
            help="A pattern such as %d%m%Y may be typed as well.",
        )


def _value_fields(
    columns: dict[str, dict[str, Any]], mapping: dict[str, Any], guess: dict[str, Any], targets: dict[str, Any], file_id: str
) -> None:
    """A look-up for each column of codes with few values: what each of theirs is in ours."""
    values_of = {column["heading"]: column["values"] for column in guess["columns"]}
    coded = [name for name in columns if targets[name]["codes"] and any(values_of.get(heading) for heading in columns[name]["from"])]
    if not coded:
        return
    with st.container(border=True):
        cards.card_heading("What their words mean", "A word that means none of ours is read like a text.")
        for name in coded:
            titles = targets[name]["codes"]
            code_of = {title: code for code, title in titles.items()}
            stated = mapping["columns"].get(name, {}).get("values", {})
            by_word = {" ".join(theirs.casefold().split()): ours for theirs, ours in stated.items()}
            own = {title.casefold(): code for code, title in titles.items()} | {code.casefold(): code for code in titles}
            words = [word for heading in columns[name]["from"] for word in values_of.get(heading, [])]
            meant = [by_word.get(" ".join(word.casefold().split())) or own.get(word.casefold()) for word in words]
            edited = st.data_editor(
                pd.DataFrame({"theirs": words, "ours": [titles.get(code, _BY_RULES) if code else _BY_RULES for code in meant]}),
                hide_index=True,
                key=f"table_values_{name}_{file_id}",
                disabled=["theirs"],
                height=300 if len(words) > 8 else "content",
                column_config={
                    "theirs": st.column_config.TextColumn(plain(targets[name]["title"]), width=260),
                    "ours": st.column_config.SelectboxColumn("Means", options=[_BY_RULES, *code_of], required=True, width=260),
                },
            )
            pairs = zip(edited["theirs"], edited["ours"], strict=True)
            columns[name]["values"] = {theirs: code_of[ours] for theirs, ours in pairs if ours in code_of}


def _body_fields(corrected: dict[str, Any], kinds: list[str], file_id: str) -> None:
    """Who reports, under which licence, and who may see it."""
    with st.container(border=True):
        cards.card_heading("Who reports")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            for name, label, width in (
                ("id", "Source id", 180),
                ("title", "Title", 240),
                ("body", "Body", 280),
                ("licence", "Licence", 280),
            ):
                corrected[name] = st.text_input(
                    plain(label), corrected.get(name, ""), width=width, key=f"table_{name}_{file_id}", max_chars=120
                )
            corrected["kind"] = _choice("Kind of body", list(kinds), corrected.get("kind", "independent"), f"table_kind_{file_id}",
                "independent: a body of its own, which confirms others; owner, press, navy or a known body: it does not.")  # fmt: skip
            corrected["tlp"] = _choice("Who may see it (TLP)", list(MARKS), corrected.get("tlp", "AMBER"), f"table_tlp_{file_id}", "")
            corrected["narrative"] = _choice("Texts may be passed on", list(NARRATIVE_RULE), corrected.get("narrative", "none"),
                f"table_narrative_{file_id}", "How much of its texts may leave in exports and briefings.")  # fmt: skip
        corrected["counts"] = st.text_input(
            "What it counts", corrected.get("counts", ""), key=f"table_counts_{file_id}", max_chars=400,
            placeholder="Which events the body counts as an incident, and which it leaves out",
        )  # fmt: skip


def _choice(label: str, options: list[str], stated: str, key: str, help_text: str) -> str:
    at = options.index(stated) if stated in options else 0
    return st.selectbox(plain(label), options, index=at, key=key, help=plain(help_text) or None, width=200)
