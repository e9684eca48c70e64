"""How good the links are: incidents held against labels made by hand. Pure; `evaluate_command.py` reads and prints.

A labelled pair counts as linked when its two reports share an incident. Pairs that readers were unsure of are left out.
A pair that the engine is unsure of is not linked, and counts so; how many there are is told apart.
In a window only pairs of its own records count. Re-issues are pairs of one source, from windows and pair sets together.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations, groupby
from typing import Final

from data_pipeline.linkage.labels import Key, Labels, WindowLabel
from data_pipeline.linkage.measures import Clusters, Counts, compare_clusters

SETS: Final = "pair set"
WINDOWS: Final = "window"
REISSUES: Final = "re-issues"
BETWEEN: Final = "between sources"
WITHIN: Final = "within a source"
ALL_WINDOWS: Final = "all windows"

Incidents = Mapping[str, frozenset[str]]
"""Report id to the incidents that it is part of."""
Pair = tuple[str, str]
"""Two report ids, the one that sorts first first."""


@dataclass(slots=True)
class Figures:
    """One line of the result: a pair set, a window or part of one, or the re-issues of a source."""

    group: str
    name: str
    part: str
    counts: Counts = field(default_factory=Counts)
    clusters: Clusters | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled pair and what became of it."""

    group: str
    name: str
    a: Key
    b: Key
    reports: Pair
    same: bool
    linked: bool
    note: str


@dataclass(slots=True)
class Evaluation:
    """The figures in the order of printing, and the pairs that we have wrong, sorted by set."""

    figures: list[Figures] = field(default_factory=list)
    errors: list[Judged] = field(default_factory=list)


def pair_of(a: str, b: str) -> Pair:
    """Two report ids in the order of table `links`."""
    return (a, b) if a <= b else (b, a)


def evaluate(labels: Labels, reports: Mapping[Key, str], incidents: Incidents, unsure: Collection[Pair] = ()) -> Evaluation:
    """Hold `incidents` against `labels`; `reports` gives the report of each key, `unsure` the pairs that the engine is unsure of.

    Labels with a key that has no report are left out.
    """
    by_set = list(_pairs_of_sets(labels, reports, incidents))
    by_window: list[Judged] = []
    result = Evaluation()
    for name in sorted({pair.set for pair in labels.pairs}):
        result.figures.append(_count(SETS, name, "", (one for one in by_set if one.name == name), unsure))
    pooled: dict[tuple[str, Key], frozenset[str]] = {}
    ours: dict[tuple[str, Key], frozenset[str]] = {}
    names = sorted({record.window for record in labels.windows})
    for name in names:
        records = _clusters([record for record in labels.windows if record.window == name and record.key in reports])
        mine = {key: _own(incidents, reports[key], name) for key in records}
        judged = list(_pairs_of_window(name, records, mine, reports, labels))
        by_window += judged
        pooled |= {(name, key): frozenset(f"{name}\x1f{cluster}" for cluster in clusters) for key, clusters in records.items()}
        ours |= {(name, key): clusters for key, clusters in mine.items()}
        result.figures += _window(name, judged, compare_clusters(mine, records), unsure)
    if names:
        result.figures += _window("", by_window, compare_clusters(ours, pooled), unsure)
    result.figures += _reissues([*by_window, *by_set], unsure)
    wrong = [one for one in [*by_set, *by_window] if one.same != one.linked]
    result.errors = sorted(wrong, key=lambda one: (one.group, one.name, one.same, one.a, one.b))
    return result


def _own(incidents: Incidents, report: str, window: str) -> frozenset[str]:
    """The incidents of a report, told apart by window: a cluster does not reach from one window into another."""
    return frozenset(f"{window}\x1f{incident}" for incident in incidents[report])


def _linked(incidents: Incidents, a: str, b: str) -> bool:
    return a == b or not incidents[a].isdisjoint(incidents[b])


def _pairs_of_sets(labels: Labels, reports: Mapping[Key, str], incidents: Incidents) -> Iterator[Judged]:
    for pair in labels.pairs:
        if pair.same is None or pair.a not in reports or pair.b not in reports:
            continue
        a, b = reports[pair.a], reports[pair.b]
        yield Judged(SETS, pair.set, pair.a, pair.b, pair_of(a, b), pair.same, _linked(incidents, a, b), pair.note)


def _clusters(records: Iterable[WindowLabel]) -> dict[Key, frozenset[str]]:
    found: dict[Key, set[str]] = {}
    for record in records:
        found.setdefault(record.key, set()).add(record.cluster)
    return {key: frozenset(clusters) for key, clusters in found.items()}


def _pairs_of_window(
    name: str, records: Mapping[Key, frozenset[str]], ours: Mapping[Key, frozenset[str]], reports: Mapping[Key, str], labels: Labels
) -> Iterator[Judged]:
    notes = {record.key: record.note for record in labels.windows if record.window == name}
    for a, b in combinations(records, 2):
        note = "; ".join(dict.fromkeys(filter(None, (notes[a], notes[b]))))
        same, linked = not records[a].isdisjoint(records[b]), reports[a] == reports[b] or not ours[a].isdisjoint(ours[b])
        yield Judged(WINDOWS, name, a, b, pair_of(reports[a], reports[b]), same, linked, note)


def _window(name: str, judged: list[Judged], clusters: Clusters, unsure: Collection[Pair]) -> list[Figures]:
    group = WINDOWS if name else ALL_WINDOWS
    whole = _count(group, name, "", judged, unsure)
    whole.clusters = clusters
    between = [one for one in judged if one.a.source != one.b.source]
    within = [one for one in judged if one.a.source == one.b.source]
    return [whole, _count(group, name, BETWEEN, between, unsure), _count(group, name, WITHIN, within, unsure)]


def _reissues(judged: list[Judged], unsure: Collection[Pair]) -> list[Figures]:
    """One line per source with pairs of its own; a pair that stands in a window and in a set counts once."""
    own: dict[tuple[Key, ...], Judged] = {}
    for one in judged:
        if one.a.source == one.b.source:
            own.setdefault(tuple(sorted((one.a, one.b))), one)
    by_source = groupby(sorted(own.values(), key=lambda one: one.a), key=lambda one: one.a.source)
    return [_count(REISSUES, source, "", list(pairs), unsure) for source, pairs in by_source]


def _count(group: str, name: str, part: str, judged: Iterable[Judged], unsure: Collection[Pair]) -> Figures:
    figures = Figures(group, name, part)
    for one in judged:
        figures.counts.add(one.linked, one.same, one.reports in unsure)
    return figures
