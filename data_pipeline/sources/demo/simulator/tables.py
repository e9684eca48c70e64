"""Statements and incidents as Arrow tables: the bodies' files, and the truth to compare with them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data_pipeline.sources.demo.adapter import COLUMNS, FEED, FEED_PREFIX
from data_pipeline.sources.demo.simulator.fleet import VESSEL_TYPES, Fleet, text_array
from data_pipeline.sources.demo.simulator.incidents import KM_PER_DEGREE, MINUTES_PER_DAY, Incidents, stolen_goods
from data_pipeline.sources.demo.simulator.model import (
    CATEGORIES,
    NOTHING_STOLEN,
    STATUSES,
    BooleanArray,
    IntegerArray,
    RealArray,
    ReportingBody,
    SimulationModel,
)
from data_pipeline.sources.demo.simulator.narratives import NarrativeWriter
from data_pipeline.sources.demo.simulator.statements import (
    KINDS,
    NAME_JOINED,
    NAME_MISSING,
    NAME_MISSPELT,
    NAME_SHORT,
    TYPE_COARSE,
    TYPE_MISSING,
    Statements,
)
from warehouse.contract.taxonomy import VESSEL_TYPE_PARENT

_CLOCK: Final = [f"T{minute // 60:02}:{minute % 60:02}Z" for minute in range(MINUTES_PER_DAY)]
_DECISIVE_ACTS: Final = ("attempted", "fired_upon", "hijacked", "kidnapping", "struck", "seized", "interference")
"""Acts that decide the severity on their own."""
_LEAST_SEVERE: Final = 4
_MOMENT: Final = pa.timestamp("us", tz="UTC")


@dataclass
class TableBuilder:
    """Builds tables, and counts the references that each body has used."""

    model: SimulationModel
    fleet: Fleet
    used_numbers: dict[str, Counter[int]] = field(default_factory=dict)

    def number_references(self, body: ReportingBody, published: IntegerArray) -> pa.Array:
        """The body's next references, in the order of `published`; numbers restart with the year of publication."""
        years = (published // MINUTES_PER_DAY).astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
        used = self.used_numbers.setdefault(body.id, Counter())
        numbers = np.empty(len(years), dtype=np.int64)
        for year in np.unique(years).tolist():
            in_year = years == year
            numbers[in_year] = np.arange(in_year.sum()) + used[year] + 1
            used[year] += int(in_year.sum())
        values = {"year": _as_text(years), "yy": pc.utf8_slice_codeunits(_as_text(years), 2, 4), "number": _as_text(numbers)}
        parts = body.reference.replace("}", "{").split("{")
        return pc.binary_join_element_wise(*(values.get(part, part) for part in parts if part), "")

    def reports(self, body: ReportingBody, statements: Statements, incidents: Incidents, reference: pa.Array) -> pa.Table:
        """The body's records in the columns of its file."""
        stories, story = self.model.stories, statements.story
        true = incidents.take(statements.row)
        is_small = stories.small[true.story]
        place = true.place + np.where(statements.vague, len(self.model.places.name), 0)
        name = self._ship_names(true.ship, statements.name)
        vessel_type = self._stated_types(true.ship, statements.type)
        weapons = statements.weapons | ~self.narratives.has_robbers[story]
        severity, basis = self._stated_severity(statements, weapons)
        columns = {
            FEED: text_array([FEED_PREFIX + body.id], np.zeros(len(statements), dtype=np.int64)),
            "reference": reference,
            "revision": pa.array(statements.revision, pa.int32()),
            "occurred": time_texts(statements.minute, statements.timed),
            "reported_at": time_texts(statements.notified),
            "published_at": time_texts(statements.published),
            "revised_at": time_texts(statements.revised, is_known=statements.revised >= 0),
            "latitude": pa.array(np.round(statements.latitude, 5), mask=~statements.placed),
            "longitude": pa.array(np.round(statements.longitude, 5), mask=~statements.placed),
            "position_precision_km": pa.array(statements.precision_km, mask=~statements.placed),
            "place": text_array(self.model.place_names, place),
            "category": text_array([CATEGORIES[number] for number in stories.category], story),
            "also": _nullable_texts(stories.also, story),
            "cyber_subtype": _nullable_texts(stories.cyber_subtype, story),
            "act": text_array(stories.act, story),
            "severity": pa.array(severity, pa.int32(), mask=severity < 0),
            "severity_basis": basis,
            "vessel_name": name,
            "imo_number": pa.array(
                self.fleet.imo_number(true.ship), pa.int32(), mask=~statements.imo | is_small | (statements.name == NAME_MISSING)
            ),
            "vessel_type": text_array(VESSEL_TYPES, vessel_type, vessel_type >= 0),
            "flag": text_array(self.fleet.flags, self.fleet.flag(true.ship), statements.flag),
            "vessel_status": text_array(STATUSES, statements.status, statements.status >= 0),
            "attackers": pa.array(statements.attackers, pa.int32(), mask=statements.attackers < 0),
            "weapons": text_array(stories.weapons, story, weapons),
            "crew_harm": _nullable_texts(stories.crew_harm, np.where(statements.harm, story, -1)),
            "stolen": self._stolen_codes(statements.stolen),
            "reported_to_authority": pa.array(statements.authority > 0, mask=statements.authority < 0),
            "in_port": pa.array(self._in_port[true.place]),
            "narrative": self.narratives.write(body, statements, place, vessel_type, name),
        }
        return pa.table([columns[name] for name in COLUMNS.names], schema=COLUMNS)

    def true_reports(
        self, body: ReportingBody, statements: Statements, incidents: Incidents, reference: pa.Array, in_file: BooleanArray
    ) -> pa.Table:
        """The incident each record is about, and how far the record is off; records not published in time have no reference."""
        true = incidents.take(statements.row)
        north = (statements.latitude - true.latitude) * KM_PER_DEGREE
        # The remainder takes the short way across the antimeridian.
        east = ((statements.longitude - true.longitude + 180) % 360 - 180) * KM_PER_DEGREE * np.cos(np.radians(true.latitude))
        return pa.table(
            {
                "source": text_array([body.id], np.zeros(len(statements), dtype=np.int64)),
                "native_ref": reference,
                "revision": pa.array(statements.revision, pa.int32()),
                "incident": true.number,
                "kind": text_array(KINDS, statements.kind),
                "origin": text_array([other.id for other in self.model.bodies], statements.origin, statements.origin >= 0),
                "published_at": _timestamps(np.where(statements.revised >= 0, statements.revised, statements.published)),
                "in_file": in_file,
                "day_error": pa.array(statements.day_error, pa.int32()),
                "position_error_km": pa.array(np.hypot(north, east), mask=~statements.placed),
            }
        )

    def true_incidents(self, incidents: Incidents, notified: BooleanArray, chances: RealArray) -> pa.Table:
        """All facts of the true incidents; for each body the chance that it learns of them by itself, and whether it does."""
        stories, story = self.model.stories, incidents.story
        is_small, severity = stories.small[story], stories.severity[story]
        columns = {
            "incident": pa.array(incidents.number),
            "occurred_at": _timestamps(incidents.minute),
            "latitude": pa.array(incidents.latitude),
            "longitude": pa.array(incidents.longitude),
            "place": text_array(self.model.places.name, incidents.place),
            "sea_region": text_array([self.model.regions[region] for region in self.model.places.region], incidents.place),
            "category": text_array([CATEGORIES[number] for number in stories.category], story),
            "also": _nullable_texts(stories.also, story),
            "cyber_subtype": _nullable_texts(stories.cyber_subtype, story),
            "act": text_array(stories.act, story),
            "severity": pa.array(severity, pa.int32(), mask=severity < 0),
            "vessel_name": self._ship_names(incidents.ship, np.ones(len(story), dtype=np.int64)),
            "imo_number": pa.array(self.fleet.imo_number(incidents.ship), pa.int32(), mask=is_small),
            "vessel_type": text_array(VESSEL_TYPES, self.fleet.vessel_type(incidents.ship)),
            "flag": text_array(self.fleet.flags, self.fleet.flag(incidents.ship)),
            "vessel_status": text_array(STATUSES, incidents.status),
            "weapons": text_array(stories.weapons, story),
            "crew_harm": _nullable_texts(stories.crew_harm, story),
            "attackers": pa.array(incidents.attackers, pa.int32(), mask=incidents.attackers < 0),
            "stolen": self._stolen_codes(incidents.stolen),
            "reported_to_authority": pa.array(incidents.authority_informed),
            "overlooked": pa.array(incidents.overlooked),
            "raid_of": pa.array(incidents.raid_of, mask=incidents.raid_of < 0),
        }
        for number, body in enumerate(self.model.bodies):
            columns[f"chance_{body.id}"] = pa.array(chances[number])
            columns[f"heard_{body.id}"] = pa.array(notified[number])
        return pa.table(columns)

    @cached_property
    def narratives(self) -> NarrativeWriter:
        """The writer of all bodies' narratives."""
        return NarrativeWriter(self.model)

    @cached_property
    def _in_port(self) -> BooleanArray:
        return np.array([kind in ("anchorage", "port") for kind in self.model.places.kind])

    @cached_property
    def _parents(self) -> IntegerArray:
        return np.array([VESSEL_TYPES.index(VESSEL_TYPE_PARENT.get(code, code)) for code in VESSEL_TYPES])

    def _stolen_codes(self, stolen: IntegerArray) -> pa.Array:
        goods = ["" if good == NOTHING_STOLEN else self.model.numbers["goods"][good] for good in stolen_goods(self.model)]
        return _nullable_texts(goods, stolen)

    def _stated_types(self, ship: IntegerArray, precision: IntegerArray) -> IntegerArray:
        true_type = self.fleet.vessel_type(ship)
        return np.select(
            [precision == TYPE_MISSING, precision == TYPE_COARSE], [np.full(len(ship), -1), self._parents[true_type]], true_type
        )

    def _ship_names(self, ship: IntegerArray, spelling: IntegerArray) -> pa.Array:
        words = self.fleet.words
        # Two inner letters exchanged, a common typing error.
        misspelt = [word[:2] + word[3] + word[2] + word[4:] for word in words]
        first, second = self.fleet.name_words(ship)
        start = text_array([*words, *misspelt], first + np.where(spelling == NAME_MISSPELT, len(words), 0), spelling != NAME_MISSING)
        blank = text_array(["", " "], np.where((spelling == NAME_SHORT) | (spelling == NAME_JOINED), 0, 1))
        return pc.binary_join_element_wise(start, blank, text_array(["", *words], np.where(spelling == NAME_SHORT, 0, second + 1)), "")

    def _stated_severity(self, statements: Statements, weapons: BooleanArray) -> tuple[IntegerArray, pa.Array]:
        """Severity where the stated facts support it (-1 where they do not), and those facts as `fact=value`.

        Without weapons, harm or number, severity 4 (nobody was harmed) rests on the narrative.
        """
        stories, story = self.model.stories, statements.story
        level = stories.severity[story]
        is_decisive = [act in _DECISIVE_ACTS and severity >= 0 for act, severity in zip(stories.act, stories.severity, strict=True)]
        parts = [
            text_array([f"act={act};" if decisive else "" for act, decisive in zip(stories.act, is_decisive, strict=True)], story),
            text_array(
                ["", *(_basis_parts("weapons", codes, without="not_stated") for codes in stories.weapons)], np.where(weapons, story + 1, 0)
            ),
            text_array(["", *(_basis_parts("crew_harm", codes) for codes in stories.crew_harm)], np.where(statements.harm, story + 1, 0)),
            text_array(
                ["", *(f"attackers={number};" for number in range(int(statements.attackers.max(initial=0)) + 1))], statements.attackers + 1
            ),
        ]
        basis = pc.utf8_rtrim(pc.binary_join_element_wise(*parts, ""), ";")
        has_no_basis = pc.equal(basis, "").to_numpy(zero_copy_only=False)
        severity = np.where(has_no_basis & (level != _LEAST_SEVERE), -1, level)
        basis = pc.if_else(pa.array(has_no_basis & (level == _LEAST_SEVERE)), "narrative", basis)
        return severity, pc.if_else(pa.array(severity < 0), pa.scalar(None, pa.string()), basis)


def time_texts(minute: IntegerArray, timed: BooleanArray | None = None, is_known: BooleanArray | None = None) -> pa.Array:
    """Minutes as ISO 8601 text in UTC; only the day where not `timed`, null where not `is_known`."""
    # Formatting each distinct day once is far faster than formatting every minute.
    days, day_index = np.unique(minute // MINUTES_PER_DAY, return_inverse=True)
    day = text_array(np.datetime_as_string(days.astype("datetime64[D]")).tolist(), day_index, is_known)
    clock = minute % MINUTES_PER_DAY + 1
    return pc.binary_join_element_wise(day, text_array(["", *_CLOCK], clock if timed is None else np.where(timed, clock, 0)), "")


def _nullable_texts(values: list[str], index: IntegerArray) -> pa.Array:
    """`values[index]`; null where the index is below 0 or the text empty."""
    is_filled = np.array([bool(value) for value in values])
    return text_array(values, index, (index >= 0) & is_filled[np.maximum(index, 0)])


def _basis_parts(fact: str, values: str, without: str = "") -> str:
    return "".join(f"{fact}={value};" for value in values.split(";") if value and value != without)


def _timestamps(minute: IntegerArray) -> pa.Array:
    return pa.array(minute * 60_000_000, pa.int64()).cast(pa.timestamp("us")).cast(_MOMENT)


def _as_text(numbers: IntegerArray) -> pa.Array:
    return pa.array(numbers).cast(pa.string())
