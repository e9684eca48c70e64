"""What changed since a moment, in words: incidents; sources that began, delivered something or fell silent; decisions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

import duckdb
import pandas as pd

from analytics.coverage import source_states
from warehouse.contract.dates import day_in_words
from warehouse.contract.link_codes import VERDICT
from warehouse.queries.changes.change_list import withdrawn_since
from warehouse.queries.situation import spans
from warehouse.queries.situation.spans import ChangeCounts, LandedRecords
from warehouse.queries.sources import sources
from warehouse.queries.sources.sources import SourceRow

KIND_TITLE: Final = {"new": "New", "joined": "Another report", "revised": "Revised"}
"""How an incident changed: codes of `spans.changed_incidents` to their titles."""

# Archives arrive with decades of incidents at once; a reader wants to know how many of the new ones are recent.
RECENT: Final = timedelta(days=90)
MOST_INCIDENTS: Final = 50


@dataclass(frozen=True, slots=True)
class RecentChanges:
    """What changed: `sentences`, the changed `incidents` (rows of `spans.changed_incidents`), and all `source_titles` by id."""

    sentences: tuple[str, ...]
    incidents: pd.DataFrame
    source_titles: dict[str, str]

    @property
    def reporting_titles(self) -> tuple[str, ...]:
        """Titles of the sources that report one of the incidents."""
        reporting = sorted({source for sources_of_one in self.incidents["sources"] for source in sources_of_one})
        return tuple(self.source_titles.get(source, source) for source in reporting)


def changes_since(con: duckdb.DuckDBPyConnection, since: datetime, now: datetime) -> RecentChanges:
    """What changed between `since` and `now`, with at most MOST_INCIDENTS of the incidents, the latest event first."""
    recent = (now - RECENT).date()
    described = sources.all_sources(con)
    sentences = (
        *incident_sentences(spans.change_counts(con, since, recent), recent),
        *withdrawal_sentences(withdrawn_since(con, since).num_rows),
        *source_sentences(described, spans.landed_since(con, since), since, now),
        *decision_sentences(spans.decisions_since(con, since)),
    )
    incidents = spans.changed_incidents(con, since, MOST_INCIDENTS)
    return RecentChanges(sentences, incidents, {source.source: source.title for source in described})


def incident_sentences(counts: ChangeCounts, recent: date) -> list[str]:
    """How many incidents are new or changed; `recent` is the first day of what `counts.new_recent` counts."""
    if not (counts.new or counts.joined or counts.revised):
        return ["No incident is new here, and none has changed."]
    old = f"none of which happened on or after {day_in_words(recent)}"
    lately = f", {f'{counts.new_recent:,} of which happened since {day_in_words(recent)}' if counts.new_recent else old}"
    # True after the first import, when everything is new and that says nothing about crime.
    if counts.new == counts.known:
        return [f"All {counts.known:,} incidents have arrived since then{lately}: nothing was held here before."]
    sentences = [f"{_incidents_are(counts.new)} new here{lately if counts.new else ''}."]
    if counts.joined:
        sentences.append(f"{_incidents_are(counts.joined)} now backed by another report.")
    if counts.revised:
        sentences.append(f"A report was revised for {counts.revised:,} known incident{'' if counts.revised == 1 else 's'}.")
    return sentences


def withdrawal_sentences(withdrawn: int) -> list[str]:
    """How many incidents were withdrawn as a whole; empty when none was."""
    if not withdrawn:
        return []
    if withdrawn == 1:
        return ["1 incident was withdrawn by its body and is counted no more."]
    return [f"{withdrawn:,} incidents were withdrawn by their bodies and are counted no more."]


def source_sentences(sources: Iterable[SourceRow], landed: Iterable[LandedRecords], since: datetime, now: datetime) -> list[str]:
    """Which sources began, delivered something, failed, closed or fell silent between `since` and `now`; never empty."""
    by_source = {records.source: records for records in landed}
    sentences = []
    for source in sources:
        records = by_source.get(source.source)
        if records is not None and records.first_landed_at > since:
            sentences.append(f"{source.title} is new here: {_records_in_words(records)}.")
        elif records is not None and records.last_landed_at > since:
            sentences.append(f"{source.title} delivered {_records_in_words(records)}.")
        if records is not None and records.failed:
            sentences.append(f"{records.failed} file{'' if records.failed == 1 else 's'} from {source.title} could not be used.")
        if source.closed_on is not None and source_states.closed_between(source, since, now):
            sentences.append(f"{source.title} closed on {day_in_words(source.closed_on)}.")
        sentences += _silence_sentences(source, since, now)
    return sentences or ["No source delivered anything."]


def decision_sentences(decisions: Mapping[str, int]) -> list[str]:
    """How many decisions analysts made; empty when they made none."""
    if not decisions:
        return []
    kinds = ", ".join(f"{VERDICT[code].title.lower()} {number:,}" for code, number in decisions.items() if code in VERDICT)
    total = sum(decisions.values())
    return [f"Analysts made {total:,} decision{'' if total == 1 else 's'} ({kinds})."]


def _silence_sentences(source: SourceRow, since: datetime, now: datetime) -> list[str]:
    """A live source falls silent when its next file, or anything new in it, is so late that it counts as stale."""
    silence = source_states.fell_silent_between(source, since, now)
    if silence == "nothing_landed" and source.last_landed_at is not None:
        evidence = f"nothing has arrived since {day_in_words(source.last_landed_at)}"
    elif silence == "nothing_new" and source.last_occurred_on is not None:
        evidence = f"its files contain nothing dated after {day_in_words(source.last_occurred_on)}"
    else:
        return []
    return [f"{source.title} fell silent: {evidence}. That is missing knowledge, not calm."]


def _records_in_words(landed: LandedRecords) -> str:
    parts: Sequence[str] = [f"{number:,} {word}" for number, word in ((landed.new, "new"), (landed.revised, "revised")) if number]
    return f"{' and '.join(parts)} record{'' if landed.new + landed.revised == 1 else 's'}" if parts else "nothing new"


def _incidents_are(number: int) -> str:
    return "1 incident is" if number == 1 else f"{number:,} incidents are" if number else "No incident is"
