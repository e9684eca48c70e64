"""An organisation's logo: a picture from outside, checked and made small before anything else sees it."""

from __future__ import annotations

import base64
import io
import struct
import zlib
from typing import Final

from PIL import Image

from briefing.settings import BriefingError

LARGEST_LOGO: Final = 2_000_000
"""Bytes of an uploaded logo."""
LOGO_PIXELS: Final = (900, 300)
"""Width and height that a logo is reduced to: enough for print at its size on the cover."""
# Guards against decompression bombs: a file of a few kilobytes can unpack to gigabytes of pixels.
_MOST_PIXELS: Final = 40_000_000
_TOO_MANY: Final = f"the logo has more than {_MOST_PIXELS:,} pixels"
# What Pillow raises for damaged files, besides errors of its own.
_FAULTS: Final = (OSError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError, AttributeError, struct.error, zlib.error)


def decode_logo(text: object) -> bytes:
    """The logo in a settings file, where it stands in Base64. Raises BriefingError."""
    if not isinstance(text, str):
        raise BriefingError("“logo” must be text in Base64")
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        raise BriefingError("“logo” is not valid Base64") from None
    return normalise_logo(data) if data else b""


def normalise_logo(data: bytes) -> bytes:
    """An uploaded image as a small PNG, stripped of metadata. Raises BriefingError."""
    if len(data) > LARGEST_LOGO:
        raise BriefingError(f"the logo has more than {LARGEST_LOGO:,} bytes")
    try:
        small = _unpack_picture(data)
        small.thumbnail(LOGO_PIXELS)
        out = io.BytesIO()
        small.save(out, "PNG", optimize=True)
    except BriefingError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise BriefingError(_TOO_MANY) from None
    # Its message would name objects of the program.
    except _FAULTS:
        raise BriefingError("the logo is not a PNG or JPEG image, or is damaged") from None
    return out.getvalue()


def _unpack_picture(data: bytes) -> Image.Image:
    with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as picture:
        if picture.width * picture.height > _MOST_PIXELS:
            raise BriefingError(_TOO_MANY)
        # A new image in memory: profiles, comments and anything hidden in the file stay behind.
        return picture.convert("RGBA")
