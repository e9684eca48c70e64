"""Linkage: which reports describe the same event.

features.py   what of a report is compared
model.py      which pairs are compared, how, and what each agreement weighs: the one declarative place
score.py      pairs with weight and evidence
assign.py     pairs into incidents: rivals, re-issues, people's decisions
decisions.py  what analysts decided, read from landing
"""
