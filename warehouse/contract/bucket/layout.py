"""What lies in the bucket, below the prefix that the settings name:

    files/<sha256>.parquet                   every file of every table once, under its hash; never changed
    snapshots/<id>-<sha256>.json             the manifest of a snapshot, under its own hash; never changed
    CURRENT                                  the id of the snapshot in force and the sha256 of its manifest, as in a data folder

CURRENT alone is ever replaced, and only under a condition: of two publishers that have seen the same CURRENT, one writes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from warehouse.contract.manifest import Pointer

CURRENT: Final = "CURRENT"
FILES: Final = "files"
SNAPSHOTS: Final = "snapshots"
_MANIFEST: Final = re.compile(rf"{SNAPSHOTS}/(?P<id>\d{{8}}T\d{{6}}(-\d{{4}})?)-(?P<digest>[0-9a-f]{{64}})\.json")
_FILE: Final = re.compile(rf"{FILES}/(?P<digest>[0-9a-f]{{64}})\.parquet")


@dataclass(frozen=True, slots=True)
class PublishedPointer:
    """What CURRENT in the bucket says, the tag of this state of it, and when it was written, by the service's clock."""

    pointer: Pointer
    etag: str
    moved_at: datetime


def file_key(sha256: str) -> str:
    """The key of a table's file, or slice, with this hash."""
    return f"{FILES}/{sha256}.parquet"


def manifest_key(pointer: Pointer) -> str:
    """The key of the manifest that a pointer names."""
    return f"{SNAPSHOTS}/{pointer.snapshot_id}-{pointer.manifest_sha256}.json"


def parse_manifest_key(key: str) -> Pointer | None:
    """The snapshot whose manifest has this key; None for the key of anything else."""
    match = _MANIFEST.fullmatch(key)
    return Pointer(match["id"], match["digest"]) if match else None


def parse_file_key(key: str) -> str | None:
    """The hash of the file with this key; None for the key of anything else."""
    match = _FILE.fullmatch(key)
    return match["digest"] if match else None
