"""Bad input of every kind: a clear message, the right exit status, the rest goes on, the last good snapshot stays in force."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from data_pipeline import registry
from data_pipeline.chain import run
from data_pipeline.errors import BrokenFile
from data_pipeline.model import RawRecord
from data_pipeline.steps.normalise import read_chunk
from tests.pipeline.conftest import Cli
from tests.pipeline.helpers import ASAM, IMB, asam_json, asam_record, content, land_bytes, only_row, settings_in
from warehouse.contract.settings import Settings
from warehouse.contract.snapshot import Store

API = (ASAM / "api_json.json").read_bytes()
HTML = b"<!DOCTYPE html>\n<html><head><title>503 Service Unavailable</title></head><body>Try later</body></html>"
EXPORT_HEAD = b"reference,date,position,navArea,subreg,hostility,victim,description,\r\n"

EXPORT = (ASAM / "export_csv.csv").read_bytes()

BROKEN: dict[str, tuple[bytes, str, str]] = {
    # name: bytes, format in which a feed would have landed them, what the message says
    "truncated JSON": (API[: len(API) // 2], "api_json", "is not valid JSON: .*cut off or damaged; fetch it again"),
    "one byte short": (API.rstrip()[:-1], "api_json", "is not valid JSON"),
    "UTF-16": (API.decode().encode("utf-16"), "api_json", "is not UTF-8 text but looks like UTF-16. Save it again as UTF-8"),
    "Latin-1 JSON": (API.replace(b"SINGAPORE", b"SINGAPOR\xc9"), "api_json", "is not valid JSON: str is not valid UTF-8"),
    "no western CSV": (EXPORT_HEAD + b"2020-1,2020-01-05,,XI,71,," + bytes(range(0xC0, 0xFF)) * 9, "export_csv", "is not UTF-8 text. Save"),
    "web page": (HTML, "api_json", "is a web page, not data: the service answered with an error page. Try again later"),
    "web page as CSV": (HTML, "export_csv", "is a web page, not data"),
    "empty": (b"", "api_json", "is empty"),
    "blank": (b"\n \n", "export_csv", "is empty"),
    "no records": (b'{"asam": []}', "api_json", "holds 0 records; ASAM is expected to give 1 to 20,000"),
    "another answer": (b'{"message": "Too Many Requests"}', "api_json", "holds no list 'asam'; it is not a response of this source"),
    "renamed field": (API.replace(b'"latitude"', b'"lat"'), "api_json", "field latitude is missing in every record"),
    "renamed column": (EXPORT.replace(b"position", b"pos", 1), "export_csv", "column position is missing"),
    "missing column": (
        b"reference,date\n2020-1,2020-01-05\n",
        "export_csv",
        "column position, .* is missing; the file has reference, date",
    ),
    "open quote": (EXPORT[:-400], "export_csv", r"line \d+: unexpected end of data\. The file is cut off"),
}


def broken_cases() -> list[Any]:
    return [pytest.param(*case, id=name) for name, case in BROKEN.items()]


@pytest.mark.parametrize(("content_", "format_id", "message"), broken_cases())
def test_a_broken_file_is_refused_by_add(
    tmp_path: Path, cli: Cli, settings: Settings, content_: bytes, format_id: str, message: str
) -> None:
    file = tmp_path / f"given.{registry.source('asam').formats[format_id].extension}"
    file.write_bytes(content_)
    answer = cli("add", "asam", file)
    assert answer.status == 2
    unknown = "is in no format of source asam; nothing was landed. Known formats: NGA API, JSON"
    assert matches(f"error: given.*({message}|{unknown})", answer.out.replace("\n", " ")), answer.out
    assert "Now publish" not in answer.out
    assert not list(settings.landing.glob("*/*"))


@pytest.mark.parametrize(("content_", "format_id", "message"), broken_cases())
def test_a_broken_file_that_a_feed_landed_fails_its_source_only(
    good: Store, cli: Cli, settings: Settings, content_: bytes, format_id: str, message: str
) -> None:
    before = content(good.open())
    land_bytes(settings, "asam", content_, format_id, "feed.dat", day=2)
    land_bytes(settings, "imb_crime_at_sea", fresh_imb(), "data_set_csv", "more.csv", day=3)
    answer = cli("run")
    assert answer.status == 1
    after = content(good.open())
    failure = only_row(after["landings"], origin="feed.dat")["failure"]
    assert matches(message, failure), failure
    assert matches(message, answer.out.replace("\n", " ")), answer.out
    assert only_row(after["sources"], source="asam")["state"] == "failed"
    assert matches(message, only_row(after["sources"], source="asam")["state_reason"])
    assert of(after, "asam") == of(before, "asam"), "the last good data stay"
    assert len(of(after, "imb_crime_at_sea")) == len(of(before, "imb_crime_at_sea")) + 1, "the others go on"
    assert cli("run").status == 0, "the same broken file is not read again"


def matches(pattern: str, text: str) -> bool:
    return re.search(pattern, text) is not None


def of(rows: dict[str, list[dict[str, Any]]], source: str) -> list[dict[str, Any]]:
    return [row for row in rows["reports"] if row["source"] == source]


def fresh_imb() -> bytes:
    lines = (IMB / "data_set_csv.csv").read_bytes().split(b"\n")
    return b"\n".join([lines[0], lines[1].replace(b"1993-02-11", b"1994-02-11")]) + b"\n"


def test_a_good_file_after_a_broken_one_mends_the_source(good: Store, settings: Settings) -> None:
    land_bytes(settings, "asam", HTML, "api_json", day=2)
    assert run(settings).exit_status == 1
    land_bytes(settings, "asam", asam_json(asam_record(77)), "api_json", day=3)
    outcome = run(settings)
    assert (outcome.exit_status, outcome.failures) == (0, [])
    assert only_row(content(good.open())["sources"], source="asam")["state"] == "closed"


def test_when_all_that_landed_is_broken_nothing_is_published(cli: Cli, settings: Settings, store: Store) -> None:
    land_bytes(settings, "asam", HTML, "api_json")
    answer = cli("run")
    assert answer.status == 2
    assert "Nothing was published: no file could be used. In force: no snapshot." in answer.out
    assert "is a web page, not data" in answer.out
    assert (store.ids(), store.current_id()) == ([], None)


@pytest.mark.parametrize(
    ("changes", "reason", "message"),
    [
        ({"date": "1899-12-31", "description": None}, "date_before_1900", "the event is dated 1899-12-31"),
        ({"date": "2026-01-04", "description": None}, "date_in_future", "the event is dated 2026-01-04, the file landed on 2026-01-02"),
        ({"date": None, "description": "Robbers boarded."}, "no_date", "neither a field nor the text gives the day"),
        ({"description": "x" * 1_000_000}, "too_long", "field 'description' holds 1,000,000 characters; at most 200,000 are read"),
        ({"reference": "=1+1"}, "no_reference", "'=1+1' is not a reference"),
    ],
    ids=["before 1900", "future", "no date", "a million characters", "formula for a reference"],
)
def test_a_bad_record_goes_to_quarantine_and_the_rest_goes_on(
    settings: Settings, store: Store, changes: dict[str, Any], reason: str, message: str
) -> None:
    records = [asam_record(1), asam_record(2, **changes), asam_record(3)]
    land_bytes(settings, "asam", asam_json(*records), "api_json", day=1)
    assert run(settings).exit_status == 0
    tables = content(store.open())
    [row] = tables["quarantine"]
    assert (row["raw_locator"], row["reason"]) == ("1", reason)
    assert message in row["message"]
    assert len(row["raw"]) <= 20_000
    assert [report["native_ref"] for report in tables["reports"]] == ["2020-1", "2020-3"]
    landing = only_row(tables["landings"], source="asam")
    assert (landing["read"], landing["new"], landing["quarantined"]) == (3, 2, 1)


@pytest.mark.parametrize("changes", [{"latitude": 90.5}, {"longitude": -180.5}, {"latitude": "north"}, {"longitude": [1]}], ids=str)
def test_a_position_that_cannot_be_read_never_costs_the_event(settings: Settings, store: Store, changes: dict[str, Any]) -> None:
    land_bytes(settings, "asam", asam_json(asam_record(1, **changes)), "api_json", day=1)
    assert run(settings).exit_status == 0
    [report] = content(store.open())["reports"]
    assert (report["latitude"], report["longitude"], report["sea_region"], report["position_basis"]) == (None, None, None, "none")
    assert "position_malformed" in report["issues"]


def test_a_day_after_landing_is_allowed_for_time_zones(settings: Settings, store: Store) -> None:
    land_bytes(settings, "asam", asam_json(asam_record(1, date="2026-01-03", description=None)), "api_json", day=1)
    assert run(settings).exit_status == 0
    assert len(content(store.open())["reports"]) == 1


HOSTILE = [
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    '=HYPERLINK("http://example.org","click")',
    "+1-2@SUM(A1)",
    "'; DROP TABLE reports; --\"",
    "[red]markup[/red] [link=http://example.org]x[/link] [/]",
    "\x1b[31mred\x1b[0m\x1b]0;title\x07\x08\x7f\x9b31m",
    "NUL \x00 inside",
    "\u202eright to left\u202c zero\u200bwidth \ufeffmark",
    "line\u2028separator\u2029paragraph\x85next\x0bvertical\x0cform",
    "{columns} $source %s {0} ${x}",
    "🏴‍☠️ ¿que? caf\ufffd\ufffd",
    "x" * 200_000,
    "\\" * 1000 + "\n" * 1000,
]


def test_hostile_text_is_stored_as_text_and_breaks_nothing(settings: Settings, store: Store, cli: Cli) -> None:
    """In every text field and as a reference, read by every command that shows text."""
    stated = [asam_record(n, hostility=text[:1000], victim=text[:1000], description=text) for n, text in enumerate(HOSTILE, 1)]
    as_reference = [asam_record(reference=text) for text in HOSTILE]
    land_bytes(settings, "asam", asam_json(*stated, *as_reference), "api_json", name="feed [red].json", day=1)
    assert cli("run").status == 0
    tables = content(store.open())
    assert {report["native_ref"] for report in tables["reports"]} == {f"2020-{n}" for n in range(1, len(HOSTILE) + 1)}
    assert [row["reason"] for row in tables["quarantine"]] == ["no_reference"] * len(HOSTILE)
    by_reference = {report["native_ref"]: report["narrative"] for report in tables["reports"]}
    for number, text in ((1, HOSTILE[0]), (2, HOSTILE[1]), (4, HOSTILE[3]), (10, HOSTILE[9])):
        assert by_reference[f"2020-{number}"] == text
    for words in (["quarantine", "--most", "100"], ["snapshots"], ["sources"], ["doctor"], ["rebuild"]):
        answer = cli(*words)
        assert answer.status == 0
        sent = set(answer.out + answer.err) & set("\x00\x07\x08\x1b\x7f\x9b\u202e\u200b")
        assert not sent, f"{words} sends control characters to the terminal"
    assert "[red]markup[/red]" in cli("quarantine", "--most", "100").out, "markup is shown as it is"


def test_a_million_characters_in_every_format(tmp_path: Path, settings: Settings, store: Store) -> None:
    long = "x" * 1_000_000
    land_bytes(settings, "asam", asam_json(asam_record(1, description=long), asam_record(2)), "api_json", day=1)
    row = f"2020-3,2020-01-05,,XI,71,,,{long},\r\n2020-4,2020-01-05,,XI,71,,,short,\r\n"
    land_bytes(settings, "asam", EXPORT_HEAD + row.encode(), "export_csv", day=2)
    assert run(settings).exit_status == 0
    tables = content(store.open())
    assert [row["reason"] for row in tables["quarantine"]] == ["too_long", "too_long"]
    assert [report["native_ref"] for report in tables["reports"]] == ["2020-2", "2020-4"]


def test_a_folder_a_missing_file_and_a_pipe_are_refused(tmp_path: Path, cli: Cli) -> None:
    cases = {"": "is a folder; name the file in it.", "gone.json": "does not exist."}
    if hasattr(os, "mkfifo"):  # Windows has no pipes in folders
        os.mkfifo(tmp_path / "pipe")
        cases["pipe"] = "is not a file."
    for name, message in cases.items():
        answer = cli("add", "asam", tmp_path / name)
        assert answer.status == 2
        assert message in answer.out.replace("\n", " ")


def refuse(error: OSError) -> Callable[..., Any]:
    def refused(*args: Any, **kwargs: Any) -> Any:
        raise error

    return refused


def test_a_file_without_permission_is_refused(tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "secret.json"
    file.write_bytes(API)
    # Root reads everything, and Windows knows no such permission: there the refusal is simulated.
    if not hasattr(os, "geteuid") or os.geteuid() == 0:
        real = Path.open
        refused = refuse(PermissionError(13, "Permission denied"))
        monkeypatch.setattr(Path, "open", lambda path, *args, **kw: refused() if path == file else real(path, *args, **kw))
    else:
        file.chmod(0)
    answer = cli("add", "asam", file)
    assert answer.status == 2
    assert "secret.json cannot be read: permission denied. Allow reading it and try again." in answer.out


def test_a_data_folder_that_cannot_be_written_is_told(tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "occupied").write_text("a file")
    monkeypatch.setenv("ANCHORWATCH_DATA", str(tmp_path / "occupied" / "data"))
    for words in (["add", "asam", str(ASAM / "api_json.json")], ["run"], ["rebuild"]):
        answer = cli(*words)
        assert answer.status == 2
        assert "occupied/data cannot be written" in answer.err
        assert "Set ANCHORWATCH_DATA to a folder that can." in answer.err


def test_a_refused_parse_does_not_hide_behind_recognition(tmp_path: Path) -> None:
    """The head is right, the rest is not: a file is read to its end before it lands."""
    file = tmp_path / "late.json"
    file.write_bytes(API[:-10])
    with pytest.raises(BrokenFile):
        list(registry.source("asam").adapter.parse(file, "api_json"))


def test_an_unknown_enabled_source_is_named(tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    settings_in(tmp_path)
    monkeypatch.setenv("ANCHORWATCH_ENABLED_SOURCES", "asam,imb")
    answer = cli("run")
    assert answer.status == 2
    assert "setting enabled_sources names imb; known sources are asam" in answer.err


@pytest.mark.parametrize("unit", ["x", "1", " ", "1 2 ", "12-34N ", "MV A", "A. ", "Â", "not armed "], ids=repr)
def test_no_text_takes_the_rules_more_than_seconds(unit: str) -> None:
    """The longest field there can be, in every role: time must not grow with its square."""
    text = (unit * 200_000)[:200_000]
    record = RawRecord("0", asam_record(1, hostility=text, victim=text, description=text))
    started = time.perf_counter()
    read = read_chunk("asam", "api_json", "0" * 64, date(2026, 1, 1), 0, [record])
    assert time.perf_counter() - started < 10
    assert read.rows.num_rows == 1
    assert ("text_cut" in read.rows["issues"][0].as_py()) is bool(unit.strip())
