"""What the last snapshot rests on and is no longer there: found before a run publishes without it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final

from data_pipeline.errors import InputsVanished
from data_pipeline.forgetting import Forgetting
from data_pipeline.landing import Landing
from warehouse.contract.dates import day_in_words
from warehouse.contract.files import PARQUET_ERRORS
from warehouse.contract.link_codes import VERDICT
from warehouse.contract.settings import Settings
from warehouse.contract.snapshot import Snapshot, SnapshotError, Store

_LONGEST_LIST: Final = 20
"""Lines of a message; `doctor` names all."""


def last_readable_snapshot(store: Store) -> Snapshot | None:
    """The snapshot in force, or else the newest whose manifest can be read: with a damaged CURRENT nothing may vanish either."""
    for snapshot_id in (store.current_id(), *reversed(store.ids())):
        try:
            snapshot = store.open(snapshot_id)
            _ = snapshot.manifest
        except SnapshotError:
            continue
        return snapshot
    return None


def find_vanished(
    settings: Settings,
    snapshot: Snapshot | None,
    landings: Sequence[Landing],
    decision_ids: Collection[str],
    forgettings: Iterable[Forgetting],
) -> dict[str, str]:
    """Id and description, in words, of everything that `snapshot` rests on and that is neither there nor forgotten since.

    `landings`, `decision_ids` and `forgettings`: all that there are.
    """
    if snapshot is None:
        return {}
    recorded = set(snapshot.manifest.forgotten)
    # A record excuses once: what it names may have been put back and published again.
    since = [forgetting for forgetting in forgettings if forgetting.forgetting_id not in recorded]
    excused = {name for forgetting in since for name in (*forgetting.landings, *forgetting.decisions)}
    vanished = {**_vanished_landings(settings, snapshot, landings), **_vanished_decisions(snapshot, decision_ids)}
    records = {
        name: f"record of forgetting {name}: it is gone" for name in recorded - {forgetting.forgetting_id for forgetting in forgettings}
    }
    return {name: text for name, text in vanished.items() if name not in excused} | records


def refuse_vanished(vanished: dict[str, str]) -> None:
    """Raise InputsVanished naming what is missing and what to do."""
    if not vanished:
        return
    lines = [*vanished.values()][:_LONGEST_LIST]
    if len(vanished) > _LONGEST_LIST:
        lines.append(f"and {len(vanished) - _LONGEST_LIST:,} more, which `python -m data_pipeline doctor` names")
    names = " ".join(name for name, text in vanished.items() if not text.startswith("record"))
    forget = f" To publish without them, put that on record first:\n  python -m data_pipeline forget {names} --why TEXT --who NAME"
    raise InputsVanished(
        "something that the last snapshot rests on is missing, so nothing is published:\n  "
        + "\n  ".join(lines)
        + "\nRestore it from a backup."
        + (forget if names else "")
    )


def _vanished_landings(settings: Settings, snapshot: Snapshot, landings: Sequence[Landing]) -> dict[str, str]:
    # A simulation takes the place of an earlier one, and of nothing that anybody sent.
    if snapshot.is_demo:
        return {}
    present = {landing.id: landing for landing in landings}
    published = _rows_by_id(snapshot, "landings", "landing_id", ["source", "origin", "landed_at"])
    vanished = {}
    for name in snapshot.manifest.inputs:
        row, landing = published.get(name), present.get(name)
        what_is_wrong = None
        if landing is None:
            described = next(settings.landing.glob(f"*/{name}.*"), None)
            what_is_wrong = "it is gone" if described is None else "its description is gone"
        elif not landing.file.is_file():
            what_is_wrong = "its bytes are gone"
        elif row and row["source"] != landing.source:
            what_is_wrong = f"its description names the source {landing.source}"
        if what_is_wrong:
            title = f"{row['source']}: {row['origin']}, landed on {day_in_words(row['landed_at'])} ({name})" if row else f"landing {name}"
            vanished[name] = f"{title}: {what_is_wrong}"
    return vanished


def _vanished_decisions(snapshot: Snapshot, decision_ids: Collection[str]) -> dict[str, str]:
    missing = [name for name in snapshot.manifest.decisions if name not in decision_ids]
    published = _rows_by_id(snapshot, "decisions", "decision_id", ["verdict", "who"]) if missing else {}
    vanished = {}
    for name in missing:
        row = published.get(name)
        details = f", {VERDICT[row['verdict']].title}, by {row['who']}" if row and row["verdict"] in VERDICT else ""
        vanished[name] = f"decision {name}{details}: it is gone"
    return vanished


def _rows_by_id(snapshot: Snapshot, table: str, key: str, columns: list[str]) -> dict[str, dict[str, Any]]:
    """Rows of a published table by their id; empty when it cannot be read, since the manifest alone says what is missing."""
    try:
        rows = snapshot.read_table(table, [key, *columns]).to_pylist()
    except (*PARQUET_ERRORS, KeyError, SnapshotError):
        return {}
    return {row[key]: row for row in rows}
