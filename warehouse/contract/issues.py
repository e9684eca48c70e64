"""Codes for what is wrong with raw records (quarantine reasons) and odd about reports (warnings), with their meaning."""

from __future__ import annotations

from typing import Final

QUARANTINE_REASONS: Final[dict[str, str]] = {
    "no_reference": "The record has no reference of its own.",
    "bad_reference": "The reference is too long, or has a character that cannot be shown.",
    "no_date": "Neither a field nor the text gives the day of the event.",
    "bad_date": "The date cannot be read.",
    "date_before_1900": "The date is before 1900.",
    "no_text": "The entry of a feed has neither title nor text.",
    "date_in_future": "The date is more than one day after the file landed.",
    "bad_mark": "The mark that says who may see the record is none of the Traffic Light Protocol.",
    "wrong_type": "A field is of another type than the format states.",
    "too_long": "A field has more than 200,000 characters.",
    "not_a_record": "The element is not a record.",
    "too_deep": "The record is nested more than 32 levels deep.",
    "unreadable": "Reading the record ended in an error; the message names it.",
}

ISSUE_CODES: Final[dict[str, str]] = {
    "date_conflict_near": "The days of text and field differ by one to three days; the one in the text is used when it is explicit.",
    "date_conflict_month": "The days of text and field differ by about a month.",
    "date_conflict_far": "The days of text and field differ by more than three days, and not by about a month.",
    "time_after_report": "The event's time is later than the report's; only the day is kept.",
    "reference_year_differs": "The reference's year is not the event's year.",
    "position_conflict": "The position in the text is more than 25 km from the one in the fields.",
    "position_conflict_far": "The position in the text is more than 500 km from the one in the fields.",
    "position_sign_flip": "The field names the wrong hemisphere; the position in the text is used.",
    "position_malformed": "Text or field contains a position that cannot be read, or is out of range; the report has no position from it.",
    "position_mended": "Latitude and longitude were exchanged, counted to 360 degrees or had a wrong sign; they were put right.",
    "position_far_from_place": "The position is on another continent than the country that the place names; it is mended or left out.",
    "sea_region_open": "The position is known to a degree only, in which several sea regions lie; the report counts for none of them.",
    "position_default": "The position is a placeholder.",
    "position_reference_only": "The text says that the position is for reference only.",
    "on_land": "The position is more than 10 km inland, and further than rounding explains.",
    "no_sea_region": "The position is in no sea region.",
    "text_missing": "The report has no text.",
    "text_cut": "The text is far longer than a report; only its first 10,000 characters were read for facts.",
    "text_repaired": "Damaged characters or OCR errors were repaired.",
    "text_damaged": "Damaged characters remain that cannot be repaired with certainty.",
    "text_all_caps": "The text is entirely in capitals.",
    "control_characters": "Control characters were removed.",
    "imo_invalid": "An IMO number fails its check digit.",
    "imo_conflict": "Field and text state different IMO numbers.",
    "field_contradiction": "A field and the text state different facts; the card says how the report was interpreted.",
    "value_not_mapped": "A column holds a value to which the mapping of its file gives no code; its words were read instead.",
    "doubtful_act": "The rules and an independent model of words read different acts; somebody should look at the report.",
    "doubtful_category": "Rules and model read different categories, or the report was taken back; somebody should look at it.",
}

DOUBTS: Final = ("doubtful_category", "doubtful_act")
"""Warnings of facts that people should look at; nothing is decided by them."""
