"""*Verification desk*: analysts read what members sent, ask, and say what it is worth."""
