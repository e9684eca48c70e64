"""What an alert says, in the form of each outlet: as one clearance may see it, from the snapshot in force."""
