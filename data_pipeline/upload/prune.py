"""What is no longer needed in the bucket: old snapshots by the rule of the data folder, and files that no snapshot names."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Final

from data_pipeline.upload.upload import published_pointer
from warehouse.contract.bucket.access import Bucket
from warehouse.contract.bucket.layout import FILES, SNAPSHOTS, file_key, manifest_key, parse_file_key, parse_manifest_key
from warehouse.contract.manifest import Pointer, parse_manifest
from warehouse.contract.snapshot import Store, ids_to_keep
from warehouse.contract.typed_fields import FieldFault

GRACE: Final = timedelta(hours=1)
"""Files that nobody names stay so long: they may belong to a snapshot that is on its way up, or that a replica is fetching."""


def prune(bucket: Bucket, store: Store, keep: int, grace: timedelta = GRACE) -> list[str]:
    """Delete all snapshots but the newest `keep`, the last of each month and the one that CURRENT names; returns the ids deleted.

    Files go after the manifests that name them. Interrupted at any moment, the next call finds what is left. Nothing is deleted while
    CURRENT names nothing, or a manifest that is to stay cannot be read. Raises BucketError, NotUploaded.
    """
    seen = published_pointer(bucket)
    if seen is None:
        return []
    named = [pointer for listed in bucket.listed(SNAPSHOTS) if (pointer := parse_manifest_key(listed.key))]
    kept_ids = ids_to_keep(sorted({pointer.snapshot_id for pointer in named}), keep)
    kept = [pointer for pointer in named if pointer.snapshot_id in kept_ids or pointer == seen.pointer]
    retired = [pointer for pointer in named if pointer not in kept]
    try:
        needed = {digest for pointer in kept for digest in _files_of(bucket, store, pointer)}
    except FieldFault:
        return []
    bucket.delete(manifest_key(pointer) for pointer in retired)
    outdated = [
        digest
        for listed in bucket.listed(FILES)
        if (digest := parse_file_key(listed.key)) and digest not in needed and seen.moved_at - listed.modified_at >= grace
    ]
    bucket.delete(map(file_key, outdated))
    return sorted(pointer.snapshot_id for pointer in retired)


def _files_of(bucket: Bucket, store: Store, pointer: Pointer) -> set[str]:
    """The hashes of a snapshot's files, from the data folder's own copy of the manifest where it has the same. Raises FieldFault."""
    own = store.folder / pointer.snapshot_id / "manifest.json"
    content = own.read_bytes() if own.is_file() else b""
    if hashlib.sha256(content).hexdigest() != pointer.manifest_sha256:
        content = bucket.get(manifest_key(pointer)).content
    manifest = parse_manifest(content, pointer.snapshot_id, pointer.manifest_sha256)
    return {entry.sha256 for table in manifest.tables.values() for entry in table.files}
