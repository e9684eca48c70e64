"""*Weekly summary*: the week by address, the same words as the document, and having it mailed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from briefing.document import finding
from briefing.weekly import compose_week, in_text
from members.access import LOCAL, Role
from members.alerts.outlets import Choices, choose
from members.store.engine import MemberStore
from members.weekly.choosing import weekly_choice_of
from pages.weekly_summary.week import last_day_named, latest_last_day
from tests.pages.conftest import Open, by_key, said
from tests.pages.people import sign_in_as
from warehouse.contract import settings
from warehouse.contract.snapshot import Snapshot
from warehouse.reader import Reader
from warehouse.view import view

PAGE = "pages/weekly_summary/page.py"
LAST = "2026-10-18"


def test_the_page_says_what_the_document_says_and_steps_from_week_to_week(published: Callable[..., Snapshot], open_page: Open) -> None:
    snapshot = published()
    at = open_page(PAGE, until=LAST)
    composed = compose_week(view(snapshot, Reader("RED")), date.fromisoformat(LAST), datetime.now(UTC))
    text = said(at)
    assert not at.exception and f"{finding(composed)}." in text
    titles = [page.title for section in composed.sections if section.code != "credits" for page in section.blocks]
    assert len(titles) == 5 and all(title in text and title in in_text(composed) for title in titles)
    at = next(button for button in at.button if button.label == "Earlier week").click().run()
    assert at.query_params["until"] == "2026-10-11" and "11 October 2026" in said(at)


def test_an_address_that_names_no_week_gives_the_latest_watched(published: Callable[..., Snapshot], open_page: Open) -> None:
    published()
    at = open_page(PAGE, until="2026-W42-1")
    assert not at.exception and "it was ignored" in said(at)
    latest = date(2026, 11, 1)
    assert [last_day_named(text, latest) for text in ("2999-01-01", "1066-10-14", "yesterday", "2026-02-30", "٢٠٢٦-10-01")] == 5 * [None]
    assert last_day_named("2026-11-01", latest) == latest


def test_it_is_mailed_only_to_whoever_chooses_a_day(member_store: MemberStore, open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    anna = sign_in_as(monkeypatch, Role.READER, "anna")
    at = open_page(PAGE, until=LAST)
    field = by_key(at, "selectbox", "weekly_weekday")
    assert field.value == -1 and weekly_choice_of(member_store, anna).weekday is None
    at = field.set_value(3).run()
    assert not at.exception and weekly_choice_of(member_store, anna).weekday == 3
    assert "To anna@example.com, at 07:00 (UTC)" in said(at) and by_key(at, "selectbox", "weekly_weekday").value == 3
    by_key(at, "selectbox", "weekly_weekday").set_value(-1).run()
    assert weekly_choice_of(member_store, anna).weekday is None


def test_the_latest_week_ends_before_the_day_that_was_chosen(member_store: MemberStore) -> None:
    sunday = date(2026, 11, 1)
    assert latest_last_day(date(2026, 11, 2), None) == sunday == latest_last_day(date(2026, 11, 8), None)
    choose(member_store, LOCAL, settings.load(), Choices(mail_address="cso@example.com"))
    choice = weekly_choice_of(member_store, LOCAL)
    assert latest_last_day(date(2026, 11, 9), choice) == date(2026, 11, 8)
