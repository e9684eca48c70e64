"""The Streamlit settings that promises rest on."""

from __future__ import annotations

import re
import tomllib

import pytest
from streamlit import config

from tests.conftest import ROOT

FILE = ROOT / ".streamlit" / "config.toml"
SETTINGS = tomllib.loads(FILE.read_text(encoding="utf-8"))


def options(table: dict[str, object], path: str = "") -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = []
    for name, value in table.items():
        found += options(value, f"{path}{name}.") if isinstance(value, dict) else [(f"{path}{name}", value)]
    return found


@pytest.mark.parametrize("name", [name for name, _ in options(SETTINGS)])
def test_streamlit_knows_every_option(name: str) -> None:
    """An option that a new version drops is only a line in the log; here it is a failure."""
    assert config.get_options_for_section(name.rpartition(".")[0]).keys() >= {name.rpartition(".")[2]}


def test_nothing_is_fetched_from_elsewhere() -> None:
    assert not re.search(r"https?://", FILE.read_text(encoding="utf-8"))
    assert SETTINGS["browser"]["gatherUsageStats"] is False


def test_no_table_leaves_past_our_own_downloads() -> None:
    """Streamlit's own CSV of a table would carry formulas into a spreadsheet."""
    assert SETTINGS["client"]["disableDataExport"] is True


def test_the_server_is_for_this_machine_and_shows_no_tracebacks() -> None:
    assert SETTINGS["server"]["address"] == "127.0.0.1"
    assert SETTINGS["client"]["showErrorDetails"] == "none"
    assert SETTINGS["client"]["toolbarMode"] == "minimal"


def test_both_themes_set_the_same_colours() -> None:
    night, day = SETTINGS["theme"]["dark"], SETTINGS["theme"]["light"]
    assert night.keys() == day.keys()
    assert night["sidebar"].keys() == day["sidebar"].keys()
