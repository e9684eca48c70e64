"""Anchorwatch: page set-up and navigation, nothing else."""

from __future__ import annotations

from pages.ui import navigation

navigation.set_up()
navigation.run()
