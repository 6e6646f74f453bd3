"""What holds for all inputs of a kind, looked for with hypothesis."""
