"""What is in order in a data folder and what is not, with what to do about it."""
