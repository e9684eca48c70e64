"""The command `evaluate-links`."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from data_pipeline.commands import console, plain
from data_pipeline.errors import UsageError
from data_pipeline.linkage import evidence, figures, keys, labels, truth
from data_pipeline.linkage.evaluate import Incidents, Judged, Pair, evaluate
from warehouse.contract.csv_files import to_csv
from warehouse.contract.settings import ROOT, Settings
from warehouse.contract.snapshot import Snapshot, Store, write_atomically

LABELS: Final = ROOT / "tests" / "labels" / "links"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `evaluate-links`."""
    parser.add_argument("--labels", type=Path, metavar="DIR", help="folder with pairs.csv or windows.csv (default: tests/labels/links)")
    parser.add_argument(
        "--truth", action="store_true", help="hold simulated reports against their truth; so by itself when the data are simulated"
    )
    parser.add_argument("--errors", type=Path, metavar="FILE", help="write the wrong pairs with their evidence to a CSV file")
    parser.epilog = f"{labels.__doc__}\n{keys.__doc__}"
    parser.add_argument("--details", action="store_true", help="show the evidence and the label's note of every wrong pair")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Hold the links of the snapshot in force against labels made by hand, or simulated ones against the truth.

    Precision, recall and F1 per set of pairs and per window, with intervals, and every pair that is wrong. A copy of the figures
    goes to quality/links.json in the data folder. Exit status 1 when a label names a record that is not published.
    """
    snapshot = Store(settings.data).open()
    if args.truth or (snapshot.is_demo and args.labels is None):
        return _against_truth(snapshot, settings)
    folder = args.labels or LABELS
    labelled = labels.read_labels(folder)
    found = keys.resolve(labelled.keys, snapshot, settings.landing)
    links = evidence.links_among(snapshot, set(found.reports.values()))
    result = evaluate(labelled, found.reports, incidents_of(snapshot), evidence.unsure_pairs(links))
    lost = [f"{len(found.lost)} labelled records are not published"] if found.lost else []
    figures.write(settings.data, result.figures, snapshot, folder.resolve().name, [*labelled.remarks, *lost])
    if args.errors:
        write_errors(args.errors, result.errors, links, snapshot)
    _say([*figures.lines(result.figures), "", figures.UNSURE_NOTE, "", *labelled.remarks])
    _say(error_lines(result.errors, links, args.details))
    _say(_lost_lines(found))
    return 1 if found.lost else 0


def _against_truth(snapshot: Snapshot, settings: Settings) -> int:
    if not snapshot.is_demo:
        raise UsageError("the published reports are real; only of simulated ones is the truth known. Leave --truth out.")
    con = snapshot.connect()
    found, raids = truth.evaluate_truth(con, settings.data / truth.FOLDER)
    con.close()
    share = f" ({raids.confused / raids.pairs:.1%})" if raids.pairs else ""
    said = f"raids: {raids.confused:,} of {raids.pairs:,} pairs of reports about two ships of one raid are taken for one incident{share}"
    figures.write(settings.data, found, snapshot, truth.SIMULATED, [said])
    _say([*figures.lines(found), "", figures.UNSURE_NOTE, "", said])
    return 0


def incidents_of(snapshot: Snapshot) -> Incidents:
    """Report id to the incidents it is part of."""
    table = pq.read_table(snapshot.path("incident_reports"), columns=["report_id", "incident_id"])
    found: dict[str, set[str]] = {}
    for report, incident in zip(table["report_id"].to_pylist(), table["incident_id"].to_pylist(), strict=True):
        found.setdefault(report, set()).add(incident)
    return {report: frozenset(incidents) for report, incidents in found.items()}


def error_lines(errors: Sequence[Judged], links: Mapping[Pair, evidence.Link], details: bool) -> list[str]:
    """One line per wrong pair, by set; with `details` a second one with evidence and note."""
    lines = [f"{len(errors)} wrong pairs" + (":" if errors else "")]
    group = ""
    for one in errors:
        if group != (group := f"{one.group} {one.name}"):
            lines.append(f"  {group}")
        ours = evidence.ours(one, links)
        label = "match" if one.same else "nonmatch"
        weight = "" if ours.weight is None else f", weight {ours.weight:.1f}"
        probability = "" if ours.probability is None else f", probability {ours.probability:.3f}"
        lines.append(f"    {one.a} - {one.b}: {label}; ours {ours.outcome} ({ours.reason}{weight}{probability})")
        if details:
            lines += [f"        {text}" for text in (ours.evidence, ours.rivals and f"rivals: {ours.rivals}", one.note) if text]
    return lines


def write_errors(file: Path, errors: Sequence[Judged], links: Mapping[Pair, evidence.Link], snapshot: Snapshot) -> None:
    """The wrong pairs as CSV: keys, label, our outcome, weight, probability, reason, evidence, rivals, the label's note."""
    columns = ("group", "set", "source_a", "key_a", "source_b", "key_b", "report_a", "report_b", "label", "outcome", "weight",
               "probability", "reason", "evidence", "rivals", "note")  # fmt: skip
    rows = []
    for one in errors:
        ours = evidence.ours(one, links)
        label = "match" if one.same else "nonmatch"
        row = (one.group, one.name, one.a.source, one.a.key, one.b.source, one.b.key, *one.reports, label, ours.outcome, ours.weight,
               ours.probability, ours.reason, ours.evidence, ours.rivals, one.note)  # fmt: skip
        rows.append(dict(zip(columns, row, strict=True)))
    numbers = {"weight", "probability"}
    schema = pa.schema([(name, pa.float64() if name in numbers else pa.string()) for name in columns])
    write_atomically(file, to_csv(pa.Table.from_pylist(rows, schema=schema), snapshot))


def _lost_lines(found: keys.Resolved) -> list[str]:
    if not found.lost:
        return []
    lines = [f"{len(found.lost)} labelled records are not published; their pairs are left out:"]
    return lines + [f"    {key}: {why}" for key, why in sorted(found.lost.items())]


def _say(lines: Sequence[str]) -> None:
    for line in lines:
        console.print(plain(line), soft_wrap=True)
