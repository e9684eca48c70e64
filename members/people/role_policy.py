"""Which role somebody has, and what a role may read.

A role comes from the first of these that names one: the operator's roles file, the directory's groups at the last sign-in, an
administrator or invitation. The file is read anew whenever it changes, so it holds at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from members.access import Person, Role
from members.store.people_tables import Account
from warehouse.contract import settings as settings_module
from warehouse.contract.settings import Settings, SettingsError
from warehouse.contract.taxonomy import MARKS
from warehouse.contract.typed_fields import FieldFault, read_small_file, toml_table

_NONE: Final = "none"


@dataclass(frozen=True, slots=True)
class RolePolicy:
    """What the settings say of roles. `role_of_group` maps names of the directory's groups; `by_file` e-mail addresses or subjects."""

    clearances: Mapping[Role, str]
    role_of_group: Mapping[str, Role]
    by_file: Mapping[str, Role]
    without_invitation: Role | None
    groups_claim: str
    session_hours: int

    def claimed_role(self, groups: Iterable[str]) -> Role | None:
        """The role with the most deeds that these groups of the directory give."""
        ranks = list(Role)
        roles = [self.role_of_group[group] for group in groups if group in self.role_of_group]
        return max(roles, key=ranks.index, default=None)

    def role_by_file(self, subject: str, email: str, email_is_verified: bool) -> Role | None:
        """The role in the roles file. An address that the directory has not verified, and anybody could give, counts for nothing.

        Nor does a subject that looks like an address: with some directories, people choose the name that becomes their subject.
        """
        by_subject = None if "@" in subject else self.by_file.get(subject)
        return by_subject or (self.by_file.get(email.lower()) if email_is_verified else None)

    def role_of(self, account: Account) -> Role | None:
        """The role of an account; None for somebody who has none."""
        by_file = self.role_by_file(account.subject, account.email, account.email_is_verified)
        named = by_file or account.claimed_role or account.role
        return Role(named) if named else self.without_invitation

    def origin_of(self, account: Account) -> str:
        """Where that role comes from, in a word: file, directory, account or settings."""
        if self.role_by_file(account.subject, account.email, account.email_is_verified):
            return "file"
        return "directory" if account.claimed_role else "account" if account.role else "settings"

    def clearance_of(self, person: Person, most: str) -> str:
        """The narrowest TLP mark that a person may read: his or her own where one is given, else the role's, and never above `most`."""
        given = most if person.is_local else person.clearance or self.clearances[person.role]
        return min(given, most, key=MARKS.index)


def policy_in(settings: Settings) -> RolePolicy:
    """The policy that the settings and the roles file state. Raises SettingsError."""
    file = (settings_module.ROOT / Path(settings.roles_file).expanduser()) if settings.roles_file else None
    if file is None:
        return _policy(settings, None, 0, 0)
    try:
        described = file.stat()
    except OSError as error:
        raise SettingsError(f"roles_file: {file.name} cannot be read: {error.strerror}") from error
    return _policy(settings, file, described.st_mtime_ns, described.st_size)


@lru_cache(maxsize=16)
def _policy(settings: Settings, file: Path | None, changed_ns: int, size: int) -> RolePolicy:
    """Kept until the file changes: every run of a page asks."""
    clearances = {_role("role_clearances", name): mark for name, mark in settings.role_clearances}
    if missing := [role for role in Role if role not in clearances]:
        raise SettingsError(f"role_clearances: no mark for {', '.join(missing)}")
    chosen = settings.role_without_invitation
    return RolePolicy(
        clearances=clearances,
        role_of_group={group: _role("role_groups", name) for name, group in settings.role_groups},
        by_file=_read_roles(file) if file else {},
        without_invitation=None if chosen == _NONE else _role("role_without_invitation", chosen),
        groups_claim=settings.groups_claim,
        session_hours=settings.session_hours,
    )


def _read_roles(file: Path) -> dict[str, Role]:
    try:
        table = toml_table(read_small_file(file))
    except FieldFault as error:
        raise SettingsError(f"roles_file: {file.name} cannot be read: {error}") from error
    roles = table.pop("roles", None)
    if table or not isinstance(roles, dict):
        raise SettingsError(f'roles_file: {file.name} must have one table, [roles], with lines such as "anna@example.com" = "admin"')
    # Subjects are compared as they stand, addresses without regard to case.
    names = [name.lower() if "@" in name else name for name in roles]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise SettingsError(f"roles_file: {file.name} names {', '.join(twice)} more than once")
    return {name: _role(f"roles_file: {file.name}", str(role)) for name, role in zip(names, roles.values(), strict=True)}


def _role(origin: str, name: str) -> Role:
    try:
        return Role(name)
    except ValueError as error:
        raise SettingsError(f"{origin}: there is no role {name}; the roles are {', '.join(Role)}") from error
