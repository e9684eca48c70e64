"""Parsers that several sources share: files into raw records, texts into dates and coordinates."""

from __future__ import annotations

import codecs
import csv
import io
import math
import os
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

import orjson

from data_pipeline.errors import BadRecord, BrokenFile
from data_pipeline.model import RawRecord

# Possessive (*+, ++), here and wherever blanks meet blanks: otherwise every way of dividing them is tried, in quadratic time.
_HTML: Final = re.compile(rb"(?:\s|\xef\xbb\xbf)*+<(?:!doctype|html|head|body|\?xml)", re.IGNORECASE)
_DAMAGED_SHARE: Final = 0.01
"""Undecodable bytes among the characters of a file that is otherwise UTF-8; more, and it is in another encoding."""
_DMS: Final = re.compile(r"""^\s*(\d{1,3})\s*°\s*(?:(\d{1,2}(?:\.\d+)?)\s*['’′]\s*)?(?:(\d{1,3}(?:\.\d+)?)\s*["”″]\s*)?([NSEW])\s*$""")
_ISO_DAY: Final = re.compile(r"^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ].*)?$")
_MILLISECONDS: Final = re.compile(r"\d{12,13}(?:\.0+)?")
_MAX_DMS_LENGTH: Final = 100
_HALF_DEGREE_KM: Final = 55.6
"""Half a degree of latitude: how far off a position in whole degrees may be."""
LARGEST_FILE_BYTES: Final = 500_000_000
"""A parser holds a whole file, as objects of about ten times its size; the largest known file, NGA's archive, has 5 MB."""
DEEPEST: Final = 32
"""Levels of lists and objects in a record. Known sources have three; pickling and writing JSON end at a few hundred."""
_MAX_CSV_FIELD: Final = 50_000_000
"""Python's own limit of 131,072 characters would refuse a whole file for one overlong field, which is quarantined later."""


def json_records(file: Path, list_name: str, required: Sequence[str] = ()) -> Iterator[RawRecord]:
    """Records of `{list_name: [...]}`, or of a bare array; `locator` is the 0-based index. Raises BrokenFile.

    When no record has a field named in `required`, the body has renamed or dropped it, and the file counts as broken.
    """
    content = _read_whole(file)
    try:
        document: Any = orjson.loads(content.removeprefix(codecs.BOM_UTF8))
    except orjson.JSONDecodeError as error:
        # orjson has one kind of error for both.
        if "depth limit" in str(error):
            raise BrokenFile(f"{name_as_text(file)} is nested too deeply to be read; it is not a response of this source.") from error
        reason = f"{name_as_text(file)} is not valid JSON: {error}"
        raise BrokenFile(f"{reason}. The file is probably cut off or damaged; fetch it again.") from error
    elements = document.get(list_name) if isinstance(document, dict) else document
    if not isinstance(elements, list):
        raise BrokenFile(f"{name_as_text(file)} is JSON but holds no list {list_name!r}; it is not a response of this source.")
    records = [element for element in elements if isinstance(element, dict)]
    if records and (missing := [name for name in required if not any(name in record for record in records)]):
        raise BrokenFile(
            f"{name_as_text(file)}: field {', '.join(missing)} is missing in every record; the first has {', '.join(records[0])[:500]}."
        )
    for index, element in enumerate(elements):
        if nests_deeper(element, DEEPEST):
            shallow = {"value": prune(element, DEEPEST)}
            fields = shallow["value"] if isinstance(shallow["value"], dict) else shallow
            yield RawRecord(str(index), fields, broken=(TOO_DEEP, f"the record is nested more than {DEEPEST} levels deep"))
        elif isinstance(element, dict):
            yield RawRecord(str(index), element)
        else:
            broken = ("not_a_record", f"element {index} is {type(element).__name__}, not an object")
            yield RawRecord(str(index), {"value": element}, broken=broken)


TOO_DEEP: Final = "too_deep"
"""The quarantine reason of a record that is nested too deeply; a file that holds one is refused when it is added by hand."""


def nests_deeper(value: object, levels: int) -> bool:
    """Whether lists and objects lie within one another on more than so many levels. Bounded by `levels`, not by the value's depth."""
    if not isinstance(value, dict | list):
        return False
    inner = value.values() if isinstance(value, dict) else value
    return levels == 0 or any(nests_deeper(part, levels - 1) for part in inner)


def prune(value: Any, levels: int) -> Any:
    """The value without what lies more than so many levels deep, for which an ellipsis stands."""
    if not isinstance(value, dict | list):
        return value
    if levels == 0:
        return "…"
    if isinstance(value, dict):
        return {name: prune(part, levels - 1) for name, part in value.items()}
    return [prune(part, levels - 1) for part in value]


def csv_records(
    file: Path, required: Sequence[str], field_name: Callable[[str], str] = str.strip, damaged_share: float = _DAMAGED_SHARE
) -> Iterator[RawRecord]:
    """Records of a CSV file with a header; `locator` is the 1-based record number. Raises BrokenFile.

    Bytes that are not UTF-8 become U+FFFD; a file in which they exceed `damaged_share` of the characters is refused.
    `field_name` turns a heading into the name of its field. Empty lines are skipped. A quote that is never closed is refused,
    since it would swallow the rest of the file.
    """
    text = _read_whole(file).decode("utf-8-sig", errors="replace")
    if text.count("\ufffd") > max(10, damaged_share * len(text)):
        raise BrokenFile(f"{name_as_text(file)} is not UTF-8 text. Save it again as UTF-8 and add it once more.")
    csv.field_size_limit(_MAX_CSV_FIELD)
    # Not splitlines(): it also splits at control characters and U+2028, which stand inside fields.
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [field_name(heading) for heading in next(rows, [])]
        if missing := [name for name in required if name not in header]:
            raise BrokenFile(
                f"{name_as_text(file)}: column {', '.join(missing)} is missing; the file has {', '.join(filter(None, header)) or 'none'}."
            )
        for number, row in enumerate(filter(None, rows), start=1):
            yield _csv_record(number, header, row)
    except csv.Error as error:
        raise BrokenFile(f"{name_as_text(file)}, line {rows.line_num}: {error}. The file is cut off or damaged; fetch it again.") from error


def _csv_record(number: int, header: list[str], row: list[str]) -> RawRecord:
    fields: dict[str, Any] = dict(zip(header, row, strict=False))
    if len(row) != len(header):
        return RawRecord(str(number), fields, broken=("not_a_record", f"record {number} has {len(row)} cells, the header {len(header)}"))
    # A comma at the end of every line makes an empty column without a name.
    if "" in fields and not fields[""]:
        del fields[""]
    return RawRecord(str(number), fields)


def csv_header(head: bytes) -> list[str]:
    """Column names in the first line of a file's first bytes; empty when they are not text."""
    line = head.split(b"\n", 1)[0].decode("utf-8-sig", errors="replace").strip()
    try:
        return [name.strip() for name in next(csv.reader([line]), [])] if "\x00" not in line else []
    # A carriage return inside the line, as where it is the only line end.
    except csv.Error:
        return []


def parse_day(text: str) -> date:
    """`2020-01-31` or `2020/01/31 00:00:00+00` as a date. Raises BadRecord."""
    match = _ISO_DAY.match(text.strip())
    try:
        if match:
            return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        pass
    raise BadRecord("bad_date", f"{text[:80]!r} is not a date")


def parse_moment(text: str) -> tuple[date, datetime | None]:
    """The day and, where certain, the moment (UTC) of an ISO 8601 text or of milliseconds since 1970.

    The moment is None when the text has no offset (local time at an unknown place) and at exactly midnight, which is how
    programs write a day without a time; the day is then the text's own. Raises BadRecord.
    """
    try:
        milliseconds = _MILLISECONDS.fullmatch(text.strip())
        stated = datetime.fromtimestamp(float(text) / 1000, UTC) if milliseconds else datetime.fromisoformat(text.strip())
        if stated.tzinfo is None or not (stated.hour or stated.minute or stated.second):
            return stated.date(), None
        in_utc = stated.astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadRecord("bad_date", f"{text[:80]!r} is not a date and time") from None
    return in_utc.date(), in_utc


def check_position(latitude: float | None, longitude: float | None) -> tuple[float | None, float | None]:
    """Both coordinates or neither. Raises BadRecord("bad_position") when one is out of range."""
    if latitude is None or longitude is None:
        return None, None
    if not (math.isfinite(latitude) and math.isfinite(longitude) and abs(latitude) <= 90 and abs(longitude) <= 180):
        raise BadRecord("bad_position", f"latitude {latitude}, longitude {longitude} is out of range")
    return latitude, longitude


def parse_dms_position(text: str) -> tuple[float, float]:
    """`1°07'00"N` and `103°31'00"E`, on two lines or separated by spaces, as degrees. Raises BadRecord."""
    # The length is checked first: the expression takes quadratic time on a long text without a letter.
    parts = [_parse_dms(part) for part in re.findall(r"[^NSEW]+[NSEW]", text)] if len(text) <= _MAX_DMS_LENGTH else []
    if len(parts) == 2 and parts[0] and parts[1] and parts[0][1] in "NS" and parts[1][1] in "EW":
        latitude, longitude = parts[0][0], parts[1][0]
        if abs(latitude) <= 90 and abs(longitude) <= 180:
            return latitude, longitude
    raise BadRecord("bad_position", f"{text[:80]!r} is not a position in degrees, minutes and seconds")


def _parse_dms(text: str) -> tuple[float, str] | None:
    match = _DMS.match(text)
    if not match:
        return None
    minutes, seconds = float(match[2] or 0), float(match[3] or 0)
    # Exactly 60 is accepted: exports round 59.99 up.
    if minutes > 60 or seconds > 60:
        return None
    degrees = int(match[1]) + minutes / 60 + seconds / 3600
    return round(-degrees if match[4] in "SW" else degrees, 6), match[4]


def precision_km(latitude: float | None, longitude: float | None, usual: float) -> float | None:
    """Half-width of the rounding in km: half a degree when both are whole degrees, else the source's usual precision."""
    if latitude is None or longitude is None:
        return None
    return _HALF_DEGREE_KM if latitude == int(latitude) and longitude == int(longitude) else usual


def rounding_km(latitude: float | None, longitude: float | None, usual: float) -> float | None:
    """Half-width in km of the rounding that the digits show: whole, half or tenth degrees in both, else the source's usual precision."""
    if latitude is None or longitude is None:
        return None
    for step in (1.0, 0.5, 0.1):
        if all(abs(value / step - round(value / step)) < 1e-6 for value in (latitude, longitude)):
            return round(_HALF_DEGREE_KM * step, 2)
    return usual


def name_as_text(file: Path) -> str:
    """A file's name as text; bytes that are not UTF-8, which Linux allows in names, as `\\xe9`."""
    return os.fsencode(file.name).decode("utf-8", "backslashreplace")


def refuse_oversized(file: Path) -> None:
    """Raise BrokenFile when a file is larger than what can be read. Looks at its size alone."""
    size = file.stat().st_size
    if size > LARGEST_FILE_BYTES:
        limit = f"at most {LARGEST_FILE_BYTES / 1e6:,.0f} MB can be read"
        raise BrokenFile(f"{name_as_text(file)} has {size / 1e6:,.0f} MB; {limit}. Split it, or check that it is the right file.")


def _read_whole(file: Path) -> bytes:
    refuse_oversized(file)
    content = file.read_bytes()
    refuse_foreign(file, content[:4096])
    return content


def refuse_foreign(file: Path, head: bytes) -> None:
    """Raise BrokenFile when a file's first bytes are empty, a web page, or text in another encoding."""
    if not head.strip():
        raise BrokenFile(f"{name_as_text(file)} is empty.")
    if _HTML.match(head):
        raise BrokenFile(f"{name_as_text(file)} is a web page, not data: the service answered with an error page. Try again later.")
    # English text in UTF-16 has a zero in every other byte, with or without a byte order mark.
    every_second_is_zero = len(head) > 1 and not (any(head[0:200:2]) and any(head[1:200:2]))
    if every_second_is_zero or head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise BrokenFile(f"{name_as_text(file)} is not UTF-8 text but looks like UTF-16. Save it again as UTF-8 and add it once more.")
