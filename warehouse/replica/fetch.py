"""One snapshot from the bucket into the cache: what the cache has already is linked, the rest is fetched and checked, then all is shown.

Files come into a folder of their own, and stay there when something fails, so that the next attempt fetches only what is still missing.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from warehouse.contract.bucket.access import Bucket
from warehouse.contract.bucket.layout import file_key, manifest_key
from warehouse.contract.files import flush_to_disk, link_or_copy, sha256_once, write_atomically
from warehouse.contract.manifest import FileEntry, Manifest, Pointer, parse_manifest
from warehouse.contract.schema import OLDEST_READABLE, SCHEMA_VERSION
from warehouse.contract.snapshot import Snapshot, SnapshotError, Store
from warehouse.contract.typed_fields import FieldFault, shown

INCOMING: Final = "incoming"
_AT_ONCE: Final = 8


class NotFetched(Exception):
    """What lies in the bucket cannot be shown; the message says what is wrong with it."""


def fetch_snapshot(bucket: Bucket, store: Store, pointer: Pointer) -> Snapshot:
    """Bring the snapshot that a pointer names into the cache and put it in force there.

    Raises NotFetched, BucketError, OSError; then what was in force before still is.
    """
    content, manifest = _manifest(bucket, pointer)
    folder = _incoming_folder(store.data, pointer)
    entries = [entry for table in manifest.tables.values() for entry in table.files]
    cached = _cached_files(store)

    def bring(entry: FileEntry) -> None:
        _bring_file(bucket, entry, folder / entry.name, cached.get(entry.sha256))

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        # To the end, so that the first failure is raised.
        list(pool.map(bring, entries))
    write_atomically(folder / "manifest.json", content)
    return store.put_in_force(folder, pointer)


def _manifest(bucket: Bucket, pointer: Pointer) -> tuple[bytes, Manifest]:
    content = bucket.get(manifest_key(pointer)).content
    try:
        manifest = parse_manifest(content, pointer.snapshot_id, pointer.manifest_sha256)
    except FieldFault as error:
        raise NotFetched(f"the manifest of snapshot {pointer.snapshot_id} is damaged: {error}") from error
    if not OLDEST_READABLE <= manifest.schema_version <= SCHEMA_VERSION:
        raise NotFetched(
            f"snapshot {pointer.snapshot_id} has schema version {manifest.schema_version}, and this program reads {OLDEST_READABLE} to "
            f"{SCHEMA_VERSION}. Install the version of Anchorwatch that published it."
        )
    return content, manifest


def _incoming_folder(data: Path, pointer: Pointer) -> Path:
    """The folder for this snapshot's files, with what an earlier attempt has brought; those of other snapshots are deleted."""
    folder = data / INCOMING / f"{pointer.snapshot_id}-{(pointer.manifest_sha256 or '')[:16]}"
    folder.mkdir(parents=True, exist_ok=True)
    for other in folder.parent.iterdir():
        if other != folder:
            shutil.rmtree(other)
    return folder


def _cached_files(store: Store) -> dict[str, Path]:
    """The files of all snapshots in the cache by their hashes, as manifests state them."""
    return {entry.sha256: snapshot.folder / entry.name for snapshot in _readable(store) for entry in _entries(snapshot)}


def _readable(store: Store) -> Iterator[Snapshot]:
    for snapshot_id in store.ids():
        snapshot = Snapshot(snapshot_id, store.folder / snapshot_id)
        try:
            _ = snapshot.manifest
        except SnapshotError:
            continue
        yield snapshot


def _entries(snapshot: Snapshot) -> Iterator[FileEntry]:
    for table in snapshot.manifest.tables.values():
        yield from table.files


def _bring_file(bucket: Bucket, entry: FileEntry, target: Path, cached: Path | None) -> None:
    """Have the file at `target`, with the right hash. Raises NotFetched, BucketError, OSError."""
    if _has_hash(target, entry.sha256):
        return
    target.unlink(missing_ok=True)
    if cached is not None and _has_hash(cached, entry.sha256):
        link_or_copy(cached, target)
        return
    arriving = target.with_suffix(".arriving")
    arriving.unlink(missing_ok=True)
    digest = bucket.download(file_key(entry.sha256), arriving)
    if digest != entry.sha256:
        arriving.unlink()
        raise NotFetched(f"file {shown(entry.name)} is damaged in the bucket: its sha256 is not the one in the manifest")
    flush_to_disk(arriving)
    arriving.rename(target)


def _has_hash(file: Path, digest: str) -> bool:
    return file.is_file() and sha256_once(file) == digest
