"""Severity: one order over five scales, each judged on invented reports; more harm never gives less."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_pipeline.facts.rules.definitions import MARK, rule_sets
from data_pipeline.facts.rules.engine import apply_rule_set
from data_pipeline.facts.rules.reading import Reading
from tests.facts.drafts import read
from tests.facts.test_reader import check_codes
from warehouse.contract.taxonomy import ACT, CATEGORY, CREW_HARM, SEVERITY, SEVERITY_SCALE, SEVERITY_SCALE_OF, WEAPON

MISSILE = "On 5 March, a missile struck the bulk carrier AMBER STAR while underway."
GOLDEN = [
    # ReCAAP's categories stay as they were.
    ("Twelve robbers armed with pistols boarded the tanker.", "recaap", 1, ["attackers=12", "weapons=guns"]),
    ("Three robbers boarded and threatened the watchman with knives.", "recaap", 2, ["crew_harm=threatened"]),
    ("Four robbers with knives boarded the tanker and left.", "recaap", 3, ["weapons=knives"]),
    ("Two robbers boarded the tanker, stole stores and left.", "recaap", 4, ["narrative"]),
    ("Four men attempted to climb aboard the tanker.", "recaap", 0, ["act=attempted"]),
    # Consequence to persons and ship.
    (f"{MISSILE} Two crew members were killed.", "casualty", 1, ["crew_harm=killed"]),
    (f"{MISSILE} The ship sank the next day.", "casualty", 1, ["ship_lost"]),
    ("The Iranian navy seized the tanker AMBER STAR.", "casualty", 1, ["act=seized"]),
    (f"{MISSILE} A fire broke out on board and was extinguished by the crew.", "casualty", 2, ["fire_aboard"]),
    (MISSILE, "casualty", 2, ["act=struck"]),
    (f"{MISSILE} The vessel sustained minor damage.", "casualty", 3, ["minor_damage"]),
    (f"{MISSILE} There was no damage to the ship, and the crew are safe.", "casualty", 3, ["act=struck", "no_damage"]),
    ("A missile fell into the water 300 metres from the tanker. Vessel and crew are safe.", "casualty", 0, ["act=attempted"]),
    ("The yacht was reported stolen from a marina.", "casualty", 2, ["category=vessel_theft"]),
    # Cyber incidents.
    ("Because of GPS interference the tanker ran aground.", "cyber", 2, ["unfit"]),
    ("Ransomware locked the ship manager's servers.", "cyber", 3, ["systems_lost"]),
    ("Ships in the strait reported GPS interference and the loss of AIS signals.", "cyber", 4, ["gnss"]),
    # Stowaways.
    ("Three stowaways found aboard the tanker turned violent.", "stowaway", 2, ["violent"]),
    ("Three stowaways were found aboard the tanker, which was diverted.", "stowaway", 3, ["voyage_broken"]),
    ("Three stowaways were found aboard the tanker and handed over to the police.", "stowaway", 4, ["in_custody"]),
    # Drugs and smuggling.
    ("Authorities seized the cargo ship after they had found a ton of cocaine aboard.", "contraband", 2, ["ship_held"]),
    ("Customs searched the reefer and found 300 kilograms of cocaine.", "contraband", 4, ["in_custody"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "scale", "severity", "basis"), GOLDEN, ids=[text[:60] for text, *_ in GOLDEN])
def test_each_scale(text: str, scale: str, severity: int, basis: list[str]) -> None:
    facts = read(text)
    assert (facts.severity_scale, facts.severity, facts.severity_basis) == (scale, severity, basis)
    check_codes(facts)


@pytest.mark.parametrize(
    "text",
    [
        "Three stowaways were found aboard the tanker on passage.",
        "An entity declaring itself to be the Yemeni Navy ordered the ship to alter course.",
        "A drone was seen loitering over the tanker.",
        "A speed boat followed the container ship for an hour.",
    ],
)
def test_too_few_facts_give_no_severity(text: str) -> None:
    facts = read(text)
    assert (facts.severity_scale, facts.severity, facts.severity_basis) == (None, None, [])


def test_losses_of_attackers_do_not_count() -> None:
    facts = read("Four boats exchanged gunfire with the tanker. Helicopters sank three of the attacking boats, killing the crews.")
    assert "killed" not in facts.crew_harm


def test_a_near_miss_is_no_hit() -> None:
    facts = read("The master reported that two explosions hit the water approximately 200 meters from the vessel.")
    assert (facts.category, facts.act, facts.severity) == ("militant", "attempted", 0)


def test_damage_by_a_drone_is_a_hit() -> None:
    facts = read("The master reported a drone attack on the vessel. The vessel reported damage but no casualties.")
    assert (facts.category, facts.act, facts.severity) == ("militant", "struck", 2)


def test_mounted_weapons_are_those_of_a_militia() -> None:
    facts = read("Four small boats with crew-served weapons approached the container ship and exchanged gunfire with her guards.")
    assert (facts.category, facts.act) == ("militant", "fired_upon")


def test_a_ship_forced_to_change_course_by_a_state_force_is_seized() -> None:
    facts = read(
        "Five members of the Iranian Revolutionary Guard Corps (IRGC) boarded the tanker 50 NM east of a cape, near position 24-35N "
        "057-35E. The IRGC forced the tanker to change course toward Iranian territorial waters. The tanker was last reported to be "
        "located in an anchorage, near position 27:00N – 056:17E.",
        latitude=27.0,
        longitude=56.283,
    )
    assert (facts.category, facts.act, facts.severity) == ("militant", "seized", 1)
    assert (facts.latitude, facts.longitude, facts.position_basis) == (24.583333, 57.583333, "narrative")


def test_the_scale_of_a_category_is_declared_alike_in_rules_and_taxonomy() -> None:
    (scales,) = (rule_set for rule_set in rule_sets() if rule_set.fact == "severity_scale")
    declared = {condition.value: rule.value for rule in scales.rules for condition in rule.when}
    assert declared == SEVERITY_SCALE_OF
    assert set(declared.values()) == set(SEVERITY_SCALE)


HARM_MARKS = ("ship_lost", "abandoned", "fire_aboard", "unfit", "violent", "ship_held", "systems_lost", "voyage_broken")
OTHER_MARKS = ("damaged", "minor_damage", "no_damage", "fit", "unharmed", "let_go", "in_custody", "gnss", "coerced", "armed", "text")
events = st.fixed_dictionaries(
    {
        "category": st.sampled_from(list(CATEGORY)),
        "act": st.sampled_from(list(ACT)),
        "weapons": st.sets(st.sampled_from(list(WEAPON)), max_size=2),
        "crew_harm": st.sets(st.sampled_from(list(CREW_HARM)), max_size=3),
        MARK: st.sets(st.sampled_from(HARM_MARKS + OTHER_MARKS), max_size=5),
        "attackers": st.none() | st.integers(1, 20),
    }
)


def severity_of(event: dict[str, object]) -> tuple[str | None, str | None]:
    """Severity and scale that the rules conclude from facts alone; None where they conclude that there is none."""
    reading = Reading("", [], {})
    for fact, values in event.items():
        if fact == "attackers":
            if values is not None:
                reading.numbers["attackers"] = int(str(values))
            continue
        for value in [values] if isinstance(values, str) else sorted(values):  # type: ignore[call-overload]
            reading.conclude(fact, value, "given", value)
    for rule_set in rule_sets():
        if rule_set.fact in ("severity_scale", "severity"):
            apply_rule_set(reading, rule_set)
    severity = reading.first_value("severity")
    return (None if severity == "none" else severity), reading.first_value("severity_scale")


def gravity(severity: str | None) -> int:
    """0 for the most severe; attempts come after level 4, and unknown severity last."""
    return ["1", "2", "3", "4", "0", None].index(severity)


@given(events, st.sampled_from([*(("crew_harm", code) for code in CREW_HARM), *((MARK, mark) for mark in HARM_MARKS)]))
@settings(max_examples=400, deadline=None)
def test_more_harm_never_gives_less_severity(event: dict[str, object], harm: tuple[str, str]) -> None:
    fact, value = harm
    worse = {**event, fact: {*event[fact], value}}  # type: ignore[misc]
    assert gravity(severity_of(worse)[0]) <= gravity(severity_of(event)[0])


@given(events)
@settings(max_examples=200, deadline=None)
def test_a_severity_has_a_scale_and_stands_in_the_code_list(event: dict[str, object]) -> None:
    severity, scale = severity_of(event)
    if severity is not None:
        assert int(severity) in SEVERITY
        assert scale == SEVERITY_SCALE_OF[str(event["category"])]


@pytest.mark.parametrize(
    ("stated", "severity", "basis"),
    [
        ({"attackers": 12, "weapons": ["guns"]}, 1, {"attackers=12", "weapons=guns"}),
        ({"weapons": ["none"], "attackers": 2}, 4, set()),
        ({"crew_harm": ["killed"]}, 1, {"crew_harm=killed"}),
        ({"category": "cyber", "act": "interference"}, None, set()),
        ({"severity": 2, "severity_basis": ["own=2"], "severity_scale": "recaap", "weapons": ["guns"]}, 2, {"own=2"}),
    ],
)
def test_severity_rests_on_what_the_source_states_rather_than_on_its_text(
    stated: dict[str, object], severity: int | None, basis: set[str]
) -> None:
    facts = read("Two robbers with knives boarded the anchored tanker and stole paint.", facts=stated)
    assert facts.severity == severity
    assert basis <= set(facts.severity_basis)
    assert not set(facts.severity_basis) & {"weapons=knives", "attackers=2"} - basis


def test_facts_that_are_stated_stand_with_their_reason() -> None:
    facts = read("A boat came close.", facts={"act": "boarded", "reported_to_authority": False})
    assert (facts.act, facts.reported_to_authority) == ("boarded", False)
    assert {why.rule for why in facts.why if why.fact in ("act", "reported_to_authority")} == {"stated"}
