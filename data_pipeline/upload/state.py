"""What is known of the uploads so far: one small file in the folder `upload` of the data folder."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import orjson

from warehouse.contract.files import write_atomically
from warehouse.contract.manifest import Pointer
from warehouse.contract.settings import Settings
from warehouse.contract.typed_fields import FieldFault, json_fields, read_small_file

FOLDER: Final = "upload"


@dataclass(frozen=True, slots=True)
class UploadState:
    """`snapshot_id`, `manifest_sha256`: what this data folder last had CURRENT in `address` name; empty before.

    `failing_since`: when the first of the failures in a row came, with the text of the last; None where the last upload went well.
    """

    address: str
    snapshot_id: str = ""
    manifest_sha256: str = ""
    uploaded_at: datetime | None = None
    files: int = 0
    bytes: int = 0
    failing_since: datetime | None = None
    text: str = ""

    @property
    def pointer(self) -> Pointer | None:
        """What CURRENT in the bucket was last made to say."""
        return Pointer(self.snapshot_id, self.manifest_sha256) if self.snapshot_id else None


def upload_folder(settings: Settings) -> Path:
    """Where the state and the lock of the single upload lie."""
    return settings.data / FOLDER


def read_state(settings: Settings) -> UploadState:
    """The last state; a fresh one where there is none, it is damaged, or snapshots went elsewhere."""
    fresh = UploadState(settings.snapshots_to)
    try:
        fields = json_fields(read_small_file(upload_folder(settings) / "upload.json"))
        state = UploadState(
            address=fields.text("address"),
            snapshot_id=fields.text("snapshot_id"),
            manifest_sha256=fields.text("manifest_sha256"),
            uploaded_at=fields.moment("uploaded_at") if fields.present("uploaded_at") else None,
            files=fields.whole("files"),
            bytes=fields.whole("bytes"),
            failing_since=fields.moment("failing_since") if fields.present("failing_since") else None,
            text=fields.text("text"),
        )
    except FieldFault:
        return fresh
    return state if state.address == fresh.address else fresh


def write_state(settings: Settings, state: UploadState) -> None:
    """Keep it. Raises OSError."""
    folder = upload_folder(settings)
    folder.mkdir(parents=True, exist_ok=True)
    write_atomically(folder / "upload.json", orjson.dumps(asdict(state), option=orjson.OPT_INDENT_2))
