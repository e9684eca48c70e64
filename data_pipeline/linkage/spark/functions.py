"""What Spark has DuckDB work out, in the workers, on batches of Arrow: the reports' rows, and the model's comparisons and measures.

So both engines share these to the last bit, and there is one definition of each.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, Final

import duckdb
import pyarrow as pa
from pyspark.sql import SparkSession
from pyspark.sql.functions import arrow_udf

from data_pipeline.linkage.comparison import Comparison, level_sql
from data_pipeline.linkage.features import build_rows
from data_pipeline.linkage.model import COMPARISONS
from data_pipeline.linkage.text_vectors import DIMENSIONS
from data_pipeline.sql import statement

MEASURES: Final = {
    "quarter_of": ("INTEGER", "d"),
    "names_like": ("DOUBLE", "a", "b"),
    "clocks_apart": ("DOUBLE", "local_a", "utc_a", "lon_a", "local_b", "utc_b", "lon_b"),
    "texts_like": ("DOUBLE", "vector_a", "vector_b", "part_a", "part_b", "one_ship"),
    "array_inner_product": ("FLOAT", "a", "b"),
}
"""The functions of DuckDB and of `compare/macros.sql` that statements on Spark use: what they give, and the names of their arguments."""
RowsOfBatches = Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]
COUNTED: Final = ("crowd", "rare_words", "busy_day")
"""Columns of `compared` that are counted among all reports."""


def register_functions(spark: SparkSession, columns: Collection[str]) -> list[Comparison]:
    """Make the measures known to Spark's SQL, and the comparisons as functions; returns these, on the `columns` of `compared`."""
    for name, (gives, *arguments) in MEASURES.items():
        spark.udf.register(name, _function(f"{name}({', '.join(arguments)})", arguments, gives))
    return [_compared_by_function(spark, comparison, columns) for comparison in COMPARISONS]


def _compared_by_function(spark: SparkSession, comparison: Comparison, columns: Collection[str]) -> Comparison:
    """The comparison with a function of Spark's in place of its SQL; the function gives the level's index, -1 where a side is silent."""
    expression = level_sql(comparison)
    sides = sorted({word for word in re.findall(r"\w+_[lr]\b", expression) if word[:-2] in columns})
    name = f"level_of_{comparison.code}"
    spark.udf.register(name, _function(expression, sides, "INTEGER"))
    level = f"{name}({', '.join(sides)})"
    levels = tuple(one if one.sql == "ELSE" else replace(one, sql=f"{level} = {index}") for index, one in enumerate(comparison.levels))
    return replace(comparison, silent=f"{level} = -1", levels=levels)


def _function(expression: str, arguments: Sequence[str], gives: str) -> Any:
    """A function of Spark's that gives what the DuckDB expression on its arguments does."""

    # Spark counts the parameters of a function that it is to call, and takes one that stands for many.
    def evaluate(*values: pa.Array) -> pa.Array:
        return evaluated(expression, arguments, gives, values)

    return arrow_udf(evaluate, returnType=gives.lower().replace("integer", "int"))


def evaluated(expression: str, arguments: Sequence[str], gives: str, values: Sequence[pa.Array]) -> pa.Array:
    """The values of a DuckDB expression on arrays of its arguments."""
    # Spark knows no lists of a fixed length, which is what vectors are.
    vectors = [name for name, array in zip(arguments, values, strict=True) if array.type == pa.list_(pa.float32())]
    cast = ", ".join(f"{name}::FLOAT[{DIMENSIONS}] AS {name}" for name in vectors)
    # A connection of its own, because an engine may call from several threads.
    with _database().cursor() as con:
        con.register("given", pa.table(dict(zip(arguments, values, strict=True))))
        given = con.table("given").project(f"* REPLACE ({cast})" if cast else "*")
        column = given.project(f"({expression})::{gives} AS value").to_arrow_table()["value"]
    return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)


@cache
def _database() -> duckdb.DuckDBPyConnection:
    """One for each of Spark's Python workers. With one thread, since there is a worker for each core."""
    con = duckdb.connect(config={"threads": 1})
    con.execute(statement("linkage/compare/macros"))
    return con


def rows_of_reports(reissuing: Collection[str], days_unplaced: Collection[int]) -> RowsOfBatches:
    """A function for `mapInArrow`: of reports, with their numbers, the rows of `compared` without what is counted among others."""

    def rows(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            yield from _rows(batch, reissuing, days_unplaced).to_batches()

    return rows


def _rows(reports: pa.RecordBatch, reissuing: Collection[str], days_unplaced: Collection[int]) -> pa.Table:
    with duckdb.connect(config={"threads": 1}) as con:
        con.execute("SET TimeZone = 'UTC'")
        con.register("reports", pa.Table.from_batches([reports]))
        con.register("numbers", pa.table({name: reports[name] for name in ("report_id", "unique_id")}))
        con.register("days_unplaced", pa.table({"day": pa.array(days_unplaced, pa.int32())}))
        con.execute("CREATE TABLE context (report_id VARCHAR, crowd INTEGER, rare_words VARCHAR[], busy_day BOOLEAN)")
        build_rows(con, reissuing)
        return _plain(con.sql(statement("linkage/spark/rows")).to_arrow_table())


def columns_of_rows(reissuing: Collection[str], reports: pa.Schema) -> pa.Schema:
    """The schema of what the function of `rows_of_reports` gives for such reports."""
    return _rows(pa.RecordBatch.from_pylist([], reports), reissuing, []).schema


def _plain(table: pa.Table) -> pa.Table:
    """The table in types that Spark has: lists of any length, numbers with a sign."""
    plain = [pa.field(column.name, _plain_type(column.type)) for column in table.schema]
    return table.cast(pa.schema(plain))


def _plain_type(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_fixed_size_list(kind) or pa.types.is_list(kind):
        return pa.list_(_plain_type(kind.value_type))
    return pa.int64() if kind == pa.uint32() else kind
