"""Speed and memory, measured on this machine. `make bench` runs all of it; figures are ratios wherever a peer exists."""
