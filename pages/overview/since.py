"""What changed since the reader was here last, or since a chosen day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

import duckdb
import pyarrow as pa
import streamlit as st

from analytics.situation import changes as words
from analytics.situation.overview import day as day_of
from pages.charts import cards
from pages.incidents import rows as incident_rows
from pages.overview import visits
from pages.shell import data
from warehouse.contract.dates import moment_in_words
from warehouse.contract.snapshot import Snapshot
from warehouse.queries.situation import spans
from warehouse.queries.sources import sources

USUAL: Final = timedelta(days=7)
RECENT: Final = timedelta(days=90)
MOST: Final = 50


@dataclass(frozen=True, slots=True)
class Changed:
    """What changed, in sentences and in rows."""

    sentences: tuple[str, ...]
    rows: pa.Table
    sources: tuple[str, ...]


def show(snapshot: Snapshot, now: datetime) -> None:
    """The section; the day is kept in the address once it is another than the usual one."""
    # On a kept snapshot "now" is when that was published: the last visit has no meaning there.
    before = None if data.as_of() else visits.previous()
    usual = before.date() if before is not None else (now - USUAL).date()
    with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
        heading = st.empty()
        chosen = st.date_input(
            "Changes since",
            usual,
            min_value=date(1970, 1, 2),
            max_value=now.date(),
            key="since",
            format="YYYY-MM-DD",
            bind="query-params",
            width=150,
        )
    since = before if before is not None and chosen == before.date() else datetime.combine(chosen, time.min, UTC)
    when = f"your last visit, {moment_in_words(since)} UTC" if since == before else day_of(chosen)
    heading.subheader(f"What changed since {when}", anchor=False)
    found = data.query(_changed, snapshot, since, now, data.as_of())
    st.markdown("\n".join(f"- {cards.plain(sentence)}" for sentence in found.sentences))
    if found.rows.num_rows:
        cards.table(
            "Incidents that are new or changed, the latest happened first",
            found.rows,
            snapshot,
            found.sources,
            name="changes",
            alt=f"{found.rows.num_rows} incidents that are new or changed since {when}",
            columns={
                "kind": st.column_config.TextColumn("Change", width=105),
                "known": st.column_config.DatetimeColumn("Known (UTC)", format="D MMM YYYY, HH:mm", timezone="UTC", width=130),
                **incident_rows.columns(),
            },
            footnotes=(
                f"At most {MOST}. Incidents that the model joined or parted when it was run again, without a new report, are not listed.",
            ),
            height=300 if found.rows.num_rows > 7 else None,
        )


def _changed(con: duckdb.DuckDBPyConnection, since: datetime, now: datetime, kept: str | None) -> Changed:
    recent = (now - RECENT).date()
    known = sources.sources(con)
    sentences = [
        *words.incident_sentences(spans.change_counts(con, since, recent), recent),
        *words.source_sentences(known, spans.landed_since(con, since), since, now),
        *words.decision_sentences(spans.decisions_since(con, since)),
    ]
    found = spans.changes(con, since, MOST)
    titles = {one.source: one.title for one in known}
    shown = incident_rows.table(found, titles, kept)
    shown = shown.append_column("kind", pa.array([words.KIND_TITLE[kind] for kind in found["kind"]], pa.string()))
    shown = shown.append_column("known", pa.array(found["changed_at"], pa.timestamp("us", tz="UTC")))
    used = sorted({source for some in found["sources"] for source in some})
    return Changed(tuple(sentences), shown, tuple(titles.get(code, code) for code in used))
