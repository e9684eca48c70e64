"""Report texts as the other readers need them: repaired, of bounded length, and split into sentences."""
