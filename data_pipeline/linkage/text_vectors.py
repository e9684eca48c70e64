"""Texts as vectors and words, so that millions of pairs of them can be compared in SQL."""

from __future__ import annotations

import re
from hashlib import blake2b
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from scipy import sparse

DIMENSIONS: Final = 128
"""Length of a text's vector; 128 random projections keep a cosine to about 0.09."""
_TOKEN: Final = re.compile(r"[a-z]{3,}|\d+")
_RARE_TEXTS: Final = 40
"""A word in at most so many texts of its source is rare: names of ships and places mostly."""
_RARE_WORDS: Final = 8
"""Rare words that are kept of a text."""
_COMMON_SHARE: Final = 0.06
"""Words in a larger share of a source's texts (a country, "anchorage", "robbers") tell nothing of the place."""


def tokenise(text: str) -> list[str]:
    """Words of three letters and more without plural s, and numbers, in lower case."""
    return [word[:-1] if len(word) > 4 and word[-1] == "s" else word for word in _TOKEN.findall(text.lower())]


def vectors_of_texts(texts: pa.Table) -> pa.Table:
    """Vectors and telling words of the texts of one source.

    `texts`: report_id, text, name. Gives report_id; `vector` (DIMENSIONS float32, unit length; null without text), in which words
    are weighted by log rarity and projected on random directions fixed by the words; `rare_words`; `words` and `name_words`.
    Method: TF-IDF (Spärck Jones 1972); random projection (Achlioptas 2003).
    """
    columns: dict[str, int] = {}
    indices: list[int] = []
    ends = [0]
    in_name: list[bool] = []
    for text, name in zip(texts["text"].to_pylist(), texts["name"].to_pylist(), strict=True):
        name_tokens = set(tokenise(name))
        # Sorted, since sums of floats would otherwise depend on the order of a set.
        words_of_text = sorted(name_tokens | set(tokenise(text)))
        indices.extend(columns.setdefault(word, len(columns)) for word in words_of_text)
        in_name += [word in name_tokens for word in words_of_text]
        ends.append(len(indices))
    count, words = len(ends) - 1, list(columns)
    occurrences = sparse.csr_matrix((np.ones(len(indices), np.float32), indices, ends), shape=(count, max(len(columns), 1)))
    # Smoothed as usual, so that a word in every text weighs 0 and none more than log(count + 1).
    rarity = np.log((1.0 + count) / (1.0 + np.asarray(occurrences.sum(axis=0)).ravel())).astype(np.float32)
    dense = _project_randomly(occurrences.multiply(rarity[None, :]).tocsr(), words)
    values = pa.FixedSizeListArray.from_arrays(pa.array(dense.ravel()), DIMENSIONS)
    # A take with null positions gives null vectors.
    with_text = pa.array(np.arange(count), pa.int64(), mask=np.diff(occurrences.indptr) == 0)
    return pa.table(
        {
            "report_id": texts["report_id"].cast(pa.string()),
            "vector": values.take(with_text),
            "rare_words": pa.array(_rare_words(occurrences, rarity, words), pa.list_(pa.string())),
            **_telling_words(occurrences, words, np.array(in_name, bool)),
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


def _rare_words(occurrences: Any, rarity: npt.NDArray[np.float32], words: list[str]) -> list[list[str]]:
    """The rarest words of every text; numbers are left out, since they are dates and times mostly."""
    texts_with = np.asarray(occurrences.sum(axis=0)).ravel()
    rows = []
    for start, end in zip(occurrences.indptr[:-1], occurrences.indptr[1:], strict=True):
        rare = [index for index in occurrences.indices[start:end] if texts_with[index] <= _RARE_TEXTS and not words[index].isdigit()]
        rows.append([words[index] for index in sorted(rare, key=lambda index: (-rarity[index], words[index]))[:_RARE_WORDS]])
    return rows


def _telling_words(occurrences: Any, words: list[str], in_name: npt.NDArray[np.bool_]) -> dict[str, pa.Array]:
    """Of every text the words that are not common, as numbers: `name_words` those of the ship's name, `words` the others."""
    texts_with = np.asarray(occurrences.sum(axis=0)).ravel()
    # In a small source even a name is in a large share of the texts.
    uncommon = texts_with <= max(_COMMON_SHARE * occurrences.shape[0], _RARE_TEXTS)
    telling = uncommon & np.array([not word.isdigit() for word in words], bool)
    # 32-bit hashes of the words: comparing numbers is many times faster than comparing texts, and the same in every source.
    number = np.frombuffer(b"".join(blake2b(word.encode(), digest_size=4).digest() for word in words), np.uint32)
    columns = {}
    for name, chosen in (("words", telling[occurrences.indices] & ~in_name), ("name_words", telling[occurrences.indices] & in_name)):
        ends = np.concatenate([[0], np.cumsum(chosen)])[occurrences.indptr]
        columns[name] = pa.ListArray.from_arrays(pa.array(ends, pa.int32()), pa.array(number[occurrences.indices[chosen]]))
    return columns
