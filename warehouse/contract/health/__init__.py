"""Whether the warehouse still fills itself: when a source counts as silent, and what the pipeline keeps about its feeds for readers."""
