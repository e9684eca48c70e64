"""A mapping guessed from a file: from the words of its headings, and from its values."""
