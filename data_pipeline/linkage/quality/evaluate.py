"""Compares incidents with labels made by hand. Pure: the command `evaluate-links` reads and prints.

A labelled pair counts as linked when its two reports share an incident. Pairs that the labeller was unsure of are left out.
A pair that the engine is unsure of counts as not linked; how many of those there are is stated separately.
In a window only pairs of its own records count. Re-issues are pairs of one source, from windows and pair sets together.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations, groupby
from typing import Final

from data_pipeline.linkage.quality.labels import LabelKey, Labels, WindowLabel
from data_pipeline.linkage.quality.measures import Clusters, Counts, compare_clusters

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
class LinkageFigures:
    """One line of the result: a pair set, a window or part of one, or the re-issues of a source."""

    group: str
    name: str
    part: str
    counts: Counts = field(default_factory=Counts)
    clusters: Clusters | None = None


@dataclass(frozen=True, slots=True)
class JudgedPair:
    """A labelled pair and what became of it. `same` is the label, `linked` our answer; `reports` may name one report twice."""

    group: str
    name: str
    a: LabelKey
    b: LabelKey
    reports: Pair
    same: bool
    linked: bool
    note: str

    @property
    def label(self) -> str:
        """The label as the files of labels spell it."""
        return "match" if self.same else "nonmatch"


@dataclass(slots=True)
class LinkageEvaluation:
    """The figures in the order of printing, and the pairs that we got wrong, sorted by set."""

    figures: list[LinkageFigures] = field(default_factory=list)
    errors: list[JudgedPair] = field(default_factory=list)


def pair_of(a: str, b: str) -> Pair:
    """Two report ids in the order of table `links`."""
    return (a, b) if a <= b else (b, a)


def evaluate_incidents(
    labels: Labels, reports: Mapping[LabelKey, str], incidents: Incidents, unsure: Collection[Pair] = ()
) -> LinkageEvaluation:
    """Compare `incidents` with `labels`.

    `reports` gives the report of each labelled record, `unsure` the pairs that the engine is unsure of. Labels of a record that
    has no report are left out.
    """
    set_pairs = list(_pairs_of_sets(labels, reports, incidents))
    window_pairs: list[JudgedPair] = []
    result = LinkageEvaluation()
    for name in sorted({pair.set for pair in labels.pairs}):
        result.figures.append(_count(SETS, name, "", (pair for pair in set_pairs if pair.name == name), unsure))
    # The clusters of all windows together, for the line "all windows"; keyed by window too, since windows may overlap.
    all_true: dict[tuple[str, LabelKey], frozenset[str]] = {}
    all_ours: dict[tuple[str, LabelKey], frozenset[str]] = {}
    names = sorted({record.window for record in labels.windows})
    for name in names:
        true = _clusters_by_key([record for record in labels.windows if record.window == name and record.key in reports])
        ours = {key: _incidents_in_window(incidents, reports[key], name) for key in true}
        judged = list(_pairs_of_window(name, true, ours, reports, labels))
        window_pairs += judged
        all_true |= {(name, key): frozenset(f"{name}\x1f{cluster}" for cluster in clusters) for key, clusters in true.items()}
        all_ours |= {(name, key): clusters for key, clusters in ours.items()}
        result.figures += _figures_of_window(name, judged, compare_clusters(ours, true), unsure)
    if names:
        result.figures += _figures_of_window("", window_pairs, compare_clusters(all_ours, all_true), unsure)
    result.figures += _figures_of_reissues([*window_pairs, *set_pairs], unsure)
    wrong = [pair for pair in [*set_pairs, *window_pairs] if pair.same != pair.linked]
    result.errors = sorted(wrong, key=lambda pair: (pair.group, pair.name, pair.same, pair.a, pair.b))
    return result


def _incidents_in_window(incidents: Incidents, report: str, window: str) -> frozenset[str]:
    """The incidents of a report, distinct by window: a cluster does not reach from one window into another."""
    return frozenset(f"{window}\x1f{incident}" for incident in incidents[report])


def _are_linked(incidents: Incidents, a: str, b: str) -> bool:
    return a == b or not incidents[a].isdisjoint(incidents[b])


def _pairs_of_sets(labels: Labels, reports: Mapping[LabelKey, str], incidents: Incidents) -> Iterator[JudgedPair]:
    for pair in labels.pairs:
        if pair.same is None or pair.a not in reports or pair.b not in reports:
            continue
        a, b = reports[pair.a], reports[pair.b]
        yield JudgedPair(SETS, pair.set, pair.a, pair.b, pair_of(a, b), pair.same, _are_linked(incidents, a, b), pair.note)


def _clusters_by_key(records: Iterable[WindowLabel]) -> dict[LabelKey, frozenset[str]]:
    clusters: dict[LabelKey, set[str]] = {}
    for record in records:
        clusters.setdefault(record.key, set()).add(record.cluster)
    return {key: frozenset(of_key) for key, of_key in clusters.items()}


def _pairs_of_window(
    name: str,
    true: Mapping[LabelKey, frozenset[str]],
    ours: Mapping[LabelKey, frozenset[str]],
    reports: Mapping[LabelKey, str],
    labels: Labels,
) -> Iterator[JudgedPair]:
    notes = {record.key: record.note for record in labels.windows if record.window == name}
    for a, b in combinations(true, 2):
        # Reports of one incident often bear the same note.
        note = "; ".join(dict.fromkeys(filter(None, (notes[a], notes[b]))))
        same = not true[a].isdisjoint(true[b])
        linked = reports[a] == reports[b] or not ours[a].isdisjoint(ours[b])
        yield JudgedPair(WINDOWS, name, a, b, pair_of(reports[a], reports[b]), same, linked, note)


def _figures_of_window(name: str, judged: list[JudgedPair], clusters: Clusters, unsure: Collection[Pair]) -> list[LinkageFigures]:
    """A window as a whole, with its clusters, and its pairs between and within sources; no name means all windows."""
    group = WINDOWS if name else ALL_WINDOWS
    total = _count(group, name, "", judged, unsure)
    total.clusters = clusters
    between = [pair for pair in judged if pair.a.source != pair.b.source]
    within = [pair for pair in judged if pair.a.source == pair.b.source]
    return [total, _count(group, name, BETWEEN, between, unsure), _count(group, name, WITHIN, within, unsure)]


def _figures_of_reissues(judged: list[JudgedPair], unsure: Collection[Pair]) -> list[LinkageFigures]:
    """One line per source with pairs of its own; a pair that is in both a window and a set counts once."""
    distinct: dict[tuple[LabelKey, ...], JudgedPair] = {}
    for pair in judged:
        if pair.a.source == pair.b.source:
            distinct.setdefault(tuple(sorted((pair.a, pair.b))), pair)
    by_source = groupby(sorted(distinct.values(), key=lambda pair: pair.a), key=lambda pair: pair.a.source)
    return [_count(REISSUES, source, "", list(pairs), unsure) for source, pairs in by_source]


def _count(group: str, name: str, part: str, judged: Iterable[JudgedPair], unsure: Collection[Pair]) -> LinkageFigures:
    figures = LinkageFigures(group, name, part)
    for pair in judged:
        figures.counts.add(pair.linked, pair.same, pair.reports in unsure)
    return figures
