"""What `doctor` says of the bucket: whether the snapshot in force is there, whole."""

from __future__ import annotations

from collections.abc import Iterator

from data_pipeline.doctor.findings import Finding
from data_pipeline.errors import NotUploaded
from data_pipeline.upload.state import read_state
from data_pipeline.upload.upload import published_pointer
from warehouse.contract.bucket.access import Bucket, BucketError, open_bucket
from warehouse.contract.bucket.layout import FILES, file_key, manifest_key
from warehouse.contract.dates import moment_in_words
from warehouse.contract.manifest import Pointer, parse_manifest
from warehouse.contract.settings import Settings
from warehouse.contract.snapshot import Store
from warehouse.contract.typed_fields import FieldFault


def bucket_findings(settings: Settings) -> Iterator[Finding]:
    """Compare the bucket with the data folder, and the list of its files with the manifest; nothing where snapshots go nowhere."""
    if not settings.snapshots_to:
        return
    try:
        bucket = open_bucket(settings.snapshots_to, settings)
        seen = published_pointer(bucket)
        if seen is None:
            yield Finding(False, f"{bucket.address} has no snapshot. Run `python -m data_pipeline upload`.")
            return
        yield from _pointer_findings(settings, bucket, seen.pointer)
        yield from _file_findings(bucket, seen.pointer)
    except (BucketError, NotUploaded) as error:
        yield Finding(False, str(error))


def _pointer_findings(settings: Settings, bucket: Bucket, there: Pointer) -> Iterator[Finding]:
    here = Store(settings.data).current_id()
    if there.snapshot_id == here:
        return
    state = read_state(settings)
    since = f" since {moment_in_words(state.failing_since)} UTC: {state.text}" if state.failing_since else ""
    yield Finding(False, f"{bucket.address} names snapshot {there.snapshot_id}, here {here or 'none'} is in force; not uploaded{since}")


def _file_findings(bucket: Bucket, pointer: Pointer) -> Iterator[Finding]:
    name = f"{bucket.address}, snapshot {pointer.snapshot_id}"
    try:
        manifest = parse_manifest(bucket.get(manifest_key(pointer)).content, pointer.snapshot_id, pointer.manifest_sha256)
    except FieldFault as error:
        yield Finding(False, f"{name}: its manifest cannot be read ({error}). Run `python -m data_pipeline upload --all-files`.")
        return
    there = {listed.key: listed.bytes for listed in bucket.listed(FILES)}
    entries = [entry for table in manifest.tables.values() for entry in table.files]
    wrong = [entry.name for entry in entries if there.get(file_key(entry.sha256)) != entry.bytes]
    if wrong:
        text = f"{len(wrong):,} of {len(entries):,} files are missing or have another length"
        yield Finding(False, f"{name}: {text}, {wrong[0]} first. Run `python -m data_pipeline upload --all-files`.")
    else:
        yield Finding(True, f"{name}: all {len(entries):,} files are there")
