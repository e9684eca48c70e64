"""What this server's own desk has handed over: landed like the answer of a feed, whenever its bytes have changed."""

from __future__ import annotations

from typing import Final

from data_pipeline import landing as landing_zone
from data_pipeline import registry
from data_pipeline.data_folder import lock_data_folder
from data_pipeline.errors import LandingError
from warehouse.contract.settings import Settings

FORMAT: Final = "handed_over"


def land_handed_over(settings: Settings) -> bool:
    """Land the desk's file where it is new; whether it was. Raises BrokenFile, LandingError, Busy."""
    file = settings.accepted_reports
    if not file.is_file():
        return False
    source = registry.source(registry.HANDED_OVER)
    if source.mapping is not None:
        raise LandingError(f"the source {source.id} is a table by its mapping, so what the desk accepted cannot land. Drop one.")
    with lock_data_folder(settings.data):
        # A verdict may return to what it was before, and the file with it.
        _, is_new = landing_zone.land_file(settings.landing, source, FORMAT, file, may_return=True)
    return is_new
