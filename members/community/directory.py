"""The directory: members who want to be found, with what they say of themselves. Nobody is in it who has not asked to be."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from members.access import ALLOWED, Deed, Person
from members.community.readers import reading_as, writing_as
from members.errors import NotAllowed
from members.people.acting import one_line, today
from members.people.role_policy import policy_in
from members.store.community_tables import DirectoryEntry
from members.store.engine import MemberStore
from members.store.people_tables import Account, Company
from warehouse.contract import settings
from warehouse.contract.taxonomy import VESSEL_TYPE
from warehouse.reference.geography import sea_regions

LANGUAGES: Final = (
    "Arabic", "Bengali", "Burmese", "Chinese", "Croatian", "Danish", "Dutch", "English", "Filipino", "Finnish", "French", "German", "Greek",
    "Hindi", "Indonesian", "Italian", "Japanese", "Korean", "Malay", "Norwegian", "Persian", "Polish", "Portuguese", "Romanian", "Russian",
    "Spanish", "Swahili", "Swedish", "Tamil", "Thai", "Turkish", "Ukrainian", "Urdu", "Vietnamese", "Yoruba",
)  # fmt: skip
MOST_CHOSEN: Final = 12
"""Sea regions, ship types or languages that one person may name."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What somebody says of himself or herself: codes of sea regions and ship types, languages, and how to be reached."""

    regions: tuple[str, ...] = ()
    vessel_types: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    reach: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody in the directory. `company` is empty for those without one."""

    name: str
    company: str
    is_self: bool
    listing: Listing
    changed_on: date


def listed_people(store: MemberStore, person: Person, region: str = "", vessel_type: str = "", language: str = "") -> list[Listed]:
    """Those who want to be found and still take part, by name; with a code, those who name it.

    Raises NotAllowed, StoreError, SettingsError.
    """
    policy = policy_in(settings.load())
    with reading_as(store, person) as (session, reader):
        query = select(DirectoryEntry, Account, Company.name).join(Account, Account.person_id == DirectoryEntry.person_id)
        rows = session.execute(query.outerjoin(Company, Company.company_id == Account.company_id).order_by(Account.name)).all()
        return [
            Listed(account.name, company or "", account.person_id == reader.person_id, _listing(entry), entry.changed_on)
            for entry, account, company in rows
            # Who has lost access, or a role that takes part, is listed no longer, though the line is kept.
            if not account.is_disabled and policy.role_of(account) in ALLOWED[Deed.TALK]
            and _names(entry.regions, region) and _names(entry.vessel_types, vessel_type) and _names(entry.languages, language)
        ]  # fmt: skip


def own_listing(store: MemberStore, person: Person) -> Listing | None:
    """What one says of oneself; None for somebody who is not in the directory. Raises NotAllowed, StoreError."""
    with reading_as(store, person) as (session, reader):
        entry = session.get(DirectoryEntry, reader.person_id)
        return _listing(entry) if entry else None


def list_oneself(store: MemberStore, person: Person, listing: Listing) -> None:
    """Come into the directory, or change what stands there. Raises NotAllowed, StoreError."""
    reach = one_line(listing.reach, "How to reach you", 300)
    chosen = {
        "regions": _known(listing.regions, sea_regions(), "sea regions"),
        "vessel_types": _known(listing.vessel_types, VESSEL_TYPE, "ship types"),
        "languages": _known(listing.languages, LANGUAGES, "languages"),
    }
    with writing_as(store, person) as (session, reader):
        session.merge(DirectoryEntry(person_id=reader.person_id, reach=reach, changed_on=today(), **chosen))


def leave_directory(store: MemberStore, person: Person) -> None:
    """Be listed no longer; nothing of it is kept. Raises NotAllowed, StoreError."""
    with writing_as(store, person) as (session, reader):
        _remove(session, reader.person_id)


def _remove(session: Session, person_id: str) -> None:
    entry = session.get(DirectoryEntry, person_id)
    if entry is not None:
        session.delete(entry)


def _known(chosen: Iterable[str], codes: Collection[str], meaning: str) -> list[str]:
    listed = list(dict.fromkeys(chosen))
    if len(listed) > MOST_CHOSEN:
        raise NotAllowed(f"Choose at most {MOST_CHOSEN} {meaning}.")
    return [code for code in listed if code in codes]


def _names(listed: Collection[str], code: str) -> bool:
    return not code or code in listed


def _listing(entry: DirectoryEntry) -> Listing:
    return Listing(tuple(entry.regions), tuple(entry.vessel_types), tuple(entry.languages), entry.reach)
