"""The commands `evaluate-facts` and `evaluate-links`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import pyarrow as pa
import typer

from data_pipeline.commands.console import print_lines
from data_pipeline.errors import UsageError
from data_pipeline.linkage.quality import evidence, figures, label_keys, truth
from data_pipeline.linkage.quality.evaluate import JudgedPair, Pair, evaluate_incidents
from data_pipeline.linkage.quality.labels import FOLDER, read_labels
from warehouse.contract import settings as settings_module
from warehouse.contract.csv_files import to_csv
from warehouse.contract.files import write_atomically
from warehouse.contract.settings import ROOT, Settings
from warehouse.contract.snapshot import Snapshot, Store


def evaluate_facts(
    labels: Annotated[Path, typer.Option(metavar="DIR", help="Folder that holds facts.csv.", show_default="tests/labels")] = ROOT
    / "tests"
    / "labels",
    raw: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Read the records from the raw files in this folder, not from the snapshot.")
    ] = None,
) -> int:
    """Compare what is read from reports with labels made by hand: accuracy by fact, and every fact that differs."""
    from data_pipeline.facts.evaluation import labelled_reports, scores
    from data_pipeline.facts.evaluation import labels as label_files

    settings = settings_module.load()
    labelled = label_files.read_labels(labels)
    result = scores.evaluate_reports(labelled, labelled_reports.reports_for(labelled, settings, raw))
    print_lines([*scores.score_lines(result), "", *scores.miss_lines(result)])
    print_lines([f"not found: {source} {key}" for source, key in result.not_found])
    return 0


def evaluate_links(
    labels: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder with pairs.csv or windows.csv.", show_default="tests/labels/links"),
    ] = None,
    against_truth: Annotated[
        bool, typer.Option("--truth", help="Compare simulated reports with their truth; the default when the data are simulated.")
    ] = False,
    errors: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the wrong pairs, with their evidence, to a CSV file.")] = None,
    details: Annotated[bool, typer.Option("--details", help="Show the evidence and the label's note of every wrong pair.")] = False,
) -> int:
    """Compare incidents with labels made by hand, or simulated ones with the truth: precision, recall and F1, and every wrong pair.

    Figures are given with intervals, for each set of pairs and each window. A copy goes to quality/links.json in the data
    folder. Exit status 1 when a label names a record that is not published.
    """
    settings = settings_module.load()
    snapshot = Store(settings.data).open()
    if against_truth or (snapshot.is_demo and labels is None):
        return _compare_with_truth(snapshot, settings)
    folder = labels or FOLDER
    labelled = read_labels(folder)
    resolved = label_keys.resolve_keys(labelled.keys, snapshot, settings.landing)
    links = evidence.links_among(snapshot, set(resolved.reports.values()))
    result = evaluate_incidents(labelled, resolved.reports, evidence.incidents_of(snapshot), evidence.unsure_pairs(links))
    lost = [f"{len(resolved.lost)} labelled records are not published"] if resolved.lost else []
    figures.write_figures(settings.data, result.figures, snapshot, folder.resolve().name, [*labelled.remarks, *lost])
    if errors:
        write_errors(errors, result.errors, links, snapshot)
    print_lines([*figures.figure_lines(result.figures), "", figures.UNSURE_NOTE, "", *labelled.remarks])
    print_lines(error_lines(result.errors, links, details))
    print_lines(_lost_lines(resolved))
    return 1 if resolved.lost else 0


def _compare_with_truth(snapshot: Snapshot, settings: Settings) -> int:
    if not snapshot.is_demo:
        raise UsageError("the published reports are real; the truth is known of simulated ones only. Leave --truth out.")
    con = snapshot.open_database()
    counted, raids = truth.evaluate_truth(con, settings.data / truth.FOLDER)
    con.close()
    share = f" ({raids.confused / raids.pairs:.1%})" if raids.pairs else ""
    remark = f"raids: {raids.confused:,} of {raids.pairs:,} pairs of reports about two ships of one raid are taken for one incident{share}"
    figures.write_figures(settings.data, counted, snapshot, truth.SIMULATED, [remark])
    print_lines([*figures.figure_lines(counted), "", figures.UNSURE_NOTE, "", remark])
    return 0


def error_lines(errors: Sequence[JudgedPair], links: Mapping[Pair, evidence.Link], details: bool) -> list[str]:
    """One line a wrong pair, by set; with `details` further ones with evidence, rivals and note."""
    lines = [f"{len(errors)} wrong pairs" + (":" if errors else "")]
    group = ""
    for pair in errors:
        if group != (group := f"{pair.group} {pair.name}"):
            lines.append(f"  {group}")
        ours = evidence.our_judgement(pair, links)
        weight = "" if ours.weight is None else f", weight {ours.weight:.1f}"
        probability = "" if ours.probability is None else f", probability {ours.probability:.3f}"
        lines.append(f"    {pair.a} - {pair.b}: {pair.label}; ours {ours.outcome} ({ours.reason}{weight}{probability})")
        if details:
            lines += [f"        {text}" for text in (ours.evidence, ours.rivals and f"rivals: {ours.rivals}", pair.note) if text]
    return lines


def write_errors(file: Path, errors: Sequence[JudgedPair], links: Mapping[Pair, evidence.Link], snapshot: Snapshot) -> None:
    """The wrong pairs as CSV: keys, label, our outcome, weight, probability, reason, evidence, rivals, the label's note."""
    columns = ("group", "set", "source_a", "key_a", "source_b", "key_b", "report_a", "report_b", "label", "outcome", "weight",
               "probability", "reason", "evidence", "rivals", "note")  # fmt: skip
    rows = []
    for pair in errors:
        ours = evidence.our_judgement(pair, links)
        row = (pair.group, pair.name, pair.a.source, pair.a.key, pair.b.source, pair.b.key, *pair.reports, pair.label, ours.outcome,
               ours.weight, ours.probability, ours.reason, ours.evidence, ours.rivals, pair.note)  # fmt: skip
        rows.append(dict(zip(columns, row, strict=True)))
    # Stated, because a column without any value would otherwise get no type.
    numbers = {"weight", "probability"}
    schema = pa.schema([(name, pa.float64() if name in numbers else pa.string()) for name in columns])
    write_atomically(file, to_csv(pa.Table.from_pylist(rows, schema=schema), snapshot))


def _lost_lines(resolved: label_keys.ResolvedKeys) -> list[str]:
    if not resolved.lost:
        return []
    lines = [f"{len(resolved.lost)} labelled records are not published; their pairs are left out:"]
    return lines + [f"    {key}: {reason}" for key, reason in sorted(resolved.lost.items())]
