"""Ten tasks of a security officer, done by a script in a real browser: clicks, seconds, and whether the answer on screen is right."""
