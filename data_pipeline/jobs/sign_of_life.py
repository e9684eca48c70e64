"""What the watch leaves behind for others to see that it runs: one small file in the folder `watch` of the data folder."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import orjson

from warehouse.contract.files import write_atomically
from warehouse.contract.health.document import WatchHealth, parse_watch
from warehouse.contract.settings import Settings
from warehouse.contract.typed_fields import FieldFault, TypedFields, json_fields, read_small_file

FOLDER: Final = "watch"


@dataclass(frozen=True, slots=True)
class SignOfLife:
    """The watch's health, and whether its last publish failed."""

    health: WatchHealth
    run_failed: bool


def watch_folder(settings: Settings) -> Path:
    """Where the sign of life and the lock of the single watch lie."""
    return settings.data / FOLDER


def write_sign_of_life(settings: Settings, sign: SignOfLife) -> None:
    """Leave it. Raises OSError."""
    folder = watch_folder(settings)
    folder.mkdir(parents=True, exist_ok=True)
    write_atomically(folder / "watch.json", orjson.dumps(asdict(sign), option=orjson.OPT_INDENT_2))


def read_sign_of_life(settings: Settings) -> SignOfLife | None:
    """The last one; None where there is none or it is damaged."""
    try:
        fields = json_fields(read_small_file(watch_folder(settings) / "watch.json"))
        return SignOfLife(parse_watch(TypedFields(fields.group("health"))), fields.truth("run_failed", default=False))
    except FieldFault:
        return None
