"""What a run is made of, before any sandbox: submission, limits, statuses, cache."""
