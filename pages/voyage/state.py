"""What voyage the page shows: `analytics.voyage.kept.parameters` in the page's address."""

from __future__ import annotations

from typing import Final

from analytics.voyage.kept import parameters
from analytics.voyage.kept.parameters import VoyageView
from pages.shell.address import Address

ADDRESS: Final = Address("voyage", parameters.NAMES, VoyageView())


def read_address() -> tuple[VoyageView, tuple[str, ...]]:
    """The view of this run, and what of the address was ignored."""
    ADDRESS.read(VoyageView.from_query)
    return ADDRESS.state, ADDRESS.notes
