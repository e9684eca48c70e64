"""What of a report is compared with other reports: one narrow row each, in the table `compared`.

A report's row depends on the report and on its own source's reports only, never on another source: so a source that
arrives late changes no comparison between the sources that were there before.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from hashlib import blake2b
from typing import Any, Final

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
from scipy import sparse

from data_pipeline.facts.when import TIME_PATTERN
from data_pipeline.facts.when import days as days_in_text
from data_pipeline.facts.where import positions as positions_in_text
from data_pipeline.sql import statement
from warehouse.contract.taxonomy import VESSEL_TYPE, VESSEL_TYPE_PARENT

DIMENSIONS: Final = 128
"""Length of a text's vector; 128 random projections keep a cosine to about 0.09."""
_BATCH: Final = 50_000
_TOKEN: Final = re.compile(r"[a-z]{3,}|\d+")
_NO_KIND: Final = {"merchant_vessel", "cargo_ship"}
_SLIPS: Final = pa.schema(
    [("report_id", pa.string()), ("other_days", pa.list_(pa.date32())), ("other_latitude", pa.float64()), ("other_longitude", pa.float64())]
)
_CLOCKS: Final = pa.schema([("report_id", pa.string()), ("clock_local", pa.int32()), ("clock_utc", pa.int32())])
USUAL_CROWD: Final = 20.0
"""Reports of a source near one another in space and quarter, in the busy waters that the weights were learnt from (median)."""


def build(con: duckdb.DuckDBPyConnection, reissuing: Collection[str]) -> None:
    """Make the table `compared`, one row a report, from the view `reports`; `reissuing` names sources that issue an event twice."""
    con.execute(statement("linkage/macros"))
    con.execute(f"CREATE OR REPLACE TABLE crowds AS {statement('linkage/crowds')}")
    read = inputs(con)
    for name, table in read.items():
        con.register(name, table)
    con.execute(f"CREATE OR REPLACE TABLE compared AS {statement('linkage/compared')}", {"reissuing": list(reissuing)})
    for name in read:
        con.unregister(name)


def inputs(con: duckdb.DuckDBPyConnection) -> dict[str, pa.Table]:
    """What is read from the reports in Python, by the name under which `linkage/compared` knows it."""
    return {"text_vectors": _text_vectors(con), "slips": _slips(con), "clocks": _clocks(con), "ship_types": _ship_types()}


def _ship_types() -> pa.Table:
    """Every type of ship with its wider types, and those of them that still say something (a merchant vessel is no kind)."""
    rows = []
    for code in VESSEL_TYPE:
        chain = [code]
        while (wider := VESSEL_TYPE_PARENT.get(chain[-1])) is not None:
            chain.append(wider)
        rows.append({"type": code, "types": chain, "kinds": [one for one in chain if one not in _NO_KIND]})
    return pa.Table.from_pylist(rows)


def tokens(text: str) -> list[str]:
    """Words of three letters and more without plural s, and numbers, in lower case."""
    return [word[:-1] if len(word) > 4 and word[-1] == "s" else word for word in _TOKEN.findall(text.lower())]


def _text_vectors(con: duckdb.DuckDBPyConnection) -> pa.Table:
    """report_id, vector (unit length; null without text), rare_words: by source, since rarity is."""
    parts = []
    for (source,) in con.sql(statement("linkage/sources_present")).fetchall():
        texts = con.sql(statement("linkage/texts"), params={"source": source}).to_arrow_table()
        parts.append(vectors(texts))
    return pa.concat_tables(parts) if parts else vectors(pa.table({"report_id": [], "text": [], "name": []}))


def vectors(texts: pa.Table) -> pa.Table:
    """Vectors of the texts of one source: words weighted by log rarity, projected on random directions fixed by the words.

    `texts`: report_id, text, name. Method: TF-IDF (Spärck Jones 1972); random projection (Achlioptas 2003).
    """
    ids: dict[str, int] = {}
    indices: list[int] = []
    ends = [0]
    of_name: list[bool] = []
    for text, name in zip(texts["text"].to_pylist(), texts["name"].to_pylist(), strict=True):
        named = set(tokens(name))
        # Sorted, since sums of floats would else depend on the order of a set.
        said = sorted(named | set(tokens(text)))
        indices.extend(ids.setdefault(word, len(ids)) for word in said)
        of_name += [word in named for word in said]
        ends.append(len(indices))
    count = len(ends) - 1
    found = sparse.csr_matrix((np.ones(len(indices), np.float32), indices, ends), shape=(count, max(len(ids), 1)))
    rarity = np.log((1.0 + count) / (1.0 + np.asarray(found.sum(axis=0)).ravel())).astype(np.float32)
    dense = _projected(found.multiply(rarity[None, :]).tocsr(), list(ids))
    null = np.diff(found.indptr) == 0
    values = pa.FixedSizeListArray.from_arrays(pa.array(dense.ravel()), DIMENSIONS)
    kept = pa.array(np.arange(count), pa.int64(), mask=null)
    return pa.table(
        {
            "report_id": texts["report_id"].cast(pa.string()),
            "vector": values.take(kept),
            "rare_words": pa.array(_rare_words(found, rarity, list(ids)), pa.list_(pa.string())),
            **_telling_words(found, list(ids), np.array(of_name, bool)),
        }
    )


def _projected(weighted: Any, words: list[str]) -> npt.NDArray[np.float32]:
    if not words:
        return np.zeros((weighted.shape[0], DIMENSIONS), np.float32)
    bits = np.frombuffer(b"".join(blake2b(word.encode(), digest_size=DIMENSIONS // 8).digest() for word in words), np.uint8)
    signs = np.unpackbits(bits).reshape(len(words), DIMENSIONS).astype(np.float32) * 2 - 1
    dense = np.asarray(weighted @ signs, dtype=np.float32)
    length = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
    length[length == 0] = 1
    return np.asarray(dense / (length[:, None] * np.float32(np.sqrt(DIMENSIONS))), np.float32)


_RARE_IN: Final = 40
_RARE_WORDS: Final = 8
_COMMON: Final = 0.06
"""Words in a larger share of a source's texts (a country, "anchorage", "robbers") tell nothing of the place."""


def _rare_words(found: Any, rarity: npt.NDArray[np.float32], words: list[str]) -> list[list[str]]:
    """The rarest words of every text, names of ships and places mostly: those in at most `_RARE_IN` texts of the source."""
    often = np.asarray(found.sum(axis=0)).ravel()
    rows = []
    for start, end in zip(found.indptr[:-1], found.indptr[1:], strict=True):
        mine = [index for index in found.indices[start:end] if often[index] <= _RARE_IN and not words[index].isdigit()]
        rows.append([words[index] for index in sorted(mine, key=lambda one: (-rarity[one], words[one]))[:_RARE_WORDS]])
    return rows


def _telling_words(found: Any, words: list[str], of_name: npt.NDArray[np.bool_]) -> dict[str, pa.Array]:
    """Of every text the words that not everybody uses, as numbers: `name_words` those of the ship's name, `words` the others."""
    often = np.asarray(found.sum(axis=0)).ravel()
    telling = (often <= max(_COMMON * found.shape[0], _RARE_IN)) & np.array([not word.isdigit() for word in words], bool)
    number = np.frombuffer(b"".join(blake2b(word.encode(), digest_size=4).digest() for word in words), np.uint32)
    told = {}
    for column, kept in (("words", telling[found.indices] & ~of_name), ("name_words", telling[found.indices] & of_name)):
        ends = np.concatenate([[0], np.cumsum(kept)])[found.indptr]
        told[column] = pa.ListArray.from_arrays(pa.array(ends, pa.int32()), pa.array(number[found.indices[kept]]))
    return told


def _slips(con: duckdb.DuckDBPyConnection) -> pa.Table:
    """Days and positions that the text of a report states beside those that were kept, for reports whose text and fields disagree."""
    rows = con.sql(statement("linkage/conflicting")).fetchall()
    found = []
    for report_id, day, latitude, longitude, narrative in rows:
        days = sorted({one for mention in days_in_text(narrative, day) if (one := mention.near(day)) and one != day})
        places = [one for one in positions_in_text(narrative)[0] if latitude is None or one.km_to(latitude, longitude) > 2]
        place = places[0] if places else None
        found.append((report_id, days[:3], place and place.latitude, place and place.longitude))
    return pa.Table.from_pylist([dict(zip(_SLIPS.names, row, strict=True)) for row in found], _SLIPS)


def clocks(text: str) -> tuple[int | None, int | None]:
    """The first local time and the first UTC time that a text states, in minutes of the day."""
    local = universal = None
    for found in TIME_PATTERN.finditer(text):
        minutes = int(found["hour"]) % 24 * 60 + int(found["minute"])
        if found["offset"] is None and found["zone"].lower() in ("utc", "gmt", "z"):
            universal = minutes if universal is None else universal
        elif local is None:
            local = minutes
    return local, universal


def _clocks(con: duckdb.DuckDBPyConnection) -> pa.Table:
    rows = [(report_id, *clocks(narrative)) for report_id, narrative in con.sql(statement("linkage/telling_time")).fetchall()]
    return pa.Table.from_pylist([dict(zip(_CLOCKS.names, row, strict=True)) for row in rows], _CLOCKS)
