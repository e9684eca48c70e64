from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import Open, said
from tests.support.map_page import deck_content
from tests.support.published import table_rows
from warehouse.contract.snapshot import Snapshot

Publish = Callable[..., Snapshot]
PAGE = "pages/incident/page.py"
MARKUP = "<img src=x onerror=alert(1)> **bold** [a](javascript:alert(1)) $x$ :material/delete: {t} | a |"
LIVE = re.compile(r"(?<!\\)(<img|\*\*bold|\]\(javascript|\$x|:material/delete)")


def twice_told(base: Snapshot) -> dict[str, Any]:
    return next(
        row
        for row in table_rows(base, "incidents")
        if row["report_count"] == 2 and row["latitude"] is not None and row["position_precision_km"] < 25 and not row["doubts"]
    )


def tables(at: AppTest) -> str:
    return "\n".join(str(table.value.to_dict()) for table in at.table).replace("\\", "")


def test_the_card_holds_facts_history_reports_and_what_is_near_and_alike(base: Snapshot, published: Publish, open_page: Open) -> None:
    published()
    one = twice_told(base)
    at = open_page(PAGE, id=one["incident_id"])
    assert not at.exception
    heads = [head.value for head in at.subheader]
    assert heads == ["What happened when", "2 reports behind this incident"]
    shown = tables(at)
    assert "Nearest port" in shown and "Happened" in shown and "First seen here" in shown
    words = said(at)
    assert re.search(r"[\d,]+ incidents? within 50 nm", words) and "Most similar incidents" in words
    assert "Coastal authority, by report" in words
    assert at.code[0].value.endswith(f"/incident?id={one['incident_id'].replace(':', '%3A')}")
    assert f"incident_map?incident={one['incident_id'].replace(':', '%3A')}" in words
    narratives = {row["report_id"]: row["narrative"] for row in table_rows(base, "reports")}
    members = [row["report_id"] for row in table_rows(base, "incident_reports") if row["incident_id"] == one["incident_id"]]
    assert {narratives[member] for member in members} <= {text.value for text in at.text}
    assert any(layer["id"] == "card-neighbours" for layer in deck_content(at)["layers"])


def test_links_to_other_cards_work(base: Snapshot, published: Publish, open_page: Open) -> None:
    published()
    at = open_page(PAGE, id=twice_told(base)["incident_id"])
    alike = next(frame.value for frame in at.dataframe if "why" in frame.value)
    assert len(alike) == 10 and list(alike["bits"]) == sorted(alike["bits"], reverse=True)
    other = alike["link"].iloc[0].split("id=")[1].replace("%3A", ":")
    there = open_page(PAGE, id=other)
    assert not there.exception and there.subheader


def test_a_revision_is_shown_from_what_to_what(base: Snapshot, published: Publish, open_page: Open) -> None:
    one = twice_told(base)
    revisions = table_rows(base, "report_revisions")
    first = next(row for row in revisions if row["report_id"] == one["incident_id"])
    again = first | {"sighting": 2, "revision": 2, "change": "revised", "landed_at": datetime(2026, 11, 1, 12, tzinfo=UTC)}
    again |= {"act": "hijacked", "attackers": 7, "vessel_name": MARKUP, "narrative": "Another text."}
    published({"report_revisions": [*revisions, again]})
    at = open_page(PAGE, id=one["incident_id"])
    shown = tables(at)
    assert "→ Hijacked" in shown and "attackers: not stated → 7" in shown and "text reworded" in shown
    assert "1 Nov 2026, 12:00" in shown
    assert not LIVE.search("\n".join(str(table.value.to_dict()).replace("\\\\", "\\") for table in at.table))


def test_text_of_a_report_is_never_markup(base: Snapshot, published: Publish, open_page: Open) -> None:
    one = twice_told(base)
    hostile = [row | {"vessel_name": MARKUP, "place": MARKUP, "stolen": [MARKUP]} for row in table_rows(base, "incidents")]
    told = [row | {"narrative": MARKUP, "native_ref": MARKUP, "place": MARKUP} for row in table_rows(base, "reports")]
    revised = [row | {"native_ref": MARKUP} for row in table_rows(base, "report_revisions")]
    titled = [row | {"title": MARKUP} for row in table_rows(base, "sources")]
    published({"incidents": hostile, "reports": told, "report_revisions": revised, "sources": titled})
    at = open_page(PAGE, id=one["incident_id"])
    assert not at.exception
    drawn = [str(element.value) for element in (*at.markdown, *at.caption)]
    drawn += [str(cell) for table in at.table for cell in table.value.to_numpy().ravel()]
    assert sum("onerror" in text for text in drawn) > 5
    assert [text for text in drawn if LIVE.search(text)] == []


def test_the_id_of_a_report_opens_the_incident_that_it_was_merged_into(base: Snapshot, published: Publish, open_page: Open) -> None:
    published()
    member = next(
        row for row in table_rows(base, "incident_reports") if row["report_id"] != row["incident_id"] and row["link_rule"] == "model"
    )
    at = open_page(PAGE, id=member["report_id"])
    assert f"{member['report_id']} is now a report of this incident" in said(at)
    assert at.code[0].value.endswith(member["incident_id"].replace(":", "%3A"))


@pytest.mark.parametrize("asked", ["nobody:1", "a'b\"c;--", "日本", "x" * 199])
def test_an_unknown_id_says_so_and_offers_a_search(asked: str, published: Publish, open_page: Open) -> None:
    published()
    at = open_page(PAGE, id=asked)
    assert not at.exception
    assert "no incident or report with this id" in at.warning[0].value
    assert at.text_input[0].label == "Find an incident"


@pytest.mark.parametrize("asked", ["\x00", "x" * 5000, ""])
def test_what_can_be_no_id_is_ignored(asked: str, published: Publish, open_page: Open) -> None:
    published()
    at = open_page(PAGE, id=asked)
    assert not at.exception and not at.warning


def links(at: AppTest) -> list[str]:
    """The results that a keyboard reaches: links in text."""
    return re.findall(r"\]\((incident\?id=[^)]+)\)", "\n".join(str(element.value) for element in at.markdown))


def test_searching_finds_ships_and_ids(base: Snapshot, published: Publish, open_page: Open) -> None:
    published()
    one = twice_told(base)
    at = open_page(PAGE)
    assert len(at.dataframe[0].value) == 50 and len(links(at)) == 6
    at.text_input[0].set_value("pale star").run()
    shown = at.dataframe[0].value
    assert 0 < len(shown) <= 50 and len(links(at)) == 6
    assert all("PALE STAR" in ship for ship in shown["vessel"]) and set(shown["why"]) == {"name"}
    assert [address.split("id=")[1].replace("%3A", ":") for address in links(at)] == list(shown["id"])[:6]
    assert list(open_page(PAGE, find="pale star").dataframe[0].value["id"]) == list(shown["id"])
    at.text_input[0].set_value("pael star").run()
    assert "also read as “pale”" in said(at) and "one letter differs" in said(at)
    at.text_input[0].set_value(one["incident_id"]).run()
    assert links(at)[0].endswith(one["incident_id"].replace(":", "%3A"))
    at.text_input[0].set_value("nothing like it").run()
    assert "Nothing found for “nothing like it”" in said(at).replace("\\", "") and not at.dataframe and not links(at)


def test_a_number_that_nobody_gives_says_how_many_have_one(base: Snapshot, published: Publish, open_page: Open) -> None:
    rows = table_rows(base, "incidents")
    published({"incidents": [row | {"imo_number": 9074729 if row is rows[0] else None} for row in rows]})
    at = open_page(PAGE, find="IMO 9999993")
    assert f"1 of {len(rows):,} incidents has an IMO number" in said(at).replace("\\", "")
    assert links(open_page(PAGE, find="IMO 9074729")) == [f"incident?id={rows[0]['incident_id'].replace(':', '%3A')}"]


@pytest.mark.parametrize("text", ["(((", "' OR 1=1 --", "[x](javascript:alert(1))", "<img src=x onerror=alert(1)>", "日本", "\u202e"])
def test_hostile_searches_are_answered(text: str, published: Publish, open_page: Open) -> None:
    published()
    at = open_page(PAGE, find=text)
    assert not at.exception
    assert not [element.value for element in at.markdown if LIVE.search(str(element.value))]


def test_an_incident_without_position_has_a_card(base: Snapshot, published: Publish, open_page: Open) -> None:
    published()
    lost = next(row for row in table_rows(base, "incidents") if row["latitude"] is None)
    at = open_page(PAGE, id=lost["incident_id"])
    assert not at.exception
    assert "Nearby incidents cannot be found without a position" in said(at) and "None of the reports has a position" in said(at)
    assert "Nearest port" not in tables(at)


def test_a_single_incident_and_a_day_with_500(base: Snapshot, published: Publish, open_page: Open) -> None:
    one = twice_told(base)
    published({"incidents": [one]})
    words = said(open_page(PAGE, id=one["incident_id"]))
    assert "0 incidents within 50 nm" in words and "No other incident has a stated fact in common" in words
    many = [one | {"incident_id": f"{one['incident_id']}-{number}"} for number in range(500)]
    published({"incidents": [one, *many]})
    at = open_page(PAGE, id=one["incident_id"])
    assert "500 incidents within 50 nm" in said(at) and "The 25 nearest" in said(at)


def test_a_kept_snapshot_stays_in_the_links(base: Snapshot, published: Publish, open_page: Open) -> None:
    old = published(now=datetime(2026, 11, 2, tzinfo=UTC))
    published(now=datetime(2026, 11, 2, tzinfo=UTC) + timedelta(days=1))
    at = open_page(PAGE, id=twice_told(base)["incident_id"], snapshot=old.id)
    frames = [frame.value for frame in at.dataframe if "link" in frame.value]
    assert all(f"snapshot={old.id}" in link for frame in frames for link in frame["link"])
    assert f"snapshot={old.id}" in said(at)


@pytest.mark.parametrize(
    ("facts", "offered"),
    [({"category": "cyber"}, True), ({"category": "stowaway"}, False), ({"category": "cyber", "incident_id": "members:1"}, False)],
)
def test_cyber_incidents_are_handed_to_other_security_teams(
    base: Snapshot, published: Publish, open_page: Open, facts: dict[str, Any], offered: bool
) -> None:
    incident, *others = table_rows(base, "incidents")
    shown = {**incident, **facts}
    published({"incidents": [shown, *others]})
    at = open_page(PAGE, id=shown["incident_id"])
    assert not at.exception
    buttons = [button.proto.label for button in at.get("download_button") if str(button.proto.id).find("share_") >= 0]
    assert buttons == (["STIX 2.1", "MISP"] if offered else [])
    assert ("A member reported it first" in said(at)) == shown["incident_id"].startswith("members:")
