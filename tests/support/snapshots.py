"""Snapshots of invented incidents, of any size, made straight through the schema and `Store.publish`.

Places are near real anchorages, so that a map looks like one; ships, bodies and texts are invented. The same seed
gives the same tables. A million incidents take about half a minute on two cores.
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
from tests.support.invented import BODIES, LAST_DAY, NAMES, WATERS, WHAT, WHY, YEARS, Indices, sources_table
from warehouse.contract.columns import MOMENT
from warehouse.contract.schema import TABLES
from warehouse.contract.snapshot import Snapshot, Store
from warehouse.contract.taxonomy import CODE_LISTS
from warehouse.reference.cells import parent_masks
from warehouse.reference.geography import sea_regions_table


@dataclass(frozen=True, slots=True)
class Draw:
    """Everything random of one snapshot, column by column; all arrays have one entry per incident."""

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


def build(data: Path, incidents: int = 1000, seed: int = 1, demo: bool = False, now: datetime | None = None) -> Snapshot:
    """Publish a snapshot of `incidents` invented incidents in the data folder `data`.

    About one incident in five has a second report by another body, 4 in 100 have no position, and 8 in 100 are known
    to a whole degree only. Some second reports tell of two ships and belong to the next incident too (see `links`).
    """
    drawn = _draw(incidents, np.random.default_rng(seed))
    facts = _facts(drawn)
    made = links.link(drawn.body, drawn.second)
    data.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=data) as staged:
        folder = Path(staged) / "snapshot"
        folder.mkdir()
        write(folder, "incidents", _incidents(drawn, facts, made))
        reports = _reports(drawn, facts, made)
        write(folder, "reports", reports)
        write(folder, "report_revisions", _revisions(reports))
        write(folder, "incident_reports", _members(drawn, made))
        write(folder, "links", links.links_table(made, reports["report_id"].combine_chunks()))
        write(folder, "decisions", pa.Table.from_pylist(made.decisions, schema=TABLES["decisions"].arrow()))
        write(folder, "sources", sources_table(drawn.body))
        write(folder, "sea_regions", sea_regions_table())
        for name in ("quarantine", "landings"):
            write(folder, name, TABLES[name].arrow().empty_table())
        return Store(data).publish(folder, {"demo": demo, "note": "invented incidents for tests"}, now)


def write(folder: Path, name: str, columns: dict[str, Any] | pa.Table) -> None:
    """Write `columns` (name to array; those not named become null) as the file of table `name`."""
    schema = TABLES[name].arrow()
    if not isinstance(columns, pa.Table):
        rows = len(next(iter(columns.values())))
        arrays = [_array(columns[field.name], field.type) if field.name in columns else pa.nulls(rows, field.type) for field in schema]
        columns = pa.Table.from_arrays(arrays, schema=schema)
    pq.write_table(columns.cast(schema), folder / f"{name}.parquet", compression="zstd", row_group_size=122_880)


def _array(values: Any, kind: pa.DataType) -> pa.Array | pa.ChunkedArray:
    return values.cast(kind) if isinstance(values, pa.Array | pa.ChunkedArray) else pa.array(values, kind)


def _draw(n: int, rng: np.random.Generator) -> Draw:
    last = (LAST_DAY - date(1970, 1, 1)).days
    days = np.sort(last - (rng.beta(1.0, 1.4, n) * YEARS * 365).astype(np.int64))
    region = rng.choice(len(WATERS), n, p=[water.share for water in WATERS])
    centre = np.array([[water.longitude, water.latitude, water.spread] for water in WATERS])[region]
    longitude = centre[:, 0] + rng.normal(0, 1, n) * centre[:, 2]
    latitude = np.clip(centre[:, 1] + rng.normal(0, 0.7, n) * centre[:, 2], -80, 80)
    coarse = rng.random(n) < 0.08
    longitude, latitude = (np.where(coarse, np.round(v), np.round(v, 4)) for v in (longitude, latitude))
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


def _facts(d: Draw) -> dict[str, Any]:
    """The columns that incidents and reports share."""
    n = len(d.days)
    midnight = d.days * 86_400_000_000
    return {
        "occurred_on": pa.array(d.days.astype("datetime64[D]")),
        "occurred_at": pa.array(midnight + d.minutes * 60_000_000, pa.int64(), mask=d.minutes < 300).cast(MOMENT),
        "time_precision": _pick(["minute", "day"], (d.minutes < 300).astype(np.int64)),
        "latitude": pa.array(d.latitude, mask=~d.placed),
        "longitude": pa.array(d.longitude, mask=~d.placed),
        "position_precision_km": pa.array(np.where(d.coarse, 55.0, 1.0), mask=~d.placed),
        "position_basis": _pick(["none", "stated"], d.placed.astype(np.int64)),
        "sea_region": _pick([water.code for water in WATERS], d.region, ~d.placed),
        "area": _pick([water.area for water in WATERS], d.region, ~d.placed),
        "waters": _pick(["unknown", "territorial"], d.placed.astype(np.int64)),
        "category": _pick(list(CODE_LISTS["category"]), d.codes["category"]),
        "also": _lists(np.zeros(n, np.int64), [[]]),
        "act": _pick(list(CODE_LISTS["act"]), d.codes["act"], d.minutes % 20 == 0),
        "severity": pa.array(np.array([int(code) for code in CODE_LISTS["severity"]])[d.codes["severity"]], mask=d.minutes % 7 == 0),
        "severity_basis": _lists(d.codes["severity"], [[], ["act"], ["weapons", "crew_harm"], ["attackers"], ["weapons"]]),
        "vessel_name": _names(d.name),
        "vessel_type": _pick(list(CODE_LISTS["vessel_type"]), d.codes["vessel_type"], d.minutes % 10 == 0),
        "vessel_status": _pick(list(CODE_LISTS["vessel_status"]), d.codes["vessel_status"]),
        "weapons": _lists(d.codes["weapon"], [[code] for code in list(CODE_LISTS["weapon"])[:-2]] + [["guns", "knives"], ["not_stated"]]),
        "crew_harm": _lists(d.codes["act"], [[], [], ["threatened"], ["hostage"], ["kidnapped"], *[[]] * 6]),
        "stolen": _lists(d.codes["category"], [[], ["engine spares"], *[[]] * 9]),
        "place": _join(_pick([water.title for water in WATERS], d.region), pa.scalar(" approaches, berth "), _text(d.name % 40)),
    }


def _incidents(d: Draw, facts: dict[str, Any], made: links.Linkage) -> dict[str, Any]:
    n = len(d.days)
    cells = np.array([h3.latlng_to_cell(y, x, 5) for y, x in zip(d.latitude.tolist(), d.longitude.tolist(), strict=True)], np.uint64)
    keep, fill = parent_masks(3)
    landed = pa.array(d.days * 86_400_000_000 + 3 * 86_400_000_000, pa.int64()).cast(MOMENT)
    two = d.second.copy()
    two[made.shares] = True
    # The body of the second report; that of a shared one is the second body of the incident before.
    other = np.where(d.second, d.body + 1, np.roll(d.body, 1) + 1) % len(BODIES)
    independent = two & ~_repeats(d.second)
    pair = np.where(two, other, d.body)
    status = ["corroborated" if one else "unverified" for one in independent.tolist()]
    for incident, decided in made.status.items():
        status[incident] = decided
    return {
        **facts,
        "incident_id": _report_ids(d.body, np.arange(n)),
        "report_count": pa.array(1 + two.astype(np.int64)),
        "sources": _pairs(list(BODIES), d.body, pair),
        "origins": _pairs(list(links.ORIGINS.values()), d.body, np.where(independent, pair, d.body)),
        "link_probability": pa.array(np.where((np.arange(n) % 11 == 0) & d.second, 0.86, 0.97), mask=~two),
        "doubts": pa.array([sorted(made.doubts.get(incident, ())) for incident in range(n)], pa.list_(pa.string())),
        "fact_basis": _fact_basis(d, other, two),
        "status": pa.array(status),
        "first_published_at": landed,
        "last_changed_at": landed,
        "reliability": _pick(["A", "B", "C"], np.minimum(d.body, pair)),
        "credibility": _pick(["3", "1"], independent.astype(np.int64)),
        "tlp": _pick(["CLEAR"], np.zeros(n, np.int64)),
        "issues": _issues(d),
        "h3_r3": pa.array((cells & np.uint64(keep)) | np.uint64(fill), mask=~d.placed),
        "h3_r5": pa.array(cells, mask=~d.placed),
    }


def _repeats(second: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Incidents whose second report says that it comes from the first body."""
    every_fifth: npt.NDArray[np.bool_] = np.arange(len(second)) % 5 == 0
    return second & every_fifth


def _pairs(codes: list[str], one: Indices, other: Indices) -> pa.Array:
    """Sorted lists of the one or two codes at the positions `one` and `other`."""
    every = [sorted({a, b}) for a in codes for b in codes]
    return _lists(one * len(codes) + other, every)


def _fact_basis(d: Draw, other: Indices, two: npt.NDArray[np.bool_]) -> pa.Array:
    """The first report gave the position, the second the name; a second report of two ships has the number before."""
    number = np.arange(len(two))
    first, second = _report_ids(d.body, number), _report_ids(other, np.where(d.second, number, number - 1))
    told = _join(pa.scalar('{"position": "'), first, pa.scalar('", "vessel_name": "'), second, pa.scalar('"}'))
    return pc.if_else(pa.array(two), told, None)


def _reports(d: Draw, facts: dict[str, Any], made: links.Linkage) -> pa.Table:
    of, body = made.of, made.body
    shared = pa.table(facts).take(pa.array(of))
    landed = pa.array(d.days[of] * 86_400_000_000 + 3 * 86_400_000_000, pa.int64()).cast(MOMENT)
    names = pc.fill_null(shared["vessel_name"].combine_chunks(), "A ship")
    own = {
        "report_id": _report_ids(body, of),
        "source": _pick(list(BODIES), body),
        "native_ref": _text(of),
        "source_url": _pick(["https://example.org/reports"], np.zeros(len(of), np.int64), of % 3 > 0),
        "revision": pa.array(np.ones(len(of), np.int32)),
        "content_hash": _text(of),
        "first_seen_at": landed,
        "last_changed_at": landed,
        "reliability": _pick(["A", "B", "C"], body),
        "credibility": _pick(["2", "3"], of % 2),
        "tlp": _pick(["CLEAR"], np.zeros(len(of), np.int64)),
        "narrative": _join(names, pa.scalar(" "), _pick(list(WHAT), d.what[of]), pa.scalar(" Ref "), _text(of)),
        "issues": _issues(d).take(pa.array(of)),
        "why": _pick([json.dumps(WHY)], np.zeros(len(of), np.int64)),
        "raw_sha256": _pick(["0" * 64], np.zeros(len(of), np.int64)),
        "raw_locator": _text(of),
    }  # fmt: skip
    columns = {name: shared[name] for name in shared.column_names} | own
    schema = TABLES["reports"].arrow()
    arrays = [columns[field.name].cast(field.type) if field.name in columns else pa.nulls(len(of), field.type) for field in schema]
    return pa.Table.from_arrays(arrays, schema=schema)


def _revisions(reports: pa.Table) -> pa.Table:
    n = reports.num_rows
    own = {"sighting": np.ones(n, np.int32), "change": ["new"] * n, "format": ["csv"] * n, "format_rank": np.ones(n, np.int32)}
    own |= {"landing_id": ["landing"] * n, "landed_at": reports["first_seen_at"]}
    for field in TABLES["report_revisions"].arrow():
        if field.name in own:
            reports = reports.append_column(field, own[field.name] if field.name == "landed_at" else pa.array(own[field.name], field.type))
    return reports


def _members(d: Draw, made: links.Linkage) -> pa.Table:
    """Table `incident_reports`: the first report of every incident, and the second where there is one, its own or a shared one."""
    n = len(d.days)
    second = np.flatnonzero(d.second)
    shared = made.shares - 1
    of = np.concatenate([np.arange(n), second, made.shares])
    told = np.concatenate([np.arange(n), second, shared])
    body = np.concatenate([d.body, (d.body[second] + 1) % len(BODIES), (d.body[shared] + 1) % len(BODIES)])
    late = np.arange(len(of)) >= n
    two = np.isin(of, np.concatenate([second, made.shares]))
    decided = late & np.isin(of, list(made.decided))
    incident_ids = _report_ids(d.body[of], of)
    cites = np.where(late & (of == told) & _repeats(d.second)[of], 1 + d.body[of], 0)
    columns = {
        "incident_id": incident_ids,
        "report_id": _report_ids(body, told),
        "link_rule": _pick(["single", "first", "model", "decision"], two.astype(np.int64) + late + decided),
        "linked_to": pc.if_else(pa.array(late), incident_ids, None),
        "link_probability": pa.array(np.where((of % 11 == 0) & d.second[of], 0.86, 0.97), mask=~late | decided),
        "cites": _lists(cites, [[], *([code] for code in links.ORIGINS.values())]),
    }
    return pa.table(columns).sort_by([("incident_id", "ascending"), ("report_id", "ascending")])


def _issues(d: Draw) -> pa.Array:
    codes = [[], ["position_reference_only"], ["date_conflict_near"], ["on_land"]]
    return _lists(np.where(d.coarse, 1, 0) + 2 * (d.minutes % 25 == 0), codes)


def _names(index: Indices) -> pa.Array:
    words = _pick(list(NAMES), index % len(NAMES), index % 9 == 0)
    return _join(words, pa.scalar(" "), _text(index // len(NAMES) % 500))


def _report_ids(body: Indices, number: Indices) -> pa.Array:
    return _join(_pick(list(BODIES), body), pa.scalar(":"), _text(number))


def _text(numbers: Indices) -> pa.Array:
    return pa.array(numbers).cast(pa.string())


def _join(*parts: Any) -> pa.Array:
    return pc.binary_join_element_wise(*parts, "", null_handling="emit_null")


def _pick(values: list[str], index: Indices, missing: npt.NDArray[np.bool_] | None = None) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(index, pa.int32(), mask=missing), pa.array(values, pa.string())).cast(pa.string())


def _lists(index: Indices, values: list[list[str]]) -> pa.Array:
    return pa.array(values, pa.list_(pa.string())).take(pa.array(index))
