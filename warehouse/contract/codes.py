"""What a code list is made of."""

from __future__ import annotations

from dataclasses import dataclass

OWN = "Anchorwatch"


@dataclass(frozen=True, slots=True)
class Code:
    """One code of a code list: `code` is stored, `title` is shown, `definition` explains, `source` cites."""

    code: str
    title: str
    definition: str
    source: str = OWN


def codes(*members: Code) -> dict[str, Code]:
    """A code list by code, in the order given."""
    return {member.code: member for member in members}
