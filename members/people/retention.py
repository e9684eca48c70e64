"""How long things about people are kept, and deleting what is older."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from members.access import Deed, Person
from members.alerts.kept import delete_old_alerts
from members.community.personal_data import delete_old_calls, delete_quiet_threads, settle_search
from members.errors import NotAllowed
from members.events.personal_data import delete_past_events
from members.people.acting import doing
from members.people.api_keys import delete_ended_keys
from members.people.own_data import erase_account
from members.reports.deeds import delete_expired_identities
from members.store.engine import MemberStore
from members.store.people_tables import Account, Invitation, RetentionRule
from members.store.tables import MemberReport, SealedIdentity
from members.voyages.personal_data import delete_ended_voyages
from warehouse.contract.settings import Settings

SEALED_IDENTITIES: Final = "sealed_identities"
UNUSED_ACCOUNTS: Final = "unused_accounts"
OLD_INVITATIONS: Final = "old_invitations"
OLD_ALERTS: Final = "old_alerts"
QUIET_THREADS: Final = "quiet_threads"
PAST_EVENTS: Final = "past_events"
ENDED_VOYAGES: Final = "ended_voyages"
ENDED_KEYS: Final = "ended_keys"
TITLES: Final = {
    SEALED_IDENTITIES: "Sealed identities",
    UNUSED_ACCOUNTS: "Unused accounts",
    OLD_INVITATIONS: "Old invitations",
    OLD_ALERTS: "Old alerts",
    QUIET_THREADS: "Quiet threads",
    PAST_EVENTS: "Past events",
    ENDED_VOYAGES: "Ended voyages",
    ENDED_KEYS: "Ended keys",
}
IN_WORDS: Final = {
    SEALED_IDENTITIES: "Counted from the day the report was sent; never longer than the form promised (`identity_days` in the settings).",
    UNUSED_ACCOUNTS: "Counted from the last sign-in. Disabled accounts stay, since they keep somebody out.",
    OLD_INVITATIONS: "Counted from the day the invitation was used or expired; for groups, from the day of the request or invitation.",
    OLD_ALERTS: "Counted from the day the alert was told, read or not. What still waits to be sent stays.",
    QUIET_THREADS: "Counted from the last post. The thread goes with all its posts.",
    PAST_EVENTS: "Counted from the event's last date. It goes with its sign-ups, links and feedback.",
    ENDED_VOYAGES: "Counted from the day of arrival. Voyages whose assessment was signed stay until somebody of the company deletes them.",
    ENDED_KEYS: "Keys for programs, counted from the last day on which the key held.",
}
_DEFAULT_DAYS: Final = {
    UNUSED_ACCOUNTS: 730,
    OLD_INVITATIONS: 30,
    OLD_ALERTS: 180,
    QUIET_THREADS: 1_825,
    PAST_EVENTS: 730,
    ENDED_VOYAGES: 90,
    ENDED_KEYS: 30,
}
LONGEST_DAYS: Final = 3_650
_SERVER: Final = "server"
"""Who the log names where nobody did it."""


@dataclass(frozen=True, slots=True)
class Deleted:
    """How many of each were deleted."""

    sealed_identities: int
    unused_accounts: int
    old_invitations: int
    old_alerts: int
    quiet_threads: int
    past_events: int
    ended_voyages: int
    ended_keys: int


def days_kept(store: MemberStore, settings: Settings) -> dict[str, int]:
    """Days for each rule: an administrator's, or the settings' and the program's own. Raises StoreError."""
    with store.reading() as session:
        return _days(session, settings)


def set_days(store: MemberStore, actor: Person, name: str, days: int) -> None:
    """Set for how many days something is kept. Raises NotAllowed, StoreError."""
    if name not in IN_WORDS or not 1 <= days <= LONGEST_DAYS:
        raise NotAllowed(f"Choose between 1 and {LONGEST_DAYS:,} days.")
    with doing(store, actor, Deed.ADMINISTER) as deed:
        rule = deed.session.get(RetentionRule, name)
        deed.log("retention_set", name, before=rule.days if rule else None, after=days)
        if rule is None:
            deed.session.add(RetentionRule(name=name, days=days))
        else:
            rule.days = days


def delete_what_is_over(store: MemberStore, settings: Settings, today: date) -> Deleted:
    """Delete everything whose time is over. Raises StoreError."""
    identities = delete_expired_identities(store, today)
    with store.writing() as session:
        days = _days(session, settings)
        identities += _delete_identities_sent(session, today - timedelta(days=days[SEALED_IDENTITIES]))
        unused = _delete_unused_accounts(session, today - timedelta(days=days[UNUSED_ACCOUNTS]))
        over = today - timedelta(days=days[OLD_INVITATIONS])
        old = session.scalars(
            delete(Invitation).where((Invitation.expires_on < over) | (Invitation.taken_on < over)).returning(Invitation.invitation_id)
        ).all()
        delete_old_calls(session, over)
        alerts = delete_old_alerts(session, today - timedelta(days=days[OLD_ALERTS]))
        quiet = delete_quiet_threads(session, today - timedelta(days=days[QUIET_THREADS]))
        past = delete_past_events(session, today - timedelta(days=days[PAST_EVENTS]))
        ended = delete_ended_voyages(session, today - timedelta(days=days[ENDED_VOYAGES]))
        keys = delete_ended_keys(session, today - timedelta(days=days[ENDED_KEYS]))
        settle_search(session)
    return Deleted(identities, unused, len(old), alerts, quiet, past, ended, keys)


def _delete_identities_sent(session: Session, before: date) -> int:
    sent = select(MemberReport.report_id).where(MemberReport.received_on < before)
    return len(session.scalars(delete(SealedIdentity).where(SealedIdentity.report_id.in_(sent)).returning(SealedIdentity.report_id)).all())


def _delete_unused_accounts(session: Session, before: date) -> int:
    accounts = session.scalars(select(Account).where(Account.seen_on < before, Account.is_disabled.is_(False))).all()
    for account in accounts:
        erase_account(session, account, _SERVER, unused_since=account.seen_on.isoformat())
    return len(accounts)


def _days(session: Session, settings: Settings) -> dict[str, int]:
    set_here = {rule.name: rule.days for rule in session.scalars(select(RetentionRule)).all()}
    return {SEALED_IDENTITIES: settings.identity_days, **_DEFAULT_DAYS, **set_here}
