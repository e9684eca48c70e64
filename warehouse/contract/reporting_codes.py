"""Codes for why an incident was not reported: the answers from which a member can choose."""

from __future__ import annotations

from typing import Final

from warehouse.contract.codes import Code, code_list

_FIELD: Final = (
    "Reasons that shipping companies give in the literature on under-reporting (IMB, CSO Alliance, One Earth Future), worded by Anchorwatch"
)

REASON_NOT_REPORTED: Final = code_list(
    Code("delay", "Delay or detention", "An investigation ashore would have held up the ship.", _FIELD),
    Code("cost", "Cost of reporting", "Port dues, fees or lost hire while the case is investigated.", _FIELD),
    Code("insurance", "Insurance", "Premiums or excess would have risen, or the loss was below the excess.", _FIELD),
    Code("reputation", "Reputation", "The company, the master or the charterer feared for the reputation of the ship or the port.", _FIELD),
    Code("minor", "Loss too small", "Nothing or little was taken and nobody was hurt.", _FIELD),
    Code("no_trust", "No use expected", "Earlier reports led to nothing, or the authority did not reply.", _FIELD),
    Code("collusion", "Authority thought involved", "Officials or port workers were suspected of being involved.", _FIELD),
    Code("reprisal", "Fear of reprisal", "Crew or agents feared reprisals during this call or the next.", _FIELD),
    Code("unknown_channel", "Did not know whom to tell", "There was no known point of contact, or it could not be reached.", _FIELD),
    Code(
        "told_privately",
        "Told a private body only",
        "The company, the flag state, an insurer or a security firm was told, but no coastal authority.",
        _FIELD,
    ),
    Code("ordered", "Told not to", "Owner, charterer or agent asked that it should not be reported.", _FIELD),
    Code("other", "Another reason", "None of the above; explained in words.", _FIELD),
)

REPORTING_CODE_LISTS: Final[dict[str, dict[str, Code]]] = {"reason_not_reported": REASON_NOT_REPORTED}
