"""Settings: `anchorwatch.toml` at the project's root, overridden by ANCHORWATCH_* in the environment.

Own code rather than pydantic-settings, which would add 0.14 s of import time to every command and could not read an environment
that a test passes as a mapping.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Final, get_type_hints

from warehouse.contract.settings.values import (
    TextTable,
    each_matching,
    folder_below,
    folder_or_none,
    matching,
    read_clearances,
    read_mark,
    read_pairs,
    read_printable,
    read_tables,
    read_trimmed,
    read_truth,
    read_words,
    read_words_or_none,
    text_or,
    whole,
)  # fmt: skip
from warehouse.contract.typed_fields import FieldFault, read_small_file, toml_table

ROOT = Path(__file__).resolve().parents[3]
FILE = ROOT / "anchorwatch.toml"
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


def _read_workers(value: object) -> int:
    return whole(0, 1_000)(value) or os.cpu_count() or 1


class SettingsError(ValueError):
    """A setting is unknown, missing or cannot be read; the message names it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, each with how its value is read; `anchorwatch.toml` explains them."""

    data: Annotated[Path, folder_below(ROOT)]
    enabled_sources: Annotated[tuple[str, ...], read_words]
    feeds: Annotated[tuple[str, ...], read_words_or_none]
    advisory_feeds: Annotated[tuple[TextTable, ...], read_tables]
    contact: Annotated[str, matching(_CONTACT, "an e-mail or web address of at most 200 characters")]
    feeds_from_private_addresses: Annotated[bool, read_truth]
    keep_snapshots: Annotated[int, whole(1, 100_000)]
    snapshots_to: Annotated[str, matching(_BUCKET, "a place such as s3://bucket/prefix")]
    snapshots_from: Annotated[str, matching(_BUCKET, "a place such as s3://bucket/prefix")]
    object_store_endpoint: Annotated[str, matching(_SITE, "an address such as https://s3.example.com:9000")]
    object_store_region: Annotated[str, matching(_REGION, "a region such as eu-central-1")]
    object_store_credentials: Annotated[Path | None, folder_or_none(ROOT)]
    clearance: Annotated[str, read_mark]
    basemap: Annotated[str, text_or("none")]
    trusted_hosts: Annotated[tuple[str, ...], each_matching(_HOST, "a host's name without port")]
    embedded_by: Annotated[tuple[str, ...], each_matching(_SITE, "an address such as https://example.com")]
    open_ahead: Annotated[bool, read_truth]
    tables_by_page: Annotated[bool, read_truth]
    workers: Annotated[int, _read_workers]
    engine: Annotated[str, matching(_ENGINE, "duckdb or spark", "duckdb")]
    spark_memory: Annotated[str, matching(_MEMORY, "a size such as 2g or 900m", "2g")]
    demo_reports: Annotated[int, whole(1, 10_000_000)]
    demo_seed: Annotated[int, whole(0, 2**63 - 1)]
    member_reports: Annotated[bool, read_truth]
    reports_an_hour: Annotated[int, whole(1, 1_000_000)]
    reports_an_hour_from_one_address: Annotated[int, whole(1, 1_000_000)]
    members_database: Annotated[str, read_trimmed]
    secrets_folder: Annotated[Path | None, folder_or_none(ROOT)]
    writes_an_hour_by_one_person: Annotated[int, whole(1, 1_000_000)]
    identity_key: Annotated[str, read_trimmed]
    identity_days: Annotated[int, whole(1, 3_650)]
    data_country: Annotated[str, read_trimmed]
    without_sign_in: Annotated[bool, read_truth]
    role_clearances: Annotated[tuple[tuple[str, str], ...], read_clearances]
    roles_file: Annotated[str, read_trimmed]
    groups_claim: Annotated[str, read_trimmed]
    role_groups: Annotated[tuple[tuple[str, str], ...], read_pairs]
    role_without_invitation: Annotated[str, text_or("none")]
    session_hours: Annotated[int, whole(1, 720)]
    invitation_days: Annotated[int, whole(1, 365)]
    public_address: Annotated[str, matching(_SITE, "an address such as https://watch.example.com")]
    mail_server: Annotated[str, matching(_SERVER, "a server such as smtp.example.com:587")]
    mail_security: Annotated[str, matching(_SECURITY, "starttls, tls or none")]
    mail_user: Annotated[str, read_trimmed]
    mail_password: Annotated[str, read_printable]
    mail_from: Annotated[str, matching(MAIL_ADDRESS, "an address such as watch@example.com")]
    alert_clearance: Annotated[str, read_mark]
    webhooks_to_private_addresses: Annotated[bool, read_truth]
    apprise_schemes: Annotated[tuple[str, ...], each_matching(_SCHEME, "a scheme such as ntfys")]
    api_requests_an_hour: Annotated[int, whole(1, 100_000_000)]

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


_READERS: Final[dict[str, Callable[[object], Any]]] = {
    name: hint.__metadata__[0] for name, hint in get_type_hints(Settings, include_extras=True).items()
}
NAMES: Final = tuple(_READERS)


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
    settings = Settings(**{name: _read(name, origins[name], values[name]) for name in NAMES})
    if settings.snapshots_to and settings.snapshots_from:
        raise SettingsError(f"{origins['snapshots_to']}: a replica, which has snapshots_from, publishes nothing; leave one of both empty")
    return settings


def _read(name: str, origin: str, value: object) -> Any:
    try:
        return _READERS[name](value)
    except FieldFault as fault:
        raise SettingsError(f"{origin}: {fault}") from fault


def _variable(name: str) -> str:
    return f"ANCHORWATCH_{name.upper()}"


def _read_file(file: Path) -> dict[str, object]:
    try:
        return toml_table(read_small_file(file))
    except FieldFault as error:
        raise SettingsError(f"{file} cannot be read: {error}") from error
