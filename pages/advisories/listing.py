"""The lists: those in force beside the map and with their texts, all others in a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import pyarrow as pa
import streamlit as st

from analytics.advisories.standing import STANDING, standing_at
from analytics.advisories.words import regions_of, short_validity, validity_in_words
from pages.charts import cards
from pages.shell import handling
from pages.shell.text import Markdown, as_it_stands, plain
from warehouse.contract.dates import moment_in_words
from warehouse.contract.taxonomy import ADVISORY_KIND
from warehouse.queries.advisories.advisories import Advisory
from warehouse.view import SnapshotView

BESIDE: Final = 4
"""Entries that fit beside the map."""
IN_FULL: Final = 50
"""Advisories shown with their texts."""
MOST_ROWS: Final = 500


def show_beside(in_force: Sequence[Advisory], titles: Mapping[str, str]) -> None:
    """The first of those in force in two lines each."""
    st.markdown("\n\n".join(_entry(advisory, titles) for advisory in in_force[:BESIDE]))
    if (more := len(in_force) - BESIDE) > 0:
        st.caption(plain(f"{more:,} more below."))


def show_in_force(in_force: Sequence[Advisory], titles: Mapping[str, str], now: datetime) -> None:
    """Those in force, each with its text."""
    cards.card_heading(f"In force ({len(in_force):,})")
    for advisory in in_force[:IN_FULL]:
        _show_in_full(advisory, titles, now)
    if (more := len(in_force) - IN_FULL) > 0:
        st.caption(plain(f"{more:,} more are in the files below; narrow the filters to read them here."))


def show_table(snapshot: SnapshotView, advisories: Sequence[Advisory], titles: Mapping[str, str], now: datetime) -> None:
    """All that the reader asked for, those in force first, with CSV and JSON."""
    shown = as_table(advisories[:MOST_ROWS], titles, now)
    cards.show_table(
        f"All advisories ({len(advisories):,}), those in force first",
        shown,
        snapshot,
        sorted({advisory.source_title for advisory in advisories}),
        name="advisories",
        alt=f"{len(advisories)} advisories with their standing, kind, title, waters, source, time of issue and validity",
        columns={
            "standing": st.column_config.TextColumn("Standing", width=90),
            "kind": st.column_config.TextColumn("Kind", width=90),
            "title": st.column_config.TextColumn("Title", width=300),
            "waters": st.column_config.TextColumn("Waters", width=170),
            "source": st.column_config.TextColumn("Source", width=130),
            "issued_at": st.column_config.DatetimeColumn("Issued (UTC)", format="D MMM YYYY, HH:mm", timezone="UTC", width=135),
            "validity": st.column_config.TextColumn("Validity", width=240),
        },
        footnotes=("“Assumed”: the text does not say until when it holds.",),
        empty="No advisory matches.",
        height=560 if shown.num_rows > 15 else None,
        export=lambda: as_table(advisories, titles, now),
    )
    if not advisories:
        return
    handed = handling.current()
    st.download_button(
        "JSON",
        data=lambda: handling.card_json("advisories", as_table(advisories, titles, now), snapshot, handed),
        file_name=f"anchorwatch_{'simulated_' if snapshot.is_demo else ''}advisories_{snapshot.id}.json",
        mime="application/json",
        icon=":material/data_object:",
        type="tertiary",
        on_click="ignore",
        help="The same for machines, with texts, positions and areas.",
    )


def as_table(advisories: Sequence[Advisory], titles: Mapping[str, str], now: datetime) -> pa.Table:
    """Advisories as rows in words, with what machines need beside."""
    rows = [_row(advisory, titles, now) for advisory in advisories]
    return pa.Table.from_pylist(rows, schema=_SCHEMA)


_TIME: Final = pa.timestamp("us", tz="UTC")
_SCHEMA: Final = pa.schema(
    [
        *((name, pa.string()) for name in ("advisory_id", "standing", "kind", "title", "waters", "source")),
        *((name, _TIME) for name in ("issued_at", "valid_from", "valid_to")),
        ("validity", pa.string()),
        *((name, pa.float64()) for name in ("latitude", "longitude", "radius_nm")),
        *((name, pa.string()) for name in ("area", "narrative", "source_url", "tlp")),
    ]
)


def _row(advisory: Advisory, titles: Mapping[str, str], now: datetime) -> dict[str, Any]:
    same = ("advisory_id", "title", "issued_at", "valid_from", "valid_to", "latitude", "longitude", "radius_nm", "area", "narrative",
            "source_url", "tlp")  # fmt: skip
    return {name: getattr(advisory, name) for name in same} | {
        "standing": STANDING[standing_at(advisory, now)].title,
        "kind": ADVISORY_KIND[advisory.kind].title,
        "waters": regions_of(advisory, titles),
        "source": advisory.source_title,
        "validity": validity_in_words(advisory, now),
    }


def _entry(advisory: Advisory, titles: Mapping[str, str]) -> Markdown:
    facts = f"{ADVISORY_KIND[advisory.kind].title} · {regions_of(advisory, titles)} · {short_validity(advisory)}"
    return Markdown(f"**{plain(advisory.title)}**  \n:small[{plain(facts)}]")


def _show_in_full(advisory: Advisory, titles: Mapping[str, str], now: datetime) -> None:
    with st.container(border=True, gap="xsmall"):
        st.markdown(f"**{plain(advisory.title)}**")
        radius = f"within {advisory.radius_nm:g} nm of {_degrees(advisory)}" if advisory.radius_nm else ""
        place = radius or ("an area on the map" if advisory.area else _degrees(advisory))
        facts = [
            ADVISORY_KIND[advisory.kind].title,
            regions_of(advisory, titles),
            place,
            f"issued {moment_in_words(advisory.issued_at)} UTC",
            validity_in_words(advisory, now),
            f"revision {advisory.revision}" if advisory.revision > 1 else "",
            f"TLP:{advisory.tlp}",
        ]
        st.caption(plain(" · ".join(filter(None, facts))))
        # As text, not Markdown: it comes from elsewhere and may be hostile.
        st.text(as_it_stands(advisory.narrative or "No text."))
        address = f" {advisory.source_url}" if advisory.source_url else ""
        st.caption(plain(f"Source: {advisory.source_title}, {advisory.native_ref}.{address}"))


def _degrees(advisory: Advisory) -> str:
    if advisory.latitude is None or advisory.longitude is None:
        return ""
    north, east = abs(advisory.latitude), abs(advisory.longitude)
    return f"{north:.2f}°{'N' if advisory.latitude >= 0 else 'S'} {east:.2f}°{'E' if advisory.longitude >= 0 else 'W'}"
