"""What a report that comes later cannot change: how texts and pairs far away from it are weighed, to the last bit."""

from __future__ import annotations

from random import Random

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from data_pipeline.linkage.rivals import matching_probabilities
from data_pipeline.linkage.text_vectors import common_words, count_common_words, table_of_words, vectors_of_texts

WORDS = ["robbers", "boarded", "anchored", "tanker", "zephyrine", "belawan", "knives", "alarm", "2", "1200", "qwertysund", "fled"]


def table(rows: list[tuple[str, str, str]]) -> pa.Table:
    ids, texts, names = zip(*rows, strict=True)
    return pa.table({"report_id": ids, "text": texts, "name": names})


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.lists(st.sampled_from(WORDS), max_size=12), st.sampled_from(["", "ZEPHYRINE", "Alarm 2"])), min_size=1, max_size=12
    ),
    st.randoms(use_true_random=False),
)
def test_a_text_has_one_vector_whatever_other_texts_there_are(texts: list[tuple[list[str], str]], random: Random) -> None:
    rows = [(f"asam:{n}", " ".join(words), name) for n, (words, name) in enumerate(texts)]
    together = {row["report_id"]: row for row in vectors_of_texts(table(rows)).to_pylist()}
    random.shuffle(rows)
    cut = random.randrange(len(rows) + 1)
    apart = [row for part in (rows[:cut], rows[cut:]) if part for row in vectors_of_texts(table(part)).to_pylist()]
    assert {row["report_id"]: row for row in apart} == together


def test_a_ships_name_counts_for_less_than_other_rare_words() -> None:
    """Two attacks on one ship are not told alike because both name her."""
    texts = ["robbers boarded zephyrine", "alarm raised zephyrine"]
    named, bare = ([row["vector"] for row in vectors_of_texts(table([("a:1", texts[0], name), ("a:2", texts[1], name)])).to_pylist()]
                   for name in ("ZEPHYRINE", ""))  # fmt: skip
    assert np.dot(*named) < np.dot(*bare) - 0.1
    [row] = vectors_of_texts(table([("a:1", texts[0], "ZEPHYRINE")])).to_pylist()
    assert row["unusual_words"] == ["zephyrine"]


def test_common_words_are_counted_in_the_source_that_uses_them_most() -> None:
    shares = count_common_words({"a": ["robbers fled"] * 50 + ["quiet"] * 50, "b": ["robbers"] * 41 + ["none"] * 369})
    assert shares == {"robber": 5000.0, "fled": 5000.0, "quiet": 5000.0, "none": 9000.0}
    assert table_of_words(shares).splitlines()[:2] == ["word,texts_in_10000", "fled,5000"]
    assert common_words()["robber"] > common_words()["anchorage"] > 0


@st.composite
def rivals(draw: st.DrawFn) -> tuple[int, list[tuple[int, int, float]]]:
    size = draw(st.integers(2, 8))
    pairs = [(a, b) for a in range(size) for b in range(a + 1, size) if (a + b) % 2]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, min_size=1))
    return size, [(a, b, draw(st.floats(-10, 30))) for a, b in sorted(chosen)]


def probabilities(size: int, edges: list[tuple[int, int, float]]) -> list[float]:
    left, right, weight = (np.array(column) for column in zip(*edges, strict=True))
    odds = matching_probabilities(left, right, weight, np.arange(size) % 2, np.zeros(size, bool))
    return [float(probability) for probability in odds]


@settings(max_examples=80, deadline=None)
@given(rivals(), rivals())
def test_rivals_elsewhere_do_not_change_the_last_digit(
    here: tuple[int, list[tuple[int, int, float]]], elsewhere: tuple[int, list[tuple[int, int, float]]]
) -> None:
    (size, edges), (other_size, others) = here, elsewhere
    size += size % 2
    both = edges + [(a + size, b + size, weight) for a, b, weight in others]
    assert probabilities(size + other_size, both) == probabilities(size, edges) + probabilities(other_size, others)
