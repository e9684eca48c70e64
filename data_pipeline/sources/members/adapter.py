"""Members' reports as the desk hands them over: facts in our own codes, and what the reporter wrote."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any, Final

from data_pipeline.errors import BadRecord
from data_pipeline.fields import Fields
from data_pipeline.files import reading
from data_pipeline.files.forms import Form
from data_pipeline.model import Draft
from warehouse.contract.codes import Code
from warehouse.contract.reporting_codes import REASON_NOT_REPORTED
from warehouse.contract.taxonomy import (
    ACT,
    CATEGORY,
    CREDIBILITY,
    CREW_HARM,
    CYBER_SUBTYPE,
    MARKS,
    RELIABILITY,
    VESSEL_STATUS,
    VESSEL_TYPE,
    WEAPON,
)

FORMS: Final = {
    "handed_over": Form(
        telling=("report", "received_on", "answers"),
        required=("state", "category", "tlp"),
        others=("act", "reliability", "credibility", "reporter"),
        is_table=False,
        list_name="member_reports",
    )
}
REPORTER: Final = "unnamed"
"""The pseudonym of all who gave no name. One for all: several reports could come from the same person, and a cell of released figures
needs different ones."""
_CREDIBILITY: Final = {"accepted": "3", "accepted_with_doubt": "4", "confirmation": "2"}
_CODES: Final = {"vessel_status": VESSEL_STATUS, "vessel_type": VESSEL_TYPE, "cyber_subtype": CYBER_SUBTYPE}
_LISTS: Final = {"weapons": WEAPON, "crew_harm": CREW_HARM}
_TOLD: Final = {
    "method": "Method", "craft": "Craft", "language": "Language and looks", "equipment": "Equipment", "hails": "By radio",
    "stolen": "Taken or damaged", "measures": "Measures", "authority": "Authorities", "nationality": "Nationality",
    "boarded_at": "Boarded at", "found_at": "Found", "disembarked": "Disembarked", "condition": "Condition", "systems": "Systems",
    "effects": "Effects", "direction": "Direction", "track": "Track", "other_navigation": "Other navigation",
    "communications": "Communications", "until_time": "Until (UTC)", "distance_nm": "Closest distance (nm)",
    "duration_minutes": "Duration (minutes)", "course_speed": "Course and speed", "freeboard_m": "Freeboard (m)",
}  # fmt: skip
"""Answers in the reporter's words, which follow the narrative under these headings."""

recognise, parse = reading.functions_for(FORMS)


def read(fields: Fields, format_id: str) -> Draft:
    """What one report says. Raises BadRecord."""
    reference, answers = fields.take_text("report"), fields.take_any("answers")
    if not reference:
        raise BadRecord("no_reference", "the record has no report")
    if not isinstance(answers, dict) or not isinstance(answers.get("day"), str):
        raise BadRecord("no_date", "the report has no day")
    state, mark = fields.take_text("state") or "", fields.take_text("tlp") or ""
    if mark not in MARKS:
        raise BadRecord("wrong_type", f"{mark!r} is no TLP mark")
    day, moment = _day_and_moment(answers)
    position = answers.get("position") or {}
    received = fields.take_text("received_on")
    facts = _facts(answers, fields.take_text("category"), fields.take_text("act"))
    if state not in _CREDIBILITY:
        facts["withdrawn"] = True
    return Draft(
        native_ref=reference,
        reporter=fields.take_text("reporter") or REPORTER,
        occurred_on=day,
        occurred_at=moment,
        time_precision="minute" if moment else "day",
        latitude=position.get("latitude"),
        longitude=position.get("longitude"),
        position_precision_km=position.get("precision_km"),
        reported_at=datetime.combine(date.fromisoformat(received), time(), UTC) if received else None,
        place=answers.get("place"),
        narrative=_narrative(answers),
        field_texts={"flag": str(answers["flag"])} if answers.get("flag") else {},
        tlp=mark,
        reason_not_reported=answers.get("reason_not_reported") if answers.get("reason_not_reported") in REASON_NOT_REPORTED else None,
        reliability=_grade(fields, "reliability", RELIABILITY, None),
        credibility=_grade(fields, "credibility", CREDIBILITY, _CREDIBILITY.get(state)),
        facts=facts,
    )


def _grade(fields: Fields, name: str, codes: Mapping[str, Code], usual: str | None) -> str | None:
    """The desk's Admiralty grade; the usual one where it gave none."""
    grade = fields.take_text(name) or usual
    if grade is not None and grade not in codes:
        raise BadRecord("wrong_type", f"{grade!r} is no grade of {name}")
    return grade


def _day_and_moment(answers: dict[str, Any]) -> tuple[date, datetime | None]:
    try:
        day = date.fromisoformat(answers["day"])
        moment = datetime.combine(day, time.fromisoformat(answers["time"]), UTC) if answers.get("time") else None
    except ValueError:
        raise BadRecord("bad_date", f"{answers['day']} {answers.get('time', '')} is not a day and time") from None
    return day, moment


def _facts(answers: dict[str, Any], category: str | None, act: str | None) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    for name, value, codes in (("category", category, CATEGORY), ("act", act, ACT)):
        # Incidents without an act are confirmed too, and a withdrawn report no longer says what was done.
        if value not in codes and (name, value) != ("act", None):
            raise BadRecord("wrong_type", f"{value!r} is no {name}")
        facts[name] = value
    facts |= {name: answers[name] for name, codes in _CODES.items() if answers.get(name) in codes}
    facts |= {name: [code for code in answers[name] if code in codes] for name, codes in _LISTS.items() if answers.get(name)}
    if isinstance(answers.get("attackers"), int):
        facts["attackers"] = answers["attackers"]
    if isinstance(answers.get("reported_to_authority"), bool):
        facts["reported_to_authority"] = answers["reported_to_authority"]
    return facts


def _narrative(answers: dict[str, Any]) -> str:
    told = [f"{title}: {answers[name]}" for name, title in _TOLD.items() if answers.get(name)]
    return "\n".join([str(answers.get("narrative", "")), *told]).strip()
