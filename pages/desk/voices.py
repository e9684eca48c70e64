"""What companies say of published incidents, with the words and pictures that only the desk reads."""

from __future__ import annotations

import base64
from typing import Final

import streamlit as st

from members.confirmations.deeds import STANCES, latest_voices
from members.store import MemberStore
from pages.shell import page_links
from pages.shell.text import as_it_stands, plain
from warehouse.contract.dates import short_day

_MOST: Final = 50


def show_voices(store: MemberStore) -> None:
    """The latest confirmations and disputes. Raises StoreError."""
    heard = latest_voices(store, _MOST)
    if not heard:
        return
    with st.expander(plain(f"What companies say of incidents ({len(heard)})"), icon=":material/how_to_reg:"):
        for voice in heard:
            told = f"{voice.company}, {short_day(voice.given_on)}, TLP:{voice.tlp}: {STANCES[voice.stance]}"
            st.markdown(f"[{plain(told)}]({page_links.incident_link(voice.incident_id)})")
            if voice.detail:
                st.text(as_it_stands(voice.detail))
            if voice.jpeg:
                picture = base64.b64encode(voice.jpeg).decode()
                st.html(f'<img alt="Picture sent along" style="max-width:100%" src="data:image/jpeg;base64,{picture}">')
