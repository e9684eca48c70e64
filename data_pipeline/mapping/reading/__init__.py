"""One record of a mapped table into a draft: its cells, days, position, key and facts."""
