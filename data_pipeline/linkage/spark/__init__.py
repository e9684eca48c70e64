"""Linkage's heavy part on Spark, for more reports than one machine holds: `engine = "spark"`.

engine.py        what the pipeline calls: hands the reports over and takes the weighed pairs back; the only module that runs beside DuckDB
__main__.py      the other side, a process of Spark's own environment (.venv-spark)
session.py       the Spark session
dialect.py       the pipeline's SQL as Spark reads it
functions.py     rows of reports and comparisons of pairs, worked out by DuckDB in Spark's workers
weigh.py         the steps, in the order of linkage.link.weigh_reports
"""
