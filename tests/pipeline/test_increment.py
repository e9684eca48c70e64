"""What runs add up to is what a rebuild gives: row by row, in every table, whatever lands in whatever order."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from data_pipeline import registry
from data_pipeline.chain import run
from data_pipeline.differences import find_differences
from data_pipeline.landing import land_file
from data_pipeline.linkage import increment
from data_pipeline.linkage.link import link_reports
from data_pipeline.steps import link
from tests.pipeline.conftest import Cli
from tests.pipeline.helpers import IMB, START, asam_json, asam_record, land_bytes, settings_in
from warehouse.contract import decisions
from warehouse.contract.settings import Settings
from warehouse.contract.snapshot import Snapshot, Store

HEADINGS: Final = (IMB / "data_set_csv.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
NAMES: Final = ("PALE STAR", "AMBER KEEL", "GREY PETREL", "SALT WREN", "")
TEXTS: Final = (
    "robbers boarded the anchored tanker {name} and stole ropes. Alarm raised at 0310 local time.",
    "robbers in a skiff approached {name} near Belawan; the crew mustered and they fled.",
    "{name} reported by IMB: boarded by four men with knives off Qwertysund, stores stolen.",
    "a fishing boat was suspicious.",
)
FIRST_DAY: Final = date(2019, 3, 1)


@st.composite
def events(draw: st.DrawFn) -> dict[str, Any]:
    """One report: few days, places, names and texts, so that many are rivals; some without position."""
    placed = draw(st.integers(0, 7))
    return {
        "number": draw(st.integers(1, 40)),
        "day": FIRST_DAY + timedelta(days=draw(st.sampled_from([0, 0, 0, 1, 2, 5, 30, 120, 390]))),
        "latitude": 1.2 + 0.05 * draw(st.integers(0, 3)) if placed else "",
        "longitude": 103.9 + 0.05 * draw(st.integers(0, 3)) if placed else "",
        "name": draw(st.sampled_from(NAMES)),
        "text": draw(st.sampled_from(TEXTS)),
    }


def asam_bytes(reports: list[dict[str, Any]]) -> bytes:
    records = [
        asam_record(
            report["number"],
            date=report["day"].isoformat(),
            latitude=report["latitude"],
            longitude=report["longitude"],
            victim=f"Tanker {report['name']}" if report["name"] else "",
            description=f"STRAIT: On {report['day'].day} {report['day']:%B}, {report['text'].format(name=report['name'])}",
        )
        for report in {report["number"]: report for report in reports}.values()
    ]
    return asam_json(*records)


def imb_bytes(reports: list[dict[str, Any]]) -> bytes:
    out = io.StringIO()
    table = csv.DictWriter(out, HEADINGS, restval="NA")
    table.writeheader()
    for report in reports:
        place = {"location_description": "Belawan anchorage" if "Belawan" in report["text"] else "Qwertysund roads"}
        known = {name: report[name] for name in ("latitude", "longitude") if report[name] != ""}
        table.writerow({"date": report["day"], "attack_type": "Boarded", "vessel_name": report["name"] or "NA", **place, **known})
    return out.getvalue().encode()


batches = st.tuples(
    st.sampled_from(["asam", "imb", "imb", "decide", "undo"]), st.lists(events(), min_size=1, max_size=6), st.integers(0, 10**6)
)


def apply(settings: Settings, kind: str, reports: list[dict[str, Any]], choice: int, day: int) -> None:
    """Land the reports, or decide on published ones, or take a decision back."""
    if kind == "asam":
        land_again(settings, "asam", asam_bytes(reports), "api_json", day)
    elif kind == "imb":
        land_again(settings, "imb_crime_at_sea", imb_bytes(reports), "data_set_csv", day)
    elif kind == "decide":
        decide(settings, choice)
    elif made := [decision for decision in decisions.read_decisions(settings) if decision.verdict != "undo"]:
        decisions.write_decision(settings, "Ada", "undo", [], [], "wrong", undoes=made[choice % len(made)].decision_id)


def land_again(settings: Settings, source: str, content: bytes, format_id: str, day: int) -> None:
    """Land bytes that may have landed before; then nothing lands."""
    file = settings.data / "feed"
    file.write_bytes(content)
    land_file(settings.landing, registry.source(source), format_id, file, START + timedelta(days=day))
    file.unlink()


def decide(settings: Settings, choice: int) -> None:
    """A decision on two or three published reports."""
    chance = Random(choice)
    reports = [row["report_id"] for row in Store(settings.data).open().read_table("reports", ["report_id"]).to_pylist()]
    chosen = chance.sample(reports, min(3, len(reports)))
    verdict = chance.choice(["same", "different", "verified"])
    if len(chosen) < 2:
        return
    groups = (chosen[:1], chosen[1:]) if verdict == "different" else (chosen[:1] if verdict == "verified" else chosen[:2], [])
    decisions.write_decision(settings, "Ada", verdict, *groups, "seen")


@pytest.fixture(autouse=True)
def narrow_always(monkeypatch: pytest.MonkeyPatch) -> None:
    """However few reports there are, only the affected ones are linked again, and tables are cut into slices."""
    monkeypatch.setattr(increment, "WORTH_NARROWING", 1.0)
    monkeypatch.setattr("data_pipeline.steps.staging.FEWEST_ROWS", 3)


@hypothesis_settings(
    max_examples=3,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(batches, min_size=2, max_size=5))
def test_runs_add_up_to_what_a_rebuild_gives(steps: list[tuple[str, list[dict[str, Any]], int]]) -> None:
    """Batches of two sources, revisions among them, and decisions made and taken back; after each, compared with a rebuild."""
    with TemporaryDirectory() as folder:
        settings = settings_in(Path(folder))
        land_bytes(settings, "asam", asam_bytes([{**steps[0][1][0], "number": 99}]), "api_json")
        assert run(settings).fresh
        for day, (kind, reports, choice) in enumerate(steps, 1):
            apply(settings, kind, reports, choice, day)
            added = run(settings).snapshot
        rebuilt = run(settings, rebuild=True).snapshot
        assert added is not None and rebuilt is not None
        assert [str(difference) for difference in find_differences(added, rebuilt)] == []


@pytest.fixture
def landed(settings: Settings) -> tuple[Settings, Snapshot]:
    """Thirty ASAM reports of as many months, and one of IMB's on the same ship as the first."""
    apart = [
        {
            "number": n,
            "day": FIRST_DAY + timedelta(days=30 * n),
            "latitude": 1.2,
            "longitude": 103.9,
            "name": f"KEEL {n}A",
            "text": TEXTS[0],
        }
        for n in range(30)
    ]
    land_bytes(settings, "asam", asam_bytes(apart), "api_json")
    snapshot = run(settings).snapshot
    assert snapshot is not None
    return settings, snapshot


def test_only_what_a_new_report_touches_is_linked_again(landed: tuple[Settings, Snapshot], monkeypatch: pytest.MonkeyPatch) -> None:
    settings, _ = landed
    linked: list[int] = []

    def counted(con: Any, *args: Any, **named: Any) -> None:
        link_reports(con, *args, **named)
        linked.extend(con.table("compared").count("*").fetchall()[0])

    monkeypatch.setattr(link, "link_reports", counted)
    new = {"number": 77, "day": FIRST_DAY, "latitude": 1.2, "longitude": 103.9, "name": "KEEL 0A", "text": TEXTS[0]}
    land_bytes(settings, "imb_crime_at_sea", imb_bytes([new]), "data_set_csv", day=1)
    added = run(settings).snapshot
    assert linked[0] <= 8, "the report, the one it repeats, and those counted differently in the quarters around"
    assert added is not None
    joined = {row["incident_id"]: row["report_count"] for row in added.read_table("incidents").to_pylist()}
    assert joined["asam:2020-0"] == 2
    rebuilt = run(settings, rebuild=True).snapshot
    assert rebuilt is not None
    assert find_differences(added, rebuilt) == []


@pytest.mark.usefixtures("landed")
def test_rebuild_compares(cli: Cli) -> None:
    answer = cli("rebuild", "--compare")
    assert (answer.status, "row by row" in answer.out) == (0, True)


def test_a_rebuild_says_what_differs(landed: tuple[Settings, Snapshot], cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run whose linking went wrong is found out by the next night's rebuild."""
    settings, _ = landed
    with monkeypatch.context() as patch:
        patch.setattr(increment, "find_candidates", lambda seekers, sought: "SELECT 0, 0 WHERE false AND $vectors_missing")
        new = {"number": 77, "day": FIRST_DAY, "latitude": 1.2, "longitude": 103.9, "name": "KEEL 0A", "text": TEXTS[0]}
        land_bytes(settings, "imb_crime_at_sea", imb_bytes([new]), "data_set_csv", day=1)
        assert run(settings).fresh
    answer = cli("rebuild", "--compare")
    assert answer.status == 1
    assert "differs incidents: 2 rows before that are not there now, 1 now" in answer.out
