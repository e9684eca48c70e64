"""The command line of a replica: it reads, and writes nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest

from data_pipeline.__main__ import COMMANDS, ON_A_REPLICA
from tests.pipeline.conftest import Cli, cli
from tests.pipeline.helpers import settings_in
from tests.upload.conftest import ADDRESS
from warehouse.contract.health.replica import ReplicaHealth, write_replica_health
from warehouse.contract.settings import Settings

__all__ = ["cli"]


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("ANCHORWATCH_SNAPSHOTS_FROM", ADDRESS)
    return settings_in(tmp_path / "cache", snapshots_from=ADDRESS)


def test_what_would_write_is_refused(cli: Cli, settings: Settings) -> None:
    assert set(ON_A_REPLICA) < set(COMMANDS)
    for line in ("run", "rebuild", "watch", "fetch", "upload", "add asam x", "simulate", "decide same a b --who me --why so"):
        answer = cli(*line.split())
        assert answer.status == 2
        assert f"use `{line.split()[0]}` on the server that publishes" in answer.err
    assert not settings.data.exists()


def test_health_says_how_the_replica_is_doing(cli: Cli, settings: Settings) -> None:
    assert cli("health").status == 1, "nothing has come yet"
    at = datetime(2026, 11, 20, 12, 3, tzinfo=UTC)
    write_replica_health(settings.data, ReplicaHealth(ADDRESS, reached_at=at))
    answer = cli("health")
    assert (answer.status, f"Replica of {ADDRESS}: in step at" in answer.out) == (0, True)
    write_replica_health(settings.data, ReplicaHealth(ADDRESS, reached_at=at, failing_since=at, text="it could not be reached"))
    answer = cli("health")
    assert (answer.status, "not in step since" in answer.out) == (1, True)
    assert orjson.loads(cli("health", "--json").out)["replica"]["text"] == "it could not be reached"


def test_a_replica_makes_no_secret_that_its_peers_do_not_have(tmp_path: Path) -> None:
    from members.server_secret import Secret, server_secret

    shared = tmp_path / "secrets"
    first = settings_in(tmp_path / "data", secrets_folder=str(shared))
    made = server_secret(first, Secret.FORM)
    peers = {"snapshots_from": ADDRESS, "members_database": "postgresql+psycopg://db.example.com/anchorwatch"}
    with pytest.raises(OSError, match="it must be the same as on the other servers"):
        server_secret(settings_in(tmp_path / "cache", **peers), Secret.FORM)
    assert server_secret(settings_in(tmp_path / "cache", secrets_folder=str(shared), **peers), Secret.FORM) == made
