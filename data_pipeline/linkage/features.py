"""What of a report is compared with other reports: one narrow row each, in the table `compared`.

A report's row depends on the report and, by counts, on those of its source nearby in space and time (`crowd`), of the same four weeks
(`rare_words`) and of the same day (`busy_day`): so a report that comes later changes few comparisons, and it can be told which.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Final

import duckdb
import pyarrow as pa

from data_pipeline.facts.place_and_time.dates import TIME_PATTERN, find_days
from data_pipeline.facts.place_and_time.positions import find_positions
from data_pipeline.facts.vessel.phrases import country_phrases
from data_pipeline.linkage.text_vectors import vectors_of_texts
from data_pipeline.sql import statement
from warehouse.contract.taxonomy import VESSEL_TYPE, VESSEL_TYPE_PARENT

USUAL_CROWD: Final = 20.0
"""Reports of a source near one another in space and quarter, in the busy waters that the weights were learnt from (median)."""
_UNSPECIFIC_TYPES: Final = {"merchant_vessel", "cargo_ship"}
"""Wider types that nearly every ship has; sharing one says nothing."""
_COMMON_TYPES: Final = {
    "bulk_carrier", "cargo_ship", "chemical_tanker", "container_ship", "crude_tanker", "fishing_vessel", "general_cargo", "merchant_vessel",
    "product_tanker", "tanker",
}  # fmt: skip
"""Types of more than one ship in twenty in ASAM's or IMB's reports."""
_BATCH: Final = 20_000
_ANOTHER_PLACE_KM: Final = 2
"""A position in the text this near to the field's is the same one, rounded."""
_MAX_OTHER_DAYS: Final = 3
_SLIPS: Final = pa.schema(
    [("report_id", pa.string()), ("other_days", pa.list_(pa.date32())), ("other_latitude", pa.float64()), ("other_longitude", pa.float64())]
)
_LANDS: Final = pa.schema([("report_id", pa.string()), ("countries", pa.list_(pa.string()))])
_CLOCKS: Final = pa.schema([("report_id", pa.string()), ("clock_local", pa.int32()), ("clock_utc", pa.int32())])


def surround_with_all(con: duckdb.DuckDBPyConnection) -> None:
    """Make the view `surroundings` of the view `reports`."""
    con.execute(statement("linkage/compare/surroundings"))


def build_compared(
    con: duckdb.DuckDBPyConnection,
    reissuing: Collection[str],
    surround: Callable[[duckdb.DuckDBPyConnection], None] | None = surround_with_all,
) -> None:
    """Make the table `compared`, one row a report, from the view `reports`; `reissuing` names sources that issue an event twice.

    `surround` makes the view of the reports that are counted; None where the table `context` of such counts is there already.
    """
    con.execute(f"CREATE OR REPLACE VIEW days_unplaced AS {statement('linkage/compare/days_unplaced')}")
    build_rows(con, reissuing, surround)


def build_rows(
    con: duckdb.DuckDBPyConnection, reissuing: Collection[str], surround: Callable[[duckdb.DuckDBPyConnection], None] | None = None
) -> None:
    """As `build_compared`; `reports` may be any part of them, where the view `days_unplaced` tells of all."""
    con.execute(statement("linkage/compare/macros"))
    tables = python_features(con)
    for name, table in tables.items():
        con.register(name, table)
    if surround:
        surround(con)
        count_surroundings(con)
    con.execute(f"CREATE OR REPLACE TABLE compared AS {statement('linkage/compare/compared')}", {"reissuing": list(reissuing)})
    for name in tables:
        con.unregister(name)


def count_surroundings(con: duckdb.DuckDBPyConnection) -> None:
    """Make the view `context` from the view `surroundings`: all that a report's row owes to others, by counting them."""
    con.execute(f"CREATE OR REPLACE TABLE crowds AS {statement('linkage/compare/crowds')}", {"usual_crowd": USUAL_CROWD})
    for name in ("frequent_words", "busy_days"):
        con.execute(f"CREATE OR REPLACE TABLE {name} AS {statement(f'linkage/compare/{name}')}")
    con.execute(f"CREATE OR REPLACE VIEW context AS {statement('linkage/compare/counted_context')}")


def python_features(con: duckdb.DuckDBPyConnection) -> dict[str, pa.Table]:
    """What is worked out in Python rather than SQL, by the name under which `linkage/compare/compared` knows it."""
    return {
        "text_vectors": _text_vectors(con),
        "slips": _conflicting_statements(con),
        "clocks": _report_times(con),
        "ship_types": _ship_type_table(),
        "lands": _countries_told(con),
    }


def times_of_day(text: str) -> tuple[int | None, int | None]:
    """The first local time and the first UTC time that a text states, in minutes of the day."""
    local = universal = None
    for match in TIME_PATTERN.finditer(text):
        # Some reports write 2400 for midnight.
        minutes = int(match["hour"]) % 24 * 60 + int(match["minute"])
        if match["offset"] is None and match["zone"].lower() in ("utc", "gmt", "z"):
            universal = minutes if universal is None else universal
        elif local is None:
            local = minutes
    return local, universal


def _ship_type_table() -> pa.Table:
    """Every type of ship with its wider types (`types`), and those of them that are specific enough to tell ships apart (`kinds`)."""
    rows = []
    for code in VESSEL_TYPE:
        chain = [code]
        while (wider := VESSEL_TYPE_PARENT.get(chain[-1])) is not None:
            chain.append(wider)
        kinds = [kind for kind in chain if kind not in _UNSPECIFIC_TYPES]
        rows.append({"type": code, "types": chain, "kinds": kinds, "is_common": code in _COMMON_TYPES})
    return pa.Table.from_pylist(rows)


def _text_vectors(con: duckdb.DuckDBPyConnection) -> pa.Table:
    """The table of `vectors_of_texts` for all reports; in batches, which bound the memory."""
    texts = con.sql(statement("linkage/compare/texts"))
    return pa.concat_tables(
        [vectors_of_texts(pa.Table.from_batches([batch])) for batch in texts.to_arrow_reader(_BATCH)]
        or [vectors_of_texts(texts.to_arrow_table())]
    )


def _conflicting_statements(con: duckdb.DuckDBPyConnection) -> pa.Table:
    """For reports whose text and fields disagree: the days and the position that the text states besides those that were chosen.

    One of the two is a slip, and another body's report may show which.
    """
    slips = []
    for report_id, day, latitude, longitude, narrative in con.sql(statement("linkage/compare/conflicting")).fetchall():
        stated_days = (mention.nearest_to(day) for mention in find_days(narrative, day))
        other_days = sorted({stated for stated in stated_days if stated and stated != day})
        stated_positions = find_positions(narrative)[0]
        others = [
            position
            for position in stated_positions
            if latitude is None or position.distance_to_km(latitude, longitude) > _ANOTHER_PLACE_KM
        ]
        other = others[0] if others else None
        slips.append((report_id, other_days[:_MAX_OTHER_DAYS], other and other.latitude, other and other.longitude))
    return pa.Table.from_pylist([dict(zip(_SLIPS.names, row, strict=True)) for row in slips], _SLIPS)


def _countries_told(con: duckdb.DuckDBPyConnection) -> pa.Table:
    """The countries of reports that stand beside one without a position: those in the words, and that of the nearest shore.

    Flags and nationalities are among them, so two reports name different countries only where nothing at all agrees.
    """
    rows = []
    for report_id, shore, words in con.sql(statement("linkage/compare/telling_country")).fetchall():
        told = {match.value for match in country_phrases().find(words.lower())} | ({shore} if shore else set())
        if told:
            rows.append({"report_id": report_id, "countries": sorted(told)})
    return pa.Table.from_pylist(rows, _LANDS)


def _report_times(con: duckdb.DuckDBPyConnection) -> pa.Table:
    rows = [(report_id, *times_of_day(narrative)) for report_id, narrative in con.sql(statement("linkage/compare/telling_time")).fetchall()]
    return pa.Table.from_pylist([dict(zip(_CLOCKS.names, row, strict=True)) for row in rows], _CLOCKS)
