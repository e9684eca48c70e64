"""Linkage: cost and quality on the real files, beside two peers, and on simulated reports of growing number and noise."""

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
from bench.measure import REAL_DATA, command, show
from bench.step_times import Steps, measured
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
"""Reports to the most seconds that linking them may take."""


def real(data: Path, folders: Sequence[Path], own_clusters: bool) -> None:
    """The real files: seconds and memory of linking, quality beside the peers, and a run that brings ten new reports."""
    archive = REAL_DATA / "asam" / "asam_archive_1978_2024.json"
    if not archive.is_file():
        print(f"the real files are not here ({REAL_DATA}); name their folder in REAL_DATA")
        return
    command("add", "asam", str(archive), data=data)
    command("add", "imb_crime_at_sea", str(REAL_DATA / "imb" / "pirate_attacks.csv"), data=data)
    _show_steps(measured(data), aim=15.0)
    snapshot = Store(data).open()
    names = [
        link_peers.GREEDY,
        link_peers.SPLINK,
        link_peers.CONNECTED,
        link_peers.BEST_FIRST,
        *([link_peers.SPLINK_CLUSTERS] if own_clusters else []),
    ]
    peers = link_peers.peers(snapshot, names)
    for peer in peers:
        show(f"  {peer.name}", peer.seconds, "s")
    for folder in folders:
        _compare(folder, data, snapshot, peers)
    _ten_new(data, archive)


def _compare(folder: Path, data: Path, snapshot: Snapshot, peers: Sequence[link_peers.Peer]) -> None:
    """Ours and the peers on the labels of `folder`; pairs that we are unsure of count as not linked."""
    labels = read_labels(folder)
    found = resolve_keys(labels.keys, snapshot, data / "landing")
    print(f"-- labels {folder.name}: precision, recall, F1; {len(found.lost)} keys of no report")
    ways: dict[str, Incidents] = {"Anchorwatch": incidents_of(snapshot)}
    ways |= {peer.name: {report: frozenset((cluster,)) for report, cluster in peer.clusters.items()} for peer in peers}
    unsure = evidence.unsure_pairs(evidence.links_among(snapshot, set(found.reports.values())))
    for name, incidents in ways.items():
        result = evaluate_incidents(labels, found.reports, incidents, unsure if name == "Anchorwatch" else ())
        for one in result.figures:
            if not one.part:
                print(_line(name, one))


def _line(way: str, one: LinkageFigures) -> str:
    c = one.counts
    text = f"{way:<32}{f'{one.group} {one.name}':<32}{c.precision:>8.3f}{c.recall:>8.3f}{c.f1:>8.3f}   n {c.matches:,}"
    return text + (f"   B3 F1 {one.clusters.b3_f1:.3f}" if one.clusters else "")


def _ten_new(data: Path, archive: Path) -> None:
    """Ten reports of the archive again under new references, as a body re-issues them: seconds until they are published."""
    known: list[dict[str, Any]] = orjson.loads(archive.read_bytes())["asam"]
    chosen = known[5000 :: (len(known) - 5000) // NEW_REPORTS][:NEW_REPORTS]
    again = [{**record, "reference": f"2024-{90_000 + number}"} for number, record in enumerate(chosen)]
    file = data / "new.json"
    file.write_bytes(orjson.dumps({"asam": again}))
    landing = command("add", "asam", str(file), data=data).seconds
    show(f"{NEW_REPORTS} new reports, landed to published", landing + command("run", data=data).seconds, "s", aim=10)
    incidents = incidents_of(Store(data).open())
    joined = sum(not incidents[f"asam:{new['reference']}"].isdisjoint(incidents[f"asam:{old['reference']}"])
                 for new, old in zip(again, chosen, strict=True))  # fmt: skip
    show("  of them linked to the report that they repeat", joined, "reports")


def _show_steps(steps: Steps, aim: float | None) -> None:
    show(f"{steps.reports:,} reports: linking", steps.link_seconds, "s", aim=aim)
    show("  per 1,000 reports", 1000 * steps.link_seconds / steps.reports, "s")
    show("  per 1,000 reports, processor", 1000 * steps.link_processor / steps.reports, "s")
    show("  peak memory by the end of linking", steps.peak / 1e9, "GB", aim=4)
    show("  peak memory before linking", steps.peak_before / 1e9, "GB")
    show("  whole chain", steps.seconds, "s")
    print("    " + ", ".join(f"{name} {seconds:.2f} s" for name, seconds in steps.steps.items()))
    print("    linking: " + ", ".join(f"{name} {seconds:.2f} s" for name, seconds in _longest(steps.linking)))


def _longest(seconds: Mapping[str, float]) -> list[tuple[str, float]]:
    return sorted(seconds.items(), key=lambda item: -item[1])


def sizes(folder: Path, wanted: Iterable[int]) -> None:
    """Simulated reports of growing number: seconds, memory and quality."""
    curve = []
    for size in wanted:
        data = folder / f"simulated-{size}"
        _simulated(data, size, 1.0)
        steps = measured(data)
        _show_steps(steps, LINK_AIMS.get(size))
        whole = _against_truth(Store(data).open(), data)
        print(f"    F1 {whole.counts.f1:.4f}, precision {whole.counts.precision:.4f}, recall {whole.counts.recall:.4f}")
        curve.append((steps, whole))
    print(f"{'reports':>12}{'link s':>10}{'s/1,000':>10}{'CPU s/1,000':>13}{'chain s':>10}{'peak GB':>10}{'F1':>8}")
    for steps, whole in curve:
        per, processor = (1000 * one / steps.reports for one in (steps.link_seconds, steps.link_processor))
        times = f"{steps.link_seconds:>10.2f}{per:>10.3f}{processor:>13.3f}{steps.seconds:>10.1f}"
        print(f"{steps.reports:>12,}{times}{steps.peak / 1e9:>10.2f}{whole.counts.f1:>8.3f}")


def noise(folder: Path, wanted: Iterable[float], reports: int = NOISE_REPORTS) -> None:
    """F1 against the bodies' error rates, ours and the peers'."""
    ways = ["Anchorwatch", link_peers.GREEDY, link_peers.SPLINK]
    print(f"{'noise':>6}" + "".join(f"{f'{way}: P, R, F1':>44}" for way in ways))
    for level in wanted:
        data = folder / f"noise-{level}"
        _simulated(data, reports, level)
        measured(data)
        snapshot = Store(data).open()
        found = [_against_truth(snapshot, data)]
        found += [_against_truth(snapshot, data, peer) for peer in link_peers.peers(snapshot, ways[1:])]
        shown = "".join(f"{f'{one.counts.precision:.3f} {one.counts.recall:.3f} {one.counts.f1:.3f}':>44}" for one in found)
        print(f"{level:>6.1f}{shown}", flush=True)
        if level == 1.0:
            show("  F1 at the usual noise", found[0].counts.f1, "", aim=0.97, higher_is_better=True)


def _simulated(data: Path, reports: int, level: float) -> None:
    """Draw and land a simulation; the truth goes where `simulate` puts it."""
    drawn = data / "demo_drawn"
    for file in simulate(drawn, reports, SEED, END, reporting=ReportingOptions(noise=level)):
        source = registry.source(file.stem)
        landing_zone.land_file(data / "landing", source, landing_zone.recognise_format(source, file), file)
        file.unlink()
    (drawn / "truth").rename(data / "demo_truth")


def _against_truth(snapshot: Snapshot, data: Path, peer: link_peers.Peer | None = None) -> LinkageFigures:
    con = snapshot.open_database()
    if peer:
        _put(con, peer)
    figures, _ = evaluate_truth(con, data / "demo_truth")
    con.close()
    return figures[0]


def _put(con: duckdb.DuckDBPyConnection, peer: link_peers.Peer) -> None:
    """The peer's incidents in the place of ours."""
    rows = pa.table({"report_id": list(peer.clusters), "incident_id": list(peer.clusters.values())})
    con.execute("DROP VIEW incident_reports; DROP VIEW links")
    con.register("incident_reports", rows)
    con.register("links", LINKS.arrow().empty_table())


def main(labels: Path | None = None, wanted: Sequence[int] = SIZES, noises: Sequence[float] = NOISES, own_clusters: bool = False) -> None:
    """All of it. `labels`: a folder beside the project's own; `own_clusters`: also Splink's own clustering, which takes minutes."""
    shared = REAL_DATA / "labels"
    folders = list(dict.fromkeys(one.resolve() for one in (labels or shared, LABELS) if one.is_dir()))
    with tempfile.TemporaryDirectory() as folder:
        real(Path(folder) / "real", folders, own_clusters)
        sizes(Path(folder), wanted)
        noise(Path(folder), noises)
