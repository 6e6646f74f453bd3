"""The harness: sandboxes, results, command line."""
