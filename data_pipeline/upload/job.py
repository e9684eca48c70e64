"""Keeping the bucket in step with the data folder: after every publish, and again until it went well."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime

from data_pipeline.data_folder import refusing_second
from data_pipeline.errors import NotUploaded
from data_pipeline.upload.prune import prune
from data_pipeline.upload.state import UploadState, read_state, upload_folder, write_state
from data_pipeline.upload.upload import published_pointer, upload_snapshot
from warehouse.contract.bucket.access import Bucket, BucketError, open_bucket
from warehouse.contract.bucket.layout import PublishedPointer
from warehouse.contract.health.document import LONGEST_TEXT, UploadHealth
from warehouse.contract.manifest import Pointer
from warehouse.contract.settings import Settings
from warehouse.contract.snapshot import SnapshotError, Store


def is_due(settings: Settings) -> bool:
    """Whether the snapshot in force still has to go up."""
    return bool(settings.snapshots_to) and _pointer_here(settings) not in (None, read_state(settings).pointer)


def upload_in_force(settings: Settings, now: datetime, take_over: bool = False, all_files: bool = False) -> str:
    """Put the snapshot in force into the bucket and delete what is old there; returns in words what went up.

    `take_over`: also where CURRENT in the bucket names a snapshot that this data folder did not publish. `all_files`: files that are
    there already too. Raises NotUploaded, and then the state says since when; Busy while another process uploads; SettingsError, OSError.
    """
    with refusing_second(upload_folder(settings), "upload"):
        state = read_state(settings)
        try:
            bucket = open_bucket(settings.snapshots_to, settings)
            snapshot = Store(settings.data).open()
            seen = published_pointer(bucket)
            if seen is not None and not take_over:
                _refuse_foreign(settings, bucket, seen, state)
            uploaded = upload_snapshot(bucket, snapshot, seen, all_files)
        except (BucketError, NotUploaded, SnapshotError) as error:
            write_state(settings, replace(state, failing_since=state.failing_since or now, text=str(error)[:LONGEST_TEXT]))
            raise error if isinstance(error, NotUploaded) else NotUploaded(str(error)) from error
        text = f"snapshot {snapshot.id} is in {bucket.address}: {uploaded.files:,} files, {uploaded.bytes / 1e6:,.1f} MB went up"
        digest = snapshot.manifest_sha256 or ""
        write_state(settings, UploadState(settings.snapshots_to, snapshot.id, digest, now, uploaded.files, uploaded.bytes, None, text))
        return f"{text}{_prune_in_words(bucket, settings)}"


def upload_health(settings: Settings) -> UploadHealth | None:
    """How the uploads are doing; None where they are switched off."""
    if not settings.snapshots_to:
        return None
    state = read_state(settings)
    return UploadHealth(state.address, state.snapshot_id, state.uploaded_at, state.failing_since, state.text)


def _pointer_here(settings: Settings) -> Pointer | None:
    try:
        return Store(settings.data).read_pointer()
    except SnapshotError:
        return None


def _refuse_foreign(settings: Settings, bucket: Bucket, seen: PublishedPointer, state: UploadState) -> None:
    """Raise NotUploaded where CURRENT names a snapshot of another data folder: two that publish in turn would show two pictures."""
    if seen.pointer in (state.pointer, _pointer_here(settings)):
        return
    own = Store(settings.data).folder / seen.pointer.snapshot_id / "manifest.json"
    # A process that was killed after it had moved CURRENT has kept no state of it.
    if own.is_file() and hashlib.sha256(own.read_bytes()).hexdigest() == seen.pointer.manifest_sha256:
        return
    raise NotUploaded(
        f"{bucket.address} has snapshot {seen.pointer.snapshot_id}, which this data folder did not publish, and has been left as it is. "
        "Two data folders must not publish to the same place: stop one, or let this one go on with "
        "`python -m data_pipeline upload --take-over`."
    )


def _prune_in_words(bucket: Bucket, settings: Settings) -> str:
    try:
        prune(bucket, Store(settings.data), settings.keep_snapshots)
    except (BucketError, NotUploaded) as error:
        # The next upload finds what is left.
        return f"; old ones could not be deleted there: {error}"
    return ""
