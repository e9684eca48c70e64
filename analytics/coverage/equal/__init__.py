"""Equal comparison: which two spans can be compared, on which days, carried by which sources.

`spans` is the arithmetic and the names of days, `watch` says who watched both spans alike. Compare, Trends ("What changed") and the
board deck ask here, so that the same waters and spans give the same counts on every page and document.
"""
