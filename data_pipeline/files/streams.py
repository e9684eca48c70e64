"""The bytes and the text of a file, a piece at a time, so that the size of a file is not the size of the memory it takes."""

from __future__ import annotations

import codecs
import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final, cast

from data_pipeline.errors import BrokenFile
from data_pipeline.files.contents import HEAD_BYTES, LARGEST_FILE_BYTES, name_as_text, refuse_foreign, refuse_oversized, single_member
from data_pipeline.files.decoding import code_page_letters

LONGEST_LINE: Final = 5_000_000
"""Characters; a report has 200,000 at most."""
_UTF_16: Final = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_PACKED_FAULTS: Final = (zipfile.BadZipFile, zlib.error, gzip.BadGzipFile, NotImplementedError, RuntimeError, EOFError)


@contextmanager
def open_unpacked(file: Path) -> Iterator[IO[bytes]]:
    """The bytes of a file, unpacked while they are read if it is gzip or a zip archive of one file. Raises BrokenFile.

    What unpacks to more than can be read is refused when that much has been read, so it never fills the memory.
    """
    refuse_oversized(file)
    try:
        with file.open("rb") as stream:
            beginning = stream.read(4)
            stream.seek(0)
            if beginning.startswith(b"\x1f\x8b"):
                with gzip.GzipFile(fileobj=stream) as unpacked:
                    yield cast(IO[bytes], io.BufferedReader(_Limited(unpacked, file), HEAD_BYTES))
            elif beginning == b"PK\x03\x04":
                with zipfile.ZipFile(stream) as archive, archive.open(single_member(file, archive)) as member:
                    yield cast(IO[bytes], io.BufferedReader(_Limited(member, file), HEAD_BYTES))
            else:
                yield stream
    except _PACKED_FAULTS as error:
        reason = " ".join(str(error).split()) or "it ends early"
        raise BrokenFile(f"{name_as_text(file)} cannot be unpacked: {reason}. Unpack it yourself, or fetch it again.") from error


@contextmanager
def open_text(file: Path) -> Iterator[io.TextIOWrapper]:
    """The text of a file in UTF-8 or UTF-16, line ends as they are; bytes that are not UTF-8 stay escaped (see `lines`).

    Raises BrokenFile when it is empty, a web page or a document.
    """
    with open_unpacked(file) as stream:
        head = stream.read(HEAD_BYTES)
    encoding = encoding_of(head)
    # Checked as UTF-8, in which all of the known beginnings are written.
    refuse_foreign(file, head if encoding == "utf-8" else head.decode(encoding, "replace").encode())
    with open_unpacked(file) as stream:
        if encoding != "utf-8" or head.startswith(codecs.BOM_UTF8):
            bom = next((mark for mark in (codecs.BOM_UTF8, *_UTF_16) if head.startswith(mark)), b"")
            stream.read(len(bom))
        errors = "surrogateescape" if encoding == "utf-8" else "replace"
        yield io.TextIOWrapper(stream, encoding=encoding, errors=errors, newline="")


def encoding_of(head: bytes) -> str:
    """`utf-8`, `utf-16-le` or `utf-16-be`, from the mark at the beginning or the zeros of English text."""
    for mark, encoding in _UTF_16.items():
        if head.startswith(mark):
            return encoding
    sample = head[:400]
    if len(sample) > 3 and not any(sample[1::2]):
        return "utf-16-le"
    if len(sample) > 3 and not any(sample[0::2]):
        return "utf-16-be"
    return "utf-8"


def lines(file: Path) -> Iterator[str]:
    """The lines of a file with their ends, decoded as `decoding.decode` does. Raises BrokenFile, also for a line without end."""
    name = name_as_text(file)
    letters = damaged_letters(file)
    characters = damaged = 0
    with open_text(file) as text:
        while line := text.readline(LONGEST_LINE):
            if len(line) == LONGEST_LINE:
                raise BrokenFile(f"{name} has a line of more than {LONGEST_LINE:,} characters; check that it is the right file.")
            characters += len(line)
            if not line.isascii():
                mended = line.translate(letters)
                damaged += sum(map(str.__ne__, line, mended))
                if damaged > max(1_000, characters / 5):
                    raise BrokenFile(f"{name} is not UTF-8 text. Save it again as UTF-8 and add it once more.")
                line = mended
            yield line


def damaged_letters(file: Path) -> dict[int, str]:
    """What stands for each escaped byte of a file that is not all UTF-8, by the code page that its beginning shows. Raises BrokenFile."""
    with open_unpacked(file) as stream:
        return code_page_letters(stream.read(HEAD_BYTES))


class _Limited(io.RawIOBase):
    """A stream that is refused once it has given more bytes than can be read."""

    def __init__(self, stream: IO[bytes] | gzip.GzipFile, file: Path) -> None:
        self._stream, self._file, self._left = stream, file, LARGEST_FILE_BYTES

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = self._stream.read(min(len(buffer), HEAD_BYTES))
        self._left -= len(piece)
        if self._left < 0:
            limit = f"{LARGEST_FILE_BYTES / 1e6:,.0f} MB"
            raise BrokenFile(f"{name_as_text(self._file)} unpacks to more than {limit}; check that it is the right file.")
        buffer[: len(piece)] = piece
        return len(piece)
