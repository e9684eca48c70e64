"""A saved briefing that anybody may have written: settings and notes, or one line; never a traceback, on the command line and the page."""

from __future__ import annotations

import base64
import io
import random
import struct
import zlib
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image

from briefing import __main__ as command
from briefing.logo import normalise_logo
from briefing.saved_file import LARGEST_FILE, read_saved
from briefing.settings import NAMES, BriefingError, BriefingSettings
from tests.conftest import ROOT
from tests.support.hostile_briefings import HOSTILE
from warehouse.contract.snapshot import Snapshot
from warehouse.filters import QUERY_NAMES

KNOWN: Final = {"regions": ["gulf_of_guinea", "red_sea"], "areas": ["africa"], "sources": ["asam"]}
HUGE: Final = "9" * 5_000
HUGE_HEX: Final = f"0x{'f' * 5_000}"
CASES: Final = sorted((ROOT.parent / "shared" / "cases" / "security").glob("briefing_*.toml"))


def picture(width: int = 60, height: int = 20, form: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.effect_noise((width, height), 90).convert("RGB").save(out, form)
    return out.getvalue()


SAVED: Final = BriefingSettings("Weekly", "Owner", sections=("map",), logo=picture()).to_file().encode() + b'region = "red_sea"\n'


def read(content: bytes) -> tuple[BriefingSettings | None, tuple[str, ...]]:
    """The settings and notes, or None and the refusal; checks what holds for every file."""
    try:
        settings, notes = read_saved(content, KNOWN)
    except BriefingError as error:
        settings, notes = None, (str(error),)
    for note in notes:
        assert note and len(note) < 500 and "\n" not in note and " object at 0x" not in note, note
    if settings is not None:
        # What was read can be written, and then reads without a note.
        assert read_saved(settings.to_file().encode(), KNOWN) == (settings, ())
    return settings, notes


def in_toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(map(in_toml, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{quoted(name)} = {in_toml(part)}' for name, part in value.items())}}}"
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return quoted(value) if isinstance(value, str) else str(value)


def quoted(text: str) -> str:
    return '"' + "".join(c if c.isascii() and c.isalnum() else f"\\U{ord(c):08X}" for c in text) + '"'


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
moments = st.dates() | st.datetimes() | st.times() | st.datetimes(timezones=st.just(UTC))
scalars = texts | st.booleans() | st.integers() | st.floats() | moments
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4), max_leaves=8)
keys = st.sampled_from([*NAMES, "logo", "filters"]) | texts
filter_keys = st.sampled_from(sorted(QUERY_NAMES)) | texts


@given(st.dictionaries(keys, values, max_size=6), st.none() | st.dictionaries(filter_keys, values, max_size=6))
def test_any_type_at_any_key(table: dict[str, Any], filters: dict[str, Any] | None) -> None:
    if filters is not None:
        table.pop("filters", None)
    lines = [f"{quoted(name)} = {in_toml(value)}" for name, value in table.items()]
    if filters is not None:
        lines += ["[filters]", *(f"{quoted(name)} = {in_toml(value)}" for name, value in filters.items())]
    settings, notes = read("\n".join(lines).encode())
    unknown = {name for name in table if name not in (*NAMES, "logo", "filters")} | {
        name for name in filters or {} if name not in QUERY_NAMES
    }
    assert not unknown or settings is None or any("does not know" in note for note in notes)


@given(st.binary(max_size=400))
@example(b"\xff\xfe")
def test_any_bytes(content: bytes) -> None:
    read(content)


@pytest.mark.parametrize("seed", range(8))
def test_damaged_files(seed: int) -> None:
    draw = random.Random(seed)
    for _ in range(60):
        content = bytearray(SAVED)
        for _ in range(draw.randint(1, 4)):
            place = draw.randrange(len(content))
            action = draw.choice(["flip", "cut", "repeat", "insert"])
            if action == "flip":
                content[place] ^= 1 << draw.randrange(8)
            elif action == "cut":
                del content[place : place + draw.randint(1, 200)]
            elif action == "repeat":
                content[place:place] = content[place : place + draw.randint(1, 200)]
            else:
                content[place:place] = draw.choice([b"\x00", b"[" * 300, b"=", b'"', b"\n", b"\xe9", HUGE.encode(), b"'''", b"{"])
        read(bytes(content))


WRONG_TYPES: Final = ["true", "1.5", "nan", "[1]", "[[]]", "{}", "1979-05-27T07:32:00Z", "07:32:00", HUGE_HEX, f"[{HUGE_HEX}]"]


@pytest.mark.parametrize("wrong", WRONG_TYPES)
@pytest.mark.parametrize("key", NAMES)
def test_a_setting_of_a_wrong_type_is_named_and_ignored(key: str, wrong: str) -> None:
    settings, notes = read(f'organisation2 = 1\n{key} = {wrong}\n[filters]\ntext = "ship"\n'.encode())
    assert settings is not None and settings.filters.text == "ship"
    assert [note for note in notes if f"“{key}”" in note], notes


@pytest.mark.parametrize("wrong", WRONG_TYPES)
@pytest.mark.parametrize("key", sorted(QUERY_NAMES))
def test_a_filter_of_a_wrong_type_is_named_and_ignored(key: str, wrong: str) -> None:
    settings, notes = read(f'title = "Kept"\n[filters]\n{key} = {wrong}\n'.encode())
    assert settings is not None and settings.title == "Kept"
    assert [note for note in notes if f"“{key}”" in note], notes


@pytest.mark.parametrize("wrong", ["1", "true", "[]", HUGE_HEX, '"§"', '"aGVsbG8="', "{ a = 1 }"])
def test_a_logo_that_is_none_is_refused_by_name(wrong: str) -> None:
    settings, [line] = read(f"logo = {wrong}\n".encode())
    assert settings is None and "logo" in line


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (f'title = "A"\ndays = {HUGE}\n', "line 2: a number has too many digits"),
        (f"a = {'[' * 5_000}", "nested too deeply"),
        (f"a = {'{a=' * 5_000}", "nested too deeply"),
        ("title = 'A'\n# \udce9", "line 2 is not UTF-8"),
        ("filters = 3", "“filters”"),
        ("#" * (LARGEST_FILE + 1), "larger than 4 MB"),
    ],
    ids=["digits", "lists", "tables", "encoding", "filters", "size"],
)
def test_what_cannot_be_used_is_said_in_one_line(content: str, part: str) -> None:
    settings, [line] = read(content.encode("utf-8", "surrogateescape"))
    assert settings is None and part in line


def test_dotted_keys_of_any_depth_are_only_unknown() -> None:
    _, [note] = read(f"{'a.' * 5_000}a = 1".encode())
    assert note == "The file names a, which this version does not know."


def test_many_unknown_keys_are_counted() -> None:
    _, [note] = read("\n".join(f"key{number} = 1" for number in range(1_000)).encode())
    assert note == "The file names key0, key1, key10, key100, key101 and 995 more, which this version does not know."


def test_notes_speak_of_the_file() -> None:
    _, notes = read(b'[filters]\nregion = "atlantis"\nfrom = "soon"\n')
    assert len(notes) == 2 and all(note.startswith("The file ") for note in notes)


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int, height: int, *more: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + b"".join(more) + chunk(b"IEND", b"")


@cache
def bombs() -> dict[str, bytes]:
    rows = zlib.compress(bytes(20_000 * 2_501), 9)
    text = chunk(b"zTXt", b"Comment\x00\x00" + zlib.compress(b"A" * 200_000_000, 9))
    return {
        "pixels": png(20_000, 20_000, chunk(b"IDAT", rows)),
        "pixels_warned": png(10_000, 10_000, chunk(b"IDAT", rows)),
        "promised": png(2**31 - 1, 2**31 - 1),
        "nothing": png(0, 0),
        "text": png(8, 8, text, chunk(b"IDAT", zlib.compress(bytes(16), 9))),
    }


@pytest.mark.parametrize("name", ["pixels", "pixels_warned", "promised", "nothing"])
def test_a_logo_that_unpacks_to_gigabytes_is_refused(name: str) -> None:
    with pytest.raises(BriefingError, match=r"^the logo "):
        normalise_logo(bombs()[name])


def test_a_logo_with_a_text_that_unpacks_to_gigabytes() -> None:
    try:
        assert len(normalise_logo(bombs()["text"])) < 1_000
    except BriefingError as error:
        assert str(error).startswith("the logo ")


@pytest.mark.parametrize("form", ["PNG", "JPEG"])
def test_damaged_logos_are_refused_in_words_or_shown(form: str) -> None:
    draw, whole = random.Random(form), picture(form=form)
    for _ in range(300):
        content = bytearray(whole)
        for _ in range(draw.randint(1, 6)):
            content[draw.randrange(len(content))] = draw.randrange(256)
        try:
            small = normalise_logo(bytes(content[: draw.choice([len(content), draw.randrange(len(content))])]))
        except BriefingError as error:
            assert str(error).startswith("the logo ") and "0x" not in str(error)
            continue
        with Image.open(io.BytesIO(small)) as shown:
            assert shown.format == "PNG"


def test_a_logo_above_its_size_is_refused() -> None:
    _, [line] = read(b'logo = "' + base64.b64encode(bytes(2_000_001)) + b'"')
    assert line == "the logo has more than 2,000,000 bytes"


@pytest.mark.parametrize("name", HOSTILE)
def test_the_command_says_it_in_one_line(
    name: str, invented: Snapshot, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANCHORWATCH_DATA", str(invented.folder.parent.parent))
    file = tmp_path / "saved.toml"
    file.write_bytes(HOSTILE[name])
    status = command.main([str(file), "--out", str(tmp_path / "out"), "--format", "xlsx"])
    shown = capsys.readouterr()
    assert status == (1 if name == "key" else 2)
    assert shown.err.startswith("briefing: ") and shown.err.count("\n") == 1, shown.err
    # The file is at fault, and nothing else.
    assert "\x1b" not in shown.err and ("saved.toml cannot be used: " in shown.err or "The file names " in shown.err)


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_kept_cases(file: Path) -> None:
    settings, notes = read(file.read_bytes())
    assert len(notes) == 1 and (settings is None) is (file.stem != "briefing_key_markdown")


@pytest.mark.parametrize(
    ("words", "part"),
    [(["FILE", "--format", "doc"], "'doc' is not one of"), ([], "Missing argument"), (["FILE", "--poem"], "No such option")],
)
def test_a_wrong_command_line_ends_with_2(words: list[str], part: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(words) == 2
    assert part in capsys.readouterr().err


def test_a_missing_file_is_named(
    invented: Snapshot, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANCHORWATCH_DATA", str(invented.folder.parent.parent))
    assert command.main([str(tmp_path / "none.toml")]) == 2
    assert capsys.readouterr().err == f"briefing: {tmp_path / 'none.toml'} cannot be used: No such file or directory\n"
