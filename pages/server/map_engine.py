"""Serves deck.gl to the map viewer, from the copy that the installed package pydeck brings along for notebooks.

deck.gl, luma.gl and loaders.gl note their version in global variables and refuse to start where another version has done so, as
Streamlit's own maps do. The file is therefore sent as a module that hides those variables while it is evaluated and restores them
right after, in one step that no other script can interrupt.
"""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

ADDRESS: Final = "map-engine"
BUNDLE: Final = ("nbextension", "static", "index.js")
"""Where pydeck keeps its bundle."""

_SOURCE_MAP: Final = b"//# sourceMappingURL="
_BEFORE: Final = b"""\
const names = ["deck", "luma", "loaders", "mathgl", "probe", "_loadersgl_"];
const held = names.map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)]);
for (const name of names) delete globalThis[name];
const module = {exports: {}}, exports = module.exports;
"""
_AFTER: Final = b"""
export const deck = {...globalThis.deck};
for (const [name, property] of held) {
  delete globalThis[name];
  if (property) Object.defineProperty(globalThis, name, property);
}
"""
_FOREVER: Final = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "X-Content-Type-Options": "nosniff",
    "Vary": "Accept-Encoding",
}


@dataclass(frozen=True, slots=True)
class Engine:
    """The module as it is sent, and the first digits of its hash, which stand in its address."""

    plain: bytes
    gzipped: bytes
    digest: str


@cache
def engine() -> Engine:
    """The module made of pydeck's bundle. Raises FileNotFoundError where pydeck has none."""
    bundle = resources.files("pydeck").joinpath(*BUNDLE).read_bytes()
    plain = _BEFORE + bundle.partition(_SOURCE_MAP)[0] + _AFTER
    # Without a time in it, so that every process sends the same bytes.
    return Engine(plain, gzip.compress(plain, 6, mtime=0), hashlib.sha256(plain).hexdigest()[:16])


def address() -> str:
    """The module's address, relative to the app's."""
    return f"{ADDRESS}/{engine().digest}/deck.js"


def _send_engine(request: Request) -> Response:
    """Not a coroutine: the file is read and compressed in a thread at first."""
    if request.path_params["digest"] != engine().digest:
        return PlainTextResponse("This version of the map is no longer served. Reload the page.\n", status_code=404)
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(engine().plain, media_type="text/javascript", headers=_FOREVER)
    return Response(engine().gzipped, media_type="text/javascript", headers=_FOREVER | {"Content-Encoding": "gzip"})


ROUTE: Final = Route(f"/{ADDRESS}/{{digest}}/deck.js", _send_engine, methods=["GET"])
