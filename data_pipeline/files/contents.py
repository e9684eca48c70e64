"""The bytes of a file, out of whatever they are packed in; what can never be data is refused in words that say what it is."""

from __future__ import annotations

import codecs
import os
import re
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO, Final

from data_pipeline.errors import BrokenFile

LARGEST_FILE_BYTES: Final = 500_000_000
"""A parser holds a whole file, as objects of about ten times its size; the largest known file, NGA's archive, has 5 MB."""
HEAD_BYTES: Final = 65_536
"""How much of a file is looked at to see what it is."""
SAVE_AS_CSV: Final = "Open it in a spreadsheet program, save it as CSV UTF-8 and add that file."

# Possessive (*+): otherwise every way of dividing the blanks is tried, in quadratic time.
_HTML: Final = re.compile(rb"(?:\s|\xef\xbb\xbf)*+<(?:!doctype|html|head|body|table|\?xml)", re.IGNORECASE)
_SPREADSHEET_XML: Final = re.compile(rb'progid="Excel\.Sheet"|urn:schemas-microsoft-com:office:spreadsheet', re.IGNORECASE)
_GZIP: Final = b"\x1f\x8b"
_ZIP: Final = b"PK\x03\x04"
# Beginnings of files that people take for data or pack data in, and what to do with each.
_FOREIGN: Final = (
    (b"\xd0\xcf\x11\xe0", f"is an old Excel workbook (.xls). {SAVE_AS_CSV}"),
    (b"%PDF", "is a PDF document, not data. Ask its publisher for the records as CSV or JSON."),
    (b"{\\rtf", "is a text document (RTF), not data."),
    (b"SQLite format 3", "is an SQLite database. Export its table as CSV UTF-8 and add that file."),
    (b"\x89PNG", "is a picture, not data."),
    (b"\xff\xd8\xff", "is a picture, not data."),
    (b"BZh", "is compressed (bzip2). Unpack it and add what is in it."),
    (b"\xfd7zXZ", "is compressed (xz). Unpack it and add what is in it."),
    (b"7z\xbc\xaf", "is compressed (7-Zip). Unpack it and add what is in it."),
    (b"Rar!", "is compressed (RAR). Unpack it and add what is in it."),
    (b"\x28\xb5\x2f\xfd", "is compressed (Zstandard). Unpack it and add what is in it."),
)
_DOCUMENTS_IN_ZIP: Final = (
    ("xl/", f"is an Excel workbook. {SAVE_AS_CSV}"),
    ("word/", "is a Word document, not data."),
    ("ppt/", "is a presentation, not data."),
    ("content.xml", f"is an OpenDocument file. {SAVE_AS_CSV}"),
)


def name_as_text(file: Path) -> str:
    """A file's name as text; bytes that are not UTF-8, which Linux allows in names, as `\\xe9`."""
    return os.fsencode(file.name).decode("utf-8", "backslashreplace")


def refuse_oversized(file: Path) -> None:
    """Raise BrokenFile when a file is larger than what can be read. Looks at its size alone."""
    size = file.stat().st_size
    if size > LARGEST_FILE_BYTES:
        limit = f"at most {LARGEST_FILE_BYTES / 1e6:,.0f} MB can be read"
        raise BrokenFile(f"{name_as_text(file)} has {size / 1e6:,.0f} MB; {limit}. Split it, or check that it is the right file.")


def read_content(file: Path) -> bytes:
    """All bytes of a file, unpacked if it is gzip or a zip archive of one file. Raises BrokenFile when they cannot be data."""
    refuse_oversized(file)
    content = _unpacked(file, LARGEST_FILE_BYTES + 1)
    if len(content) > LARGEST_FILE_BYTES:
        raise BrokenFile(f"{name_as_text(file)} unpacks to more than {LARGEST_FILE_BYTES / 1e6:,.0f} MB; check that it is the right file.")
    refuse_foreign(file, content[:HEAD_BYTES])
    return content


def read_head(file: Path) -> bytes:
    """The first HEAD_BYTES bytes of a file, unpacked likewise. Raises BrokenFile."""
    refuse_oversized(file)
    head = _unpacked(file, HEAD_BYTES)
    refuse_foreign(file, head)
    return head


def refuse_foreign(file: Path, head: bytes) -> None:
    """Raise BrokenFile when a file's first bytes are empty, a page, a document, or text in another encoding."""
    name = name_as_text(file)
    if not head.strip():
        raise BrokenFile(f"{name} is empty.")
    for beginning, message in _FOREIGN:
        if head.startswith(beginning):
            raise BrokenFile(f"{name} {message}")
    if _SPREADSHEET_XML.search(head[:4096]) and b"<?xml" in head[:200]:
        raise BrokenFile(f"{name} is an Excel workbook in XML. {SAVE_AS_CSV}")
    if _HTML.match(head):
        if re.search(rb"<t[dh]\b", head, re.IGNORECASE):
            raise BrokenFile(f"{name} is a web page with a table (HTML), whatever its name ends in. {SAVE_AS_CSV}")
        raise BrokenFile(f"{name} is a web page, not data: the service answered with an error page. Try again later.")
    # English text in UTF-16 has a zero in every other byte, with or without a byte order mark.
    every_second_is_zero = len(head) > 1 and not (any(head[0:200:2]) and any(head[1:200:2]))
    if every_second_is_zero or head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise BrokenFile(f"{name} is not UTF-8 text but looks like UTF-16. Save it again as UTF-8 and add it once more.")


def is_binary(head: bytes) -> bool:
    """Whether these bytes are no text in any encoding that a person would save a table in."""
    sample = head[:4096]
    controls = sum(byte < 32 and byte not in b"\t\r\n\x0b\x0c\x1a" for byte in sample)
    return b"\x00" in sample or controls > len(sample) / 50


def _unpacked(file: Path, most: int) -> bytes:
    with file.open("rb") as stream:
        beginning = stream.read(4)
        stream.seek(0)
        if beginning.startswith(_GZIP):
            return _ungzipped(file, stream, most)
        if beginning == _ZIP:
            return _unzipped(file, stream, most)
        return stream.read(most)


def _ungzipped(file: Path, stream: BinaryIO, most: int) -> bytes:
    unpacker = zlib.decompressobj(wbits=31)
    parts: list[bytes] = []
    size = 0
    try:
        while size < most and not unpacker.eof and (packed := unpacker.unconsumed_tail or stream.read(HEAD_BYTES)):
            parts.append(unpacker.decompress(packed, most - size))
            size += len(parts[-1])
    except zlib.error as error:
        raise BrokenFile(f"{name_as_text(file)} is gzip and cannot be unpacked: {error}. Fetch it again.") from error
    if size < most and not unpacker.eof:
        raise BrokenFile(f"{name_as_text(file)} is gzip and cut off; fetch it again.")
    return b"".join(parts)


def single_member(file: Path, archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    """The one file in a zip archive. Raises BrokenFile when there are several, or when it is a document."""
    name = name_as_text(file)
    members = [member for member in archive.infolist() if not member.is_dir()]
    for beginning, message in _DOCUMENTS_IN_ZIP:
        if any(member.filename.startswith(beginning) for member in members):
            raise BrokenFile(f"{name} {message}")
    files = [member for member in members if not re.search(r"(?:^|/)(?:__MACOSX/|\.)", member.filename)]
    if len(files) != 1:
        raise BrokenFile(f"{name} is a zip archive of {len(files)} files. Unpack it and add the files that hold the records.")
    return files[0]


def _unzipped(file: Path, stream: BinaryIO, most: int) -> bytes:
    name = name_as_text(file)
    try:
        with zipfile.ZipFile(stream) as archive:
            chosen = single_member(file, archive)
            with archive.open(chosen) as member:
                return member.read(most)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        reason = " ".join(str(error).split()) or "it ends early"
        raise BrokenFile(f"{name} is a zip archive and cannot be unpacked: {reason}. Unpack it yourself, or fetch it again.") from error
