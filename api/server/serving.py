"""From a request to a response: who asks, what is asked, the snapshot, conditional requests, formats and bounds.

The server's event loop also carries the pages. All work is therefore done in threads, of which the API has a few of its own; requests
wait for them in a queue that has an end.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final
from urllib.parse import urlsplit

import anyio.to_thread
import orjson
from anyio import CapacityLimiter
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from api.server import formats
from api.server.callers import reader_of
from api.server.html_pages import POLICY, html_page
from api.server.kept_answers import KeptAnswer, answer_kept, keep_answer
from api.server.operations import HTML, Asked, Document, Operation, Parameter, Stream, Text
from api.server.parameters import FORMAT, one_of, read_query
from api.server.problems import Problem, problem_response
from members.errors import MembersError
from warehouse.contract import settings
from warehouse.contract.settings import Settings, SettingsError
from warehouse.contract.snapshot import Snapshot, SnapshotError
from warehouse.in_force import checked_store
from warehouse.view import SnapshotView, view

_LOG: Final = logging.getLogger(__name__)

ADDRESS: Final = "/api/v1"

THREADS: Final = 4
"""Requests that are worked on at once."""

MOST_WAITING: Final = 200
"""Requests that wait for a thread; one more is asked to come back."""

LONGEST_BODY: Final = 200_000

CURSOR: Final = "cursor"
"""The parameter whose value may name the snapshot to be read."""

SECURITY_POLICY: Final = "content-security-policy"

_BUSY: Final = "The server has more requests than it can answer now."
_VARY: Final = {"vary": "Accept, Accept-Encoding, Authorization"}

Endpoint = Callable[[Request], Awaitable[Response]]


def endpoint(operation: Operation, people_sign_in: Callable[[], bool]) -> Endpoint:
    """The endpoint of a route that serves `operation`."""
    parameters = {parameter.name: parameter for parameter in (*operation.parameters, *format_parameter(operation))}

    async def serve(request: Request) -> Response:
        if _threads().statistics().tasks_waiting >= MOST_WAITING:
            return problem_response(Problem(503, _BUSY, {"retry-after": "2"}))
        try:
            body = await _body_of(request) if operation.body is not None else None
            return await anyio.to_thread.run_sync(_response, operation, parameters, request, body, people_sign_in, limiter=_threads())
        except Problem as problem:
            return problem_response(problem)

    return serve


@cache
def _threads() -> CapacityLimiter:
    return CapacityLimiter(THREADS)


def format_parameter(operation: Operation) -> tuple[Parameter, ...]:
    if HTML not in operation.media_types:
        return ()
    return (
        Parameter(
            FORMAT, "The format, instead of the header Accept.", {"type": "string", "enum": ["json", "html"]}, one_of(("json", "html"))
        ),
    )


async def _body_of(request: Request) -> Any:
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
        raise Problem(415, "The body must be JSON, sent as application/json.")
    content = b""
    async for piece in request.stream():
        content += piece
        if len(content) > LONGEST_BODY:
            raise Problem(413, f"The body has more than {LONGEST_BODY:,} bytes.")
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise Problem(400, f"The body is not JSON: {error}.") from error


def _response(
    operation: Operation, parameters: dict[str, Parameter], request: Request, body: Any, people_sign_in: Callable[[], bool]
) -> Response:
    try:
        chosen = settings.load()
        reader = None if operation.is_open else reader_of(request.headers.get("authorization", ""), chosen, people_sign_in())
        values = read_query(request.query_params.multi_items(), parameters)
        seen = None if reader is None else view(_snapshot(values, chosen), reader)
        asked = _asked(operation, request, values, seen, chosen, body)
        tag = _tag(operation, asked)
        if tag and tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=_headers(tag))
        return _answered(operation, asked, tag, formats.coding_for(request.headers.get("accept-encoding", "")))
    except SettingsError as error:
        _LOG.error("Settings cannot be read: %s", error)
        raise Problem(503, "The settings of this server cannot be read; its operator finds the reason in the log.") from error
    except (SnapshotError, MembersError) as error:
        _LOG.warning("A request to the API could not be answered: %s", error)
        raise Problem(503, str(error), {"retry-after": "30"}) from error


def _snapshot(values: dict[str, Any], chosen: Settings) -> Snapshot:
    """The snapshot in force, or the one that a cursor belongs to. Raises Problem 410 where that is gone, SnapshotError."""
    store = checked_store(chosen.data)
    kept_id = getattr(values.get(CURSOR), "snapshot_id", None)
    if kept_id is None:
        return store.in_force().snapshot
    try:
        return store.kept(kept_id)
    except SnapshotError as error:
        raise Problem(410, "The snapshot that this cursor pages through is no longer kept. Start again without cursor.") from error


def _asked(operation: Operation, request: Request, values: dict[str, Any], seen: SnapshotView | None, chosen: Settings, body: Any) -> Asked:
    here = operation.path.format(**request.path_params)
    now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    query = tuple(request.query_params.multi_items())
    as_html = formats.wants_html(values.get(FORMAT), request.headers.get("accept", ""), operation.media_types)
    root = f"{_origin(request, chosen)}{ADDRESS}"
    return Asked(seen, values, request.path_params, query, root, here, now, chosen, as_html, body)


def _origin(request: Request, chosen: Settings) -> str:
    """Scheme and host under which the client reached this server; a proxy may have spoken TLS for it."""
    host = request.headers["host"]
    if chosen.public_address and urlsplit(chosen.public_address).netloc == host:
        return chosen.public_address
    return f"{request.url.scheme}://{host}"


def _tag(operation: Operation, asked: Asked) -> str | None:
    """What changes with the answer: snapshot, clearance, format, and the hour where that matters. Weak, as answers bear their time."""
    if asked.view is None or operation.body is not None:
        return None
    parts = (asked.view.id, asked.view.marks, asked.root, asked.as_html, asked.now if operation.by_the_hour else None)
    return f'W/"{hashlib.sha256(repr(parts).encode()).hexdigest()[:24]}"'


def _headers(tag: str | None) -> dict[str, str]:
    # Private: what one reader may see must not be kept for another by anything in between.
    return {"cache-control": "private, no-cache", **_VARY, **({"etag": tag} if tag else {})}


def _answered(operation: Operation, asked: Asked, tag: str | None, coding: str | None) -> Response:
    """The answer to a request, as it was given before or worked out now. Raises Problem, SnapshotError, MembersError."""
    key = (asked.seen.snapshot.folder, tag, asked.here, asked.query, coding) if tag else None
    rendered = answer_kept(key) if key else None
    if rendered is None:
        answer = operation.answer(asked)
        if isinstance(answer, Stream):
            named = {"content-disposition": f'attachment; filename="{answer.file_name}"', "content-encoding": "identity"}
            return StreamingResponse(answer.pieces, headers=_headers(tag) | named, media_type=answer.media_type)
        rendered = _rendered(answer, asked.as_html, _headers(tag), coding)
        if key:
            keep_answer(key, rendered)
    return Response(rendered.content, headers=rendered.headers)


def _rendered(answer: Document | Text, as_html: bool, headers: dict[str, str], coding: str | None) -> KeptAnswer:
    if isinstance(answer, Text):
        content, media_type = answer.content, answer.media_type
    elif as_html:
        content, media_type = html_page(answer.content, answer.title), f"{HTML}; charset=utf-8"
    else:
        content, media_type = orjson.dumps(answer.content, option=orjson.OPT_SERIALIZE_NUMPY), answer.media_type
    if isinstance(answer, Document):
        headers |= answer.headers
    content, coding = formats.compressed(content, coding)
    if coding:
        headers["content-encoding"] = coding
    if media_type.startswith(HTML):
        headers[SECURITY_POLICY] = POLICY
    # Not as Starlette's `media_type`, to which it would add a character set.
    return KeptAnswer(content, {**headers, "content-type": media_type})
