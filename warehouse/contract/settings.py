"""Settings: `anchorwatch.toml` at the project's root, overridden by ANCHORWATCH_* in the environment.

Own code rather than pydantic-settings, which would add 0.14 s of import time to every command and could not read an environment
that a test passes as a mapping.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Final

from warehouse.contract.taxonomy import MARKS
from warehouse.contract.typed_fields import FieldFault, read_small_file, shown, toml_table, type_in_words

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "anchorwatch.toml"
_MOST_DIGITS: Final = 30
_HOST: Final = re.compile(r"[a-z0-9._-]{1,253}|(?=.*:.*:)[0-9a-f:.]{2,45}", re.ASCII)
"""A name, or an address of either kind."""
_SITE: Final = re.compile(r"https?://[a-z0-9._-]{1,253}(:\d{1,5})?", re.ASCII)
_SERVER: Final = re.compile(r"[a-z0-9._-]{1,253}:\d{1,5}", re.ASCII)
_BUCKET: Final = re.compile(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[A-Za-z0-9._-]+)*/?", re.ASCII)
_REGION: Final = re.compile(r"[a-z0-9-]{1,40}", re.ASCII)
_SCHEME: Final = re.compile(r"[a-z][a-z0-9]{1,20}", re.ASCII)
_ENGINE: Final = re.compile(r"duckdb|spark")
_MEMORY: Final = re.compile(r"[1-9]\d{0,3}[gm]", re.ASCII)
_SECURITY: Final = re.compile(r"starttls|tls|none")
MAIL_ADDRESS: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})*", re.ASCII)
"""One address as RFC 5321 allows it without quotes; nothing in it can end a header or name a second address."""

_CONTACT: Final = re.compile(r"[A-Za-z0-9._~:/?#@!$&'*+,;=%-]{0,200}", re.ASCII)
"""It is sent in a header, where anything else could break out of its comment."""


TextTable = tuple[tuple[str, str], ...]
"""A table of the settings: names and their values as text."""


class SettingsError(ValueError):
    """A setting is unknown, missing or cannot be read; the message names it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings; each is explained in `anchorwatch.toml`."""

    data: Path
    enabled_sources: tuple[str, ...]
    feeds: tuple[str, ...]
    advisory_feeds: tuple[TextTable, ...]
    contact: str
    feeds_from_private_addresses: bool
    keep_snapshots: int
    snapshots_to: str
    snapshots_from: str
    object_store_endpoint: str
    object_store_region: str
    object_store_credentials: Path | None
    clearance: str
    basemap: str
    trusted_hosts: tuple[str, ...]
    embedded_by: tuple[str, ...]
    open_ahead: bool
    tables_by_page: bool
    workers: int
    engine: str
    spark_memory: str
    demo_reports: int
    demo_seed: int
    member_reports: bool
    reports_an_hour: int
    reports_an_hour_from_one_address: int
    members_database: str
    secrets_folder: Path | None
    writes_an_hour_by_one_person: int
    identity_key: str
    identity_days: int
    data_country: str
    without_sign_in: bool
    role_clearances: tuple[tuple[str, str], ...]
    roles_file: str
    groups_claim: str
    role_groups: tuple[tuple[str, str], ...]
    role_without_invitation: str
    session_hours: int
    invitation_days: int
    public_address: str
    mail_server: str
    mail_security: str
    mail_user: str
    mail_password: str
    mail_from: str
    alert_clearance: str
    webhooks_to_private_addresses: bool
    apprise_schemes: tuple[str, ...]
    api_requests_an_hour: int

    @property
    def landing(self) -> Path:
        return self.data / "landing"

    @property
    def work(self) -> Path:
        return self.data / "work"

    @property
    def members(self) -> Path:
        return self.data / "members"

    @property
    def secrets(self) -> Path:
        """Where the secrets of this server lie, from which it seals and signs."""
        return self.secrets_folder or self.members

    @property
    def accepted_reports(self) -> Path:
        """Where the members' desk puts accepted reports for the pipeline to land."""
        return self.members / "accepted.json"


NAMES: Final = tuple(field.name for field in fields(Settings))


def load(environ: Mapping[str, str] | None = None, file: Path = FILE) -> Settings:
    """Settings from `file` and the environment. Raises SettingsError naming the setting that is wrong."""
    environ = os.environ if environ is None else environ
    # An empty variable counts as unset, as in `ANCHORWATCH_DATA= make run`.
    overridden = tuple((name, text) for name in NAMES if (text := environ.get(_variable(name), "").strip()))
    try:
        described = file.stat()
    except OSError:
        # Whoever reads it says why it cannot be read.
        return _parse(file, overridden)
    return _parse_once(file, overridden, described.st_mtime_ns, described.st_size)


@lru_cache(maxsize=64)
def _parse_once(file: Path, overridden: tuple[tuple[str, str], ...], changed_ns: int, size: int) -> Settings:
    """Kept until the file changes: a page asks for its settings a dozen times in every run."""
    return _parse(file, overridden)


def _parse(file: Path, overrides: tuple[tuple[str, str], ...]) -> Settings:
    values, overridden, names = _read_file(file), dict(overrides), set(NAMES)
    if unknown := set(values) - names:
        raise SettingsError(f"{file.name}: unknown setting {', '.join(sorted(unknown))}; the settings are {', '.join(sorted(names))}")
    # No defaults in code: each value is visible in the file, beside the comment that explains it.
    if missing := names - set(values):
        raise SettingsError(f"{file.name}: setting {', '.join(sorted(missing))} is missing")
    origins = {name: _variable(name) if name in overridden else f"{file.name}, setting {name}" for name in names}
    values |= overridden

    def whole(name: str, least: int, most: int) -> int:
        return _parse_whole(origins[name], values[name], least, most)

    if str(values["snapshots_to"]).strip() and str(values["snapshots_from"]).strip():
        raise SettingsError(f"{origins['snapshots_to']}: a replica, which has snapshots_from, publishes nothing; leave one of both empty")
    return Settings(
        data=_parse_folder(origins["data"], values["data"]),
        enabled_sources=_parse_words(origins["enabled_sources"], values["enabled_sources"]),
        feeds=_parse_feeds(origins["feeds"], values["feeds"]),
        advisory_feeds=_parse_tables(origins["advisory_feeds"], values["advisory_feeds"]),
        contact=_parse_contact(origins["contact"], values["contact"]),
        feeds_from_private_addresses=_parse_truth(origins["feeds_from_private_addresses"], values["feeds_from_private_addresses"]),
        keep_snapshots=whole("keep_snapshots", 1, 100_000),
        snapshots_to=_parse_matching(origins, values, "snapshots_to", _BUCKET, "a place such as s3://bucket/prefix"),
        snapshots_from=_parse_matching(origins, values, "snapshots_from", _BUCKET, "a place such as s3://bucket/prefix"),
        object_store_endpoint=_parse_matching(
            origins, values, "object_store_endpoint", _SITE, "an address such as https://s3.example.com:9000"
        ),
        object_store_region=_parse_matching(origins, values, "object_store_region", _REGION, "a region such as eu-central-1"),
        object_store_credentials=_parse_place(origins["object_store_credentials"], values["object_store_credentials"]),
        clearance=_parse_mark(origins["clearance"], values["clearance"]),
        basemap=_parse_text(origins["basemap"], values["basemap"]).strip() or "none",
        trusted_hosts=_parse_each(origins["trusted_hosts"], values["trusted_hosts"], _HOST, "a host's name without port"),
        embedded_by=_parse_each(origins["embedded_by"], values["embedded_by"], _SITE, "an address such as https://example.com"),
        tables_by_page=_parse_truth(origins["tables_by_page"], values["tables_by_page"]),
        open_ahead=_parse_truth(origins["open_ahead"], values["open_ahead"]),
        workers=whole("workers", 0, 1_000) or os.cpu_count() or 1,
        engine=_parse_matching(origins, values, "engine", _ENGINE, "duckdb or spark") or "duckdb",
        spark_memory=_parse_matching(origins, values, "spark_memory", _MEMORY, "a size such as 2g or 900m") or "2g",
        demo_reports=whole("demo_reports", 1, 10_000_000),
        demo_seed=whole("demo_seed", 0, 2**63 - 1),
        member_reports=_parse_truth(origins["member_reports"], values["member_reports"]),
        reports_an_hour=whole("reports_an_hour", 1, 1_000_000),
        reports_an_hour_from_one_address=whole("reports_an_hour_from_one_address", 1, 1_000_000),
        members_database=_parse_text(origins["members_database"], values["members_database"]).strip(),
        secrets_folder=_parse_place(origins["secrets_folder"], values["secrets_folder"]),
        writes_an_hour_by_one_person=whole("writes_an_hour_by_one_person", 1, 1_000_000),
        identity_key=_parse_text(origins["identity_key"], values["identity_key"]).strip(),
        identity_days=whole("identity_days", 1, 3_650),
        data_country=_parse_text(origins["data_country"], values["data_country"]).strip(),
        without_sign_in=_parse_truth(origins["without_sign_in"], values["without_sign_in"]),
        role_clearances=_parse_clearances(origins["role_clearances"], values["role_clearances"]),
        roles_file=_parse_text(origins["roles_file"], values["roles_file"]).strip(),
        groups_claim=_parse_text(origins["groups_claim"], values["groups_claim"]).strip(),
        role_groups=_parse_pairs(origins["role_groups"], values["role_groups"]),
        role_without_invitation=_parse_text(origins["role_without_invitation"], values["role_without_invitation"]).strip() or "none",
        session_hours=whole("session_hours", 1, 720),
        invitation_days=whole("invitation_days", 1, 365),
        public_address=_parse_matching(origins, values, "public_address", _SITE, "an address such as https://watch.example.com"),
        mail_server=_parse_matching(origins, values, "mail_server", _SERVER, "a server such as smtp.example.com:587"),
        mail_security=_parse_matching(origins, values, "mail_security", _SECURITY, "starttls, tls or none"),
        mail_user=_parse_text(origins["mail_user"], values["mail_user"]).strip(),
        mail_password=_parse_text(origins["mail_password"], values["mail_password"]),
        mail_from=_parse_matching(origins, values, "mail_from", MAIL_ADDRESS, "an address such as watch@example.com"),
        alert_clearance=_parse_mark(origins["alert_clearance"], values["alert_clearance"]),
        webhooks_to_private_addresses=_parse_truth(origins["webhooks_to_private_addresses"], values["webhooks_to_private_addresses"]),
        apprise_schemes=_parse_each(origins["apprise_schemes"], values["apprise_schemes"], _SCHEME, "a scheme such as ntfys"),
        api_requests_an_hour=whole("api_requests_an_hour", 1, 100_000_000),
    )


def _variable(name: str) -> str:
    return f"ANCHORWATCH_{name.upper()}"


def _read_file(file: Path) -> dict[str, object]:
    try:
        return toml_table(read_small_file(file))
    except FieldFault as error:
        raise SettingsError(f"{file} cannot be read: {error}") from error


def _parse_text(origin: str, value: object) -> str:
    if not isinstance(value, str):
        raise SettingsError(f"{origin}: {shown(value)} is {type_in_words(value)}, not text")
    if not value.isprintable():
        raise SettingsError(f"{origin}: {shown(value)} has a character that cannot be shown")
    return value


def _parse_folder(origin: str, value: object) -> Path:
    text = _parse_text(origin, value)
    try:
        return (ROOT / Path(text).expanduser()).resolve()
    # A user that does not exist (~name), a loop of links, a name that is too long.
    except (RuntimeError, OSError, ValueError) as error:
        raise SettingsError(f"{origin}: {shown(text)} is not a folder's name: {error}") from error


def _parse_place(origin: str, value: object) -> Path | None:
    """A file or folder; None where the text is empty."""
    return _parse_folder(origin, value) if _parse_text(origin, value).strip() else None


def _parse_words(origin: str, value: object) -> tuple[str, ...]:
    words = value.split(",") if isinstance(value, str) else value
    if not isinstance(words, list):
        raise SettingsError(f"{origin}: {shown(value)} is {type_in_words(value)}, not a list of words")
    return tuple(text for word in words if (text := _parse_text(origin, word).strip()))


def _parse_each(origin: str, value: object, pattern: re.Pattern[str], description: str) -> tuple[str, ...]:
    words = tuple(word.lower() for word in _parse_words(origin, value))
    for word in words:
        if not pattern.fullmatch(word):
            raise SettingsError(f"{origin}: {shown(word)} is not {description}")
    return words


def _parse_matching(origins: Mapping[str, str], values: Mapping[str, object], name: str, pattern: re.Pattern[str], description: str) -> str:
    """Text of a form, or empty."""
    text = _parse_text(origins[name], values[name]).strip()
    if text and not pattern.fullmatch(text):
        raise SettingsError(f"{origins[name]}: {shown(text)} is not {description}")
    return text


def _parse_pairs(origin: str, value: object) -> tuple[tuple[str, str], ...]:
    """Words such as `analyst=desk`: what stands before the first equals sign, and what after."""
    words = _parse_words(origin, value)
    for word in words:
        if not all(part.strip() for part in word.partition("=")):
            raise SettingsError(f"{origin}: {shown(word)} is not of the form ROLE=VALUE")
    return tuple((name.strip(), given.strip()) for name, _, given in (word.partition("=") for word in words))


def _parse_clearances(origin: str, value: object) -> tuple[tuple[str, str], ...]:
    return tuple((name, _parse_mark(origin, mark)) for name, mark in _parse_pairs(origin, value))


def _parse_feeds(origin: str, value: object) -> tuple[str, ...]:
    """Source ids; the word none, alone, for no feed at all, since an empty variable of the environment counts as unset."""
    words = _parse_words(origin, value)
    return () if words == ("none",) else words


def _parse_tables(origin: str, value: object) -> tuple[TextTable, ...]:
    """A list of tables; in the environment as TOML writes it, or the word none."""
    if isinstance(value, str):
        try:
            value = [] if value == "none" else tomllib.loads(f"tables = {value}")["tables"]
        except tomllib.TOMLDecodeError as error:
            raise SettingsError(f"{origin}: it is not a list of tables as TOML writes it: {error}") from error
    if not isinstance(value, list) or not all(isinstance(table, dict) for table in value):
        raise SettingsError(f"{origin}: {shown(value)} is not a list of tables")
    return tuple(tuple((name, _parse_text(origin, str(entry)).strip()) for name, entry in table.items()) for table in value)


def _parse_contact(origin: str, value: object) -> str:
    text = _parse_text(origin, value).strip()
    if not _CONTACT.fullmatch(text):
        raise SettingsError(f"{origin}: {shown(text)} is not an e-mail or web address of at most 200 characters")
    return text


def _parse_truth(origin: str, value: object) -> bool:
    text = str(value).strip().lower() if isinstance(value, str | bool) else ""
    if text not in ("true", "false"):
        raise SettingsError(f"{origin}: {shown(value)} is neither true nor false")
    return text == "true"


def _parse_mark(origin: str, value: object) -> str:
    mark = _parse_text(origin, value).strip().upper().removeprefix("TLP:")
    if mark not in MARKS:
        raise SettingsError(f"{origin}: {shown(value)} is no TLP mark; the marks are {', '.join(MARKS)}")
    return mark


def _parse_whole(origin: str, value: object, least: int, most: int) -> int:
    # True is an int in Python, and not a number here. The length first: Python refuses to convert thousands of digits.
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    try:
        number = int(text) if len(text) <= _MOST_DIGITS else None
    except ValueError:
        number = None
    if number is None:
        raise SettingsError(f"{origin}: {shown(value)} is not a whole number" + (" of usual size" if len(text) > _MOST_DIGITS else ""))
    if not least <= number <= most:
        raise SettingsError(f"{origin}: {number} is below {least}" if number < least else f"{origin}: {number} is above {most}")
    return number
