"""Tables as files. Text from reports is hostile: a spreadsheet must not run it."""

from __future__ import annotations

import csv
import io
from typing import Final

import numpy as np
import pandas as pd

FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
SIMULATED: Final = "simulated data"


def safe_cell(value: object) -> object:
    """Text that a spreadsheet would take for a formula gets an apostrophe before it; lists become `a; b`."""
    if isinstance(value, list | tuple | set | frozenset | np.ndarray):
        value = "; ".join(str(one) for one in value)
    if isinstance(value, str):
        text = value.replace("\x00", "")
        return f"'{text}" if text.startswith(FORMULA_STARTS) else text
    return "" if value is None or value is pd.NA or value is pd.NaT or value != value else value


def csv_bytes(frame: pd.DataFrame, demo: bool = False) -> bytes:
    """The frame as CSV (UTF-8 with byte order mark, as spreadsheets want it), safe to open in a spreadsheet.

    Numbers stay numbers. With `demo`, every row begins with a column that says that the data are simulated.
    """
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    mark = [SIMULATED] if demo else []
    writer.writerow([*(["data"] if demo else []), *(safe_cell(str(name)) for name in frame.columns)])
    for row in frame.itertuples(index=False, name=None):
        writer.writerow([*mark, *(safe_cell(value) for value in row)])
    return target.getvalue().encode("utf-8-sig")
