"""Entries as advisories: hostile HTML, places, dates with time zones, entries without id or date."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest

from data_pipeline import registry
from data_pipeline.advisories.conclude import conclude_notice
from data_pipeline.errors import BadRecord
from data_pipeline.facts.reader import read_facts
from data_pipeline.model import Draft
from data_pipeline.steps.content_hash import content_hash
from data_pipeline.syndication.plain_text import plain_line, plain_text
from tests.pipeline.helpers import settings_in
from tests.syndication.helpers import FEED, atom, read_item, read_one

ISSUED = datetime(2026, 3, 3, 7, 0, tzinfo=UTC)


def concluded(draft: Draft, tmp_path: Path) -> dict[str, Any]:
    settings = settings_in(tmp_path / "data", advisory_feeds='[{name = "Coast Guard", address = "https://c.example/w.xml"}]')
    registry.include_operators_sources(settings)
    notice = conclude_notice(draft, read_facts(draft, registry.source("feed_coast_guard")))
    registry.include_operators_sources(settings_in(tmp_path / "data"))
    assert notice is not None
    parsed: dict[str, Any] = orjson.loads(notice)
    return parsed


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p><p>Two<br>Three</p>", "One\n\nTwo\nThree"),
        ("a <b>bold</b> &amp; <i>plain</i> word", "a bold & plain word"),
        ('<a href="javascript:alert(1)" onclick="x()">click</a>', "click"),
        ("before<script>alert('x')</script>after", "beforeafter"),
        ("<style>p{}</style><iframe src=//evil.example>in</iframe>text", "text"),
        ("<ul><li>a</li><li>b</li></ul>", "a\n\nb"),
        ("<script>never closed", ""),
        ("<svg/onload=alert(1)>x", ""),
        ("<div><script><div></script>kept</div>", "kept"),
        ("<!-- hidden -->shown", "shown"),
        ("5 < 7 and 8 > 3", "5 < 7 and 8 > 3"),
        ("plain\nlines\r\nkept", "plain\nlines\nkept"),
        ("right\u202eto left\x07", "rightto left"),
    ],
)
def test_html_becomes_the_words_in_it(html: str, text: str) -> None:
    assert plain_text(html) == text


def test_hostile_entries_are_plain_words(tmp_path: Path) -> None:
    draft = read_item(
        tmp_path,
        title="&lt;img src=x onerror=alert(1)&gt;Danger &lt;b&gt;now&lt;/b&gt;",
        description="&lt;p&gt;Keep clear.&lt;/p&gt;&lt;script&gt;steal()&lt;/script&gt;",
        link="javascript:alert(1)",
    )
    assert (draft.notice.title, draft.narrative, draft.source_url) == ("Danger now", "Keep clear.", None)
    assert plain_line("<p>a</p>\n<p>b</p>") == "a b"


def test_dates_have_time_zones(tmp_path: Path) -> None:
    assert read_item(tmp_path).notice.issued_at == ISSUED
    assert read_item(tmp_path, pubDate="", dc__date="2026-03-03").notice.issued_at == datetime(2026, 3, 3, tzinfo=UTC)
    assert read_item(tmp_path, pubDate="soon", description="Issued on 4 March 2026. Keep clear.").notice.issued_at.day == 4
    with pytest.raises(BadRecord) as caught:
        read_item(tmp_path, pubDate="soon")
    assert caught.value.reason == "no_date"
    with pytest.raises(BadRecord) as caught:
        read_item(tmp_path, title="", description="&lt;script&gt;x&lt;/script&gt;")
    assert caught.value.reason == "no_text"


@pytest.mark.parametrize(
    ("elements", "expected"),
    [
        ({"georss__point": "4.5 5.25"}, {"latitude": 4.5, "longitude": 5.25}),
        ({"georss__circle": "4.5 5.25 18520"}, {"latitude": 4.5, "longitude": 5.25, "radius_nm": 10.0}),
        ({"georss__circle": "4.5 5.25 99999999"}, {"latitude": 4.5, "radius_nm": None}),
        ({"geo__lat": "4.5", "geo__long": "5.25"}, {"latitude": 4.5, "longitude": 5.25}),
        ({"georss__polygon": "4 5 4 6 5 6 4 5"}, {"area": ((5.0, 4.0), (6.0, 4.0), (6.0, 5.0)), "latitude": None}),
        ({"georss__box": "4 5 5 6"}, {"area": ((5.0, 4.0), (6.0, 4.0), (6.0, 5.0), (5.0, 5.0))}),
        ({"description": "Adrift in 04-30.0N 005-15.0E."}, {"latitude": 4.5, "longitude": 5.25}),
        ({"georss__point": "north east"}, {"latitude": None}),
        ({"georss__point": "95 200"}, {"latitude": None}),
        ({}, {"latitude": None, "longitude": None}),
    ],
)
def test_places_are_read(elements: dict[str, str], expected: dict[str, Any], tmp_path: Path) -> None:
    draft = read_item(tmp_path, **elements)
    stated = {"latitude": draft.latitude, "longitude": draft.longitude, "area": draft.notice.area, "radius_nm": draft.notice.radius_nm}
    assert {name: stated[name] for name in expected} == expected


def test_what_an_entry_is_and_where_it_holds(tmp_path: Path) -> None:
    notice = concluded(read_item(tmp_path, description="Keep clear within 5 nm of 04-30N 005-15E until 15 March 2026 0001Z."), tmp_path)
    assert (notice["kind"], notice["number"], notice["radius_nm"]) == ("warning", "1/2026", 5.0)
    assert (notice["valid_to"], notice["validity"]) == ("2026-03-15T00:01:00+00:00", "stated")
    assert notice["sea_regions"] == ["gulf_of_guinea"]
    plain = concluded(read_item(tmp_path, title="Harbour closed"), tmp_path)
    assert (plain["kind"], plain["sea_regions"], plain["validity"]) == ("advisory", ["gulf_of_guinea"], "assumed")
    capped = concluded(read_item(tmp_path, cap__expires="2026-03-04T00:00:00+03:00"), tmp_path)
    assert capped["valid_to"] == "2026-03-03T21:00:00+00:00"


def test_an_entry_without_id_is_known_again(tmp_path: Path) -> None:
    by_link, again = (read_item(tmp_path, guid="", description=text) for text in ("A.", "B."))
    assert by_link.native_ref == again.native_ref
    assert content_hash(by_link) != content_hash(again)
    assert read_item(tmp_path, guid="", link="").native_ref != read_item(tmp_path, guid="", link="", title="Another").native_ref
    long = read_item(tmp_path, guid="x" * 500)
    assert len(long.native_ref) == 16


def test_a_new_time_of_updating_alone_is_no_change(tmp_path: Path) -> None:
    entry = "<entry><id>urn:1</id><title>A</title><published>2026-03-01T10:00:00Z</published><updated>{}</updated></entry>"
    first, later = (read_one(atom(entry.format(f"2026-03-0{day}T10:00:00Z")), tmp_path) for day in (1, 2))
    assert content_hash(first) == content_hash(later)
    assert later.notice.updated_at == datetime(2026, 3, 2, 10, tzinfo=UTC)


def test_the_names_of_feeds_become_ids() -> None:
    assert FEED.source_id == "feed_coast_guard"
    assert FEED.site == "https://coastguard.example"
