"""Pictures: nothing but pixels is kept, and what is no picture, too large or a bomb is refused with a sentence."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable

import pytest
from PIL import Image

from members.errors import NotAllowed
from members.reports.pictures import LONGEST_SIDE, MOST_BYTES, redraw

MARK = "Master Mariner MARKED 01-12N"


def camera_picture(kind: str, size: tuple[int, int] = (60, 40), mode: str = "RGB") -> bytes:
    picture = Image.new(mode, size, "red" if mode != "L" else 90)
    exif = Image.Exif()
    exif[0x013B], exif[0x010E] = MARK, MARK
    written = io.BytesIO()
    picture.save(written, kind, exif=exif, comment=MARK.encode()) if kind == "JPEG" else picture.save(written, kind, exif=exif)
    return written.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_only_pixels_are_kept(kind: str) -> None:
    content = camera_picture(kind)
    assert MARK.encode() in content
    jpeg = redraw(content)
    with Image.open(io.BytesIO(jpeg)) as drawn:
        assert (drawn.format, drawn.size, dict(drawn.getexif())) == ("JPEG", (60, 40), {})
        assert set(drawn.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert MARK.encode() not in jpeg and b"Exif" not in jpeg


def test_a_large_picture_is_made_smaller_and_what_lies_behind_glass_is_white() -> None:
    with Image.open(io.BytesIO(redraw(camera_picture("PNG", (LONGEST_SIDE * 2, 100))))) as drawn:
        assert drawn.size == (LONGEST_SIDE, 50)
    clear = io.BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(clear, "PNG")
    with Image.open(io.BytesIO(redraw(clear.getvalue()))) as drawn:
        assert drawn.getpixel((4, 4)) == (255, 255, 255)


def test_a_picture_taken_sideways_is_turned_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    written = io.BytesIO()
    Image.new("RGB", (60, 40)).save(written, "JPEG", exif=exif)
    with Image.open(io.BytesIO(redraw(written.getvalue()))) as drawn:
        assert drawn.size == (40, 60)


def _bomb() -> bytes:
    """A PNG of some hundred bytes that claims 100,000 x 100,000 pixels."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    header = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


def _gif() -> bytes:
    written = io.BytesIO()
    Image.new("P", (8, 8)).save(written, "GIF")
    return written.getvalue()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (lambda: b"%PDF-1.7 anything", "is a document"),
        (lambda: b"PK\x03\x04 a Word file", "is a document"),
        (lambda: b"", "no picture"),
        (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no picture"),
        (_gif, "no picture"),
        (lambda: camera_picture("JPEG")[:300], "broken|no picture"),
        (lambda: camera_picture("PNG")[:-30], "broken"),
        (_bomb, "million pixels"),
        (lambda: bytes(MOST_BYTES + 1), "at most 8 MB"),
    ],
)
def test_what_is_refused_says_why(content: Callable[[], bytes], why: str) -> None:
    with pytest.raises(NotAllowed, match=why):
        redraw(content())
