"""The pages of the app, and how a page is opened."""

from __future__ import annotations

import gc
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import streamlit as st

from members.access import Deed, Person, may
from members.errors import StoreError
from pages.server.streamlit_private import is_without_browser
from pages.shell import access, address, failures
from pages.shell.access import bell
from pages.shell.notices import banner
from warehouse.contract import settings
from warehouse.contract.settings import SettingsError
from warehouse.contract.snapshot import SnapshotError

TITLE: Final = "Anchorwatch"
ASSETS: Final = Path(__file__).parent / "assets"
ABOUT: Final = """**Anchorwatch** collects reports of crime against merchant ships from the reporting bodies and shows where it happens,
how it is changing and what is missing. Every figure names its sources and the date of its data."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One page: its script under `pages/`, its title, its icon and what it offers.

    Only those who may do `deed` are shown the way there. The page itself refuses all others (`access.refuse_unless`), since addresses
    can be typed.
    """

    script: str
    title: str
    icon: str
    help: str
    default: bool = False
    deed: Deed | None = None
    with_reports: bool = False
    """Shown only where this server takes members' reports."""
    with_sign_in: bool = False
    """Shown only to people who have signed in."""

    @property
    def address(self) -> str:
        """The path in the address bar."""
        return self.script.removeprefix("pages/").removesuffix("/page.py")


ENTRIES: Final[dict[str, tuple[Entry, ...]]] = {
    "Picture": (
        Entry(
            "pages/overview/page.py",
            "Overview",
            ":material/sailing:",
            "What is new compared with before, and how current each source is.",
            True,
        ),
        Entry(
            "pages/weekly_summary/page.py",
            "Weekly summary",
            ":material/calendar_view_week:",
            "Seven days in a few sentences: what happened, what changed, where; as a PDF, and by mail if you want it.",
        ),
        Entry(
            "pages/incident_map/page.py", "Incident map", ":material/explore:", "Every incident with the reports behind it, by location."
        ),
        Entry(
            "pages/advisories/page.py",
            "Advisories",
            ":material/crisis_alert:",
            "What is advised and warned of now, where, and until when.",
        ),
        Entry("pages/trends/page.py", "Trends", ":material/show_chart:", "How incidents are changing, and which changes exceed chance."),
        Entry("pages/compare/page.py", "Compare", ":material/compare_arrows:", "Two periods or two waters side by side, in one sentence."),
        Entry(
            "pages/regional_risk/page.py",
            "Regional risk",
            ":material/radar:",
            "What is likely next in each sea region, and how certain that is.",
        ),
        Entry(
            "pages/voyage/page.py",
            "Voyage",
            ":material/route:",
            "One voyage leg by leg: what is known, what is expected, and what nobody watches.",
        ),
        Entry(
            "pages/fleet/page.py",
            "Fleet",
            ":material/directions_boat:",
            "Your kept voyages together: what lies ahead of each ship, what nobody watches, and what changed.",
        ),
        Entry("pages/port/page.py", "Port", ":material/anchor:", "One port: what was recorded around it, when and how, and who watches."),
        Entry(
            "pages/incident/page.py", "Incident", ":material/article:", "One incident: its history and reports, and similar or nearby ones."
        ),
        Entry(
            "pages/reporting_gap/page.py",
            "Reporting gap",
            ":material/visibility_off:",
            "How much goes unreported, how late reports arrive, who watched when, and who counts what.",
        ),
    ),
    "Share": (Entry("pages/board_briefing/page.py", "Briefing", ":material/co_present:", "Slides and PDF for board, fleet and crew."),),
    "Evidence": (
        Entry("pages/link_review/page.py", "Link review", ":material/fact_check:", "Doubtful links between reports, for people to decide."),
        Entry(
            "pages/how_good/page.py",
            "How good is this?",
            ":material/query_stats:",
            "Forecasts and estimates compared with what was recorded.",
        ),
        Entry("pages/data_sources/page.py", "Data and sources", ":material/source:", "Sources, accounting, quarantine, data dictionary."),
        Entry("pages/glossary/page.py", "Glossary", ":material/dictionary:", "What the terms on these pages mean."),
    ),
}


ACCOUNT: Final = Entry(
    "pages/my_account/page.py",
    "My account",
    ":material/person:",
    "Your role, what is stored about you, and the way out.",
    with_sign_in=True,
)
PEOPLE: Final = (
    Entry("pages/alerts/page.py", "Alerts", ":material/notifications:", "What you are told of, your watch rules, and how you are told."),
    Entry(
        "pages/chatter/page.py",
        "Chatter",
        ":material/forum:",
        "What members say to each other, in the open and in groups.",
        deed=Deed.TALK,
        with_sign_in=True,
    ),
    Entry(
        "pages/groups/page.py",
        "Groups",
        ":material/groups:",
        "Circles of members: those you belong to and those you may come into.",
        deed=Deed.TALK,
        with_sign_in=True,
    ),
    Entry(
        "pages/events/page.py",
        "Events",
        ":material/event:",
        "Webinars and workshops: what is coming, signing up, and recordings of what is over.",
        deed=Deed.TALK,
        with_sign_in=True,
    ),
    Entry(
        "pages/directory/page.py",
        "Directory",
        ":material/badge:",
        "Members who want to be found, and how to reach them.",
        deed=Deed.TALK,
        with_sign_in=True,
    ),
    Entry(
        "pages/desk/page.py",
        "Verification desk",
        ":material/inbox:",
        "What members sent and nobody has judged yet.",
        deed=Deed.VERIFY,
        with_reports=True,
    ),
    ACCOUNT,
    Entry(
        "pages/administration/page.py",
        "Administration",
        ":material/manage_accounts:",
        "People, companies, groups, invitations and how long things are kept.",
        deed=Deed.ADMINISTER,
    ),
)
"""Pages about the people who use this server and what they sent; they show nothing of a snapshot, or not of it alone."""


def all_entries() -> list[Entry]:
    """Every page that shows something of a snapshot, in the order of the navigation."""
    return [entry for group in ENTRIES.values() for entry in group]


def set_up() -> None:
    """Title, icon and width of every page."""
    # A material icon for the browser's tab would be fetched from the internet; a file is not.
    st.set_page_config(page_title=TITLE, page_icon=ASSETS / "anchor.png", layout="wide", menu_items={"About": ABOUT})
    st.logo(str(ASSETS / "anchorwatch.png"), icon_image=str(ASSETS / "anchor.svg"), size="large")


def run_page() -> None:
    """Show the navigation and run the page named in the address; a broken snapshot gives a page that says so."""
    try:
        person = access.admit(_keep_address)
        page = _build_navigation(person)
        if page.url_path != _default().address:
            # The hidden page only hands over to the default one: nobody has been there.
            address.note_page(page.url_path)
        access.show_person(person)
        _show_report_link()
        if not is_without_browser():
            bell.show_bell(person)
        page.run()
        _settle_memory(page.url_path)
    except SnapshotError as error:
        banner.show_no_snapshot(error)
    except SettingsError as error:
        failures.show_settings_error(error)
    except StoreError as error:
        failures.log(error)
        st.title("Accounts cannot be read")
        st.error(failures.in_plain_words(error), icon=":material/database_off:")


def _show_report_link() -> None:
    """The way to the report form, where this server takes reports. It opens in a tab of its own: the form is no page of Streamlit's."""
    if settings.load().member_reports:
        st.sidebar.markdown("[:material/campaign: Report an incident](report)")


def _keep_address() -> None:
    """Make every address known without showing the way to any, so that a browser does not say that there is no such page."""
    st.navigation(_pages(None), position="hidden")


def _build_navigation(person: Person) -> st.Page:
    return st.navigation(_pages(person), expanded=True)


def _pages(person: Person | None) -> dict[str, list[st.Page]]:
    pages = {group: [_page_of(entry, person) for entry in members] for group, members in ENTRIES.items()}
    pages["People"] = [_page_of(entry, person) for entry in PEOPLE]
    # The default page is at the root, but people also type its name.
    pages[""] = [st.Page(_go_to_default, title=_default().title, url_path=_default().address, visibility="hidden")]
    return pages


def _page_of(entry: Entry, person: Person | None) -> st.Page:
    # Streamlit also reserves a path for the default page, though it is served at the root; the page's own name must stay free.
    path = "start" if entry.default else entry.address
    shown = person is not None and is_shown(entry, person)
    return st.Page(
        entry.script, title=entry.title, icon=entry.icon, help=entry.help, default=entry.default, url_path=path,
        visibility="visible" if shown else "hidden",
    )  # fmt: skip


def _default() -> Entry:
    return next(entry for entry in all_entries() if entry.default)


def is_shown(entry: Entry, person: Person) -> bool:
    """Whether the navigation shows a person the way to a page."""
    if (entry.with_sign_in and person.is_local) or (entry.with_reports and not settings.load().member_reports):
        return False
    return entry.deed is None or may(person, entry.deed)


def _go_to_default() -> None:
    # All values of each parameter, of which `to_dict` would keep the last only.
    st.switch_page(_default().script, query_params={name: st.query_params.get_all(name) for name in st.query_params})


@st.cache_resource(show_spinner=False)
def _settle_memory(page: str) -> None:
    """Exclude what is in memory from garbage collection once a page has run for the first time.

    The libraries' hundred thousand objects live as long as the process. Traversing them costs 70 ms each time Python collects its
    oldest generation, in the middle of some reader's run.
    """
    gc.collect()
    gc.freeze()
