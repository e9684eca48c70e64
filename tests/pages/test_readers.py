"""Who reads decides what is sent: no page, tab, address, file, briefing or cached repeat holds a byte above the reader's clearance."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from briefing import document, make
from briefing.exports.files import FORMATS, ExportRequest, prepare_export
from briefing.settings import BriefingSettings
from members.access import Role
from pages.shell import navigation
from tests.pages.conftest import Open, said
from tests.pages.people import sign_in_as
from tests.support.app import bytes_sent
from tests.support.marked import SECRET, Tables, mark_reports, permitted_tables, secrets_above
from tests.support.published import republish, view_as
from warehouse import cache
from warehouse.contract.snapshot import Snapshot
from warehouse.contract.taxonomy import MARKS
from warehouse.disclosure import Handling
from warehouse.filters import Filters

CLEARANCES = ("CLEAR", "GREEN", "AMBER", "RED")
NOW = datetime(2026, 11, 2, 6, 0, tzinfo=UTC)

ADDRESSES: list[tuple[str, dict[str, str]]] = [
    *((entry.script, {}) for entry in navigation.all_entries()),
    ("pages/overview/page.py", {"days": "90"}),
    *(("pages/incident_map/page.py", {"mode": mode}) for mode in ("hexagons", "heat")),
    ("pages/incident_map/page.py", {"tlp": "RED", "text": "QZ"}),
    ("pages/incident_map/page.py", {"region": "gulf_of_guinea", "from": "2020-01-01"}),
    *(("pages/trends/page.py", {"tab": tab}) for tab in ("Over time", "Regions", "Kinds", "Changes", "Season and hours", "Year to date")),
    *(("pages/compare/page.py", {"tab": tab}) for tab in ("Side by side", "Maps")),
    *(("pages/regional_risk/page.py", {"look": look}) for look in ("Months and categories", "Hot spots", "Near repeats")),
    *(
        ("pages/reporting_gap/page.py", {"part": part})
        for part in (
            "Share unreported",
            "Source overlap",
            "Delay and nowcast",
            "Coverage and silence",
            "Told to authorities",
            "Who counts what",
        )
    ),
    *(("pages/data_sources/page.py", {"tab": tab}) for tab in ("Sources", "Accounting", "Quarantine", "Snapshots", "Warnings")),
    ("pages/link_review/page.py", {"outcome": "linked"}),
    ("pages/board_briefing/page.py", {"mark": "RED"}),
    ("pages/port/page.py", {"port": "NGLOS"}),
    ("pages/voyage/page.py", {"origin": "Singapore", "destination": "Lagos", "assessment": "true", "crew": "true"}),
]


@pytest.fixture(scope="module")
def tables(base: Snapshot) -> Tables:
    return mark_reports(base)


@pytest.fixture(scope="module")
def marked_data(base: Snapshot, tables: Tables, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data folder with the marked snapshot, the same for all tests, as one server has it: what is cached stays cached."""
    data = tmp_path_factory.mktemp("marked")
    republish(base, data, tables, now=NOW)
    yield data
    cache.clear_cache()


@pytest.fixture
def as_reader(marked_data: Path, monkeypatch: pytest.MonkeyPatch, open_page: Open) -> Any:
    """Opens a page for a clearance, on the marked snapshot or on another data folder."""

    def opened(clearance: str, script: str, data: Path = marked_data, **query: str) -> AppTest:
        monkeypatch.setenv("ANCHORWATCH_DATA", str(data))
        monkeypatch.setenv("ANCHORWATCH_CLEARANCE", clearance)
        return open_page(script, **query)

    return opened


@pytest.fixture
def as_person(marked_data: Path, monkeypatch: pytest.MonkeyPatch, open_page: Open) -> Callable[..., AppTest]:
    """Opens a page on the marked snapshot as somebody who has signed in with a role, and a clearance of one's own where named."""

    def opened(role: Role, clearance: str | None, script: str, **query: str) -> AppTest:
        monkeypatch.setenv("ANCHORWATCH_DATA", str(marked_data))
        # The server's own limit holds for everybody; here it is the person that decides.
        monkeypatch.setenv("ANCHORWATCH_CLEARANCE", "RED")
        sign_in_as(monkeypatch, role, f"{role}-{clearance}", clearance)
        return open_page(script, **query)

    return opened


def everything_sent(at: AppTest) -> bytes:
    """All that the server sent for this page, and the address."""
    return str(dict(at.query_params)).encode() + b"\n" + bytes_sent(at)


PEOPLE: list[tuple[Role, str | None, str]] = [
    (Role.ADMIN, None, "AMBER+STRICT"), (Role.MODERATOR, None, "AMBER+STRICT"), (Role.ANALYST, None, "AMBER+STRICT"),
    (Role.MEMBER, None, "AMBER"), (Role.READER, None, "GREEN"), (Role.READER, "CLEAR", "CLEAR"),
]  # fmt: skip
"""By every role, and with a clearance of one's own: who reads, and the narrowest mark that he or she may see."""
A_FEW = (PEOPLE[0], PEOPLE[3], PEOPLE[5])
"""One person of each clearance that hides something else. Roles of one clearance differ in what they may do, not in what they read."""
BY_EVERY_ROLE = ("pages/incident_map/page.py", "pages/link_review/page.py", "pages/data_sources/page.py")
"""Pages on which a role decides which buttons are shown."""


@pytest.mark.parametrize(("script", "query"), ADDRESSES, ids=lambda value: value.split("/")[1] if isinstance(value, str) else str(value))
def test_no_byte_above_the_clearance_is_sent(script: str, query: dict[str, str], as_reader: Any, as_person: Callable[..., AppTest]) -> None:
    """The most cleared reader first, so that what is cached for him would be found with the others."""
    assert not as_reader("RED", script, **query).exception
    people = PEOPLE if script in BY_EVERY_ROLE and not query else A_FEW if not query else A_FEW[-1:]
    for role, own, clearance in people:
        at = as_person(role, own, script, **query)
        assert not at.exception, at.exception
        sent = everything_sent(at)
        assert str(role).encode() in sent
        assert [word for word in secrets_above(clearance) if word.encode() in sent.replace(str(query).encode(), b"")] == [], role


def test_the_words_searched_for_are_sent_to_those_who_may_read_them(as_reader: Any, as_person: Callable[..., AppTest]) -> None:
    """Else the test above would find nothing whatever happened."""
    for script in ("pages/overview/page.py", "pages/incident_map/page.py", "pages/link_review/page.py"):
        assert b"QZ" in everything_sent(as_reader("RED", script)), script
        assert b"QZ" not in everything_sent(as_reader("CLEAR", script)), script
    for role, word in ((Role.READER, "GREEN"), (Role.MEMBER, "AMBER"), (Role.ANALYST, "AMBER")):
        assert SECRET[word].encode() in everything_sent(as_person(role, None, "pages/incident_map/page.py")), role
    assert SECRET["RED"].encode() in everything_sent(as_person(Role.MEMBER, "RED", "pages/incident_map/page.py")), "named recipients only"


@pytest.fixture(scope="module")
def alone(base: Snapshot, tables: Tables, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """For two clearances, a data folder in which nothing but the permitted reports was ever published."""
    folders = {clearance: tmp_path_factory.mktemp(f"alone-{clearance}") for clearance in ("CLEAR", "AMBER")}
    for clearance, data in folders.items():
        republish(base, data, permitted_tables(tables, clearance), now=NOW)
    return folders


FIGURES_OF_ALL = ("pages/overview/page.py", "pages/incident_map/page.py", "pages/trends/page.py", "pages/reporting_gap/page.py")
"""Pages whose figures count every incident: looked at for a second clearance too."""


@pytest.mark.parametrize(
    ("clearance", "entry"),
    [
        (clearance, entry)
        for clearance in ("CLEAR", "AMBER")
        for entry in navigation.all_entries()
        if clearance == "CLEAR" or entry.script in FIGURES_OF_ALL
    ],
    ids=lambda value: getattr(value, "address", value),
)
def test_a_page_says_what_it_would_say_of_the_permitted_reports_alone(
    clearance: str, entry: navigation.Entry, alone: dict[str, Path], as_reader: Any
) -> None:
    """Every figure, count and sentence equals that of a snapshot in which nothing else was ever published."""
    restricted = as_reader(clearance, entry.script)
    expected = as_reader("RED", entry.script, data=alone[clearance])
    assert [metric.value for metric in restricted.metric] == [metric.value for metric in expected.metric]
    assert said(restricted) == said(expected)
    assert len(restricted.dataframe) == len(expected.dataframe)
    for shown, wanted in zip(restricted.dataframe, expected.dataframe, strict=True):
        # Sums over rows in another order differ in the sixteenth digit.
        pd.testing.assert_frame_equal(shown.value, wanted.value, check_exact=False, rtol=1e-9)


def test_an_incident_above_the_clearance_has_no_page(as_reader: Any, tables: Tables) -> None:
    above = next(row["incident_id"] for row in tables["incidents"] if row["tlp"] == "RED" and SECRET["RED"] in row["incident_id"])
    assert "QZRED" in said(as_reader("RED", "pages/incident/page.py", id=above))
    at = as_reader("GREEN", "pages/incident/page.py", id=above)
    assert not at.exception
    assert not [frame for frame in at.dataframe if "QZRED" in str(frame.value)]
    assert [metric.value for metric in at.metric] == []


def test_the_address_does_not_raise_the_readers_own_mark(as_reader: Any) -> None:
    at = as_reader("GREEN", "pages/incident_map/page.py", tlp="RED")
    [mark] = [box for box in at.selectbox if box.key == "mark_chosen"]
    assert mark.options == ["TLP:CLEAR", "TLP:GREEN"] or [option.split(" ")[0] for option in mark.options] == ["TLP:CLEAR", "TLP:GREEN"]
    assert mark.value == "CLEAR"
    at = as_reader("AMBER", "pages/board_briefing/page.py", mark="RED")
    assert "TLP:AMBER" in said(at)
    assert "TLP:RED" not in said(at)


@pytest.mark.parametrize("clearance", CLEARANCES)
def test_no_export_holds_more_than_the_reader_may_see(clearance: str, tmp_path: Path, base: Snapshot, tables: Tables) -> None:
    """Whatever mark is put on the file: the second step starts from the reader's own tables."""
    sight = view_as(republish(base, tmp_path, tables, now=NOW), clearance)
    for extension in FORMATS:
        # The mark is put on by one step for all formats: one of them is written under every mark.
        for mark in MARKS if extension == "csv" else ("RED",):
            folder = tmp_path / f"{extension}-{mark}"
            folder.mkdir()
            export = prepare_export(sight, ExportRequest("reports", extension, Filters(), Handling(mark)), folder)
            bound = min(clearance, mark, key=MARKS.index)
            content = unpacked(export.path.read_bytes())
            assert [word for word in secrets_above(bound) if word.encode() in content] == [], (extension, mark)
            assert extension == "parquet" or bound == "CLEAR" or SECRET["GREEN"].encode() in content, "else nothing is tested"


@pytest.mark.parametrize("clearance", ["CLEAR", "AMBER"])
def test_no_briefing_holds_more_than_the_reader_may_see(clearance: str, tmp_path: Path, base: Snapshot, tables: Tables) -> None:
    sight = view_as(republish(base, tmp_path, tables, now=NOW), clearance)
    composed = document.compose_document(sight, BriefingSettings(mark="RED", audience="fleet", days=365), NOW)
    for extension in ("pptx", "xlsx"):
        content = unpacked(make.FORMATS[extension].write(composed))
        assert [word for word in secrets_above(clearance) if word.encode() in content] == [], extension
    assert [word for word in secrets_above(clearance) if word in repr(composed)] == []
    assert clearance == "CLEAR" or "QZ" in repr(composed), "else nothing is tested"


def unpacked(content: bytes) -> bytes:
    """The bytes of a file, or of all files in it, workbooks inside slides too."""
    if not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return b"\n".join(unpacked(archive.read(name)) for name in archive.namelist())
