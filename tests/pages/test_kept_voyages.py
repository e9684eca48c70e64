"""Keeping a voyage and a ship: a click each, opened again as they were, by those alone who may see them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from members.access import LOCAL, Role
from members.store.engine import MemberStore
from members.voyages.kept import list_voyages
from members.voyages.ships import list_ships
from members.voyages.signing import sign_assessment, signatures_of
from tests.pages.conftest import Open, said
from tests.pages.people import sign_in_as
from tests.support.map_page import address_parameters

PAGE = "pages/voyage/page.py"
VOYAGE = {"origin": "Singapore", "destination": "Lagos", "depart": "2026-11-02T06:00"}
HOSTILE = "*Anna* [x](http://evil.example) <b>\u202egpj"


def test_a_voyage_is_kept_at_one_click_with_its_ship_and_opens_as_it_was(member_store: MemberStore, open_page: Open) -> None:
    at = open_page(PAGE, assessment="true", **VOYAGE)
    at.text_input(key="security_name").set_value(HOSTILE).run()
    at.text_area(key="security_ports").set_value("Lagos 2026-10-02 2026-10-04\nXyzzy\nSingapore").run()
    assert "Not known here, so nothing can be said of: Xyzzy." in said(at)
    at.button(key="ship_keep").click().run()
    at.button(key="voyage_keep").click().run()
    assert not at.exception and not at.error
    [row] = list_voyages(member_store, LOCAL).rows
    [ship] = list_ships(member_store, LOCAL)
    assert row.text.name == "Singapore, SG to Lagos, NG, 2 Nov 2026" and row.text.query == VOYAGE and row.text.ship_id == ship.ship_id
    kept = address_parameters(at)
    assert kept["kept"] == row.voyage_id
    again = open_page(PAGE, assessment="true", **VOYAGE, kept=row.voyage_id)
    assert not again.exception and again.text_input(key="security_name").value == ship.name
    assert "Lagos 2026-10-02" in str(again.text_area(key="security_ports").value)
    again.text_input(key="voyage_destination").set_value("Santos").run()
    again.button(key="voyage_keep_changes").click().run()
    again.text_input(key="voyage_name").set_value(HOSTILE).run()
    [row] = list_voyages(member_store, LOCAL).rows
    assert (row.text.query["destination"], row.text.ship_id) == ("Santos", ship.ship_id) and row.text.name.startswith("*Anna*")
    again.button(key="voyage_delete").click().run()
    assert not again.exception and not list_voyages(member_store, LOCAL).rows and "kept" not in address_parameters(again)


def test_a_kept_voyage_of_others_is_not_told_from_none(member_store: MemberStore, open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    at = open_page(PAGE, **VOYAGE)
    at.button(key="voyage_keep").click().run()
    kept = address_parameters(at)["kept"]
    for role, voyage_id in ((Role.ADMIN, kept), (Role.READER, kept), (Role.MEMBER, "0" * 32)):
        sign_in_as(monkeypatch, role)
        other = open_page(PAGE, **VOYAGE, kept=voyage_id)
        assert not other.exception and "no longer kept, or not open to you" in said(other)
        assert [button.key for button in other.button if button.key in ("voyage_keep", "voyage_delete")] == (
            [] if role == Role.READER else ["voyage_keep"]
        )


def test_what_is_new_since_it_was_signed_stands_on_the_page_and_in_the_document(member_store: MemberStore, open_page: Open) -> None:
    at = open_page(PAGE, assessment="true", **VOYAGE)
    assert at.button(key="security_sign").disabled
    at.text_input(key="security_officer").set_value(HOSTILE).run()
    at.selectbox(key="security_decision").set_value("Sail as planned").run()
    at.button(key="security_sign").click().run()
    assert not at.exception and not at.error
    words = said(at)
    assert "Nothing that is compared has changed." in words and "11\\. What is new since it was signed" in [
        box.label for box in at.expander
    ]
    [row] = list_voyages(member_store, LOCAL).rows
    [signed] = signatures_of(member_store, LOCAL, row.voyage_id, "RED")
    assert signed.text.decision == "Sail as planned" and signed.text.officer.startswith("*Anna*") and signed.name == "Local user"
    before = {**signed.text.figures, "incidents": signed.text.figures["incidents"][3:], "snapshot_id": "earlier"}
    sign_assessment(member_store, LOCAL, row.voyage_id, replace(signed.text, figures=before), "GREEN", "earlier")
    again = open_page(PAGE, assessment="true", **VOYAGE, kept=row.voyage_id)
    words = said(again)
    assert not again.exception and words.count("3 new incidents along the route: Singapore Strait: 3 (") == 1
    assert "You may read more than the signer could" in words and "Since the data of" in words
    [differ] = [table.value for table in again.dataframe if "What differs" in table.value.columns]
    assert differ["Kind"].tolist() == ["Incidents"]
