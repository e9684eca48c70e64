"""`python -m bench hostile`: many hostile inputs, kills, changed bits and addresses; how many of them did what none may do."""
