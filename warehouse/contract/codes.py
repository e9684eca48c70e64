"""Code lists: the form of the entries in `taxonomy` and its neighbours."""

from __future__ import annotations

from dataclasses import dataclass

OWN = "Anchorwatch"


@dataclass(frozen=True, slots=True)
class Code:
    """One code: `code` is what tables store, `title` what readers see, `source` where the definition comes from."""

    code: str
    title: str
    definition: str
    source: str = OWN


def code_list(*members: Code) -> dict[str, Code]:
    """A code list, keyed by code; its order is the order in which pages show it."""
    return {member.code: member for member in members}
