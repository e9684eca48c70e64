"""Declared rules that turn a report's fields and text into facts.

`declared/` holds the rules, `definitions` reads and checks them, `reading` is what they look at and what they have
concluded so far, and `engine` applies them.
"""
