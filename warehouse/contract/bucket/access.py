"""One prefix of a bucket at any service that speaks S3: read, write under a condition, list, delete; failures in words.

obstore (object_store in Rust) rather than boto3, which brings five packages without types, or `pyarrow.fs.S3FileSystem`, which can
neither write nor read under a condition. The key is read from where the settings say and appears in no message.
"""

from __future__ import annotations

import configparser
import hashlib
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from warehouse.contract.settings import Settings, SettingsError
from warehouse.contract.typed_fields import FieldFault, read_small_file

if TYPE_CHECKING:
    from obstore import GetResult
    from obstore.store import ObjectStore

_LONGEST: Final = "600s"
"""For a request as a whole: a large file over a slow line."""
_SILENT: Final = "10s"
"""Without a byte for so long, an answer no longer comes."""
_CONNECT: Final = "4s"
_RETRIES: Final = 2
_RETRY_WITHIN: Final = timedelta(seconds=8)
"""After that a request is not sent again, so that a service which does not answer is told of soon."""
_DEFAULT_REGION: Final = "us-east-1"
_CODE: Final = re.compile(r"<Code>(\w{1,60})</Code>")
_STATUS: Final = re.compile(r"status code: (\d{3}[ \w]{0,40})")
_CREDENTIALS: Final = {
    "aws_access_key_id": "access_key_id",
    "aws_secret_access_key": "secret_access_key",
    "aws_session_token": "session_token",
}
"""What a file of credentials holds, and what obstore calls it."""


class BucketError(Exception):
    """The bucket could not be reached, or refused; the message says why in words, and never holds a key."""


class ObjectAbsent(BucketError):
    """There is no such object."""


class ConditionFailed(BucketError):
    """The object is no longer, or not yet, what the request was made for: nothing has been written."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """The bytes of an object, the tag by which the service tells this state of it from others, and since when it is so."""

    content: bytes
    etag: str
    modified_at: datetime


@dataclass(frozen=True, slots=True)
class Listed:
    """An object as a list names it; `key` below the bucket's prefix."""

    key: str
    bytes: int
    modified_at: datetime


class Bucket:
    """The objects below one prefix. Every method raises BucketError."""

    def __init__(self, store: ObjectStore, address: str) -> None:
        self._store = store
        self.address = address

    def get(self, key: str) -> Fetched:
        """An object. Raises ObjectAbsent."""
        import obstore

        with self._failures_in_words(key):
            return _fetched(obstore.get(self._store, key))

    def get_unless(self, key: str, etag: str) -> Fetched | None:
        """An object, or None where it is still in the state with this tag. Raises ObjectAbsent."""
        import obstore
        from obstore.exceptions import NotModifiedError

        with self._failures_in_words(key):
            try:
                result = obstore.get(self._store, key, options={"if_none_match": etag})
            except NotModifiedError:
                return None
            return _fetched(result)

    def download(self, key: str, file: Path) -> str:
        """Write an object into a new file; returns the sha256 of what came. Raises ObjectAbsent, OSError."""
        import obstore

        digest = hashlib.sha256()
        with self._failures_in_words(key):
            chunks = iter(obstore.get(self._store, key).stream())
        with file.open("xb") as stream:
            while chunk := self._next_chunk(key, chunks):
                digest.update(chunk)
                stream.write(chunk)
        return digest.hexdigest()

    def _next_chunk(self, key: str, chunks: Iterator[Any]) -> bytes:
        # Apart from the writing, so that a full disk is not taken for a bucket that fails.
        with self._failures_in_words(key):
            return bytes(next(chunks, b""))

    def put(self, key: str, content: bytes | Path) -> None:
        """Write an object, whatever was there; readers see it whole or not at all."""
        self._put(key, content, "overwrite")

    def put_first(self, key: str, content: bytes) -> None:
        """Write an object that must not be there yet. Raises ConditionFailed."""
        self._put(key, content, "create")

    def replace(self, key: str, content: bytes, etag: str) -> None:
        """Write an object that must still be in the state with this tag. Raises ConditionFailed."""
        self._put(key, content, {"e_tag": etag})

    def listed(self, prefix: str) -> Iterator[Listed]:
        """All objects below a further prefix, in the order of their keys."""
        import obstore

        with self._failures_in_words(prefix):
            for chunk in obstore.list(self._store, prefix):
                for meta in chunk:
                    yield Listed(meta["path"], meta["size"], meta["last_modified"])

    def delete(self, keys: Iterable[str]) -> None:
        """Delete objects; one that is gone already is no fault."""
        import obstore

        for key in keys:
            with self._failures_in_words(key):
                try:
                    obstore.delete(self._store, key)
                except FileNotFoundError:
                    continue

    def _put(self, key: str, content: bytes | Path, mode: Any) -> None:
        import obstore

        with self._failures_in_words(key):
            obstore.put(self._store, key, content, mode=mode)

    @contextmanager
    def _failures_in_words(self, key: str) -> Iterator[None]:
        from obstore.exceptions import AlreadyExistsError, BaseError, PreconditionError

        try:
            yield
        except FileNotFoundError as error:
            raise ObjectAbsent(f"{self.address} has no {key}{_answer_in(str(error), leave_out='NoSuchKey')}") from None
        except (AlreadyExistsError, PreconditionError):
            raise ConditionFailed(f"{key} in {self.address} has been changed by somebody else") from None
        # ValueError is what obstore raises for settings that contradict each other.
        except (BaseError, ValueError) as error:
            raise BucketError(f"{self.address} {_in_words(str(error))}") from None


def open_bucket(address: str, settings: Settings) -> Bucket:
    """The bucket at `s3://bucket/prefix`, with the endpoint, region and credentials of the settings; asks nothing yet.

    Raises SettingsError where the file of credentials cannot be read.
    """
    # 40 ms that no command without a bucket should wait.
    from obstore.store import S3Store

    parts = urlsplit(address)
    options: dict[str, Any] = {"region": settings.object_store_region or _DEFAULT_REGION, **_credentials(settings)}
    if settings.object_store_endpoint:
        options["endpoint"] = settings.object_store_endpoint
    store = S3Store(
        parts.netloc,
        prefix=parts.path.strip("/") or None,
        client_options={
            "allow_http": settings.object_store_endpoint.startswith("http://"),
            "timeout": _LONGEST,
            "read_timeout": _SILENT,
            "connect_timeout": _CONNECT,
        },
        retry_config={"max_retries": _RETRIES, "retry_timeout": _RETRY_WITHIN},
        **options,
    )
    return Bucket(store, address.rstrip("/"))


def _fetched(result: GetResult) -> Fetched:
    return Fetched(bytes(result.bytes()), result.meta["e_tag"] or "", result.meta["last_modified"])


def _credentials(settings: Settings) -> dict[str, str]:
    """From the file that the settings name; without one, obstore looks into the environment and asks the machine's own role."""
    if settings.object_store_credentials is None:
        return {}
    origin = "object_store_credentials"
    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read_string(read_small_file(settings.object_store_credentials).decode("utf-8"))
    except (FieldFault, UnicodeDecodeError) as error:
        raise SettingsError(f"{origin}: the file cannot be read: {error}") from error
    except configparser.Error:
        # Its message quotes the line, which may hold the key.
        raise SettingsError(f"{origin}: the file is not in the form of AWS's credentials, a section [default] with two keys") from None
    section = parser["default"] if parser.has_section("default") else {}
    found = {name: value for written, name in _CREDENTIALS.items() if (value := section.get(written, "").strip())}
    if not {"access_key_id", "secret_access_key"} <= found.keys():
        raise SettingsError(f"{origin}: the file names no aws_access_key_id and aws_secret_access_key under [default]")
    return found


def _in_words(message: str) -> str:
    """What went wrong, without the address of the request and the service's own text, which may quote what was signed."""
    if "Server returned" not in message and ("HTTP error" in message or "error sending request" in message):
        return "could not be reached"
    answer = _answer_in(message)
    return f"refused the request{answer}" if answer else "could not be used: check region, endpoint and credentials"


def _answer_in(message: str, leave_out: str = "") -> str:
    """The service's code for a failure, or the status of its answer, in brackets; empty where the message has neither."""
    match = _CODE.search(message) or _STATUS.search(message)
    return f" ({match[1].strip()})" if match and match[1] != leave_out else ""
