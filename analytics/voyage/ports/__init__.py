"""A port: what was recorded around it, told apart from its neighbours, and where it stands among other ports."""
