"""The links of the snapshot in force compared with hand-made labels; stored for the page *How good is this?*.

`python -m bench quality --write`: the figures of `evaluate-links` for the project's own labels and, where they are, the
labels beside the real files, as `analytics/linkage_quality.json`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import orjson

from analytics.linkage import quality
from bench.measure import REAL_DATA
from data_pipeline.linkage.quality import evidence, figures
from data_pipeline.linkage.quality.evaluate import evaluate_incidents
from data_pipeline.linkage.quality.evidence import incidents_of
from data_pipeline.linkage.quality.label_keys import resolve_keys
from data_pipeline.linkage.quality.labels import FOLDER as LABELS
from data_pipeline.linkage.quality.labels import read_labels
from warehouse.contract import settings
from warehouse.contract.snapshot import Snapshot, SnapshotError, Store

FOLDERS: Final[dict[str, Path]] = {"own": LABELS, "shared": REAL_DATA / "labels"}
COMMAND: Final = "python -m bench quality --write"


def main(write: bool) -> None:
    chosen = settings.load()
    try:
        snapshot = Store(chosen.data).open()
    except SnapshotError as error:
        print(error)
        return
    if snapshot.is_demo:
        print(f"The snapshot in {chosen.data} is simulated; labels are of real reports. Name another folder in ANCHORWATCH_DATA.")
        return
    sets = {name: _compare_with_labels(folder, snapshot, chosen.landing) for name, folder in FOLDERS.items() if folder.is_dir()}
    content = {
        "command": COMMAND,
        "made_on": datetime.now(UTC).date().isoformat(),
        "published_on": snapshot.published_at.date().isoformat(),
        "sets": sets,
    }
    if write:
        quality.FILE.write_bytes(orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))


def _compare_with_labels(folder: Path, snapshot: Snapshot, landing: Path) -> list[dict[str, Any]]:
    labelled = read_labels(folder)
    keys = resolve_keys(labelled.keys, snapshot, landing)
    links = evidence.links_among(snapshot, set(keys.reports.values()))
    result = evaluate_incidents(labelled, keys.reports, incidents_of(snapshot), evidence.unsure_pairs(links))
    print("\n".join(figures.figure_lines(result.figures)))
    return [figures.figure_as_json(figures_of_part) for figures_of_part in result.figures]
