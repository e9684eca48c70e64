"""A page left open after its snapshot has been retired goes on with the one in force, or says what happened."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime

import pyarrow as pa
import pytest
from streamlit.testing.v1 import AppTest

from pages.incident_map import downloads as map_downloads
from pages.shell import data, handling
from tests.pages.conftest import Open
from tests.support.published import table_rows
from warehouse.contract.snapshot import Snapshot
from warehouse.contract.taxonomy import MARKS
from warehouse.disclosure import Handling
from warehouse.filters import Filters
from warehouse.queries.filtering import choices
from warehouse.view import SnapshotView

Publish = Callable[..., Snapshot]
BEFORE, AFTER = datetime(2026, 11, 2, tzinfo=UTC), datetime(2026, 11, 3, tzinfo=UTC)


@pytest.fixture
def retired(published: Publish, open_page: Open) -> Snapshot:
    """A snapshot that another has replaced, its files gone."""
    old = published(now=BEFORE)
    published(now=AFTER)
    shutil.rmtree(old.folder)
    return old


def export_on_the_first_run(old_id: str, folder: str) -> None:
    from pathlib import Path

    import streamlit as st

    from pages.shell import data, downloads
    from warehouse.contract.snapshot import Snapshot
    from warehouse.contract.taxonomy import MARKS
    from warehouse.filters import Filters
    from warehouse.view import SnapshotView

    first = not st.session_state.get("ran")
    st.session_state["ran"] = True
    # What the fragment was given when the page was drawn, then what the page opens when it runs again.
    shown = SnapshotView(Snapshot(old_id, Path(folder)), MARKS) if first else data.snapshot()
    st.session_state["_file_asked"] = True
    downloads.show_export_fields(shown, Filters(), 10)


def test_an_export_is_made_from_the_snapshot_in_force(retired: Snapshot) -> None:
    at = AppTest.from_function(export_on_the_first_run, args=(retired.id, str(retired.folder)), default_timeout=60).run()
    assert not at.exception and not at.error
    assert at.session_state["_file_ready"].snapshot != retired.id


def test_look_up_asks_the_snapshot_in_force(published: Publish, open_page: Open) -> None:
    old = published(now=BEFORE)
    wanted = table_rows(old, "incidents")[0]["incident_id"]
    at = open_page("pages/link_review/page.py")
    published(now=AFTER)
    shutil.rmtree(old.folder)
    at.text_input(key="review_asked").set_value(wanted).run()
    assert not at.exception
    assert wanted in at.query_params["incident"]


def test_the_rows_of_a_card_are_not_an_empty_file(retired: Snapshot) -> None:
    view = SnapshotView(retired, MARKS)
    csv = handling.card_csv(pa.table({"incident_id": ["a:1"]}), view, Handling(MARKS[0])).decode("utf-8-sig")
    assert handling.RETIRED in csv and "a:1" not in csv


def test_the_map_as_a_picture_is_drawn_from_the_snapshot_in_force(retired: Snapshot) -> None:
    present = data.reopened(SnapshotView(retired, MARKS))
    assert present.id != retired.id
    offered = data.query(choices.filter_choices, present)
    make = map_downloads._map_maker("PNG", SnapshotView(retired, MARKS), Filters(), offered, "category")
    assert make().startswith(b"\x89PNG")
