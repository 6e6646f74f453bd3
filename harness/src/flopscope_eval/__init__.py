"""Runs submissions in a sandbox against a flopscope server, and scores them."""
