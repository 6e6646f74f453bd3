"""The help of operations."""
