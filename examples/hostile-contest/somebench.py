"""The organizer's module that submissions derive from."""

GENUINE = True


class Solver:
    """Base of all submissions."""

    def setup(self, context):
        """Nothing by default."""
