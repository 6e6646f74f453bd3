"""Prices: units, policies, rules."""
