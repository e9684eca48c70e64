"""Texts as vectors and words, so that millions of pairs of them can be compared in SQL.

How common a word is stands in words.csv and belongs to the program, as the weights do. So what is made of a text depends on that text
alone: a report that comes later changes no comparison of the others.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from scipy import sparse

WORDS: Final = Path(__file__).with_name("words.csv")
DIMENSIONS: Final = 128
"""Length of a text's vector; 128 random projections keep a cosine to about 0.09."""
_TOKEN: Final = re.compile(r"[a-z]{3,}|\d+")
_UNUSUAL_TEXTS: Final = 40
"""A word in at most so many texts of each source is unusual, names of ships and places mostly, and not in words.csv."""
_WORDS_KEPT: Final = 12
"""Unusual words that are kept of a text, the longest first."""
_NAME_WEIGHT: Final = 0.4
"""What a word of the ship's name counts for in a vector, beside 1 for any other."""
_UNUSUAL_SHARE: Final = 10.0
"""Texts in 10,000 that an unusual word is taken to be in."""
_COMMON_SHARE: Final = 600.0
"""Words in more texts of 10,000 (a country, "anchorage", "robbers") tell nothing of the place."""


def tokenise(text: str) -> list[str]:
    """Words of three letters and more without plural s, and numbers, in lower case."""
    return [word[:-1] if len(word) > 4 and word[-1] == "s" else word for word in _TOKEN.findall(text.lower())]


@cache
def common_words() -> Mapping[str, float]:
    """Texts in 10,000 that hold a word, by word; of words that are not unusual."""
    with WORDS.open(encoding="utf-8", newline="") as stream:
        return {row["word"]: float(row["texts_in_10000"]) for row in csv.DictReader(stream)}


def table_of_words(shares: Mapping[str, float]) -> str:
    """The content of words.csv."""
    return "".join(["word,texts_in_10000\n", *(f"{word},{shares[word]:.4g}\n" for word in sorted(shares))])


def count_common_words(texts_by_source: Mapping[str, Iterable[str]]) -> dict[str, float]:
    """What words.csv holds, counted anew: the share of texts (in 10,000) of the source in which a word is most common."""
    shares: dict[str, float] = {}
    for texts in texts_by_source.values():
        counts, number = Counter[str](), 0
        for text in texts:
            counts.update(set(tokenise(text)))
            number += 1
        for word, count in counts.items():
            if count > _UNUSUAL_TEXTS:
                shares[word] = max(shares.get(word, 0.0), 10_000 * count / number)
    return shares


def vectors_of_texts(texts: pa.Table) -> pa.Table:
    """Vectors and telling words of texts, of each by itself: in whatever batches they come, to the last bit.

    `texts`: report_id, text, name. Gives report_id; `vector` (DIMENSIONS float32, unit length; null without text), in which words
    are weighted by log rarity and projected on random directions fixed by the words; `unusual_words`; `words` and `name_words`.
    Method: TF-IDF (Spärck Jones 1972); random projection (Achlioptas 2003).
    """
    names = [set(tokenise(name)) for name in texts["name"].to_pylist()]
    words_of_texts = [sorted(name | set(tokenise(text))) for text, name in zip(texts["text"].to_pylist(), names, strict=True)]
    # In alphabetical order, so that a row's sum of floats has one order whatever the other texts are.
    words = sorted(set().union(*words_of_texts))
    column = {word: index for index, word in enumerate(words)}
    indices = [column[word] for listed in words_of_texts for word in listed]
    in_name = np.array([word in name for listed, name in zip(words_of_texts, names, strict=True) for word in listed], bool)
    ends = np.cumsum([0, *map(len, words_of_texts)])
    occurrences = sparse.csr_matrix((np.ones(len(indices), np.float32), indices, ends), shape=(len(names), max(len(words), 1)))
    share = np.array([common_words().get(word, _UNUSUAL_SHARE) for word in words], float)
    rarity = np.log(10_000 / np.minimum(share, 10_000)).astype(np.float32)
    # Ships' names are compared by themselves; in full they would speak twice for two attacks on one ship.
    weights = np.where(in_name, np.float32(_NAME_WEIGHT), np.float32(1))
    dense = _project_randomly(sparse.csr_matrix((weights, indices, ends), shape=occurrences.shape), rarity, words)
    values = pa.FixedSizeListArray.from_arrays(pa.array(dense.ravel()), DIMENSIONS)
    # A take with null positions gives null vectors.
    with_text = pa.array(np.arange(len(names)), pa.int64(), mask=np.diff(occurrences.indptr) == 0)
    return pa.table(
        {
            "report_id": texts["report_id"].cast(pa.string()),
            "vector": values.take(with_text),
            "unusual_words": pa.array([_unusual_words(listed) for listed in words_of_texts], pa.list_(pa.string())),
            **_telling_words(occurrences, words, share, in_name),
        }
    )


def _project_randomly(occurrences: Any, rarity: npt.NDArray[np.float32], words: list[str]) -> npt.NDArray[np.float32]:
    """Rows of the sparse matrix `occurrences` (texts x words), weighted by rarity, on DIMENSIONS random directions, each of unit length."""
    if not words:
        return np.zeros((occurrences.shape[0], DIMENSIONS), np.float32)
    weighted = occurrences.multiply(rarity[None, :]).tocsr()
    # The signs are a hash of the word, not random numbers: a word has the same direction in every source and every run.
    bits = np.frombuffer(b"".join(blake2b(word.encode(), digest_size=DIMENSIONS // 8).digest() for word in words), np.uint8)
    signs = np.unpackbits(bits).reshape(len(words), DIMENSIONS).astype(np.float32) * 2 - 1
    dense = np.asarray(weighted @ signs, dtype=np.float32)
    length = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
    length[length == 0] = 1
    return np.asarray(dense / (length[:, None] * np.float32(np.sqrt(DIMENSIONS))), np.float32)


def _unusual_words(words: list[str]) -> list[str]:
    """The longest unusual words of a text; numbers are left out, since they are dates and times mostly."""
    unusual = [word for word in words if word not in common_words() and not word.isdigit()]
    return sorted(unusual, key=lambda word: (-len(word), word))[:_WORDS_KEPT]


def _telling_words(occurrences: Any, words: list[str], share: npt.NDArray[Any], in_name: npt.NDArray[np.bool_]) -> dict[str, pa.Array]:
    """Of every text the words that are not common, as numbers: `name_words` those of the ship's name, `words` the others."""
    telling = np.array([not word.isdigit() for word in words], bool) & (share <= _COMMON_SHARE)
    # 32-bit hashes of the words: comparing numbers is many times faster than comparing texts, and the same in every source.
    number = np.frombuffer(b"".join(blake2b(word.encode(), digest_size=4).digest() for word in words), np.uint32)
    columns = {}
    for name, chosen in (("words", telling[occurrences.indices] & ~in_name), ("name_words", telling[occurrences.indices] & in_name)):
        ends = np.concatenate([[0], np.cumsum(chosen)])[occurrences.indptr]
        columns[name] = pa.ListArray.from_arrays(pa.array(ends, pa.int32()), pa.array(number[occurrences.indices[chosen]]))
    return columns
