"""Sightings and incidents as Arrow tables: the bodies' files, and the truth beside them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data_pipeline.sources.demo.adapter import COLUMNS, FEED, FEED_PREFIX
from data_pipeline.sources.demo.parameters import CATEGORIES, NOTHING_STOLEN, STATUSES, Body, Flags, Model, Reals, Wholes
from data_pipeline.sources.demo.reporting import (
    KINDS,
    NAME_JOINED,
    NAME_MISSING,
    NAME_MISSPELT,
    NAME_SHORT,
    TYPE_COARSE,
    TYPE_MISSING,
    Sightings,
)
from data_pipeline.sources.demo.ships import VESSEL_TYPES, Fleet, texts
from data_pipeline.sources.demo.truth import KM_A_DEGREE, MINUTES_A_DAY, Incidents, stolen_goods
from data_pipeline.sources.demo.wording import Wording
from warehouse.contract.taxonomy import VESSEL_TYPE_PARENT

_CLOCK: Final = [f"T{minute // 60:02}:{minute % 60:02}Z" for minute in range(MINUTES_A_DAY)]
_TELLING: Final = ("attempted", "fired_upon", "hijacked", "kidnapping")
"""Acts that decide the severity alone."""
_LEAST: Final = 4
_MOMENT: Final = pa.timestamp("us", tz="UTC")


@dataclass
class Records:
    """Makes tables; counts the references that each body has given out."""

    model: Model
    fleet: Fleet
    given: dict[str, Counter[int]] = field(default_factory=dict)

    def numbered(self, body: Body, published: Wholes) -> pa.Array:
        """The body's next references, in the order given: numbers count up within the year of publication."""
        years = (published // MINUTES_A_DAY).astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
        given = self.given.setdefault(body.id, Counter())
        numbers = np.empty(len(years), dtype=np.int64)
        for year in np.unique(years).tolist():
            here = years == year
            numbers[here] = np.arange(here.sum()) + given[year] + 1
            given[year] += int(here.sum())
        slots = {"year": _text(years), "yy": pc.utf8_slice_codeunits(_text(years), 2, 4), "number": _text(numbers)}
        parts = body.reference.replace("}", "{").split("{")
        return pc.binary_join_element_wise(*(slots.get(part, part) for part in parts if part), "")

    def reports(self, body: Body, seen: Sightings, incidents: Incidents, reference: pa.Array) -> pa.Table:
        """The body's records in the columns of its file."""
        stories, story = self.model.stories, seen.story
        at = incidents.take(seen.row)
        small = stories.small[at.story]
        place = at.place + np.where(seen.vague, len(self.model.places.name), 0)
        name = self._names(at.ship, seen.name)
        vessel_type = self._types(at.ship, seen.type)
        weapons = seen.weapons | ~self.wording.has_robbers[story]
        severity, basis = self._severity(seen, weapons)
        columns = {
            FEED: texts([FEED_PREFIX + body.id], np.zeros(len(seen), dtype=np.int64)),
            "reference": reference,
            "revision": pa.array(seen.revision, pa.int32()),
            "occurred": moments(seen.minute, seen.timed),
            "reported_at": moments(seen.told),
            "published_at": moments(seen.published),
            "revised_at": moments(seen.revised, known=seen.revised >= 0),
            "latitude": pa.array(np.round(seen.latitude, 5), mask=~seen.placed),
            "longitude": pa.array(np.round(seen.longitude, 5), mask=~seen.placed),
            "position_precision_km": pa.array(seen.precision_km, mask=~seen.placed),
            "place": texts(self.model.place_names, place),
            "category": texts([CATEGORIES[number] for number in stories.category], story),
            "also": _known(stories.also, story),
            "cyber_subtype": _known(stories.cyber_subtype, story),
            "act": texts(stories.act, story),
            "severity": pa.array(severity, pa.int32(), mask=severity < 0),
            "severity_basis": basis,
            "vessel_name": name,
            "imo_number": pa.array(self.fleet.imo_number(at.ship), pa.int32(), mask=~seen.imo | small | (seen.name == NAME_MISSING)),
            "vessel_type": texts(VESSEL_TYPES, vessel_type, vessel_type >= 0),
            "flag": texts(self.fleet.flags, self.fleet.flag(at.ship), seen.flag),
            "vessel_status": texts(STATUSES, seen.status, seen.status >= 0),
            "attackers": pa.array(seen.attackers, pa.int32(), mask=seen.attackers < 0),
            "weapons": texts(stories.weapons, story, weapons),
            "crew_harm": _known(stories.crew_harm, np.where(seen.harm, story, -1)),
            "stolen": self._goods(seen.stolen),
            "reported_to_authority": pa.array(seen.authority > 0, mask=seen.authority < 0),
            "in_port": pa.array(self._in_port[at.place]),
            "narrative": self.wording.narratives(body, seen, place, vessel_type, name),
        }
        return pa.table([columns[name] for name in COLUMNS.names], schema=COLUMNS)

    def true_reports(self, body: Body, seen: Sightings, incidents: Incidents, reference: pa.Array, in_file: Flags) -> pa.Table:
        """Which incident each record is about, and how far it is off; records not published in time have no reference."""
        at = incidents.take(seen.row)
        north = (seen.latitude - at.latitude) * KM_A_DEGREE
        east = ((seen.longitude - at.longitude + 180) % 360 - 180) * KM_A_DEGREE * np.cos(np.radians(at.latitude))
        return pa.table(
            {
                "source": texts([body.id], np.zeros(len(seen), dtype=np.int64)),
                "native_ref": reference,
                "revision": pa.array(seen.revision, pa.int32()),
                "incident": at.number,
                "kind": texts(KINDS, seen.kind),
                "origin": texts([one.id for one in self.model.bodies], seen.origin, seen.origin >= 0),
                "published_at": _instants(np.where(seen.revised >= 0, seen.revised, seen.published)),
                "in_file": in_file,
                "day_error": pa.array(seen.day_error, pa.int32()),
                "position_error_km": pa.array(np.hypot(north, east), mask=~seen.placed),
            }
        )

    def true_incidents(self, incidents: Incidents, heard: Flags, chance: Reals) -> pa.Table:
        """All facts of the true incidents; per body the chance that it hears of it, and whether it does by itself."""
        stories, story = self.model.stories, incidents.story
        small, severity = stories.small[story], stories.severity[story]
        columns = {
            "incident": pa.array(incidents.number),
            "occurred_at": _instants(incidents.minute),
            "latitude": pa.array(incidents.latitude),
            "longitude": pa.array(incidents.longitude),
            "place": texts(self.model.places.name, incidents.place),
            "sea_region": texts([self.model.regions[region] for region in self.model.places.region], incidents.place),
            "category": texts([CATEGORIES[number] for number in stories.category], story),
            "also": _known(stories.also, story),
            "cyber_subtype": _known(stories.cyber_subtype, story),
            "act": texts(stories.act, story),
            "severity": pa.array(severity, pa.int32(), mask=severity < 0),
            "vessel_name": self._names(incidents.ship, np.ones(len(story), dtype=np.int64)),
            "imo_number": pa.array(self.fleet.imo_number(incidents.ship), pa.int32(), mask=small),
            "vessel_type": texts(VESSEL_TYPES, self.fleet.vessel_type(incidents.ship)),
            "flag": texts(self.fleet.flags, self.fleet.flag(incidents.ship)),
            "vessel_status": texts(STATUSES, incidents.status),
            "weapons": texts(stories.weapons, story),
            "crew_harm": _known(stories.crew_harm, story),
            "attackers": pa.array(incidents.attackers, pa.int32(), mask=incidents.attackers < 0),
            "stolen": self._goods(incidents.stolen),
            "reported_to_authority": pa.array(incidents.told),
            "overlooked": pa.array(incidents.overlooked),
            "raid_of": pa.array(incidents.raid_of, mask=incidents.raid_of < 0),
        }
        for number, body in enumerate(self.model.bodies):
            columns[f"chance_{body.id}"] = pa.array(chance[number])
            columns[f"heard_{body.id}"] = pa.array(heard[number])
        return pa.table(columns)

    @cached_property
    def wording(self) -> Wording:
        return Wording(self.model)

    @cached_property
    def _in_port(self) -> Flags:
        return np.array([kind in ("anchorage", "port") for kind in self.model.places.kind])

    @cached_property
    def _parents(self) -> Wholes:
        return np.array([VESSEL_TYPES.index(VESSEL_TYPE_PARENT.get(code, code)) for code in VESSEL_TYPES])

    def _goods(self, stolen: Wholes) -> pa.Array:
        goods = ["" if good == NOTHING_STOLEN else self.model.numbers["goods"][good] for good in stolen_goods(self.model)]
        return _known(goods, stolen)

    def _types(self, ship: Wholes, known: Wholes) -> Wholes:
        right = self.fleet.vessel_type(ship)
        return np.select([known == TYPE_MISSING, known == TYPE_COARSE], [np.full(len(ship), -1), self._parents[right]], right)

    def _names(self, ship: Wholes, how: Wholes) -> pa.Array:
        words = self.fleet.words
        # Two inner letters exchanged, as a tired hand does it.
        misspelt = [word[:2] + word[3] + word[2] + word[4:] for word in words]
        first, second = self.fleet.name_words(ship)
        start = texts([*words, *misspelt], first + np.where(how == NAME_MISSPELT, len(words), 0), how != NAME_MISSING)
        blank = texts(["", " "], np.where((how == NAME_SHORT) | (how == NAME_JOINED), 0, 1))
        return pc.binary_join_element_wise(start, blank, texts(["", *words], np.where(how == NAME_SHORT, 0, second + 1)), "")

    def _severity(self, seen: Sightings, weapons: Flags) -> tuple[Wholes, pa.Array]:
        """Severity as far as the stated facts carry it (-1 where they do not), and those facts as `fact=value`.

        Without weapons, harm or number an entry that harmed nobody (severity 4) rests on the text.
        """
        stories, story = self.model.stories, seen.story
        level = stories.severity[story]
        by_act = [act in _TELLING and severity >= 0 for act, severity in zip(stories.act, stories.severity, strict=True)]
        parts = [
            texts([f"act={act};" if telling else "" for act, telling in zip(stories.act, by_act, strict=True)], story),
            texts(["", *(_named("weapons", said, without="not_stated") for said in stories.weapons)], np.where(weapons, story + 1, 0)),
            texts(["", *(_named("crew_harm", said) for said in stories.crew_harm)], np.where(seen.harm, story + 1, 0)),
            texts(["", *(f"attackers={number};" for number in range(int(seen.attackers.max(initial=0)) + 1))], seen.attackers + 1),
        ]
        basis = pc.utf8_rtrim(pc.binary_join_element_wise(*parts, ""), ";")
        nothing = pc.equal(basis, "").to_numpy(zero_copy_only=False)
        severity = np.where(nothing & (level != _LEAST), -1, level)
        basis = pc.if_else(pa.array(nothing & (level == _LEAST)), "narrative", basis)
        return severity, pc.if_else(pa.array(severity < 0), pa.scalar(None, pa.string()), basis)


def moments(minute: Wholes, timed: Flags | None = None, known: Flags | None = None) -> pa.Array:
    """Minutes as ISO 8601 text in UTC; only the day where not `timed`, null where not `known`."""
    days, which = np.unique(minute // MINUTES_A_DAY, return_inverse=True)
    day = texts(np.datetime_as_string(days.astype("datetime64[D]")).tolist(), which, known)
    clock = minute % MINUTES_A_DAY + 1
    return pc.binary_join_element_wise(day, texts(["", *_CLOCK], clock if timed is None else np.where(timed, clock, 0)), "")


def _known(values: list[str], index: Wholes) -> pa.Array:
    """`values[index]`; null where the index is below 0 or the text empty."""
    filled = np.array([bool(value) for value in values])
    return texts(values, index, (index >= 0) & filled[np.maximum(index, 0)])


def _named(fact: str, values: str, without: str = "") -> str:
    return "".join(f"{fact}={value};" for value in values.split(";") if value and value != without)


def _instants(minute: Wholes) -> pa.Array:
    return pa.array(minute * 60_000_000, pa.int64()).cast(pa.timestamp("us")).cast(_MOMENT)


def _text(numbers: Wholes) -> pa.Array:
    return pa.array(numbers).cast(pa.string())
