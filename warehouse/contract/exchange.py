"""What both sides know of the formats in which cyber incidents are exchanged: STIX 2.1 and MISP events.

Names are fixed for good. An incident that is exported again must bear the id that it bore before, or its receiver has it twice.
"""

from __future__ import annotations

import json
from typing import Final
from uuid import UUID, uuid5

NAMESPACE: Final = UUID("eabd1602-38d9-4bc7-9c5a-83c858909ecf")
"""Of all names that are made here (RFC 9562, version 5)."""

TLP_EXTENSION: Final = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"
"""OASIS's extension of STIX 2.1 by the marks of TLP 2.0."""

STIX_MARKING: Final = {
    "CLEAR": "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
    "GREEN": "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
    "AMBER": "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
    "AMBER+STRICT": "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
    "RED": "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
}
"""The ids that OASIS gave the marks of TLP 2.0."""

STIX_MARKING_OF_TLP_1: Final = {
    "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9": "CLEAR",
    "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da": "GREEN",
    "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82": "AMBER",
    "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed": "RED",
}
"""The ids of TLP 1, in the STIX 2.1 standard itself (4.14), as the marks of TLP 2.0 that took their place."""

INCIDENT_EXTENSION: Final = f"extension-definition--{uuid5(NAMESPACE, 'incident facts')}"
"""The extension under which an incident's facts stand, in the columns and codes of the table `incidents`."""

PRODUCER: Final = uuid5(NAMESPACE, "producer")
"""The id of Anchorwatch itself, which stands in the place of whoever reported."""

MISP_SUBTYPE_TAG: Final = "anchorwatch:cyber-subtype"
MISP_WITHDRAWN_TAG: Final = 'workflow:state="rejected"'
"""MISP has no revocation; this is its taxonomy's word for an event that does not stand."""


def misp_tag(mark: str) -> str:
    """`tlp:amber+strict`, as MISP's taxonomy of TLP writes it."""
    return f"tlp:{mark.lower()}"


def shared_id(*parts: object) -> UUID:
    """The lasting id of what these parts name, for instance an incident's id; the same parts always give the same."""
    return uuid5(NAMESPACE, json.dumps([str(part) for part in parts]))
