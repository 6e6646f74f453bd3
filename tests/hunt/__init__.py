"""A hunt for calls that end the process, hang or show foreign memory: ``make hunt``."""
