"""What every room above needs: dtypes, exceptions, options as data, result tuples, the choice of engine."""
