"""What happens between a call and NumPy: bodies, errors, prices."""
