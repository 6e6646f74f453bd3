"""The Docker sandbox and its images."""
