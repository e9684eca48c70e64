"""The pages there are, and how a page is entered."""

from __future__ import annotations

import gc
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import streamlit as st
from streamlit.navigation.page import Page

from pages.shell import banner
from warehouse.contract.snapshot import SnapshotError

TITLE: Final = "Anchorwatch"
ASSETS: Final = Path(__file__).parent / "assets"
ABOUT: Final = """**Anchorwatch** gathers reports of crime against merchant ships from the reporting bodies, and shows where it
happens, how it develops and what is missing. Every figure names its sources and the state of the data it rests on."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One page: its script under `pages/`, its title, icon and what a reader finds there."""

    script: str
    title: str
    icon: str
    help: str
    default: bool = False

    @property
    def address(self) -> str:
        """The path in the address bar."""
        return self.script.removeprefix("pages/").removesuffix("/page.py")


ENTRIES: Final[dict[str, tuple[Entry, ...]]] = {
    "Picture": (
        Entry("pages/overview/page.py", "Overview", ":material/sailing:", "What is new, against before; how fresh each source is.", True),
        Entry("pages/incident_map/page.py", "Incident map", ":material/explore:", "Every incident with the reports behind it, by place."),
        Entry("pages/trends/page.py", "Trends", ":material/show_chart:", "How incidents develop, and what changed beyond chance."),
        Entry(
            "pages/regional_risk/page.py",
            "Regional risk",
            ":material/radar:",
            "What is likely next in each sea region, and how sure that is.",
        ),
        Entry("pages/incident/page.py", "Incident", ":material/article:", "One incident: history, reports, what is near or alike."),
        Entry(
            "pages/reporting_gap/page.py",
            "Reporting gap",
            ":material/visibility_off:",
            "How much nobody reports, how late reports come, who watched when, and who counts what.",
        ),
    ),
    "Hand out": (Entry("pages/board_briefing/page.py", "Briefing", ":material/co_present:", "Slides and PDF for board, fleet or crew."),),
    "Evidence": (
        Entry(
            "pages/link_review/page.py", "Link review", ":material/fact_check:", "Doubtful links between reports, to be decided by people."
        ),
        Entry(
            "pages/how_good/page.py",
            "How good is this?",
            ":material/query_stats:",
            "Forecasts and estimates held against what was recorded.",
        ),
        Entry("pages/data_sources/page.py", "Data and sources", ":material/source:", "Sources, accounting, quarantine, data dictionary."),
    ),
}


def entries() -> list[Entry]:
    return [entry for group in ENTRIES.values() for entry in group]


def set_up() -> None:
    """Title, icon and width of every page."""
    # A material icon would be fetched from the internet for the browser's tab; a file is not.
    st.set_page_config(page_title=TITLE, page_icon=ASSETS / "anchor.png", layout="wide", menu_items={"About": ABOUT})
    st.logo(str(ASSETS / "anchorwatch.png"), icon_image=str(ASSETS / "anchor.svg"), size="large")


def run() -> None:
    """Show the navigation and run the page that the address names; a broken snapshot gives a page that says so."""
    page = _navigation()
    try:
        page.run()
    except SnapshotError as error:
        banner.no_snapshot(error)
    _settle_memory(page.url_path)


def _navigation() -> Page:
    pages = {group: [_page(entry) for entry in members] for group, members in ENTRIES.items()}
    # The default page's address is the root; people also type its name.
    default = next(entry for entry in entries() if entry.default)
    pages[""] = [st.Page(_go_to_default, title=default.title, url_path=default.address, visibility="hidden")]
    return st.navigation(pages, expanded=True)


def _page(entry: Entry) -> Page:
    # Streamlit keeps a path for the default page as well, though it is shown at the root.
    path = "start" if entry.default else entry.address
    return st.Page(entry.script, title=entry.title, icon=entry.icon, help=entry.help, default=entry.default, url_path=path)


def _go_to_default() -> None:
    default = next(entry for entry in entries() if entry.default)
    st.switch_page(default.script, query_params=st.query_params.to_dict())


@st.cache_resource(show_spinner=False)
def _settle_memory(page: str) -> None:
    """Once a page has run for the first time, take what is in memory out of garbage collection.

    The libraries' hundred thousand objects live as long as the process; looking through them costs 70 ms each time
    that Python collects its oldest generation, in the middle of some reader's run.
    """
    gc.collect()
    gc.freeze()
