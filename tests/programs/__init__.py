"""The programs of examples/programs on every engine: the same values, to the last bit, and FLOPs."""
