"""The operations that give figures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from api.figures import coverage, gap, risk, trends, voyage
from api.figures.answers import FIGURES_SCHEMA
from api.server.operations import Operation

_TAG: Final = "Figures"


def figure_operations() -> Iterator[Operation]:
    """All of them."""
    usual: dict[str, Any] = {"schema": FIGURES_SCHEMA, "by_the_hour": True}
    yield Operation(
        "trends", "/figures/trends", "Incidents by period, and what can be said of their development", trends.over_time, _TAG,
        parameters=trends.PARAMETERS, **usual,
    )  # fmt: skip
    yield Operation(
        "regional_risk", "/figures/regional-risk", "Level and forecast of every sea region", risk.regional_risk, _TAG,
        parameters=risk.PARAMETERS, errors=(422,), **usual,
    )  # fmt: skip
    yield Operation(
        "reporting_gap", "/figures/reporting-gap", "The share of incidents that no source holds", gap.reporting_gap, _TAG,
        parameters=gap.PARAMETERS, **usual,
    )  # fmt: skip
    yield Operation("coverage", "/figures/coverage", "Who watched which waters when, and who does now", coverage.coverage, _TAG, **usual)
    yield Operation(
        "voyage", "/figures/voyage", "A voyage assessed, leg by leg", voyage.voyage, _TAG, body=voyage.BODY,
        doc="Nothing of the voyage is kept beyond this server's memory.", **usual,
    )  # fmt: skip
