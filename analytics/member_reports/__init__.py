"""What members' reports add to the picture: for readers by sea region, and for the sender of one report."""
