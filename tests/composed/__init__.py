"""The composed layer on both engines, compared with NumPy."""
