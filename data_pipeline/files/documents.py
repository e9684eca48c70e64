"""JSON into records: an array, an object that holds one, a line each, or the features of a map."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import orjson

from data_pipeline.errors import BrokenFile
from data_pipeline.files.contents import name_as_text, read_content
from data_pipeline.files.forms import NO_VALUE, Form
from data_pipeline.model import RawRecord

DEEPEST: Final = 32
"""Levels of lists and objects in a record. Known sources have three; pickling and writing JSON end at a few hundred."""
TOO_DEEP: Final = "too_deep"
"""The quarantine reason of a record that is nested too deeply; a file that holds one is refused when it is added by hand."""
_ENVELOPE_LEVELS: Final = 2
"""Objects within one another in which the list of records is looked for."""
_LITERAL: Final = re.compile(r"[A-Za-z]*|-?\d*\.?")
_OTHER_VALUE: Final = re.compile(r"-?(?:NaN|Infinity|inf|nan|None|True|False|undefined)\b")


def json_records(file: Path, form: Form) -> Iterator[RawRecord]:
    """Records of a JSON file; `locator` is the 0-based index. Raises BrokenFile.

    When no record has a field that the form requires, the body has renamed or dropped it, and the file counts as broken.
    """
    name = name_as_text(file)
    elements = [_flat_feature(element) for element in _elements(name, parse_document(file), form)]
    spelt: dict[str, str] = {}
    records = [element for element in elements if isinstance(element, dict)]
    for key in {key for record in records for key in record}:
        spelt[key] = form.name_of(key)
    if records and (missing := [field for field in form.required if field not in spelt.values()]):
        first = ", ".join(records[0])[:500]
        raise BrokenFile(f"{name}: field {', '.join(missing)} is missing in every record; the first has {first}.")
    other_spelling = any(key != known for key, known in spelt.items())
    for index, element in enumerate(elements):
        if nests_deeper(element, DEEPEST):
            shallow = {"value": prune(element, DEEPEST)}
            fields = shallow["value"] if isinstance(shallow["value"], dict) else shallow
            yield RawRecord(str(index), fields, broken=(TOO_DEEP, f"the record is nested more than {DEEPEST} levels deep"))
        elif isinstance(element, dict):
            fields = _with_known_names(element, spelt) if other_spelling else element
            yield RawRecord(str(index), {key: None if _is_no_value(value) else value for key, value in fields.items()})
        else:
            broken = ("not_a_record", f"element {index} is {type(element).__name__}, not an object")
            yield RawRecord(str(index), {"value": element}, broken=broken)


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


def parse_document(file: Path) -> Any:
    """The whole of a JSON file, unpacked; of JSON lines the list of their objects. Raises BrokenFile."""
    name, content = name_as_text(file), read_content(file).removeprefix(codecs.BOM_UTF8)
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError as error:
        # orjson has one kind of error for both.
        if "depth limit" in str(error):
            raise BrokenFile(f"{name} is nested too deeply to be read; it is not a response of this source.") from error
        lines = _parsed_lines(content)
        if lines is not None:
            return lines
        raise BrokenFile(f"{name} is not valid JSON: {error}. {_advice(content, error)}") from error


def _parsed_lines(content: bytes) -> list[Any] | None:
    """The records of a file that has one JSON object a line (JSON lines); None when it is anything else, or a line is broken."""
    lines = [line for line in re.split(rb"[\r\n]+", content) if line.strip()]
    if len(lines) < 2:
        return None
    try:
        records = [orjson.loads(line) for line in lines]
    except orjson.JSONDecodeError:
        return None
    return records if all(isinstance(record, dict) for record in records) else None


def _advice(content: bytes, error: orjson.JSONDecodeError) -> str:
    """What is probably wrong with the text that orjson could not read, and what to do about it."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as fault:
        if fault.end >= len(content) - 1 or content[fault.start :].strip() == b"":
            return "The file is cut off or damaged; fetch it again."
        line = content.count(b"\n", 0, fault.start) + 1
        return f"The text in line {line} is not UTF-8. Save the file again as UTF-8."
    rest = text[error.pos :].rstrip()
    if value := _OTHER_VALUE.match(rest):
        return f"{value.group()} is no value of JSON: another program wrote it. Write null in its place."
    if _ends_early(text, error, rest):
        return "The file is probably cut off or damaged; fetch it again."
    if "trailing comma" in str(error):
        return "A comma stands before the closing bracket. The file was edited or written by another program: delete the comma there."
    return "The file is whole but was edited or written by another program; mend it there or fetch it again."


def _ends_early(text: str, error: orjson.JSONDecodeError, rest: str) -> bool:
    if not rest or _LITERAL.fullmatch(rest):
        return True
    try:
        json.loads(text)
    except json.JSONDecodeError as fault:
        return fault.msg.startswith("Unterminated string") or fault.pos >= len(text.rstrip())
    except (RecursionError, ValueError):
        return False
    return False


def _elements(file_name: str, document: Any, form: Form) -> list[Any]:
    """The list of records in a document, wherever it stands."""
    if isinstance(document, list):
        return document
    if isinstance(document, dict):
        for member in (form.list_name, "features"):
            if member and isinstance(document.get(member), list):
                return list(document[member])
        if form.is_shown_by(document):
            return [document]
        for candidate in _lists_in(document, _ENVELOPE_LEVELS):
            if any(isinstance(element, dict) and form.is_shown_by(element) for element in candidate[:100]):
                return candidate
    sought = f"list {form.list_name!r}" if form.list_name else "list of records"
    raise BrokenFile(f"{file_name} is JSON but holds no {sought}; it is not a response of this source.")


def _lists_in(document: dict[str, Any], levels: int) -> Iterator[list[Any]]:
    yield from (value for value in document.values() if isinstance(value, list))
    if levels > 1:
        for value in document.values():
            if isinstance(value, dict):
                yield from _lists_in(value, levels - 1)


def _flat_feature(element: Any) -> Any:
    """A feature of GeoJSON or of an Esri service as one record, its point as X and Y; anything else as it is."""
    if not isinstance(element, dict):
        return element
    geometry = element.get("geometry")
    if isinstance(attributes := element.get("attributes"), dict):
        point = geometry if isinstance(geometry, dict) else {}
        return {"X": point.get("x"), "Y": point.get("y"), **attributes}
    if element.get("type") == "Feature" and isinstance(properties := element.get("properties"), dict):
        coordinates = geometry.get("coordinates") if isinstance(geometry, dict) and geometry.get("type") == "Point" else None
        x, y = coordinates[:2] if isinstance(coordinates, list) and len(coordinates) > 1 else (None, None)
        return {"X": x, "Y": y, **properties}
    return element


def _is_no_value(value: Any) -> bool:
    return isinstance(value, str) and value in NO_VALUE


def _with_known_names(record: dict[str, Any], spelt: dict[str, str]) -> dict[str, Any]:
    """The record under the source's own names; where two keys come to one name, the source's own spelling counts."""
    fields: dict[str, Any] = {}
    for key, value in record.items():
        known = spelt[key]
        if known == key or known not in record:
            fields.setdefault(known, value)
        else:
            fields[key] = value
    return fields
