"""Speed and memory, measured on this machine. `make bench` runs everything; figures are ratios wherever there is a peer to compare with."""
