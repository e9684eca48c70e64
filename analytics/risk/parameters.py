"""The parameters of the model as they were estimated, year by year, each from data before 1 January of its year.

`parameters.json` is written by `python -m bench forecast --write` and says on which data, when and how.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

import orjson

from analytics.risk.model import Parameters

FILE: Final = Path(__file__).parent / "parameters.json"
HORIZONS: Final = (30, 90)


@cache
def table() -> dict[str, Any]:
    """The file: how it was made, and `years`: year to horizon to parameters."""
    found: dict[str, Any] = orjson.loads(FILE.read_bytes())
    return found


def parameters(as_of: date, horizon: int) -> tuple[Parameters, date]:
    """The latest parameters that were estimated on data before `as_of`, and the day before which those lie.

    Before the first year there is, that of the first year. Raises ValueError for a horizon that was not estimated.
    """
    if horizon not in HORIZONS:
        raise ValueError(f"the horizon is {horizon} days; estimated are {', '.join(str(one) for one in HORIZONS)}")
    years = {int(year): said for year, said in table()["years"].items()}
    year = max((one for one in years if date(one, 1, 1) <= as_of), default=min(years))
    return Parameters(**years[year][str(horizon)]), date(year, 1, 1)
