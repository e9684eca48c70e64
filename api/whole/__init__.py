"""Whole collections in one answer, written while they are read."""
