"""What works in NumPy works here, and what does not is refused alike on both engines."""
