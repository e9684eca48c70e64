"""The disclosure check: what may be released from a snapshot, and what was withheld, in words.

It runs before every export, on top of the reader's own view (`warehouse.view`). `open_release` opens that view so that every query
sees only what may be released; a document or file made from it cannot contain more. Three rules:

* **TLP** (FIRST, Traffic Light Protocol 2.0): reports above the chosen mark are withheld. An incident that other reports describe
  too is composed anew from those alone; one that no other report describes is left out and counted.
* **Licences**: a narrative is released in full, shortened or not at all, as its source states (`narrative` in `source.toml`), and
  with it the words quoted as evidence. A source without a rule, in an older snapshot, releases none.
* **Members**: what only members report is coarsened to month, sea region and vessel group, and released only in cells (of these
  three and the mark) with at least k reporters (k-anonymity: Samarati and Sweeney 1998). What a public body reports too is
  released as that body states it, without a trace of the member.

Guaranteed within one snapshot: filters apply after coarsening, to what is released, so that no choice of filters, nor the difference
between any two, discloses more about members than the released table does; cells are not divided further by the mark; and the
number of members' reports withheld is given for the whole snapshot only, never under filters, and not at all where fewer than k
reporters sent them. Not guaranteed: that what all incidents of a cell have in common stays unknown (l-diversity); that comparing two
snapshots does not show that a cell gained a report; that somebody who knows k - 1 of the reporters learns nothing about the last.
Counting what is above the mark discloses that it exists.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from warehouse.contract.taxonomy import MARKS, TLP_CODE
from warehouse.filters import Filters
from warehouse.release import released_tables as queries
from warehouse.release.released_tables import MembersWithheld, ReleasedCounts
from warehouse.view import SnapshotView

LEAST_REPORTERS: Final = 5
"""The usual k of k-anonymity, and the least that a reader may choose is 2: with 1, a cell would be one reporter."""


@dataclass(frozen=True, slots=True)
class Handling:
    """How widely a document may be shared: its TLP mark, and the least number of reporters in a cell of members' reports."""

    mark: str = "CLEAR"
    least_reporters: int = LEAST_REPORTERS

    def __post_init__(self) -> None:
        if self.mark not in MARKS or self.least_reporters < 2:
            raise ValueError(f"no such handling: {self.mark!r}, {self.least_reporters}; marks are {', '.join(MARKS)}, reporters 2 or more")

    @property
    def marks(self) -> tuple[str, ...]:
        """The TLP marks that may be released."""
        return MARKS[: MARKS.index(self.mark) + 1]

    @property
    def title(self) -> str:
        """`TLP:CLEAR`."""
        return TLP_CODE[self.mark].title


@dataclass(frozen=True, slots=True)
class WithheldTexts:
    """Narratives of one source that were shortened (`short`) or left out (`none`; `unstated`: an older snapshot has no rule)."""

    title: str
    rule: str
    number: int


@dataclass(frozen=True, slots=True)
class Withheld:
    """What was withheld from one export, under its filters; members' figures are of the whole snapshot.

    `found_by_text_only`: incidents that matched the text filter only in words that are not released.
    """

    handling: Handling
    incidents_above: int
    retold: int
    reports_above: int
    found_by_text_only: int
    coarsened: int
    texts: tuple[WithheldTexts, ...]
    members: MembersWithheld | None
    attributions: tuple[str, ...]

    @property
    def has_withheld(self) -> bool:
        """True when something was withheld, shortened or coarsened."""
        return len(self.sentences()) > 1

    def sentences(self) -> tuple[str, ...]:
        """What was withheld, in words for the last page: the mark first, then one sentence for each reason."""
        sentences = [f"Marked {self.handling.title}: {TLP_CODE[self.handling.mark].definition}"]
        if self.incidents_above:
            sentences.append(
                f"{_counted_noun(self.incidents_above, 'incident')} above {self.handling.title} left out; no figure counts them."
            )
        if self.retold:
            reports = _counted_noun(self.reports_above, "report")
            sentences.append(f"{_counted_noun(self.retold, 'incident')} described without {reports} above {self.handling.title}.")
        if self.found_by_text_only:
            incidents = _counted_noun(self.found_by_text_only, "incident")
            sentences.append(f"{incidents} left out because the words searched for occur only in texts that are not released.")
        sentences += [self._sentence_on_texts(texts) for texts in self.texts]
        return (*sentences, *self._sentences_on_members())

    def _sentence_on_texts(self, texts: WithheldTexts) -> str:
        treatment = {
            "short": "shortened, as its licence requires",
            "none": "left out, as its licence requires",
            "unstated": "left out, as this older snapshot does not record what its licence allows",
        }
        return f"{_counted_noun(texts.number, 'narrative')} from {texts.title} {treatment[texts.rule]}."

    def _sentences_on_members(self) -> Iterator[str]:
        if self.members is None:
            return
        k = self.handling.least_reporters
        if self.coarsened:
            incidents = (
                f"{_counted_noun(self.coarsened, 'incident')} reported only by members given by month, sea region and vessel group alone"
            )
            yield f"{incidents}, each in a group from at least {k} reporters."
        if self.members.reporters >= k:
            yield f"Of all the data, {self.members.reports:,} reports from members are withheld, whatever the filters."
        else:
            yield f"Of all the data, reports from fewer than {k} members, or from none, are withheld, whatever the filters."


@dataclass(frozen=True)
class Release:
    """A snapshot as it may be released: all that queries on `con` see. `unfiltered` sees all that the reader may; use it to count only."""

    snapshot: SnapshotView
    handling: Handling
    con: duckdb.DuckDBPyConnection
    unfiltered: duckdb.DuckDBPyConnection

    def count_released(self, filters: Filters) -> ReleasedCounts:
        """Incidents and reports released under `filters`."""
        return queries.count_released(self.con, filters)

    def withheld(self, filters: Filters, with_texts: bool = True) -> Withheld:
        """What is withheld under `filters`, and the attributions that the sources of the rest require.

        `with_texts` is False for a document without narratives: then none is reported as shortened.
        """
        before, after = queries.count_withheld(self.unfiltered, filters), self.count_released(filters)
        members = queries.count_members_withheld(self.con)
        return Withheld(
            self.handling,
            before.incidents_above,
            before.retold,
            before.reports_above,
            max(before.untouched - after.untouched, 0),
            after.coarsened,
            tuple(
                WithheldTexts(row["title"], row["rule"], row["texts"])
                for row in (queries.shortened_narratives(self.con, filters) if with_texts else ())
            ),
            members if members.reports or members.coarsened else None,
            tuple(row["attribution"] for row in queries.released_attributions(self.con, filters)),
        )

    def withdrawn(self, categories: Sequence[str]) -> list[dict[str, Any]]:
        """What receivers of these categories must be told to drop (see `released_tables.withdrawn_incidents`), whatever the filters."""
        return queries.withdrawn_incidents(self.con, categories)

    def decided_at(self, categories: Sequence[str]) -> dict[str, datetime]:
        """When people last decided about released incidents of these categories, by incident id."""
        return queries.decided_at(self.con, categories)

    def only_released(self, table: pa.Table) -> pa.Table:
        """The rows of `table` whose incident, report or advisory is released, with texts as far as licences allow.

        A table without the columns `incident_id`, `report_id` and `advisory_id` contains no records and is returned unchanged.
        """
        for column, of in (("report_id", "reports"), ("incident_id", "incidents"), ("advisory_id", "advisories")):
            if column in table.column_names:
                return self._cut_table(table, column, queries.released_ids(self.con, of, table[column].to_pylist()))
        return table

    def _cut_table(self, table: pa.Table, column: str, released: pa.Table) -> pa.Table:
        ids = pc.cast(table[column], pa.string())
        places = pc.index_in(ids, value_set=released["id"].combine_chunks())
        rows = table.filter(pc.is_valid(places))
        positions = pc.drop_null(places)
        for name in _WORDS & set(table.column_names):
            at = rows.column_names.index(name)
            rows = rows.set_column(
                at, name, released[name].take(positions) if name in released.column_names else pa.nulls(len(rows), pa.string())
            )
        return rows


_WORDS: Final = {"narrative", "why", "evidence", "reporter"}
"""Columns that contain a source's own words, or who sent them."""


@contextmanager
def open_release(snapshot: SnapshotView, handling: Handling, memory: str | None = None, spill: Path | None = None) -> Iterator[Release]:
    """What a reader may release from a snapshot, for as long as the block runs. Raises SnapshotError.

    A second step after the reader's clearance: it starts from the tables of the view, so a mark beyond the clearance adds nothing.
    `memory` limits the database's memory (`400MB`); beyond that it sorts in the folder `spill`.
    """
    con = snapshot.open_own()
    if memory is not None and spill is not None:
        # A setting takes no parameters; the path is quoted as SQL text.
        quoted = str(spill).replace("'", "''")
        con.execute(f"SET memory_limit='{memory}'; SET temp_directory='{quoted}'")
    unfiltered = con.cursor()
    try:
        # Members' reports get new ids from a new salt each time, so that two exports cannot be joined by them.
        yield Release(
            snapshot, handling, queries.open_release(con, handling.marks, handling.least_reporters, secrets.token_hex(16)), unfiltered
        )
    finally:
        con.close()


def closing_lines(withheld: Withheld) -> Sequence[str]:
    """The lines of a document's last page: what was withheld, then the attributions."""
    return (*withheld.sentences(), *withheld.attributions)


def _counted_noun(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
