"""Alerts: what I have been told, my watch rules, and how I am told; and the addresses of feeds and of stopping mails."""
