"""The pipeline's SQL, one file per statement, read by its name below this folder (`linkage/train/neighbours`)."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent


@cache
def statement(name: str) -> str:
    """The text of `<name>.sql`."""
    return (FOLDER / f"{name}.sql").read_text(encoding="utf-8").strip().rstrip(";")
