"""`evaluate-links` on small files of both real sources: keys of every form, missing sources, errors, what is written."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from data_pipeline.__main__ import main
from data_pipeline.chain import run
from data_pipeline.errors import UsageError
from data_pipeline.linkage.quality.label_keys import resolve_keys
from data_pipeline.linkage.quality.labels import LabelKey
from tests.linkage.test_labels import PAIRS, WINDOWS, labels_in
from tests.pipeline.helpers import asam_json, asam_record, land_bytes, settings_in
from tests.support.published import republish
from warehouse.contract.settings import Settings
from warehouse.contract.snapshot import Snapshot, Store

COLUMNS = (
    "date", "time", "longitude", "latitude", "attack_type", "location_description", "nearest_country", "eez_country", "shore_distance",
    "shore_longitude", "shore_latitude", "attack_description", "vessel_name", "vessel_type", "vessel_status", "data_source",
)  # fmt: skip
ROW = dict.fromkeys(COLUMNS, "NA") | {
    "date": "2020-01-05", "longitude": "103.9", "latitude": "1.2", "attack_type": "Boarded", "location_description": "Singapore",
    "vessel_name": "Pale Star", "vessel_type": "Tanker", "vessel_status": "Anchored",
}  # fmt: skip


def imb_csv(*changes: dict[str, str]) -> bytes:
    rows = [",".join((ROW | change)[name] for name in COLUMNS) for change in changes]
    return "\n".join([",".join(COLUMNS), *rows]).encode()


@pytest.fixture(scope="module")
def landed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """ASAM 2020-0 to 2020-3, the last one twice; IMB: 2 says what 1 says, 4 is of the day and ship of 3, 6 has no date."""
    settings = settings_in(tmp_path_factory.mktemp("landed") / "data")
    land_bytes(settings, "asam", asam_json(*(asam_record(number) for number in (0, 1, 2, 3, 3))), "api_json", day=0)
    other = {"vessel_name": "Amber Keel", "date": "2020-01-09"}
    records = imb_csv({}, {}, other, other | {"vessel_type": "Bulk Carrier"}, {"vessel_name": "Grey Tern"}, {"date": "NA"})
    land_bytes(settings, "imb_crime_at_sea", imb_csv({"vessel_name": "Lone Early File"}), "data_set_csv", day=1)
    land_bytes(settings, "imb_crime_at_sea", records, "data_set_csv", day=2)
    assert run(settings).snapshot is not None
    return settings.data


@pytest.fixture
def settings(landed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A copy of the data folder whose incidents are: 2020-0 with IMB 1, 2020-1 with IMB 4; 2020-2 and IMB 5 are unsure."""
    data = tmp_path / "data"
    shutil.copytree(landed, data)
    settings = settings_in(data)
    resolved = Store(data).open()
    imb = {number: report_of(resolved, settings, number) for number in ("1", "2", "3", "4", "5")}
    pairs = [("asam:2020-0", imb["1"], "linked", 9.0), ("asam:2020-1", imb["4"], "linked", 4.0), ("asam:2020-2", imb["5"], "unsure", 0.5)]
    evidence = json.dumps([{"feature": "day", "level": "same day", "weight": 3.0}, {"feature": "name", "level": "=CMD()", "weight": -4.25}])
    links: list[dict[str, Any]] = [
        {"report_a": a, "report_b": b, "kind": "between", "weight": weight, "probability": 0.9, "outcome": outcome, "reason": "model",
         "evidence": evidence, "rivals": []}
        for a, b, outcome, weight in pairs
    ]  # fmt: skip
    every = [f"asam:2020-{number}" for number in range(4)] + [*imb.values()]
    to = {b: a for a, b, outcome, _ in pairs if outcome == "linked"}
    members = [{"incident_id": to.get(report, report), "report_id": report, "link_rule": "single", "cites": []} for report in every]
    republish(resolved, data, {"links": links, "incident_reports": members})
    monkeypatch.setenv("ANCHORWATCH_DATA", str(data))
    return settings


def report_of(snapshot: Snapshot, settings: Settings, number: str) -> str:
    return resolve_keys([LabelKey("imb_crime_at_sea", number)], snapshot, settings.landing).reports[LabelKey("imb_crime_at_sea", number)]


def test_every_form_of_key_finds_its_report(settings: Settings) -> None:
    snapshot = Store(settings.data).open()
    texts = ("2020-1", "2020-1#1", "2020-3#3", "2020-3#4")
    resolved = resolve_keys([LabelKey("asam", text) for text in texts], snapshot, settings.landing)
    assert [resolved.reports[LabelKey("asam", text)] for text in texts] == ["asam:2020-1", "asam:2020-1", "asam:2020-3", "asam:2020-3"]
    figure, two, three, four, five = (report_of(snapshot, settings, str(number)) for number in range(1, 6))
    assert two == f"{figure}-2", "a row that says the same is an event of its own"
    assert four == f"{three}-2", "a row never revises another of its own file"
    assert len({figure, two, three, five}) == 4
    reference = figure.partition(":")[2]
    by_reference = resolve_keys([LabelKey("imb_crime_at_sea", reference)], snapshot, settings.landing)
    assert by_reference.reports == {LabelKey("imb_crime_at_sea", reference): figure}


def test_keys_of_no_report_say_why(settings: Settings) -> None:
    keys = [LabelKey("asam", "1999-1#0"), LabelKey("imb_crime_at_sea", "6"), LabelKey("imb_crime_at_sea", "77")]
    lost = resolve_keys(keys, Store(settings.data).open(), settings.landing).lost
    assert "no report has the reference '1999-1'" in lost[keys[0]]
    assert "in quarantine: the record has no date" in lost[keys[1]]
    assert "neither a reference nor a record of feed" in lost[keys[2]]
    shutil.rmtree(settings.landing / "imb_crime_at_sea")
    assert "is gone" in resolve_keys(keys[2:], Store(settings.data).open(), settings.landing).lost[keys[2]]


def test_a_source_that_is_not_published(settings: Settings) -> None:
    with pytest.raises(UsageError, match=r"reports of demo_navy, of which nothing is published(.|\n)*data_pipeline add demo_navy FILE"):
        resolve_keys([LabelKey("demo_navy", "1")], Store(settings.data).open(), settings.landing)


def test_the_command(settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Pairs: right 2020-0 with 1, wrong 2020-1 with 4, missed but unsure 2020-2 with 5."""
    pairs = "s,ASAM,2020-0#0,IMB,1,match,\ns,ASAM,2020-1,IMB,4,nonmatch,=1+1 another ship\ns,ASAM,2020-2,IMB,5,match,[red]odd[/red]\n"
    folder = labels_in(tmp_path, PAIRS + pairs, WINDOWS + "w,ASAM,2020-0,w-1,\nw,IMB,1,w-1,\nw,IMB,3,w-2,\n")
    assert main(["evaluate-links", "--labels", str(folder), "--errors", str(tmp_path / "wrong.csv"), "--details"]) == 0
    out = capsys.readouterr().out
    assert "pair set s" in out
    assert "0.500 (0.09-0.91)" in out
    assert "2 wrong pairs:" in out
    assert "asam 2020-1 - imb_crime_at_sea 4: nonmatch; ours linked (model, weight 4.0, probability 0.900)" in out
    assert "name: =CMD() -4.2; day: same day +3.0" in out
    assert "[red]odd[/red]" in out
    first, second = csv.DictReader((tmp_path / "wrong.csv").read_text(encoding="utf-8-sig").splitlines())
    assert (first["label"], first["outcome"], first["note"]) == ("nonmatch", "linked", "'=1+1 another ship")
    assert (second["label"], second["outcome"], second["key_b"]) == ("match", "unsure", "5")
    written = json.loads((settings.data / "quality" / "links.json").read_bytes())
    assert (written["snapshot"], written["labels"]) == (Store(settings.data).current_id(), tmp_path.name)
    figures = {(figure["group"], figure["part"]): figure for figure in written["figures"]}
    assert (figures["pair set", ""]["right"], figures["pair set", ""]["wrong"], figures["pair set", ""]["unsure_same"]) == (1, 1, 1)
    assert figures["window", ""]["clusters"]["exact"] == 2


def test_keys_of_no_report_are_counted_and_give_status_1(settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = labels_in(tmp_path, PAIRS + "s,ASAM,2020-0,IMB,1,match,\ns,ASAM,2020-0,IMB,77,match,\n")
    assert main(["evaluate-links", "--labels", str(folder)]) == 1
    out = capsys.readouterr().out
    assert "1 labelled records are not published" in out
    assert "imb_crime_at_sea 77: neither a reference nor a record" in out
    assert "0 wrong pairs" in out


def test_real_reports_have_no_truth(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate-links", "--truth"]) == 2
    assert "the published reports are real" in capsys.readouterr().err


def test_bad_labels_end_with_status_2(settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate-links", "--labels", str(labels_in(tmp_path, PAIRS + "s,ASAM,2020-0,IMB,1,maybe,\n"))]) == 2
    assert "pairs.csv, line 2" in capsys.readouterr().err
