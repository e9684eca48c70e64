from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest

from pages.incidents import card_links
from pages.shell.text import plain
from tests.pages.conftest import Open, said
from tests.support.map_page import address_parameters, layer_rows, listed_ids
from tests.support.published import table_rows
from warehouse.contract.link_codes import DOUBT
from warehouse.contract.snapshot import Snapshot
from warehouse.filters import Filters
from warehouse.queries.incidents import incidents

Publish = Callable[..., Snapshot]
PAGE = "pages/incident_map/page.py"
MARKUP = "<img src=x onerror=alert(1)> **bold** [a](javascript:alert(1)) $x$ :material/delete: {t}"


@pytest.mark.parametrize("incident", ["nobody:1", "a'b\"c;--", "日本", "x" * 199])
def test_an_unknown_incident_says_so(incident: str, published: Publish, open_page: Open) -> None:
    published()
    at = open_page(PAGE, incident=incident)
    assert not at.exception
    assert at.warning[0].value == "This incident is not in the data shown."


def test_the_card_shows_every_report_and_its_source(base: Snapshot, published: Publish, open_page: Open) -> None:
    published()
    told_twice = next(row for row in table_rows(base, "incidents") if row["report_count"] == 2 and row["latitude"] is not None)
    at = open_page(PAGE, incident=told_twice["incident_id"])
    words = said(at)
    assert "2 reports behind this incident" in words
    members = {row["report_id"] for row in table_rows(base, "incident_reports") if row["incident_id"] == told_twice["incident_id"]}
    reports = [row for row in table_rows(base, "reports") if row["report_id"] in members]
    sources = {row["source"]: row for row in table_rows(base, "sources")}
    texts = [text.value for text in at.text]
    for report in reports:
        assert report["narrative"] in texts
        assert sources[report["source"]]["title"] in words
        assert sources[report["source"]]["attribution"] in words
        assert f"Licence: {sources[report['source']]['licence']}" in words
    assert address_parameters(at)["view"].startswith(f"{told_twice['latitude']:.2f},{told_twice['longitude']:.2f},")


def test_text_of_a_report_is_never_markup(base: Snapshot, published: Publish, open_page: Open) -> None:
    incident, *others = table_rows(base, "incidents")
    told = [{**row, "narrative": MARKUP, "native_ref": MARKUP, "place": MARKUP} for row in table_rows(base, "reports")]
    hostile = {**incident, "vessel_name": MARKUP, "place": MARKUP, "stolen": [MARKUP], "latitude": 1.0, "longitude": 104.0}
    published({"incidents": [hostile, *others], "reports": told})
    at = open_page(PAGE, incident=incident["incident_id"])
    assert not at.exception
    assert MARKUP in [text.value for text in at.text]
    drawn = [str(element.value) for element in (*at.markdown, *at.caption)] + [str(value) for value in at.table[0].value["value"]]
    assert sum("onerror" in text for text in drawn) > 3
    for text in drawn:
        assert not re.search(r"(?<!\\)(<img|\*\*bold|\]\(javascript|\$x|:material/delete)", text)
    assert all(not element.proto.unsafe_allow_javascript and "<img" not in element.proto.body for element in at.get("html"))


def test_an_incident_without_position_has_a_card(base: Snapshot, published: Publish, open_page: Open) -> None:
    published()
    lost = next(row for row in table_rows(base, "incidents") if row["latitude"] is None)
    at = open_page(PAGE, incident=lost["incident_id"])
    assert not at.exception
    assert not layer_rows(at, "chosen")
    assert "No position is known" in str(at.table[0].value)


def test_stepping_through_the_list(base: Snapshot, published: Publish, open_page: Open) -> None:
    snapshot = published()
    with snapshot.open_database() as con:
        ids = incidents.newest_incidents(con, Filters(), 3)["incident_id"].to_pylist()
    at = open_page(PAGE, incident=ids[0])
    assert at.button(key="Newer").disabled
    at.button(key="Older").click().run()
    assert address_parameters(at)["incident"] == ids[1]
    at.button(key="leave_card").click().run()
    assert "incident" not in address_parameters(at)
    assert listed_ids(at)[:3] == ids


def test_the_card_says_why_each_report_belongs_and_whom_it_credits(base: Snapshot, published: Publish, open_page: Open) -> None:
    members = table_rows(base, "incident_reports")
    linked = next(row for row in members if row["link_rule"] == "model")
    credited = [{**row, "cites": ["imb"]} if row["report_id"] == linked["report_id"] else row for row in members]
    published({"incident_reports": credited})
    words = said(open_page(PAGE, incident=linked["incident_id"]))
    assert f"Linked to {linked['linked_to']}" in words
    assert "Agrees: " in words
    assert "link_review?pair=" in words
    assert "Its text cites: IMB." in words
    assert "Reported by: " in words


def test_doubts_are_named_with_a_way_to_their_review(base: Snapshot, published: Publish, open_page: Open) -> None:
    published()
    doubtful = next(row for row in table_rows(base, "incidents") if row["doubts"])
    words = said(open_page(PAGE, incident=doubtful["incident_id"]))
    assert "link_review?incident=" in words
    assert any(DOUBT[code].title in words for code in doubtful["doubts"])


def test_the_id_of_a_report_opens_the_incident_that_it_was_merged_into(base: Snapshot, published: Publish, open_page: Open) -> None:
    published()
    member = next(
        row for row in table_rows(base, "incident_reports") if row["report_id"] != row["incident_id"] and row["link_rule"] == "model"
    )
    at = open_page(PAGE, incident=member["report_id"])
    assert not at.exception
    assert f"{member['report_id']} is now a report of this incident" in said(at)


def test_where_each_fact_comes_from_is_shown_on_request(base: Snapshot, published: Publish, open_page: Open) -> None:
    published()
    told_twice = next(row for row in table_rows(base, "incidents") if row["fact_basis"])
    given = card_links.fact_basis(told_twice)
    assert given["Position"] == plain(json.loads(told_twice["fact_basis"])["position"])
    at = open_page(PAGE, incident=told_twice["incident_id"])
    assert "Where each fact comes from" in [one.label for one in at.expander]


def test_the_card_of_a_withdrawn_incident_says_so(base: Snapshot, published: Publish, open_page: Open) -> None:
    """It is on no map and in no list, but who has its address learns what became of it."""
    incidents_, members = table_rows(base, "incidents"), table_rows(base, "incident_reports")
    taken_back = next(row for row in incidents_ if row["report_count"] == 1 and row["latitude"] is not None)
    [report] = [row["report_id"] for row in members if row["incident_id"] == taken_back["incident_id"]]
    published(
        {
            "incidents": [row | ({"status": "withdrawn"} if row is taken_back else {}) for row in incidents_],
            "reports": [row | ({"withdrawn": True} if row["report_id"] == report else {}) for row in table_rows(base, "reports")],
        }
    )
    for page, parameter in ((PAGE, "incident"), ("pages/incident/page.py", "id")):
        at = open_page(page, **{parameter: taken_back["incident_id"]})
        assert not at.exception
        words = said(at)
        assert "Withdrawn" in words
        assert "Withdrawn by its body, seen here on" in words
    assert "Withdrawn by its body and not counted" in words, "the full card's first sentence"
    assert taken_back["incident_id"] not in listed_ids(open_page(PAGE))
