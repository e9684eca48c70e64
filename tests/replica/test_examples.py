"""The examples for containers: they parse, name settings that exist with values that are taken, and run commands that there are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from data_pipeline.__main__ import COMMANDS, ON_A_REPLICA
from members.server_secret import Secret
from pages.server.sign_in_secrets import VARIABLES
from tests.conftest import ROOT
from warehouse.contract.settings import NAMES, Settings, load

SERVERS = ROOT / "docs" / "servers"
KNOWN = {*VARIABLES, *(f"ANCHORWATCH_{name.upper()}" for name in NAMES)}

Program = tuple[str, dict[str, str]]
"""A command line and the environment in which it runs."""


def in_compose() -> Iterator[Program]:
    content = yaml.safe_load((SERVERS / "compose.yaml").read_text(encoding="utf-8"))
    for service in content["services"].values():
        if service.get("image") == "anchorwatch":
            yield service["command"], service["environment"]


def in_kubernetes() -> Iterator[Program]:
    documents: list[dict[str, Any]] = list(yaml.safe_load_all((SERVERS / "kubernetes.yaml").read_text(encoding="utf-8")))
    [shared] = [document["data"] for document in documents if document["kind"] == "ConfigMap"]
    for document in documents:
        if document["kind"] == "Deployment":
            for container in document["spec"]["template"]["spec"]["containers"]:
                own = {entry["name"]: entry["value"] for entry in container["env"]}
                yield " ".join(container["command"]), {**shared, **own}


@pytest.mark.parametrize("programs", [in_compose, in_kubernetes])
def test_one_publishes_and_the_others_show_it_with_settings_that_exist(programs: Any) -> None:
    publishing: list[Settings] = []
    showing: list[Settings] = []
    commands: set[str] = set()
    for command, environ in programs():
        assert set(environ) <= KNOWN
        settings = load(environ)
        commands.add(command)
        (showing if settings.snapshots_from else publishing).append(settings)
        if match := re.search(r"-m data_pipeline (\S+)", command):
            assert match[1] in COMMANDS
            assert match[1] not in ON_A_REPLICA
            assert not settings.snapshots_from
    assert {"python -m data_pipeline watch", "python -m members watch"} <= commands
    assert {settings.snapshots_to for settings in publishing} == {settings.snapshots_from for settings in showing} != {""}
    for name in ("members_database", "secrets_folder", "object_store_endpoint", "trusted_hosts"):
        assert len({getattr(settings, name) for settings in (*publishing, *showing)}) == 1, f"{name} must be the same on all"


@pytest.mark.parametrize("file", ["docs/servers/compose.yaml", "docs/servers/kubernetes.yaml", "docs/running.md", "anchorwatch.toml"])
def test_every_secret_that_servers_share_is_named(file: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    assert [name for name in Secret if name not in text] == []


@pytest.mark.parametrize("name", ["compose.yaml", "kubernetes.yaml"])
def test_what_was_tested_and_what_was_not_stands_inside(name: str) -> None:
    text = (SERVERS / name).read_text(encoding="utf-8")
    assert "What was tested:" in text
    assert "What was not:" in text
    assert set(re.findall(r"\bANCHORWATCH_[A-Z_]+[A-Z]", text)) <= {*KNOWN, "ANCHORWATCH_OIDC"}
