"""Linkage: which reports describe the same event.

features.py, text_vectors.py   what of a report is compared
candidates.py                  which pairs are compared
comparison.py, model.py        how, and in what words
weights.py, train.py           what each agreement weighs, and how that is estimated
score.py                       pairs with weight and evidence
assign.py, groups.py, rivals.py   pairs into incidents: re-issues, rivals, people's decisions
decisions.py                   people's decisions as constraints
origins.py                     the bodies that a text credits
link.py                        all of these in order
spark/                         up to the weight of pairs on Spark instead of in DuckDB
quality/                       how good the links are
"""
