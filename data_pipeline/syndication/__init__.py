"""RSS and Atom feeds of advisories that the operator names in the settings: each becomes a source of its own.

Whatever a feed holds is a text from strangers: it becomes plain text, and nothing in it is followed or run.
"""
