"""Prices: what a call does, counted in units, and the policies that turn units into one number."""
