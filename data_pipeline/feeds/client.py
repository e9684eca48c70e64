"""One feed's requests: who asks is said, and size, time, redirects and retries are limited.

The retries are a loop of a few lines rather than a library: the service's Retry-After, the time left for the whole feed and a
person's wish to skip all bear on how long to wait.
"""

from __future__ import annotations

import random
import re
import threading
import time
import tomllib
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Final

import httpx2

from data_pipeline.errors import FeedError, FeedUnreachable
from data_pipeline.feeds.addresses import check_address, wait_for_name, watch_connections
from data_pipeline.feeds.body import write_body
from data_pipeline.feeds.model import Answer, Limits, Validators
from warehouse.contract.settings import ROOT, Settings

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_BUSY: Final = frozenset({429, 503})
_SECONDS: Final = re.compile(r"\d{1,9}")
_REFUSAL_BYTES: Final = 4_096


class Client:
    """Asks one feed. `stop` ends waiting and reading at once when it is set."""

    def __init__(
        self,
        settings: Settings,
        limits: Limits,
        stop: threading.Event,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] | None = None,
    ) -> None:
        self._limits = limits
        self._stop = stop
        self._clock = clock
        self._sleep = sleep or stop.wait
        self._allow_private = settings.feeds_from_private_addresses
        self._ends = clock() + limits.seconds
        headers = {"User-Agent": user_agent(settings.contact), "Accept": "*/*", "Accept-Encoding": "gzip"}
        try:
            self._http = httpx2.Client(headers=headers, follow_redirects=False)
        # A proxy of an unknown kind, or a file of certificates that is not there, in the variables of the environment.
        except (ValueError, ImportError, OSError) as error:
            raise FeedError(f"the proxy or certificates set in the environment cannot be used: {error}") from error

    def __enter__(self) -> Client:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._http.close()

    def download(self, url: str, file: Path, known: Validators | None = None) -> Answer:
        """Write what the address `url` gives to `file`, unpacked. Raises FeedError, FeedUnreachable."""
        for attempt in range(1, self._limits.attempts + 1):
            last = attempt == self._limits.attempts
            # Doubling, and by chance between half and whole, so that many installations do not ask again at the same moment.
            pause = 2.0 ** (attempt - 1) * random.uniform(0.5, 1.0)  # noqa: S311
            try:
                return self._follow(url, file, known or Validators())
            except FeedError as error:
                if last or error.retry_after is None:
                    raise
                pause = max(pause, error.retry_after)
                if pause >= self._seconds_left():
                    raise
            self._sleep(pause)
        raise AssertionError("no attempt was made")

    def _follow(self, url: str, file: Path, known: Validators) -> Answer:
        for _ in range(self._limits.redirects + 1):
            target = self._ask(url, file, known)
            if isinstance(target, Answer):
                return target
            url = target
        raise FeedError(f"the service redirects more than {self._limits.redirects} times, last to {url[:200]}")

    def _ask(self, url: str, file: Path, known: Validators) -> Answer | str:
        """The answer at an address, or the address that it redirects to."""
        check_address(url, self._allow_private)
        left = self._seconds_left()
        patience, to_connect = min(left, self._limits.read_seconds), min(left, self._limits.connect_seconds)
        timeout = httpx2.Timeout(patience, connect=to_connect)
        conditions = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
        headers = {name: value for name, value in conditions.items() if value}
        parsed = _joined(url)
        wait_for_name(parsed.host, parsed.scheme, to_connect)
        try:
            extensions = {} if self._allow_private else {"trace": watch_connections(parsed.host)}
            with self._http.stream("GET", parsed, headers=headers, timeout=timeout, extensions=extensions) as response:
                if response.status_code in _REDIRECTS and "location" in response.headers:
                    return str(_joined(url, response.headers["location"]))
                return self._take(response, file, bool(headers))
        except httpx2.TimeoutException as error:
            if isinstance(error, httpx2.ConnectTimeout):
                # A network that swallows connections would cost the same wait again.
                raise FeedUnreachable(f"{host_of(url)} cannot be reached: no connection in {to_connect:.0f} seconds") from error
            raise FeedError(f"the service sent nothing for {patience:.0f} seconds") from error
        except (httpx2.ConnectError, httpx2.ProxyError) as error:
            raise FeedUnreachable(f"{host_of(url)} cannot be reached: {_in_words(error)}", retry_after=0.0) from error
        except httpx2.TransportError as error:
            raise FeedError(f"the answer was cut off: {_in_words(error)}", retry_after=0.0) from error

    def _take(self, response: httpx2.Response, file: Path, is_conditional: bool) -> Answer:
        validators = Validators(_short(response.headers.get("etag")), _short(response.headers.get("last-modified")))
        if response.status_code == httpx2.codes.NOT_MODIFIED and is_conditional:
            return Answer(is_unchanged=True, validators=validators)
        if response.status_code != httpx2.codes.OK:
            raise _refusal(response)
        write_body(response, file, self._limits.largest_bytes, self._check_time)
        return Answer(is_unchanged=False, validators=validators)

    def _check_time(self) -> None:
        self._seconds_left()

    def _seconds_left(self) -> float:
        if self._stop.is_set():
            raise FeedError("skipped")
        left = self._ends - self._clock()
        if left <= 0:
            raise FeedError(f"the service took longer than {self._limits.seconds:.0f} seconds in all")
        return left


@cache
def _version() -> str:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])


def user_agent(contact: str) -> str:
    """How the program names itself to services: name, version, and whom to write to."""
    return f"Anchorwatch/{_version()}" + (f" ({contact})" if contact else "")


def host_of(url: str) -> str:
    """The host of an address, for messages."""
    return httpx2.URL(url).host


def retry_after_seconds(value: str, now: datetime) -> float:
    """Seconds to wait by a Retry-After header, which holds seconds or a date; 0 where it holds neither."""
    if _SECONDS.fullmatch(value.strip()):
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
        return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds())
    except (ValueError, OverflowError):
        return 0.0


def _refusal(response: httpx2.Response) -> FeedError:
    """The error for an answer that is neither records nor a redirect."""
    status = f"{response.status_code} {response.reason_phrase}"[:80].strip()
    if response.status_code in _BUSY:
        wait = retry_after_seconds(response.headers.get("retry-after", ""), datetime.now(UTC))
        advice = f"asks us to wait {wait:,.0f} seconds" if wait else "is too busy to answer"
        return FeedError(f"the service {advice} ({status})", retry_after=wait)
    if response.status_code in (401, 403):
        advice = "Set contact in anchorwatch.toml, so that it knows who asks, or open it in a browser and land the file with `add`."
        return FeedError(f"the service refuses to answer this program ({status}). {advice}")
    if response.status_code in (404, 410):
        return FeedError(f"there is nothing at its address any more ({status}). Check its url in source.toml.")
    return FeedError(f"the service answered {status}. It is tried again later.")


def _joined(url: str, location: str = "") -> httpx2.URL:
    """The address that `location` means when it is read at `url`. Raises FeedError."""
    try:
        return httpx2.URL(url).join(location)
    # UnicodeError, a ValueError, for names of hosts that cannot be encoded.
    except (httpx2.InvalidURL, ValueError) as error:
        raise FeedError(f"the service redirects to what is no address: {_in_words(error)}") from error


def _short(header: str | None) -> str | None:
    """A header worth keeping; one that is overlong or empty is not."""
    return header if header and len(header) <= 500 and header.isascii() and header.isprintable() else None


def _in_words(error: Exception) -> str:
    return re.sub(r"^\[Errno -?\d+\] ", "", " ".join(str(error).split()))[:200] or type(error).__name__
