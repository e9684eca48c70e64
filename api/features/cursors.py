"""Cursors: where a page of features ended, and in which snapshot, so that pages fit together while newer snapshots are published."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import date, datetime

import orjson

from api.server.parameters import day_or_moment
from warehouse.queries.features.feature_rows import Place

_LONGEST = 1_000


@dataclass(frozen=True, slots=True)
class Cursor:
    """The snapshot and the last feature of the page before."""

    snapshot_id: str
    after: Place


def write_cursor(cursor: Cursor) -> str:
    """The cursor as it stands in an address."""
    moment, feature_id = cursor.after
    content = orjson.dumps([cursor.snapshot_id, moment, feature_id], option=orjson.OPT_UTC_Z)
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def read_cursor(text: str) -> Cursor:
    """A cursor that `write_cursor` wrote. Raises ValueError."""
    try:
        content = base64.urlsafe_b64decode(text[:_LONGEST] + "=" * (-len(text[:_LONGEST]) % 4))
        snapshot_id, moment, feature_id = orjson.loads(content)
        if not isinstance(snapshot_id, str) or not isinstance(feature_id, str):
            raise TypeError
        return Cursor(snapshot_id, (_time(moment), feature_id))
    except (binascii.Error, ValueError, TypeError) as error:
        raise ValueError("must be taken from a link to the next page") from error


def _time(moment: str | None) -> date | datetime | None:
    return None if moment is None else day_or_moment(moment)
