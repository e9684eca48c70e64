"""The simulator's assumptions, read from the data files in `assumptions/`."""

from __future__ import annotations

import csv
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from data_pipeline import registry
from warehouse.contract.taxonomy import CATEGORY

RealArray = npt.NDArray[np.float64]
IntegerArray = npt.NDArray[np.int64]
BooleanArray = npt.NDArray[np.bool_]

ASSUMPTIONS: Final = Path(__file__).parents[1] / "assumptions"
CATEGORIES: Final = list(CATEGORY)
STATUSES: Final = ["berthed", "anchored", "underway"]
SEVERITIES: Final = [-1, 0, 1, 2, 3, 4]
NOTHING_STOLEN: Final = "-"


@dataclass(frozen=True)
class Stories:
    """What can happen (stories.csv): every array or list has one entry per story."""

    category: IntegerArray
    style: list[str]
    share: RealArray
    act: list[str]
    severity: IntegerArray
    also: list[str]
    cyber_subtype: list[str]
    weapons: list[str]
    crew_harm: list[str]
    attackers_low: IntegerArray
    attackers_high: IntegerArray
    stolen: list[list[str]]
    small: BooleanArray
    who: list[str]
    text: list[str]


@dataclass(frozen=True)
class Places:
    """Where it can happen (places.csv): one entry per place, which is a point or a line between two points."""

    name: list[str]
    region: IntegerArray
    kind: list[str]
    latitude: RealArray
    longitude: RealArray
    end_latitude: RealArray
    end_longitude: RealArray
    spread_km: RealArray
    weight: RealArray


@dataclass(frozen=True)
class ReportingBody:
    """How one simulated body learns of incidents and reports them.

    `chance` is the chance of learning of an incident by category, `constant_chance` the one chance that replaces it when
    bodies are to be homogeneous. `started_on` and `closed_on` are None where there is no such day. Delays are (median,
    log-normal sigma): `notification_hours` after the event, `publication_days` after that.
    """

    id: str
    title: str
    watches: BooleanArray
    chance: RealArray
    constant_chance: float
    started_on: date | None
    closed_on: date | None
    reference: str
    notification_hours: tuple[float, float]
    publication_days: tuple[float, float]
    errors: dict[str, float]
    republishes: dict[str, float]


@dataclass(frozen=True)
class SimulationModel:
    """Everything a simulation rests on, apart from seed and size."""

    numbers: dict[str, Any]
    regions: list[str]
    style: list[str]
    stories: Stories
    places: Places
    bodies: list[ReportingBody]
    severity_factor: RealArray

    @property
    def place_names(self) -> list[str]:
        """The places' names, followed by the name of each place's sea region, which a vague report gives instead."""
        seas = [self.regions[region].replace("_", " ").title() for region in self.places.region]
        return [*self.places.name, *seas]


@cache
def load_model() -> SimulationModel:
    """The model as the data files state it."""
    numbers = tomllib.loads((ASSUMPTIONS / "parameters.toml").read_text(encoding="utf-8"))
    rows = _rows("places.csv")
    regions = sorted({row["sea_region"] for row in rows})
    styles = {region: style for style, members in numbers["style"].items() for region in members}
    bodies = tomllib.loads((ASSUMPTIONS / "bodies.toml").read_text(encoding="utf-8"))
    return SimulationModel(
        numbers=numbers,
        regions=regions,
        style=[styles.get(region, "quiet") for region in regions],
        stories=_stories(_rows("stories.csv")),
        places=_places(rows, regions),
        bodies=[_reporting_body(body, bodies, regions) for body in bodies["constant_chance"]],
        severity_factor=np.array([bodies["severity_factor"][str(level)] for level in SEVERITIES]),
    )


def _rows(name: str) -> list[dict[str, str]]:
    with (ASSUMPTIONS / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _stories(rows: list[dict[str, str]]) -> Stories:
    def integers(name: str) -> IntegerArray:
        return np.array([int(row[name] or -1) for row in rows], dtype=np.int64)

    return Stories(
        category=np.array([CATEGORIES.index(row["category"]) for row in rows], dtype=np.int64),
        share=np.array([float(row["share"]) for row in rows]),
        severity=integers("severity"),
        attackers_low=integers("attackers_low"),
        attackers_high=integers("attackers_high"),
        stolen=[row["stolen"].split("|") for row in rows],
        small=np.array([row["ship"] == "small" for row in rows]),
        style=[row["style"] for row in rows],
        act=[row["act"] for row in rows],
        also=[row["also"] for row in rows],
        cyber_subtype=[row["cyber_subtype"] for row in rows],
        weapons=[row["weapons"] for row in rows],
        crew_harm=[row["crew_harm"] for row in rows],
        who=[row["who"] for row in rows],
        text=[row["text"] for row in rows],
    )


def _places(rows: list[dict[str, str]], regions: list[str]) -> Places:
    def numbers(name: str, fallback: str) -> RealArray:
        return np.array([float(row[name] or row[fallback]) for row in rows])

    return Places(
        name=[row["name"] for row in rows],
        region=np.array([regions.index(row["sea_region"]) for row in rows], dtype=np.int64),
        kind=[row["kind"] for row in rows],
        latitude=numbers("latitude", "latitude"),
        longitude=numbers("longitude", "longitude"),
        end_latitude=numbers("end_latitude", "latitude"),
        end_longitude=numbers("end_longitude", "longitude"),
        spread_km=numbers("spread_km", "spread_km"),
        weight=numbers("weight", "weight"),
    )


def _reporting_body(body: str, entries: dict[str, Any], regions: list[str]) -> ReportingBody:
    source, own = registry.source(body), entries[body]
    everywhere = "*" in source.watches
    return ReportingBody(
        id=body,
        title=source.body,
        watches=np.array([everywhere or region in source.watches for region in regions]),
        chance=np.array([own["chance"].get(category, 0.0) for category in CATEGORIES]),
        constant_chance=entries["constant_chance"][body],
        started_on=own["operation"].get("started_on"),
        closed_on=source.closed_on,
        reference=own["operation"]["reference"],
        notification_hours=tuple(own["operation"]["notification_hours"]),
        publication_days=tuple(own["operation"]["publication_days"]),
        errors=own["errors"],
        republishes=entries["republishes"].get(body, {}),
    )
