"""Files of all sources changed in ways that damage, editors, other programs and malice change them; the same draw gives the same bytes."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Callable
from typing import Any, Final

Change = Callable[[bytes, random.Random], bytes]

_RAW, _RAW_END = "\ufdd0", "\ufdd1"
"""Enclose what is put into JSON as it is: no known file holds these characters."""

# JSON that Python would not write: numbers beyond every range, halves of surrogate pairs, names twice, depth.
RAW_VALUES: Final = (
    "NaN", "-Infinity", "1e999", "-0.0", "9" * 400, "9" * 5_000, "1" + "0" * 25, "0.1e-400", '"\\ud800"', '"\\u0000\\u001b[31m"', "[" * 31 + "]" * 31,
    "[" * 33 + "]" * 33, "[" * 260 + "]" * 260, "[" * 3_000 + "]" * 3_000, '{"a":' * 40 + "1" + "}" * 40, '{"a": 1, "a": 2}', "true", "null", "[]", "{}",
)  # fmt: skip
TEXTS: Final = (
    "", " ", "0", "-1", "NaN", "inf", "1e999", "9" * 5_000, "null", "2020-13-45", "9999-12-31", "0001-01-01", "2020-02-30T25:61:61Z", "31/31/31",
    "12345678901234567890", "١٢/٠١/٢٠٢٠", "91°99'99\"N 181°00'00\"E", " " * 60_000 + "x", "x " * 30_000, "On 5 January " * 2_000, "a" * 20_000,
    "(" * 5_000, "1" * 20_000 + "°", "\x00", "\x1b]0;x\x07", "\u202e\u200b\ufeff", "\ud7ff\uffff", "😀" * 1_000, "e\u0301" * 3_000, "=cmd|' /C calc'!A0",
    "<script>alert(1)</script>", "![x](http://evil.invalid/a.png)", "../../etc/passwd", "'; DROP TABLE reports; --", "\r\n\r\n", '"', ",,,,", "{{7*7}}", "%s%n",
    "- " * 20_000, "N" * 20_000, "9." * 10_000, "M/V " * 5_000, "robbers boarded the tanker ALPHA " * 600,
)  # fmt: skip
ENCODINGS: Final = ("utf-16", "utf-16-le", "utf-32", "utf-8-sig", "latin-1", "cp1252", "utf-7", "cp500")


def mutate(content: bytes, extension: str, draw: random.Random) -> bytes:
    """One to three changes; of the structure where it can be read, and of the bytes."""
    for _ in range(draw.choice((1, 1, 1, 2, 3))):
        changes: list[Change] = [_change_bytes]
        if extension in _STRUCTURED:
            changes += [_STRUCTURED[extension]] * 3 + [_change_encoding]
        content = draw.choice(changes)(content, draw)
    return content


def _change_bytes(content: bytes, draw: random.Random) -> bytes:
    changed = bytearray(content)
    place, length = draw.randrange(len(changed) + 1), draw.choice((1, 2, 8, 100, 1_000))
    action = draw.randrange(6)
    if action == 0:
        for _ in range(draw.choice((1, 1, 4, 40))):
            if changed:
                changed[draw.randrange(len(changed))] ^= 1 << draw.randrange(8)
    elif action == 1:
        del changed[place:]
    elif action == 2:
        del changed[place : place + length]
    elif action == 3:
        changed[place:place] = changed[place : place + length]
    elif action == 4:
        changed[place:place] = draw.choice(
            (b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b"\n", b'"', b"\\", b"[", b"\xe9", b"\xed\xa0\x80", draw.randbytes(20))
        )
    else:
        end = draw.choice((b"\r", b"\r\n", b"\n\n", b"\x0b", b"\xe2\x80\xa8"))
        changed = bytearray(bytes(changed).replace(b"\n", end))
    return bytes(changed)


def _change_encoding(content: bytes, draw: random.Random) -> bytes:
    text = content.decode("utf-8", "replace")
    if draw.randrange(2):
        # Two encodings in one file, as where two programs wrote to it.
        middle = draw.randrange(len(text) + 1)
        return text[:middle].encode("utf-8", "replace") + text[middle:].encode(draw.choice(ENCODINGS), "replace")
    return text.encode(draw.choice(ENCODINGS), "replace")


def _change_json(content: bytes, draw: random.Random) -> bytes:
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        return _change_bytes(content, draw)
    records = next((part for part in document.values() if isinstance(part, list)), []) if isinstance(document, dict) else document
    if not isinstance(records, list) or not records:
        return _change_bytes(content, draw)
    record = draw.choice(records)
    if not isinstance(record, dict) or not record or draw.randrange(8) == 0:
        _change_list(records, draw)
    else:
        _change_record(record, draw)
    # Without ensure_ascii the marks stay as they are, and what they enclose with them.
    try:
        text = json.dumps(document, ensure_ascii=False)
    except (ValueError, RecursionError):
        return _change_bytes(content, draw)
    parts = text.split(f'"{_RAW}')
    raw = [part.split(f'{_RAW_END}"', 1) for part in parts[1:]]
    joined = parts[0] + "".join(json.loads(f'"{value}"') + rest for value, rest in raw)
    return joined.encode("utf-8", "surrogatepass")


def _change_record(record: dict[str, Any], draw: random.Random) -> None:
    name = draw.choice(list(record))
    action = draw.randrange(7)
    if action == 0:
        del record[name]
    elif action == 1:
        record[draw.choice(TEXTS)[:200]] = record.pop(name)
    elif action == 2:
        record[name] = draw.choice((None, True, -1, 10**18, 1e308, [], {}, [record.get(name)], {"value": record.get(name)}))
    elif action in (3, 4):
        record[name] = f"{_RAW}{draw.choice(RAW_VALUES)}{_RAW_END}"
    else:
        text = draw.choice(TEXTS)
        record[name] = draw.choice((text, f"{record[name]} {text}", f"{text}{record[name]}"))


def _change_list(records: list[Any], draw: random.Random) -> None:
    action = draw.randrange(4)
    if action == 0:
        records.append(draw.choice((None, 1, "text", [], {}, [[]], f"{_RAW}{draw.choice(RAW_VALUES)}{_RAW_END}")))
    elif action == 1:
        records += [draw.choice(records)] * draw.choice((1, 2, 50))
    elif action == 2:
        del records[draw.randrange(len(records)) :]
    else:
        draw.shuffle(records)


def _change_csv(content: bytes, draw: random.Random) -> bytes:
    try:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8", "replace"), newline="")))
    except csv.Error:
        return _change_bytes(content, draw)
    rows = [row for row in rows if row]
    if len(rows) < 2:
        return _change_bytes(content, draw)
    row, column = draw.randrange(len(rows)), draw.randrange(len(rows[0]))
    action = draw.randrange(8)
    if action == 0:
        rows = [cells[:column] + cells[column + 1 :] for cells in rows]
    elif action == 1:
        rows = [[*cells, *cells[column : column + 1]] for cells in rows]
    elif action == 2:
        rows[row] = draw.choice((rows[row][:column], [*rows[row], "more"], [], rows[0]))
    elif action == 3:
        rows += [rows[row]] * draw.choice((1, 2, 50))
    else:
        cells, text = rows[row], draw.choice(TEXTS)
        if cells:
            place = min(column, len(cells) - 1)
            cells[place] = draw.choice((text, f"{cells[place]} {text}", f"{text}{cells[place]}"))
    out = io.StringIO()
    csv.writer(out, delimiter=draw.choice((",", ",", ",", ",", ";", "\t")), lineterminator=draw.choice(("\n", "\r\n", "\n"))).writerows(
        rows
    )
    return out.getvalue().encode("utf-8", "surrogatepass")


_STRUCTURED: Final[dict[str, Change]] = {"json": _change_json, "csv": _change_csv}
