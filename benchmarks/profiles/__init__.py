"""Where the time goes: flame graphs of the three processes, and the parts of one call."""
