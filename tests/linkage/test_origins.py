"""Who a report's text credits: every rule's own example, and bodies that are named without being credited."""

from __future__ import annotations

import pyarrow as pa
import pytest

from data_pipeline.linkage import origins
from warehouse.contract.link_codes import REPORTING_BODY

RULES = {rule.id: rule for rule in origins.origin_rules()}


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_every_rule_finds_its_example(rule: origins.OriginRule) -> None:
    assert rule.match.search(rule.example.lower())
    assert origins.bodies_credited_in(rule.example) == set(rule.gives) <= set(REPORTING_BODY)


@pytest.mark.parametrize(
    "text",
    [
        "The master reported the incident to UKMTO and headed for port.",
        "A company security officer informed UKMTO that four persons approached.",
        "The IMB Piracy Reporting Centre alerted the coast guard.",
        "The name and the IMO number had been painted over.",
        "A NATO warship responded to the call.",
        "An operator from the terminal was taken hostage.",
        "Crew called the information centre (VHF 16).",
    ],
)
def test_bodies_that_were_told_or_helped_are_not_credited(text: str) -> None:
    assert origins.bodies_credited_in(text) == set()


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        ("Alarm raised, crew mustered (IMO MSC.4/Circ.107, 7 Sept 07).", {"imo"}),
        ("RED SEA: On 6 December, UKMTO received a report of a drone.", {"ukmto"}),
        ("On 29 November at 1000 UTC, UKMTO received three separate reports from masters.", {"ukmto"}),
        ("The vessel was released (Commercial sources, IMB).", {"imb"}),
    ],
)
def test_credits_in_other_words(text: str, bodies: set[str]) -> None:
    assert origins.bodies_credited_in(text) >= bodies


def test_a_source_does_not_credit_itself_and_empty_texts_credit_nobody() -> None:
    reports = pa.table(
        {
            "source": ["imb_crime_at_sea", "asam", "asam", "asam"],
            "narrative": ["Boarded at anchor (IMB).", "Boarded at anchor (IMB).", "", "(" * 5000],
        }
    )
    assert origins.credited_bodies(reports).to_pylist() == [[], ["imb"], [], []]


def test_owner_and_press_corroborate_nothing() -> None:
    assert origins.dependent_bodies() == {"owner", "press"}
