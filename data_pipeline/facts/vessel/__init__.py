"""The ship attacked: its type, name, flag and IMO number."""
