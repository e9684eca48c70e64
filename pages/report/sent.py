"""What a browser sent with a form, read into memory alone: uploads would otherwise pass through a file of their own."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import Final
from urllib.parse import parse_qs

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from members.reports.pictures import MOST_BYTES as MOST_PICTURE_BYTES

MOST_BYTES: Final = 200_000
_MOST_FIELDS: Final = 300
_WRAPPING: Final = 20_000

Sent = Mapping[str, Sequence[str]]


class _InMemory(MultiPartParser):
    spool_max_size = MOST_PICTURE_BYTES + _WRAPPING


async def read_sent(request: Request) -> dict[str, list[str]] | None:
    """The form that was sent, by name; None where it is larger than any report."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            return None
    try:
        return parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        return None


async def read_upload(request: Request, name: str) -> tuple[dict[str, list[str]], bytes] | None:
    """The texts of a form, and the content of the file that it holds under `name`; None where it is too large or not such a form."""
    try:
        form = await _InMemory(request.headers, _limited(request), max_files=1, max_fields=10, max_part_size=MOST_BYTES).parse()
    except (MultiPartException, KeyError):
        return None
    texts: dict[str, list[str]] = {}
    content = b""
    for key, value in form.multi_items():
        if isinstance(value, UploadFile):
            content = await value.read() if key == name else content
            await value.close()
        else:
            texts.setdefault(key, []).append(value)
    return texts, content


def first(sent: Sent, name: str) -> str:
    """The first text under a name; empty where there is none."""
    return next(iter(sent.get(name, ())), "")


async def _limited(request: Request) -> AsyncGenerator[bytes, None]:
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > MOST_PICTURE_BYTES + _WRAPPING:
            raise MultiPartException("too large")
        yield part
