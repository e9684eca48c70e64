"""The whole way: a report is sent, judged on the command line, handed over, landed and published; and taken back."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from data_pipeline import registry
from data_pipeline.__main__ import main as pipeline
from data_pipeline.fields import Fields
from data_pipeline.sources.members import adapter
from data_pipeline.sources.members.adapter import REPORTER
from members.__main__ import main as desk
from members.desk.queue import all_reports
from members.desk.verdicts import Verdict, judge_report
from members.hand_over import hand_over, is_waiting
from members.reports import deeds
from members.reports.forms import FORMS
from members.reports.reading import read_answers
from members.reports.sealing import new_key_pair
from members.store import MemberStore
from tests.members.conftest import published
from tests.members.test_deeds import PRIVATE, SENT, TODAY, send
from warehouse.contract import settings
from warehouse.contract.snapshot import Store
from warehouse.filters import Filters
from warehouse.queries.gap.incident_counts import reason_counts
from warehouse.reader import Reader
from warehouse.view import view


def listed(capsys: pytest.CaptureFixture[str], state: str = "received") -> list[str]:
    assert desk(["list", "--state", state]) == 0
    return re.findall(r"\b[0-9a-f]{32}\b", capsys.readouterr().out)


def handed_over_by_the_watch(data: Path) -> None:
    """Let `python -m members watch` do what waits."""
    before = (data / "members" / "accepted.json").read_bytes()
    with subprocess.Popen([sys.executable, "-m", "members", "watch", "--every", "0.1"], stdout=subprocess.DEVNULL) as process:
        for _ in range(300):
            if (data / "members" / "accepted.json").read_bytes() != before:
                break
            time.sleep(0.05)
        process.terminate()
    assert (data / "members" / "accepted.json").read_bytes() != before


def test_from_the_form_to_the_snapshot_and_back(data: Path, desk_store: MemberStore, capsys: pytest.CaptureFixture[str]) -> None:
    receipt = send(desk_store, craft=["two [red] skiffs"])
    [report_id] = listed(capsys)
    assert desk(["show", report_id]) == 0
    shown = capsys.readouterr().out
    assert "two [red] skiffs" in shown and "is sealed" in shown and "AMBER FINCH" not in shown
    assert desk(["judge", report_id, "accepted", "--why", "plausible, known gang", "--who", "one"]) == 0
    assert "1 report handed over" in capsys.readouterr().out
    assert pipeline(["run", "--offline"]) == 0
    [(source, category, act, attackers, weapons, tlp, credibility, reporter, narrative, region)] = published(
        data, "reports", "source, category, act, attackers, weapons, tlp, credibility, reporter, narrative, sea_region"
    )
    assert (source, category, act, attackers, weapons) == ("members", "piracy_robbery", "boarded", 4, ["knives"])
    assert (tlp, credibility, reporter, region) == ("AMBER", "3", REPORTER, "singapore_strait")
    assert narrative == "Four men with knives came over the stern and took paint. Craft: two [red] skiffs"
    status = deeds.status_of(desk_store, receipt)
    assert status is not None and status.state == "accepted"
    # Once more changes nothing; taken back, it leaves the counts and its card says so.
    assert pipeline(["run", "--offline"]) == 0
    assert desk(["judge", report_id, "unfounded", "--why", "it was a drill", "--who", "two"]) == 0
    assert pipeline(["run", "--offline"]) == 0
    assert published(data, "incidents", "count(*)") == [(0,)]
    assert published(data, "all_incidents", "status") == [("withdrawn",)]
    assert published(data, "landings", "sum(read) = sum(new + revised + unchanged + repeated + quarantined)") == [(True,)]


def test_grades_marks_and_reasons_reach_the_snapshot_and_change_with_the_verdict(
    data: Path, desk_store: MemberStore, capsys: pytest.CaptureFixture[str]
) -> None:
    send(desk_store, reason_not_reported=["delay"])
    [report_id] = listed(capsys)
    graded = ("reliability", "credibility", "tlp", "reason_not_reported")
    assert desk(["judge", report_id, "accepted", "--why", "x", "--reliability", "B", "--credibility", "2"]) == 0
    assert pipeline(["run", "--offline"]) == 0
    assert published(data, "reports", ", ".join(graded)) == [("B", "2", "AMBER", "delay")]
    con = view(Store(data).open(), Reader(clearance="RED")).connect()
    assert reason_counts(con, Filters()) == {"delay": 1}
    assert desk(["judge", report_id, "accepted_with_doubt", "--why", "x"]) == 0
    assert pipeline(["run", "--offline"]) == 0
    assert published(data, "reports", ", ".join(graded)) == [("F", "4", "AMBER", "delay")]
    assert desk(["undo", report_id, "--why", "a slip"]) == 0
    assert pipeline(["run", "--offline"]) == 0
    assert published(data, "reports", ", ".join(graded)) == [("B", "2", "AMBER", "delay")]


def test_a_stricter_mark_by_the_receipt_reaches_the_snapshot_without_a_verdict(
    data: Path, desk_store: MemberStore, capsys: pytest.CaptureFixture[str]
) -> None:
    receipt = send(desk_store)
    [report_id] = listed(capsys)
    assert desk(["judge", report_id, "accepted", "--why", "x"]) == 0
    assert pipeline(["run", "--offline"]) == 0
    deeds.correct_report(desk_store, receipt, read_answers(FORMS["attack"], SENT | {"tlp": ["RED"], "attackers": ["9"]}, TODAY), TODAY)
    handed_over_by_the_watch(data)
    assert pipeline(["run", "--offline"]) == 0
    assert published(data, "reports", "tlp, attackers") == [("RED", 4)], "the answers wait for an analyst, the mark does not"


@pytest.mark.parametrize("form", FORMS)
def test_a_report_withdrawn_by_its_receipt_leaves_every_count(
    form: str, data: Path, desk_store: MemberStore, capsys: pytest.CaptureFixture[str]
) -> None:
    receipt = send(desk_store, form=form, act=["boarded"], cyber_subtype=["ransomware" if form == "cyber" else "gnss_interference"],
                   stolen=["40 tonnes"])  # fmt: skip
    [report_id] = listed(capsys)
    assert desk(["judge", report_id, "accepted", "--why", "x"]) == 0
    assert pipeline(["run", "--offline"]) == 0
    deeds.withdraw_report(desk_store, receipt, TODAY)
    listed(capsys)
    assert pipeline(["run", "--offline"]) == 0
    assert published(data, "all_incidents", "status") == [("withdrawn",)]
    assert published(data, "reports", "place, latitude") == [(None, None)]
    assert published(data, "quarantine", "count(*)") == [(0,)]


def test_what_is_not_accepted_is_never_handed_over(data: Path, desk_store: MemberStore, capsys: pytest.CaptureFixture[str]) -> None:
    send(desk_store)
    [report_id] = listed(capsys)
    for verdict in ("not_verifiable", "spam", "duplicate"):
        assert desk(["judge", report_id, verdict, "--why", "x", "--who", "one", "--duplicate-of", "y"]) == 0
    assert not (data / "members" / "accepted.json").exists()


def test_readers_see_a_report_as_its_own_mark_allows(data: Path, desk_store: MemberStore, capsys: pytest.CaptureFixture[str]) -> None:
    for mark in ("CLEAR", "GREEN", "AMBER", "RED"):
        send(desk_store, tlp=[mark], place=[f"Port {mark}"])
    for report_id in listed(capsys):
        assert desk(["judge", report_id, "accepted", "--why", "x", "--who", "one"]) == 0
    assert pipeline(["run", "--offline"]) == 0
    for mark, expected in {"CLEAR": 1, "GREEN": 2, "AMBER": 3, "RED": 4}.items():
        con = view(Store(data).open(), Reader(clearance=mark)).connect()
        assert con.execute("SELECT count(*) FROM reports").fetchone() == (expected,)


@pytest.mark.parametrize("form", FORMS)
def test_every_form_reaches_the_picture(form: str, data: Path, desk_store: MemberStore, capsys: pytest.CaptureFixture[str]) -> None:
    subtype = "gnss_interference" if form == "gnss" else "ransomware"
    send(desk_store, form=form, act=["boarded"], cyber_subtype=[subtype], stolen=["40 tonnes"], until_time=["0130"])
    [report_id] = listed(capsys)
    assert desk(["judge", report_id, "accepted_with_doubt", "--why", "x", "--who", "one"]) == 0
    assert pipeline(["run", "--offline"]) == 0
    [(category, act, credibility, place)] = published(data, "reports", "category, act, credibility, place")
    assert (category, act, credibility) == (FORMS[form].category, FORMS[form].act or "boarded", "4")
    assert place == "Singapore anchorage"
    assert published(data, "quarantine", "count(*)") == [(0,)]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["show", "x"], "There is no report x"),
        (["judge", "x", "accepted", "--why", "y"], "There is no report x"),
        (["judge", "x", "perhaps", "--why", "y"], "no verdict"),
        (["list", "--state", "nowhere"], "there is no state nowhere"),
        (["undo", "x", "--why", "y"], "There is no report x"),
        (["unseal", "x", "--private-key", "y"], "no identity is sealed"),
        (["no-such-command"], "No such command"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(data: Path, words: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert desk(words) == 2
    said = "".join(capsys.readouterr())
    assert message in said and "Traceback" not in said


def test_a_sealed_identity_opens_with_the_private_key_alone(
    data: Path, desk_store: MemberStore, capsys: pytest.CaptureFixture[str]
) -> None:
    send(desk_store)
    [report_id] = listed(capsys)
    assert desk(["unseal", report_id, "--private-key", new_key_pair()[0]]) == 2
    assert desk(["unseal", report_id, "--private-key", PRIVATE]) == 0
    assert "AMBER FINCH" in capsys.readouterr().out


def test_a_table_of_members_and_the_desk_exclude_each_other(
    data: Path, desk_store: MemberStore, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    send(desk_store)
    [report_id] = listed(capsys)
    assert desk(["judge", report_id, "accepted", "--why", "x", "--who", "one"]) == 0
    mapped = replace(registry.source("members"), mapping=cast(Any, object()))
    monkeypatch.setattr(registry, "source", lambda _: mapped)
    assert pipeline(["run", "--offline"]) == 2
    assert "is a table by its mapping" in "".join(capsys.readouterr())


@pytest.mark.parametrize("form", FORMS)
def test_no_answer_is_lost_on_its_way(form: str, data: Path) -> None:
    """What is asked is used: each answer changes the draft, but for what is sealed and what says who may see the report."""
    examples = {
        "text": "Zanzibar", "long_text": "Zanzibar told.", "number": 7, "day": "2026-11-27", "time": "03:15", "yes_no": True,
        "position": {"latitude": -6.1, "longitude": 39.2, "precision_km": 1.9},
    }  # fmt: skip
    described = FORMS[form]
    usual = {"day": "2026-11-28", "place": "there", "tlp": "GREEN", "narrative": "It happened."}

    def draft(answers: dict[str, Any]) -> Any:
        act = answers.get("act", described.act or "attempted")
        record = {"report": "x", "state": "accepted", "category": described.category, "act": act, "tlp": answers["tlp"],
                  "received_on": "2026-11-29", "answers": answers}  # fmt: skip
        return adapter.read(Fields(record), "handed_over")

    for field in described.fields:
        if field.identifies:
            continue
        code = list(field.choices or ())[-1:]
        answer = code if field.kind == "several" else code[0] if field.kind == "choice" else examples[field.kind]
        assert draft({**usual, field.name: answer}) != draft(usual), f"nothing uses the answer to {field.label!r}"


def test_a_verdict_that_was_interrupted_is_handed_over_by_the_next_command(
    data: Path, desk_store: MemberStore, capsys: pytest.CaptureFixture[str]
) -> None:
    send(desk_store)
    [report_id] = listed(capsys)
    judge_report(desk_store, report_id, Verdict("accepted", "x"), "one")
    assert not (data / "members" / "accepted.json").exists()
    listed(capsys)
    written = (data / "members" / "accepted.json").read_bytes()
    assert report_id.encode() in written
    (data / "members" / "accepted.json").unlink()
    listed(capsys)
    assert not (data / "members" / "accepted.json").exists(), "it is handed over once"


@pytest.mark.postgresql
@pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)
def test_what_is_judged_while_reports_are_handed_over_is_handed_over_next(
    data: Path, store: MemberStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        send(store)
    first, second = (item.report_id for item in all_reports(store))
    judge_report(store, first, Verdict("accepted", "x"), "one")

    def judge_meanwhile(*_: object) -> list[Any]:
        judge_report(store, second, Verdict("accepted", "x"), "one")
        return []

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr("members.hand_over.confirmation_records", judge_meanwhile)
        assert hand_over(store, settings.load()) == 1
    assert is_waiting(store) and hand_over(store, settings.load()) == 2
