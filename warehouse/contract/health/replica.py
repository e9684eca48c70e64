"""How a replica is doing, as one small file in its data folder: for its pages, for `health`, and for others that share the folder."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import orjson

from warehouse.contract.files import write_atomically
from warehouse.contract.typed_fields import FieldFault, json_fields, read_small_file

FILE: Final = "replica.json"


@dataclass(frozen=True, slots=True)
class ReplicaHealth:
    """`reached_at`: when the bucket last answered and this server had all that CURRENT names there; None before the first time.

    `failing_since`, `text`: since when that has not been so, and why; None and empty where it is.
    """

    address: str
    reached_at: datetime | None = None
    failing_since: datetime | None = None
    text: str = ""


def write_replica_health(data: Path, health: ReplicaHealth) -> None:
    """Keep it. Raises OSError."""
    data.mkdir(parents=True, exist_ok=True)
    write_atomically(data / FILE, orjson.dumps(asdict(health), option=orjson.OPT_INDENT_2))


def read_replica_health(data: Path, address: str) -> ReplicaHealth:
    """The last kept for this address; a fresh one where there is none that can be read."""
    try:
        fields = json_fields(read_small_file(data / FILE))
        health = ReplicaHealth(
            address=fields.text("address"),
            reached_at=fields.moment("reached_at") if fields.present("reached_at") else None,
            failing_since=fields.moment("failing_since") if fields.present("failing_since") else None,
            text=fields.text("text"),
        )
    except FieldFault:
        return ReplicaHealth(address)
    return health if health.address == address else ReplicaHealth(address)
