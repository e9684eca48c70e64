"""Publishing on a sender's behalf: what goes out, that it stays so, and that it hides and corroborates as any unnamed report does."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest

from data_pipeline.__main__ import main as pipeline
from members.__main__ import main as desk
from members.confirmations.deeds import confirm_incident
from members.desk.on_behalf import PUBLISHER, DeskAccount
from members.desk.queue import desk_report
from members.desk.verdicts import Verdict, judge_report, undo_verdict
from members.errors import NotAllowed
from members.hand_over import LIST_NAME, hand_over
from members.reports.deeds import correct_report, withdraw_report
from members.store import MemberStore
from tests.members.conftest import published
from tests.members.test_confirmations import person_of, voice
from tests.members.test_deeds import TODAY, answers_with, only_report, send
from tests.members.test_verdicts import SEVERE
from warehouse.contract import settings

ACCOUNT: Final = DeskAccount("Singapore Strait", "Robbers with knives boarded a ship at anchor.")
ON_BEHALF: Final = Verdict("accepted", "known from elsewhere", account=ACCOUNT)
MARKED: Final[dict[str, Any]] = {
    "narrative": ["MARKED-WORDS at the stern"], "place": ["MARKED-PLACE"], "craft": ["MARKED-CRAFT"], "method": ["MARKED-METHOD"],
    "flag": ["Tuvalu"], "time": ["0317"], "authority": ["MARKED-AUTHORITY"], "vessel_type": ["livestock_carrier"],
}  # fmt: skip
TRACES: Final = ("MARKED-", "Tuvalu", "03:17", "livestock_carrier", "1.208", "103.6", TODAY.isoformat())
"""What only the sender said, and the day of sending."""


def record_of(data: Path, store: MemberStore) -> dict[str, Any]:
    """The one record that is handed over."""
    hand_over(store, settings.load())
    records: list[dict[str, Any]] = json.loads((data / "members" / "accepted.json").read_bytes())[LIST_NAME]
    return records[0]


def test_nothing_that_only_the_sender_said_is_landed_whatever_becomes_of_the_report(data: Path, desk_store: MemberStore) -> None:
    receipt = send(desk_store, **MARKED)
    report_id = only_report(desk_store).report_id
    judge_report(desk_store, report_id, ON_BEHALF, "one")
    record_of(data, desk_store)
    assert pipeline(["run", "--offline"]) == 0
    columns = "latitude, longitude, position_precision_km, weapons, vessel_type, reporter, reported_to_authority, narrative"
    [(*where, weapons, vessel_type, reporter, told, narrative)] = published(data, "reports", columns)
    assert (where, weapons) == ([1.0, 103.5, 40.0], ["knives"])
    assert (vessel_type, reporter, told) == (None, "unnamed", None) and narrative == f"{ACCOUNT.narrative} {PUBLISHER}"
    correct_report(desk_store, receipt, answers_with(**MARKED, tlp=["RED"]), TODAY)
    record_of(data, desk_store)
    judge_report(desk_store, report_id, Verdict("unfounded", "a drill"), "one")
    record_of(data, desk_store)
    undo_verdict(desk_store, report_id, "no drill", "one")
    undo_verdict(desk_store, report_id, "too soon", "one")
    assert record_of(data, desk_store)["state"] == "received"
    withdraw_report(desk_store, receipt, TODAY)
    record_of(data, desk_store)
    assert pipeline(["run", "--offline"]) == 0
    landed = [file.read_bytes() for file in (data / "landing").rglob("*") if file.is_file() and b'"member_reports"' in file.read_bytes()]
    assert landed and not [trace for trace in TRACES for content in landed if trace.encode() in content]
    assert published(data, "incidents", "count(*)") == [(0,)] and published(data, "quarantine", "count(*)") == [(0,)]


def test_a_later_verdict_cannot_give_the_sender_away_by_leaving_the_account_out(store: MemberStore) -> None:
    send(store, **SEVERE)
    report_id = only_report(store).report_id
    assert judge_report(store, report_id, ON_BEHALF, "one") == "second_look"
    with pytest.raises(NotAllowed, match="on its sender's behalf"):
        judge_report(store, report_id, Verdict("accepted", "so"), "two")
    assert desk_report(store, report_id).account == {"place": ACCOUNT.place, "narrative": ACCOUNT.narrative}
    judge_report(store, report_id, ON_BEHALF, "two")
    with pytest.raises(NotAllowed, match="on its sender's behalf"):
        judge_report(store, report_id, Verdict("accepted_with_doubt", "so"), "two")


@pytest.mark.parametrize(
    "account",
    [DeskAccount(" ", "words"), DeskAccount("place", "\u200b"), DeskAccount("x" * 201, "words"), DeskAccount("place", "MARKED-WORDS")],
)
def test_what_is_no_account_of_the_desk_is_refused(store: MemberStore, account: DeskAccount) -> None:
    send(store, narrative=["MARKED-WORDS"])
    with pytest.raises(NotAllowed):
        judge_report(store, only_report(store).report_id, replace(ON_BEHALF, account=account), "one")


def test_it_looks_like_any_unnamed_report_and_one_company_does_not_corroborate_it(data: Path, desk_store: MemberStore) -> None:
    send(desk_store)
    report_id = only_report(desk_store).report_id
    assert desk(["judge", report_id, "accepted", "--why", "so"]) == 0
    usual = record_of(data, desk_store)
    assert desk(["judge", report_id, "accepted", "--why", "so", "--place", ACCOUNT.place, "--words", ACCOUNT.narrative]) == 0
    on_behalf = record_of(data, desk_store)
    assert usual.keys() == on_behalf.keys() and "reporter" not in on_behalf
    statuses = []
    for company in "ab":
        confirm_incident(desk_store, person_of(desk_store, company), f"members:{report_id}", voice(tlp="AMBER"), TODAY)
        hand_over(desk_store, settings.load())
        assert pipeline(["run", "--offline"]) == 0
        statuses += published(data, "incidents", "status")
    assert statuses == [("unverified",), ("corroborated",)], "the first may be the sender's own company"
