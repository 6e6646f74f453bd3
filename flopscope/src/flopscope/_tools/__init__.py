"""Programs for maintainers: the operation reference, the count of names."""
