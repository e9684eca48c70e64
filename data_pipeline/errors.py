"""Every error of the pipeline.

PipelineError                 a person has to act; the message says what happened, where, and what to do
├── UsageError                the command was asked for something that does not exist
├── SourceError               one source failed; the others go on, its last good data stay
│   ├── UnknownFormat         a file is in none of the source's formats
│   ├── BrokenFile            a file's structure is broken (not JSON, columns gone, empty)
│   └── CountOutOfRange       a file holds far fewer or more records than the source states
├── LandingError              landed bytes differ from their recorded hash, or cannot be written
├── CheckFailed               the result breaks an expectation; nothing is published
├── Unfinished                the disk is full, memory ran out or a worker was killed; nothing is published
└── Busy                      another run holds the data folder

BadRecord                     one record cannot become a report; it goes to quarantine
"""

from __future__ import annotations


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


class LandingError(PipelineError):
    pass


class CheckFailed(PipelineError):
    pass


class Unfinished(PipelineError):
    pass


class Busy(PipelineError):
    pass


class BadRecord(Exception):
    """One raw record that cannot become a report.

    `reason` is a code of `issues.QUARANTINE_REASONS`; `message` says what is wrong with it.
    """

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message
