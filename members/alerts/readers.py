"""Whom alerts may be told to: people who have access now, with the clearance and the outlets that they have now.

Asked anew at every step, so that nothing more goes to somebody who has been disabled or may read less since.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from members.access import LOCAL, Person
from members.alerts.schedule import OFF, Schedule, next_weekly
from members.alerts.sending.smtp import is_set_up
from members.people.role_policy import policy_in
from members.store.alert_tables import AlertSettings
from members.store.engine import IDS_AT_ONCE
from members.store.people_tables import Account
from warehouse.contract.settings import Settings
from warehouse.contract.taxonomy import MARKS

USUAL: Final = Schedule()


@dataclass(frozen=True, slots=True)
class AlertReader:
    """Somebody who may be told something. `mail_address` is empty where there is none that can be trusted."""

    person_id: str
    clearance: str
    schedule: Schedule = USUAL
    mail: str = OFF
    mail_address: str = ""
    is_short: bool = False
    webhook: str = OFF
    webhook_url: str = ""
    webhook_secret: str = ""
    stop_token: str = ""
    weekly_weekday: int | None = None
    apprise: str = OFF
    apprise_sealed: bytes | None = None

    def mode(self, outlet: str) -> str:
        """How often this reader is told through an outlet."""
        can_mail = bool(self.mail_address)
        weekly = "weekly" if can_mail and self.weekly_weekday is not None else OFF
        service = self.apprise if self.apprise_sealed else OFF
        modes = {"page": "at_once", "mail": self.mail if can_mail else OFF, "webhook": self.webhook, "apprise": service, "weekly": weekly}
        return modes[outlet]


def alert_readers(session: Session, settings: Settings, person_ids: Iterable[str]) -> dict[str, AlertReader]:
    """Those of these people who have access, by id. Raises SettingsError."""
    wanted, readers, policy = sorted(set(person_ids)), {}, policy_in(settings)
    mails = is_set_up(settings)
    for start in range(0, len(wanted), IDS_AT_ONCE):
        some = wanted[start : start + IDS_AT_ONCE]
        chosen = {row.person_id: row for row in session.scalars(select(AlertSettings).where(AlertSettings.person_id.in_(some))).all()}
        for account in session.scalars(select(Account).where(Account.person_id.in_(some), Account.is_disabled.is_(False))).all():
            if role := policy.role_of(account):
                person = Person(account.person_id, account.name, role, clearance=account.clearance)
                address = account.email if mails and account.email_is_verified else ""
                clearance = policy.clearance_of(person, settings.clearance)
                readers[account.person_id] = _reader(person.person_id, clearance, address, chosen)
    if LOCAL.person_id in wanted and is_without_accounts(session):
        row = session.get(AlertSettings, LOCAL.person_id)
        address = row.mail_address if row and mails else ""
        readers[LOCAL.person_id] = _reader(LOCAL.person_id, settings.clearance, address, {LOCAL.person_id: row} if row else {})
    return readers


def is_without_accounts(session: Session) -> bool:
    """Whether nobody has ever signed in: once people do, the one local person of a server without sign-in is nobody's."""
    return not session.scalar(select(func.count()).select_from(Account))


def clearance_outside(clearance: str, settings: Settings) -> str:
    """The narrowest mark that mails, webhooks and feeds may tell somebody of this clearance: they leave the server."""
    return min(clearance, settings.alert_clearance, key=MARKS.index)


def schedule_of(row: AlertSettings) -> Schedule:
    """When this person wants to be told."""
    quiet = (time.fromisoformat(row.quiet_from), time.fromisoformat(row.quiet_until)) if row.quiet_from and row.quiet_until else None
    return Schedule(row.zone, row.digest_hour, row.digest_weekday, quiet, row.severe_at_any_hour)


def next_weekly_of(row: AlertSettings, after: datetime) -> datetime | None:
    """When the next weekly summary is due, as the database keeps it: UTC without saying so; None where none is wanted."""
    return None if row.weekly_weekday is None else next_weekly(schedule_of(row), row.weekly_weekday, after).replace(tzinfo=None)


def _reader(person_id: str, clearance: str, address: str, chosen: Mapping[str, AlertSettings]) -> AlertReader:
    row = chosen.get(person_id)
    if row is None:
        return AlertReader(person_id, clearance)
    return AlertReader(
        person_id, clearance, schedule_of(row), row.mail, address, row.is_short, row.webhook, row.webhook_url, row.webhook_secret,
        row.stop_token, row.weekly_weekday, row.apprise, row.apprise_sealed,
    )  # fmt: skip
