"""Compare: two periods or two waters side by side, over the sources that watched both on equal days.

`compare_sides` gives a `Comparison`; `sentences` put it into words and `charts` describe its pictures.
"""

from analytics.compare.comparison import Comparison as Comparison
from analytics.compare.comparison import compare_sides as compare_sides
from analytics.compare.request import CompareRequest as CompareRequest
from analytics.compare.request import Side as Side
