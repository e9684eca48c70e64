"""Numbers of advisories, and which of them a text ends."""

from __future__ import annotations

import pytest

from data_pipeline.advisories.references import ended_numbers, is_ended, own_number


@pytest.mark.parametrize(
    ("title", "text", "number"),
    [
        ("UKMTO ADVISORY 003-26", "", "3/2026"),
        ("NAVAREA IX 0123/25 PERSIAN GULF", "", "123/2025"),
        ("2026-004: Red Sea, Gulf of Aden", "", "4/2026"),
        ("Red Sea", "JMIC ADVISORY NOTE 012/26 of 3 March", "12/2026"),
        ("Mines in 24-10N 058-20E", "Drifting mine in 24-10N 058-20E.", None),
        ("Weather", "From 24/7 to 25/12 offices are closed.", None),
        ("Notice 5/1926", "", None),
    ],
)
def test_the_own_number_has_one_spelling(title: str, text: str, number: str | None) -> None:
    assert own_number(title, text, 2026) == number


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("This advisory supersedes 003/25.", ["3/2025"]),
        ("Cancels NAVAREA IX 100/26, 101/26 and 099/25. New buoys.", ["100/2026", "101/2026", "99/2025"]),
        ("CANCEL 003/26.", ["3/2026"]),
        ("ADVISORY 003-26 is hereby cancelled.", ["3/2026"]),
        ("Advisory 003/25 has been superseded by 005/25.", []),
        ("The exercise was cancelled on 24/7.", []),
        ("See also 003/25.", []),
        ("CANCEL THIS MSG 150001Z MAR 26.", []),
        ("Warning 003/26 is no longer in force.", ["3/2026"]),
        ("Keep clear until 003/26 is cancelled.", []),
        ("In force unless NAVAREA IX 003/26 has been superseded.", []),
    ],
)
def test_what_a_text_ends_is_found(text: str, numbers: list[str]) -> None:
    assert ended_numbers(text, 2026) == numbers


@pytest.mark.parametrize(
    ("title", "text", "ends"),
    [
        ("UKMTO ADVISORY 003-26", "UPDATE 001: UKMTO ADVISORY 003-26 is now cancelled.", True),
        ("CANCELLED: UKMTO ADVISORY 003-26", "", True),
        ("Advisory 003-26", "This advisory has been withdrawn.", True),
        ("Advisory 003-26", "This advisory is no longer in force.", True),
        ("Advisory 003-26", "This advisory will be cancelled on 5 March.", False),
        ("Advisory 003-26", "Advisory 002-26 is cancelled.", False),
        ("Advisory 003-26", "UPDATE 002 supersedes 003-26.", False),
        ("Advisory 003-26", "Mines adrift. Warning 002-26 is no longer in force.", False),
        ("Advisory 003-26", "The ceasefire is no longer in effect: attacks on shipping may resume.", False),
        ("Advisory 003-26", "Keep clear until this warning is cancelled.", False),
        ("Advisory 003-26", "REMAINS IN FORCE UNTIL\nTHIS WARNING IS CANCELLED", False),
        ("Advisory 003-26", "Valid unless this notice has been withdrawn.", False),
        ("Advisory 003-26", "Until further notice, until 003-26 is cancelled.", False),
        ("Advisory 003-26", "THIS WARNING\nIS CANCELLED", True),
    ],
)
def test_an_advisory_may_end_itself(title: str, text: str, ends: bool) -> None:
    assert is_ended(title, text, own_number(title, text, 2026), 2026) is ends
