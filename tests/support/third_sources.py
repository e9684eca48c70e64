"""A GISIS export and a ReCAAP response made from real ASAM reports, to measure the linking of a third source against a known truth.

Each record retells an incident of NGA's archive: some sentences are dropped, the rest reworded and spread over other columns, without
the day and position in the text; the ship is named in a field (by an invented name where ASAM has none), sometimes misspelt; days are
sometimes off by a few; positions are missing, rounded to minutes or cut off to whole degrees. Drawn with a fixed seed. The output is for
measuring only and is never kept in the project.

`python -m tests.support.third_sources REAL_DATA FOLDER` writes imo_gisis.csv, recaap.json and truth.json into a folder.
"""

from __future__ import annotations

import csv
import io
import math
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
from tests.support.rewording import misspell, retell

SEED: Final = 1852
GISIS_RECORDS: Final = 600
RECAAP_RECORDS: Final = 240
CANDIDATES: Final = 2_000
FIRST_YEARS: Final = {"imo_gisis": 1995, "recaap": 2006}
WEST_OF_ASIA: Final = 65.0
"""Longitude in degrees: incidents further west in the Arabian Sea are Somali piracy, which ReCAAP does not count."""
CATEGORIES: Final = frozenset({"piracy_robbery", "cargo_theft", "suspicious"})
SHORTEST: Final = 80
"""Least number of characters of a narrative worth retelling."""

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
    """One incident as ASAM reports it."""

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
    """The CSV file, the JSON file, and the truth: each report id to ASAM's report id of the same incident."""
    draw = random.Random(SEED)
    events = _read_events(real_data / "asam" / "asam_archive_1978_2024.json", draw)
    asian = set(registry.source("recaap").watches)
    for_gisis = [event for event in events if _year_of(event) >= FIRST_YEARS["imo_gisis"]][:GISIS_RECORDS]
    for_recaap = [
        event for event in events if _year_of(event) >= FIRST_YEARS["recaap"] and event.region in asian and event.position[1] > WEST_OF_ASIA
    ][:RECAAP_RECORDS]
    assert (len(for_gisis), len(for_recaap)) == (GISIS_RECORDS, RECAAP_RECORDS)
    names = {event.reference: _ship_name(event, draw) for event in events}
    out = io.StringIO(newline="")
    rows = csv.DictWriter(out, _GISIS_COLUMNS)
    rows.writeheader()
    rows.writerows(_gisis_record(event, f"G-{number:04d}", names[event.reference], draw) for number, event in enumerate(for_gisis))
    recaap = [_recaap_record(event, 9000 + number, names[event.reference], draw) for number, event in enumerate(for_recaap)]
    truth = {f"imo_gisis:G-{number:04d}": f"asam:{event.reference}" for number, event in enumerate(for_gisis)}
    truth |= {f"recaap:{9000 + number}": f"asam:{event.reference}" for number, event in enumerate(for_recaap)}
    broken = out.getvalue().encode().replace("°".encode(), b"\xb0").replace("’".encode(), b"\x92")
    return broken, orjson.dumps({"content": recaap, "totalElements": len(recaap)}), truth


def _read_events(archive: Path, draw: random.Random) -> list[Event]:
    """Robberies with a position and a narrative, in random order; those whose reference occurs twice are left out."""
    source = registry.source("asam")
    records = [record.fields for record in source.adapter.parse(archive, "api_json")]
    references = [record["reference"] for record in records]
    twice = {reference for reference in references if references.count(reference) > 1}
    draw.shuffle(records)
    readings: list[tuple[str, Facts]] = []
    for record in records:
        if len(readings) == CANDIDATES:
            break
        if record["reference"] in twice or len(record["description"] or "") < SHORTEST or int(record["date"][:4]) < 1995:
            continue
        facts = read_facts(source.adapter.read(Fields(record), "api_json"), source)
        if facts.latitude is not None and facts.occurred_on is not None and facts.category in CATEGORIES:
            readings.append((record["reference"], facts))
    located = geography.locate_positions(*(np.array([getattr(facts, name) for _, facts in readings]) for name in ("latitude", "longitude")))
    waters = geography.classify_waters(located.shore_km, located.on_land_km, np.array([facts.in_port for _, facts in readings]))
    return [
        Event(reference, facts, located.sea_region[row], str(waters[row])) for row, (reference, facts) in enumerate(readings)
    ]  # fmt: skip


def _year_of(event: Event) -> int:
    assert event.facts.occurred_on is not None
    year: int = event.facts.occurred_on.year
    return year


def _ship_name(event: Event, draw: random.Random) -> str | None:
    """The ship's name as both bodies know it: ASAM's, an invented one, or none."""
    name = event.facts.vessel_name
    if name:
        return str(name.split("; ")[0].title())
    return " ".join(draw.choice(words) for words in _NAMES) + f" {draw.randint(2, 99)}" if draw.random() < 0.7 else None


def _stated_day(event: Event, draw: random.Random) -> str:
    """The day of the event: correct in 84% of cases, otherwise one to five days off."""
    assert event.facts.occurred_on is not None
    off = draw.choices((0, 1, -1, 2, -2, 5), (84, 6, 5, 2, 2, 1))[0]
    return str((event.facts.occurred_on + timedelta(days=off)).isoformat())


def _written_name(name: str | None, draw: random.Random) -> str:
    """The name as a clerk writes it: one in twenty is withheld, one in ten misspelt."""
    if name is None or draw.random() < 0.05:
        return "Name Withheld"
    return misspell(name, draw) if draw.random() < 0.1 else name


def _imo_number(event: Event, draw: random.Random) -> str:
    if event.facts.imo_number is not None:
        return str(event.facts.imo_number)
    six = f"{draw.randint(850_000, 999_999)}"
    return six + str(sum(int(digit) * weight for digit, weight in zip(six, range(7, 1, -1), strict=True)) % 10)


def _ship_type(event: Event) -> str:
    return (event.facts.vessel_type or "ship").replace("_", " ")


def _degrees_and_minutes(value: float, letters: str) -> str:
    degrees, minutes = divmod(round(abs(value) * 6000), 6000)
    return f"{degrees}° {minutes / 100:05.2f}' {letters[value < 0]}"


def _gisis_record(event: Event, reference: str, name: str | None, draw: random.Random) -> dict[str, Any]:
    details, consequences, action = retell(event.facts.narrative, event.facts.vessel_name and name, draw)
    written = _written_name(name, draw)
    position = {"Latitude": "", "Longitude": ""}
    if draw.random() < 0.5:
        step = draw.choice((6000, 60, 60))
        latitude, longitude = (round(value * step) / step for value in event.position)
        position = {"Latitude": _degrees_and_minutes(latitude, "NS"), "Longitude": _degrees_and_minutes(longitude, "EW")}
    reported_to_authority = event.facts.reported_to_authority
    return {
        "Reference": reference,
        "Date": _stated_day(event, draw),
        "Ship Name": written,
        "Ship Type": _ship_type(event).capitalize(),
        "IMO No.": "" if written == "Name Withheld" or draw.random() < 0.2 else _imo_number(event, draw),
        "Area": _AREAS.get(event.waters, ""),
        "Boarded?": str(event.facts.act in ("boarded", "hijacked", "kidnapping")).upper(),
        **position,
        "Incident details": details,
        "Consequences for crew etc": consequences or "Nil",
        "Action taken by master/crew": action or "NA",
        "Reported?": "" if reported_to_authority is None else str(reported_to_authority).upper(),
        "Coastal State Action Taken": "NA",
        "MSC/Circ": "300",
    }


def _recaap_record(event: Event, number: int, name: str | None, draw: random.Random) -> dict[str, Any]:
    """Five in six positions are cut off to whole degrees; times have an offset, have none, or are left out."""
    details, consequences, action = retell(event.facts.narrative, event.facts.vessel_name and name, draw)
    decimals = 0 if draw.random() < 204 / 242 else 2
    latitude, longitude = (round(value, decimals) if decimals else math.trunc(value) for value in event.position)
    written = _written_name(name, draw)
    moment = event.facts.occurred_at
    clock = f"T{draw.randint(0, 23):02d}:{draw.randint(1, 59):02d}:00"
    return {
        "id": number,
        "incidentNo": f"R-{number}",
        "timeOfIncident": moment.isoformat() if moment and draw.random() < 0.5 else _stated_day(event, draw) + draw.choice(("", clock)),
        "positionLatitude": latitude,
        "positionLongitude": longitude,
        "positionSeaName": (event.region or "").replace("_", " ").title(),
        "shipName": "" if written == "Name Withheld" else written,
        "shipType": _ship_type(event).title(),
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
