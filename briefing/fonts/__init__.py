"""The fonts of documents: Noto, cut down to the scripts that ship and place names need. Built by `build.py`."""
