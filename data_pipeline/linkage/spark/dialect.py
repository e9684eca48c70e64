"""The pipeline's SQL, which is written for DuckDB, as Spark reads it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any, Final

import sqlglot
from sqlglot import exp

_EPOCH: Final = "1970-01-01"
_ALL_OF_A_SIDE: Final = re.compile(r"COLUMNS\((\w)\.\*\) AS '\\0_(\w)'")
"""All columns of a table under names with an ending: DuckDB's alone."""


def spark_query(text: str, columns: Collection[str], values: Mapping[str, float | bool] = {}) -> str:
    """The query of a statement that makes, or adds to, a table, as Spark reads it, without its order.

    `columns`: those of `compared`; `values`: of the statement's parameters.
    """
    text = _ALL_OF_A_SIDE.sub(lambda match: _columns_of_side(match, columns), text)
    # Its own spelling of the operator is one that Spark does not have.
    text = text.replace("list_has_any(", "arrays_overlap(")
    for name, value in values.items():
        # As a number with a decimal point it would be a decimal to Spark, and its quotients rounded.
        text = text.replace(f"${name}", str(value) if isinstance(value, bool) else f"CAST({value} AS DOUBLE)")
    tree: Any = sqlglot.parse_one(text, read="duckdb")
    query = tree.expression if isinstance(tree, exp.Create | exp.Insert) else tree
    query.set("order", None)
    # Translated first, because DuckDB's unnest and range become Spark's functions on the way.
    [translated] = sqlglot.transpile(query.sql("duckdb"), read="duckdb", write="spark", comments=False)
    return str(_in_sparks_ways(sqlglot.parse_one(translated, read="spark")).sql("spark"))


def _columns_of_side(match: re.Match[str], columns: Collection[str]) -> str:
    table, ending = match.groups()
    return ", ".join(f"{table}.{column} AS {column}_{ending}" for column in columns)


def _in_sparks_ways(query: Any) -> Any:
    for bracket in list(query.find_all(exp.Bracket)):
        # Null where a list has no such place, as in DuckDB, and not an error.
        bracket.replace(exp.func("get", bracket.this, bracket.expressions[0]))
    for difference in list(query.find_all(exp.Sub)):
        if isinstance(difference.expression, exp.Cast) and difference.expression.this.name == _EPOCH:
            # Days; Spark's difference of two dates is an interval.
            difference.replace(exp.func("unix_date", difference.this))
    for exploded in list(query.find_all(exp.Explode)):
        _explode_last(exploded)
    return query


def _explode_last(exploded: Any) -> None:
    """Spark makes rows of a list only by itself: what is done with the rows is done with the list's elements instead."""
    whole = exploded
    while not isinstance(whole.parent, exp.Alias | exp.Select):
        whole = whole.parent
    if whole is exploded:
        return
    with_element = whole.copy()
    [inner] = list(with_element.find_all(exp.Explode))
    inner.replace(exp.column("element"))
    each = exp.Lambda(this=with_element, expressions=[exp.to_identifier("element")])
    whole.replace(exp.Explode(this=exp.func("transform", exploded.this, each)))
