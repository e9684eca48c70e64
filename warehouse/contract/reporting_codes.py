"""Codes of why an incident was not reported: what a member can answer."""

from __future__ import annotations

from typing import Final

from warehouse.contract.codes import Code
from warehouse.contract.codes import codes as _codes

_FIELD: Final = (
    "Reasons that shipping companies give in the literature on under-reporting (IMB, CSO Alliance, One Earth Future), worded by Anchorwatch"
)

REASON_NOT_REPORTED: Final = _codes(
    Code("delay", "Delay or detention", "The ship would have been held up by an investigation ashore.", _FIELD),
    Code("cost", "Cost of reporting", "Port dues, fees or lost hire while the case is looked into.", _FIELD),
    Code("insurance", "Insurance", "Premiums or excess would have risen, or the loss lay below the excess.", _FIELD),
    Code("reputation", "Reputation", "The company, the master or the charterer feared for the name of ship or port.", _FIELD),
    Code("minor", "Loss too small", "Nothing or little was taken and nobody was hurt.", _FIELD),
    Code("no_trust", "No use expected", "Earlier reports led to nothing, or the authority did not answer.", _FIELD),
    Code("collusion", "Authority thought involved", "Officials or port workers were suspected to be part of it.", _FIELD),
    Code("reprisal", "Fear of reprisal", "Crew or agents feared revenge on this or the next call.", _FIELD),
    Code("unknown_channel", "Did not know whom to tell", "No known point of contact, or one that could not be reached.", _FIELD),
    Code(
        "told_privately",
        "Told a private body only",
        "The company, the flag, an insurer or a security firm was told, no coastal authority.",
        _FIELD,
    ),
    Code("ordered", "Told not to", "Owner, charterer or agent asked that it be not reported.", _FIELD),
    Code("other", "Another reason", "None of the above; said in words.", _FIELD),
)

REPORTING_CODE_LISTS: Final[dict[str, dict[str, Code]]] = {"reason_not_reported": REASON_NOT_REPORTED}
