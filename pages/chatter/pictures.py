"""Pictures on posts: choosing them, and showing them."""

from __future__ import annotations

import base64

import streamlit as st

from members.community.writing import MOST_PICTURES
from members.reports.pictures import MOST_BYTES


def picture_field(key: str) -> None:
    """A field for pictures; `key` names the form it belongs to."""
    st.file_uploader(
        f"Pictures (at most {MOST_PICTURES})", type=["jpg", "jpeg", "png", "webp"], accept_multiple_files=True, key=_field_key(key),
        max_upload_size=MOST_BYTES // 1_000_000, help="Position, owner and everything else but the picture itself is removed.",
    )  # fmt: skip


def picture_files(key: str) -> tuple[bytes, ...]:
    """The chosen files as they are."""
    return tuple(file.getvalue() for file in st.session_state.get(_field_key(key)) or ())


def empty_picture_field(key: str) -> None:
    """Choose none from the next run on."""
    # A file field is emptied by no value, only by another key.
    st.session_state[f"_turn_{key}"] = int(st.session_state.get(f"_turn_{key}", 0)) + 1


def show_picture(jpeg: bytes) -> None:
    """One picture, within the page: an address of its own could be handed on."""
    st.html(f'<img alt="Picture on the post" style="max-width:100%" src="data:image/jpeg;base64,{base64.b64encode(jpeg).decode()}">')


def _field_key(key: str) -> str:
    return f"{key}_pictures_{st.session_state.get(f'_turn_{key}', 0)}"
