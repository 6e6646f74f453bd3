"""NumPy's public surface: what becomes of each name, and whether prices are the textbook's."""
