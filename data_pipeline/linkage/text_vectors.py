"""Texts as vectors and words, so that millions of pairs of them can be compared in SQL.

How common a word is stands in words.csv and belongs to the program, as the weights do. So what is made of a text depends on that text
alone: a report that comes later changes no comparison of the others.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from hashlib import blake2b
from itertools import pairwise
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
_COUNTED_TEXTS: Final = 5
"""A word in fewer texts of a source is not in words.csv."""
_RAREST_SHARE: Final = 2.0
"""Texts in 10,000 that a word is taken to be in that is not in words.csv: two of the nine thousand of ASAM."""
_UNUSUAL_SHARE: Final = 50.0
"""A word in at most so many texts of 10,000 is unusual: names of ships and places mostly."""
_WORDS_KEPT: Final = 12
"""Unusual words that are kept of a text, the longest first."""
_COMMON_SHARE: Final = 600.0
"""Words in more texts of 10,000 (a country, "anchorage", "robbers") tell nothing of the place."""


def tokenise(text: str) -> list[str]:
    """Words of three letters and more without plural s, and numbers, in lower case."""
    return [word[:-1] if len(word) > 4 and word[-1] == "s" else word for word in _TOKEN.findall(text.lower())]


@cache
def counted_words() -> Mapping[str, Mapping[str, float]]:
    """By source, texts in 10,000 of that source that hold a word, by word."""
    shares: dict[str, dict[str, float]] = {}
    with WORDS.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            shares.setdefault(row["source"], {})[row["word"]] = float(row["texts_in_10000"])
    return shares


@cache
def shares_of_words(source: str) -> Mapping[str, float]:
    """Texts in 10,000 that hold a word, by word: of the source itself or, where its words were never counted, of that which uses it most.

    What is routine in one body's texts ("duty crew", "raised alarm") tells something in another's.
    """
    counted = counted_words()
    if source in counted:
        return counted[source]
    most: dict[str, float] = {}
    for shares in counted.values():
        for word, share in shares.items():
            most[word] = max(most.get(word, 0.0), share)
    return most


def table_of_words(counted: Mapping[str, Mapping[str, float]]) -> str:
    """The content of words.csv."""
    rows = sorted((word, source, share) for source, shares in counted.items() for word, share in shares.items())
    return "".join(["word,source,texts_in_10000\n", *(f"{word},{source},{share:.4g}\n" for word, source, share in rows)])


def count_words(texts: Iterable[str]) -> dict[str, float]:
    """The share of a source's texts (in 10,000) that hold a word, of words in enough of them."""
    counts, number = Counter[str](), 0
    for text in texts:
        counts.update(set(tokenise(text)))
        number += 1
    return {word: 10_000 * count / number for word, count in counts.items() if count >= _COUNTED_TEXTS}


def vectors_of_texts(texts: pa.Table) -> pa.Table:
    """Vectors and telling words of texts, of each by itself: in whatever batches they come, to the last bit.

    `texts`: report_id, source, text, name. Gives report_id; `vector` (DIMENSIONS float32, unit length; null without text), in which
    words are weighted by log rarity and projected on random directions fixed by the words; `unusual_words`; `words` and `name_words`.
    Method: TF-IDF (Spärck Jones 1972); random projection (Achlioptas 2003).
    """
    names = [set(tokenise(name)) for name in texts["name"].to_pylist()]
    words_of_texts = [sorted(name | set(tokenise(text))) for text, name in zip(texts["text"].to_pylist(), names, strict=True)]
    # In alphabetical order, so that a row's sum of floats has one order whatever the other texts are.
    words = sorted(set().union(*words_of_texts))
    column = {word: index for index, word in enumerate(words)}
    indices = np.array([column[word] for listed in words_of_texts for word in listed], np.int64)
    ends = np.cumsum([0, *map(len, words_of_texts)])
    share = np.array(
        [
            shares.get(word, _RAREST_SHARE)
            for listed, shares in zip(words_of_texts, map(shares_of_words, texts["source"].to_pylist()), strict=True)
            for word in listed
        ],
        float,
    )
    in_name = np.array([word in name for listed, name in zip(words_of_texts, names, strict=True) for word in listed], bool)
    rarity = np.log(10_000 / np.minimum(share, 10_000)).astype(np.float32)
    weighted = sparse.csr_matrix((rarity, indices, ends), shape=(len(names), max(len(words), 1)))
    dense = _project_randomly(weighted, words)
    values = pa.FixedSizeListArray.from_arrays(pa.array(dense.ravel()), DIMENSIONS)
    # A take with null positions gives null vectors.
    with_text = pa.array(np.arange(len(names)), pa.int64(), mask=np.diff(ends) == 0)
    return pa.table(
        {
            "report_id": texts["report_id"].cast(pa.string()),
            "vector": values.take(with_text),
            "name_part": pa.array(_name_parts(weighted, in_name)),
            **_telling_words(words, indices, ends, share, in_name),
        }
    )


def _project_randomly(weighted: Any, words: list[str]) -> npt.NDArray[np.float32]:
    """Rows of the sparse matrix `weighted` (texts x words) on DIMENSIONS random directions, each of unit length."""
    if not words:
        return np.zeros((weighted.shape[0], DIMENSIONS), np.float32)
    # The signs are a hash of the word, not random numbers: a word has the same direction in every source and every run.
    bits = np.frombuffer(b"".join(blake2b(word.encode(), digest_size=DIMENSIONS // 8).digest() for word in words), np.uint8)
    signs = np.unpackbits(bits).reshape(len(words), DIMENSIONS).astype(np.float32) * 2 - 1
    dense = np.asarray(weighted @ signs, dtype=np.float32)
    length = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
    length[length == 0] = 1
    return np.asarray(dense / (length[:, None] * np.float32(np.sqrt(DIMENSIONS))), np.float32)


def _name_parts(weighted: Any, in_name: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    """Of every row of the sparse matrix `weighted` the share of its squared length that the words of the ship's name make."""
    squares = np.square(weighted.data, dtype=np.float64)
    of_all, of_names = (
        np.asarray(sparse.csr_matrix((values, weighted.indices, weighted.indptr), shape=weighted.shape).sum(axis=1)).ravel()
        for values in (squares, squares * in_name)
    )
    return np.asarray(of_names / np.where(of_all > 0, of_all, 1.0))


def _unusual_words(words: Sequence[str]) -> list[str]:
    """The longest of the unusual words of a text."""
    return sorted(words, key=lambda word: (-len(word), word))[:_WORDS_KEPT]


def _telling_words(
    words: list[str], indices: npt.NDArray[np.int64], ends: npt.NDArray[np.int64], share: npt.NDArray[Any], in_name: npt.NDArray[np.bool_]
) -> dict[str, pa.Array]:
    """Of every text the unusual words, and as numbers those that are not common: `name_words` those of the ship's name, `words` the others.

    Numbers are left out, since they are dates and times mostly.
    """
    # 32-bit hashes of the words: comparing numbers is many times faster than comparing texts, and the same in every source.
    number = np.frombuffer(b"".join(blake2b(word.encode(), digest_size=4).digest() for word in words), np.uint32)
    is_word = np.array([not word.isdigit() for word in words], bool)[indices]
    telling, unusual = is_word & (share <= _COMMON_SHARE), is_word & (share <= _UNUSUAL_SHARE)
    columns = {}
    for name, chosen in (("words", telling & ~in_name), ("name_words", telling & in_name)):
        chosen_ends = np.concatenate([[0], np.cumsum(chosen)])[ends]
        columns[name] = pa.ListArray.from_arrays(pa.array(chosen_ends, pa.int32()), pa.array(number[indices[chosen]]))
    unusual_ends = np.concatenate([[0], np.cumsum(unusual)])[ends]
    written = [words[index] for index in indices[unusual].tolist()]
    listed = [_unusual_words(written[start:end]) for start, end in pairwise(unusual_ends.tolist())]
    return {"unusual_words": pa.array(listed, pa.list_(pa.string())), **columns}
