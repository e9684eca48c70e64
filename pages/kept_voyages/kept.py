"""The kept voyages and ships that the person who looks at this page may see."""

from __future__ import annotations

from members.access import Deed
from members.errors import NotAllowed
from members.store import is_begun
from members.voyages.kept import KeptVoyages, VoyageRow, list_voyages, read_voyage
from members.voyages.sealing import UnreadableError
from members.voyages.ships import ShipRow, list_ships
from pages.server.streamlit_private import is_without_browser
from pages.shell.access import current_person
from pages.shell.access.current import may_do, store
from warehouse.contract import settings


def kept_voyages() -> KeptVoyages:
    """The voyages. Raises StoreError."""
    return list_voyages(store(), current_person()) if _are_any() else KeptVoyages()


def kept_voyage(voyage_id: str) -> VoyageRow | None:
    """One voyage; None where it is not kept or not this person's to see, or this server's key does not open it. Raises StoreError."""
    if not voyage_id or not _are_any():
        return None
    try:
        return read_voyage(store(), current_person(), voyage_id)
    except (NotAllowed, UnreadableError):
        return None


def kept_ships() -> dict[str, ShipRow]:
    """The ships by id, in the order of their names. Raises StoreError."""
    return {ship.ship_id: ship for ship in list_ships(store(), current_person())} if _are_any() else {}


def may_keep() -> bool:
    """Whether the person may keep voyages and ships."""
    return not is_without_browser() and may_do(Deed.KEEP_VOYAGES)


def whose() -> str:
    """For whom voyages are kept: a part of a sentence."""
    person = current_person()
    if person.company:
        return f"the people of {person.company}"
    return "this computer's local user" if person.is_local else "you"


def _are_any() -> bool:
    # Nobody's database is made for looking at it, and nobody looks where the server opens pages ahead of their readers.
    return not is_without_browser() and is_begun(settings.load())
