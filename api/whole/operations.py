"""The operations that give whole collections."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from api.features.filters import item_parameters
from api.server.operations import Asked, Operation, Stream
from api.server.serving import CURSOR
from api.whole.streams import KINDS, whole
from warehouse.queries.features.published import INCIDENTS, REPORTS, Collection

_TAG: Final = "Whole collections"
_PAGED: Final = frozenset({"limit", CURSOR})


def whole_operations() -> Iterator[Operation]:
    """All of them."""
    for collection in (INCIDENTS, REPORTS):
        parameters = tuple(parameter for parameter in item_parameters(collection) if parameter.name not in _PAGED)
        for kind, (media_type, _) in KINDS.items():
            yield Operation(
                f"{collection.name}_{kind}", f"/whole/{collection.name}.{kind}", f"All {collection.name} as {kind.upper()}",
                _of(collection, kind), _TAG, media_types=(media_type,), parameters=parameters,
                doc="In no order, with the filters and columns of pages of features, and the columns snapshot and simulated.",
            )  # fmt: skip


def _of(collection: Collection, kind: str) -> Callable[[Asked], Stream]:
    return lambda asked: whole(asked, collection, kind)
