"""Full text: the newest posts that hold all words, among those that the reader may open. There is no count of hits.

SQLite's FTS5 and PostgreSQL's tsvector hold the posts' words; both take a word's beginning for the word, and neither knows inflections.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Integer, Select, column, select, table, text
from sqlalchemy.orm import Session

from members.access import Person
from members.community.markup import words_of
from members.community.posts import FORMER, UNATTRIBUTED
from members.community.readers import has_text, may_open, reading_as
from members.store.community_tables import Post, Thread
from members.store.engine import MemberStore
from members.store.people_tables import Account

MOST_HITS: Final = 30
MOST_WORDS: Final = 8
_AROUND: Final = 90
"""Characters of a post shown before and after the first word found."""
_INDEX: Final = table("post_search", column("rowid", Integer), column("number", Integer))
_WORD: Final = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Hit:
    """A post that holds the words. `snippet`: what stands around the first of them."""

    thread_id: str
    post_id: str
    title: str
    author: str
    written_at: datetime
    snippet: str


def search_posts(store: MemberStore, person: Person, words: str) -> tuple[list[Hit], bool]:
    """The newest posts that hold all words, and whether there are more. Without a word, none. Raises NotAllowed, StoreError."""
    terms = search_terms(words)
    if not terms:
        return [], False
    with reading_as(store, person) as (session, reader):
        query = select(Post, Thread, Account.name).join(Thread, Thread.number == Post.thread_number)
        query = query.outerjoin(Account, Account.person_id == Post.author_id).where(may_open(reader), has_text())
        rows = session.execute(_newest_matches(session, query, terms).limit(MOST_HITS + 1)).all()
    hits = [
        Hit(
            thread.thread_id, post.post_id, thread.title, UNATTRIBUTED if post.author_key else name or FORMER, post.written_at,
            snippet_around(post.text, terms),
        )
        for post, thread, name in rows[:MOST_HITS]
    ]  # fmt: skip
    return hits, len(rows) > MOST_HITS


def search_terms(words: str) -> list[str]:
    """The words to look for, in lower case; what is no letter or digit parts them."""
    return [word.lower() for word in _WORD.findall(words[:500])][:MOST_WORDS]


def snippet_around(body: str, terms: list[str]) -> str:
    """The part of a text around the first of the words that stands in it, on one line."""
    line = words_of(body)
    places = [found.start() for term in terms if (found := re.search(rf"(?<![^\W_]){re.escape(term)}", line, re.IGNORECASE))]
    start = max(0, min(places, default=0) - _AROUND)
    end = min(len(line), start + 2 * _AROUND)
    return f"{'…' if start else ''}{line[start:end]}{'…' if end < len(line) else ''}"


def _newest_matches(session: Session, query: Select[Post, Thread, str], terms: list[str]) -> Select[Post, Thread, str]:
    """The posts of a query that hold words beginning with all terms, the newest first.

    Terms are letters and digits alone, so that no operator can be among them.
    """
    if session.get_bind().dialect.name == "sqlite":
        matches = text("post_search MATCH :terms").bindparams(terms=" ".join(f'"{term}"*' for term in terms))
        # In the index's own order, SQLite reads the newest matches and leaves the others.
        return query.join(_INDEX, _INDEX.c.rowid == Post.number).where(matches).order_by(_INDEX.c.rowid.desc())
    matches = text("words @@ to_tsquery('simple', :terms)").bindparams(terms=" & ".join(f"{term}:*" for term in terms))
    return query.where(Post.number.in_(select(_INDEX.c.number).where(matches))).order_by(Post.number.desc())
