"""Kept voyages: plans and ships of a company, the assessments that its people signed, and what the last assessments found.

Who may see them is decided in `readers` alone: the people of the company, or the one person who belongs to none. All they say is sealed
with a key of this server (`sealing`). Nothing of them leaves the machine, and nothing of them reaches a snapshot.
"""
