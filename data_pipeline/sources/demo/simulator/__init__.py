"""The simulator: draws true incidents, and what four invented bodies report of them."""
