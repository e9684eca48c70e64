"""Any table as a source of its own: a mapping says which column is what, and how its values are written."""
