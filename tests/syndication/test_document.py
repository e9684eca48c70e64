"""What is a feed and what is none: feedparser gives no error for a web page, so the version decides."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from data_pipeline.errors import RECORD_FAULTS, BadRecord, BrokenFile
from data_pipeline.fields import Fields
from data_pipeline.syndication.adapter import FeedAdapter
from data_pipeline.syndication.document import LARGEST_BYTES
from data_pipeline.syndication.model import FORMAT
from tests.syndication.helpers import FEED, atom, item, records, rss

GOOD = rss(item(1), item(2))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"  \n ", "is empty"),
        (b"<html><head><title>Just a moment</title></head><body>captcha</body></html>", "is a web page, not a feed"),
        (b"<?xml version='1.0'?><!DOCTYPE html><html xmlns='http://www.w3.org/1999/xhtml'><body/></html>", "is a web page, not a feed"),
        (b'{"items": []}', "is not an RSS or Atom feed"),
        (b"<data><item/></data>", "is not an RSS or Atom feed"),
        (b"/etc/passwd", "is not an RSS or Atom feed"),
        (b"http://127.0.0.1:9/feed", "is not an RSS or Atom feed"),
        (b"\x00\xff\xfe" * 20, "is not an RSS or Atom feed"),
        (GOOD[:-60], "its last tag is missing"),
        (b'<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + GOOD, "defines entities"),
        (b'<!DOCTYPE r [<!entity x SYSTEM "file:///etc/passwd">]>' + GOOD, "defines entities"),
        (GOOD + b" " * LARGEST_BYTES, "a feed has at most 2"),
    ],
)
def test_what_is_no_whole_feed_is_refused(content: bytes, message: str, tmp_path: Path) -> None:
    with pytest.raises(BrokenFile, match=message):
        records(content, tmp_path)


def test_every_kind_of_feed_is_read(tmp_path: Path) -> None:
    entry = "<entry><id>urn:1</id><title>A</title><updated>2026-03-01T10:00:00+05:30</updated><summary>Text</summary></entry>"
    rdf = (
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        b'<channel rdf:about="x"><title>t</title></channel><item rdf:about="urn:1"><title>A</title></item></rdf:RDF>'
    )
    assert [record.fields["title"] for record in records(atom(entry), tmp_path)] == ["A"]
    assert records(atom(entry), tmp_path)[0].fields["updated"] == "2026-03-01T04:30:00+00:00"
    assert [record.fields["title"] for record in records(rdf, tmp_path)] == ["A"]
    assert [record.fields["id"] for record in records(GOOD, tmp_path)] == ["urn:warning:1", "urn:warning:2"]


def test_a_damaged_feed_that_is_whole_is_read(tmp_path: Path) -> None:
    """A stray ampersand, as many feeds have."""
    damaged = rss(item(1, title="Mines & drones &nbsp;"), item(2))
    assert [record.fields["id"] for record in records(damaged, tmp_path)] == ["urn:warning:1", "urn:warning:2"]


def test_an_empty_feed_is_a_feed(tmp_path: Path) -> None:
    assert records(rss(), tmp_path) == []


def test_an_id_that_several_entries_bear_names_none(tmp_path: Path) -> None:
    assert [record.fields.get("id") for record in records(rss(item(1, guid="x"), item(2, guid="x"), item(3)), tmp_path)] == [
        None, None, "urn:warning:3",
    ]  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A good feed, of which a part is replaced."""
    start = draw(st.integers(0, len(GOOD)))
    return GOOD[:start] + draw(st.binary(max_size=12)) + GOOD[start + draw(st.integers(0, 120)) :]


WORDS = st.sampled_from(["<b>", "&lt;script&gt;", "]]>", "<![CDATA[", "&#x0;", "12 48 x", "999 999", "Tue, 99 Mar", "\u202e", "0001-01-01"])
ENTRIES = st.dictionaries(
    st.sampled_from(
        ["guid", "title", "description", "pubDate", "georss__point", "georss__polygon", "georss__circle", "cap__expires", "dc__date"]
    ),
    WORDS | st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="<&"), max_size=30),
    max_size=6,
).map(lambda elements: rss(item(1, **elements), item(9)))


@hypothesis_settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200) | mutated() | ENTRIES)
def test_any_bytes_are_entries_or_a_refusal(tmp_path: Path, content: bytes) -> None:
    try:
        read = records(content, tmp_path)
    except BrokenFile:
        return
    for record in read:
        try:
            draft = FeedAdapter(FEED).read(Fields(record.fields), FORMAT)
        except (BadRecord, *RECORD_FAULTS):
            continue
        assert draft.notice is not None
        assert draft.native_ref.isprintable()
        assert "<script" not in draft.narrative
