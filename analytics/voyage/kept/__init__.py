"""What makes a voyage one to come back to: its parameters, what changed since, several together, and its waters for a watch rule."""
