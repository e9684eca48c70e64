"""The verification desk: what waits, what analysts conclude of it, and the log of who did what."""
