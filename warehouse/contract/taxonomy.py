"""The codes of the field: titles, definitions, and the source of each definition.

Everything that classifies an event is declared here once: pages take titles and order from it, the pipeline checks its output
against it, and the data dictionary and the glossary are generated from it.
"""

from __future__ import annotations

from typing import Final

from warehouse.contract.codes import OWN, Code, code_list
from warehouse.contract.link_codes import LINK_CODE_LISTS
from warehouse.contract.reporting_codes import REPORTING_CODE_LISTS

UNCLOS_IMO = "UNCLOS article 101; IMO resolution A.1025(26)"
IMB = "ICC International Maritime Bureau, annual report, definitions"
RECAAP = "ReCAAP ISC, incident categorisation"
CASUALTY = "IMO MSC-MEPC.3/Circ.4, casualty-related matters"
ADMIRALTY = "NATO AJP-2.1, source and information grading"
TLP = "FIRST, Traffic Light Protocol 2.0"

CATEGORY: Final = code_list(
    Code(
        "piracy_robbery",
        "Piracy and armed robbery",
        "Piracy on the high seas, and armed robbery against ships inside a state's waters.",
        UNCLOS_IMO,
    ),
    Code(
        "cargo_theft",
        "Cargo and stores theft",
        "Opportunistic theft of cargo, fuel or ship's stores without confrontation: nobody aboard met the thieves.",
        OWN,
    ),
    Code("stowaway", "Stowaways", "A person hidden on a ship without consent of the owner or master.", "IMO FAL Convention, Annex 1"),
    Code(
        "cyber",
        "Cyber and signal interference",
        "Intrusion, ransomware, payment fraud, GNSS interference, AIS manipulation or compromise of ship systems.",
        "IMO MSC-FAL.1/Circ.3",
    ),
    Code("drugs", "Drugs", "Narcotics found aboard a ship, attached to its hull or smuggled by it.", "IMO resolution FAL.9(34)"),
    Code("terrorism", "Terrorism", "Violence against shipping by a terrorist group for political ends.", "SUA Convention, article 3"),
    Code(
        "militant", "Military and militant action", "Missile, drone, mine or limpet mine; seizure or firing by a state or a militia.", OWN
    ),
    Code("vessel_theft", "Vessel theft", "The craft itself was stolen, without its crew.", OWN),
    Code("smuggling", "Smuggling", "People, weapons or other goods smuggled by ship.", OWN),
    Code("suspicious", "Suspicious approach", "A craft approached, followed or loitered without attacking.", IMB),
    Code("other", "Other", "None of the above: a protest, a clash over fishing, a general warning.", OWN),
)

ACT: Final = code_list(
    Code("attempted", "Attempted", "Attackers tried to board and failed.", IMB),
    Code("boarded", "Boarded", "Attackers boarded the ship but did not take control of it.", IMB),
    Code("fired_upon", "Fired upon", "The ship was fired upon but not boarded.", IMB),
    Code("hijacked", "Hijacked", "Attackers took control of the ship.", IMB),
    Code("kidnapping", "Kidnapping", "People were taken off the ship.", IMB),
    Code("suspicious", "Suspicious approach", "A craft approached without attacking.", IMB),
    Code("struck", "Struck", "The ship was hit by a missile, drone, mine, shell or bomb.", OWN),
    Code("seized", "Seized", "The ship was seized or detained by a state or a militia.", OWN),
    Code("interference", "Interference", "Signals or computer systems were disrupted.", OWN),
    Code("found", "Found", "Stowaways, drugs or goods were found.", OWN),
    Code("other", "Other", "None of the above.", OWN),
)

CYBER_SUBTYPE: Final = code_list(
    Code("ransomware", "Ransomware", "Data or systems locked for ransom."),
    Code("payment_fraud", "Payment fraud", "Payments diverted by deception."),
    Code("intrusion", "Intrusion", "Unauthorised access to systems."),
    Code("gnss_interference", "GNSS interference", "Jamming or spoofing of satellite positioning."),
    Code("ais_manipulation", "AIS manipulation", "False or suppressed AIS identity or position."),
    Code("ot_compromise", "OT compromise", "Compromise of operational technology aboard or ashore."),
    Code("other", "Other", "None of the above."),
)

VESSEL_STATUS: Final = code_list(
    Code("berthed", "Berthed", "Moored alongside or in dock.", IMB),
    Code("anchored", "Anchored", "At anchor.", IMB),
    Code("underway", "Underway", "Not at anchor, made fast or aground (COLREG rule 3); IMB's steaming, and drifting.", IMB),
    Code("unknown", "Unknown", "Not stated."),
)

WEAPON: Final = code_list(
    Code("guns", "Guns", "Any firearm.", IMB),
    Code("knives", "Knives", "Knife, machete, sword or the like.", IMB),
    Code("rpg", "RPG", "Rocket-propelled grenade.", IMB),
    Code("missile_drone", "Missile or drone", "Missile, drone or shell.", OWN),
    Code("mine", "Mine", "Sea mine or limpet mine.", OWN),
    Code("other", "Other weapons", "Crowbar, axe, stick, grenade, explosives and the like.", IMB),
    Code("armed", "Armed, weapon not named", "The report says that the attackers were armed, but not with what.", OWN),
    Code("none", "None", "The report says that the attackers were unarmed."),
    Code("not_stated", "Not stated", "The report does not say.", IMB),
)

CREW_HARM: Final = code_list(
    Code("hostage", "Hostage", "Held aboard.", IMB),
    Code("kidnapped", "Kidnapped", "Taken off the ship.", IMB),
    Code("threatened", "Threatened", "Threatened verbally or with a weapon.", IMB),
    Code("assaulted", "Assaulted", "Physically attacked.", IMB),
    Code("injured", "Injured", "Wounded.", IMB),
    Code("killed", "Killed", "Died.", IMB),
    Code("missing", "Missing", "Not accounted for.", IMB),
)

SEVERITY: Final[dict[int, Code]] = {
    1: Code(
        "1",
        "1 very significant",
        "ReCAAP CAT 1: more than nine men, guns or knives, crew held or harmed, or a hijack. By consequence: persons killed, missing, "
        "taken or held; the ship lost or taken.",
        f"{RECAAP}; {CASUALTY}, very serious",
    ),
    2: Code(
        "2",
        "2 moderate",
        "ReCAAP CAT 2: four to nine men, knives or machetes, some guns, crew threatened or held. By consequence: persons injured; fire, "
        "flooding, a hit or damage not known to be minor; the ship abandoned, stolen or held by authorities.",
        f"{RECAAP}; {CASUALTY}, serious",
    ),
    3: Code(
        "3",
        "3 less significant",
        "ReCAAP CAT 3: one to six men, weapons seen, crew not harmed. By consequence: persons threatened; minor damage, or the ship hit "
        "but able to proceed; the voyage interrupted; computers or money lost.",
        f"{RECAAP}; {CASUALTY}, less serious",
    ),
    4: Code(
        "4",
        "4 least significant",
        "ReCAAP CAT 4: attackers unarmed, crew unharmed. By consequence: reported to have ended without harm; satellite signals disturbed; "
        "stowaways or contraband found and in the hands of authorities.",
        f"{RECAAP}; {CASUALTY}, marine incident",
    ),
    # Zero, so that it sorts apart from the four levels, of which 1 is the most severe.
    0: Code("0", "Attempted", "The attackers did not get aboard; a weapon did not reach the ship.", RECAAP),
}
"""One order for all incidents; `severity_scale` says by which scale a level was given. docs/severity.md defines them."""

SEVERITY_SCALE: Final = code_list(
    Code(
        "recaap",
        "ReCAAP category",
        "Piracy, armed robbery and theft: the number of attackers, their weapons, and the harm to the crew.",
        RECAAP,
    ),
    Code(
        "casualty",
        "Consequence to persons and ship",
        "Militant action, terrorism and stolen vessels: what became of persons, ship and voyage. IMO's casualty classes, which leave out "
        "deliberate acts, applied to them.",
        f"{OWN}, after {CASUALTY}, and the Casualty Investigation Code, MSC.255(84)",
    ),
    Code(
        "cyber",
        "Consequence of a cyber incident",
        "Cyber incidents and interference with signals: what became of persons, ship, systems and voyage.",
        f"{OWN}, in the spirit of IMO MSC-FAL.1/Circ.3 and of the impact levels of NIST FIPS 199",
    ),
    Code(
        "stowaway",
        "Consequence of stowaways",
        "Stowaways: what became of persons aboard and of the voyage. Their number does not count.",
        f"{OWN}; terms of IMO resolution FAL.13(42)",
    ),
    Code(
        "contraband",
        "Consequence of contraband",
        "Drugs and smuggling: what became of persons, ship and voyage. The amount found does not count.",
        OWN,
    ),
)

SEVERITY_SCALE_OF: Final[dict[str, str]] = {
    "piracy_robbery": "recaap",
    "cargo_theft": "recaap",
    "militant": "casualty",
    "terrorism": "casualty",
    "vessel_theft": "casualty",
    "cyber": "cyber",
    "stowaway": "stowaway",
    "drugs": "contraband",
    "smuggling": "contraband",
}
"""The scale that fits each category; the others have no severity."""

WATERS: Final = code_list(
    Code("port_area", "Port area", "In a port or its anchorage, or at berth.", "IMO MSC.4 circulars"),
    Code("territorial", "Territorial sea", "Within 12 nautical miles of shore.", "UNCLOS article 3, by distance to the nearest shore"),
    Code("international", "International waters", "Beyond 12 nautical miles of shore.", "UNCLOS, by distance to the nearest shore"),
    Code("unknown", "Unknown", "No position."),
)

POSITION_BASIS: Final = code_list(
    Code("stated", "Stated", "The source's own coordinate fields."),
    Code("narrative", "Narrative", "Coordinates read from the text."),
    Code("place_name", "Place name", "Derived from a place that the source names."),
    Code("default", "Default", "A placeholder of the source, not a position."),
    Code("none", "None", "No position."),
)

TIME_PRECISION: Final = code_list(
    Code("minute", "Minute", "Time known to the minute."),
    Code("hour", "Hour", "Time known to the hour."),
    Code("day", "Day", "Only the day is known."),
    Code("month", "Month", "Only the month is known."),
)

RELIABILITY: Final = code_list(
    Code("A", "A completely reliable", "No doubt; has always been right.", ADMIRALTY),
    Code("B", "B usually reliable", "Minor doubts; mostly right in the past.", ADMIRALTY),
    Code("C", "C fairly reliable", "Some doubts; has been right in the past.", ADMIRALTY),
    Code("D", "D not usually reliable", "Significant doubts.", ADMIRALTY),
    Code("E", "E unreliable", "Has been wrong in the past.", ADMIRALTY),
    Code("F", "F cannot be judged", "Unknown: neither better nor worse than E.", ADMIRALTY),
)

CREDIBILITY: Final = code_list(
    Code("1", "1 confirmed", "Confirmed by other independent sources.", ADMIRALTY),
    Code("2", "2 probably true", "Fits other information, not confirmed.", ADMIRALTY),
    Code("3", "3 possibly true", "Plausible, not confirmed.", ADMIRALTY),
    Code("4", "4 doubtful", "Possible but not logical, not confirmed.", ADMIRALTY),
    Code("5", "5 improbable", "Contradicted by other information.", ADMIRALTY),
    Code("6", "6 cannot be judged", "Unknown: neither better nor worse than 5.", ADMIRALTY),
)

TLP_CODE: Final = code_list(
    Code("RED", "TLP:RED", "For named recipients only.", TLP),
    Code("AMBER+STRICT", "TLP:AMBER+STRICT", "The recipient's organisation only.", TLP),
    Code("AMBER", "TLP:AMBER", "The recipient's organisation and its clients.", TLP),
    Code("GREEN", "TLP:GREEN", "The community.", TLP),
    Code("CLEAR", "TLP:CLEAR", "No limit.", TLP),
)

MARKS: Final = ("CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED")
"""TLP marks from the widest audience to the narrowest."""

NARRATIVE_RULE: Final = code_list(
    Code("full", "In full", "The licence allows the text to be copied."),
    Code("short", "Shortened", "The beginning is quoted and the source named."),
    Code("none", "Left out", "The text is not released."),
)

INCIDENT_STATUS: Final = code_list(
    Code("unverified", "Unverified", "Reported by one body, or by bodies that are not independent."),
    Code("corroborated", "Corroborated", "Reported by two independent bodies; or by members, and confirmed by two different companies."),
    Code("verified", "Verified", "Checked by an analyst."),
    Code("disputed", "Disputed", "Reports or analysts contradict one another."),
    Code("unfounded", "Unfounded", "Found not to have taken place."),
    Code("withdrawn", "Withdrawn", "Every body that reported it has taken its report back; it is in no count."),
)

VESSEL_TYPE: Final = code_list(
    Code("bulk_carrier", "Bulk carrier", "Dry bulk, ore and wood-chip carriers."),
    Code("container_ship", "Container ship", "Cellular container ship."),
    Code("general_cargo", "General cargo ship", "Multi-purpose and general cargo ship."),
    Code("cargo_ship", "Cargo ship", "A cargo ship of unstated type."),
    Code("tanker", "Tanker", "A tanker of unstated type."),
    Code("product_tanker", "Product tanker", "Oil products, bunkers, asphalt."),
    Code("chemical_tanker", "Chemical tanker", "Chemicals, also oil and chemicals."),
    Code("crude_tanker", "Crude oil tanker", "Crude oil."),
    Code("gas_carrier", "Gas carrier", "Liquefied gas, type not stated."),
    Code("lpg_tanker", "LPG tanker", "Liquefied petroleum gas."),
    Code("lng_tanker", "LNG tanker", "Liquefied natural gas."),
    Code("refrigerated_cargo", "Refrigerated cargo ship", "Reefer."),
    Code("ro_ro", "Ro-ro ship", "Roll-on roll-off cargo."),
    Code("vehicle_carrier", "Vehicle carrier", "Cars and lorries."),
    Code("heavy_load_carrier", "Heavy load carrier", "Heavy-lift and semi-submersible."),
    Code("livestock_carrier", "Livestock carrier", "Live animals."),
    Code("tug", "Tug", "Tug."),
    Code("barge", "Barge", "Barge."),
    Code("tug_and_barge", "Tug and barge", "A tug with its tow."),
    Code("offshore_supply", "Offshore support vessel", "Supply, support, anchor handling, crew boat."),
    Code("platform", "Platform", "Rig, platform, FPSO, storage."),
    Code("fishing_vessel", "Fishing vessel", "Trawler and other fishing craft."),
    Code("yacht", "Yacht", "Yacht, sailing boat, catamaran."),
    Code("passenger_ship", "Passenger ship", "Cruise ship and other passenger ship."),
    Code("ferry", "Ferry", "Ferry."),
    Code("dhow", "Dhow", "Dhow and other traditional craft."),
    Code("research_vessel", "Research vessel", "Survey and research."),
    Code("cable_layer", "Cable or pipe layer", "Cable ship, pipe layer."),
    Code("dredger", "Dredger", "Dredger."),
    Code("naval_vessel", "Naval vessel", "Warship."),
    Code("patrol_vessel", "Patrol vessel", "Coast guard, police."),
    Code("landing_craft", "Landing craft", "Landing craft."),
    Code("small_craft", "Small craft", "Boats, skiffs and canoes that were attacked."),
    Code("merchant_vessel", "Merchant vessel", "A merchant ship of unstated type."),
    Code("other", "Other", "None of the above."),
)

VESSEL_TYPE_PARENT: Final[dict[str, str]] = {
    "product_tanker": "tanker",
    "chemical_tanker": "tanker",
    "crude_tanker": "tanker",
    "gas_carrier": "tanker",
    "lpg_tanker": "gas_carrier",
    "lng_tanker": "gas_carrier",
    "tanker": "merchant_vessel",
    "bulk_carrier": "cargo_ship",
    "container_ship": "cargo_ship",
    "general_cargo": "cargo_ship",
    "refrigerated_cargo": "cargo_ship",
    "ro_ro": "cargo_ship",
    "vehicle_carrier": "ro_ro",
    "heavy_load_carrier": "cargo_ship",
    "livestock_carrier": "cargo_ship",
    "cargo_ship": "merchant_vessel",
}
"""The wider type that each type of ship belongs to: a source that states only the wider type does not contradict one that states both."""

ADVISORY_KIND: Final = code_list(
    Code("warning", "Warning", "A danger at a place or in an area, such as a navigational or security warning."),
    Code("advisory", "Advisory", "Advice to ships in some waters, or an event that its body does not count as an incident."),
    Code("notice", "Notice", "Information for ships without a danger of its own: exercises, procedures, services."),
    Code("product", "Product", "A periodical or an assessment: weekly report, threat assessment, guidance."),
)

VALIDITY_BASIS: Final = code_list(
    Code("stated", "Stated", "Its text or its fields say until when it holds, or that it holds until it is cancelled."),
    Code("assumed", "Assumed", "It does not say until when it holds: the usual time of its kind is assumed."),
)

ASSUMED_DAYS: Final[dict[str, int]] = {"warning": 14, "advisory": 30, "notice": 30, "product": 7}
"""Days from its issue, for which a kind is taken to hold where it does not say itself. A convention of this program: bodies rarely
state an end, and a reader is worse served by a list of years of advice than by one that says what is assumed."""

CODE_LISTS: Final[dict[str, dict[str, Code]]] = {
    "category": CATEGORY,
    "act": ACT,
    "cyber_subtype": CYBER_SUBTYPE,
    "vessel_status": VESSEL_STATUS,
    "weapon": WEAPON,
    "crew_harm": CREW_HARM,
    "severity": {str(level): code for level, code in SEVERITY.items()},
    "severity_scale": SEVERITY_SCALE,
    "waters": WATERS,
    "position_basis": POSITION_BASIS,
    "time_precision": TIME_PRECISION,
    "reliability": RELIABILITY,
    "credibility": CREDIBILITY,
    "tlp": TLP_CODE,
    "narrative_rule": NARRATIVE_RULE,
    "incident_status": INCIDENT_STATUS,
    "vessel_type": VESSEL_TYPE,
    "advisory_kind": ADVISORY_KIND,
    "validity_basis": VALIDITY_BASIS,
    **LINK_CODE_LISTS,
    **REPORTING_CODE_LISTS,
}


def act_or_category(act: str | None, category: str) -> str:
    """What happened in a word or two: the act's title, or the category's where no act is stated."""
    return ACT[act].title if act in ACT else CATEGORY[category].title
