"""The day and the place of the attack, and which records are one report: rules that need a whole file or a whole run."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest

from data_pipeline.chain import run
from data_pipeline.facts.vessel.names import names_in_field
from data_pipeline.steps.locate import country_of_place, regions_named
from tests.facts.drafts import read
from tests.fixtures.golden import FOLDER
from tests.pipeline.helpers import content, land_bytes
from tests.pipeline.test_files_as_they_come import HEADINGS, ROWS, table
from warehouse.contract.settings import Settings
from warehouse.contract.snapshot import Store

RECAAP: dict[str, Any] = orjson.loads((FOLDER / "recaap" / "map_json.json").read_bytes())[0]
UKMTO: dict[str, Any] = orjson.loads((FOLDER / "ukmto" / "api_json.json").read_bytes())[0]
IMB = ("date", "time", "longitude", "latitude", "attack_type", "location_description", "attack_description", "vessel_name", "vessel_status")
LATE = 400
"""Days after the start, later than every event in these files."""


@pytest.fixture
def all_sources(settings: Settings) -> Settings:
    return replace(settings, enabled_sources=("imo_gisis", "recaap", "ukmto", "imb_crime_at_sea"))


def published(settings: Settings) -> dict[str, list[dict[str, Any]]]:
    assert run(settings).exit_status == 0
    return content(Store(settings.data).open())


def land_imb(settings: Settings, *rows: tuple[str, ...]) -> None:
    land_bytes(settings, "imb_crime_at_sea", table(rows, IMB).encode(), "data_set_csv", day=LATE)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Men climbed aboard and led the mate away. On 3 July 2014, the owners announced that he had come home.", "2014-03-05"),
        ("Pirates hijacked the tanker. She was freed for a ransom on 2 October 2014.", "2014-03-05"),
        ("Thieves took paint from the ship at anchor. Police caught two of them on 7 March 2014.", "2014-03-05"),
        ("The tug and its crew of five were taken. On 20.04.2014, the navy rescued the crew.", "2014-03-05"),
        ("A speedboat approached. The company has a meeting on 9 April 2014.", "2014-03-05"),
        ("SOUTH OF THE ISLAND. 30 June 2013. About twenty men in uniforms took the trawler.", "2013-06-30"),
        ("On 5 April, the tug arrived in port with bullet holes.", "2014-04-05"),
        ("On 9 April 2014, robbers boarded the tanker; they were arrested later.", "2014-04-09"),
        ("Robbers boarded the tanker on 4 March 2014. They were caught on 9 March 2014.", "2014-03-04"),
        ("Two men were caught in port. They had boarded the tanker on 1 March 2014.", "2014-03-01"),
    ],
)
def test_only_the_day_of_the_attack_itself_replaces_the_fields(text: str, day: str) -> None:
    assert str(read(text).occurred_on) == day


def test_an_event_later_than_its_report_keeps_its_day_alone(all_sources: Settings) -> None:
    times = {"utcDateCreated": "2026-07-17T08:29:56Z", "utcDateOfIncident": "2026-07-17T09:27:00Z"}
    record = {**UKMTO, **times, "otherDetails": "A tanker was hailed by a warship."}
    land_bytes(all_sources, "ukmto", orjson.dumps([record]), "api_json", day=LATE)
    [report] = published(all_sources)["reports"]
    assert (str(report["occurred_on"]), report["occurred_at"], report["time_precision"]) == ("2026-07-17", None, "day")
    assert "time_after_report" in report["issues"]


@pytest.mark.parametrize(
    ("stated", "day", "precision"),
    [("2026-03-01T16:00:00Z", "2026-03-02", "day"), (1772640000000, "2026-03-05", "day"), ("2026-03-01T16:10:00Z", "2026-03-01", "minute")],
)
def test_midnight_in_singapore_is_a_day_there(all_sources: Settings, stated: Any, day: str, precision: str) -> None:
    land_bytes(all_sources, "recaap", orjson.dumps([{**RECAAP, "timeOfIncident": stated}]), "map_json", day=LATE)
    [report] = published(all_sources)["reports"]
    assert (str(report["occurred_on"]), report["time_precision"]) == (day, precision)


@pytest.mark.parametrize(
    ("place", "words", "latitude", "region"),
    [
        (
            "Straits of Malacca & Singapore",
            "Perpetrators were seen on the deck in the Singapore Strait. Told Singapore VTIS.",
            1,
            "singapore_strait",
        ),
        ("Straits of Malacca & Singapore", "Men were seen on deck. Told Singapore VTIS.", 1, None),
        ("Indonesia", "Men were seen on deck.", -6, "java_sea"),
    ],
)
def test_whole_degrees_are_a_square(all_sources: Settings, place: str, words: str, latitude: int, region: str | None) -> None:
    changes = {"positionLatitude": latitude, "positionLongitude": 103.0 if latitude > 0 else 107, "positionSeaName": place}
    texts = {"detailsAttackMethod": words, "incidentCaseDescription": None}
    land_bytes(all_sources, "recaap", orjson.dumps([{**RECAAP, **changes, **texts}]), "map_json", day=LATE)
    [report] = published(all_sources)["reports"]
    assert (report["latitude"], report["sea_region"]) == (1.5 if latitude > 0 else -6.5, region)
    assert report["position_precision_km"] == 55.6
    assert ("sea_region_open" in report["issues"]) == (region is None)


@pytest.mark.parametrize(
    ("longitude", "latitude", "place", "position"),
    [
        ("75.5", "10.4", "Cartagena anchorage, Colombia", (10.4, -75.5)),
        ("3.4", "-33.0", "Chattogram, Bangladesh", (None, None)),
        ("52.0", "-2.0", "300 nm off Mogadishu, Somalia", (-2.0, 52.0)),
        ("104.9", "1.3", "", (1.3, 104.9)),
    ],
)
def test_a_position_on_another_continent_than_its_place(
    all_sources: Settings, longitude: str, latitude: str, place: str, position: tuple[float | None, float | None]
) -> None:
    land_imb(all_sources, ("1999-02-02", "NA", longitude, latitude, "Boarded", place, "NA", "Dun Anvil", "Anchored"))
    [report] = published(all_sources)["reports"]
    assert (report["latitude"], report["longitude"]) == position
    assert ("position_far_from_place" in report["issues"]) == (place.split(", ")[-1] in ("Colombia", "Bangladesh"))
    assert (report["sea_region"] is None) == (position[0] is None)


def test_places_and_waters_in_words() -> None:
    assert country_of_place("Cirebon Roads, Indonesia") == "IDN"
    assert country_of_place("Gulf of Guinea") is None
    assert regions_named("boarded in the Straits of Singapore") == {"singapore_strait"}
    assert regions_named("Strait of Malacca and Singapore") == set()


def test_a_later_export_with_a_corrected_field_is_a_revision(all_sources: Settings) -> None:
    first = [(*ROWS[0][:5], "", "", *ROWS[0][7:]), ROWS[1]]
    land_bytes(all_sources, "imo_gisis", table(first).encode(), "export_csv", "may.csv", day=LATE)
    later = [ROWS[0], (*ROWS[1][:7], "Robbers took paint and rope.", ROWS[1][8])]
    land_bytes(all_sources, "imo_gisis", table(later).encode(), "export_csv", "june.csv", day=LATE + 30)
    tables = published(all_sources)
    assert [(row["revision"], row["latitude"]) for row in tables["reports"]] == [(2, 6.3), (2, 6.325)]
    assert len(tables["incidents"]) == 2
    assert [(row["new"], row["revised"]) for row in tables["landings"]] == [(2, 0), (0, 2)]


def test_a_row_never_revises_another_row_of_its_file(all_sources: Settings) -> None:
    rows = [("2004-08-03", "NA", "3.2", "6.3", "Boarded", "Inner roads", "NA", "Dun Anvil", status) for status in ("Steaming", "Anchored")]
    land_imb(all_sources, *rows, *rows[:1])
    same_ship = [ROWS[0], (*ROWS[0][:7], "Other robbers took a radio.", ROWS[0][8]), ROWS[0]]
    land_bytes(all_sources, "imo_gisis", table(same_ship, HEADINGS).encode(), "export_csv", day=LATE + 1)
    tables = published(all_sources)
    counts = [(row["new"], row["revised"], row["repeated"]) for row in tables["landings"]]
    assert counts == [(3, 0, 0), (2, 0, 1)], "the data set lists an event once; GISIS repeats records"
    assert all(row["revision"] == 1 for row in tables["reports"])


def test_a_first_word_and_the_full_report_are_one_incident(all_sources: Settings) -> None:
    place = {
        "positionLatitude": 22.273,
        "positionLongitude": 91.808,
        "positionSeaName": "Bangladesh (Ports/Anchorages)",
        "shipName": "Quiet Ladle",
    }
    word = {**RECAAP, **place, "id": 71, "timeOfIncident": "2026-08-10", "detailsAttackMethod": "BULK CARRIER.", "detailsStolenCargo": None}
    full = {
        **word,
        "id": 72,
        "timeOfIncident": "2026-08-09",
        "detailsAttackMethod": "While berthed, the watchman saw two perpetrators who fled with pump parts.",
    }
    other = {**full, "id": 73, "timeOfIncident": "2026-08-10", "shipName": "Grey Anvil"}
    land_bytes(all_sources, "recaap", orjson.dumps([word, full, other]), "map_json", day=LATE)
    tables = published(all_sources)
    together = {row["report_id"]: row["incident_id"] for row in tables["incident_reports"]}
    assert together["recaap:71"] == together["recaap:72"] != together["recaap:73"]


@pytest.mark.parametrize(
    "text",
    [
        "Name not reported", "NAME WITHELD", "Vessel's name not given", "unamed", "Un-named tug", "No name", "Particulars not reported",
        "Names: N/A", "Not identified", "To be confirmed", "Undisclosed", "Details withheld by owner", "???", "XXXX",
    ],
)  # fmt: skip
def test_placeholders_name_no_ship(text: str) -> None:
    assert names_in_field(text) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Quiet Ladle 47/Quiet Ladle 48", ["Quiet Ladle 47", "Quiet Ladle 48"]),
        ("Grey Anvil 10/ Anvil 2502", ["Grey Anvil 10", "Anvil 2502"]),
        ("QUIET LADLE / MT GREY ANVIL", ["QUIET LADLE", "GREY ANVIL"]),
        ('Quiet Ladle, ex "Blue Ladle"', ["Quiet Ladle"]),
        ("Grey Anvil (formerly Red Anvil)", ["Grey Anvil"]),
        ("No Surrender", ["No Surrender"]),
        ("Named Desire", ["Desire"]),
    ],
)
def test_ships_in_a_field_of_names(text: str, names: list[str]) -> None:
    assert names_in_field(text) == names


def test_html_is_read_as_what_it_stands_for(all_sources: Settings, tmp_path: Path) -> None:
    text = "14.01.2020: 0425 UTC: Posn: 01:12.5N &ndash; 103:31.2E, Roads.<br />Two <b>robbers</b> boarded. Ship&amp;rsquo;s stores stolen."
    land_imb(all_sources, ("2020-01-14", "NA", "NA", "NA", "Boarded", "Roads", text, "NA", "Anchored"))
    [report] = published(all_sources)["reports"]
    assert (report["latitude"], report["longitude"]) == (pytest.approx(1.2083, abs=1e-4), 103.52)
    assert report["narrative"].endswith("Roads. Two robbers boarded. Ship’s stores stolen.")
