"""The four bodies at work on one block of incidents: they learn of them, write reports, repeat, re-issue, revise and publish."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import pyarrow as pa

from data_pipeline.sources.demo.simulator import notification
from data_pipeline.sources.demo.simulator.incidents import MINUTES_PER_DAY, Incidents
from data_pipeline.sources.demo.simulator.model import BooleanArray, IntegerArray, RealArray, ReportingBody, SimulationModel
from data_pipeline.sources.demo.simulator.statements import NAME_MISSING, OWN, REISSUE, REPUBLISHED, ReportingErrors, Statements
from data_pipeline.sources.demo.simulator.tables import TableBuilder

REISSUED_DAYS: Final = (2, 60)
REVISED_DAYS: Final = (1, 45)
_GRAVE: Final = 1
"""The severity whose reports are published faster."""


@dataclass(frozen=True)
class SimulatedBlock:
    """What one block adds to the files: the bodies' records by id, and the truth."""

    reports: dict[str, pa.Table]
    true_reports: pa.Table
    true_incidents: pa.Table


@dataclass(frozen=True)
class BodySimulation:
    """The bodies of one simulation. `chances` is bodies x stories x visibility; nothing is published after `end`."""

    model: SimulationModel
    tables: TableBuilder
    chances: RealArray
    end: date
    noise: float
    independent: bool

    def simulate_block(
        self, incidents: Incidents, notification_rng: np.random.Generator, error_rngs: list[np.random.Generator]
    ) -> SimulatedBlock:
        """Let every body report on these incidents; `error_rngs` has one random stream per body."""
        chances = notification.incident_chances(self.model, incidents, self.chances)
        notified = notification.draw_notified(chances, notification_rng)
        own = {
            body.id: self._write_own(body, incidents, notified[number], error_rngs[number]) for number, body in enumerate(self.model.bodies)
        }
        reports: dict[str, pa.Table] = {}
        truth: list[pa.Table] = []
        for number, body in enumerate(self.model.bodies):
            rng = error_rngs[number]
            originals = [own[body.id], *self._republish(body, notified[number], own, rng)]
            statements = originals[0].followed_by(*originals[1:], self._reissue(body, incidents, own[body.id], rng))
            reports[body.id], true_reports = self._publish(body, statements, incidents, rng)
            truth.append(true_reports)
        true_incidents = self.tables.true_incidents(incidents, notified, chances)
        return SimulatedBlock(reports, pa.concat_tables(truth), true_incidents)

    def _write_own(self, body: ReportingBody, incidents: Incidents, is_notified: BooleanArray, rng: np.random.Generator) -> Statements:
        statements = ReportingErrors(self.model, body, self.noise, rng).write_statements(incidents, np.flatnonzero(is_notified), OWN)
        statements.notified = notification.draw_notification_times(body, statements.notified, rng)
        is_grave = self.model.stories.severity[incidents.story[statements.row]] == _GRAVE
        statements.published = notification.draw_publication_times(body, statements.notified, is_grave, rng)
        return _published_before_closing(body, statements)

    def _republish(
        self, body: ReportingBody, is_notified: BooleanArray, own: dict[str, Statements], rng: np.random.Generator
    ) -> list[Statements]:
        """Reports of other bodies that this one repeats, errors included, because it has none of its own."""
        repeated = []
        is_known = is_notified.copy()
        for origin, share in body.republishes.items() if not self.independent else ():
            originals = own[origin]
            is_chosen = (rng.random(len(originals)) < share) & ~is_known[originals.row]
            copies = originals.take(is_chosen)
            is_known[copies.row] = True
            copies.kind[:] = REPUBLISHED
            copies.origin[:] = [other.id for other in self.model.bodies].index(origin)
            # The copying body learns of the incident when the other publishes it.
            copies.notified = copies.published
            copies.published = notification.draw_publication_times(body, copies.notified, np.zeros(len(copies), dtype=bool), rng)
            repeated.append(_published_before_closing(body, copies))
        return repeated

    def _reissue(self, body: ReportingBody, incidents: Incidents, own: Statements, rng: np.random.Generator) -> Statements:
        """The same incidents again, written afresh under references of their own."""
        errors = ReportingErrors(self.model, body, self.noise, rng)
        originals = own.take(errors.draw_errors("reissued", len(own)))
        reissues = errors.write_statements(incidents, originals.row, REISSUE)
        reissues.notified = originals.notified
        reissues.published = originals.published + _draw_delay(REISSUED_DAYS, len(originals), rng)
        return _published_before_closing(body, reissues)

    def _publish(
        self, body: ReportingBody, statements: Statements, incidents: Incidents, rng: np.random.Generator
    ) -> tuple[pa.Table, pa.Table]:
        """The body's records in order of publication with their revisions, and the truth about these and the late ones."""
        errors = ReportingErrors(self.model, body, self.noise, rng)
        statements = statements.take(np.argsort(statements.published, kind="stable"))
        # Only a report that states a name or a number can be published first without them.
        can_be_revised = (statements.name != NAME_MISSING) | (statements.attackers >= 0)
        is_revised = errors.draw_errors("revised", len(statements)) & can_be_revised
        revised_at = statements.published + _draw_delay(REVISED_DAYS, len(statements), rng)
        closing = notification.last_publication_minute(body, self.end)
        in_file = statements.published <= closing
        reference = self.tables.number_references(body, statements.published[in_file])

        first = statements.take(in_file)
        is_thin = is_revised[in_file]
        later = first.take(is_thin)
        # The later text keeps its first day of publication and gets one of revision.
        later.revision[:] = 2
        later.revised = revised_at[in_file][is_thin]
        in_time = later.revised <= closing
        thinned, full = errors.without_details(first.take(is_thin)), first.take(~is_thin)
        number = np.arange(len(first))
        rows = full.followed_by(thinned, later.take(in_time))
        number_of_row = np.concatenate([number[~is_thin], number[is_thin], number[is_thin][in_time]])
        # Every revision directly after its first text.
        order = np.lexsort((rows.revision, number_of_row))
        rows, references = rows.take(order), reference.take(pa.array(number_of_row[order]))

        late = statements.take(~in_file)
        no_references = pa.nulls(len(late), pa.string())
        truth = [
            self.tables.true_reports(body, rows, incidents, references, np.ones(len(rows), dtype=bool)),
            self.tables.true_reports(body, late, incidents, no_references, np.zeros(len(late), dtype=bool)),
        ]
        return self.tables.reports(body, rows, incidents, references), pa.concat_tables(truth)


def _published_before_closing(body: ReportingBody, statements: Statements) -> Statements:
    """Without what a body would have published after it closed."""
    if body.closed_on is None:
        return statements
    return statements.take(statements.published <= notification.last_publication_minute(body, body.closed_on))


def _draw_delay(days: tuple[int, int], count: int, rng: np.random.Generator) -> IntegerArray:
    """Random delays in minutes, uniform between `days[0]` and `days[1]` days."""
    return rng.integers(days[0] * MINUTES_PER_DAY, days[1] * MINUTES_PER_DAY, count)
