"""`python -m bench.hostile.fed_command ADDRESS COMMAND ...`: a command of the pipeline whose only feed, UKMTO's, is at another address."""

from __future__ import annotations

import os
import sys
from dataclasses import replace

from data_pipeline import registry
from data_pipeline.__main__ import main


def place_feed(address: str) -> None:
    """Switch UKMTO's feed on, and let it be asked at `address`, on this machine."""
    os.environ |= {"ANCHORWATCH_FEEDS": "ukmto", "ANCHORWATCH_FEEDS_FROM_PRIVATE_ADDRESSES": "true"}
    described = registry.source("ukmto")
    assert described.feed is not None
    placed = {**registry.sources(), "ukmto": replace(described, feed=replace(described.feed, url=address))}
    registry.sources = lambda: placed


if __name__ == "__main__":
    place_feed(sys.argv[1])
    sys.exit(main(sys.argv[2:]))
