"""What the routes of /report share in this process: the database, the form tokens and the limits; and what the settings say."""

from __future__ import annotations

from functools import cache
from typing import Final

from starlette.requests import Request

from members.reports.deeds import Sealing
from members.reports.flood import HourlyLimit
from members.reports.form_tokens import FormTokens, server_secret
from members.reports.sealing import check_public_key
from members.store import MemberStore, shared_store
from warehouse.contract import settings

RECEIPTS_AN_HOUR: Final = (30, 2_000)
"""Look-ups from one address, and from all together. A guess at a receipt succeeds once in 2**130 tries."""


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
    """The form tokens of this server."""
    return FormTokens(server_secret(settings.load().members))


@cache
def limit() -> HourlyLimit:
    """How many reports are taken."""
    chosen = settings.load()
    return HourlyLimit(chosen.reports_an_hour_from_one_address, chosen.reports_an_hour)


@cache
def receipt_limit() -> HourlyLimit:
    """How often receipts are looked up."""
    return HourlyLimit(*RECEIPTS_AN_HOUR)


def address_of(request: Request) -> str:
    """The address that a request came from, for counting alone; never kept."""
    return request.client.host if request.client else ""
