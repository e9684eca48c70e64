"""Adapters whose files show what they are only as a whole, not by how they begin."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from data_pipeline.files.forms import Form


class WholeFileAdapter(ABC):
    """What the adapters of sources that an operator has set up share; see registry.py for what an adapter provides."""

    __slots__ = ()
    FORMS: Mapping[str, Form] = MappingProxyType({})

    def recognise(self, head: bytes, name: str) -> str | None:
        """None: see `recognise_file`."""
        return None

    @abstractmethod
    def recognise_file(self, file: Path) -> str:
        """The format id of a file. Raises BrokenFile where it is none of this source's."""
