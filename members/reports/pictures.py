"""Pictures that reporters add: decoded within limits, and drawn anew, so that nothing but pixels remains.

Cameras write their position, owner and serial number into a file. A new JPEG of the pixels holds none of it. What the picture shows, a
name on a bow for instance, stays, which the page says.
"""

from __future__ import annotations

import io
import threading
import warnings
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from members.errors import NotAllowed

MOST_BYTES: Final = 8_000_000
MOST_PIXELS: Final = 50_000_000
"""A picture of a phone has 12 to 50 million pixels; a file of 100 kB can claim a thousand times as many."""
MOST_PICTURES: Final = 6
"""Pictures on one report."""
LONGEST_SIDE: Final = 2_000
_TOO_MANY_PIXELS: Final = f"The picture has more than {MOST_PIXELS // 1_000_000} million pixels. Send a smaller copy."
_FORMATS: Final = ("JPEG", "PNG", "WEBP")
_DOCUMENTS: Final = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf", b"<html", b"<!DOC")
# Decoded, the largest picture takes 200 MB.
_TURN: Final = threading.Semaphore(1)


def redraw(content: bytes) -> bytes:
    """A JPEG of the pixels of a picture, at most `LONGEST_SIDE` wide and high. Raises NotAllowed for anything else than a picture."""
    if content.startswith(_DOCUMENTS):
        raise NotAllowed(
            "This is a document. Documents carry the names of those who wrote them, so none is taken: copy the words, or send a picture."
        )
    if len(content) > MOST_BYTES:
        raise NotAllowed(f"The picture has {len(content) / 1e6:.1f} MB; at most {MOST_BYTES / 1e6:.0f} MB are taken. Send a smaller copy.")
    with _TURN, warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        return _jpeg_of(content)


def _jpeg_of(content: bytes) -> bytes:
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as picture:
            # The size stands in the header: nothing has been decoded yet.
            if picture.width * picture.height > MOST_PIXELS:
                raise NotAllowed(_TOO_MANY_PIXELS)
            # JPEGs are decoded at a half, quarter or eighth where that is enough.
            picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            drawn = Image.new("RGB", upright.size, "white")
            seen_through = upright.convert("RGBA")
            drawn.paste(seen_through, mask=seen_through.getchannel("A"))
    except UnidentifiedImageError:
        raise NotAllowed("This is no picture that can be read. JPEG, PNG and WebP are taken; phones can save or share as JPEG.") from None
    except Image.DecompressionBombError:
        raise NotAllowed(_TOO_MANY_PIXELS) from None
    except (OSError, ValueError, SyntaxError):
        raise NotAllowed("The picture is broken or incomplete. Open it, save it as JPEG, and send that.") from None
    written = io.BytesIO()
    drawn.save(written, "JPEG", quality=82)
    return written.getvalue()
