"""The sections of the long briefing, each a function from the context to blocks."""
