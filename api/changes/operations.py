"""The operations that tell what changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from api.changes.changes import ATOM, ATOM_PARAMETERS, PARAMETERS, SCHEMA, atom, changes
from api.server.operations import Operation

_TAG: Final = "Changes"


def change_operations() -> Iterator[Operation]:
    """Both."""
    yield Operation(
        "changes", "/changes", "New reports, revisions, withdrawals, merges and splits since a moment", changes, _TAG,
        parameters=PARAMETERS, schema=SCHEMA,
        doc="What its body takes back is `withdrawn`; an incident of which nothing else is left is in no count.",
    )  # fmt: skip
    yield Operation("changes_feed", "/changes.atom", "The same as Atom", atom, _TAG, media_types=(ATOM,), parameters=ATOM_PARAMETERS)
