"""How good the links are: compared with labels made by hand, or with the truth of a simulation.

labels.py, label_keys.py   what people labelled, and the published report of each labelled record
evaluate.py                incidents compared with labels: pairs, windows, re-issues
truth.py                   simulated incidents compared with their truth
measures.py                precision, recall, F1, B-cubed, intervals
evidence.py                what the published links say of a pair
figures.py                 figures as lines of text, and as the file that pages show
"""
