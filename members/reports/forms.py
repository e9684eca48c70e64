"""The report forms: which questions each asks, in which words, and which of our columns an answer fills.

The questions follow IMO MSC.1/Circ.1333/Rev.1 and 1334 (piracy and armed robbery), FAL.2/Circ.50/Rev.3 (stowaways), UKMTO's and
MDAT-GoG's initial, follow-up and suspicious-activity forms, and MSC-FAL.1/Circ.3 (cyber). A master at anchor must be done in three
minutes: fewer than 25 questions, of which at most 12 must be answered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from warehouse.contract.codes import Code
from warehouse.contract.reporting_codes import REASON_NOT_REPORTED
from warehouse.contract.taxonomy import ACT, CREW_HARM, CYBER_SUBTYPE, TLP_CODE, VESSEL_STATUS, VESSEL_TYPE, WEAPON

Kind = Literal["text", "long_text", "choice", "several", "number", "day", "time", "position", "yes_no"]

MOST_FIELDS: Final = 24
MOST_REQUIRED: Final = 12
LONGEST_LINE: Final = 200
LONGEST_TEXT: Final = 10_000


@dataclass(frozen=True, slots=True)
class Field:
    """One question. `choices` are codes with their titles; `identifies` marks what could tell who or which ship it was."""

    name: str
    label: str
    kind: Kind = "text"
    help: str = ""
    choices: Mapping[str, str] | None = None
    is_required: bool = False
    identifies: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """Questions under one heading."""

    title: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """One form. `category` is that of the incident; `act` too where the form leaves no choice."""

    code: str
    title: str
    lead: str
    category: str
    sections: tuple[Section, ...]
    act: str | None = None

    @property
    def fields(self) -> Iterator[Field]:
        """All questions, in order."""
        return (field for section in self.sections for field in section.fields)


def _titles(codes: Mapping[str, Code], *names: str) -> dict[str, str]:
    return {code: codes[code].title for code in (names or codes)}


_WHEN = Section(
    "When and where",
    (
        Field("day", "Day (UTC)", "day", is_required=True),
        Field("time", "Time (UTC)", "time", "About is good enough; leave it empty if you do not know."),
        Field("position", "Position", "position", "As on your chart: 12-30N 045-00E, 12°30.5'N 45°00'E, or 12.5, 45.0."),
        Field("place", "Port, anchorage or waters", help="As exactly as you can, above all without a position.", is_required=True),
        Field("vessel_status", "Your ship was", "choice", choices=_titles(VESSEL_STATUS), is_required=True),
    ),
)
_SHIP = Section(
    "Your ship",
    (
        Field("vessel_type", "Type", "choice", choices=_titles(VESSEL_TYPE), is_required=True),
        Field("flag", "Flag", help="Country, if you wish to say."),
        Field(
            "vessel_name",
            "Name",
            help="Optional. Never shown: sealed for a key kept elsewhere, or not kept at all.",
            identifies=True,
        ),
        Field("imo_number", "IMO number", help="Optional, and treated likewise.", identifies=True),
        Field("call_sign", "Call sign", help="Optional, and treated likewise.", identifies=True),
    ),
)
_AFTERWARDS = (
    Field("reported_to_authority", "Did you tell an authority?", "yes_no", is_required=True),
    Field("authority", "If so: which one, its reference, and what it did", help="Coastal state, port, navy, reporting centre."),
    Field(
        "reason_not_reported",
        "If not: why",
        "choice",
        "The main reason. It is counted, and never shown of one report alone.",
        _titles(REASON_NOT_REPORTED),
    ),
)
_WORDS = Field(
    "narrative",
    "What happened, in your words",
    "long_text",
    "How they came, what they did, how it ended. Leave out names of people and ships: you are warned if something could identify you.",
    is_required=True,
)
_SHARING = Section(
    "Who may see it",
    (
        Field(
            "tlp", "Share with", "choice", choices={code: f"TLP:{code}. {TLP_CODE[code].definition}" for code in TLP_CODE}, is_required=True
        ),
    ),
)


def _what(*fields: Field) -> Section:
    return Section("What happened", (*fields, _WORDS, *_AFTERWARDS))


_HARM = Field("crew_harm", "What became of your crew", "several", "Nothing ticked: nobody was harmed.", _titles(CREW_HARM))
_MEN = Field("attackers", "How many people", "number")
_WEAPONS = Field(
    "weapons", "Weapons seen", "several", choices=_titles(WEAPON, "guns", "knives", "rpg", "missile_drone", "mine", "other", "none")
)
_CRAFT = Field("craft", "Their craft", help="Number, type, colour, speed, direction, mother ship.")
_MEASURES = Field("measures", "What you did", help="Alarm, speed, hoses, citadel, guards.")
_MOVING = (
    Field("course_speed", "Your course and speed", help="Degrees and knots."),
    Field("freeboard_m", "Freeboard (metres)", "number"),
)

FORMS: Final[dict[str, Form]] = {
    form.code: form
    for form in (
        Form(
            "attack",
            "Piracy or armed robbery",
            "Somebody attacked, boarded or robbed your ship, or tried to.",
            "piracy_robbery",
            (
                _WHEN,
                _what(
                    Field(
                        "act",
                        "What they did",
                        "choice",
                        choices=_titles(ACT, "attempted", "boarded", "fired_upon", "hijacked", "kidnapping"),
                        is_required=True,
                    ),
                    Field("method", "How they came on board", help="Side, hook, ladder, hawse pipe; from where."),
                    _MEN,
                    Field("language", "What they spoke, wore or looked like", help="Language, clothes, age, uniforms."),
                    _WEAPONS,
                    _CRAFT,
                    _HARM,
                    Field("stolen", "What was taken or damaged"),
                    _MEASURES,
                ),
                _SHIP,
                _SHARING,
            ),
        ),
        Form(
            "suspicious",
            "Suspicious approach",
            "Craft or people behaved as if they were up to something; there was no attack.",
            "suspicious",
            (
                _WHEN,
                _what(
                    Field("distance_nm", "Closest distance (nautical miles)", "number"),
                    Field("duration_minutes", "For how long (minutes)", "number"),
                    _CRAFT, _MEN, Field("equipment", "Ladders, hooks or other gear seen"), _WEAPONS, *_MOVING, _MEASURES,
                ),
                _SHIP,
                _SHARING,
            ),
            act="suspicious",
        ),
        Form(
            "military",
            "Missile, drone, mine, or seizure by a state or militia",
            "Your ship was hit, fired at, stopped or taken by armed forces or a militia.",
            "militant",
            (
                _WHEN,
                _what(
                    Field(
                        "act", "What happened", "choice",
                        choices=_titles(ACT, "attempted", "fired_upon", "struck", "seized", "boarded"), is_required=True,
                    ),
                    _WEAPONS, _CRAFT, *_MOVING, Field("hails", "What they said by radio", help="Who they claimed to be, channel, orders."),
                    _HARM, Field("stolen", "What was damaged"), _MEASURES,
                ),
                _SHIP,
                _SHARING,
            ),
        ),
        Form(
            "stowaways",
            "Stowaways",
            "People who hid on board were found.",
            "stowaway",
            (
                _WHEN,
                _what(
                    Field("attackers", "How many", "number", is_required=True),
                    Field("nationality", "Nationality they state", help="Countries only, no names."),
                    Field("boarded_at", "Port and day of boarding"),
                    Field("method", "How they came on board", help="Gangway, cargo, rudder trunk; as stevedores."),
                    Field("found_at", "Where on board they were found, and when"),
                    Field("disembarked", "Where and when they left the ship, or will"),
                    Field("condition", "How they are, and what they ask for", help="Health, injuries, asylum. No names."),
                ),
                _SHIP,
                _SHARING,
            ),
            act="found",
        ),
        Form(
            "theft",
            "Theft of cargo, fuel or stores",
            "Something was stolen, and nobody confronted anybody.",
            "cargo_theft",
            (
                _WHEN,
                _what(
                    Field("stolen", "What was stolen, and how much", is_required=True),
                    Field("method", "How it was done", help="Seals, hoses, forged papers, short delivery."),
                    Field("found_at", "How and when it was noticed"), _MEN, _CRAFT,
                ),
                _SHIP,
                _SHARING,
            ),
            act="boarded",
        ),
        Form(
            "drugs",
            "Drugs found on board",
            "Drugs were found in cargo, a sea chest, on the hull or elsewhere.",
            "drugs",
            (
                _WHEN,
                _what(
                    Field("stolen", "What was found, and how much", is_required=True),
                    Field("found_at", "Where on board"),
                    Field("boarded_at", "Port where it probably came on board"),
                    Field("method", "How it was hidden", help="Container and seal, sea chest, hull, luggage."),
                    Field("effects", "What became of ship and crew", help="Delay, arrests, fines."),
                ),
                _SHIP,
                _SHARING,
            ),
            act="found",
        ),
        Form(
            "cyber",
            "Cyber incident",
            "Ransomware, fraud, intrusion, or ship's systems interfered with.",
            "cyber",
            (
                _WHEN,
                _what(
                    Field(
                        "cyber_subtype", "What kind", "choice",
                        choices=_titles(CYBER_SUBTYPE, "ransomware", "payment_fraud", "intrusion", "ot_compromise", "other"),
                        is_required=True,
                    ),
                    Field("systems", "Systems concerned", help="Office, cargo, engine, bridge; makes and versions if known."),
                    Field("method", "How they came in", help="Mail, changed account number, USB stick, supplier, remote access."),
                    Field("effects", "What it led to", help="Delay, loss, danger; whether it goes on."),
                    Field("measures", "What you did", help="Cut off, restored, changed, told to whom."),
                ),
                _SHIP,
                _SHARING,
            ),
            act="interference",
        ),
        Form(
            "gnss",
            "GNSS or AIS interference",
            "Position, time or AIS were jammed or falsified.",
            "cyber",
            (
                _WHEN,
                _what(
                    Field(
                        "cyber_subtype", "What was disturbed", "choice",
                        choices=_titles(CYBER_SUBTYPE, "gnss_interference", "ais_manipulation"), is_required=True,
                    ),
                    Field("until_time", "Until (UTC)", "time", "Leave it empty while it goes on."),
                    Field("track", "Where it began and ended", help="Positions by other means, as exactly as you have them."),
                    Field("course_speed", "Your course and speed", help="Degrees and knots."),
                    Field("systems", "Systems and receivers concerned", help="GPS, Galileo, AIS, ...; makes and types."),
                    Field("effects", "How it showed", help="Lost signal, jump to another place, wrong time; signal strength."),
                    Field("direction", "Direction it seemed to come from"),
                    Field("other_navigation", "What you navigated by meanwhile"),
                    Field("communications", "Communications affected", help="VHF, satellite, GMDSS, mobile phones."),
                ),
                _SHIP,
                _SHARING,
            ),
            act="interference",
        ),
    )
}  # fmt: skip
"""All forms by code."""
