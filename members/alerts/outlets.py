"""How a person wants to be told: by mail, webhook and feed, when, and when not. Only the person sees and changes it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, time
from zoneinfo import available_timezones

from sqlalchemy import select
from sqlalchemy.orm import Session

from members.access import Person
from members.alerts.readers import AlertReader, alert_readers, next_weekly_of
from members.alerts.schedule import MODES, OFF
from members.alerts.sending import services
from members.alerts.sending.webhook import check_url, new_secret
from members.errors import NotAllowed
from members.keyed_addresses import hash_of, is_token, new_token
from members.people.acting import check_access
from members.store.alert_tables import AlertSettings
from members.store.engine import MemberStore
from members.store.people_tables import Account
from warehouse.contract.settings import MAIL_ADDRESS, Settings


@dataclass(frozen=True, slots=True)
class Choices:
    """How a person wants to be told, as he or she sees it; `mail_address` is the person's own to choose without sign-in alone."""

    zone: str = "UTC"
    mail: str = OFF
    mail_address: str = ""
    is_short: bool = False
    webhook: str = OFF
    webhook_url: str = ""
    apprise: str = OFF
    digest_hour: int = 7
    digest_weekday: int = 0
    quiet_from: str = ""
    quiet_until: str = ""
    severe_at_any_hour: bool = True


@dataclass(frozen=True, slots=True)
class Outlets:
    """The choices, the webhook's secret, whether there are a feed and a service's address, and the address that mails go to, empty where
    none can be trusted."""

    choices: Choices
    webhook_secret: str
    has_feed: bool
    address: str
    has_service: bool = False


def outlets_of(store: MemberStore, person: Person) -> Outlets:
    """How a person is told now. Raises NotAllowed, StoreError."""
    with store.reading() as session:
        check_access(session, person)
        row = session.get(AlertSettings, person.person_id)
        address = own_address(session, person, row)
        if row is None:
            return Outlets(Choices(), "", False, address)
        chosen = Choices(**{name: getattr(row, name) for name in Choices.__slots__})
        return Outlets(
            chosen,
            row.webhook_secret,
            row.feed_sha256 is not None,
            address,
            row.apprise_sealed is not None,
        )


def choose(store: MemberStore, person: Person, settings: Settings, choices: Choices) -> None:
    """Be told so from now on; what waits already keeps its time. Raises NotAllowed with a sentence, StoreError."""
    checked = _checked(choices, person, settings)
    with store.writing() as session:
        check_access(session, person)
        row = own_row(session, person)
        if checked.apprise != OFF and row.apprise_sealed is None:
            raise NotAllowed("Enter the service's address first.")
        before = row.zone, row.digest_hour
        for name, value in asdict(checked).items():
            setattr(row, name, value)
        # Not otherwise: a summary that is due and has not been written down yet would be passed over.
        if (row.zone, row.digest_hour) != before:
            row.weekly_next_at = next_weekly_of(row, datetime.now(UTC))


def renew_feed(store: MemberStore, person: Person) -> str:
    """A new address for the person's feed; returns its token, which is kept nowhere. The old one ends. Raises NotAllowed, StoreError."""
    token = new_token()
    with store.writing() as session:
        check_access(session, person)
        own_row(session, person).feed_sha256 = hash_of(token)
    return token


def close_feed(store: MemberStore, person: Person) -> None:
    """End the feed. Raises NotAllowed, StoreError."""
    with store.writing() as session:
        check_access(session, person)
        own_row(session, person).feed_sha256 = None


def renew_secret(store: MemberStore, person: Person) -> None:
    """A new secret for the webhook's signatures. Raises NotAllowed, StoreError."""
    with store.writing() as session:
        check_access(session, person)
        own_row(session, person).webhook_secret = new_secret()


def keep_service(store: MemberStore, person: Person, settings: Settings, address: str) -> None:
    """Keep the address of a service, encrypted; empty: forget it, and tell nothing through it. Raises NotAllowed, StoreError."""
    sealed = services.seal(services.check_address(address, settings), settings) if address.strip() else None
    with store.writing() as session:
        check_access(session, person)
        row = own_row(session, person)
        row.apprise_sealed = sealed
        row.apprise = row.apprise if sealed else OFF


def reader_of_feed(store: MemberStore, settings: Settings, token: str) -> AlertReader | None:
    """Whose feed this is; None for an address that is none, or whose person has no access any more. Raises StoreError."""
    if not is_token(token):
        return None
    with store.reading() as session:
        person_id = session.scalar(select(AlertSettings.person_id).where(AlertSettings.feed_sha256 == hash_of(token)))
        return alert_readers(session, settings, [person_id]).get(person_id) if person_id else None


def is_stop_token(store: MemberStore, token: str) -> bool:
    """Whether a mail bears this token. Raises StoreError."""
    with store.reading() as session:
        return row_of_stop(session, token) is not None


def stop_mails(store: MemberStore, token: str) -> bool:
    """End the mails of whoever was sent this token; False where nobody was. Raises StoreError."""
    with store.writing() as session:
        row = row_of_stop(session, token)
        if row is not None:
            row.mail = OFF
        return row is not None


def own_address(session: Session, person: Person, row: AlertSettings | None) -> str:
    """Within a transaction, the address that mails to a person go to: the directory's where it is verified, the local person's own; or
    empty."""
    if person.is_local:
        return row.mail_address if row else ""
    account = session.get(Account, person.person_id)
    return account.email if account and account.email_is_verified else ""


def row_of_stop(session: Session, token: str) -> AlertSettings | None:
    """Within a transaction, the settings of whoever was sent this token."""
    if not is_token(token):
        return None
    return session.scalars(select(AlertSettings).where(AlertSettings.stop_token == token)).one_or_none()


def own_row(session: Session, person: Person) -> AlertSettings:
    """Within a transaction, the person's settings, made where there are none yet."""
    row = session.get(AlertSettings, person.person_id)
    if row is None:
        row = AlertSettings(
            person_id=person.person_id,
            webhook_secret=new_secret(),
            feed_sha256=None,
            stop_token=new_token(),
            **asdict(Choices()),
        )
        session.add(row)
    return row


def _checked(choices: Choices, person: Person, settings: Settings) -> Choices:
    if not all(mode in MODES for mode in (choices.mail, choices.webhook, choices.apprise)):
        raise NotAllowed("Choose how often to be told.")
    if choices.zone not in available_timezones():
        raise NotAllowed("There is no such time zone; they are named like Europe/Oslo.")
    if choices.digest_hour not in range(24) or choices.digest_weekday not in range(7):
        raise NotAllowed("A digest comes at a full hour, on a day of the week.")
    quiet = _time(choices.quiet_from), _time(choices.quiet_until)
    if bool(quiet[0]) != bool(quiet[1]):
        raise NotAllowed("Quiet hours need a beginning and an end.")
    address = choices.mail_address.strip() if person.is_local else ""
    if address and not MAIL_ADDRESS.fullmatch(address):
        raise NotAllowed("This is not an address that mail can be sent to.")
    if person.is_local and choices.mail != OFF and not address:
        raise NotAllowed("Enter the address that mails go to.")
    url = check_url(choices.webhook_url, settings) if choices.webhook_url.strip() else ""
    if choices.webhook != OFF and not url:
        raise NotAllowed("Enter the webhook's address.")
    return replace(choices, mail_address=address, webhook_url=url, quiet_from=quiet[0], quiet_until=quiet[1])


def _time(text: str) -> str:
    if not text.strip():
        return ""
    try:
        return time.fromisoformat(text.strip()).strftime("%H:%M")
    except ValueError:
        raise NotAllowed("Write times of day as 22:00.") from None
