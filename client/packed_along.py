"""Packs the server's schema and views along with the client, and nothing of its data, which lie in the same folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_NOT_PACKED = ("data", "__pycache__")


class PackedAlong(BuildHookInterface):
    """Adds the files of `warehouse/` to the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        warehouse = Path(self.root).parent / "warehouse"
        for file in warehouse.rglob("*"):
            inside = file.relative_to(warehouse)
            if file.is_file() and inside.parts[0] not in _NOT_PACKED and "__pycache__" not in inside.parts:
                build_data["force_include"][str(file)] = f"warehouse/{inside.as_posix()}"
