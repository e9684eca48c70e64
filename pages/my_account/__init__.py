"""What somebody sees and may do of his or her own account."""
