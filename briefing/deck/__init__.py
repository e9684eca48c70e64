"""The short documents: the board deck, a slide for each finding, and the captain's and crew's sheets."""
