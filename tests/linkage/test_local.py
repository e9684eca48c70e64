"""What a report that comes later cannot change: how texts and pairs far away from it are weighed, to the last bit."""

from __future__ import annotations

from random import Random

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from data_pipeline.linkage.rivals import matching_probabilities
from data_pipeline.linkage.text_vectors import count_words, shares_of_words, table_of_words, vectors_of_texts

WORDS = ["robbers", "boarded", "anchored", "tanker", "zephyrine", "belawan", "knives", "alarm", "2", "1200", "qwertysund", "fled"]
SOURCES = ["asam", "imb_crime_at_sea", "ukmto"]
TEXTS = ["posn qwertysund", "posn zephyrine"]


def table(rows: list[tuple[str, str, str]]) -> pa.Table:
    ids, texts, names = zip(*rows, strict=True)
    return pa.table({"report_id": ids, "source": [report_id.split(":")[0] for report_id in ids], "text": texts, "name": names})


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.lists(st.sampled_from(WORDS), max_size=12), st.sampled_from(["", "ZEPHYRINE", "Alarm 2"])), min_size=1, max_size=12
    ),
    st.randoms(use_true_random=False),
)
def test_a_text_has_one_vector_whatever_other_texts_there_are(texts: list[tuple[list[str], str]], random: Random) -> None:
    rows = [(f"{SOURCES[n % len(SOURCES)]}:{n}", " ".join(words), name) for n, (words, name) in enumerate(texts)]
    together = {row["report_id"]: row for row in vectors_of_texts(table(rows)).to_pylist()}
    random.shuffle(rows)
    cut = random.randrange(len(rows) + 1)
    apart = [row for part in (rows[:cut], rows[cut:]) if part for row in vectors_of_texts(table(part)).to_pylist()]
    assert {row["report_id"]: row for row in apart} == together


def test_a_word_is_as_common_as_in_its_own_sources_texts() -> None:
    """IMB gives a position as "posn" in one text of seven, NGA hardly ever; where words were never counted, the commoner use holds."""
    shares = {source: shares_of_words(source).get("posn", 0.0) for source in SOURCES}
    assert shares["ukmto"] == shares["imb_crime_at_sea"] > 50 * shares["asam"]
    routine, telling = (
        np.dot(
            *(row["vector"] for row in vectors_of_texts(table([(f"{source}:{n}", text, "") for n, text in enumerate(TEXTS)])).to_pylist())
        )
        for source in ("imb_crime_at_sea", "asam")
    )
    assert telling > routine + 0.1


def test_words_that_were_never_counted_are_unusual_in_a_text_and_in_a_name() -> None:
    [row] = vectors_of_texts(table([("asam:1", "alarm raised at 1200 by qwertysund", "ZEPHYRINE")])).to_pylist()
    assert row["unusual_words"] == ["qwertysund", "zephyrine"]
    assert (len(row["words"]), len(row["name_words"])) == (1, 1), "not what nearly every text says"


def test_words_are_counted_by_source_where_enough_texts_hold_them() -> None:
    counted = {"a": count_words(["robbers fled"] * 50 + ["quiet"] * 50), "b": count_words(["robbers"] * 5 + ["none"] * 4 + ["seen"] * 11)}
    assert counted == {"a": {"robber": 5000.0, "fled": 5000.0, "quiet": 5000.0}, "b": {"robber": 2500.0, "seen": 5500.0}}
    assert table_of_words(counted).splitlines()[:2] == ["word,source,texts_in_10000", "fled,a,5000"]


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
