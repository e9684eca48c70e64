"""Which advisories are in force, which a reader has asked for, and in what words."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from analytics.advisories.feeds import feed_lines
from analytics.advisories.standing import AdvisoryFilter, divide, standing_at
from analytics.advisories.words import answer_sentence, count_line, latest_in_words, short_validity, validity_in_words
from tests.support.advisories import DAY, ISSUED, advisory_row
from warehouse.queries.advisories.advisories import Advisory
from warehouse.queries.sources.sources import SourceRow

NOW = datetime(2026, 11, 2, 6, 0, tzinfo=UTC)
TITLES = {"gulf_of_aden": "Gulf of Aden", "red_sea": "Red Sea", "singapore_strait": "Singapore Strait"}


def advisory(number: int = 1, **facts: Any) -> Advisory:
    row = advisory_row(number, **facts)
    named = {name: row[name] for name in row if name not in ("raw_sha256", "raw_locator")}
    return Advisory(**named | {"source_title": "Coast Desk log", "attribution": "x", "sea_regions": tuple(row["sea_regions"])})


@pytest.mark.parametrize(
    ("facts", "standing"),
    [
        ({}, "in_force"),
        ({"valid_to": None, "validity": "stated"}, "in_force"),
        ({"valid_from": NOW}, "in_force"),
        ({"valid_from": NOW + DAY}, "to_come"),
        ({"valid_to": NOW}, "expired"),
        ({"ended_at": NOW, "ended_by": "x"}, "ended"),
        ({"ended_at": NOW + DAY, "ended_by": "x"}, "in_force"),
        ({"withdrawn": True}, "withdrawn"),
    ],
)
def test_the_standing_at_a_moment(facts: dict[str, Any], standing: str) -> None:
    assert standing_at(advisory(**facts), NOW) == standing


def test_warnings_come_first_and_the_rest_in_their_order() -> None:
    rows = [advisory(1), advisory(2, kind="notice"), advisory(3, kind="warning"), advisory(4, valid_to=NOW)]
    divided = divide(rows, NOW)
    assert [row.native_ref for row in divided.in_force] == ["adv-3", "adv-1", "adv-2"]
    assert [row.native_ref for row in divided.others] == ["adv-4"]


def test_the_answer_names_the_waters() -> None:
    rows = [advisory(1), advisory(2, sea_regions=["red_sea", "gulf_of_aden"]), advisory(3, sea_regions=[])]
    assert answer_sentence(divide(rows, NOW), TITLES) == "3 advisories are in force: 2 in Gulf of Aden and 1 in Red Sea."
    assert answer_sentence(divide(rows[:1], NOW), TITLES) == "1 advisory is in force: Gulf of Aden."
    assert answer_sentence(divide(rows, NOW), TITLES, "Red Sea") == "3 advisories are in force for Red Sea."
    assert answer_sentence(divide([], NOW), TITLES) == "No advisory is in force."
    many = [advisory(number, sea_regions=[f"r{number}"]) for number in range(6)]
    assert answer_sentence(divide(many, NOW), TITLES).endswith("1 in r3 and others elsewhere.")


def test_validity_says_what_it_rests_on() -> None:
    assert validity_in_words(advisory(), NOW) == "Until 29 November 2026, 08:00 UTC (assumed)"
    assert validity_in_words(advisory(validity="stated", valid_to=None), NOW) == "Until cancelled"
    assert validity_in_words(advisory(ended_at=ISSUED, ended_by="coast_desk:2"), NOW) == "Ended on 30 October 2026 by coast_desk:2"
    assert validity_in_words(advisory(withdrawn=True), NOW) == "Withdrawn, seen on 30 October 2026"
    assert short_validity(advisory()) == "until 29 November (assumed)"


def test_one_that_another_is_to_end_says_until_when() -> None:
    ending: dict[str, Any] = {"ended_at": NOW + DAY, "ended_by": "coast_desk:2"}
    assert validity_in_words(advisory(**ending), NOW) == "Until 3 November 2026, 06:00 UTC, then ended by coast_desk:2"
    assert short_validity(advisory(**ending, valid_to=None)) == "until 3 November, then ended by coast_desk:2"
    assert short_validity(advisory(**ending, valid_to=NOW + DAY / 2)) == "until 2 November (assumed)"


def test_counts_by_kind() -> None:
    rows = [advisory(1), advisory(2), advisory(3, kind="warning")]
    assert count_line(divide(rows, NOW).in_force) == "1 warning and 2 advisories in force"
    assert count_line([]) == ""
    assert latest_in_words(rows) == "The latest was issued on 30 October 2026."


@pytest.mark.parametrize(
    ("asked", "admitted"),
    [
        (AdvisoryFilter(), True),
        (AdvisoryFilter(regions=("gulf_of_aden",)), True),
        (AdvisoryFilter(regions=("red_sea",)), False),
        (AdvisoryFilter(sources=("gulf_net",)), False),
        (AdvisoryFilter(kinds=("advisory",)), True),
        (AdvisoryFilter(words="CAUTION desk"), True),
        (AdvisoryFilter(words="caution mine"), False),
    ],
)
def test_what_a_reader_asks_for(asked: AdvisoryFilter, admitted: bool) -> None:
    assert asked.admits(advisory()) is admitted


def test_sources_say_whether_they_have_been_reached() -> None:
    def source(**facts: Any) -> SourceRow:
        usual = dict.fromkeys(("url", "cadence_days", "closed_on", "first_occurred_on", "last_occurred_on", "last_landed_at"))
        texts = dict.fromkeys(("source", "title", "body", "description", "licence", "attribution", "state", "state_reason"), "x")
        return SourceRow(**{**usual, **texts, "watches": (), "reports": 0, **facts})

    assert feed_lines([source(title="UKMTO", advisories=2)], None) == ["UKMTO: 2 advisories; its feed is off, or has not been asked yet."]
    assert feed_lines([source()], None)[0].startswith("No source of this snapshot gives advisories.")
