"""Descriptions, decisions, records of forgetting and settings: whatever a file holds, it is read or refused in one line."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_pipeline import forgetting
from data_pipeline.errors import LandingError
from data_pipeline.landing import list_landings
from tests.pipeline.conftest import Cli
from tests.pipeline.helpers import settings_in
from warehouse.contract import decisions
from warehouse.contract import settings as settings_module
from warehouse.contract.decisions import DecisionError
from warehouse.contract.settings import Settings, SettingsError
from warehouse.contract.snapshot import Store

ID = "20260101T000000000000-0123456789ab"
DESCRIPTION: dict[str, Any] = {
    "id": ID, "source": "asam", "format": "api_json", "origin": "asam.json", "sha256": "0" * 64, "bytes": 7,
    "landed_at": "2026-01-01T00:00:00+00:00", "file": f"{ID}.json",
}  # fmt: skip
DECISION: dict[str, Any] = {
    "made_at": "2026-01-01T00:00:00+00:00", "who": "Ada", "verdict": "same", "group_a": ["asam:1", "asam:2"], "group_b": [], "why": "x",
    "undoes": None,
}  # fmt: skip
FORGETTING: dict[str, Any] = {"made_at": "2026-01-01T00:00:00+00:00", "who": "Ada", "why": "x", "landings": [ID], "decisions": []}
SETTINGS = settings_module.FILE.read_bytes()

DEEP = b"[" * 5_000 + b"]" * 5_000
ODD_VALUES: list[bytes] = [
    b"null", b"true", b"0", b"-1", b"1.5", b"1e400", b"9" * 5_000, b'""', b'"' + b"x" * 5_000 + b'"', b"[]", b"[1]", b"[null]", b"{}", DEEP,
    b'"\xff"', b'"2026-01-01"', b'"0001-01-01T00:00:00+14:00"', b'"../../x.json"', b'"/x.json"', b'"a\\u0000b"', b'"a\\nb"', b"2026-01-01",
]  # fmt: skip


def write_description(folder: Path, content: bytes) -> tuple[Callable[[], object], str]:
    file = folder / "landing" / "asam" / f"{ID}.landing.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return lambda: list_landings(folder / "landing"), file.name


def write_signed(folder: Path, content: bytes, room: str) -> str:
    """A file whose name has the hash of its content, as if somebody had taken care."""
    target = folder / "landing" / room / f"20260101T000000000000-{hashlib.sha256(content).hexdigest()[:12]}.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    for earlier in target.parent.iterdir():
        earlier.unlink()
    target.write_bytes(content)
    return target.name


def write_decision(folder: Path, content: bytes) -> tuple[Callable[[], object], str]:
    name = write_signed(folder, content, decisions.FOLDER)
    return lambda: decisions.read_decisions(settings_in(folder)), name


def write_forgetting(folder: Path, content: bytes) -> tuple[Callable[[], object], str]:
    name = write_signed(folder, content, forgetting.FOLDER)
    return lambda: forgetting.read_forgettings(settings_in(folder)), name


def write_settings(folder: Path, content: bytes) -> tuple[Callable[[], object], str]:
    file = folder / "anchorwatch.toml"
    file.write_bytes(content)
    return lambda: settings_module.load({}, file), file.name


Write = Callable[[Path, bytes], tuple[Callable[[], object], str]]
JSON_KINDS: list[tuple[Write, dict[str, Any]]] = [
    (write_description, DESCRIPTION),
    (write_decision, DECISION),
    (write_forgetting, FORGETTING),
]
KINDS: list[tuple[Write, bytes]] = [*((write, orjson.dumps(fields)) for write, fields in JSON_KINDS), (write_settings, SETTINGS)]


def refusal(write: Write, folder: Path, content: bytes) -> str | None:
    """The message with which the content is refused; None when it is read. Any other error than the reader's own fails the test."""
    read, name = write(folder, content)
    try:
        read()
    except (LandingError, DecisionError, SettingsError) as error:
        message = str(error)
        assert name in message
        assert len(message.splitlines()) == 1
        assert len(message) < 700
        return message
    return None


@pytest.mark.parametrize(("write", "content"), KINDS, ids=lambda value: getattr(value, "__name__", ""))
def test_what_is_right_is_read(tmp_path: Path, write: Write, content: bytes) -> None:
    assert refusal(write, tmp_path, content) is None


@pytest.mark.parametrize("value", ODD_VALUES, ids=lambda value: value[:20].decode("ascii", "replace"))
@pytest.mark.parametrize(("write", "fields"), JSON_KINDS, ids=["description", "decision", "forgetting"])
def test_a_field_of_another_kind_is_read_or_named(tmp_path: Path, write: Write, fields: dict[str, Any], value: bytes) -> None:
    for name in fields:
        content = orjson.dumps({**fields, name: "HERE"}).replace(b'"HERE"', value)
        message = refusal(write, tmp_path, content)
        if message and "is not valid JSON" not in message and write is not write_decision:
            assert f"field {name}" in message
        missing = refusal(write, tmp_path, orjson.dumps({key: kept for key, kept in fields.items() if key != name}))
        assert missing
        assert f"field {name} is missing" in missing
    unknown = refusal(write, tmp_path, orjson.dumps({**fields, "more": 1}))
    assert unknown
    assert "field 'more' is not known" in unknown


@pytest.mark.parametrize(
    "value",
    [*ODD_VALUES, b"{ a = 1 }", b'"~nobody-of-this-name/x"', b"9" * 4_000],
    ids=lambda value: value[:20].decode("ascii", "replace"),
)
def test_a_setting_of_another_kind_is_read_or_named(tmp_path: Path, value: bytes) -> None:
    lines = SETTINGS.splitlines()
    for number, line in enumerate(lines):
        name, equals, _ = line.partition(b" = ")
        if not equals or line.startswith(b"#"):
            continue
        message = refusal(write_settings, tmp_path, b"\n".join([*lines[:number], name + b" = " + value, *lines[number + 1 :]]))
        if message and "cannot be read" not in message:
            assert f"anchorwatch.toml, setting {name.decode()}: " in message


@pytest.mark.parametrize("name", ["data", "enabled_sources", "contact", "keep_snapshots", "clearance", "basemap", "open_ahead", "workers"])
def test_a_variable_of_another_kind_is_read_or_named(name: str) -> None:
    for value in ("9" * 5_000, "-1", "\udcff", "a\x00b", "~nobody-of-this-name/x", "x" * 100_000, "1.5", "[]"):
        try:
            settings_module.load({f"ANCHORWATCH_{name.upper()}": value})
        except SettingsError as error:
            assert str(error).startswith(f"ANCHORWATCH_{name.upper()}: ")
            assert len(str(error)) < 700


@settings(max_examples=300)
@given(kind=st.sampled_from(KINDS), data=st.data())
def test_mutated_files_are_read_or_refused_in_one_line(
    tmp_path_factory: pytest.TempPathFactory, kind: tuple[Write, bytes], data: st.DataObject
) -> None:
    write, content = kind
    start = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(start, min(len(content), start + 40)))
    put = data.draw(st.one_of(st.binary(max_size=8), st.sampled_from([*ODD_VALUES, b"\n", b"=", b'"', b"]", b"\xef\xbb\xbf", b"\x00"])))
    refusal(write, tmp_path_factory.mktemp("mutated"), content[:start] + put + content[end:])


@pytest.mark.parametrize("value", [DEEP, b"9" * 5_000, b'"\xff"', b"[[]]"], ids=["deep", "long number", "not UTF-8", "list of lists"])
def test_the_command_line_says_it_in_one_line(good: Store, settings: Settings, cli: Cli, value: bytes) -> None:
    [sidecar] = settings.landing.glob("asam/*.landing.json")
    original = sidecar.read_bytes()
    sidecar.write_bytes(original.replace(b'"api_json"', value))
    for words in (["run"], ["rebuild"], ["sources"], ["doctor"]):
        answer = cli(*words)
        assert answer.status == (1 if words == ["doctor"] else 2)
        assert answer.err.count("\n") == (0 if words == ["doctor"] else 1)
        assert sidecar.name in answer.err + answer.out
    sidecar.write_bytes(original)
    write_signed(settings.data, orjson.dumps({**DECISION, "who": "HERE"}).replace(b'"HERE"', value), decisions.FOLDER)
    for words in (["run"], ["decide", "verified", "asam:1", "--who", "A", "--why", "b"], ["doctor"]):
        answer = cli(*words)
        assert answer.status == (1 if words == ["doctor"] else 2)
        assert "holds no decision" in answer.err + answer.out
