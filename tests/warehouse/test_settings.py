"""Settings: one documented file, overridden by the environment, and wrong ones named."""

from __future__ import annotations

import dataclasses
import os
import tomllib
from pathlib import Path

import pytest

from warehouse.contract.settings import FILE, ROOT, Settings, SettingsError, load

LINES = FILE.read_text(encoding="utf-8")


def test_the_file_states_every_setting_and_explains_it() -> None:
    assert set(tomllib.loads(LINES)) == {field.name for field in dataclasses.fields(Settings)}
    for name in tomllib.loads(LINES):
        paragraph = next(part for part in LINES.split("\n\n") if f"\n{name} =" in f"\n{part}")
        assert paragraph.startswith("#"), f"{name} stands there without a comment"


def test_the_data_folder_is_relative_to_the_project_or_absolute(tmp_path: Path) -> None:
    assert load({}).data == ROOT / "warehouse" / "data"
    assert load({"ANCHORWATCH_DATA": str(tmp_path)}).data == tmp_path
    assert load({"ANCHORWATCH_DATA": "elsewhere"}).data == ROOT / "elsewhere"
    assert load({"ANCHORWATCH_DATA": "~/aw"}).data == Path.home() / "aw"
    settings = load({"ANCHORWATCH_DATA": str(tmp_path)})
    assert (settings.landing, settings.work) == (tmp_path / "landing", tmp_path / "work")


@pytest.mark.parametrize("empty", ["", "  "])
def test_an_empty_variable_sets_nothing(empty: str) -> None:
    """`ANCHORWATCH_DATA= make run` must not write into the project's root."""
    assert load({f"ANCHORWATCH_{field.name.upper()}": empty for field in dataclasses.fields(Settings)}) == load({})


def test_the_environment_overrides_the_file() -> None:
    settings = load(
        {
            "ANCHORWATCH_ENABLED_SOURCES": "asam, demo,",
            "ANCHORWATCH_FEEDS": "ukmto, recaap",
            "ANCHORWATCH_CONTACT": " ops@example.com ",
            "ANCHORWATCH_FEEDS_FROM_PRIVATE_ADDRESSES": "TRUE",
            "ANCHORWATCH_KEEP_SNAPSHOTS": "3",
            "ANCHORWATCH_WORKERS": "7",
            "ANCHORWATCH_OPEN_AHEAD": "False",
            "ANCHORWATCH_BASEMAP": "https://example.org/style.json",
            "ANCHORWATCH_TRUSTED_HOSTS": "Watch.Example.com, fd00::5",
            "ANCHORWATCH_EMBEDDED_BY": "https://intranet.example.com:8443",
            "ANCHORWATCH_DEMO_REPORTS": "1000",
            "ANCHORWATCH_DEMO_SEED": "0",
        }
    )
    assert settings.enabled_sources == ("asam", "demo")
    assert (settings.feeds, settings.contact, settings.feeds_from_private_addresses) == (("ukmto", "recaap"), "ops@example.com", True)
    assert (settings.keep_snapshots, settings.workers, settings.demo_reports, settings.demo_seed) == (3, 7, 1000, 0)
    assert settings.open_ahead is False
    assert (settings.trusted_hosts, settings.embedded_by) == (("watch.example.com", "fd00::5"), ("https://intranet.example.com:8443",))
    assert settings.basemap == "https://example.org/style.json"


def test_none_switches_all_feeds_off() -> None:
    """An empty variable would leave them as the file says."""
    assert load({"ANCHORWATCH_FEEDS": "none"}).feeds == ()
    assert load({"ANCHORWATCH_FEEDS": ""}).feeds == load({}).feeds != ()


def test_no_workers_means_one_per_core() -> None:
    assert load({"ANCHORWATCH_WORKERS": "0"}).workers == os.cpu_count()


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("KEEP_SNAPSHOTS", "0", "ANCHORWATCH_KEEP_SNAPSHOTS: 0 is below 1"),
        ("KEEP_SNAPSHOTS", "ten", "ANCHORWATCH_KEEP_SNAPSHOTS: 'ten' is not a whole number"),
        ("OPEN_AHEAD", "yes", "ANCHORWATCH_OPEN_AHEAD: 'yes' is neither true nor false"),
        ("WORKERS", "-1", "ANCHORWATCH_WORKERS: -1 is below 0"),
        (
            "TRUSTED_HOSTS",
            "watch.example.com:8501",
            "ANCHORWATCH_TRUSTED_HOSTS: 'watch.example.com:8501' is not a host's name without port",
        ),
        ("TRUSTED_HOSTS", "https://watch.example.com", "'https://watch.example.com' is not a host's name without port"),
        ("TRUSTED_HOSTS", "*", "is not a host's name without port"),
        ("EMBEDDED_BY", "example.com", "'example.com' is not an address such as https://example.com"),
        ("EMBEDDED_BY", "https://example.com; script-src *", "is not an address such as https://example.com"),
        ("CONTACT", "ops (night) <ops@example.com>", "is not an e-mail or web address of at most 200 characters"),
        ("CONTACT", "a" * 201, "is not an e-mail or web address of at most 200 characters"),
        ("ENGINE", "sqlite", "ANCHORWATCH_ENGINE: 'sqlite' is not duckdb or spark"),
        ("SPARK_MEMORY", "2 GB", "is not a size such as 2g or 900m"),
        ("DEMO_REPORTS", "1e4", "ANCHORWATCH_DEMO_REPORTS: '1e4' is not a whole number"),
    ],
)
def test_a_wrong_value_is_named(name: str, value: str, message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        load({f"ANCHORWATCH_{name}": value})


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (LINES + "\nkeep_snapshot = 5\n", "unknown setting keep_snapshot; the settings are .*keep_snapshots"),
        (LINES.replace("keep_snapshots =", "# keep_snapshots ="), "setting keep_snapshots is missing"),
        ("data = [", "cannot be read"),
        ("\x00", "cannot be read"),
    ],
)
def test_a_wrong_file_is_named(tmp_path: Path, content: str, message: str) -> None:
    file = tmp_path / "anchorwatch.toml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(SettingsError, match=f"anchorwatch.toml.*{message}"):
        load({}, file)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"none\.toml cannot be read"):
        load({}, tmp_path / "none.toml")
