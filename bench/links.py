"""Linkage: cost and quality on the real files, compared with peers, and on simulated reports of growing number and noise."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

import duckdb
import orjson
import pyarrow as pa

from bench import link_peers
from bench.measure import REAL_DATA, print_figure, run_command
from bench.step_times import Steps, measure_steps
from data_pipeline import landing as landing_zone
from data_pipeline import registry
from data_pipeline.linkage.quality import evidence
from data_pipeline.linkage.quality.evaluate import Incidents, LinkageFigures, evaluate_incidents
from data_pipeline.linkage.quality.evidence import incidents_of
from data_pipeline.linkage.quality.label_keys import resolve_keys
from data_pipeline.linkage.quality.labels import FOLDER as LABELS
from data_pipeline.linkage.quality.labels import read_labels
from data_pipeline.linkage.quality.truth import evaluate_truth
from data_pipeline.sources.demo.simulator.simulate import ReportingOptions, simulate
from warehouse.contract.schema import LINKS
from warehouse.contract.snapshot import Snapshot, Store

SIZES: Final = (10_000, 30_000, 100_000, 300_000, 1_000_000)
NOISES: Final = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0)
NOISE_REPORTS: Final = 10_000
SEED: Final = 1852
END: Final = date(2026, 10, 31)
NEW_REPORTS: Final = 10
LINK_AIMS: Final = {100_000: 90.0}
"""Number of reports to the most seconds that linking them should take."""


def measure_real(data: Path, folders: Sequence[Path], own_clusters: bool) -> None:
    """The real files: time and memory of linking, quality compared with the peers, and a run with ten new reports."""
    archive = REAL_DATA / "asam" / "asam_archive_1978_2024.json"
    if not archive.is_file():
        print(f"the real files are not here ({REAL_DATA}); name their folder in REAL_DATA")
        return
    run_command("add", "asam", str(archive), data=data)
    run_command("add", "imb_crime_at_sea", str(REAL_DATA / "imb" / "pirate_attacks.csv"), data=data)
    _show_steps(measure_steps(data), aim=15.0)
    snapshot = Store(data).open()
    names = [
        link_peers.GREEDY,
        link_peers.SPLINK,
        link_peers.CONNECTED,
        link_peers.BEST_FIRST,
        *([link_peers.SPLINK_CLUSTERS] if own_clusters else []),
    ]
    peers = link_peers.run_peers(snapshot, names)
    for peer in peers:
        print_figure(f"  {peer.name}", peer.seconds, "s")
    for folder in folders:
        _compare_peers(folder, data, snapshot, peers)
    _measure_new_reports(data, archive)


def _compare_peers(folder: Path, data: Path, snapshot: Snapshot, peers: Sequence[link_peers.Peer]) -> None:
    """Our links and the peers' on the labels of `folder`; unsure pairs count as not linked."""
    labels = read_labels(folder)
    keys = resolve_keys(labels.keys, snapshot, data / "landing")
    print(f"-- labels {folder.name}: precision, recall, F1; {len(keys.lost)} keys of no report")
    ways: dict[str, Incidents] = {"Anchorwatch": incidents_of(snapshot)}
    ways |= {peer.name: {report: frozenset((cluster,)) for report, cluster in peer.clusters.items()} for peer in peers}
    unsure = evidence.unsure_pairs(evidence.links_among(snapshot, set(keys.reports.values())))
    for name, incidents in ways.items():
        result = evaluate_incidents(labels, keys.reports, incidents, unsure if name == "Anchorwatch" else ())
        for figures in result.figures:
            if not figures.part:
                print(_figures_line(name, figures))


def _figures_line(way: str, figures: LinkageFigures) -> str:
    counts = figures.counts
    part = f"{figures.group} {figures.name}"
    text = f"{way:<32}{part:<32}{counts.precision:>8.3f}{counts.recall:>8.3f}{counts.f1:>8.3f}   n {counts.matches:,}"
    return text + (f"   B3 F1 {figures.clusters.b3_f1:.3f}" if figures.clusters else "")


def _measure_new_reports(data: Path, archive: Path) -> None:
    """Ten reports of the archive re-issued under new references: seconds until they are published."""
    records: list[dict[str, Any]] = orjson.loads(archive.read_bytes())["asam"]
    chosen = records[5000 :: (len(records) - 5000) // NEW_REPORTS][:NEW_REPORTS]
    again = [{**record, "reference": f"2024-{90_000 + number}"} for number, record in enumerate(chosen)]
    file = data / "new.json"
    file.write_bytes(orjson.dumps({"asam": again}))
    landing = run_command("add", "asam", str(file), data=data).seconds
    print_figure(f"{NEW_REPORTS} new reports, landed to published", landing + run_command("run", data=data).seconds, "s", aim=10)
    incidents = incidents_of(Store(data).open())
    joined = sum(not incidents[f"asam:{new['reference']}"].isdisjoint(incidents[f"asam:{old['reference']}"])
                 for new, old in zip(again, chosen, strict=True))  # fmt: skip
    print_figure("  of them linked to the report that they repeat", joined, "reports")


def _show_steps(steps: Steps, aim: float | None) -> None:
    print_figure(f"{steps.reports:,} reports: linking", steps.link_seconds, "s", aim=aim)
    print_figure("  per 1,000 reports", 1000 * steps.link_seconds / steps.reports, "s")
    print_figure("  per 1,000 reports, processor", 1000 * steps.link_processor / steps.reports, "s")
    print_figure("  peak memory by the end of linking", steps.peak / 1e9, "GB", aim=4)
    print_figure("  peak memory before linking", steps.peak_before / 1e9, "GB")
    print_figure("  whole chain", steps.seconds, "s")
    print("    " + ", ".join(f"{name} {seconds:.2f} s" for name, seconds in steps.steps.items()))
    print("    linking: " + ", ".join(f"{name} {seconds:.2f} s" for name, seconds in _longest_first(steps.linking)))


def _longest_first(seconds: Mapping[str, float]) -> list[tuple[str, float]]:
    return sorted(seconds.items(), key=lambda item: -item[1])


def measure_sizes(folder: Path, report_counts: Iterable[int]) -> None:
    """Simulated reports of growing number: time, memory and quality."""
    curve = []
    for size in report_counts:
        data = folder / f"simulated-{size}"
        land_simulation(data, size, 1.0)
        steps = measure_steps(data)
        _show_steps(steps, LINK_AIMS.get(size))
        quality = _compare_with_truth(Store(data).open(), data)
        print(f"    F1 {quality.counts.f1:.4f}, precision {quality.counts.precision:.4f}, recall {quality.counts.recall:.4f}")
        curve.append((steps, quality))
    print(f"{'reports':>12}{'link s':>10}{'s/1,000':>10}{'CPU s/1,000':>13}{'chain s':>10}{'peak GB':>10}{'F1':>8}")
    for steps, quality in curve:
        per_thousand, processor = (1000 * seconds / steps.reports for seconds in (steps.link_seconds, steps.link_processor))
        times = f"{steps.link_seconds:>10.2f}{per_thousand:>10.3f}{processor:>13.3f}{steps.seconds:>10.1f}"
        print(f"{steps.reports:>12,}{times}{steps.peak / 1e9:>10.2f}{quality.counts.f1:>8.3f}")


def measure_noise(folder: Path, levels: Iterable[float], reports: int = NOISE_REPORTS) -> None:
    """F1 by the bodies' error rates, ours and the peers'."""
    ways = ["Anchorwatch", link_peers.GREEDY, link_peers.SPLINK]
    print(f"{'noise':>6}" + "".join(f"{f'{way}: P, R, F1':>44}" for way in ways))
    for level in levels:
        data = folder / f"noise-{level}"
        land_simulation(data, reports, level)
        measure_steps(data)
        snapshot = Store(data).open()
        results = [_compare_with_truth(snapshot, data)]
        results += [_compare_with_truth(snapshot, data, peer) for peer in link_peers.run_peers(snapshot, ways[1:])]
        cells = "".join(f"{f'{result.counts.precision:.3f} {result.counts.recall:.3f} {result.counts.f1:.3f}':>44}" for result in results)
        print(f"{level:>6.1f}{cells}", flush=True)
        if level == 1.0:
            print_figure("  F1 at the usual noise", results[0].counts.f1, "", aim=0.97, higher_is_better=True)


def land_simulation(data: Path, reports: int, level: float) -> None:
    """Draw and land a simulation; the truth goes where the command `simulate` puts it."""
    simulation = data / "demo_drawn"
    for file in simulate(simulation, reports, SEED, END, reporting=ReportingOptions(noise=level)):
        source = registry.source(file.stem)
        landing_zone.land_file(data / "landing", source, landing_zone.recognise_format(source, file), file)
        file.unlink()
    (simulation / "truth").rename(data / "demo_truth")


def _compare_with_truth(snapshot: Snapshot, data: Path, peer: link_peers.Peer | None = None) -> LinkageFigures:
    con = snapshot.open_database()
    if peer:
        _replace_incidents(con, peer)
    figures, _ = evaluate_truth(con, data / "demo_truth")
    con.close()
    return figures[0]


def _replace_incidents(con: duckdb.DuckDBPyConnection, peer: link_peers.Peer) -> None:
    """Replace our incidents by the peer's."""
    rows = pa.table({"report_id": list(peer.clusters), "incident_id": list(peer.clusters.values())})
    con.execute("DROP VIEW incident_reports; DROP VIEW links")
    con.register("incident_reports", rows)
    con.register("links", LINKS.arrow().empty_table())


def main(
    labels: Path | None = None, report_counts: Sequence[int] = SIZES, noises: Sequence[float] = NOISES, own_clusters: bool = False
) -> None:
    """Run everything. `labels`: a folder besides the project's own; `own_clusters`: also Splink's own clustering, which takes minutes."""
    shared = REAL_DATA / "labels"
    folders = list(dict.fromkeys(label_folder.resolve() for label_folder in (labels or shared, LABELS) if label_folder.is_dir()))
    with tempfile.TemporaryDirectory() as folder:
        measure_real(Path(folder) / "real", folders, own_clusters)
        measure_sizes(Path(folder), report_counts)
        measure_noise(Path(folder), noises)
