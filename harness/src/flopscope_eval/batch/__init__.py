"""Runs many submissions on one machine or many: a coordinator, Dask's scheduler, and workers.

The coordinator alone decides: which worker executes which run, when an attempt is given up, and what
is recorded. Dask carries tasks and results between processes, encrypted, and nothing else.
"""
