"""The crew brief: one printed page in plain words, from the voyage's evidence and a file of texts for each language."""
