"""Imports the heavy libraries behind the pages while the server waits for its first reader."""

from __future__ import annotations

import importlib
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

MODULES: Final = ("analytics.trends", "analytics.gap", "analytics.risk", "briefing.make", "briefing.pdf")
"""What takes longest to import, in the order in which readers are likely to need it: four seconds for the first alone."""


@asynccontextmanager
async def lifespan(app: Any) -> AsyncIterator[None]:
    """What the server does when it starts; it takes readers at once, without waiting for the imports."""
    threading.Thread(target=load, name="imports", daemon=True).start()
    yield


def load() -> None:
    """Import the modules, one after another."""
    for name in MODULES:
        importlib.import_module(name)
