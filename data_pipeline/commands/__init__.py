"""The command line, by subject. A command is a function of its options that returns an exit status; its docstring is its help.

What takes long to load (geography, the linkage engine) is imported in the function that needs it, so that `--help` and a run
with nothing new answer at once.
"""
