"""The reader: fields and text together, stated facts, traces, and any input at all."""

from __future__ import annotations

import pickle
import time
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_pipeline.facts.reader import read_facts
from data_pipeline.model import Draft, Facts
from tests.facts.drafts import read, silent_source
from warehouse.contract.issues import ISSUE_CODES
from warehouse.contract.taxonomy import CODE_LISTS

CODES = {
    "category": "category",
    "act": "act",
    "vessel_status": "vessel_status",
    "vessel_type": "vessel_type",
    "cyber_subtype": "cyber_subtype",
}
LISTS = {"also": "category", "weapons": "weapon", "crew_harm": "crew_harm"}


def check_codes(facts: Facts) -> None:
    """Every coded value stands in its code list, every issue is a known code, counts are sound."""
    for name, codes in CODES.items():
        value = getattr(facts, name)
        assert value is None or value in CODE_LISTS[codes], (name, value)
    for name, codes in LISTS.items():
        assert set(getattr(facts, name)) <= set(CODE_LISTS[codes]), name
    assert facts.severity in (None, 0, 1, 2, 3, 4)
    assert (facts.severity is None) == (not facts.severity_basis)
    assert facts.position_basis in CODE_LISTS["position_basis"]
    assert facts.time_precision in CODE_LISTS["time_precision"]
    assert set(facts.issues) <= set(ISSUE_CODES)
    assert len(set(facts.issues)) == len(facts.issues)
    assert facts.weapons
    assert facts.category not in facts.also
    assert facts.attackers is None or (facts.attackers_max is not None and 0 < facts.attackers <= facts.attackers_max)


def test_fields_and_text_together() -> None:
    facts = read(
        "05.03.2014: 1820 UTC: Posn: 01:15.6N - 104:09.7E, Amber Strait.\nDuty crew onboard a bulk carrier underway noticed six robbers "
        "armed with knives in the engine room and raised the alarm. The robbers tied up the oiler and escaped with engine spares. "
        "Port control informed.",
        {"act": "Boarded", "vessel_type": "Bulk Carrier", "vessel_status": "Anchored"},
    )
    assert (facts.category, facts.act, facts.vessel_status, facts.severity) == ("piracy_robbery", "boarded", "underway", 2)
    assert (facts.weapons, facts.crew_harm, facts.attackers, facts.reported_to_authority) == (["knives"], ["hostage"], 6, True)
    assert facts.stolen == ["ships_equipment"]
    assert facts.severity_basis == ["crew_harm=hostage"]
    assert facts.occurred_at == datetime(2014, 3, 5, 18, 20, tzinfo=UTC)
    assert "field_contradiction" in facts.issues
    check_codes(facts)


def test_every_fact_has_its_rule() -> None:
    facts = read("Three robbers boarded the anchored tanker AMBER STAR.", {"hostility": "ROBBERS"})
    reasons = {why.fact: (why.value, why.evidence) for why in facts.why}
    assert reasons["act"] == ("boarded", "boarded")
    assert reasons["vessel_status"][0] == "anchored"
    assert reasons["vessel_name"][0] == "AMBER STAR"
    assert reasons["severity"][0] == "4"


def test_the_graver_of_field_and_text_wins() -> None:
    kidnapped = read("Two armed persons boarded a trawler and kidnapped two crew.", {"act": "Boarded"})
    assert (kidnapped.act, kidnapped.crew_harm, kidnapped.severity) == ("kidnapping", ["kidnapped"], 1)
    assert "field_contradiction" in kidnapped.issues
    assert read("", {"act": "Hijacked"}).act == "hijacked"


def test_fields_alone() -> None:
    facts = read("", {"act": "Boarding", "vessel_status": "Steaming", "vessel_name": "Amber"})
    assert (facts.category, facts.act, facts.vessel_status, facts.severity) == ("piracy_robbery", "boarded", "underway", None)
    assert facts.issues == ["text_missing"]


def test_coded_fields_speak_where_the_words_are_missing() -> None:
    assert read("A tanker saw two boats.", {"hostility_code": "3"}).act == "suspicious"
    assert read("", {"victim_code": "9"}).vessel_type == "tanker"
    assert read("", {"victim_code": "9", "victim": "YACHT"}).vessel_type == "yacht"


def test_stated_facts_win_over_text() -> None:
    facts = read("Three robbers boarded the tanker.", facts={"act": "attempted", "attackers": 5})
    assert (facts.act, facts.attackers, facts.attackers_max) == ("attempted", 5, 5)


def test_a_stated_fact_must_be_one() -> None:
    with pytest.raises(KeyError, match="colour"):
        read("", facts={"colour": "red"})


def demo_draft(number: int) -> Draft:
    stated: dict[str, Any] = {"category": "piracy_robbery", "act": "boarded", "weapons": ["guns"], "attackers": 4, "severity": 2}
    return Draft(
        f"d-{number}",
        occurred_on=date(2024, 1, 5),
        latitude=1.25,
        longitude=103.9,
        narrative="Robbers hijacked the tug with knives.",
        facts=stated,
    )


def test_sources_that_state_everything_are_not_read() -> None:
    facts = read_facts(demo_draft(1), silent_source())
    assert (facts.act, facts.weapons, facts.attackers_max, facts.position_basis) == ("boarded", ["guns"], 4, "stated")
    assert facts.narrative == "Robbers hijacked the tug with knives."
    assert facts.why == []
    empty = read_facts(Draft("d", latitude=0.0, longitude=0.0), silent_source())
    assert (empty.position_basis, empty.latitude) == ("default", None)


def test_the_short_path_is_fast() -> None:
    drafts = [demo_draft(number) for number in range(4000)]
    source = silent_source()
    best = 0.0
    for _ in range(5):
        start = time.process_time()
        for draft in drafts:
            read_facts(draft, source)
        best = max(best, len(drafts) / (time.process_time() - start))
    assert best >= 40_000


def test_drafts_and_facts_pass_between_processes() -> None:
    draft = demo_draft(1)
    facts = read("Three robbers boarded the tanker.")
    assert pickle.loads(pickle.dumps(draft)) == draft
    assert pickle.loads(pickle.dumps(facts)) == facts


def test_reading_is_pure() -> None:
    draft = Draft(
        "2014-7", occurred_on=date(2014, 3, 5), narrative="On 4 March, two robbers\x00 boarded.", field_texts={"hostility": "ROBBERS"}
    )
    before = pickle.dumps(draft)
    first = read_facts(draft, silent_source())
    assert pickle.dumps(draft) == before
    assert read_facts(draft, silent_source()) == first
    assert read(draft.narrative) == read(draft.narrative)


ROLES = st.sampled_from(["hostility", "victim", "act", "vessel_type", "vessel_status", "vessel_name", "flag", "place", "time", "imo"])
VOCABULARY = (
    "robbers pirates boarded fired hijacked tanker anchored knives five 10 boats crew kidnapped missile . , stole navy no not "
    "attempted suspicious approach militants stowaways cocaine explosion drone tied injured port control informed"
)
WORDS = st.lists(st.sampled_from(VOCABULARY.split()), max_size=40).map(" ".join)


@settings(deadline=None)
@given(st.one_of(st.text(max_size=400), WORDS), st.dictionaries(ROLES, st.one_of(st.text(max_size=40), WORDS), max_size=6))
def test_any_input_gives_sound_facts(text: str, field_texts: dict[str, str]) -> None:
    check_codes(read(text, field_texts))


@pytest.mark.parametrize(
    ("text", "act_field", "category", "act", "harm"),
    [
        (
            "The vessel was attacked by an Uncrewed Surface Vessel which caused a fire onboard. The vessel has been reported as sunk.",
            "Attack", "militant", "struck", [],
        ),
        (
            "A bulk carrier was struck by an unknown projectile. The impact resulted in a crew casualty.",
            "Attack", "militant", "struck", ["injured"],
        ),
        ("A missile hit the vessel but did not cause any casualties among the crew.", "Attack", "militant", "struck", []),
        (
            "The Master heard a loud explosion in close proximity to the vessel. There is no environmental impact reported.",
            "Attack", "militant", "attempted", [],
        ),
        ("The Master of a tanker reported hearing two explosions. No environmental damage has been reported.", "Advisory", None, None, []),
    ],
)  # fmt: skip
def test_what_a_warning_says_of_hits_and_harm_is_read(
    text: str, act_field: str, category: str | None, act: str | None, harm: list[str]
) -> None:
    facts = read(text, {"act": act_field})
    assert facts.crew_harm == harm
    if category:
        assert (facts.category, facts.act) == (category, act)
    assert not any("protest" in why.rule for why in facts.why)
