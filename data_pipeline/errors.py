"""Every error of the pipeline.

PipelineError                 a person has to act; the message says what happened, where, and what to do
├── UsageError                the command was asked for something that does not exist
├── SourceError               one source failed; the others go on, its last good data stay
│   ├── UnknownFormat         a file is in none of the source's formats
│   ├── BrokenFile            a file's structure is broken (not JSON, columns gone, empty)
│   ├── CountOutOfRange       a file holds far fewer or more records than the source states
│   └── FeedError             a feed gave no answer, or one that is not what it usually gives
│       └── FeedUnreachable   no connection to the feed's service
├── LandingError              landed bytes differ from their recorded hash, or cannot be written
├── InputsVanished            a landing or decision that the last snapshot rests on is gone; nothing is published
├── CheckFailed               the result breaks an expectation; nothing is published
├── Unfinished                the disk is full, memory ran out or a worker was killed; nothing is published
├── NotUploaded               a snapshot is in force here, and could not be put into the bucket for other servers
├── ProgramChanged            the program's files were replaced under a process that runs for long
└── Busy                      another run holds the data folder

BadRecord                     one record cannot become a report; it goes to quarantine
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final


class PipelineError(Exception):
    """What happened, where, and what to do."""


class UsageError(PipelineError):
    pass


class SourceError(PipelineError):
    pass


class UnknownFormat(SourceError):
    pass


class BrokenFile(SourceError):
    pass


class CountOutOfRange(SourceError):
    pass


class FeedError(SourceError):
    """`retry_after`: seconds after which the same request may succeed; None where asking again does not help."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class FeedUnreachable(FeedError):
    pass


class LandingError(PipelineError):
    pass


class InputsVanished(PipelineError):
    pass


class CheckFailed(PipelineError):
    pass


class Unfinished(PipelineError):
    pass


class NotUploaded(PipelineError):
    pass


class ProgramChanged(PipelineError):
    pass


class Busy(PipelineError):
    pass


RECORD_FAULTS: Final = (
    RecursionError, ValueError, TypeError, LookupError, ArithmeticError, AttributeError, NotImplementedError, re.error,
)  # fmt: skip
"""What a fault of the program on one odd value raises: a failed conversion, a missing key, an expression without end.

Not MemoryError and OSError, which say something about the machine and not about the record: setting records aside for them would
publish fewer reports on a small machine than on a large one. They end the run, and the last snapshot stays in force.
"""


def fault_in_words(error: BaseException) -> str:
    """`KeyError: 'x'`, in one line that fits a table."""
    return f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"


@contextmanager
def faults_as_broken_file(name: str) -> Iterator[None]:
    """Raise BrokenFile for any fault in reading the file `name`, so that it fails its source alone."""
    try:
        yield
    except RECORD_FAULTS as error:
        raise BrokenFile(f"{name} cannot be read: {fault_in_words(error)}. Set the file aside and report this fault.") from error


class BadRecord(Exception):
    """One raw record that cannot become a report.

    `reason` is a code of `issues.QUARANTINE_REASONS`; `message` says what is wrong with it.
    """

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message
