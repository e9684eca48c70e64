"""Whatever an address holds, the page opens: no error box, no live Markdown, no folder of the server."""

from __future__ import annotations

import ast
from collections.abc import Callable

import pytest

from bench.hostile.addresses import faults_shown
from bench.hostile.spoiled_addresses import BOUND, BOUND_AMONG_MEMBERS, mutated_addresses, names_of
from pages.shell import navigation
from tests.conftest import ROOT
from tests.pages.conftest import Open
from tests.support.addresses import ADDRESSES, script_and_parameters
from warehouse.contract.snapshot import Snapshot

Publish = Callable[..., Snapshot]
KNOWN = [
    "incident?snapshot=%5BYour%20session%20ended.%20Log%20in%20again%5D(http%3A%2F%2Fevil.invalid%2Flogin)",
    "incident?snapshot=!%5Bx%5D(http%3A%2F%2Fevil.invalid%2Fbeacon.png)",
    "?snapshot=20200101T000000",
    "trends?from=9999-12-31",
    "trends?from=9999-12-30",
    "trends?to=1900-01-01",
    "trends?from=2100-12-31",
    "board_briefing?to=9999-12-31",
    "board_briefing?to=2100-12-31&from=1900-01-01",
    "board_briefing?to=1900-01-01&days=30",
    "regional_risk?until=9999-12-31",
    "overview?until=9999-12-31&since=9999-12-31",
    "overview?until=0001-01-01&since=0001-01-01",
    "reporting_gap?from=9999-12-31&to=9999-12-31",
    "incident_map?from=9999-12-31",
    "link_review?from=9999&to=0000",
]


def open_address(open_page: Open, address: str) -> None:
    script, parameters = script_and_parameters(address)
    assert not list(faults_shown(open_page(script, **parameters))), address


@pytest.mark.parametrize("address", KNOWN)
def test_addresses_that_once_failed_open(address: str, published: Publish, open_page: Open) -> None:
    published()
    open_address(open_page, address)


@pytest.mark.parametrize("address", mutated_addresses(20, 24))
def test_spoiled_addresses_open(address: str, published: Publish, open_page: Open) -> None:
    """The bench opens thousands (`python -m bench hostile`)."""
    published()
    open_address(open_page, address)


def test_addresses_are_the_same_for_the_same_seed() -> None:
    assert mutated_addresses(1, 50) == mutated_addresses(1, 50) != mutated_addresses(2, 50)


def test_every_parameter_of_a_page_is_spoiled() -> None:
    assert {entry.address for entry in navigation.all_entries()} == set(ADDRESSES) | set(BOUND)
    bound = set()
    for file in (ROOT / "pages").rglob("*.py"):
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            given = {keyword.arg: keyword.value for keyword in call.keywords} if isinstance(call, ast.Call) else {}
            if "bind" in given and isinstance(given["key"], ast.Constant):
                bound.add(given["key"].value)
    among_members = {name for names in BOUND_AMONG_MEMBERS.values() for name in names}
    assert bound and bound <= {name for page in BOUND for name in names_of(page)} | among_members
