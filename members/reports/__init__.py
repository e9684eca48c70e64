"""Reports by members: the forms, reading what was sent, what could identify somebody, receipts, and the deeds on a report."""
