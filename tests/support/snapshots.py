"""Snapshots of invented incidents of any size, made directly from the schema with `Store.publish`.

Places are near real anchorages, so that maps look realistic; ships, bodies and texts are invented. The same seed gives the same
tables. A million incidents take about half a minute on two cores.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from h3.api import basic_int as h3

from tests.support import links
from tests.support.advisories import invented_advisories
from tests.support.invented import BODIES, LAST_DAY, NAMES, WATERS, WHAT, WHY, YEARS, Indices, sources_table
from warehouse.contract.columns import MOMENT
from warehouse.contract.schema import TABLES
from warehouse.contract.snapshot import Snapshot, Store
from warehouse.contract.taxonomy import CODE_LISTS
from warehouse.reference.cells import parent_masks
from warehouse.reference.geography import sea_regions_table


@dataclass(frozen=True, slots=True)
class Draw:
    """All random values of one snapshot by column; each array has one entry for each incident."""

    days: Indices
    minutes: Indices
    region: Indices
    longitude: npt.NDArray[np.float64]
    latitude: npt.NDArray[np.float64]
    coarse: npt.NDArray[np.bool_]
    placed: npt.NDArray[np.bool_]
    codes: dict[str, Indices]
    body: Indices
    second: npt.NDArray[np.bool_]
    name: Indices
    what: Indices


def build_snapshot(data: Path, incidents: int = 1000, seed: int = 1, demo: bool = False, now: datetime | None = None) -> Snapshot:
    """Publish a snapshot of `incidents` invented incidents in the data folder `data`.

    About one incident in five has a second report by another body, 4 in 100 have no position, and 8 in 100 have one rounded to whole
    degrees. Some second reports describe two ships and belong to the next incident too (see `links`).
    """
    draw = _draw_incidents(incidents, np.random.default_rng(seed))
    facts = _shared_columns(draw)
    linkage = links.invent_links(draw.body, draw.second)
    data.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=data) as staged:
        folder = Path(staged) / "snapshot"
        folder.mkdir()
        write_table(folder, "incidents", _incident_columns(draw, facts, linkage))
        reports = _report_table(draw, facts, linkage)
        write_table(folder, "reports", reports)
        write_table(folder, "report_revisions", _revision_table(reports))
        write_table(folder, "incident_reports", _incident_reports_table(draw, linkage))
        write_table(folder, "links", links.links_table(linkage, reports["report_id"].combine_chunks()))
        write_table(folder, "decisions", pa.Table.from_pylist(linkage.decisions, schema=TABLES["decisions"].arrow()))
        write_table(folder, "sources", sources_table(draw.body))
        write_table(folder, "sea_regions", sea_regions_table())
        write_table(folder, "advisories", pa.Table.from_pylist(invented_advisories(), schema=TABLES["advisories"].arrow()))
        for name in ("quarantine", "landings"):
            write_table(folder, name, TABLES[name].arrow().empty_table())
        return Store(data).publish(folder, {"demo": demo}, now)


def write_table(folder: Path, name: str, columns: dict[str, Any] | pa.Table) -> None:
    """Write `columns` (name to array; columns left out become null) as the file of table `name`."""
    schema = TABLES[name].arrow()
    if not isinstance(columns, pa.Table):
        rows = len(next(iter(columns.values())))
        arrays = [_as_array(columns[field.name], field.type) if field.name in columns else pa.nulls(rows, field.type) for field in schema]
        columns = pa.Table.from_arrays(arrays, schema=schema)
    pq.write_table(columns.cast(schema), folder / f"{name}.parquet", compression="zstd", row_group_size=122_880)


def _as_array(values: Any, kind: pa.DataType) -> pa.Array | pa.ChunkedArray:
    return values.cast(kind) if isinstance(values, pa.Array | pa.ChunkedArray) else pa.array(values, kind)


def _draw_incidents(n: int, rng: np.random.Generator) -> Draw:
    last = (LAST_DAY - date(1970, 1, 1)).days
    # More incidents in recent years than in early ones, as in real archives.
    days = np.sort(last - (rng.beta(1.0, 1.4, n) * YEARS * 365).astype(np.int64))
    region = rng.choice(len(WATERS), n, p=[water.share for water in WATERS])
    centre = np.array([[water.longitude, water.latitude, water.spread] for water in WATERS])[region]
    longitude = centre[:, 0] + rng.normal(0, 1, n) * centre[:, 2]
    latitude = np.clip(centre[:, 1] + rng.normal(0, 0.7, n) * centre[:, 2], -80, 80)
    coarse = rng.random(n) < 0.08
    longitude, latitude = (np.where(coarse, np.round(v), np.round(v, 4)) for v in (longitude, latitude))
    # Some waters lie across the antimeridian, so scattered longitudes may exceed 180.
    longitude = np.round((longitude + 180) % 360 - 180, 4)
    shares = {
        "category": [0.62, 0.14, 0.03, 0.06, 0.03, 0.01, 0.05, 0.01, 0.02, 0.02, 0.01],
        "act": [0.22, 0.52, 0.06, 0.04, 0.02, 0.05, 0.02, 0.02, 0.03, 0.01, 0.01],
    }
    codes = {
        name: rng.choice(len(CODE_LISTS[name]), n, p=shares.get(name))
        for name in ("category", "act", "severity", "vessel_type", "vessel_status", "weapon")
    }
    return Draw(
        days, rng.integers(0, 1440, n), region, longitude, latitude, coarse, rng.random(n) >= 0.04, codes,
        rng.choice(len(BODIES), n, p=[0.5, 0.3, 0.2]), rng.random(n) < 0.2, rng.integers(0, 10**6, n), rng.integers(0, len(WHAT), n),
    )  # fmt: skip


def _shared_columns(draw: Draw) -> dict[str, Any]:
    """The columns that incidents and reports share."""
    n = len(draw.days)
    midnight = draw.days * 86_400_000_000
    return {
        "occurred_on": pa.array(draw.days.astype("datetime64[D]")),
        "occurred_at": pa.array(midnight + draw.minutes * 60_000_000, pa.int64(), mask=draw.minutes < 300).cast(MOMENT),
        "time_precision": _pick_values(["minute", "day"], (draw.minutes < 300).astype(np.int64)),
        "latitude": pa.array(draw.latitude, mask=~draw.placed),
        "longitude": pa.array(draw.longitude, mask=~draw.placed),
        "position_precision_km": pa.array(np.where(draw.coarse, 55.0, 1.0), mask=~draw.placed),
        "position_basis": _pick_values(["none", "stated"], draw.placed.astype(np.int64)),
        "sea_region": _pick_values([water.code for water in WATERS], draw.region, ~draw.placed),
        "area": _pick_values([water.area for water in WATERS], draw.region, ~draw.placed),
        "waters": _pick_values(["unknown", "territorial"], draw.placed.astype(np.int64)),
        "category": _pick_values(list(CODE_LISTS["category"]), draw.codes["category"]),
        "also": _pick_lists(np.zeros(n, np.int64), [[]]),
        "act": _pick_values(list(CODE_LISTS["act"]), draw.codes["act"], draw.minutes % 20 == 0),
        "severity": pa.array(np.array([int(code) for code in CODE_LISTS["severity"]])[draw.codes["severity"]], mask=draw.minutes % 7 == 0),
        "severity_basis": _pick_lists(draw.codes["severity"], [[], ["act"], ["weapons", "crew_harm"], ["attackers"], ["weapons"]]),
        "vessel_name": _ship_names(draw.name),
        "vessel_type": _pick_values(list(CODE_LISTS["vessel_type"]), draw.codes["vessel_type"], draw.minutes % 10 == 0),
        "vessel_status": _pick_values(list(CODE_LISTS["vessel_status"]), draw.codes["vessel_status"]),
        "weapons": _pick_lists(
            draw.codes["weapon"], [[code] for code in list(CODE_LISTS["weapon"])[:-2]] + [["guns", "knives"], ["not_stated"]]
        ),
        "crew_harm": _pick_lists(draw.codes["act"], [[], [], ["threatened"], ["hostage"], ["kidnapped"], *[[]] * 6]),
        "stolen": _pick_lists(draw.codes["category"], [[], ["engine spares"], *[[]] * 9]),
        "place": _join_texts(
            _pick_values([water.title for water in WATERS], draw.region), pa.scalar(" approaches, berth "), _as_text(draw.name % 40)
        ),
    }


def _incident_columns(draw: Draw, facts: dict[str, Any], linkage: links.Linkage) -> dict[str, Any]:
    n = len(draw.days)
    cells = np.array([h3.latlng_to_cell(y, x, 5) for y, x in zip(draw.latitude.tolist(), draw.longitude.tolist(), strict=True)], np.uint64)
    keep, fill = parent_masks(3)
    landed = pa.array(draw.days * 86_400_000_000 + 3 * 86_400_000_000, pa.int64()).cast(MOMENT)
    two = draw.second.copy()
    two[linkage.shares] = True
    # The body of the second report; that of a shared one is the second body of the incident before.
    other = np.where(draw.second, draw.body + 1, np.roll(draw.body, 1) + 1) % len(BODIES)
    independent = two & ~_repeats_first_body(draw.second)
    pair = np.where(two, other, draw.body)
    status = ["corroborated" if is_independent else "unverified" for is_independent in independent.tolist()]
    for incident, decided in linkage.status.items():
        status[incident] = decided
    return {
        **facts,
        "incident_id": _report_ids(draw.body, np.arange(n)),
        "report_count": pa.array(1 + two.astype(np.int64)),
        "sources": _sorted_pairs(list(BODIES), draw.body, pair),
        "origins": _sorted_pairs(list(links.ORIGINS.values()), draw.body, np.where(independent, pair, draw.body)),
        "link_probability": pa.array(np.where((np.arange(n) % 11 == 0) & draw.second, 0.86, 0.97), mask=~two),
        "doubts": pa.array([sorted(linkage.doubts.get(incident, ())) for incident in range(n)], pa.list_(pa.string())),
        "fact_basis": _fact_basis(draw, other, two),
        "status": pa.array(status),
        "first_published_at": landed,
        "last_changed_at": landed,
        "reliability": _pick_values(["A", "B", "C"], np.minimum(draw.body, pair)),
        "credibility": _pick_values(["3", "1"], independent.astype(np.int64)),
        "tlp": _pick_values(["CLEAR"], np.zeros(n, np.int64)),
        "issues": _issue_lists(draw),
        "h3_r3": pa.array((cells & np.uint64(keep)) | np.uint64(fill), mask=~draw.placed),
        "h3_r5": pa.array(cells, mask=~draw.placed),
    }


def _repeats_first_body(second: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Incidents whose second report names the first body as its source."""
    every_fifth: npt.NDArray[np.bool_] = np.arange(len(second)) % 5 == 0
    return second & every_fifth


def _sorted_pairs(codes: list[str], first: Indices, second: Indices) -> pa.Array:
    """Sorted lists of the one or two codes at the positions `first` and `second`."""
    every = [sorted({a, b}) for a in codes for b in codes]
    return _pick_lists(first * len(codes) + second, every)


def _fact_basis(draw: Draw, other: Indices, two: npt.NDArray[np.bool_]) -> pa.Array:
    """The first report gives the position, the second the name; a second report of two ships has the number of the incident before."""
    number = np.arange(len(two))
    first, second = _report_ids(draw.body, number), _report_ids(other, np.where(draw.second, number, number - 1))
    basis = _join_texts(pa.scalar('{"position": "'), first, pa.scalar('", "vessel_name": "'), second, pa.scalar('"}'))
    return pc.if_else(pa.array(two), basis, None)


def _report_table(draw: Draw, facts: dict[str, Any], linkage: links.Linkage) -> pa.Table:
    incident_of, body = linkage.of, linkage.body
    shared = pa.table(facts).take(pa.array(incident_of))
    landed = pa.array(draw.days[incident_of] * 86_400_000_000 + 3 * 86_400_000_000, pa.int64()).cast(MOMENT)
    names = pc.fill_null(shared["vessel_name"].combine_chunks(), "A ship")
    own = {
        "report_id": _report_ids(body, incident_of),
        "source": _pick_values(list(BODIES), body),
        "native_ref": _as_text(incident_of),
        "source_url": _pick_values(["https://example.org/reports"], np.zeros(len(incident_of), np.int64), incident_of % 3 > 0),
        "revision": pa.array(np.ones(len(incident_of), np.int32)),
        "content_hash": _as_text(incident_of),
        "first_seen_at": landed,
        "last_changed_at": landed,
        "reliability": _pick_values(["A", "B", "C"], body),
        "credibility": _pick_values(["2", "3"], incident_of % 2),
        "tlp": _pick_values(["CLEAR"], np.zeros(len(incident_of), np.int64)),
        "narrative": _join_texts(names, pa.scalar(" "), _pick_values(list(WHAT), draw.what[incident_of]),
            pa.scalar(" Ref "), _as_text(incident_of)),
        "issues": _issue_lists(draw).take(pa.array(incident_of)),
        "why": _pick_values([json.dumps(WHY)], np.zeros(len(incident_of), np.int64)),
        "raw_sha256": _pick_values(["0" * 64], np.zeros(len(incident_of), np.int64)),
        "raw_locator": _as_text(incident_of),
    }  # fmt: skip
    columns = {name: shared[name] for name in shared.column_names} | own
    schema = TABLES["reports"].arrow()
    arrays = [columns[field.name].cast(field.type) if field.name in columns else pa.nulls(len(incident_of), field.type) for field in schema]
    return pa.Table.from_arrays(arrays, schema=schema)


def _revision_table(reports: pa.Table) -> pa.Table:
    n = reports.num_rows
    own = {"sighting": np.ones(n, np.int32), "change": ["new"] * n, "format": ["csv"] * n, "format_rank": np.ones(n, np.int32)}
    own |= {"landing_id": ["landing"] * n, "landed_at": reports["first_seen_at"]}
    for field in TABLES["report_revisions"].arrow():
        if field.name in own:
            reports = reports.append_column(field, own[field.name] if field.name == "landed_at" else pa.array(own[field.name], field.type))
    return reports


def _incident_reports_table(draw: Draw, linkage: links.Linkage) -> pa.Table:
    """Table `incident_reports`: the first report of each incident and the second, if any, which may be shared with another incident."""
    n = len(draw.days)
    second = np.flatnonzero(draw.second)
    shared = linkage.shares - 1
    incident_of = np.concatenate([np.arange(n), second, linkage.shares])
    reported = np.concatenate([np.arange(n), second, shared])
    body = np.concatenate([draw.body, (draw.body[second] + 1) % len(BODIES), (draw.body[shared] + 1) % len(BODIES)])
    late = np.arange(len(incident_of)) >= n
    two = np.isin(incident_of, np.concatenate([second, linkage.shares]))
    decided = late & np.isin(incident_of, list(linkage.decided))
    incident_ids = _report_ids(draw.body[incident_of], incident_of)
    cites = np.where(late & (incident_of == reported) & _repeats_first_body(draw.second)[incident_of], 1 + draw.body[incident_of], 0)
    columns = {
        "incident_id": incident_ids,
        "report_id": _report_ids(body, reported),
        "link_rule": _pick_values(["single", "first", "model", "decision"], two.astype(np.int64) + late + decided),
        "linked_to": pc.if_else(pa.array(late), incident_ids, None),
        "link_probability": pa.array(np.where((incident_of % 11 == 0) & draw.second[incident_of], 0.86, 0.97), mask=~late | decided),
        "cites": _pick_lists(cites, [[], *([code] for code in links.ORIGINS.values())]),
    }
    return pa.table(columns).sort_by([("incident_id", "ascending"), ("report_id", "ascending")])


def _issue_lists(draw: Draw) -> pa.Array:
    codes = [[], ["position_reference_only"], ["date_conflict_near"], ["on_land"]]
    return _pick_lists(np.where(draw.coarse, 1, 0) + 2 * (draw.minutes % 25 == 0), codes)


def _ship_names(index: Indices) -> pa.Array:
    words = _pick_values(list(NAMES), index % len(NAMES), index % 9 == 0)
    return _join_texts(words, pa.scalar(" "), _as_text(index // len(NAMES) % 500))


def _report_ids(body: Indices, number: Indices) -> pa.Array:
    return _join_texts(_pick_values(list(BODIES), body), pa.scalar(":"), _as_text(number))


def _as_text(numbers: Indices) -> pa.Array:
    return pa.array(numbers).cast(pa.string())


def _join_texts(*parts: Any) -> pa.Array:
    return pc.binary_join_element_wise(*parts, "", null_handling="emit_null")


def _pick_values(values: list[str], index: Indices, missing: npt.NDArray[np.bool_] | None = None) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(index, pa.int32(), mask=missing), pa.array(values, pa.string())).cast(pa.string())


def _pick_lists(index: Indices, values: list[list[str]]) -> pa.Array:
    return pa.array(values, pa.list_(pa.string())).take(pa.array(index))
