"""`python -m data_pipeline.linkage.spark FOLDER`, in Spark's own environment: weigh the pairs of the reports in FOLDER."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from data_pipeline.linkage.spark.session import start_session
from data_pipeline.linkage.spark.weigh import WeighedOnSpark


def main(folder: Path) -> None:
    """Do what `task.json` in the folder says."""
    task = json.loads((folder / "task.json").read_text(encoding="utf-8"))
    spark = start_session(folder, task["memory"], task["cores"])
    try:
        WeighedOnSpark(spark, folder).weigh(task["reissuing"])
    finally:
        spark.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
