"""What the pages work out, as JSON: each answer with its number, sources, day and what is missing, from the very functions of the pages."""
