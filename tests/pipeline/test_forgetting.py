"""Nothing vanishes in silence: what the snapshot in force rests on is there, is forgotten on record, or nothing is published."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import orjson
import pytest

from data_pipeline.forgetting import FOLDER, read_forgettings
from data_pipeline.landing import Landing, list_landings
from tests.pipeline.conftest import Cli
from tests.pipeline.helpers import ASAM, asam_json, asam_record, content, land_bytes
from warehouse.contract import decisions
from warehouse.contract.settings import Settings
from warehouse.contract.snapshot import Store

SIGNED = ("--who", "Ada", "--why", "sent by mistake")


def landed(settings: Settings, source: str) -> Landing:
    return next(landing for landing in list_landings(settings.landing) if landing.source == source)


def sidecar(landing: Landing) -> Path:
    return landing.file.with_name(f"{landing.id}.landing.json")


def sources_published(store: Store) -> set[str]:
    return {row["source"] for row in content(store.open())["reports"]}


@pytest.fixture
def decided(good: Store, settings: Settings, cli: Cli) -> str:
    """A decision that the snapshot in force rests on."""
    reports = [row["report_id"] for row in content(good.open())["reports"]]
    assert cli("decide", "verified", reports[0], "--who", "Bo", "--why", "seen").status == 0
    assert cli("run").status == 0
    [decision] = decisions.read_decisions(settings)
    return decision.decision_id


def both_gone(landing: Landing) -> None:
    landing.file.unlink()
    sidecar(landing).unlink()


def description_gone(landing: Landing) -> None:
    sidecar(landing).unlink()


def bytes_gone(landing: Landing) -> None:
    landing.file.unlink()


def moved_to_another_source(landing: Landing) -> None:
    target = landing.file.parent.with_name("ukmto")
    target.mkdir()
    described = orjson.loads(sidecar(landing).read_bytes())
    (target / sidecar(landing).name).write_bytes(orjson.dumps({**described, "source": "ukmto", "format": "api_json"}))
    shutil.move(landing.file, target / landing.file.name)
    sidecar(landing).unlink()


WAYS: dict[Callable[[Landing], None], str] = {
    both_gone: "imb_crime_at_sea: imb.csv, landed on 2 January 2026 ({id}): it is gone",
    description_gone: "imb_crime_at_sea: imb.csv, landed on 2 January 2026 ({id}): its description is gone",
    bytes_gone: "imb_crime_at_sea: imb.csv, landed on 2 January 2026 ({id}): its bytes are gone",
    moved_to_another_source: "imb_crime_at_sea: imb.csv, landed on 2 January 2026 ({id}): its description names the source ukmto",
}


@pytest.mark.parametrize("vanish", WAYS, ids=lambda way: way.__name__)
@pytest.mark.parametrize("something_new", [False, True], ids=["nothing new", "something new"])
def test_a_landing_that_vanished_is_named_and_nothing_is_published(
    good: Store, settings: Settings, cli: Cli, vanish: Callable[[Landing], None], something_new: bool
) -> None:
    landing, before = landed(settings, "imb_crime_at_sea"), good.ids()
    if something_new:
        land_bytes(settings, "asam", asam_json(asam_record(9)), "api_json", day=5)
    vanish(landing)
    told = WAYS[vanish].format(id=landing.id)
    for command in ("run", "rebuild"):
        answer = cli(command)
        assert answer.status == 2
        assert "is missing, so nothing is published:\n" in answer.err
        assert told in answer.err
        assert f"python -m data_pipeline forget {landing.id} --why TEXT --who NAME" in answer.err
    assert good.ids() == before
    examined = cli("doctor")
    assert examined.status == 1
    assert f"fault {told}" in examined.out

    answer = cli("forget", landing.id, *SIGNED)
    assert answer.status == 0, answer.out + answer.err
    assert cli("run").status == 0
    assert sources_published(good) == {"asam"}
    assert not [file for file in settings.landing.glob("*/*") if landing.id in file.name]
    assert "sent by mistake" in cli("decisions").out
    examined = cli("doctor")
    assert examined.status == 0, examined.out
    assert "forgotten: 1 record" in examined.out


def test_a_description_that_names_another_source_than_its_folder_is_refused(good: Store, settings: Settings, cli: Cli) -> None:
    landing = landed(settings, "imb_crime_at_sea")
    sidecar(landing).write_bytes(sidecar(landing).read_bytes().replace(b"imb_crime_at_sea", b"asam"))
    for command, status in (("run", 2), ("rebuild", 2), ("doctor", 1)):
        answer = cli(command)
        assert answer.status == status
        assert "source" in answer.out + answer.err
        assert sidecar(landing).name in answer.out + answer.err
    assert cli("forget", landing.id, *SIGNED).status == 0
    assert cli("run").status == 0
    assert sources_published(good) == {"asam"}


def test_a_decision_that_vanished_is_named_and_nothing_is_published(good: Store, settings: Settings, cli: Cli, decided: str) -> None:
    file = decisions.decisions_folder(settings) / f"{decided}.json"
    file.unlink()
    before = good.ids()
    for command in ("run", "rebuild"):
        answer = cli(command)
        assert answer.status == 2
        assert f"decision {decided}, Verified, by Bo: it is gone" in answer.err
        assert f"forget {decided}" in answer.err
    assert good.ids() == before
    assert f"fault decision {decided}" in cli("doctor").out
    assert cli("forget", decided, *SIGNED).status == 0
    assert cli("run").status == 0
    assert content(good.open())["decisions"] == []
    assert cli("doctor").status == 0


def test_what_is_still_there_is_forgotten_too_and_can_land_again(good: Store, settings: Settings, cli: Cli, decided: str) -> None:
    landing = landed(settings, "imb_crime_at_sea")
    before = content(good.open())["reports"]
    assert cli("forget", landing.id, decided, *SIGNED).status == 0
    aside = settings.landing / FOLDER / "files"
    assert sorted(file.name for file in aside.iterdir()) == sorted([landing.file.name, sidecar(landing).name, f"{decided}.json"])
    assert cli("run").status == 0
    assert sources_published(good) == {"asam"}
    assert content(good.open())["decisions"] == []
    [record] = read_forgettings(settings)
    assert (record.who, record.why, record.landings, record.decisions) == ("Ada", "sent by mistake", (landing.id,), (decided,))
    file = settings.data / "again.csv"
    shutil.copy(aside / landing.file.name, file)
    assert cli("add", "imb_crime_at_sea", file).status == 0
    assert cli("run").status == 0
    assert len(content(good.open())["reports"]) == len(before)


def test_a_record_of_forgetting_excuses_once(good: Store, settings: Settings, cli: Cli) -> None:
    """What was forgotten, restored, published again and then vanished, has vanished."""
    landing = landed(settings, "imb_crime_at_sea")
    cli("forget", landing.id, *SIGNED)
    assert cli("run").status == 0
    for file in (settings.landing / FOLDER / "files").iterdir():
        os.replace(file, landing.file.parent / file.name)
    assert cli("run").status == 0
    assert sources_published(good) == {"asam", "imb_crime_at_sea"}
    both_gone(landing)
    assert cli("run").status == 2


def test_a_record_of_forgetting_that_vanished_or_was_changed_is_named(good: Store, settings: Settings, cli: Cli) -> None:
    cli("forget", landed(settings, "imb_crime_at_sea").id, *SIGNED)
    assert cli("run").status == 0
    [record] = read_forgettings(settings)
    file = settings.landing / FOLDER / f"{record.forgetting_id}.json"
    original = file.read_bytes()
    file.chmod(0o644)
    file.write_bytes(original.replace(b"Ada", b"Eve"))
    for command, status in (("run", 2), ("doctor", 1)):
        answer = cli(command)
        assert answer.status == status
        assert f"{file.name} has been changed since it was made" in answer.out + answer.err
    file.unlink()
    answer = cli("run")
    assert answer.status == 2
    assert f"record of forgetting {record.forgetting_id}: it is gone" in answer.err


@pytest.mark.parametrize("words", [["20200101T000000000000-0123456789ab"], ["../../etc/passwd"], ["*"], [""]])
def test_what_never_was_cannot_be_forgotten(good: Store, settings: Settings, cli: Cli, words: list[str]) -> None:
    answer = cli("forget", *words, *SIGNED)
    assert answer.status == 2
    assert "there is no landing or decision" in answer.err
    assert read_forgettings(settings) == []
    assert len(list_landings(settings.landing)) == 2


@pytest.mark.parametrize("signature", [("--who", "", "--why", "x"), ("--who", "Ada", "--why", " "), ("--who", "Ada", "--why", "x" * 2001)])
def test_forgetting_is_signed(good: Store, settings: Settings, cli: Cli, signature: tuple[str, ...]) -> None:
    answer = cli("forget", landed(settings, "asam").id, *signature)
    assert answer.status == 2
    assert "Nothing was forgotten" in answer.err
    assert len(list_landings(settings.landing)) == 2


def test_a_source_switched_off_is_said_and_not_refused(good: Store, settings: Settings, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANCHORWATCH_ENABLED_SOURCES", "asam")
    for _ in range(2):
        answer = cli("run")
        assert answer.status == 0
        assert "imb_crime_at_sea is switched off in the settings: 1 landed file is not used." in answer.out
    assert sources_published(good) == {"asam"}
    assert cli("doctor").status == 0


def test_landings_of_a_source_that_the_program_does_not_know_are_said(good: Store, settings: Settings, cli: Cli) -> None:
    landing = land_bytes(settings, "ukmto", b"[{}]", "api_json", day=5)
    target = landing.file.parent.with_name("ukmta")
    shutil.move(landing.file.parent, target)
    described = target / sidecar(landing).name
    described.write_bytes(described.read_bytes().replace(b"ukmto", b"ukmta"))
    answer = cli("run")
    assert answer.status == 0
    assert "ukmta is not a source of this program: 1 landed file is not used." in answer.out


def test_nothing_is_simulated_in_place_of_what_vanished(good: Store, settings: Settings, cli: Cli) -> None:
    for source in ("asam", "imb_crime_at_sea"):
        both_gone(landed(settings, source))
    answer = cli("run")
    assert answer.status == 2
    assert answer.err.count("it is gone") == 2
    assert list_landings(settings.landing) == []


def test_what_vanished_is_known_from_an_older_snapshot_when_the_pointer_is_gone_too(good: Store, settings: Settings, cli: Cli) -> None:
    both_gone(landed(settings, "imb_crime_at_sea"))
    good.pointer.unlink()
    assert cli("run").status == 2


def test_simulated_landings_may_be_replaced(cli: Cli, settings: Settings, store: Store) -> None:
    for seed in ("1", "2"):
        assert cli("simulate", "--reports", "200", "--seed", seed, "--end", "2025-12-31").status == 0
        assert cli("run").status == 0
    assert cli("add", "asam", ASAM / "api_json.json").status == 0
    assert cli("run").status == 0
    assert sources_published(store) == {"asam"}
