"""Where mappings are kept: in the landing folder, since everything published is derived from there.

landing/mappings/<id>.<time>.toml       one version each, never changed; the last of an id is in force
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from data_pipeline.errors import LandingError
from data_pipeline.mapping.model import MappingFault, TableMapping, parse_mapping
from warehouse.contract.files import write_atomically
from warehouse.contract.typed_fields import FieldFault, read_small_file

FOLDER: Final = "mappings"
_NAME: Final = re.compile(r"([a-z][a-z0-9_]{1,39})\.(\d{8}T\d{12})\.toml")
_STAMP: Final = "%Y%m%dT%H%M%S%f"


def read_mappings(landing: Path, refused_ids: Collection[str] = ()) -> Iterator[TableMapping]:
    """The mappings in force, by id. `refused_ids`: those of sources that are there already. Raises MappingFault."""
    for source_id, file in sorted(_files_in_force(landing).items()):
        try:
            mapping = parse_mapping(read_small_file(file), file.name)
        except FieldFault as error:
            raise MappingFault(f"{file} cannot be read: {error}. Restore it from a backup.") from error
        if mapping.id != source_id:
            raise MappingFault(f"{file.name} holds the mapping of {mapping.id!r}. Restore it from a backup.")
        if source_id in refused_ids:
            raise MappingFault(f"{file.name}: {source_id} is a source of this program. Give the mapping another id.")
        yield mapping


def save_mapping(landing: Path, mapping: TableMapping, text: str, now: datetime | None = None) -> Path | None:
    """Keep a mapping, whose TOML is `text`; None when it says what the one in force says. Raises LandingError, MappingFault."""
    if parse_mapping(text.encode()) != mapping:
        raise MappingFault(f"the text is not that of mapping {mapping.id}")
    in_force = _files_in_force(landing).get(mapping.id)
    if in_force is not None and parse_mapping(read_small_file(in_force), in_force.name) == mapping:
        return None
    stamp = (now or datetime.now(UTC)).strftime(_STAMP)
    last = in_force.name.split(".")[1] if in_force else ""
    # A clock that was put back must not make the new version an old one.
    file = landing / FOLDER / f"{mapping.id}.{max(stamp, _after(last))}.toml"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(file, text.encode())
    except OSError as error:
        raise LandingError(f"{file} cannot be written: {error.strerror}. Free some space, or allow writing there.") from error
    return file


def _files_in_force(landing: Path) -> dict[str, Path]:
    """The newest file of each id."""
    files = sorted(file for file in (landing / FOLDER).glob("*.toml")) if (landing / FOLDER).is_dir() else []
    return {match[1]: file for file in files if (match := _NAME.fullmatch(file.name))}


def _after(stamp: str) -> str:
    return f"{stamp[:9]}{int(stamp[9:]) + 1:012d}" if stamp else ""
