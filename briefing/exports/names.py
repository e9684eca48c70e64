"""Names of files that every system takes."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

LONGEST: Final = 120
"""Characters of a file's name with its extension: leaves room for a folder within Windows' 260."""

_RESERVED: Final = re.compile(r"(CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|COM[0-9¹²³]|LPT[0-9¹²³])(\.|$)", re.IGNORECASE)
_FORBIDDEN: Final = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')


def safe_name(stem: str, extension: str) -> str:
    """`stem.extension` as a name that Windows, macOS and Linux take, whatever the stem holds.

    Characters that Windows forbids, control and format characters (also those that turn the direction of writing, which can
    disguise an extension) become `_`; a name that Windows keeps for a device gets a `_` in front; no dots or blanks at either
    end; at most LONGEST characters and 255 bytes. See Microsoft, Naming Files, Paths, and Namespaces.
    """
    composed = unicodedata.normalize("NFC", stem)
    plain = "".join("_" if unicodedata.category(one) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") else one for one in composed)
    name = re.sub(r"\s+", " ", _FORBIDDEN.sub("_", plain)).strip(" .") or "export"
    if _RESERVED.match(name):
        name = f"_{name}"
    room = LONGEST - len(extension) - 1
    while len(name) > room or len(f"{name}.{extension}".encode()) > 255:
        name = name[: min(room, len(name) - 1)]
    return f"{name.rstrip(' .')}.{extension}"
