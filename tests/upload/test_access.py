"""Failures of a bucket in words: they say what to look at, and hold neither keys nor what the service quotes of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from obstore.exceptions import GenericError, PermissionDeniedError
from obstore.store import MemoryStore

from tests.pipeline.helpers import settings_in
from warehouse.contract.bucket.access import Bucket, BucketError, open_bucket
from warehouse.contract.settings import SettingsError

KEY = "AKIAINVENTED"
REFUSED = (
    "Error performing PUT https://s3.example.com/watch/a in 41ms - Server returned non-2xx status code: 403 Forbidden: <Error>"
    f"<Code>SignatureDoesNotMatch</Code><AWSAccessKeyId>{KEY}</AWSAccessKeyId><StringToSign>AWS4-HMAC-SHA256 {KEY}</StringToSign></Error>"
)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (PermissionDeniedError(REFUSED), "s3://watch refused the request (SignatureDoesNotMatch)"),
        (GenericError("Server returned non-2xx status code: 503 Slow Down: busy"), "s3://watch refused the request (503 Slow Down)"),
        (GenericError("Error performing GET http://x in 107ms - HTTP error: error sending request"), "s3://watch could not be reached"),
        (GenericError(f"the key {KEY} is no key"), "s3://watch could not be used: check region, endpoint and credentials"),
        (ValueError(f"the key {KEY} is no key"), "s3://watch could not be used: check region, endpoint and credentials"),
    ],
)
def test_a_failure_is_told_without_what_the_service_quotes(error: Exception, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **options: object) -> None:
        raise error

    monkeypatch.setattr("obstore.put", fail)
    with pytest.raises(BucketError) as told:
        Bucket(MemoryStore(), "s3://watch").put("a", b"")
    assert str(told.value) == words
    assert told.value.__cause__ is None


@pytest.mark.parametrize("content", [b"", b"[default]\naws_access_key_id = AKIAINVENTED\n", b"AKIAINVENTED\n", b"\xff[default]\n"])
def test_a_file_of_credentials_without_both_keys_is_refused_and_not_quoted(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "keys"
    file.write_bytes(content)
    with pytest.raises(SettingsError, match="object_store_credentials: the file") as told:
        open_bucket("s3://watch", settings_in(tmp_path, object_store_credentials=str(file)))
    assert KEY not in str(told.value)
    with pytest.raises(SettingsError, match="the file cannot be read"):
        open_bucket("s3://watch", settings_in(tmp_path, object_store_credentials=str(tmp_path / "none")))


def test_a_file_of_credentials_in_the_usual_form_is_taken(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text(f"[default]\naws_access_key_id = {KEY}\naws_secret_access_key = a%b/c=\n[other]\n")
    settings = settings_in(tmp_path, object_store_credentials=str(tmp_path / "keys"), object_store_endpoint="http://127.0.0.1:9")
    bucket = open_bucket("s3://watch/prefix/", settings)
    assert bucket.address == "s3://watch/prefix"
    assert KEY not in repr(bucket.__dict__)
