"""What changed since a moment: new reports, revisions, withdrawals, merges and splits."""
