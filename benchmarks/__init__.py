"""Benchmarks: what flopscope adds, as ratios measured side by side in one run."""
