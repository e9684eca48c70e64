"""What changed since a moment, in words: incidents, sources that began, brought something or fell silent, decisions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from analytics.coverage import freshness
from warehouse.contract.dates import day_in_words
from warehouse.contract.link_codes import VERDICT
from warehouse.queries.situation.spans import ChangeCounts, Landed
from warehouse.queries.sources.sources import Source

KIND_TITLE: Final = {"new": "New", "joined": "Another report", "revised": "Revised"}
"""How an incident changed: codes of `queries.overview.changes` to their titles."""


def incident_sentences(counts: ChangeCounts, recent: date) -> list[str]:
    """What became of the incidents; `recent` is the first day of what `counts.new_recent` counts."""
    if not (counts.new or counts.joined or counts.revised):
        return ["No incident is new here, and none changed."]
    old = f"none of which happened on or after {day_in_words(recent)}"
    lately = f", {f'{counts.new_recent:,} of which happened since {day_in_words(recent)}' if counts.new_recent else old}"
    if counts.new == counts.known:
        return [f"All {counts.known:,} incidents came in since then{lately}: nothing was known here before."]
    sentences = [f"{_count(counts.new)} new here{lately if counts.new else ''}."]
    if counts.joined:
        sentences.append(f"{_count(counts.joined)} joined by another report.")
    if counts.revised:
        sentences.append(f"Of {counts.revised:,} known incident{'' if counts.revised == 1 else 's'} a report was revised.")
    return sentences


def source_sentences(sources: Iterable[Source], landed: Iterable[Landed], since: datetime, now: datetime) -> list[str]:
    """Which sources began, brought something, failed, closed or fell silent between `since` and `now`; never empty."""
    brought = {one.source: one for one in landed}
    sentences = []
    for source in sources:
        one = brought.get(source.source)
        if one is not None and one.first_landed_at > since:
            sentences.append(f"{source.title} is new here: {_records(one)}.")
        elif one is not None and one.last_landed_at > since:
            sentences.append(f"{source.title} brought {_records(one)}.")
        if one is not None and one.failed:
            sentences.append(f"{one.failed} file{'' if one.failed == 1 else 's'} of {source.title} could not be used.")
        if source.closed_on is not None and since.date() < source.closed_on <= now.date():
            sentences.append(f"{source.title} closed on {day_in_words(source.closed_on)}.")
        sentences += _silence(source, since, now)
    return sentences or ["No source brought anything."]


def decision_sentences(decisions: Mapping[str, int]) -> list[str]:
    """How many decisions analysts made; empty when none."""
    if not decisions:
        return []
    kinds = ", ".join(f"{VERDICT[code].title.lower()} {number:,}" for code, number in decisions.items() if code in VERDICT)
    total = sum(decisions.values())
    return [f"Analysts made {total:,} decision{'' if total == 1 else 's'} ({kinds})."]


def _silence(source: Source, since: datetime, now: datetime) -> list[str]:
    """A live source falls silent when its next file, or anything new in it, is so late that it counts as stale."""
    if source.cadence_days is None or source.last_landed_at is None or freshness.state(source, now)[0] != "stale":
        return []
    longest = timedelta(days=freshness.STALE_AFTER * source.cadence_days)
    if since < source.last_landed_at + longest <= now:
        said = f"nothing has landed since {day_in_words(source.last_landed_at)}"
    elif source.last_occurred_on is not None and since.date() < source.last_occurred_on + longest < now.date():
        said = f"its files tell of nothing after {day_in_words(source.last_occurred_on)}"
    else:
        return []
    return [f"{source.title} fell silent: {said}. That is missing knowledge, not calm."]


def _records(one: Landed) -> str:
    parts: Sequence[str] = [f"{number:,} {word}" for number, word in ((one.new, "new"), (one.revised, "revised")) if number]
    return f"{' and '.join(parts)} record{'' if one.new + one.revised == 1 else 's'}" if parts else "nothing new"


def _count(number: int) -> str:
    return "1 incident is" if number == 1 else f"{number:,} incidents are" if number else "No incident is"
