"""Feeds: asking a reporting body's service for its records, and landing what it answers as `add` lands a file.

An answer that is not what the feed usually gives is not landed; what landed before stays in force.
"""
