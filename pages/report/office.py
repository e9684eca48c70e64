"""What the routes of /report share in this process: the database, the form tokens and the limits; and what the settings say."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from functools import cache, wraps
from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from members.errors import MembersError, StoreError
from members.flood import HourlyLimit
from members.reports.deeds import Sealing
from members.reports.form_tokens import FormTokens
from members.reports.sealing import check_public_key
from members.server_secret import Secret, server_secret
from members.store import MemberStore, shared_store
from pages.report.html_pages import html_page
from pages.shell import failures
from warehouse.contract import settings

Answer = Callable[[Request], Awaitable[Response]]
RECEIPTS_AN_HOUR: Final = (40, 2_000)
"""Look-ups from one address, and from all together. A guess at a receipt succeeds once in 10**16 tries."""
SLOWER_LANE: Final = 4
"""Without proof of work, a quarter of the reports is taken: a flood fills that lane alone."""


def is_open() -> bool:
    """Whether this server takes reports."""
    return settings.load().member_reports


def store() -> MemberStore:
    """The members' database. Raises StoreError."""
    return shared_store(settings.load())


def sealing() -> Sealing:
    """How identities are kept. Raises SealError where the settings name what is no key."""
    chosen = settings.load()
    if chosen.identity_key:
        check_public_key(chosen.identity_key)
    return Sealing(chosen.identity_key, chosen.identity_days)


@cache
def tokens() -> FormTokens:
    """The form tokens of this server. Raises StoreError."""
    try:
        return FormTokens(server_secret(settings.load(), Secret.FORM))
    except OSError as error:
        raise StoreError(f"the secret of the report form cannot be read or made ({error.strerror})") from error


@cache
def limit(is_proved: bool) -> HourlyLimit:
    """How many reports are taken, with and without proof of work."""
    chosen = settings.load()
    together = chosen.reports_an_hour if is_proved else max(1, chosen.reports_an_hour // SLOWER_LANE)
    return HourlyLimit(chosen.reports_an_hour_from_one_address, together)


@cache
def receipt_limit() -> HourlyLimit:
    """How often receipts are looked up."""
    chosen, (each, together) = settings.load(), RECEIPTS_AN_HOUR
    # Behind a proxy all reporters share one address: nobody may use up for the others what it has.
    is_shared = chosen.reports_an_hour_from_one_address >= chosen.reports_an_hour
    return HourlyLimit(together if is_shared else each, together)


def today() -> date:
    """The day, all that is kept of when somebody wrote."""
    return datetime.now(UTC).date()


def if_open(answer: Answer) -> Answer:
    """Answer only where the operator takes reports, and say plainly when they cannot be kept."""

    @wraps(answer)
    async def answer_if_open(request: Request) -> Response:
        if not is_open():
            return PlainTextResponse("This server does not take reports.\n", status_code=404)
        try:
            # Before anybody has written anything: without the key that the settings name, nothing could be kept.
            sealing()
            return await answer(request)
        except MembersError as error:
            failures.log(error)
            message = "Reports cannot be kept just now, and nothing was stored. Go back, and try again in a while."
            return html_page(request, "message.html", "Not kept", 503, message=message)

    return answer_if_open


def address_of(request: Request) -> str:
    """The address that a request came from, for counting alone; never kept."""
    return request.client.host if request.client else ""
