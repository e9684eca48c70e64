"""The simulator's numbers and word lists, read from the data files beside this module."""

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

Reals = npt.NDArray[np.float64]
Wholes = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

FOLDER: Final = Path(__file__).parent
CATEGORIES: Final = list(CATEGORY)
STATUSES: Final = ["berthed", "anchored", "underway"]
SEVERITIES: Final = [-1, 0, 1, 2, 3, 4]
NOTHING_STOLEN: Final = "-"


@dataclass(frozen=True)
class Stories:
    """What can happen (stories.csv): one entry a story in every array or list."""

    category: Wholes
    style: list[str]
    share: Reals
    act: list[str]
    severity: Wholes
    also: list[str]
    cyber_subtype: list[str]
    weapons: list[str]
    crew_harm: list[str]
    attackers_low: Wholes
    attackers_high: Wholes
    stolen: list[list[str]]
    small: Flags
    who: list[str]
    text: list[str]


@dataclass(frozen=True)
class Places:
    """Where it can happen (places.csv): one entry a place; a place is a point or a line between two points."""

    name: list[str]
    region: Wholes
    kind: list[str]
    latitude: Reals
    longitude: Reals
    end_latitude: Reals
    end_longitude: Reals
    spread_km: Reals
    weight: Reals


@dataclass(frozen=True)
class Body:
    """How one simulated body hears and reports; days are None where it has no beginning or end."""

    id: str
    title: str
    watches: Flags
    hears: Reals
    constant: float
    started_on: date | None
    closed_on: date | None
    reference: str
    told: tuple[float, float]
    published: tuple[float, float]
    errors: dict[str, float]
    republishes: dict[str, float]


@dataclass(frozen=True)
class Model:
    """Everything that a simulation rests on, apart from seed and size."""

    numbers: dict[str, Any]
    regions: list[str]
    style: list[str]
    stories: Stories
    places: Places
    bodies: list[Body]
    severity_factor: Reals

    @property
    def place_names(self) -> list[str]:
        """The places' names, and then for each place the name of its sea region."""
        seas = [self.regions[region].replace("_", " ").title() for region in self.places.region]
        return [*self.places.name, *seas]


@cache
def model() -> Model:
    """The model as the data files state it."""
    numbers = tomllib.loads((FOLDER / "parameters.toml").read_text(encoding="utf-8"))
    rows = _rows("places.csv")
    regions = sorted({row["sea_region"] for row in rows})
    styles = {region: style for style, members in numbers["style"].items() for region in members}
    bodies = tomllib.loads((FOLDER / "bodies.toml").read_text(encoding="utf-8"))
    return Model(
        numbers=numbers,
        regions=regions,
        style=[styles.get(region, "quiet") for region in regions],
        stories=_stories(_rows("stories.csv")),
        places=_places(rows, regions),
        bodies=[_body(body, bodies, regions) for body in bodies["constant"]],
        severity_factor=np.array([bodies["severity_factor"][str(level)] for level in SEVERITIES]),
    )


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _stories(rows: list[dict[str, str]]) -> Stories:
    def whole(name: str) -> Wholes:
        return np.array([int(row[name] or -1) for row in rows], dtype=np.int64)

    return Stories(
        category=np.array([CATEGORIES.index(row["category"]) for row in rows], dtype=np.int64),
        share=np.array([float(row["share"]) for row in rows]),
        severity=whole("severity"),
        attackers_low=whole("attackers_low"),
        attackers_high=whole("attackers_high"),
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
    def real(name: str, otherwise: str) -> Reals:
        return np.array([float(row[name] or row[otherwise]) for row in rows])

    return Places(
        name=[row["name"] for row in rows],
        region=np.array([regions.index(row["sea_region"]) for row in rows], dtype=np.int64),
        kind=[row["kind"] for row in rows],
        latitude=real("latitude", "latitude"),
        longitude=real("longitude", "longitude"),
        end_latitude=real("end_latitude", "latitude"),
        end_longitude=real("end_longitude", "longitude"),
        spread_km=real("spread_km", "spread_km"),
        weight=real("weight", "weight"),
    )


def _body(body: str, said: dict[str, Any], regions: list[str]) -> Body:
    described, own = registry.source(body), said[body]
    everywhere = "*" in described.watches
    return Body(
        id=body,
        title=described.body,
        watches=np.array([everywhere or region in described.watches for region in regions]),
        hears=np.array([own["hears"].get(category, 0.0) for category in CATEGORIES]),
        constant=said["constant"][body],
        started_on=own["works"].get("started_on"),
        closed_on=described.closed_on,
        reference=own["works"]["reference"],
        told=tuple(own["works"]["told"]),
        published=tuple(own["works"]["published"]),
        errors=own["errors"],
        republishes=said["republishes"].get(body, {}),
    )
