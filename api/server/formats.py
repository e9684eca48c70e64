"""Which format and which compression a client wants, and bringing an answer into them."""

from __future__ import annotations

import gzip
from typing import Final

import pyarrow as pa

from api.server.operations import HTML, JSON

SHORTEST: Final = 1000
"""Bytes below which compressing is not worth it."""

CODINGS: Final = ("zstd", "gzip")
"""In the order in which they are preferred."""


def wants_html(format_asked: str | None, accept: str, media_types: tuple[str, ...]) -> bool:
    """Whether to answer in HTML: the parameter decides, else what the header Accept ranks higher; JSON where nothing is said."""
    if HTML not in media_types:
        return False
    if format_asked is not None:
        return format_asked == "html"
    quality = _qualities(accept)
    machine = max(quality.get(kind, 0.0) for kind in (*(kind.split(";")[0] for kind in media_types if kind != HTML), JSON, "*/*"))
    return quality.get(HTML, 0.0) > machine


def coding_for(accept_encoding: str) -> str | None:
    """The compression to use, None for none."""
    quality = _qualities(accept_encoding)
    return next((coding for coding in CODINGS if quality.get(coding, 0.0) > 0), None)


def compressed(content: bytes, coding: str | None) -> tuple[bytes, str | None]:
    """The content and how it is compressed, if at all."""
    if coding is None or len(content) < SHORTEST:
        return content, None
    if coding == "zstd":
        return pa.Codec("zstd", compression_level=3).compress(content, asbytes=True), coding
    return gzip.compress(content, compresslevel=5, mtime=0), coding


def _qualities(header: str) -> dict[str, float]:
    """What a header such as Accept names, each with how much it is wanted."""
    named: dict[str, float] = {}
    for part in header[:1000].lower().split(","):
        name, *settings = (word.strip() for word in part.split(";"))
        wanted = next((setting[2:] for setting in settings if setting.startswith("q=")), "1")
        try:
            named[name] = float(wanted)
        except ValueError:
            named[name] = 0.0
    return named
