"""The Streamlit settings that promises rest on."""

from __future__ import annotations

import re
import tomllib

import pytest

from briefing.logo import LARGEST_LOGO
from pages.server.streamlit_private import config
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


def test_uploads_are_as_large_as_the_largest_that_a_page_reads() -> None:
    """A briefing's settings hold their logo in Base64, a third larger."""
    assert LARGEST_LOGO * 4 / 3 < SETTINGS["server"]["maxUploadSize"] * 1024**2 <= 5 * 1024**2


def test_streamlit_protects_against_forged_requests() -> None:
    for name in ("enableCORS", "enableXsrfProtection"):
        assert SETTINGS["server"].get(name, config.get_options_for_section("server")[name]) is True


def test_both_themes_set_the_same_colours() -> None:
    night, day = SETTINGS["theme"]["dark"], SETTINGS["theme"]["light"]
    assert night.keys() == day.keys()
    assert night["sidebar"].keys() == day["sidebar"].keys()


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def mixed(front: str, back: str, share: float) -> str:
    parts = [round(share * int(front[n : n + 2], 16) + (1 - share) * int(back[n : n + 2], 16)) for n in (1, 3, 5)]
    return "#" + "".join(f"{part:02X}" for part in parts)


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_text_captions_and_links_can_be_read(theme: str) -> None:
    """At least 4.5 to 1 (WCAG 2.2, 1.4.3); Streamlit writes captions in six tenths of the text's colour."""
    colours = SETTINGS["theme"][theme]
    for place in (colours, colours["sidebar"]):
        for back in (place["backgroundColor"], place["secondaryBackgroundColor"]):
            for front in (place["textColor"], mixed(place["textColor"], back, 0.6), place["linkColor"]):
                one, other = sorted((luminance(front), luminance(back)), reverse=True)
                assert (one + 0.05) / (other + 0.05) >= 4.5, (front, back)


def test_keys_for_which_the_style_reserves_a_page_s_shape_belong_to_previews() -> None:
    # The style finds them by how the key begins: a title row called `page_top` once became as tall as a sheet of paper.
    begun = {
        (file.name, key)
        for file in (ROOT / "pages").rglob("*.py")
        for key in re.findall(r'(?<!\w)f?"((?:slide|upright)(?:_[^"]*)?)"', file.read_text(encoding="utf-8"))
    }
    assert begun == {("preview.py", "slide"), ("preview.py", "upright_{settings.paper}")}
