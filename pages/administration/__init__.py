"""What administrators see and change: people, companies, groups, invitations, retention, and the log of all of it."""
