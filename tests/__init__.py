"""Tests by behaviour: a folder for each thing that can be used by itself."""
