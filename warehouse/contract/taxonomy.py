"""Codes of the field, with their titles, definitions and where each definition comes from.

Everything that classifies an event is declared here once: pages draw titles and order from it, the
pipeline checks its output against it, and the data dictionary is generated from it.
"""

from __future__ import annotations

from typing import Final

from warehouse.contract.codes import OWN, Code
from warehouse.contract.codes import codes as _codes
from warehouse.contract.link_codes import LINK_CODE_LISTS
from warehouse.contract.reporting_codes import REPORTING_CODE_LISTS

UNCLOS_IMO = "UNCLOS article 101; IMO resolution A.1025(26)"
IMB = "ICC International Maritime Bureau, annual report, definitions"
RECAAP = "ReCAAP ISC, incident categorisation"
ADMIRALTY = "NATO AJP-2.1, source and information grading"
TLP = "FIRST, Traffic Light Protocol 2.0"

CATEGORY: Final = _codes(
    Code(
        "piracy_robbery",
        "Piracy and armed robbery",
        "Piracy on the high seas, and armed robbery against ships inside a state's waters.",
        UNCLOS_IMO,
    ),
    Code(
        "cargo_theft",
        "Cargo and stores theft",
        "Opportunistic theft of cargo, fuel or ship's stores without confrontation: nobody aboard met the thieves during the act.",
        OWN,
    ),
    Code("stowaway", "Stowaways", "A person hidden on a ship without consent of the owner or master.", "IMO FAL Convention, Annex 1"),
    Code(
        "cyber",
        "Cyber and signal interference",
        "Intrusion, ransomware, payment fraud, GNSS interference, AIS manipulation or compromise of ship systems.",
        "IMO MSC-FAL.1/Circ.3",
    ),
    Code("drugs", "Drugs", "Narcotics found aboard, attached to, or run by a ship.", "IMO resolution FAL.9(34)"),
    Code("terrorism", "Terrorism", "Violence by a terrorist group against shipping for a political end.", "SUA Convention, article 3"),
    Code("militant", "Military and militant action", "Missile, drone, mine or limpet; seizure or firing by a state or a militia.", OWN),
    Code("vessel_theft", "Vessel theft", "The craft itself is stolen, without its crew.", OWN),
    Code("smuggling", "Smuggling", "People, weapons or other goods run by or on a ship.", OWN),
    Code("suspicious", "Suspicious approach", "Approach, following or loitering without an attack.", IMB),
    Code("other", "Other", "None of the above: protest, clash over fisheries, general warning.", OWN),
)

ACT: Final = _codes(
    Code("attempted", "Attempted", "An attack that did not get aboard.", IMB),
    Code("boarded", "Boarded", "Attackers got aboard and did not take control of the ship.", IMB),
    Code("fired_upon", "Fired upon", "The ship was shot at and not boarded.", IMB),
    Code("hijacked", "Hijacked", "Attackers took control of the ship.", IMB),
    Code("kidnapping", "Kidnapping", "People were taken off the ship.", IMB),
    Code("suspicious", "Suspicious approach", "Approach without an attack.", IMB),
    Code("struck", "Struck", "Hit by a missile, drone, mine, shell or bomb.", OWN),
    Code("seized", "Seized", "Seized or detained by a state or a militia.", OWN),
    Code("interference", "Interference", "Signals or computer systems were interfered with.", OWN),
    Code("found", "Found", "Stowaways, drugs or goods were found.", OWN),
    Code("other", "Other", "None of the above.", OWN),
)

CYBER_SUBTYPE: Final = _codes(
    Code("ransomware", "Ransomware", "Data or systems locked for ransom."),
    Code("payment_fraud", "Payment fraud", "Payment diverted by deceit."),
    Code("intrusion", "Intrusion", "Unauthorised access to systems."),
    Code("gnss_interference", "GNSS interference", "Jamming or spoofing of satellite positioning."),
    Code("ais_manipulation", "AIS manipulation", "False or suppressed AIS identity or position."),
    Code("ot_compromise", "OT compromise", "Compromise of operational technology aboard or ashore."),
    Code("other", "Other", "None of the above."),
)

VESSEL_STATUS: Final = _codes(
    Code("berthed", "Berthed", "Moored alongside or in dock.", IMB),
    Code("anchored", "Anchored", "At anchor.", IMB),
    Code("underway", "Underway", "Not at anchor, made fast or aground (COLREG rule 3); IMB's steaming, and drifting.", IMB),
    Code("unknown", "Unknown", "Not stated."),
)

WEAPON: Final = _codes(
    Code("guns", "Guns", "Any firearm.", IMB),
    Code("knives", "Knives", "Knife, machete, sword or the like.", IMB),
    Code("rpg", "RPG", "Rocket-propelled grenade.", IMB),
    Code("missile_drone", "Missile or drone", "Missile, drone or shell.", OWN),
    Code("mine", "Mine", "Sea mine or limpet mine.", OWN),
    Code("other", "Other weapons", "Crowbar, axe, stick, grenade, explosives and the like.", IMB),
    Code("none", "None", "The report says that the attackers were unarmed."),
    Code("not_stated", "Not stated", "The report does not say.", IMB),
)

CREW_HARM: Final = _codes(
    Code("hostage", "Hostage", "Held aboard.", IMB),
    Code("kidnapped", "Kidnapped", "Taken off the ship.", IMB),
    Code("threatened", "Threatened", "Threatened in words or with a weapon.", IMB),
    Code("assaulted", "Assaulted", "Attacked bodily.", IMB),
    Code("injured", "Injured", "Wounded.", IMB),
    Code("killed", "Killed", "Died.", IMB),
    Code("missing", "Missing", "Not accounted for.", IMB),
)

SEVERITY: Final[dict[int, Code]] = {
    1: Code("1", "CAT 1 very significant", "More than nine men, guns or knives, crew held or harmed, or a hijack.", RECAAP),
    2: Code("2", "CAT 2 moderate", "Four to nine men, knives or machetes, some guns, crew threatened or held.", RECAAP),
    3: Code("3", "CAT 3 less", "One to six men, weapons seen, crew not harmed.", RECAAP),
    4: Code("4", "CAT 4 least", "Unarmed, crew unharmed.", RECAAP),
    0: Code("0", "Attempted", "The attackers did not get aboard.", RECAAP),
}

WATERS: Final = _codes(
    Code("port_area", "Port area", "In a port or its anchorage, or at berth.", "IMO MSC.4 circulars"),
    Code("territorial", "Territorial sea", "Within 12 nautical miles of shore.", "UNCLOS article 3, by distance to the nearest shore"),
    Code("international", "International waters", "Beyond 12 nautical miles of shore.", "UNCLOS, by distance to the nearest shore"),
    Code("unknown", "Unknown", "No position."),
)

POSITION_BASIS: Final = _codes(
    Code("stated", "Stated", "The source's own coordinate fields."),
    Code("narrative", "Narrative", "Coordinates read from the text."),
    Code("place_name", "Place name", "Derived from a place that the source names."),
    Code("default", "Default", "A placeholder of the source, not a position."),
    Code("none", "None", "No position."),
)

TIME_PRECISION: Final = _codes(
    Code("minute", "Minute", "Time known to the minute."),
    Code("hour", "Hour", "Time known to the hour."),
    Code("day", "Day", "Only the day is known."),
    Code("month", "Month", "Only the month is known."),
)

RELIABILITY: Final = _codes(
    Code("A", "A completely reliable", "No doubt about the source.", ADMIRALTY),
    Code("B", "B usually reliable", "Minor doubts.", ADMIRALTY),
    Code("C", "C fairly reliable", "Doubts; valid in the past.", ADMIRALTY),
    Code("D", "D not usually reliable", "Significant doubts.", ADMIRALTY),
    Code("E", "E unreliable", "Invalid in the past.", ADMIRALTY),
    Code("F", "F cannot be judged", "Unknown: neither better nor worse than E.", ADMIRALTY),
)

CREDIBILITY: Final = _codes(
    Code("1", "1 confirmed", "Confirmed by other independent sources.", ADMIRALTY),
    Code("2", "2 probably true", "Consistent, not confirmed.", ADMIRALTY),
    Code("3", "3 possibly true", "Reasonable, not confirmed.", ADMIRALTY),
    Code("4", "4 doubtful", "Not logical, possible.", ADMIRALTY),
    Code("5", "5 improbable", "Contradicted.", ADMIRALTY),
    Code("6", "6 cannot be judged", "Unknown: neither better nor worse than 5.", ADMIRALTY),
)

TLP_CODE: Final = _codes(
    Code("RED", "TLP:RED", "For named recipients only.", TLP),
    Code("AMBER+STRICT", "TLP:AMBER+STRICT", "The recipient's organisation only.", TLP),
    Code("AMBER", "TLP:AMBER", "The recipient's organisation and its clients.", TLP),
    Code("GREEN", "TLP:GREEN", "The community.", TLP),
    Code("CLEAR", "TLP:CLEAR", "No limit.", TLP),
)

MARKS: Final = ("CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED")
"""TLP codes from the widest circle to the narrowest."""

NARRATIVE_RULE: Final = _codes(
    Code("full", "In full", "The licence lets the text be copied."),
    Code("short", "Shortened", "A quotation of the beginning, with the source named."),
    Code("none", "Left out", "The text is not handed out."),
)

INCIDENT_STATUS: Final = _codes(
    Code("unverified", "Unverified", "One body, or bodies that are not independent."),
    Code("corroborated", "Corroborated", "Two independent bodies."),
    Code("verified", "Verified", "Checked by an analyst."),
    Code("disputed", "Disputed", "Reports or analysts contradict one another."),
    Code("unfounded", "Unfounded", "Found not to have happened."),
)

VESSEL_TYPE: Final = _codes(
    Code("bulk_carrier", "Bulk carrier", "Dry bulk, ore and wood-chip carriers."),
    Code("container_ship", "Container ship", "Cellular container ship."),
    Code("general_cargo", "General cargo ship", "Multi-purpose and general cargo ship."),
    Code("cargo_ship", "Cargo ship", "A cargo ship, kind not stated."),
    Code("tanker", "Tanker", "A tanker, kind not stated."),
    Code("product_tanker", "Product tanker", "Oil products, bunkers, asphalt."),
    Code("chemical_tanker", "Chemical tanker", "Chemicals, also oil and chemicals."),
    Code("crude_tanker", "Crude oil tanker", "Crude oil."),
    Code("gas_carrier", "Gas carrier", "Liquefied gas, kind not stated."),
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
    Code("small_craft", "Small craft", "Boats, skiffs, canoes as victims."),
    Code("merchant_vessel", "Merchant vessel", "A merchant ship, kind not stated."),
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
"""What kind of ship a kind belongs to; a source that states only the wider kind does not contradict."""

CODE_LISTS: Final[dict[str, dict[str, Code]]] = {
    "category": CATEGORY,
    "act": ACT,
    "cyber_subtype": CYBER_SUBTYPE,
    "vessel_status": VESSEL_STATUS,
    "weapon": WEAPON,
    "crew_harm": CREW_HARM,
    "severity": {str(level): code for level, code in SEVERITY.items()},
    "waters": WATERS,
    "position_basis": POSITION_BASIS,
    "time_precision": TIME_PRECISION,
    "reliability": RELIABILITY,
    "credibility": CREDIBILITY,
    "tlp": TLP_CODE,
    "narrative_rule": NARRATIVE_RULE,
    "incident_status": INCIDENT_STATUS,
    "vessel_type": VESSEL_TYPE,
    **LINK_CODE_LISTS,
    **REPORTING_CODE_LISTS,
}
