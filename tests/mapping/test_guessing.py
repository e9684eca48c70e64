"""A mapping guessed from headings in many languages and from the values, with how sure it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from data_pipeline.mapping.guessing.evidence import decimal_sign, order_of_days
from data_pipeline.mapping.guessing.guess_mapping import Guess, guess_mapping
from data_pipeline.mapping.model import parse_mapping
from data_pipeline.mapping.preview import SHARED_KEY, preview
from data_pipeline.mapping.targets import TARGETS
from data_pipeline.mapping.words import heading_words, plain_words
from data_pipeline.mapping.write import to_toml
from tests.mapping.helpers import TABLES, mapping_of, read_table, simple_rows
from tests.pipeline.helpers import ASAM, IMB

LANGUAGES = {
    "english": "Incident No,Date of Incident,Latitude,Longitude,Ship Name,IMO Number,Ship Type,Type of Attack,Area,Incident Details",
    "german": "Aktenzeichen,Vorfallsdatum,Breitengrad,Längengrad,Schiffsname,IMO-Nr.,Schiffstyp,Angriffsart,Seegebiet,Hergang",
    "french": "Référence,Date de l'incident,Latitude,Longitude,Nom du navire,Numéro IMO,Type de navire,Type d'attaque,Lieu,Récit",
    "spanish": "Referencia,Fecha,Latitud,Longitud,Nombre del buque,Número OMI,Tipo de buque,Tipo de incidente,Ubicación,Descripción",
    "portuguese": "Referência,Data,Latitude,Longitude,Nome do navio,OMI,Tipo de navio,Tipo de ataque,Localização,Descrição",
    "indonesian": "Nomor,Tanggal,Lintang,Bujur,Nama Kapal,IMO,Jenis Kapal,Jenis Insiden,Lokasi,Keterangan",
    "russian": "Номер,Дата,Широта,Долгота,Судно,Номер ИМО,Тип судна,Тип,Место,Описание",
    "chinese": "编号,日期,纬度,经度,船名,IMO,船型,类型,地点,描述",
    "program": "incident_id,eventDate,lat,lng,shipName,vesselImo,vessel_type,incidentType,location,description",
}
MEANT = ["reference", "occurred_on", "latitude", "longitude", "vessel_name", "imo_number", "vessel_type", "act", "place", "narrative"]
VALUES = (
    "N-1,31.01.2025,1.25,103.9,Pale Star,9074729,Tanker,Boarding,Singapore Strait,"
    '"Five robbers armed with knives boarded the tanker at anchor."\n'
    "N-2,02.02.2025,1.30,104.1,Grey Heron,,Bulk carrier,Attempted,Singapore Strait,"
    '"Six men in a small boat tried to board; the alarm was raised."\n'
)


def guessed(folder: Path, text: str, name: str = "table.csv") -> Guess:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return guess_mapping(file)


@pytest.mark.parametrize("language", LANGUAGES)
def test_headings_are_known_in_many_languages(tmp_path: Path, language: str) -> None:
    guess = guessed(tmp_path, f"{LANGUAGES[language]}\n{VALUES}")
    assert [column.target for column in guess.columns] == MEANT
    assert all(0.3 <= column.sure <= 1 for column in guess.columns)
    assert guess.mapping.key == (guess.columns[0].heading,)
    assert guess.mapping.columns["occurred_on"].order == "day_first"
    assert guess.mapping.columns["act"].values == {"boarding": "boarded"}, "the other word is a title of ours"


def test_columns_without_telling_headings_are_known_by_their_values(tmp_path: Path) -> None:
    guess = guessed(tmp_path, f"a,b,c,d,e,f,g,h,i,j\n{VALUES}")
    targets = {column.heading: column.target for column in guess.columns}
    assert (targets["b"], targets["f"], targets["j"]) == ("occurred_on", "imo_number", "narrative")
    by_words = guessed(tmp_path, f"{LANGUAGES['english']}\n{VALUES}")
    sure = {column.target: column.sure for column in guess.columns}
    assert all(sure[column.target] < column.sure for column in by_words.columns if column.target in sure)


def test_values_that_contradict_a_heading_make_it_less_sure(tmp_path: Path) -> None:
    good = guessed(tmp_path, f"{LANGUAGES['english']}\n{VALUES}")
    bad = guessed(tmp_path, f"{LANGUAGES['english']}\n{VALUES.replace('31.01.2025', 'soon').replace('02.02.2025', 'later')}")
    assert good.columns[1].sure > 0.9
    assert bad.columns[1].sure < 0.5


def test_a_guess_written_and_read_again_is_the_same(tmp_path: Path) -> None:
    for file in (TABLES / "german.csv", TABLES / "gulf.geojson", TABLES / "local.jsonl", IMB / "data_set_csv.csv"):
        mapping = guess_mapping(file).mapping
        assert parse_mapping(to_toml(mapping).encode()) == mapping


@pytest.mark.parametrize(
    ("latitude", "longitude", "unit", "position"),
    [
        ("1.25", "103.9", "", (1.25, 103.9)),
        ("0115.00N", "10354.00E", "ddmm", (1.25, 103.9)),
        ("0115.0", "10354,0", "ddmm", (1.25, 103.9)),
        ("1°15.0'S", "103°54.0'W", "", (-1.25, -103.9)),
        ("1 15 00 N", "103 54 00 E", "", (1.25, 103.9)),
        ("1,25", "103,9", "", (1.25, 103.9)),
    ],
)
def test_degrees_are_told_from_degrees_and_minutes_in_one_number(
    tmp_path: Path, latitude: str, longitude: str, unit: str, position: tuple[float, float]
) -> None:
    file = tmp_path / "table.csv"
    file.write_text(f'Ref;Date;Lat;Long\nA-1;2025-01-31;"{latitude}";"{longitude}"\n', encoding="utf-8")
    mapping = guess_mapping(file).mapping
    assert {mapping.columns[target].unit for target in ("latitude", "longitude")} == {unit}
    [row], _ = read_table(file, mapping)
    assert (row["latitude"], row["longitude"]) == position


def test_sentences_are_a_narrative_even_where_they_name_a_type_of_ship(tmp_path: Path) -> None:
    guess = guessed(tmp_path, simple_rows(1, 2, 3))
    assert [column.target for column in guess.columns] == [
        "reference", "occurred_on", "latitude", "longitude", "vessel_name", "narrative",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["german.csv", "gulf.geojson", "local.jsonl"])
def test_a_table_can_be_read_by_what_is_guessed(name: str) -> None:
    rows, _ = read_table(TABLES / name, guess_mapping(TABLES / name).mapping)
    assert len(rows) >= 3


def test_a_known_sources_table_keeps_who_counts_and_under_which_licence() -> None:
    guess = guess_mapping(ASAM / "export_csv.csv")
    assert (guess.resembles, guess.mapping.kind, guess.mapping.licence) == ("asam", "nga", "US government work, public domain")
    assert guess.mapping.id not in ("asam", "")
    assert guess.mapping.key == ("reference",)


@pytest.mark.parametrize(
    ("texts", "order", "sure"),
    [
        (["31/01/2025", "02/03/2025"], "day_first", 1.0),
        (["01/31/2025", "02/03/2025"], "month_first", 1.0),
        (["2025-01-31"], "year_first", 1.0),
        (["02/03/2025"], "day_first", 0.5),
        (["45700", "45721.5"], "excel", 1.0),
        (["x"], "", 0.0),
    ],
)
def test_the_order_of_days_is_the_one_that_they_show(texts: list[str], order: str, sure: float) -> None:
    assert order_of_days(texts) == (order, sure)


def test_the_decimal_sign_is_the_one_that_numbers_show() -> None:
    assert decimal_sign(["1,25", "103,9", "x"]) == ","
    assert decimal_sign(["1.25", "2"]) == "."


def test_every_target_has_words_and_every_word_a_target() -> None:
    assert {*heading_words()} == {*TARGETS, "reference"}
    assert plain_words("Datum/Uhrzeit") == "datum uhrzeit"
    assert plain_words("dateOfEvent") == "date of event"


def test_a_preview_shows_reports_and_every_problem(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    lines = simple_rows(1, 2, 3, 3).splitlines()
    bad = [lines[2].replace("03.01.2025", "33.01.2025"), lines[3].replace("103.9", "north"), lines[4], "a,b"]
    file.write_text("\n".join([*lines[:2], *bad]) + "\n")
    shown = preview(file, mapping_of())
    assert [row["native_ref"] for row in shown.reports] == ["R-1", "R-3", "R-3"]
    assert shown.reports[0]["sea_region"] == "singapore_strait"
    assert [row["message"] for row in shown.refused] == [
        "column 'Date': '33.01.2025' is no date written as day_first",
        "record 5 has 2 cells, the header 6",
    ]
    assert shown.counts[SHARED_KEY] == 2
    assert any("position that cannot be read" in problem for problem in shown.counts)
    assert shown.fault == ""


def test_a_preview_ends_where_the_file_breaks(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text(simple_rows(1, 2) + 'R-3,"never closed', encoding="utf-8")
    shown = preview(file, mapping_of())
    assert [row["native_ref"] for row in shown.reports] == ["R-1", "R-2"]
    assert "cut off or damaged" in shown.fault


def test_a_preview_holds_no_more_than_it_shows(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text(simple_rows(*range(1, 200)), encoding="utf-8")
    assert len(preview(file, mapping_of()).reports) == 50
