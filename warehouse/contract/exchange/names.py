"""The lasting names of what is exchanged.

They are fixed for good: an incident that is exported again must bear the id that it bore before, or its receiver has it twice.
"""

from __future__ import annotations

import json
from typing import Final
from uuid import UUID, uuid5

NAMESPACE: Final = UUID("eabd1602-38d9-4bc7-9c5a-83c858909ecf")
"""Of all names that are made here (RFC 9562, version 5)."""

INCIDENT_EXTENSION: Final = f"extension-definition--{uuid5(NAMESPACE, 'incident facts')}"
"""The extension under which an incident's facts stand, in the columns and codes of the table `incidents`."""

PRODUCER: Final = uuid5(NAMESPACE, "producer")
"""The id of Anchorwatch itself, which stands in the place of whoever reported."""

MISP_SUBTYPE_TAG: Final = "anchorwatch:cyber-subtype"
MISP_WITHDRAWN_TAG: Final = 'workflow:state="rejected"'
"""MISP has no revocation; this is its taxonomy's word for an event that does not stand."""


def shared_id(*parts: object) -> UUID:
    """The lasting id of what these parts name, for instance an incident's id; the same parts always give the same."""
    return uuid5(NAMESPACE, json.dumps([str(part) for part in parts]))
