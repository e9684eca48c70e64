"""What readers are told at the top of a page: that data are simulated, old, missing or damaged, or come from another server."""
