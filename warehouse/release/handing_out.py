"""The disclosure check: what of a snapshot may be handed out, and what was withheld, in words.

It runs before every export. `release` opens a snapshot such that every query sees only what may go out; a document or
a file made from it cannot hold more. Three rules:

* **TLP** (FIRST, Traffic Light Protocol 2.0): reports above the chosen mark do not go out. An incident that other
  reports tell too is told anew from those alone; one that no other report tells is left out and counted.
* **Licences**: a narrative goes out in full, shortened or not at all, as its source states (`narrative` in `source.toml`),
  and with it the words quoted as evidence. A source without a rule, in an older snapshot, gives none.
* **Members**: what only members tell goes out coarsened to month, sea region and vessel group, and only in cells (of
  these three and the marking) in which at least k reporters stand (k-anonymity: Samarati and Sweeney 1998). What a public
  body tells too goes out as that body tells it, without a trace of the member.

Guaranteed within one snapshot: filters are applied after coarsening, to what goes out, so no choice of filters, nor the
difference between any two, shows more of members than the released table does; cells are not divided further by the
mark; and counts of members' reports withheld are given for the whole snapshot only, never under filters, and not at all
where fewer than k reporters stand behind them. Not guaranteed: that what is the same for all in a cell stays unknown
(l-diversity); that two snapshots compared do not show that a cell gained a report; that somebody who knows k - 1 of the
reporters learns nothing of the last. Counting what lies above the mark tells that it exists.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from warehouse.contract.snapshot import Snapshot
from warehouse.contract.taxonomy import MARKS, TLP_CODE
from warehouse.filters import Filters
from warehouse.release import tables as queries
from warehouse.release.tables import Kept, MembersWithheld

LEAST_REPORTERS: Final = 5


@dataclass(frozen=True, slots=True)
class Handling:
    """How a document may be handed on: its TLP mark, and the least number of reporters in a cell of members' reports."""

    mark: str = "CLEAR"
    least_reporters: int = LEAST_REPORTERS

    def __post_init__(self) -> None:
        if self.mark not in MARKS or self.least_reporters < 2:
            raise ValueError(f"no such handling: {self.mark!r}, {self.least_reporters}; marks are {', '.join(MARKS)}, reporters at least 2")

    @property
    def marks(self) -> tuple[str, ...]:
        """The TLP codes that may go out."""
        return MARKS[: MARKS.index(self.mark) + 1]

    @property
    def title(self) -> str:
        """`TLP:CLEAR`."""
        return TLP_CODE[self.mark].title


@dataclass(frozen=True, slots=True)
class Texts:
    """Narratives of one source that were cut (`short`) or left out (`none`; `unstated`: an older snapshot has no rule)."""

    title: str
    rule: str
    number: int


@dataclass(frozen=True, slots=True)
class Withheld:
    """What the check kept back from one export, under its filters; members' figures are of the whole snapshot.

    `found_by_text_only`: incidents whose text filter matched in words that do not go out.
    """

    handling: Handling
    incidents_above: int
    retold: int
    reports_above: int
    found_by_text_only: int
    coarsened: int
    texts: tuple[Texts, ...]
    members: MembersWithheld | None
    attributions: tuple[str, ...]

    @property
    def anything(self) -> bool:
        """True when something was kept back, cut or coarsened."""
        return len(self.sentences()) > 1

    def sentences(self) -> tuple[str, ...]:
        """What was withheld, in words: the mark first, then a sentence a reason. For the last page."""
        said = [f"Marked {self.handling.title}: {TLP_CODE[self.handling.mark].definition}"]
        if self.incidents_above:
            said.append(f"{_number(self.incidents_above, 'incident')} above {self.handling.title} left out; figures do not count them.")
        if self.retold:
            their = _number(self.reports_above, "report")
            said.append(f"{_number(self.retold, 'incident')} told without {their} above {self.handling.title} left out.")
        if self.found_by_text_only:
            found = _number(self.found_by_text_only, "incident")
            said.append(f"{found} left out whose words searched for stand only in texts that are not handed out.")
        said += [self._of(texts) for texts in self.texts]
        return (*said, *self._of_members())

    def _of(self, texts: Texts) -> str:
        done = {
            "short": "shortened, as its licence asks",
            "none": "left out, as its licence asks",
            "unstated": "left out: this older snapshot does not state what its licence allows",
        }
        return f"{_number(texts.number, 'narrative')} of {texts.title} {done[texts.rule]}."

    def _of_members(self) -> Iterator[str]:
        if self.members is None:
            return
        k = self.handling.least_reporters
        if self.coarsened:
            told = f"{_number(self.coarsened, 'incident')} told by members given by month, sea region and vessel group only"
            yield f"{told}, each among those of at least {k} reporters."
        if self.members.reporters >= k:
            yield f"Of the whole data, {self.members.reports:,} reports of members are withheld, whatever the filters."
        else:
            yield f"Of the whole data, reports of fewer than {k} members, or of none, are withheld, whatever the filters."


@dataclass(frozen=True)
class Release:
    """A snapshot as it may be handed out. Every query on `con` sees only that; `whole` sees all: for counting only."""

    snapshot: Snapshot
    handling: Handling
    con: duckdb.DuckDBPyConnection
    whole: duckdb.DuckDBPyConnection

    def kept(self, filters: Filters) -> Kept:
        """Incidents and reports that go out under `filters`."""
        return queries.kept(self.con, filters)

    def withheld(self, filters: Filters, with_texts: bool = True) -> Withheld:
        """What is kept back under `filters`, and what the sources of the rest ask to be named with.

        `with_texts` is False for a document that holds no narratives at all: then none is said to be cut.
        """
        before, after = queries.counts(self.whole, filters), self.kept(filters)
        members = queries.members(self.con)
        return Withheld(
            self.handling,
            before.incidents_above,
            before.retold,
            before.reports_above,
            max(before.untouched - after.untouched, 0),
            after.coarsened,
            tuple(Texts(row["title"], row["rule"], row["texts"]) for row in (queries.narratives(self.con, filters) if with_texts else ())),
            members if members.reports or members.coarsened else None,
            tuple(row["attribution"] for row in queries.attributions(self.con, filters)),
        )

    def only_released(self, table: pa.Table) -> pa.Table:
        """The rows of `table` whose incident or report goes out, with texts as far as licences go.

        A table without the columns `incident_id` and `report_id` holds no records, and comes back as it is.
        """
        for column, of in (("report_id", "reports"), ("incident_id", "incidents")):
            if column in table.column_names:
                return self._cut(table, column, queries.going_out(self.con, of, table[column].to_pylist()))
        return table

    def _cut(self, table: pa.Table, column: str, released: pa.Table) -> pa.Table:
        ids = pc.cast(table[column], pa.string())
        where = pc.index_in(ids, value_set=released["id"].combine_chunks())
        kept = table.filter(pc.is_valid(where))
        rows = pc.drop_null(where)
        for name in _WORDS & set(table.column_names):
            at = kept.column_names.index(name)
            kept = kept.set_column(
                at, name, released[name].take(rows) if name in released.column_names else pa.nulls(len(kept), pa.string())
            )
        return kept


_WORDS: Final = {"narrative", "why", "evidence", "reporter"}
"""Columns that hold a source's own words, or who sent them."""


@contextmanager
def release(snapshot: Snapshot, handling: Handling, memory: str | None = None, spill: Path | None = None) -> Iterator[Release]:
    """The snapshot as it may be handed out, for as long as the block runs. Raises SnapshotError.

    Members' reports get new ids each time, so that two exports cannot be joined by them. `memory` bounds what the
    database takes (`400MB`); beyond that it sorts in the folder `spill`.
    """
    con = snapshot.connect()
    if memory is not None and spill is not None:
        # A setting takes no parameters; the path is quoted as SQL text.
        quoted = str(spill).replace("'", "''")
        con.execute(f"SET memory_limit='{memory}'; SET temp_directory='{quoted}'")
    whole = con.cursor()
    try:
        yield Release(snapshot, handling, queries.release(con, handling.marks, handling.least_reporters, secrets.token_hex(16)), whole)
    finally:
        con.close()


def last_page(withheld: Withheld) -> Sequence[str]:
    """The lines of a document's last page: what was withheld, then the attributions."""
    return (*withheld.sentences(), *withheld.attributions)


def _number(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
