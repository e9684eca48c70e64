"""Requests drawn from the description itself, sensible and not: no answer may be a failure of the server or one that is not described."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance
from starlette.applications import Starlette

from api.features.filters import MOST
from api.mounted import api_routes
from warehouse.contract.snapshot import Snapshot

application = Starlette(routes=api_routes(lambda: False))
description = schemathesis.openapi.from_asgi("/api/v1/openapi", application)


@pytest.fixture(autouse=True)
def _data(base: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANCHORWATCH_DATA", str(base.folder.parent.parent))


# Of the whole collections, which take the same parameters as their items, one stands for all.
@description.exclude(path_regex="whole/(reports|incidents.(csv|arrow))").parametrize()
@settings(max_examples=5, phases=[Phase.generate], suppress_health_check=list(HealthCheck), derandomize=True)
def test_every_operation_answers_as_described(case: schemathesis.Case[Any]) -> None:
    # A limit beyond the largest stands for the largest, as the standard wishes.
    limit = str((case.query or {}).get("limit", ""))
    is_beyond = limit.isdigit() and int(limit) > MOST
    # Whether a filter is CQL2, or a box has its south below its north, no schema can say.
    case.call_and_validate(excluded_checks=[positive_data_acceptance, *([negative_data_rejection] if is_beyond else [])])
