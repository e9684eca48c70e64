"""Speed and memory, measured on this machine. `make bench` runs everything; figures are ratios wherever there is a peer to compare with."""

import os

# What is measured is this machine, not a network: commands started from here fetch nothing.
os.environ["ANCHORWATCH_FEEDS"] = "none"
