"""Parsers that several sources share: files into raw records, texts into dates and coordinates."""

from __future__ import annotations

import codecs
import csv
import io
import math
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

import orjson

from data_pipeline.errors import BadRecord, BrokenFile
from data_pipeline.model import RawRecord

_HTML: Final = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|head|body|\?xml)", re.IGNORECASE)
_DAMAGED_SHARE: Final = 0.01
_DMS: Final = re.compile(r"""^\s*(\d{1,3})\s*°\s*(?:(\d{1,2}(?:\.\d+)?)\s*['’′]\s*)?(?:(\d{1,3}(?:\.\d+)?)\s*["”″]\s*)?([NSEW])\s*$""")
_ISO_DAY: Final = re.compile(r"^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ].*)?$")
_MILLISECONDS: Final = re.compile(r"\d{12,13}(?:\.0+)?")
_LONGEST_DMS: Final = 100
_WHOLE_DEGREE_KM: Final = 55.6


def json_records(file: Path, key: str, required: Sequence[str] = ()) -> Iterator[RawRecord]:
    """Records of `{key: [...]}`, or of a bare array; `locator` is the 0-based index. Raises BrokenFile.

    A name of `required` that no record has was renamed or dropped by the body: the file is broken.
    """
    content = file.read_bytes()
    refuse_foreign(file, content[:4096])
    try:
        document: Any = orjson.loads(content.removeprefix(codecs.BOM_UTF8))
    except orjson.JSONDecodeError as error:
        what = f"{file.name} is not valid JSON: {error}"
        raise BrokenFile(f"{what}. The file is probably cut off or damaged; fetch it again.") from error
    found = document.get(key) if isinstance(document, dict) else document
    if not isinstance(found, list):
        raise BrokenFile(f"{file.name} is JSON but holds no list {key!r}; it is not an answer of this source.")
    records = [element for element in found if isinstance(element, dict)]
    if records and (missing := [name for name in required if not any(name in record for record in records)]):
        raise BrokenFile(
            f"{file.name}: field {', '.join(missing)} is missing in every record; the first has {', '.join(records[0])[:500]}."
        )
    for index, element in enumerate(found):
        if isinstance(element, dict):
            yield RawRecord(str(index), element)
        else:
            broken = ("not_a_record", f"element {index} is {type(element).__name__}, not an object")
            yield RawRecord(str(index), {"value": element}, broken=broken)


def csv_records(
    file: Path, required: Sequence[str], name: Callable[[str], str] = str.strip, damaged_share: float = _DAMAGED_SHARE
) -> Iterator[RawRecord]:
    """Records of a CSV file with a header; `locator` is the 1-based record number. Raises BrokenFile.

    Bytes that are not UTF-8 become U+FFFD; when they are more than `damaged_share` of the characters the file is refused.
    `name` gives the name of a field from its heading. Empty lines are no records. A quote that never closes would swallow
    the rest of the file: it is refused.
    """
    content = file.read_bytes()
    refuse_foreign(file, content[:4096])
    text = content.decode("utf-8-sig", errors="replace")
    if text.count("\ufffd") > max(10, damaged_share * len(text)):
        raise BrokenFile(f"{file.name} is not UTF-8 text. Save it again as UTF-8 and add it once more.")
    csv.field_size_limit(50_000_000)
    # Not splitlines(): it also splits at control characters and U+2028, which stand inside fields.
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [name(heading) for heading in next(rows, [])]
        if missing := [wanted for wanted in required if wanted not in header]:
            raise BrokenFile(
                f"{file.name}: column {', '.join(missing)} is missing; the file has {', '.join(filter(None, header)) or 'none'}."
            )
        for number, row in enumerate(filter(None, rows), start=1):
            yield _csv_record(number, header, row)
    except csv.Error as error:
        raise BrokenFile(f"{file.name}, line {rows.line_num}: {error}. The file is cut off or damaged; fetch it again.") from error


def _csv_record(number: int, header: list[str], row: list[str]) -> RawRecord:
    fields: dict[str, Any] = dict(zip(header, row, strict=False))
    if len(row) != len(header):
        return RawRecord(str(number), fields, broken=("not_a_record", f"record {number} has {len(row)} cells, the header {len(header)}"))
    if "" in fields and not fields[""]:
        del fields[""]
    return RawRecord(str(number), fields)


def csv_header(head: bytes) -> list[str]:
    """Column names in the first line of a file's first bytes; empty when it is no text."""
    line = head.split(b"\n", 1)[0].decode("utf-8-sig", errors="replace").strip()
    return [name.strip() for name in next(csv.reader([line]), [])] if "\x00" not in line else []


def day(text: str) -> date:
    """`2020-01-31` or `2020/01/31 00:00:00+00` as a date. Raises BadRecord."""
    match = _ISO_DAY.match(text.strip())
    try:
        if match:
            return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        pass
    raise BadRecord("bad_date", f"{text[:80]!r} is not a date")


def moment(text: str) -> tuple[date, datetime | None]:
    """A day and, where it is certain, the moment (UTC) of an ISO 8601 text or of milliseconds since 1970.

    The moment is None when the text gives no offset (local time of an unknown place), and at midnight exactly, which
    stands for a day without a time. The day is then the text's own. Raises BadRecord.
    """
    try:
        milliseconds = _MILLISECONDS.fullmatch(text.strip())
        found = datetime.fromtimestamp(float(text) / 1000, UTC) if milliseconds else datetime.fromisoformat(text.strip())
        if found.tzinfo is None or not (found.hour or found.minute or found.second):
            return found.date(), None
        found = found.astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadRecord("bad_date", f"{text[:80]!r} is not a date and time") from None
    return found.date(), found


def position(latitude: float | None, longitude: float | None) -> tuple[float | None, float | None]:
    """Both or neither, checked against their range. Raises BadRecord("bad_position")."""
    if latitude is None or longitude is None:
        return None, None
    if not (math.isfinite(latitude) and math.isfinite(longitude) and abs(latitude) <= 90 and abs(longitude) <= 180):
        raise BadRecord("bad_position", f"latitude {latitude}, longitude {longitude} is out of range")
    return latitude, longitude


def dms_position(text: str) -> tuple[float, float]:
    """`1°07'00"N` and `103°31'00"E`, on two lines or separated by blanks, as degrees. Raises BadRecord."""
    parts = [_dms(part) for part in re.findall(r"[^NSEW]+[NSEW]", text)] if len(text) <= _LONGEST_DMS else []
    if len(parts) == 2 and parts[0] and parts[1] and parts[0][1] in "NS" and parts[1][1] in "EW":
        latitude, longitude = parts[0][0], parts[1][0]
        if abs(latitude) <= 90 and abs(longitude) <= 180:
            return latitude, longitude
    raise BadRecord("bad_position", f"{text[:80]!r} is not a position in degrees, minutes and seconds")


def _dms(text: str) -> tuple[float, str] | None:
    match = _DMS.match(text)
    if not match:
        return None
    minutes, seconds = float(match[2] or 0), float(match[3] or 0)
    if minutes > 60 or seconds > 60:
        return None
    degrees = int(match[1]) + minutes / 60 + seconds / 3600
    return round(-degrees if match[4] in "SW" else degrees, 6), match[4]


def precision_km(latitude: float | None, longitude: float | None, usual: float) -> float | None:
    """Half-width of the rounding: half a degree when both are whole degrees, else the source's usual."""
    if latitude is None or longitude is None:
        return None
    return _WHOLE_DEGREE_KM if latitude == int(latitude) and longitude == int(longitude) else usual


def rounding_km(latitude: float | None, longitude: float | None, usual: float) -> float | None:
    """Half-width of the rounding that the digits show: whole, half or tenth degrees in both, else the source's usual."""
    if latitude is None or longitude is None:
        return None
    for step in (1.0, 0.5, 0.1):
        if all(abs(value / step - round(value / step)) < 1e-6 for value in (latitude, longitude)):
            return round(_WHOLE_DEGREE_KM * step, 2)
    return usual


def refuse_foreign(file: Path, head: bytes) -> None:
    """Raise BrokenFile when a file's first bytes are nothing, a web page, or text in another encoding."""
    if not head.strip():
        raise BrokenFile(f"{file.name} is empty.")
    if _HTML.match(head):
        raise BrokenFile(f"{file.name} is a web page, not data: the service answered with an error page. Try again later.")
    every_second_is_zero = len(head) > 1 and not (any(head[0:200:2]) and any(head[1:200:2]))
    if every_second_is_zero or head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise BrokenFile(f"{file.name} is not UTF-8 text but looks like UTF-16. Save it again as UTF-8 and add it once more.")
