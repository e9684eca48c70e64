"""One snapshot into the bucket: first its files, each under its hash and only where it is not there yet, then its manifest, then CURRENT.

Until CURRENT is moved, nobody looks for what has been put there. It is moved under the condition that it still is what was seen before
the first file went up, so that of two publishers one wins; the other has changed nothing that anybody reads.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from data_pipeline.errors import NotUploaded
from warehouse.contract.bucket.access import Bucket, ConditionFailed, ObjectAbsent
from warehouse.contract.bucket.layout import CURRENT, FILES, PublishedPointer, file_key, manifest_key
from warehouse.contract.files import sha256_once
from warehouse.contract.manifest import FileEntry, Pointer, parse_pointer
from warehouse.contract.snapshot import Snapshot
from warehouse.contract.typed_fields import FieldFault, shown

_AT_ONCE: Final = 8
"""Files on their way at the same time: a publish rewrites some dozens of small ones, and each costs a round trip."""
_PROBE: Final = "probe"
_NO_TAG: Final = '"00000000000000000000000000000000"'


@dataclass(frozen=True, slots=True)
class Uploaded:
    """What went up: files that were not there yet, and the bytes of them and of the manifest."""

    files: int
    bytes: int


def published_pointer(bucket: Bucket) -> PublishedPointer | None:
    """What CURRENT in the bucket says; None where nothing has been put there. Raises BucketError, NotUploaded."""
    try:
        fetched = bucket.get(CURRENT)
    except ObjectAbsent:
        return None
    try:
        return PublishedPointer(parse_pointer(fetched.content), fetched.etag, fetched.modified_at)
    except FieldFault as error:
        raise NotUploaded(f"CURRENT in {bucket.address} is not Anchorwatch's: {error}. Is another program's data there?") from error


def upload_snapshot(bucket: Bucket, snapshot: Snapshot, seen: PublishedPointer | None, all_files: bool = False) -> Uploaded:
    """Put a snapshot into the bucket and have CURRENT name it, if CURRENT still is what was `seen`.

    `all_files`: those that are there already too, in case one has been damaged. Raises BucketError, NotUploaded, SnapshotError, OSError.
    """
    if seen is None:
        refuse_unconditional(bucket)
    content = (snapshot.folder / "manifest.json").read_bytes()
    pointer = Pointer(snapshot.id, hashlib.sha256(content).hexdigest())
    there = {} if all_files else {listed.key: listed.bytes for listed in bucket.listed(FILES)}
    entries = {file.sha256: file for table in snapshot.manifest.tables.values() for file in table.files}
    missing = [entry for entry in entries.values() if there.get(file_key(entry.sha256)) != entry.bytes]
    _put_files(bucket, snapshot.folder, missing)
    bucket.put(manifest_key(pointer), content)
    try:
        move_pointer(bucket, pointer, seen)
    except NotUploaded:
        # What was lost leaves no snapshot behind; its files are deleted by the publisher that won, once they are an hour old.
        bucket.delete([manifest_key(pointer)])
        raise
    return Uploaded(len(missing), sum(entry.bytes for entry in missing) + len(content))


def move_pointer(bucket: Bucket, pointer: Pointer, seen: PublishedPointer | None) -> None:
    """Have CURRENT name a snapshot whose files and manifest are there. Raises NotUploaded where somebody else has moved it meanwhile."""
    try:
        if seen is None:
            bucket.put_first(CURRENT, pointer.to_bytes())
        else:
            bucket.replace(CURRENT, pointer.to_bytes(), seen.etag)
    except ConditionFailed:
        # Of a request that was sent twice because its answer was lost, the second is refused although the first has won.
        now = published_pointer(bucket)
        if now is not None and now.pointer == pointer:
            return
        winner = f"snapshot {now.pointer.snapshot_id}" if now else "nothing"
        raise NotUploaded(
            f"another publisher was faster: CURRENT in {bucket.address} now names {winner}, and has been left so. Two data folders must "
            "not publish to the same place; stop one of them."
        ) from None


def refuse_unconditional(bucket: Bucket) -> None:
    """Raise NotUploaded where the service writes whatever condition a request states: two publishers could then both win."""
    bucket.put(_PROBE, b"")
    attempts = (partial(bucket.put_first, _PROBE, b""), partial(bucket.replace, _PROBE, b"", _NO_TAG))
    for attempt in attempts:
        try:
            attempt()
        except ConditionFailed:
            continue
        raise NotUploaded(f"{bucket.address}: the service ignores the conditions If-None-Match and If-Match, so two could both publish")
    bucket.delete([_PROBE])


def _put_files(bucket: Bucket, folder: Path, entries: Iterable[FileEntry]) -> None:
    def put_file(entry: FileEntry) -> None:
        file = folder / entry.name
        # Under a hash lies what has this hash, or nothing: it is never looked at again.
        if sha256_once(file) != entry.sha256:
            raise NotUploaded(f"snapshot {folder.name}: {shown(entry.name)} has been changed since it was published. Run `rebuild`.")
        bucket.put(file_key(entry.sha256), file)

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        # To the end, so that the first failure is raised.
        list(pool.map(put_file, entries))
