"""Kept voyages on pages: what the person who looks may see of them, and voyages assessed for Voyage and Fleet alike."""
