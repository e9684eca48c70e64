"""Decisions through the chain: applied, kept by a rebuild, taken back without a trace, named where they cannot apply."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

import pytest

from data_pipeline.chain import run
from data_pipeline.errors import LandingError
from tests.pipeline.conftest import Cli
from tests.pipeline.helpers import IMB, Rows, asam_json, asam_record, content, land_bytes
from warehouse.contract import decisions
from warehouse.contract.settings import Settings
from warehouse.contract.snapshot import Store

TABLES = ("incidents", "incident_reports", "links")


def linked(store: Store) -> Rows:
    return {name: rows for name, rows in content(store.open()).items() if name in TABLES}


@pytest.fixture
def one_linked(settings: Settings) -> tuple[Store, str, str]:
    """A report of each source about one attack, linked by the model: same ship, day and place."""
    record = asam_record(
        date="2019-07-05", description="On 5 July robbers boarded the tanker VELVET OTTER at anchor.", victim="VELVET OTTER"
    )
    land_bytes(settings, "asam", asam_json(record), "api_json")
    lines = csv.reader(io.StringIO((IMB / "data_set_csv.csv").read_text(encoding="utf-8")))
    header = next(lines)
    answer = {"date": "2019-07-05", "longitude": "103.5", "latitude": "1.2", "attack_type": "Boarded", "vessel_name": "VELVET OTTER"}
    row = [answer.get(name, "NA") for name in header]
    out = io.StringIO()
    csv.writer(out).writerows([header, row])
    land_bytes(settings, "imb_crime_at_sea", out.getvalue().encode(), "data_set_csv", day=1)
    assert run(settings).exit_status == 0
    store = Store(settings.data)
    [link] = [row for row in linked(store)["links"] if row["outcome"] == "linked"]
    return store, link["report_a"], link["report_b"]


def two_apart(store: Store) -> tuple[str, str]:
    """Reports of two incidents that have one report each, years apart."""
    alone = [row["incident_id"] for row in content(store.open())["incidents"] if row["report_count"] == 1]
    return alone[0], alone[-1]


def test_a_decision_joins_what_the_model_would_never_and_an_undo_leaves_no_trace(good: Store, settings: Settings, cli: Cli) -> None:
    before = linked(good)
    a, b = two_apart(good)
    assert cli("decide", "same", a, b, "--who", "Ada", "--why", "the master told us").status == 0
    assert run(settings).fresh
    joined = {row["report_id"]: row for row in linked(good)["incident_reports"] if row["report_id"] in (a, b)}
    assert len({row["incident_id"] for row in joined.values()}) == 1
    assert {row["link_rule"] for row in joined.values()} == {"first", "decision"}
    [link] = [row for row in linked(good)["links"] if {row["report_a"], row["report_b"]} == {a, b}]
    [landed_decisions] = decisions.read_decisions(settings)
    assert (link["outcome"], link["reason"], link["decision_id"]) == ("linked", "decision", landed_decisions.decision_id)
    assert not run(settings).fresh, "nothing new: the decision is applied already"

    shutil.rmtree(settings.data / "snapshots")
    assert run(settings, rebuild=True).fresh
    assert {row["incident_id"] for row in linked(good)["incident_reports"] if row["report_id"] in (a, b)} == {joined[a]["incident_id"]}

    assert cli("undo", landed_decisions.decision_id, "--who", "Bo", "--why", "another ship").status == 0
    assert run(settings).fresh
    assert linked(good) == before
    listed = cli("decisions")
    assert "Undone" in listed.out
    assert "Bo" in listed.out


def test_a_link_that_a_person_rejects_stays_rejected(one_linked: tuple[Store, str, str], settings: Settings, cli: Cli) -> None:
    good, a, b = one_linked
    assert cli("decide", "different", a, "--from", b, "--who", "Ada", "--why", "two ships").status == 0
    run(settings)
    incidents = {row["report_id"]: row["incident_id"] for row in linked(good)["incident_reports"]}
    assert incidents[a] != incidents[b]
    [link] = [row for row in linked(good)["links"] if (row["report_a"], row["report_b"]) == (a, b)]
    assert (link["outcome"], link["reason"]) == ("not_linked", "decision")


def test_contradicting_decisions_are_shown_and_the_model_decides(one_linked: tuple[Store, str, str], settings: Settings, cli: Cli) -> None:
    good, a, b = one_linked
    cli("decide", "same", a, b, "--who", "Ada", "--why", "one")
    cli("decide", "different", a, "--from", b, "--who", "Bo", "--why", "two")
    run(settings)
    decisions = content(good.open())["decisions"]
    assert [row["state"] for row in decisions] == ["contradicted", "contradicted"]
    [link] = [row for row in linked(good)["links"] if (row["report_a"], row["report_b"]) == (a, b)]
    assert (link["outcome"], link["reason"]) == ("linked", "contradicted")
    [incident] = [row for row in linked(good)["incidents"] if row["incident_id"] in (a, b)]
    assert "decisions_contradict" in incident["doubts"]


def test_a_verdict_sets_the_status_of_the_incident(good: Store, settings: Settings, cli: Cli) -> None:
    a, _ = two_apart(good)
    cli("decide", "unfounded", a, "--who", "Ada", "--why", "no such ship")
    run(settings)
    assert [row["status"] for row in linked(good)["incidents"] if row["incident_id"] == a] == ["unfounded"]


def test_a_decision_on_an_unknown_report_waits_and_says_so(good: Store, settings: Settings, cli: Cli) -> None:
    a, _ = two_apart(good)
    before = linked(good)
    answer = cli("decide", "same", a, "asam:1900-1", "--who", "Ada", "--why", "soon to come")
    assert "asam:1900-1" in answer.out
    run(settings)
    assert linked(good) == before
    assert [row["state"] for row in content(good.open())["decisions"]] == ["not_applicable"]


def test_a_damaged_decision_stops_the_run_and_doctor_names_it(good: Store, settings: Settings, cli: Cli) -> None:
    a, b = two_apart(good)
    in_force = good.current_id()
    landed_decisions = decisions.write_decision(settings, "Ada", "same", [a, b], [], "x")
    file: Path = decisions.decisions_folder(settings) / f"{landed_decisions.decision_id}.json"
    file.chmod(0o644)
    file.write_text("{}")
    with pytest.raises(LandingError, match=landed_decisions.decision_id):
        run(settings)
    assert good.current_id() == in_force
    assert landed_decisions.decision_id in cli("doctor").out


@pytest.mark.parametrize("verdict", ["same", "different"])
def test_half_a_decision_is_refused(cli: Cli, good: Store, verdict: str) -> None:
    answer = cli("decide", verdict, "asam:1", "--who", "Ada", "--why", "x")
    assert answer.status == 2
    assert "Nothing was landed" in answer.err
