"""What this host can enforce, and whether it withstands the hostile submissions."""
