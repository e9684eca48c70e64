"""All candidate pairs of all reports, found and weighed by Spark: what `linkage.link.weigh_reports` does, by the same statements."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema
from pyspark.sql.types import StructType
from splink import Linker
from splink.backends.spark import SparkAPI

from data_pipeline.linkage.candidates import find_candidates
from data_pipeline.linkage.comparison import Comparison
from data_pipeline.linkage.features import USUAL_CROWD
from data_pipeline.linkage.score import splink_settings
from data_pipeline.linkage.spark.dialect import spark_query
from data_pipeline.linkage.spark.functions import COUNTED, columns_of_rows, register_functions, rows_of_reports
from data_pipeline.linkage.weights import LinkageWeights, linkage_weights
from data_pipeline.sql import statement


class WeighedOnSpark:
    """The tables of one run, each a folder of Parquet files in `folder` and a view in Spark of the same name."""

    def __init__(self, spark: SparkSession, folder: Path) -> None:
        self._spark = spark
        self._folder = folder
        self._columns: Sequence[str] = ()
        self._comparisons: Sequence[Comparison] = ()

    def weigh(self, reissuing: Collection[str]) -> None:
        """Write `compared`, `pairs_reissue` and `weighed`, from the files of `reports` and `decided_pairs_arrow`."""
        self._read("reports")
        self._read("decided_pairs_arrow")
        self._compare(reissuing)
        self._write_query("decided_pairs", "weigh/decided_pairs")
        self._find_candidates()
        self._write_query("pairs_between", "weigh/pairs_between")
        self._score("pairs_between", linkage_weights("between"), "scored_between")
        for query in statement("linkage/weigh/pairs_reissue").split(";\n"):
            name = query.split("CREATE OR REPLACE TABLE ")[1].split()[0]
            self._write(name, self._query(query))
        self._score("pairs_reissue", linkage_weights("reissue"), "scored_reissue")
        self._write_query("weighed", "weigh/weighed", {"usual_crowd": USUAL_CROWD})

    def _compare(self, reissuing: Collection[str]) -> None:
        reports = self._spark.table("reports")
        days = [row.day for row in self._query(statement("linkage/compare/days_unplaced")).collect()]
        schema = columns_of_rows(reissuing, to_arrow_schema(reports.schema, timezone="UTC"))
        self._columns = [*schema.names, *COUNTED]
        self._comparisons = register_functions(self._spark, self._columns)
        spread = reports.repartition(int(self._spark.conf.get("spark.sql.shuffle.partitions")))
        self._write("rows", spread.mapInArrow(rows_of_reports(reissuing, days), from_arrow_schema(schema)))
        self._spark.table("rows").createOrReplaceTempView("surroundings")
        for name in ("crowds", "frequent_words", "busy_days"):
            self._write_query(name, f"compare/{name}", {"usual_crowd": USUAL_CROWD})
        self._query(statement("linkage/compare/counted_context")).createOrReplaceTempView("context")
        self._write_query("compared", "spark/compared")

    def _find_candidates(self) -> None:
        self._write("found", self._query(find_candidates("compared", "compared"), {"vectors_missing": False}))
        self._spark.table("found").createOrReplaceTempView("candidates")
        decided = self._query(statement("linkage/weigh/decided_candidates"))
        self._spark.table("found").union(decided).createOrReplaceTempView("candidates")

    def _score(self, pairs: str, weights: LinkageWeights, into: str) -> None:
        """Write the table `into` of the pairs with their weights in bits, as Splink gives them."""
        parts = int(self._spark.conf.get("spark.sql.shuffle.partitions"))
        api = SparkAPI(  # type: ignore[no-untyped-call]
            spark_session=self._spark,
            break_lineage_method="parquet",
            num_partitions_on_repartition=parts,
            # The similarities of its own Java file are not used.
            register_udfs_automatically=False,
        )
        linker = Linker(api.register("compared"), splink_settings(weights, self._comparisons), log_level=None, validate_settings=False)
        blocked = self._spark.table(pairs).selectExpr("join_key_l", "join_key_r", "'0' AS match_key")
        linker.table_management.register_blocked_pairs_for_predict(api.register(blocked))
        scored = self._spark.table(linker.inference.predict().physical_name)
        self._write(into, scored.selectExpr("unique_id_l AS a", "unique_id_r AS b", "match_weight"))

    def _query(self, text: str, values: Mapping[str, Any] = {}) -> DataFrame:
        return self._spark.sql(spark_query(text, self._columns, values))

    def _write_query(self, name: str, file: str, values: Mapping[str, Any] = {}) -> None:
        self._write(name, self._query(statement(f"linkage/{file}"), values))

    def _write(self, name: str, rows: DataFrame) -> None:
        # Written out, so that no later step works it out again.
        rows.write.mode("overwrite").parquet(str(self._folder / name))
        self._read(name, rows.schema)

    def _read(self, name: str, schema: StructType | None = None) -> None:
        reader = self._spark.read.schema(schema) if schema else self._spark.read
        reader.parquet(str(self._folder / name)).createOrReplaceTempView(name)
