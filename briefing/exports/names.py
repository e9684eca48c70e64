"""File names that every system accepts."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

LONGEST: Final = 120
"""Characters of a file name with its extension: leaves room for a folder within the 260 that Windows allows a path."""

_RESERVED: Final = re.compile(r"(CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|COM[0-9¹²³]|LPT[0-9¹²³])(\.|$)", re.IGNORECASE)
_FORBIDDEN: Final = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')


def safe_name(stem: str, extension: str) -> str:
    """`stem.extension` as a name that Windows, macOS and Linux accept, whatever the stem holds.

    Characters that Windows forbids, and control and format characters (among them those that reverse the direction of writing
    and can disguise an extension), become `_`; a name that Windows reserves for a device is preceded by `_`; there are no dots
    or spaces at either end, and at most LONGEST characters and 255 bytes. See Microsoft, Naming Files, Paths, and Namespaces.
    """
    composed = unicodedata.normalize("NFC", stem)
    plain = "".join(
        "_" if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") else character for character in composed
    )
    name = re.sub(r"\s+", " ", _FORBIDDEN.sub("_", plain)).strip(" .") or "export"
    if _RESERVED.match(name):
        name = f"_{name}"
    room = LONGEST - len(extension) - 1
    # Most file systems limit a name to 255 bytes, which Chinese letters of three bytes reach before 120 characters do.
    while len(name) > room or len(f"{name}.{extension}".encode()) > 255:
        name = name[: min(room, len(name) - 1)]
    return f"{name.rstrip(' .')}.{extension}"
