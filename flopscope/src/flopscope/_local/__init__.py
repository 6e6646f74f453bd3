"""The NumPy engine, and what the server shares with it."""
