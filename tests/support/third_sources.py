"""A GISIS export and a ReCAAP answer made of real ASAM reports, so that linking a third source can be measured against a known truth.

Each record tells an incident of NGA's archive over again: its sentences partly dropped, spread over other columns and
worded otherwise, without the day and position that the text gives; the ship named in a field (by an invented name where
ASAM has none), sometimes misspelt; days sometimes off by a few; positions missing, rounded to minutes or to whole degrees.
Drawn with a fixed seed. What comes out is for measuring only and is never kept in the project.

`python -m tests.support.third_sources REAL_DATA FOLDER` writes imo_gisis.csv, recaap.json and truth.json into a folder.
"""

from __future__ import annotations

import csv
import io
import random
import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import numpy as np
import orjson

from data_pipeline import geography, registry
from data_pipeline.facts.reader import read_facts
from data_pipeline.fields import Fields
from data_pipeline.model import Facts
from tests.support.rewording import misspelt, reworded

SEED: Final = 1852
GISIS_RECORDS: Final = 600
RECAAP_RECORDS: Final = 240
CANDIDATES: Final = 2_000
FIRST_YEARS: Final = {"imo_gisis": 1995, "recaap": 2006}
WEST_OF_ASIA: Final = 65.0
"""Longitude in degrees: what lies further west in the Arabian Sea is Somali piracy, which ReCAAP does not count."""
CATEGORIES: Final = frozenset({"piracy_robbery", "cargo_theft", "suspicious"})
SHORTEST: Final = 80
"""Characters of a narrative that can be told over."""

_GISIS_COLUMNS: Final = (
    "Reference", "Date", "Ship Name", "Ship Type", "IMO No.", "Area", "Boarded?", "Latitude", "Longitude", "Incident details",
    "Consequences for crew etc", "Action taken by master/crew", "Reported?", "Reported to...", "Reporting State",
    "Coastal State Action Taken", "MSC/Circ",
)  # fmt: skip
_AREAS: Final = {"port_area": "In port area", "territorial": "In territorial waters", "international": "In international waters"}
_NAMES: Final = (
    ("Amber", "Pale", "Crimson", "Silent", "Northern", "Polished"),
    ("Lantern", "Ladle", "Thistle", "Compass", "Meridian", "Anvil"),
)


@dataclass(frozen=True, slots=True)
class Event:
    """One incident as ASAM tells it."""

    reference: str
    facts: Facts
    region: str | None
    waters: str

    @property
    def position(self) -> tuple[float, float]:
        assert self.facts.latitude is not None
        assert self.facts.longitude is not None
        return self.facts.latitude, self.facts.longitude


def third_sources(real_data: Path) -> tuple[bytes, bytes, dict[str, str]]:
    """The CSV file, the JSON file, and the truth: report id of either to the report id of ASAM that tells the same incident."""
    draw = random.Random(SEED)
    events = _events(real_data / "asam" / "asam_archive_1978_2024.json", draw)
    asian = set(registry.source("recaap").watches)
    for_gisis = [one for one in events if _year(one) >= FIRST_YEARS["imo_gisis"]][:GISIS_RECORDS]
    for_recaap = [one for one in events if _year(one) >= FIRST_YEARS["recaap"] and one.region in asian and one.position[1] > WEST_OF_ASIA][
        :RECAAP_RECORDS
    ]
    assert (len(for_gisis), len(for_recaap)) == (GISIS_RECORDS, RECAAP_RECORDS)
    names = {one.reference: _name(one, draw) for one in events}
    out = io.StringIO(newline="")
    rows = csv.DictWriter(out, _GISIS_COLUMNS)
    rows.writeheader()
    rows.writerows(_gisis(one, f"G-{number:04d}", names[one.reference], draw) for number, one in enumerate(for_gisis))
    recaap = [_recaap(one, 9000 + number, names[one.reference], draw) for number, one in enumerate(for_recaap)]
    truth = {f"imo_gisis:G-{number:04d}": f"asam:{one.reference}" for number, one in enumerate(for_gisis)}
    truth |= {f"recaap:{9000 + number}": f"asam:{one.reference}" for number, one in enumerate(for_recaap)}
    broken = out.getvalue().encode().replace("°".encode(), b"\xb0").replace("’".encode(), b"\x92")
    return broken, orjson.dumps({"content": recaap, "totalElements": len(recaap)}), truth


def _events(archive: Path, draw: random.Random) -> list[Event]:
    """Robberies with a position and a narrative, in an order of chance; those whose reference occurs twice are left out."""
    source = registry.source("asam")
    records = [record.fields for record in source.adapter.parse(archive, "api_json")]
    references = [record["reference"] for record in records]
    twice = {reference for reference in references if references.count(reference) > 1}
    draw.shuffle(records)
    found: list[tuple[str, Facts]] = []
    for record in records:
        if len(found) == CANDIDATES:
            break
        if record["reference"] in twice or len(record["description"] or "") < SHORTEST or int(record["date"][:4]) < 1995:
            continue
        facts = read_facts(source.adapter.read(Fields(record), "api_json"), source)
        if facts.latitude is not None and facts.occurred_on is not None and facts.category in CATEGORIES:
            found.append((record["reference"], facts))
    located = geography.locate_positions(*(np.array([getattr(facts, name) for _, facts in found]) for name in ("latitude", "longitude")))
    waters = geography.classify_waters(located.shore_km, located.on_land_km, np.array([facts.in_port for _, facts in found]))
    return [
        Event(reference, facts, located.sea_region[row], str(waters[row])) for row, (reference, facts) in enumerate(found)
    ]  # fmt: skip


def _year(event: Event) -> int:
    assert event.facts.occurred_on is not None
    return event.facts.occurred_on.year


def _name(event: Event, draw: random.Random) -> str | None:
    """The ship's name as both bodies know it: ASAM's own, an invented one, or none."""
    known = event.facts.vessel_name
    if known:
        return known.split("; ")[0].title()
    return " ".join(draw.choice(words) for words in _NAMES) + f" {draw.randint(2, 99)}" if draw.random() < 0.7 else None


def _day(event: Event, draw: random.Random) -> str:
    """Five in six the same day, else one to five days off."""
    assert event.facts.occurred_on is not None
    off = draw.choices((0, 1, -1, 2, -2, 5), (84, 6, 5, 2, 2, 1))[0]
    return (event.facts.occurred_on + timedelta(days=off)).isoformat()


def _written(name: str | None, draw: random.Random) -> str:
    """The name as a clerk writes it: one in twenty withheld, one in ten misspelt."""
    if name is None or draw.random() < 0.05:
        return "Name Withheld"
    return misspelt(name, draw) if draw.random() < 0.1 else name


def _imo(event: Event, draw: random.Random) -> str:
    if event.facts.imo_number is not None:
        return str(event.facts.imo_number)
    six = f"{draw.randint(850_000, 999_999)}"
    return six + str(sum(int(digit) * weight for digit, weight in zip(six, range(7, 1, -1), strict=True)) % 10)


def _type(event: Event) -> str:
    return (event.facts.vessel_type or "ship").replace("_", " ")


def _minutes(value: float, letters: str) -> str:
    degrees, minutes = divmod(round(abs(value) * 6000), 6000)
    return f"{degrees}° {minutes / 100:05.2f}' {letters[value < 0]}"


def _gisis(event: Event, reference: str, name: str | None, draw: random.Random) -> dict[str, Any]:
    details, consequences, action = reworded(event.facts.narrative, event.facts.vessel_name and name, draw)
    written = _written(name, draw)
    position = {"Latitude": "", "Longitude": ""}
    if draw.random() < 0.5:
        step = draw.choice((6000, 60, 60))
        latitude, longitude = (round(value * step) / step for value in event.position)
        position = {"Latitude": _minutes(latitude, "NS"), "Longitude": _minutes(longitude, "EW")}
    told = event.facts.reported_to_authority
    return {
        "Reference": reference,
        "Date": _day(event, draw),
        "Ship Name": written,
        "Ship Type": _type(event).capitalize(),
        "IMO No.": "" if written == "Name Withheld" or draw.random() < 0.2 else _imo(event, draw),
        "Area": _AREAS.get(event.waters, ""),
        "Boarded?": str(event.facts.act in ("boarded", "hijacked", "kidnapping")).upper(),
        **position,
        "Incident details": details,
        "Consequences for crew etc": consequences or "Nil",
        "Action taken by master/crew": action or "NA",
        "Reported?": "" if told is None else str(told).upper(),
        "Coastal State Action Taken": "NA",
        "MSC/Circ": "300",
    }


def _recaap(event: Event, number: int, name: str | None, draw: random.Random) -> dict[str, Any]:
    """Five in six positions are whole degrees; a time has its offset, or none, or is left out."""
    details, consequences, action = reworded(event.facts.narrative, event.facts.vessel_name and name, draw)
    decimals = 0 if draw.random() < 204 / 242 else 2
    latitude, longitude = (round(value, decimals) for value in event.position)
    written = _written(name, draw)
    moment = event.facts.occurred_at
    clock = f"T{draw.randint(0, 23):02d}:{draw.randint(1, 59):02d}:00"
    return {
        "id": number,
        "incidentNo": f"R-{number}",
        "timeOfIncident": moment.isoformat() if moment and draw.random() < 0.5 else _day(event, draw) + draw.choice(("", clock)),
        "positionLatitude": latitude,
        "positionLongitude": longitude,
        "positionSeaName": (event.region or "").replace("_", " ").title(),
        "shipName": "" if written == "Name Withheld" else written,
        "shipType": _type(event).title(),
        "shipFlag": event.facts.flag or "",
        "incidentType": "Actual" if event.facts.act in ("boarded", "hijacked", "kidnapping") else "Attempted",
        "detailsAttackMethod": details,
        "detailsStolenCargo": ", ".join(event.facts.stolen).replace("_", " ") or "Nil",
        "detailsDamages": "Nil",
        "incidentCaseDescription": " ".join(filter(None, (consequences, action))),
    }


def main() -> None:
    real_data, folder = map(Path, sys.argv[1:3])
    folder.mkdir(parents=True, exist_ok=True)
    gisis, recaap, truth = third_sources(real_data)
    (folder / "imo_gisis.csv").write_bytes(gisis)
    (folder / "recaap.json").write_bytes(recaap)
    (folder / "truth.json").write_bytes(orjson.dumps(truth, option=orjson.OPT_INDENT_2))
    print(f"{len(truth)} records in {folder}")


if __name__ == "__main__":
    main()
