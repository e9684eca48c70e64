"""What changed between the days in question and as many days before them, on the sources that watched both."""
