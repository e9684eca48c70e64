"""Fonts for documents: Noto, reduced to the scripts that ships' and place names need. Built by `build.py`."""
