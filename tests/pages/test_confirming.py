"""*Were you there?* on an incident's card: a voice of the company, changed and taken back, and who sees the fields."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from members.access import LOCAL, Person, Role
from members.confirmations.deeds import voices_on
from members.store import MemberStore
from pages.shell.access import current
from tests.pages.conftest import Open, by_key, said
from warehouse.contract.snapshot import Snapshot
from warehouse.contract.taxonomy import MARKS

PAGE = "pages/incident/page.py"


@pytest.fixture
def incident_id(base: Snapshot) -> str:
    with base.open_database() as con:
        row = con.execute("SELECT incident_id FROM incidents ORDER BY incident_id LIMIT 1").fetchone()
    assert row is not None
    return str(row[0])


def labels(at: AppTest) -> str:
    return " ".join(part.label for part in at.expander)


def test_a_company_says_so_changes_its_mind_and_takes_it_back(member_store: MemberStore, open_page: Open, incident_id: str) -> None:
    at = open_page(PAGE, id=incident_id)
    assert "Were you there? No company" in labels(at)
    by_key(at, "radio", "stance_").set_value("seen_too")
    at.run()
    at = by_key(at, "button", "say_").click().run()
    assert "Kept." in said(at) and "1 company confirms it" in labels(at)
    by_key(at, "radio", "stance_").set_value("otherwise")
    at.run()
    at = by_key(at, "button", "say_").click().run()
    assert "Say what was otherwise" in said(at) and voices_on(member_store, LOCAL, incident_id, MARKS).own == "seen_too"
    by_key(at, "text_area", "detail_").set_value("There was no boarding.")
    at.run()
    at = by_key(at, "button", "say_").click().run()
    assert "1 disputes it" in labels(at)
    at = by_key(at, "button", "take_back_").click().run()
    assert "No company" in labels(at) and voices_on(member_store, LOCAL, incident_id, MARKS).own is None


@pytest.mark.parametrize(
    ("role", "reports", "shown"), [(Role.MEMBER, "true", True), (Role.READER, "true", False), (Role.MEMBER, "false", False)]
)
def test_who_is_asked(
    role: Role, reports: str, shown: bool, member_store: MemberStore, open_page: Open, incident_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANCHORWATCH_MEMBER_REPORTS", reports)
    person = Person(person_id="p", name="P", role=role, clearance="RED")
    monkeypatch.setattr(current, "person_or_refusal", lambda: person)
    monkeypatch.setattr("pages.shell.access.gate.person_or_refusal", lambda: person)
    at = open_page(PAGE, id=incident_id)
    assert not at.exception and ("Were you there?" in labels(at)) is shown
