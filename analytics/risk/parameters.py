"""The parameters of the model as estimated, year by year, each from data before 1 January of that year.

`parameters.json` is written by `python -m bench forecast --write` and records on which data, when and how.
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
def stored_parameters() -> dict[str, Any]:
    """The contents of the file: how it was made, and under `years` the parameters by year and horizon."""
    stored: dict[str, Any] = orjson.loads(FILE.read_bytes())
    return stored


def parameters_for(as_of: date, horizon: int) -> tuple[Parameters, date]:
    """The latest parameters estimated on data before `as_of`, and the day before which those data lie.

    Before the first year on file, the parameters of that year. Raises ValueError for a horizon that was not estimated.
    """
    if horizon not in HORIZONS:
        raise ValueError(f"the horizon is {horizon} days; estimated are {', '.join(str(days) for days in HORIZONS)}")
    years = {int(year): by_horizon for year, by_horizon in stored_parameters()["years"].items()}
    year = max((candidate for candidate in years if date(candidate, 1, 1) <= as_of), default=min(years))
    return Parameters(**years[year][str(horizon)]), date(year, 1, 1)
