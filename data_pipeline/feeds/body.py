"""The body of an answer, written to a file within its limits. Compressed bodies are unpacked here, so that a few kilobytes never
become more than is allowed."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Final

import httpx2

from data_pipeline.errors import FeedError

_PLAIN: Final = ("", "identity")
_GZIP: Final = ("gzip", "x-gzip")
_CUT_OFF: Final = "the answer was cut off: its compressed body ends early"


def write_body(response: httpx2.Response, file: Path, largest: int, check_time: Callable[[], None]) -> None:
    """Write a response's body to `file`, at most `largest` bytes; `check_time` is called for every piece and may raise.

    Raises FeedError.
    """
    encoding = response.headers.get("content-encoding", "").strip().lower()
    if encoding not in (*_PLAIN, *_GZIP):
        raise FeedError(f"the answer is compressed in a way that was not asked for ({encoding[:40]})")
    announced = response.headers.get("content-length", "")
    if announced.isdecimal() and len(announced) < 20 and int(announced) > largest:
        raise _too_large(largest)
    unpacker = zlib.decompressobj(wbits=31) if encoding in _GZIP else None
    left = largest
    with file.open("wb") as stream:
        for piece in response.iter_raw():
            check_time()
            # One byte more than is left shows that there is more.
            content = _unpacked(unpacker, piece, left + 1) if unpacker else piece
            left -= len(content)
            if left < 0:
                raise _too_large(largest)
            stream.write(content)
    if unpacker is not None and (not unpacker.eof or unpacker.unused_data):
        raise FeedError(_CUT_OFF, retry_after=0.0)


def _unpacked(unpacker: zlib._Decompress, piece: bytes, most: int) -> bytes:
    try:
        return unpacker.decompress(piece, most)
    except zlib.error as error:
        raise FeedError(f"the answer's compressed body is damaged: {error}", retry_after=0.0) from error


def _too_large(largest: int) -> FeedError:
    return FeedError(f"the answer is larger than {largest / 1e6:,.0f} MB, which is no list of records. Check its url in source.toml.")
