"""Watch rules: what a person, or a group, asks to be told of.

A person's rules are seen and changed by that person alone. A group's are seen by its people, who are told each as far as he or she may
read, and changed by its moderators. In every function, `group_id` names the group whose rules are meant; empty: the person's own.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Final

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from members.access import Person
from members.alerts.news import ADVISORY, KINDS, NEW, SEVERER
from members.community.readers import reader_in
from members.errors import NotAllowed
from members.people.acting import check_access, one_line, today
from members.people.pace import Writing, keep_pace
from members.store.alert_tables import GROUP, PERSON, WatchRule
from members.store.engine import MemberStore
from members.store.people_tables import Group, GroupMember
from warehouse.areas.shapes import AreaError, parse_area
from warehouse.areas.words import area_in_words
from warehouse.contract.dates import day_in_words
from warehouse.contract.taxonomy import ACT, CATEGORY, SEVERITY
from warehouse.reference.geography import sea_regions

MOST_RULES: Final = 50
LONGEST_NAME: Final = 120
_GONE: Final = "This rule has since been deleted."
_NO_GROUP: Final = "There is no such group, or it is not open to you."


@dataclass(frozen=True, slots=True)
class RuleText:
    """What a rule says. Empty lists and an empty `area` (in the form of `area_code`) set no limit; `place` names the area's port.

    `least_severity`: 1 the most severe only, up to 4; 0 also attempts; None also what has not been judged. `until`: the last day, UTC, on
    which the rule watches; None for no end.
    """

    name: str
    kinds: tuple[str, ...] = (NEW, SEVERER, ADVISORY)
    regions: tuple[str, ...] = ()
    area: str = ""
    place: str = ""
    categories: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    least_severity: int | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule as its owner sees it."""

    rule_id: str
    text: RuleText
    is_paused: bool
    made_at: datetime

    @property
    def has_ended(self) -> bool:
        return self.text.until is not None and self.text.until < today()


def rules_of(store: MemberStore, person: Person, group_id: str = "") -> list[RuleRow]:
    """The rules of a person, or of a group to which he or she belongs, the oldest first. Raises NotAllowed, StoreError."""
    with store.reading() as session:
        kind, owner_id = _owner(session, person, group_id, is_change=False)
        query = select(WatchRule).where(WatchRule.owner_kind == kind, WatchRule.owner_id == owner_id)
        rows = session.scalars(query.order_by(WatchRule.made_at, WatchRule.rule_id)).all()
        return [RuleRow(row.rule_id, text_of(row), row.is_paused, row.made_at) for row in rows]


def rules_watching(store: MemberStore, person: Person) -> int:
    """How many rules tell a person of something: own ones and those of the person's groups, paused and ended ones left out.

    Raises NotAllowed, StoreError.
    """
    groups = select(GroupMember.group_id).where(GroupMember.person_id == person.person_id)
    own = and_(WatchRule.owner_kind == PERSON, WatchRule.owner_id == person.person_id)
    watching = or_(own, and_(WatchRule.owner_kind == GROUP, WatchRule.owner_id.in_(groups)))
    with store.reading() as session:
        check_access(session, person)
        return session.scalar(select(func.count()).where(watching, is_at_work(today()))) or 0


def is_at_work(day: date) -> ColumnElement[bool]:
    """The condition of rules that are neither paused nor over on a day (UTC)."""
    return and_(WatchRule.is_paused.is_(False), or_(WatchRule.until.is_(None), WatchRule.until >= day))


def make_rule(store: MemberStore, person: Person, text: RuleText, group_id: str = "") -> str:
    """Make a rule; returns its id. Raises NotAllowed where it asks for nothing or names what does not exist, StoreError."""
    checked = check_rule(text)
    with store.writing() as session:
        kind, owner_id = _owner(session, person, group_id)
        owned = select(func.count()).where(WatchRule.owner_kind == kind, WatchRule.owner_id == owner_id)
        if (session.scalar(owned) or 0) >= MOST_RULES:
            raise NotAllowed(f"There are {MOST_RULES} rules, which is the most there can be. Delete one first.")
        keep_pace(person, Writing.RULES)
        rule = WatchRule(
            rule_id=uuid.uuid4().hex, owner_kind=kind, owner_id=owner_id, is_paused=False,
            made_at=datetime.now(UTC).replace(tzinfo=None), **_columns(checked),
        )  # fmt: skip
        session.add(rule)
    return rule.rule_id


def change_rule(store: MemberStore, person: Person, rule_id: str, text: RuleText) -> None:
    """Give a rule other contents. Raises as `make_rule`."""
    checked = check_rule(text)
    with store.writing() as session:
        rule = _rule_to_change(session, person, rule_id)
        keep_pace(person, Writing.RULES)
        for column, value in _columns(checked).items():
            setattr(rule, column, value)


def pause_rule(store: MemberStore, person: Person, rule_id: str, is_paused: bool) -> None:
    """Pause a rule, or go on with it; what comes in a pause is not told afterwards. Raises NotAllowed, StoreError."""
    with store.writing() as session:
        _rule_to_change(session, person, rule_id).is_paused = is_paused


def delete_rule(store: MemberStore, person: Person, rule_id: str) -> None:
    """Delete a rule; what it has already asked for still comes. Raises NotAllowed, StoreError."""
    with store.writing() as session:
        session.delete(_rule_to_change(session, person, rule_id))


def rule_names(session: Session, rule_ids: Collection[str], person_ids: Collection[str]) -> dict[tuple[str, str], str]:
    """By rule and person, what a rule is called to a person whom it tells; a group's rule to those alone who belong to the group now."""
    query = select(WatchRule.rule_id, WatchRule.owner_kind, WatchRule.owner_id, WatchRule.name).where(WatchRule.rule_id.in_(rule_ids))
    rows = session.execute(query).all()
    names = {(rule_id, owner_id): name for rule_id, kind, owner_id, name in rows if kind == PERSON}
    inside = select(Group.group_id, Group.name, GroupMember.person_id).join(GroupMember, GroupMember.group_id == Group.group_id)
    inside = inside.where(Group.group_id.in_([owner_id for _, kind, owner_id, _ in rows if kind == GROUP]))
    people = session.execute(inside.where(GroupMember.person_id.in_(person_ids))).all()
    for rule_id, kind, owner_id, name in rows:
        if kind == GROUP:
            names |= {(rule_id, person_id): f"{group}: {name}" for group_id, group, person_id in people if group_id == owner_id}
    return names


def check_rule(text: RuleText) -> RuleText:
    """The rule in the form in which it is stored. Raises NotAllowed with a sentence."""
    for meaning, chosen, known in (
        ("kind of news", text.kinds, KINDS), ("sea region", text.regions, sea_regions()),
        ("category", text.categories, CATEGORY), ("act", text.acts, ACT),
    ):  # fmt: skip
        _refuse_unknown(meaning, chosen, known)
    if not text.kinds:
        raise NotAllowed("Choose at least one kind of news.")
    if text.least_severity is not None and text.least_severity not in SEVERITY:
        raise NotAllowed("Severity is a number from 0 to 4.")
    if text.area:
        try:
            parse_area(text.area)
        except AreaError as error:
            raise NotAllowed(str(error)) from None
    return RuleText(
        one_line(text.name, "The rule's name", LONGEST_NAME), _ordered(text.kinds, KINDS), _ordered(text.regions, sea_regions()),
        text.area, one_line(text.place, "The place") if text.place else "", _ordered(text.categories, CATEGORY),
        _ordered(text.acts, ACT), text.least_severity, text.until,
    )  # fmt: skip


def rule_in_words(text: RuleText) -> str:
    """What a rule asks for, as a sentence: `New incident, new advisory; Gulf of Aden; from CAT 2.`"""
    kinds = ", ".join(KINDS[kind] if number == 0 else KINDS[kind].lower() for number, kind in enumerate(text.kinds))
    places = [sea_regions()[code].title for code in text.regions]
    if text.area:
        within = area_in_words(parse_area(text.area))
        places.append(f"{within.split(' of ')[0]} of {text.place}" if text.place else within)
    what = [CATEGORY[code].title for code in text.categories] + [ACT[code].title for code in text.acts]
    severity = "" if text.least_severity is None else f"severity {SEVERITY[text.least_severity].title}"
    severity += " or worse" if text.least_severity not in (None, 1) else ""
    until = f"until {day_in_words(text.until)}" if text.until else ""
    return f"{'; '.join(filter(None, (kinds, ', '.join(places) or 'all waters', ', '.join(what), severity, until)))}."


def text_of(row: WatchRule) -> RuleText:
    """What a stored rule says."""
    return RuleText(
        row.name, tuple(row.kinds), tuple(row.regions), row.area, row.place, tuple(row.categories), tuple(row.acts), row.least_severity,
        row.until,
    )  # fmt: skip


def _columns(text: RuleText) -> dict[str, object]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(text).items()}


def _owner(session: Session, person: Person, group_id: str, is_change: bool = True) -> tuple[str, str]:
    """Whose rules are meant, where the person may see them, or with `is_change` change them. Raises NotAllowed."""
    if not group_id:
        check_access(session, person)
        return PERSON, person.person_id
    reader = reader_in(session, person)
    if group_id not in reader.groups:
        raise NotAllowed(_NO_GROUP)
    if is_change and group_id not in reader.moderated:
        raise NotAllowed("Only a moderator of the group changes its rules.")
    return GROUP, group_id


def _rule_to_change(session: Session, person: Person, rule_id: str) -> WatchRule:
    check_access(session, person)
    rule = session.get(WatchRule, rule_id)
    # A rule of somebody else, or of a group that is not the person's, is the same as one that does not exist.
    if rule is None or (rule.owner_kind == PERSON and rule.owner_id != person.person_id):
        raise NotAllowed(_GONE)
    if rule.owner_kind == GROUP:
        if person.is_local or rule.owner_id not in reader_in(session, person).groups:
            raise NotAllowed(_GONE)
        _owner(session, person, rule.owner_id)
    return rule


def _refuse_unknown(meaning: str, chosen: Iterable[str], known: Collection[str]) -> None:
    if unknown := [code for code in chosen if code not in known]:
        raise NotAllowed(f"There is no {meaning} {unknown[0][:40]}.")


def _ordered(chosen: Collection[str], known: Iterable[str]) -> tuple[str, ...]:
    return tuple(code for code in known if code in chosen)
