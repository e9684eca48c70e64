"""How accurate the facts are, measured on reports that people have labelled by hand."""
