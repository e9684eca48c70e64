"""What is new on a voyage since an earlier assessment of it: new incidents beside its way, levels, advisories, and who watches.

The earlier assessment is kept as `Figures`: what it found, by snapshot. It is compared with the present one, never worked out anew: what a
person signed is what he or she saw then.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from analytics.voyage import sentences
from analytics.voyage.assessment import LegAssessment, VoyageAssessment
from analytics.voyage.security.judgement import level_by_evidence
from warehouse.contract.dates import moment_in_words
from warehouse.contract.taxonomy import ACT, ADVISORY_KIND, MARKS, SEVERITY
from warehouse.queries.advisories.advisories import Advisory

PLAN, COVERAGE, LEVEL, INCIDENTS, ADVISORIES = "Plan", "Coverage", "Level", "Incidents", "Advisories"
COMPARED: Final = "Compared are incidents along the route, levels, advisories and who watches."
NARROWEST: Final = "AMBER+STRICT"
"""Advisories marked for a narrower circle are in no figures: assessments are filed under this mark."""


@dataclass(frozen=True, slots=True)
class LegFigures:
    """One leg as it was assessed; `level` is `Unknown` where nothing was known."""

    title: str
    state: str
    level: str
    hours: float
    is_unknown: bool
    recorded: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What an assessment found in one snapshot. `plan` is the voyage in words, `incidents` are ids, `advisories` title by id."""

    snapshot_id: str
    published_at: datetime
    plan: str
    likely: str
    worst: str
    hours: int
    unknown_hours: int
    recorded: int
    legs: tuple[LegFigures, ...]
    incidents: tuple[str, ...]
    advisories: Mapping[str, str]

    def to_fields(self) -> dict[str, Any]:
        """The figures as JSON values by name."""
        return {**asdict(self), "published_at": self.published_at.isoformat(), "advisories": dict(self.advisories)}

    @classmethod
    def from_fields(cls, values: Mapping[str, Any]) -> Figures:
        """The figures again."""
        legs = tuple(LegFigures(**leg) for leg in values["legs"])
        published_at = datetime.fromisoformat(values["published_at"])
        return cls(**{**values, "legs": legs, "published_at": published_at, "incidents": tuple(values["incidents"])})


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs: of which kind, in a few words, and in a sentence with what it was before."""

    kind: str
    short: str
    text: str


def figures_of(assessment: VoyageAssessment, advisories: Iterable[Advisory], snapshot_id: str, published_at: datetime) -> Figures:
    """The figures of an assessment; `advisories` are those on the way."""
    worst = assessment.worst
    return Figures(
        snapshot_id,
        published_at,
        sentences.voyage_in_words(assessment.passage),
        sentences.percent_on_the_way(assessment),
        worst.leg.title if worst else "unknown",
        round(assessment.passage.hours),
        assessment.whole_hours_unknown,
        assessment.recorded,
        tuple(_leg_figures(leg) for leg in assessment.legs),
        tuple(incident for leg in assessment.legs for incident in leg.evidence.incident_ids),
        {
            advisory.advisory_id: f"{ADVISORY_KIND[advisory.kind].title}: {advisory.title}"
            for advisory in advisories
            if MARKS.index(advisory.tlp) <= MARKS.index(NARROWEST)
        },
    )


def differences(before: Figures, after: Figures, assessment: VoyageAssessment) -> tuple[Difference, ...]:
    """What differs between two figures of a voyage, what is no longer known first; `assessment` is that of `after`."""
    return (
        *_of_plan(before, after),
        *_of_coverage(before, after),
        *_of_levels(before, after),
        *_of_incidents(before, assessment),
        *_of_advisories(before, after),
    )


def since_in_words(before: Figures, after: Figures, found: tuple[Difference, ...]) -> str:
    """`Since the data of 12 November 2026, 06:00 UTC: 2 new incidents; …`, or that nothing has changed."""
    since = f"Since the data of {moment_in_words(before.published_at)} UTC"
    if before.snapshot_id == after.snapshot_id and not found:
        return f"{since}, which are still the newest, nothing can have changed."
    return f"{since}: {'; '.join(one.short for one in found)}." if found else f"{since}: nothing has changed. {COMPARED}"


def _leg_figures(leg: LegAssessment) -> LegFigures:
    return LegFigures(leg.leg.title, leg.state, level_by_evidence(leg), round(leg.leg.hours, 1), leg.is_unknown, leg.evidence.year)


def _of_plan(before: Figures, after: Figures) -> list[Difference]:
    if before.plan == after.plan:
        return []
    return [Difference(PLAN, "plan changed", f"The plan was {before.plan}; now it is {after.plan}.")]


def _legs_by_name(figures: Figures) -> dict[tuple[str, int], LegFigures]:
    """Legs by title and how often that title came before: a route may enter the same waters twice."""
    seen: Counter[str] = Counter()
    legs = {}
    for leg in figures.legs:
        legs[leg.title, seen[leg.title]] = leg
        seen[leg.title] += 1
    return legs


def _pairs(before: Figures, after: Figures) -> list[tuple[LegFigures, LegFigures]]:
    earlier = _legs_by_name(before)
    return [(earlier[name], leg) for name, leg in _legs_by_name(after).items() if name in earlier]


def _of_coverage(before: Figures, after: Figures) -> list[Difference]:
    found = []
    for was, now in _pairs(before, after):
        if now.is_unknown and not was.is_unknown:
            text = f"{now.title} was known ({was.level}); nothing is known of it now, and its {now.hours:,.0f} hours are unknown."
            found.append(Difference(COVERAGE, f"{now.title} no longer known", text))
        elif was.is_unknown and not now.is_unknown:
            text = f"{now.title} was unknown; it is known now: {now.level}."
            found.append(Difference(COVERAGE, f"{now.title} known now: {now.level}", text))
    return found


def _of_levels(before: Figures, after: Figures) -> list[Difference]:
    return [
        Difference(LEVEL, f"{now.title} {now.level}, was {was.level}", f"The level of {now.title} was {was.level}; it is {now.level}.")
        for was, now in _pairs(before, after)
        if was.level != now.level and not was.is_unknown and not now.is_unknown
    ]


def _of_incidents(before: Figures, assessment: VoyageAssessment) -> list[Difference]:
    known, found, total = set(before.incidents), [], 0
    for leg in assessment.legs:
        new = [incident for incident in leg.evidence.incident_ids if incident not in known]
        if new:
            total += len(new)
            found.append(f"{leg.leg.title}: {_counted(new, assessment)}")
    if not found:
        return []
    many = "1 new incident" if total == 1 else f"{total:,} new incidents"
    return [Difference(INCIDENTS, many, f"{many} along the route: {'; '.join(found)}.")]


def _counted(ids: list[str], assessment: VoyageAssessment) -> str:
    """`2 (boarded 1, attempted 1; severity up to 3 less significant)`: counts only, as everywhere in an assessment, no single report."""
    rows = assessment.ground.incidents.set_index("incident_id").loc[ids]
    acts = Counter(ACT[act].title.lower() if act in ACT else "act not stated" for act in rows["act"])
    levels = rows["severity"].dropna()
    grave = levels[levels > 0]
    gravest = f"; severity up to {SEVERITY[int(grave.min())].title}" if len(grave) else ""
    return f"{len(ids):,} ({', '.join(f'{act} {count:,}' for act, count in acts.most_common())}{gravest})"


def _of_advisories(before: Figures, after: Figures) -> list[Difference]:
    new = [title for advisory, title in after.advisories.items() if advisory not in before.advisories]
    ended = [title for advisory, title in before.advisories.items() if advisory not in after.advisories]
    found = []
    if new:
        many = "1 new advisory" if len(new) == 1 else f"{len(new):,} new advisories"
        found.append(Difference(ADVISORIES, many, f"{many} for waters on the way: {'; '.join(new)}."))
    if ended:
        many = "1 advisory no longer applies" if len(ended) == 1 else f"{len(ended):,} advisories no longer apply"
        found.append(Difference(ADVISORIES, many, f"{many} to waters on the way: {'; '.join(ended)}."))
    return found
