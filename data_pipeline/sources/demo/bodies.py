"""The four bodies at work on one block of incidents: hear, write down, repeat, re-issue, revise, publish."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import pyarrow as pa

from data_pipeline.sources.demo import hearing
from data_pipeline.sources.demo.parameters import Body, Flags, Model, Reals
from data_pipeline.sources.demo.records import Records
from data_pipeline.sources.demo.reporting import NAME_MISSING, OWN, REISSUE, REPUBLISHED, Errors, Sightings
from data_pipeline.sources.demo.truth import MINUTES_A_DAY, Incidents

REISSUED_DAYS: Final = (2, 60)
REVISED_DAYS: Final = (1, 45)


@dataclass(frozen=True)
class Block:
    """What one block adds to the files: the bodies' records by id, and the truth."""

    reports: dict[str, pa.Table]
    true_reports: pa.Table
    true_incidents: pa.Table


@dataclass(frozen=True)
class Bodies:
    """The bodies of one simulation. `chance` is bodies x stories x visibility; publication ends with `end`."""

    model: Model
    records: Records
    chance: Reals
    end: date
    noise: float
    independent: bool

    def block(self, incidents: Incidents, hears: np.random.Generator, errs: list[np.random.Generator]) -> Block:
        """Let every body report; `errs` has one stream a body."""
        chance = hearing.own_chance(self.model, incidents, self.chance)
        heard = hearing.heard(chance, hears)
        own = {body.id: self._own(body, incidents, heard[number], errs[number]) for number, body in enumerate(self.model.bodies)}
        reports: dict[str, pa.Table] = {}
        truth: list[pa.Table] = []
        for number, body in enumerate(self.model.bodies):
            rng = errs[number]
            first = [own[body.id], *self._republished(body, incidents, heard[number], own, rng)]
            every = first[0].followed_by(*first[1:], self._reissued(body, incidents, own[body.id], rng))
            reports[body.id], known = self._published(body, every, incidents, rng)
            truth.append(known)
        true_incidents = self.records.true_incidents(incidents, heard, chance)
        return Block(reports, pa.concat_tables(truth), true_incidents)

    def _own(self, body: Body, incidents: Incidents, heard: Flags, rng: np.random.Generator) -> Sightings:
        seen = Errors(self.model, body, self.noise, rng).sightings(incidents, np.flatnonzero(heard), OWN)
        seen.told = hearing.told_at(body, seen.told, rng)
        grave = self.model.stories.severity[incidents.story[seen.row]] == 1
        seen.published = hearing.published_at(body, seen.told, grave, rng)
        return _before_closing(body, seen)

    def _republished(
        self, body: Body, incidents: Incidents, heard: Flags, own: dict[str, Sightings], rng: np.random.Generator
    ) -> list[Sightings]:
        """Reports of other bodies that this one repeats, errors and all, because it has none of its own."""
        found = []
        taken = heard.copy()
        for origin, share in body.republishes.items() if not self.independent else ():
            there = own[origin]
            chosen = (rng.random(len(there)) < share) & ~taken[there.row]
            again = there.take(chosen)
            taken[again.row] = True
            again.kind[:] = REPUBLISHED
            again.origin[:] = [one.id for one in self.model.bodies].index(origin)
            again.told = again.published
            again.published = hearing.published_at(body, again.told, np.zeros(len(again), dtype=bool), rng)
            found.append(_before_closing(body, again))
        return found

    def _reissued(self, body: Body, incidents: Incidents, own: Sightings, rng: np.random.Generator) -> Sightings:
        """The same incidents once more, written down anew, under references of their own."""
        errors = Errors(self.model, body, self.noise, rng)
        before = own.take(errors.hits("reissued", len(own)))
        again = errors.sightings(incidents, before.row, REISSUE)
        again.told = before.told
        again.published = before.published + _days(REISSUED_DAYS, len(before), rng)
        return _before_closing(body, again)

    def _published(self, body: Body, seen: Sightings, incidents: Incidents, rng: np.random.Generator) -> tuple[pa.Table, pa.Table]:
        """The body's records in the order of publication with their revisions, and the truth about them and the late ones."""
        errors = Errors(self.model, body, self.noise, rng)
        seen = seen.take(np.argsort(seen.published, kind="stable"))
        known = (seen.name != NAME_MISSING) | (seen.attackers >= 0)
        revised = errors.hits("revised", len(seen)) & known
        revised_at = seen.published + _days(REVISED_DAYS, len(seen), rng)
        in_file = seen.published <= self._closes(body)
        reference = self.records.numbered(body, seen.published[in_file])

        first = seen.take(in_file)
        thin = revised[in_file]
        later = first.take(thin)
        later.revision[:] = 2
        later.revised = revised_at[in_file][thin]
        in_time = later.revised <= self._closes(body)
        thinned, full = errors.thinned(first.take(thin)), first.take(~thin)
        place = np.arange(len(first))
        rows = full.followed_by(thinned, later.take(in_time))
        of = np.concatenate([place[~thin], place[thin], place[thin][in_time]])
        order = np.lexsort((rows.revision, of))
        rows, references = rows.take(order), reference.take(pa.array(of[order]))

        late = seen.take(~in_file)
        nothing = pa.nulls(len(late), pa.string())
        truth = [
            self.records.true_reports(body, rows, incidents, references, np.ones(len(rows), dtype=bool)),
            self.records.true_reports(body, late, incidents, nothing, np.zeros(len(late), dtype=bool)),
        ]
        return self.records.reports(body, rows, incidents, references), pa.concat_tables(truth)

    def _closes(self, body: Body) -> int:
        return hearing.last_minute(body, self.end)


def _before_closing(body: Body, seen: Sightings) -> Sightings:
    """Without what a body would have published after it closed."""
    return seen.take(seen.published <= hearing.last_minute(body, body.closed_on)) if body.closed_on else seen


def _days(between: tuple[int, int], count: int, rng: np.random.Generator) -> np.ndarray:
    return rng.integers(between[0] * MINUTES_A_DAY, between[1] * MINUTES_A_DAY, count)
