"""Figures over HTTP: they are those of the pages' own functions, and say what they rest on and what is missing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from analytics.gap.explained_estimates import explained_periods
from analytics.risk.assessment import assess_regions
from tests.api.conftest import Serve
from tests.support.marked import mark_reports, secrets_above
from tests.support.published import empty_tables, republish, table_rows, view_as
from warehouse import cache
from warehouse.contract.snapshot import Snapshot
from warehouse.filters import Filters

GET = ("trends", "regional-risk", "reporting-gap", "coverage")
VOYAGE = {"origin": "Singapore", "destination": "Colombo", "departure": "2026-11-02T06:00:00Z", "speedKn": 14}


def asked(client: TestClient, name: str, **query: str) -> dict[str, Any]:
    answer = client.get(f"figures/{name}", params=query)
    assert answer.status_code == 200, answer.text
    content: dict[str, Any] = answer.json()
    return content


def assessed(client: TestClient, body: Any) -> dict[str, Any]:
    answer = client.post("figures/voyage", json=body)
    assert answer.status_code == 200, answer.text
    content: dict[str, Any] = answer.json()
    return content


def this_hour() -> datetime:
    return datetime.now(UTC).replace(minute=0, second=0, microsecond=0)


def test_every_figure_says_what_it_rests_on(client: TestClient, base: Snapshot) -> None:
    answers = [asked(client, name) for name in GET] + [assessed(client, VOYAGE)]
    for content in answers:
        assert content["answer"].endswith(".")
        assert content["n"] > 0
        assert content["sources"]
        assert date.fromisoformat(content["asOf"]) <= date(2026, 11, 2)
        assert (content["snapshot"], content["simulated"]) == (base.id, False)
    # Most waters of the invented snapshot are watched by nobody.
    assert all(content["missing"] for content in (answers[1], answers[3], answers[4]))


def test_trends_count_what_the_filters_leave(client: TestClient, base: Snapshot) -> None:
    content = asked(client, "trends", region="gulf_of_guinea", category="piracy_robbery", **{"from": "2024-01-01", "to": "2025-12-31"})
    first, last = date(2024, 1, 1), date(2025, 12, 31)
    chosen = [
        row["occurred_on"]
        for row in table_rows(base, "incidents")
        if row["sea_region"] == "gulf_of_guinea" and row["category"] == "piracy_robbery"
    ]
    meant = [day for day in chosen if first <= day <= last]
    assert content["n"] == len(meant) > 0
    assert sum(period["incidents"] for period in content["periods"]) == len(meant)
    for period in content["periods"]:
        first, last = date.fromisoformat(period["first"]), date.fromisoformat(period["last"])
        assert period["incidents"] == sum(first <= day <= last for day in meant)


def test_risk_and_gap_are_those_of_the_pages(client: TestClient, base: Snapshot) -> None:
    view = view_as(base)
    table = cache.query(assess_regions, view, Filters(), date(2026, 10, 1), 90, this_hour())
    content = asked(client, "regional-risk", as_of="2026-10-01", horizon="90")
    told = {row["region"]: (row["level"], row["expected"], row["interval80"]) for row in content["regions"]}
    assert told == {
        row.region: (
            row.level.code if row.level else None,
            row.numbers.expected if row.numbers else None,
            [row.numbers.low80, row.numbers.high80] if row.numbers else None,
        )
        for row in table.of_group()
    }
    assert any(level for level, _, _ in told.values())
    [one] = asked(client, "regional-risk", region="singapore_strait")["regions"]
    assert one["region"] == "singapore_strait"
    gap = asked(client, "reporting-gap", category="piracy_robbery")
    page = cache.query(explained_periods, view, Filters(categories=("piracy_robbery",)), this_hour())
    assert gap["answer"] == page.headline


def test_a_voyage_is_assessed_leg_by_leg(client: TestClient) -> None:
    content = assessed(client, VOYAGE)
    assert sum(leg["hours"] for leg in content["legs"]) == pytest.approx(content["hours"])
    assert sum(leg["hours"] for leg in content["legs"] if leg["expected"] is None) == pytest.approx(content["unknownHours"])
    assert content["legs"][0]["start"] == content["departure"]
    assert all(leg["level"] is None for leg in content["legs"] if leg["state"] == "not_watched")


WRONG: list[tuple[Any, int, str]] = [
    ([], 400, "object"),
    ({"origin": "Singapore"}, 400, "destination"),
    (VOYAGE | {"colour": "red"}, 400, "colour"),
    (VOYAGE | {"origin": 7}, 400, "origin"),
    (VOYAGE | {"origin": " "}, 400, "origin"),
    (VOYAGE | {"speedKn": 400}, 400, "speedKn"),
    (VOYAGE | {"speedKn": True}, 400, "speedKn"),
    (VOYAGE | {"withinNm": 26}, 400, "withinNm"),
    (VOYAGE | {"departure": "soon"}, 400, "departure"),
    (VOYAGE | {"departure": "2026-12-01"}, 400, "departure"),
    (VOYAGE | {"avoid": ["kraken"]}, 400, "avoid"),
    (VOYAGE | {"via": ["x"] * 40}, 400, "via"),
    (VOYAGE | {"shipType": "raft"}, 400, "shipType"),
    (VOYAGE | {"origin": "Qwxyzzz"}, 422, "Qwxyzzz"),
]


@pytest.mark.parametrize(("body", "status", "word"), WRONG, ids=[f"{status} {word}" for _, status, word in WRONG])
def test_a_voyage_that_cannot_be_is_refused_in_words(client: TestClient, body: Any, status: int, word: str) -> None:
    answer = client.post("figures/voyage", json=body)
    assert answer.status_code == status
    assert word in answer.json()["detail"]


def test_bodies_are_bounded_and_json_alone(client: TestClient) -> None:
    assert client.post("figures/voyage", content=b"{" * 300_000, headers={"content-type": "application/json"}).status_code == 413
    assert client.post("figures/voyage", content=b"{", headers={"content-type": "application/json"}).status_code == 400
    assert client.post("figures/voyage", data={"origin": "x"}).status_code == 415


@pytest.mark.parametrize("query", ["region=atlantis", "from=soon", "from=2025-01-01&to=2024-01-01", "within=box", "text="])
def test_filters_that_a_page_would_ignore_are_refused(client: TestClient, query: str) -> None:
    assert client.get(f"figures/trends?{query}").status_code == 400


def test_as_of_is_a_day_that_has_been(client: TestClient) -> None:
    for day in ("2999-01-01", "0001-01-01", "soon"):
        assert client.get(f"figures/regional-risk?as_of={day}").status_code == 400


def test_without_reports_nothing_is_made_up(base: Snapshot, tmp_path: Path, serve: Serve) -> None:
    republish(base, tmp_path, empty_tables() | {"sea_regions": table_rows(base, "sea_regions")})
    client = serve(tmp_path)
    for name in ("trends", "reporting-gap", "coverage"):
        content = asked(client, name)
        assert (content["n"], content["asOf"]) == (0, None)
        assert content["missing"]
    assert client.get("figures/regional-risk").status_code == 422


def test_figures_know_nothing_above_the_clearance(base: Snapshot, tmp_path: Path, serve: Serve) -> None:
    republish(base, tmp_path, mark_reports(base))
    whole = {name: asked(serve(tmp_path), name)["n"] for name in ("trends", "coverage")}
    client = serve(tmp_path, CLEARANCE="CLEAR")
    for name in GET:
        assert [word for word in secrets_above("CLEAR") if word in client.get(f"figures/{name}").text] == []
    assert all(asked(client, name)["n"] < number for name, number in whole.items())
