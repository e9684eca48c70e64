"""Addresses that work without signing in, for whoever has them: a person's feed, its alerts in CAP, and stopping mails at one click."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from members.alerts import outlets
from members.alerts.inbox import inbox_of
from members.alerts.messages import atom, cap
from members.alerts.messages.content import items_in
from members.alerts.messages.post_items import marked_up_to, posts_told
from members.alerts.readers import AlertReader, clearance_outside
from members.errors import MembersError
from members.store import MemberStore, shared_store
from members.weekly.choosing import stop_weekly
from pages.server.security_headers import POLICY
from warehouse.contract import settings
from warehouse.contract.settings import Settings
from warehouse.contract.snapshot import SnapshotError
from warehouse.in_force import checked_store
from warehouse.reader import Reader
from warehouse.view import view

ADDRESS: Final = "alerts"
_IN_FEED: Final = 100


@dataclass(frozen=True, slots=True)
class _Stopped:
    """What somebody stops, and the page where it begins again."""

    mails: str
    page: str
    stop: Callable[[MemberStore, str], bool]


ALERTS: Final = _Stopped("mails of alerts", "Alerts", outlets.stop_mails)
SUMMARY: Final = _Stopped("mails of the weekly summary", "Weekly summary", stop_weekly)
_ALONE: Final = {"cache-control": "no-store", POLICY: "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"}
_NO_SUCH: Final = PlainTextResponse("There is nothing at this address. It may have been renewed.\n", 404, {"cache-control": "no-store"})
_BUSY: Final = "This server cannot answer just now. Try again in a while.\n"


async def show_feed(request: Request) -> Response:
    """A person's alerts as Atom."""
    return await run_in_threadpool(_feed, request.path_params["token"])


async def show_cap(request: Request) -> Response:
    """One of them as CAP."""
    return await run_in_threadpool(_cap, request.path_params["token"], request.path_params["key"])


async def stop(request: Request) -> Response:
    """GET asks whether to stop mails, since programs that look at mails open every link; POST stops them."""
    return await run_in_threadpool(_stop, ALERTS, request.path_params["token"], request.method == "POST")


async def stop_summary(request: Request) -> Response:
    """The same for the weekly summary."""
    return await run_in_threadpool(_stop, SUMMARY, request.path_params["token"], request.method == "POST")


def _feed(token: str) -> Response:
    try:
        chosen = settings.load()
        found = _entries(chosen, token)
    except (MembersError, SnapshotError):
        return PlainTextResponse(_BUSY, 503)
    if found is None:
        return _NO_SUCH
    entries, is_simulated = found
    feed = atom.atom_feed(
        entries, address=chosen.public_address, feed_address=f"{chosen.public_address}/{ADDRESS}/feed/{token}", updated=datetime.now(UTC),
        is_simulated=is_simulated,
    )  # fmt: skip
    return Response(feed, headers={"cache-control": "private, no-cache", "content-type": atom.CONTENT_TYPE})


def _cap(token: str, key: str) -> Response:
    try:
        chosen = settings.load()
        found = _entries(chosen, token)
    except (MembersError, SnapshotError):
        return PlainTextResponse(_BUSY, 503)
    entries, is_simulated = found or ([], False)
    for item, _, told_at in entries:
        if atom.has_cap(item) and atom.key_of(item.told.news_id) == key:
            alert = cap.cap_alert(item, told_at=told_at, address=chosen.public_address, is_simulated=is_simulated)
            return Response(alert, headers={"cache-control": "private, no-cache", "content-type": cap.CONTENT_TYPE})
    return _NO_SUCH


def _entries(chosen: Settings, token: str) -> tuple[list[atom.Entry], bool] | None:
    """What the feed with this token holds, the latest first, as its person may see it outside the server; None for no such feed."""
    store = shared_store(chosen)
    reader: AlertReader | None = outlets.reader_of_feed(store, chosen, token)
    if reader is None:
        return None
    rows = inbox_of(store, reader.person_id, _IN_FEED)
    snapshot = checked_store(chosen.data).newest().snapshot
    told, mark = [row.told for row in rows], clearance_outside(reader.clearance, chosen)
    items = items_in(view(snapshot, Reader(mark)), told, datetime.now(UTC)) | marked_up_to(mark, posts_told(store, reader.person_id, told))
    return [(items[row.told.news_id], row.rule, row.made_at) for row in rows if row.told.news_id in items], snapshot.is_demo


def _stop(what: _Stopped, token: str, is_meant: bool) -> Response:
    try:
        store = shared_store(settings.load())
        known = what.stop(store, token) if is_meant else outlets.is_stop_token(store, token)
    except MembersError:
        return PlainTextResponse(_BUSY, 503)
    if not known:
        return _NO_SUCH
    if is_meant:
        return _page(
            f"{what.mails.capitalize()} are stopped",
            f"<p>No more of them come. What they say is still on the page {what.page}, where you can begin again.</p>",
        )
    return _page(f"Stop {what.mails}?", f'<form method="post"><button>Stop all {what.mails}</button></form>')


def _page(title: str, content: str) -> HTMLResponse:
    """A page without style or script; `content` is our own."""
    head = f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title></head>'
    return HTMLResponse(f"{head}<body><h1>{escape(title)}</h1>{content}</body></html>", headers=_ALONE)


ROUTES: Final = (
    Route(f"/{ADDRESS}/feed/{{token}}", show_feed, methods=["GET"]),
    Route(f"/{ADDRESS}/feed/{{token}}/{{key}}.cap", show_cap, methods=["GET"]),
    Route(f"/{ADDRESS}/stop/{{token}}", stop, methods=["GET", "POST"]),
    Route(f"/{ADDRESS}/stop/{{token}}/weekly", stop_summary, methods=["GET", "POST"]),
)
