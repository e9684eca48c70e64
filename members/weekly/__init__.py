"""The weekly summary by mail: who wants it, when it is due, and what it says to each reader. `briefing.weekly` composes it.

Pages use `choosing`; the pass that delivers alerts uses `due` and `mails`: a summary is sent, tried again and given up as alerts are.
"""
