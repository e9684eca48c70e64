"""The Spark session of one run."""

from __future__ import annotations

import os
from pathlib import Path

from pyspark.sql import SparkSession


def start_session(folder: Path, memory: str, cores: int) -> SparkSession:
    """A session on this machine that keeps everything it writes in `folder`, with `memory` (such as 2g) for its Java process.

    What Spark does by itself is meant for hundreds of machines: two hundred parts of everything, a page that shows its work, and names
    looked up in the network.
    """
    settings = {
        "spark.driver.memory": memory,
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.local.dir": str(folder / "spill"),
        "spark.sql.warehouse.dir": str(folder / "tables"),
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.shuffle.partitions": str(4 * cores),
        "spark.sql.execution.arrow.maxRecordsPerBatch": "20000",
        # Statements of a hundred columns are otherwise written as Java, which takes longer to compile than to run.
        "spark.sql.codegen.wholeStage": "false",
        "spark.log.level": "ERROR",
    }
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    builder = SparkSession.builder.master(f"local[{cores}]").appName("anchorwatch-linkage")
    for name, value in settings.items():
        builder = builder.config(name, value)
    spark: SparkSession = builder.getOrCreate()
    spark.sparkContext.setCheckpointDir(str(folder / "checkpoints"))
    return spark
