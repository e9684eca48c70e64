"""Comparing facts with labels: spellings, what counts as right, the scores, and where the reports come from."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from data_pipeline.__main__ import main
from data_pipeline.errors import UsageError
from data_pipeline.facts.evaluation.labelled_reports import reports_for
from data_pipeline.facts.evaluation.labels import COLUMNS, is_right, read_labels
from data_pipeline.facts.evaluation.scores import Report, evaluate_reports, miss_lines, score_lines
from warehouse.contract import settings as settings_module
from warehouse.contract.settings import Settings

RIGHT: list[tuple[str, str, Any]] = [
    ("category", "Piracy robbery", "piracy_robbery"),
    ("act", "", None),
    ("act", "Fired upon", "fired_upon"),
    ("vessel_status", "Unknown", "unknown"),
    ("vessel_status", "", "unknown"),
    ("weapons", "not_stated", ["not_stated"]),
    ("weapons", "", ["not_stated"]),
    ("weapons", "knives; guns", ["guns", "knives"]),
    ("crew_harm", "", []),
    ("also", "cargo_theft", ["cargo_theft"]),
    ("attackers", "", None),
    ("attackers", "6-7", (6, 7)),
    ("attackers", "6", (5, 7)),
    ("attackers", "5 to 8", (8, 8)),
    ("severity", "CAT 2", 2),
    ("severity", "0", 0),
    ("severity", "", None),
    ("vessel_type", "crude oil tanker", "crude_tanker"),
    ("vessel_type", "Crude Oil Tanker", "crude_tanker"),
    ("vessel_type", "tanker", "crude_tanker"),
    ("vessel_type", "merchant vessel", "bulk_carrier"),
    ("vessel_type", "fishing trawler", "fishing_vessel"),
    ("vessel_type", "", None),
    ("vessel_name", "MV Amber Star", "AMBER STAR"),
    ("vessel_name", "AMBER;KEEL NO. 5", "KEEL NO 5; AMBER"),
    ("vessel_name", "", None),
    ("flag", "Marshall Islands", "MHL"),
    ("flag", "MH", "MHL"),
    ("flag", "MHL;CYM", "CYM"),
    ("flag", "", None),
    ("reported_to_authority", "yes", True),
    ("reported_to_authority", "false", False),
    ("reported_to_authority", "", None),
    ("occurred_on", "2014-03-05", "2014-03-05"),
    ("position_conflict", "no", "false"),
]
WRONG: list[tuple[str, str, Any]] = [
    ("vessel_type", "crude oil tanker", "tanker"),
    ("vessel_type", "bulk carrier", None),
    ("vessel_type", "", "tanker"),
    ("attackers", "6-7", (8, 9)),
    ("attackers", "", (1, 1)),
    ("attackers", "3", None),
    ("weapons", "none", ["not_stated"]),
    ("weapons", "knives", ["guns", "knives"]),
    ("vessel_name", "AMBER;KEEL", "AMBER"),
    ("flag", "", "PAN"),
    ("flag", "PAN", None),
    ("severity", "0", None),
    ("reported_to_authority", "", False),
    ("position_conflict", "yes", "false"),
]


@pytest.mark.parametrize(("fact", "label", "value"), RIGHT)
def test_right(fact: str, label: str, value: Any) -> None:
    assert is_right(fact, label, value)


@pytest.mark.parametrize(("fact", "label", "value"), WRONG)
def test_wrong(fact: str, label: str, value: Any) -> None:
    assert not is_right(fact, label, value)


def row(**changes: str) -> dict[str, str]:
    usual = {
        "source": "ASAM",
        "category": "piracy_robbery",
        "act": "boarded",
        "occurred_on": "2014-03-05",
        "position_conflict": "no",
        "sure": "yes",
    }
    return {**dict.fromkeys(COLUMNS, ""), **usual, **changes}


def report(**stated: Any) -> Report:
    empty: Report = {
        "category": "piracy_robbery", "also": [], "act": "boarded", "vessel_status": "unknown", "weapons": ["not_stated"],
        "attackers": None, "attackers_max": None, "crew_harm": [], "severity": None, "vessel_type": None, "vessel_name": None,
        "flag": None, "reported_to_authority": None, "occurred_on": "2014-03-05", "issues": [], "why": [],
    }  # fmt: skip
    return {**empty, **stated}


def write_labels(folder: Path, *rows: dict[str, str]) -> Path:
    folder.mkdir(exist_ok=True)
    with (folder / "facts.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return folder


def test_scores_and_misses(tmp_path: Path) -> None:
    labels = write_labels(
        tmp_path,
        row(key="2014-1#0", weapons="guns;knives", attackers="3"),
        row(key="2014-2#1", weapons="knives", sure="no", act="attempted"),
        row(key="2014-3#2"),
    )
    why = [{"fact": "act", "value": "boarded", "rule": "act.boarded", "evidence": "boarded"}]
    result = evaluate_reports(
        read_labels(labels),
        {
            ("ASAM", "2014-1#0"): report(weapons=["guns"], attackers=2, attackers_max=4),
            ("ASAM", "2014-2#1"): report(weapons=["knives", "other"], why=why),
        },
    )
    assert result.not_found == [("ASAM", "2014-3#2")]
    weapons, act = result.scores["weapons"], result.scores["act"]
    assert (weapons.n, weapons.accuracy, weapons.precision, weapons.recall, weapons.f1) == (2, 0.0, 2 / 3, 2 / 3, 2 / 3)
    assert (act.accuracy, act.sure_accuracy) == (0.5, 1.0)
    assert result.scores["attackers"].accuracy == 1.0
    (miss,) = [miss for miss in result.misses if miss.fact == "act"]
    assert (miss.key, miss.label, miss.ours, miss.rule, miss.sure) == ("2014-2#1", "attempted", "boarded", "act.boarded", False)
    assert any("0.667" in line for line in score_lines(result))
    assert any("act.boarded  (unsure label)" in line for line in miss_lines(result))


CATEGORIES = ("militant", "piracy_robbery")


def test_no_labels_no_scores(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"facts\.csv"):
        read_labels(tmp_path)
    (tmp_path / "facts.csv").write_text("source,category\n")
    with pytest.raises(UsageError, match="column key"):
        read_labels(tmp_path)
    (tmp_path / "facts.csv").write_text("source,key,sure\n")
    with pytest.raises(UsageError, match="no column is a fact"):
        read_labels(tmp_path)


def test_only_labelled_facts_are_scored(tmp_path: Path) -> None:
    (tmp_path / "facts.csv").write_text("source,key,category,act\nASAM,2014-1#0,militant,seized\nASAM,2014-2#1,militant,seized\n")
    reports = {("ASAM", f"2014-{n + 1}#{n}"): {"category": category, "act": "seized", "why": []} for n, category in enumerate(CATEGORIES)}
    result = evaluate_reports(read_labels(tmp_path), reports)
    assert {fact for fact, score in result.scores.items() if score.n} == {"category", "act"}
    assert (result.categories["militant"].recall, result.categories["piracy_robbery"].precision) == (0.5, 0.0)
    assert not any(line.startswith("severity") for line in score_lines(result))


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """A raw folder with two invented records of each source."""
    folder = tmp_path / "raw"
    (folder / "asam").mkdir(parents=True)
    (folder / "imb").mkdir()
    asam = [
        {"reference": f"2014-{n}", "date": "2014-03-05", "latitude": 1.2, "longitude": 103.9, "hostility": "ROBBERS", "victim": "Tanker"}
        | {"navArea": "XI", "subreg": "71", "description": text}
        for n, text in enumerate(["Three robbers boarded an anchored tanker.", "On 4 March, robbers attempted to board a tug."])
    ]
    (folder / "asam" / "asam_archive_1978_2024.json").write_text(json.dumps({"asam": asam}))
    columns = ["date", "time", "longitude", "latitude", "attack_type", "location_description", "attack_description", "vessel_name"]
    columns += ["vessel_status", "vessel_type"]
    lines = [columns, ["2003-03-05", "NA", "103.9", "1.2", "Boarding", "Amber Roads", "NA", "Mv Amber", "Anchored", "NA"]]
    (folder / "imb" / "pirate_attacks.csv").write_text("\n".join(",".join(line) for line in lines) + "\n")
    return folder


def own_settings(tmp_path: Path) -> Settings:
    return settings_module.load({"ANCHORWATCH_DATA": str(tmp_path / "data")})


def test_reports_are_read_from_raw_files(
    tmp_path: Path, raw: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    labels = write_labels(
        tmp_path / "labels",
        row(key="2014-0#0", vessel_status="anchored", attackers="3", severity="4", vessel_type="tanker"),
        row(key="2014-1#1", act="attempted", occurred_on="2014-03-04", severity="0", vessel_type="tanker"),
        row(source="IMB", key="1", vessel_status="anchored", vessel_name="AMBER", occurred_on="2003-03-05"),
    )
    monkeypatch.setenv("ANCHORWATCH_DATA", str(tmp_path / "data"))
    status = main(["evaluate-facts", "--labels", str(labels), "--raw", str(raw)])
    printed = capsys.readouterr().out
    assert status == 0
    assert printed.splitlines()[1].split() == ["category", "3", "1.000", "1.000"]
    assert "not found" not in printed
    assert "label wider" not in printed
    assert main(["evaluate-facts", "--help"]) == 0
    assert "wider type" in " ".join(capsys.readouterr().out.split())


def test_a_missing_raw_folder_is_named(tmp_path: Path) -> None:
    labels = read_labels(write_labels(tmp_path / "labels", row(key="2014-0#0")))
    with pytest.raises(UsageError, match="REAL_DATA"):
        reports_for(labels, own_settings(tmp_path), tmp_path)


def test_an_unknown_source_is_named(tmp_path: Path) -> None:
    labels = read_labels(write_labels(tmp_path / "labels", row(source="XYZ", key="1")))
    with pytest.raises(UsageError, match="XYZ"):
        reports_for(labels, own_settings(tmp_path), tmp_path)
